import { invalid } from "../http/reply.ts";

/** What a state means, whatever a process calls it. */
export type Category = "Proposed" | "InProgress" | "Resolved" | "Completed" | "Removed";

type State = Readonly<{ name: string; color: string; category: Category }>;

/** A type of work items of the Agile process, with its states in their order. */
export type WorkItemType = Readonly<{
  name: string;
  referenceName: string;
  color: string;
  states: readonly State[];
}>;

const states = {
  New: { name: "New", color: "b2b2b2", category: "Proposed" },
  Active: { name: "Active", color: "007acc", category: "InProgress" },
  Resolved: { name: "Resolved", color: "ff9d00", category: "Resolved" },
  Closed: { name: "Closed", color: "339933", category: "Completed" },
  Removed: { name: "Removed", color: "ffffff", category: "Removed" },
} as const satisfies Record<string, State>;

const { New, Active, Resolved, Closed, Removed } = states;
const prefix = "Microsoft.VSTS.WorkItemTypes";

/** The types of the Agile process that the sample uses: a task is never resolved, a bug never removed. */
export const types: readonly WorkItemType[] = [
  {
    name: "Bug",
    referenceName: `${prefix}.Bug`,
    color: "CC293D",
    states: [New, Active, Resolved, Closed],
  },
  {
    name: "Task",
    referenceName: `${prefix}.Task`,
    color: "F2CB1D",
    states: [New, Active, Closed, Removed],
  },
  {
    name: "User Story",
    referenceName: `${prefix}.UserStory`,
    color: "009CCC",
    states: [New, Active, Resolved, Closed, Removed],
  },
];

export function findType(name: string): WorkItemType {
  const found = types.find((type) => type.name.toLowerCase() === name.toLowerCase());
  if (found !== undefined) return found;
  throw invalid(
    `VS402323: Work item type ${name} does not exist in project or you do not have permission to access it.`,
    "WorkItemTypeNotFoundException",
  );
}
