import { inParallel } from "../../core/acts/in-parallel.ts";
import { refusal } from "../../core/failure.ts";
import type { Between, StoredQuery, WorkItems } from "../../core/ports-of-work-items.ts";
import { changeWorkItems } from "./change-work-items.ts";
import type { Client } from "./client.ts";
import type { Place } from "./place.ts";
import {
  projectsIn,
  readChanges,
  readFound,
  readQueries,
  readReference,
  readWireWorkItem,
  type WireWorkItem,
} from "./read-work-item.ts";
import { workItemTypes } from "./work-item-types.ts";
import {
  categoriesOf,
  notValid,
  readAll,
  workItemCall,
  workItemId,
  type WorkItemWires,
} from "./work-item-wires.ts";

const perRequest = 200;
const mostAsked = 20_000;
const mostPages = 100;
const mostQueries = 200;
const mostOfBuild = 1000;
/** Azure DevOps tells no more changes than these, whatever is asked for. */
const mostBetween = 200;

const fields = [
  "System.Id",
  "System.TeamProject",
  "System.WorkItemType",
  "System.Title",
  "System.State",
  "System.AssignedTo",
  "System.Tags",
];

/** Work items over the work item tracking area, API 7.0; those of builds over the build area, API 7.0 and 7.0-preview.2. */
export function workItems(client: Client, place: Place): WorkItems {
  const types = workItemTypes(client, place);
  const wires: WorkItemWires = { client, place, types };
  return {
    get: (ids) => get(wires, ids),
    query: (query) => found(wires, query),
    queries: (text) => storedQueries(wires, text),
    changes: (id) => changes(wires, id),
    ofBuild: (build) => ofBuild(wires, build),
    between: (after, upTo) => between(wires, after, upTo),
    types: types.own,
    ...changeWorkItems(wires),
  };
}

async function get(wires: WorkItemWires, ids: readonly number[]): ReturnType<WorkItems["get"]> {
  const what = "The work items could not be read";
  const asked = [...new Set(ids)].map((id) => workItemId(id, what));
  if (asked.length > mostAsked)
    throw notValid(what, `${asked.length} are more than ${mostAsked}`, "Ask for fewer work items");
  const groups = Array.from({ length: Math.ceil(asked.length / perRequest) }, (_, index) =>
    asked.slice(index * perRequest, (index + 1) * perRequest),
  );
  const items = (await inParallel(groups, 4, (some) => batch(wires, some, what))).flat();
  const byId = new Map((await readAll(wires, items)).map((item) => [item.id, item]));
  return asked.flatMap((id) => byId.get(id) ?? []);
}

async function batch(
  { client, place }: WorkItemWires,
  ids: readonly number[],
  what: string,
): Promise<readonly WireWorkItem[]> {
  // What is deleted or not visible is a `null` in the answer then, and no error for all.
  const body = { ids, fields, errorPolicy: "omit" };
  const call = workItemCall(place, { method: "POST", path: ["workitemsbatch"], body, reads: true, what });
  return (await client.list(call)).flatMap((item) => readWireWorkItem(item) ?? []);
}

async function found({ client, place }: WorkItemWires, query: string): Promise<readonly number[]> {
  const what = "The query was not run";
  if (!/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(query))
    throw notValid(what, `“${query.slice(0, 80)}” is no id of a stored query`, "Choose a stored query");
  const path = ["wiql", query];
  const body = await client.json(
    workItemCall(place, { project: true, path, query: { $top: mostAsked }, what }),
  );
  const ids = readFound(body);
  if (ids) return ids.slice(0, mostAsked);
  throw refusal({
    code: "RM044",
    what,
    where: `query ${query}`,
    cause: "Azure DevOps answered with something else than work items",
    next: "Open the query in Azure Boards and look what it gives",
  });
}

async function storedQueries(
  { client, place }: WorkItemWires,
  text: string,
): Promise<readonly StoredQuery[]> {
  const what = "The stored queries could not be read";
  // Azure DevOps gives no more than two levels of folders at once.
  const query = text === "" ? { $depth: 2 } : { $filter: text, $top: mostQueries };
  const items = await client.list(workItemCall(place, { project: true, path: ["queries"], query, what }));
  return readQueries(items).slice(0, mostQueries);
}

async function changes(wires: WorkItemWires, id: number): ReturnType<WorkItems["changes"]> {
  const { client, place, types } = wires;
  const what = `The changes of work item ${id} could not be read`;
  const path = ["workItems", workItemId(id, what), "updates"];
  const bodies: unknown[] = [];
  for (let page = 0; page < mostPages; page += 1) {
    const query = { $top: perRequest, $skip: page * perRequest };
    const items = await client.list(workItemCall(place, { path, query, what }));
    bodies.push(...items);
    if (items.length < perRequest) return readChanges(bodies, await categoriesOf(types, projectsIn(bodies)));
  }
  // A later change could take back an earlier one: some of them are worse than none.
  throw refusal({
    code: "RM044",
    what,
    where: `work item ${id}`,
    cause: `It has more than ${mostPages * perRequest} changes`,
    next: "Use another work item",
  });
}

async function ofBuild({ client, place }: WorkItemWires, build: number): Promise<readonly number[]> {
  const what = `The work items of build ${build} could not be read`;
  const items = await client.list({
    base: "core",
    path: [place.project.id, "_apis", "build", "builds", build, "workitems"],
    query: { $top: mostOfBuild },
    version: "7.0",
    what,
    where: `project ${place.project.name}`,
  });
  return [...new Set(items.map(readReference).filter((id) => id > 0))];
}

/** Azure DevOps leaves the first of the two builds out. */
async function between({ client, place }: WorkItemWires, after: number, upTo: number): Promise<Between> {
  const page = (of: "changes" | "workitems"): ReturnType<Client["page"]> =>
    client.page({
      base: "core",
      path: [place.project.id, "_apis", "build", of],
      query: { fromBuildId: after, toBuildId: upTo, $top: mostBetween },
      version: "7.0-preview.2",
      what: `What lies between the builds ${after} and ${upTo} could not be read`,
      where: `project ${place.project.name}`,
    });
  const [changes, items] = await Promise.all([page("changes"), page("workitems")]);
  const ids = [...new Set(items.items.map(readReference).filter((id) => id > 0))];
  const more = [changes, items].some((one) => one.next !== undefined || one.items.length >= mostBetween);
  return { changes: changes.items.length, items: ids, more };
}
