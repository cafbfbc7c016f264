import { partDocument, partsCollection, trainsCollection } from "../../../core/acts/train-documents.ts";
import { refusal } from "../../../core/failure.ts";
import { instant, type Instant } from "../../../core/model/instant.ts";
import type { Person } from "../../../core/model/person.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { Train } from "../../../core/model/train/train.ts";
import type { TrainSettings } from "../../../core/model/train/train-settings.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import type { WorkItem, WorkItemChange, WorkItems } from "../../../core/ports-of-work-items.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { id, now, people, reservation, train } from "../model/train/builders.ts";
import { keptDocuments, overtaken, type KeptDocuments } from "./kept-documents.ts";
import { project, sha256, world, type Parts } from "./sample-organisation.ts";

/** Work items in memory, as Azure DevOps keeps them. */
export type Boards = Readonly<{
  workItems: WorkItems;
  /** Somebody changes one on its own page, an hour after the one before. */
  set: (id: number, by: string, state: string, comment?: string) => void;
  remove: (id: number) => void;
  get: (id: number) => WorkItem | undefined;
  changesOf: (id: number) => readonly WorkItemChange[];
}>;

const states = [
  { name: "New", category: "proposed" },
  { name: "Done", category: "completed" },
  { name: "Removed", category: "removed" },
] as const;

/** Boards on which `me` is signed in. */
export function boards(me: () => string): Boards {
  const items = new Map<number, Readonly<{ item: WorkItem; changes: readonly WorkItemChange[] }>>();
  let clock: Instant = now;
  const change = (item: WorkItem, by: string, comment?: string): WorkItem => {
    clock = instant(clock + 3_600_000);
    const category = states.find(({ name }) => name === item.state)?.category;
    const next = { ...item, revision: item.revision + 1, ...(category === undefined ? {} : { category }) };
    const { revision, title, state, tags } = next;
    const said = comment === undefined ? {} : { comment };
    const made = { revision, by: named(by), on: clock, project: project.name, title, state, tags, ...said };
    items.set(item.id, { item: next, changes: [...(items.get(item.id)?.changes ?? []), made] });
    return next;
  };
  const known = (id: number): WorkItem => {
    const found = items.get(id)?.item;
    if (found) return found;
    throw refusal({ code: "RM041", what: "x", where: "y", cause: `No work item ${id}`, next: "z" });
  };
  const later = <T>(act: () => T): Promise<T> => Promise.resolve().then(act);
  const workItems: WorkItems = {
    get: (ids) => later(() => ids.flatMap((one) => items.get(one)?.item ?? [])),
    query: () => later(() => []),
    queries: () => later(() => []),
    changes: (id) => later(() => (known(id), items.get(id)?.changes ?? [])),
    ofBuild: () => later(() => []),
    between: () => later(() => ({ changes: 0, items: [], more: false })),
    types: () => later(() => [{ name: "Task", states }]),
    create: ({ type, title, assignedTo, tags }) =>
      later(() => {
        const id = 100 + items.size + 1;
        return change({ id, revision: 0, title, type, state: "New", assignedTo, tags, webUrl: "" }, me());
      }),
    move: ({ id, revision }, { state, tags, comment }) =>
      later(() => {
        const item = known(id);
        if (item.revision !== revision) throw overtaken();
        return change({ ...item, state, tags: tags ?? item.tags }, me(), comment);
      }),
    comment: (id, text) => later(() => void change(known(id), me(), text)),
  };
  return {
    workItems,
    set: (id, by, state, comment) => void change({ ...known(id), state }, by, comment),
    remove: (id) => void items.delete(id),
    get: (id) => items.get(id)?.item,
    changesOf: (id) => items.get(id)?.changes ?? [],
  };
}

function named(id: string): Person {
  return { id, name: id.charAt(0).toUpperCase() + id.slice(1) };
}

const appointed = (...ids: readonly string[]): TrainSettings["offices"]["executive"] => ({
  people: ids.map(named),
  groups: [],
});

export const settings: TrainSettings = {
  schema: 1,
  offices: {
    releaseManager: appointed("mia"),
    releaseEngineer: appointed("eve", "ina"),
    executive: appointed("max"),
  },
};

/** What is stored of a train. */
export type StoredTrain = Readonly<{
  train?: Partial<Train>;
  releases?: readonly ApplicationRelease[];
  turnovers?: readonly Turnover[];
  settings?: TrainSettings;
}>;

/** A project with train 7, seen by one person after the other. */
export type TrainStage = Readonly<{
  azure: AzureDevOps;
  boards: Boards;
  kept: KeptDocuments;
  /** Every request, in order. */
  asked: readonly string[];
  be: (who: string) => void;
}>;

export const hashing = { now, sha256 };

function putTrain(kept: KeptDocuments, { releases = [], turnovers = [], ...stored }: StoredTrain): void {
  const parts = partsCollection(id(1));
  kept.put(`settings-${project.id}`, "train-settings", stored.settings ?? settings);
  kept.put(trainsCollection(project.id), "7", { ...train, ...stored.train });
  for (const one of releases) kept.put(parts, partDocument("release", one.id), one);
  for (const one of turnovers) kept.put(parts, partDocument("turnover", one.id), one);
  for (const entry of [reservation("UAT", id(50)), reservation("PROD", id(51))])
    kept.put(`calendar-${project.id}`, entry.id, entry);
}

/** Sets it up. What `parts` gives replaces what is there. */
export function trainStage(stored: StoredTrain = {}, parts: Parts = {}): TrainStage {
  let who = people.releaseManager;
  const kept = keptDocuments();
  const board = boards(() => who);
  putTrain(kept, stored);
  const asked: string[] = [];
  const told = <T extends object>(port: string, given: T): T =>
    new Proxy(given, {
      get: (of, name): unknown => {
        const act: unknown = Reflect.get(of, name);
        if (typeof act !== "function") return act;
        return (...args: unknown[]): unknown => {
          asked.push(`${port}.${String(name)}`);
          return Reflect.apply(act, of, args);
        };
      },
    });
  const azure = world({
    ...parts,
    documents: told("documents", { ...kept.documents, ...parts.documents }),
    people: told("people", {
      me: () => Promise.resolve(named(who)),
      named: (ids: readonly string[]) => Promise.resolve(ids.map(named)),
      members: () => Promise.resolve([]),
      ...parts.people,
    }),
    workItems: told("workItems", { ...board.workItems, ...parts.workItems }),
  });
  return { azure, boards: board, kept, asked, be: (next) => void (who = next) };
}
