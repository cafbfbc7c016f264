import type { IdentityRef } from "./state.ts";

/** What a person writes into a work item. Tags in their order; of people the id. */
export type WorkItemFields = {
  type: string;
  title: string;
  description: string;
  state: string;
  reason: string;
  assignedTo?: string;
  tags: string[];
};

/** A work item as it was after one change of it. */
export type WorkItemRevision = {
  fields: WorkItemFields;
  /** What was written into its discussion with this change, as HTML. */
  history?: string;
  /** Who made the change, by their id. */
  by: string;
  on: string;
};

export type WorkItem = {
  id: number;
  /** The first one is its creation. */
  revisions: WorkItemRevision[];
  /** Commits that name it. */
  commits: string[];
};

/** A query that somebody stored, in the query language of work items. */
export type StoredQuery = { id: string; name: string; wiql: string };

export type TestRun = {
  id: number;
  name: string;
  state: "NotStarted" | "InProgress" | "Completed" | "Aborted";
  totalTests: number;
  passedTests: number;
  startedOn: string;
  completedOn?: string;
  owner: string;
};

export type PullRequest = {
  id: number;
  repository: { id: string; name: string };
  title: string;
  status: "active" | "completed" | "abandoned";
  source: string;
  target: string;
  createdBy: IdentityRef;
  createdOn: string;
  closedOn?: string;
};

export type WorkState = {
  items: WorkItem[];
  queries: StoredQuery[];
  testRuns: TestRun[];
  pullRequests: PullRequest[];
  /** Ids of people who may not edit the work items of the project's one area. */
  denied: string[];
};
