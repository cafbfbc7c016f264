import { Refusal, invalid, notFound } from "../http/reply.ts";
import type { Caller } from "../people/callers.ts";
import { may } from "../people/rights.ts";
import type { Site } from "../site.ts";
import type { WorkItem, WorkItemFields, WorkItemRevision } from "../state/work-state.ts";
import { findType } from "./work-item-types.ts";

/** What one request makes of a work item. */
export type WorkItemChange = Readonly<{ fields: WorkItemFields; history?: string }>;

export function findItem(site: Site, id: number): WorkItem {
  const found = site.state.work.items.find((item) => item.id === id);
  if (found !== undefined) return found;
  throw notFound(
    "WorkItemUnauthorizedAccessException",
    `TF401232: Work item ${id} does not exist, or you do not have permissions to read it.`,
  );
}

/** The work item as it is now. */
export function latest({ revisions }: WorkItem): WorkItemRevision {
  const last = revisions.at(-1);
  if (last === undefined) throw new Error("A work item has its first revision from the beginning.");
  return last;
}

/** As it is before it has been created. */
export function blank(type: string): WorkItemFields {
  const { name, states } = findType(type);
  return { type: name, title: "", description: "", state: states[0]?.name ?? "", reason: "", tags: [] };
}

/** A new work item with its first revision. */
export function createItem(site: Site, caller: Caller, change: WorkItemChange): WorkItem {
  mayEdit(site, caller);
  judge(change.fields);
  const item: WorkItem = { id: site.next("workItem"), revisions: [], commits: [] };
  item.revisions.push(revisionOf(site, caller, change));
  site.state.work.items.push(item);
  site.changed();
  return item;
}

/** One more revision, where something is changed by it. */
export function changeItem(site: Site, caller: Caller, item: WorkItem, change: WorkItemChange): void {
  mayEdit(site, caller);
  judge(change.fields);
  const before = JSON.stringify(latest(item).fields);
  if (change.history === undefined && JSON.stringify(change.fields) === before) return;
  item.revisions.push(revisionOf(site, caller, change));
  site.changed();
}

/** Stamped by the service: nobody says who they are, or when it is. */
function revisionOf(site: Site, caller: Caller, { fields, history }: WorkItemChange): WorkItemRevision {
  return {
    fields: { ...fields, reason: `Moved to state ${fields.state}` },
    ...(history === undefined ? {} : { history }),
    by: caller.identity.id,
    on: site.clock.iso(),
  };
}

/** Everybody may who has a seat, a stakeholder too, unless the area denies it. */
function mayEdit(site: Site, caller: Caller): void {
  if (may(caller, "WORK_ITEM_WRITE") && !site.state.work.denied.includes(caller.identity.id)) return;
  throw new Refusal(
    403,
    "WorkItemUnauthorizedAccessException",
    "TF237111: The current user does not have permissions to save work items under the specified area path.",
  );
}

function judge({ type, title, state }: WorkItemFields): void {
  if (title.trim() === "") throw broken("Title", "Required, InvalidEmpty");
  if (title.length > 255) throw broken("Title", "InvalidTooLong");
  if (findType(type).states.some(({ name }) => name === state)) return;
  throw broken("State", "Required, HasValues, LimitedToValues, AllowsOldValue, InvalidNotOldValue");
}

function broken(field: string, codes: string): Refusal {
  return invalid(`TF401320: Rule Error for field ${field}. Error code: ${codes}.`, "RuleValidationException");
}
