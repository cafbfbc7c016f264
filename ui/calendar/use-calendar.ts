import { useState } from "preact/hooks";
import { endEntry, type KeptEntry, listCalendar, removeEntry } from "../../core/acts/calendar.ts";
import type { CalendarListed } from "../../core/acts/calendar.ts";
import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import type { EntryKind, Holder } from "../../core/model/calendar.ts";
import type { Person } from "../../core/model/person.ts";
import { read } from "../../core/model/reading.ts";
import type { Hub } from "../shared/hub.ts";
import { useAct } from "../shared/use-act.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { environmentsIn, sectionsOf } from "./calendar.ts";
import type { CalendarViewProps, Shown } from "./calendar-view.tsx";

/** Everything that the page and its form work with. */
export type Known = Readonly<{
  listed: CalendarListed;
  people: readonly Person[];
  pipelines: readonly Holder[];
  environments: readonly string[];
  problems: readonly string[];
}>;

/** What is being made, or changed. */
export type Editing = Readonly<{ kind: EntryKind; kept?: KeptEntry }>;

async function load({ azure, project }: Hub): Promise<Known> {
  const [listed, classic, yaml, environments] = await Promise.all([
    listCalendar(project.id, azure.documents),
    readingOf(azure.releases.pipelines()),
    readingOf(azure.runs.pipelines()),
    readingOf(azure.environments.list()),
  ]);
  const ids = [...new Set(listed.kept.map(({ entry }) => entry.by))];
  const people = ids.length === 0 ? read([]) : await readingOf(azure.people.named(ids));
  const known = classic.kind === "read" ? classic.value : [];
  const runs = yaml.kind === "read" ? yaml.value : [];
  const named = environments.kind === "read" ? environments.value.map(({ name }) => name) : [];
  const places = [...known.flatMap(({ stages }) => stages.map((stage) => stage.environment)), ...named];
  return {
    listed,
    people: people.kind === "read" ? people.value : [],
    pipelines: [
      ...known.map(({ id, name }) => ({ kind: "pipeline" as const, id: `classic:${id}`, name })),
      ...runs.map(({ id, name }) => ({ kind: "pipeline" as const, id: `yaml:${id}`, name })),
    ],
    environments: environmentsIn(places, listed.kept),
    problems: [
      ...problemOf("The release pipelines", classic),
      ...problemOf("The YAML pipelines", yaml),
      ...problemOf("The environments", environments),
      ...problemOf("The names of people", people),
    ],
  };
}

type Calendar = Readonly<{
  view: CalendarViewProps;
  known: Known | undefined;
  editing: Editing | undefined;
  close: () => void;
  saved: () => void;
}>;

function shownOf(state: Loaded<Known>, hub: Hub): Loaded<Shown> {
  if (state.kind !== "loaded") return state;
  const { listed, people, problems } = state.value;
  const sections = sectionsOf(listed, people, hub.now());
  return { ...state, value: { ...sections, unread: listed.unread, problems } };
}

type Acts = Pick<CalendarViewProps, "change" | "end" | "remove">;

/** What can be done with an entry; after each the page looks again. */
function actsOn(
  hub: Hub,
  keptOf: (id: string) => KeptEntry | undefined,
  {
    edit,
    run,
  }: { edit: (editing: Editing) => void; run: (start: () => Promise<void>, said: string) => void },
): Acts {
  const { azure, project } = hub;
  return {
    change: (id) => {
      const kept = keptOf(id);
      if (kept) edit({ kind: kept.entry.kind, kept });
    },
    end: (id) => {
      const kept = keptOf(id);
      if (!kept) return;
      const { entry } = kept;
      const now = hub.now();
      const said = `${entry.title} is ${entry.from < now ? "ended" : "removed"}.`;
      run(() => endEntry(project.id, kept, azure.documents, now), said);
    },
    remove: (id) => run(() => removeEntry(project.id, id, azure.documents), "It is removed."),
  };
}

/** The calendar, and what can be done with it. */
export function useCalendar(hub: Hub): Calendar {
  const { state, reload } = useLoaded(() => load(hub), { key: "" });
  const [acting, act, settle] = useAct();
  const [editing, edit] = useState<Editing>();
  const known = state.kind === "loaded" ? state.value : undefined;
  const keptOf = (id: string): KeptEntry | undefined =>
    known?.listed.kept.find(({ entry }) => entry.id === id);
  const run = (start: () => Promise<void>, said: string): void =>
    act(async () => {
      await start();
      hub.toast(said);
      reload();
    });
  const again = (): void => {
    settle();
    reload();
  };
  const view = { shown: shownOf(state, hub), now: hub.now(), acting, reload: again };
  return {
    view: { ...view, ...actsOn(hub, keptOf, { edit, run }), make: (kind) => edit({ kind }) },
    known,
    editing,
    close: () => edit(undefined),
    saved: () => {
      edit(undefined);
      reload();
    },
  };
}
