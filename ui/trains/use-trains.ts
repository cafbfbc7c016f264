import { useState } from "preact/hooks";
import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import type { Listed } from "../../core/acts/stored-documents.ts";
import { listTemplates, listTrains } from "../../core/acts/train-documents.ts";
import { readTrainSettings, rolesOf } from "../../core/acts/train-settings.ts";
import type { TrainMaking } from "../../core/acts/trains.ts";
import type { Person } from "../../core/model/person.ts";
import { read, type Reading } from "../../core/model/reading.ts";
import type { Roles } from "../../core/model/train/role.ts";
import type { TrainTemplate } from "../../core/model/train/template.ts";
import type { Train } from "../../core/model/train/train.ts";
import type { Hub } from "../shared/hub.ts";
import { doneAlready } from "../shared/use-act.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import type { ImportViewProps } from "./import-view.tsx";
import { useImport } from "./use-import.ts";
import { useMine } from "./use-mine.ts";
import { useTemplates } from "./use-templates.ts";
import { templateRows } from "./templates.ts";
import { nobodyManages, rowsOf, whyNoTrain } from "./trains.ts";
import type { Shown, TrainsViewProps } from "./trains-view.tsx";

/** Everything that the page and its panel work with. */
export type Known = Readonly<{
  trains: Listed<Train>;
  templates: Reading<Listed<TrainTemplate>>;
  roles: Reading<Roles>;
  me: Person;
  people: readonly Person[];
  problems: readonly string[];
}>;

// Of a group with thousands of members nobody chooses from a list.
const mostManagers = 50;

async function load({ azure, project }: Hub): Promise<Known> {
  const offices = readTrainSettings(project.id, azure.documents).then(({ value }) =>
    rolesOf(value, azure.people),
  );
  const [trains, templates, roles, me] = await Promise.all([
    listTrains(project.id, azure.documents),
    readingOf(listTemplates(project.id, azure.documents)),
    readingOf(offices),
    azure.people.me(),
  ]);
  const managers = roles.kind === "read" ? roles.value.releaseManager.people.slice(0, mostManagers) : [];
  const named = trains.kept.flatMap(({ value }) => [value.manager, ...(value.ended ? [value.ended.by] : [])]);
  const ids = [...new Set([...managers, ...named])].filter((id) => id !== me.id);
  const people = ids.length === 0 ? read([]) : await readingOf(azure.people.named(ids));
  return {
    ...{ trains, templates, roles, me },
    people: [me, ...(people.kind === "read" ? people.value : [])],
    problems: [
      ...problemOf("The templates", templates),
      ...problemOf("The settings of release trains", roles),
      ...problemOf("The names of people", people),
    ],
  };
}

/** Who makes a train, and with what; absent where the page cannot. */
export function makingOf(hub: Hub, { me, roles }: Known): TrainMaking | undefined {
  const { azure, project, sha256 } = hub;
  if (roles.kind === "failed" || sha256 === undefined) return undefined;
  const doing = { by: me.id, now: hub.now() };
  return { projectId: project.id, doing, roles: roles.value, documents: azure.documents, sha256 };
}

function shownOf(hub: Hub, known: Known): Shown {
  const { trains, templates, roles, people, problems } = known;
  const all = trains.kept.map(({ value }) => value);
  return {
    rows: rowsOf(all, people, hub.now()),
    ...(templates.kind === "failed"
      ? { unread: trains.unread }
      : {
          templates: templateRows(templates.value.kept.map(({ value }) => value)),
          unread: [...trains.unread, ...templates.value.unread],
        }),
    problems,
    ...(nobodyManages(roles) ? { nameManagers: hub.pages.settings } : {}),
  };
}

function loadedOf(hub: Hub, state: Loaded<Known>): Loaded<Shown> {
  return state.kind === "loaded" ? { ...state, value: shownOf(hub, state.value) } : state;
}

type Trains = Readonly<{
  view: TrainsViewProps;
  known: Known | undefined;
  /** What an import would leave out, to be looked at before it is done. */
  importing: ImportViewProps | undefined;
}>;

/** The trains of the project, and what can be made of a file. */
export function useTrains(hub: Hub): Trains {
  const { state, reload } = useLoaded(() => load(hub), { key: "" });
  const [filter, setFilter] = useState({ text: "", phase: "" });
  const known = state.kind === "loaded" ? state.value : undefined;
  const { acting, settle, choose, panel } = useImport(hub, () => known && makingOf(hub, known));

  const whyNot = known
    ? whyNoTrain(known.me.id, known.roles, hub.sha256 !== undefined)
    : "The trains are not read yet.";
  return {
    view: {
      shown: loadedOf(hub, state),
      mine: useMine(hub, known),
      removing: useTemplates({ hub, known, reload }),
      now: hub.now(),
      filter,
      setFilter,
      because: whyNot,
      becauseImport: whyNot ?? doneAlready(acting),
      acting,
      carryIn: choose,
      reload: () => {
        settle();
        reload();
      },
    },
    known,
    importing: panel,
  };
}
