import type { Instant } from "../instant.ts";
import { quoted } from "../defuse.ts";
import { sameName } from "../ordinal.ts";
import type { StateCategory } from "./exit-criterion.ts";
import { refused, type Refused } from "./refused.ts";
import type { DecisionItems } from "./train-settings.ts";

/** Which work items stand for decisions, and what their states say. Without `rejected` the tag `Rejected` says no. */
export type DecisionMeaning = DecisionItems;

/** A type of work items, with its states in their order. */
export type DecidingType = Readonly<{
  name: string;
  states: readonly Readonly<{ name: string; category?: StateCategory }>[];
}>;

/** What one change of a work item left, and who made it. */
export type DecidingChange = Readonly<{
  revision: number;
  by: Readonly<{ id: string; name: string }>;
  on: Instant;
  /** The name of the project that it was in, empty where that is not told, and what it was called, after it. */
  project: string;
  title: string;
  state: string;
  tags: readonly string[];
  comment?: string;
}>;

/** A change by which somebody said yes or no. */
export type SaidChange = Readonly<{
  revision: number;
  by: DecidingChange["by"];
  on: Instant;
  approved: boolean;
  comment: string;
}>;

/** A change by which somebody said yes or no, or took it back. */
export type SaidWord = Omit<SaidChange, "approved"> & Readonly<{ approved?: boolean }>;

/** The tag that says no where the process has no state for it. */
export const rejectedTag = "Rejected";

/** What decisions look like in a project: as settings say, else as its process allows. Refused where it has no fitting type. */
export function decisionMeaning(
  settings: DecisionItems | undefined,
  types: readonly DecidingType[],
): DecisionMeaning | Refused {
  if (settings !== undefined) return asSet(settings, types);
  const fit = types.filter(({ states }) => stateOf(states, "completed") !== undefined);
  const type = fit.find(({ name }) => name === "Task") ?? fit[0];
  const approved = type && stateOf(type.states, "completed");
  if (type === undefined || approved === undefined) {
    return refused("The project has no type of work items with a completed state, on which to decide.");
  }
  const rejected = stateOf(type.states, "removed");
  return { type: type.name, approved, ...(rejected === undefined ? {} : { rejected }) };
}

function asSet(settings: DecisionItems, types: readonly DecidingType[]): DecisionMeaning | Refused {
  const type = types.find(({ name }) => sameName(name, settings.type));
  if (type === undefined)
    return refused(`Settings name the type ${quoted(settings.type)}, which the project has not.`);
  const named = [settings.approved, settings.rejected].filter((name) => name !== undefined);
  const lost = named.find((one) => !type.states.some(({ name }) => sameName(name, one)));
  if (lost === undefined) return settings;
  return refused(`Settings name the state ${quoted(lost)}, which ${quoted(type.name)} has not.`);
}

function stateOf(states: DecidingType["states"], category: StateCategory): string | undefined {
  return states.find((state) => state.category === category)?.name;
}

/** What a work item says now: yes, no, or nothing yet. */
export function saidBy(
  { approved, rejected }: DecisionMeaning,
  { state, tags }: Pick<DecidingChange, "state" | "tags">,
): boolean | undefined {
  if (rejected !== undefined && sameName(state, rejected)) return false;
  if (!sameName(state, approved)) return undefined;
  return rejected !== undefined || !tags.some((tag) => sameName(tag, rejectedTag));
}

/** Where a work item is brought for a yes or a no. `tags`: those that it has. */
export function stateFor(
  meaning: DecisionMeaning,
  approve: boolean,
  tags: readonly string[],
): Readonly<{ state: string; tags?: readonly string[] }> {
  const { approved, rejected } = meaning;
  if (rejected !== undefined) return { state: approve ? approved : rejected };
  const others = tags.filter((tag) => !sameName(tag, rejectedTag));
  return { state: approved, tags: approve ? others : [...others, rejectedTag] };
}

/**
 * What a work item must have been made for, so that what is said on it counts. `project`: the name of the train's, since each
 * project counts its trains from 1. `after`: made since then.
 */
export type AskedFor = Readonly<{ project: string; title: string; after?: Instant | undefined }>;

/** Whether a work item was made for the question: another one on which somebody said yes is no answer. All changes, the first one first. */
export function isMadeFor({ project, title, after }: AskedFor, [made]: readonly DecidingChange[]): boolean {
  if (made === undefined || (after !== undefined && made.on <= after)) return false;
  // An Azure DevOps that does not tell where a work item was made tells it of none: nobody can hide it of one.
  const isHere = made.project === "" || sameName(made.project, project);
  return isHere && oneLine(made.title) === oneLine(title);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, " ").trim();
}

/** Every change of what a work item says, the first one first; `approved` is absent where an answer was taken back. */
export function wordsIn(meaning: DecisionMeaning, changes: readonly DecidingChange[]): readonly SaidWord[] {
  return changes.flatMap((change, at) => {
    const before = changes[at - 1];
    const approved = saidBy(meaning, change);
    if (before === undefined || saidBy(meaning, before) === approved) return [];
    const { revision, by, on, comment = "" } = change;
    return [{ revision, by, on, comment, ...(approved === undefined ? {} : { approved }) }];
  });
}

/** Every change that brought a work item to yes or to no, the first one first. How it was made says nothing. */
export function decisionsIn(
  meaning: DecisionMeaning,
  changes: readonly DecidingChange[],
): readonly SaidChange[] {
  return wordsIn(meaning, changes).flatMap(({ approved, ...word }) =>
    approved === undefined ? [] : [{ ...word, approved }],
  );
}
