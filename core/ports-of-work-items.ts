import type { Instant } from "./model/instant.ts";
import type { Person } from "./model/person.ts";
import type { StateCategory } from "./model/train/exit-criterion.ts";

/** A work item, as far as trains need it. */
export type WorkItem = Readonly<{
  id: number;
  /** Counts its changes: a change is made upon the one that was read. */
  revision: number;
  title: string;
  type: string;
  state: string;
  /** Absent: the process does not say what kind of state it is. */
  category?: StateCategory;
  assignedTo?: Person;
  tags: readonly string[];
  webUrl: string;
}>;

/** One change of a work item, as Azure DevOps stamped it. */
export type WorkItemChange = Readonly<{
  revision: number;
  by: Person;
  on: Instant;
  /** Name of the project (empty where it is not told), title, state and tags as they were after it. */
  project: string;
  title: string;
  state: string;
  category?: StateCategory;
  tags: readonly string[];
  comment?: string;
}>;

/** A type of work items in the project, with its states in their order. */
export type WorkItemType = Readonly<{
  name: string;
  states: readonly Readonly<{ name: string; category?: StateCategory }>[];
}>;

/** What a new work item is made of. */
export type NewWorkItem = Readonly<{
  type: string;
  title: string;
  /** Plain text. */
  description: string;
  /** Who is to do or to decide it. */
  assignedTo: Person;
  tags: readonly string[];
}>;

/** How many changes lie between two builds, and the ids of the work items that they name. `more`: these are not all. */
export type Between = Readonly<{ changes: number; items: readonly number[]; more: boolean }>;

/** A stored query. `path`: the folders in which it lies, and its name. */
export type StoredQuery = Readonly<{ id: string; name: string; path: string }>;

/** Work items of the one project, and of others where they are asked for by id. */
export type WorkItems = Readonly<{
  /** Those of the ids that the caller may see: one that is missing is deleted, or not visible. 200 a request. */
  get: (ids: readonly number[]) => Promise<readonly WorkItem[]>;
  /** What a stored query finds, by the query's id: ids of work items, 20,000 at most. */
  query: (query: string) => Promise<readonly number[]>;
  /** Stored queries whose names have the text, 200 at most; without one those of the first two levels of folders. */
  queries: (text: string) => Promise<readonly StoredQuery[]>;
  /** Every change, the first one first. */
  changes: (id: number) => Promise<readonly WorkItemChange[]>;
  /** The ids of those that the commits of a build name. */
  ofBuild: (build: number) => Promise<readonly number[]>;
  /** What came after one build, up to and with a later one of the same pipeline. */
  between: (after: number, upTo: number) => Promise<Between>;
  types: () => Promise<readonly WorkItemType[]>;
  create: (order: NewWorkItem) => Promise<WorkItem>;
  /** Changes state and tags at once. Refused (RM042) when the work item is no longer the one that was read. */
  move: (
    item: Pick<WorkItem, "id" | "revision">,
    to: Readonly<{ state: string; tags?: readonly string[]; comment: string }>,
  ) => Promise<WorkItem>;
  comment: (id: number, text: string) => Promise<void>;
}>;

/** Test runs, of which a criterion may ask. */
export type TestRuns = Readonly<{
  get: (id: number) => Promise<Readonly<{ finished: boolean; passed: number; total: number }>>;
}>;

/** Pull requests, of which a criterion may ask. */
export type PullRequests = Readonly<{
  /** One that is missing is not there, or not visible. */
  get: (
    repository: string,
    ids: readonly number[],
  ) => Promise<readonly Readonly<{ id: number; status: "active" | "completed" | "abandoned" }>[]>;
}>;
