import { useState } from "preact/hooks";
import { readingOf } from "../../core/acts/reading-of.ts";
import {
  readTrainSettings,
  rolesOf,
  type StoredTrainSettings,
  writeTrainSettings,
} from "../../core/acts/train-settings.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { DecidingType } from "../../core/model/train/decision-meaning.ts";
import type { Roles } from "../../core/model/train/role.ts";
import type { TrainSettings } from "../../core/model/train/train-settings.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import { officeRows, whyNotSaved } from "./offices.ts";
import type { OfficesProps } from "./offices-view.tsx";

type Known = Readonly<{
  stored: StoredTrainSettings;
  roles: Reading<Roles>;
  types: Reading<readonly DecidingType[]>;
}>;

async function load({ azure, project }: Hub): Promise<Known> {
  const [stored, types] = await Promise.all([
    readTrainSettings(project.id, azure.documents),
    readingOf(azure.workItems.types()),
  ]);
  return { stored, types, roles: await readingOf(rolesOf(stored.value, azure.people)) };
}

/** Who holds the offices of release trains, and on what work items decisions are made: a document of its own. */
export function useOffices(hub: Hub): OfficesProps {
  const [draft, setDraft] = useState<TrainSettings>();
  const [acting, act, settle] = useAct();
  const { state, reload } = useLoaded(() => load(hub), { key: "" });
  const known = state.kind === "loaded" ? state.value : undefined;

  async function save(): Promise<void> {
    if (!draft || !known) return;
    await writeTrainSettings(hub.project.id, draft, known.stored.etag, hub.azure.documents);
    hub.toast("The settings of release trains were saved.");
    setDraft(undefined);
    reload();
  }

  const again = (): void => {
    settle();
    setDraft(undefined);
    reload();
  };
  const shared = {
    acting,
    search: hub.azure.people.search,
    save: () => act(save),
    change: setDraft,
    reload: again,
  };
  if (state.kind !== "loaded") return { ...shared, shown: state, because: "The settings are not read yet." };
  const { stored, roles, types } = state.value;
  const settings = draft ?? stored.value;
  return {
    ...shared,
    shown: { ...state, value: { settings, rows: officeRows(settings, roles), types } },
    because: whyNotSaved(draft, types),
    ...(draft === undefined ? {} : { discard: () => setDraft(undefined) }),
  };
}
