import { Failure } from "../../core/failure.ts";
import type { NewWorkItem, WorkItem, WorkItems } from "../../core/ports-of-work-items.ts";
import type { Call } from "./client.ts";
import { htmlOf } from "./html.ts";
import { account } from "./people.ts";
import { readWireWorkItem } from "./read-work-item.ts";
import { notValid, readAll, workItemCall, workItemId, type WorkItemWires } from "./work-item-wires.ts";

type Operation = Readonly<{ op: "add" | "replace" | "test"; path: string; value: unknown }>;

/** Creates and changes work items with JSON patches, work item tracking API 7.0. */
export function changeWorkItems(wires: WorkItemWires): Pick<WorkItems, "create" | "move" | "comment"> {
  return {
    create: (order) => create(wires, order),
    move: async ({ id, revision }, { state, tags, comment }) => {
      const what = `Work item ${id} was not changed`;
      return changed(wires, what, patch(id, what), [
        { op: "test", path: "/rev", value: revision },
        set("System.State", state),
        // `add` would leave the tags that are there already.
        ...(tags === undefined
          ? []
          : [{ ...set("System.Tags", tagList(tags, what)), op: "replace" as const }]),
        ...said(comment),
      ]);
    },
    comment: async (id, text) => {
      const what = `Nothing was written into work item ${id}`;
      await changed(wires, what, patch(id, what), said(text));
    },
  };
}

type Target = Pick<Call, "method" | "path"> & Readonly<{ project?: true }>;

function patch(id: number, what: string): Target {
  return { method: "PATCH", path: ["workitems", workItemId(id, what)] };
}

function set(field: string, value: string): Operation {
  return { op: "add", path: `/fields/${field}`, value };
}

/** A comment, which is kept as HTML. The API for comments is a preview still. */
function said(comment: string): readonly Operation[] {
  return comment === "" ? [] : [set("System.History", htmlOf(comment))];
}

function tagList(tags: readonly string[], what: string): string {
  const wrong = tags.find((tag) => /[;,]/.test(tag) || tag.trim() === "");
  if (wrong === undefined) return tags.join("; ");
  throw notValid(what, `“${wrong}” cannot be a tag`, "Use no semicolon and no comma in a tag");
}

async function create(wires: WorkItemWires, order: NewWorkItem): Promise<WorkItem> {
  const { title, description, assignedTo, tags, type } = order;
  const what = `The work item ${title} was not created`;
  const where: Target = { method: "POST", path: ["workitems", `$${type}`], project: true };
  const made = await changed(wires, what, where, [
    set("System.Title", title),
    set("System.Description", htmlOf(description)),
    // A name alone may be that of several people.
    set("System.AssignedTo", await account(wires.client, assignedTo, what)),
    ...(tags.length === 0 ? [] : [set("System.Tags", tagList(tags, what))]),
  ]);
  if (made.assignedTo?.id === assignedTo.id) return made;
  throw new Failure({
    code: "RM044",
    what: `The work item ${title} is not assigned as it was meant`,
    where: `work item ${made.id}`,
    cause: `Azure DevOps created it and assigned it to ${made.assignedTo?.name ?? "nobody"}, not to ${assignedTo.name}`,
    state: "it was partly changed",
    retry: "not safe",
    next: `Assign it to ${assignedTo.name} on its own page, or remove it there`,
  });
}

async function changed(
  wires: WorkItemWires,
  what: string,
  target: Target,
  body: readonly Operation[],
): Promise<WorkItem> {
  const contentType = "application/json-patch+json";
  const answer = await wires.client.json(workItemCall(wires.place, { ...target, body, contentType, what }));
  const wire = readWireWorkItem(answer);
  const [item] = wire ? await readAll(wires, [wire]) : [];
  if (item) return item;
  throw new Failure({
    code: "RM044",
    what,
    where: `project ${wires.place.project.name}`,
    cause: "Azure DevOps answered without the work item",
    state: "its state is not known",
    retry: "not safe",
    next: "Look in Azure Boards whether it was changed",
  });
}
