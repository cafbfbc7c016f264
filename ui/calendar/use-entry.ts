import { useMemo, useState } from "preact/hooks";
import { addEntry, changeEntry } from "../../core/acts/calendar.ts";
import { distinctNames } from "../../core/model/ordinal.ts";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import { zoneName } from "../shared/time.ts";
import { useAct } from "../shared/use-act.ts";
import { draftOf, entryOf, newDraft, weighed } from "./draft.ts";
import type { EntryViewProps } from "./entry-view.tsx";
import type { Editing, Known } from "./use-calendar.ts";

type Ending = Readonly<{ close: () => void; saved: () => void }>;

/** One entry that is being made or changed, weighed against the calendar with every letter. */
export function useEntry(hub: Hub, about: Editing & { known: Known }, ending: Ending): EntryViewProps {
  const { kept, known, kind } = about;
  const [draft, setDraft] = useState(() => (kept ? draftOf(kept.entry) : newDraft(kind, hub.now())));
  const [acting, act] = useAct();
  // Those that it names come first, so that each of them can be taken out.
  const environments = useMemo(
    () => distinctNames([...(kept?.entry.environments ?? []), ...known.environments]),
    [kept, known],
  );
  const id = useMemo(() => kept?.entry.id ?? newGuid(), [kept]);
  const now = hub.now();
  const was = kept === undefined ? {} : { was: kept.entry };
  const typed = (by: string) => entryOf(draft, { id, by, now, zone: zoneName(), ...was });
  const entries = known.listed.kept.map(({ entry }) => entry);
  const { because, meets } = weighed(draft, typed(""), { entries, now });

  async function save(): Promise<void> {
    const { project, azure } = hub;
    const entry = typed((await azure.people.me()).id);
    const storing = { now, acknowledged: draft.acknowledged };
    await (kept
      ? changeEntry(project.id, { entry, etag: kept.etag }, azure.documents, storing)
      : addEntry(project.id, entry, azure.documents, storing));
    hub.toast(`${entry.title} is in the calendar.`);
    ending.saved();
  }

  return {
    draft,
    change: (part) => setDraft({ ...draft, ...part }),
    isNew: kept === undefined,
    environments,
    pipelines: known.pipelines,
    zone: kept?.entry.weekly?.zone ?? zoneName(),
    meets: meets.map(({ title }) => title),
    because,
    acting,
    save: () => act(save),
    close: ending.close,
  };
}
