import type { StateCategory } from "../../core/model/train/exit-criterion.ts";
import type { WorkItemType } from "../../core/ports-of-work-items.ts";
import { readObject } from "./read-answer.ts";
import { lower, optional } from "./read-common.ts";
import { readName } from "./read-work-item.ts";

/** `WorkItemType` with its states (`WorkItemStateColor`), work item tracking 7.0. */
export type WireWorkItemType = Readonly<{ name?: unknown; isDisabled?: boolean | null; states?: unknown }>;

/** A type of work items. `disabled`: no more of them can be created. */
export type KnownType = WorkItemType & Readonly<{ disabled: boolean }>;

const categories: Readonly<Record<string, StateCategory>> = {
  proposed: "proposed",
  inprogress: "inProgress",
  resolved: "resolved",
  completed: "completed",
  removed: "removed",
};

/** A type with its states in their order. A state whose category is a new word has none. */
export function readType(body: unknown): KnownType {
  const { name, isDisabled, states } = (readObject(body) ?? {}) as WireWorkItemType;
  const listed = Array.isArray(states) ? (states as unknown[]) : [];
  return { name: readName(name), disabled: isDisabled === true, states: listed.map(readState) };
}

function readState(body: unknown): WorkItemType["states"][number] {
  const { name, category } = (readObject(body) ?? {}) as Readonly<{ name?: unknown; category?: string }>;
  const word = lower(category);
  return {
    name: readName(name),
    ...optional("category", Object.hasOwn(categories, word) ? categories[word] : undefined),
  };
}
