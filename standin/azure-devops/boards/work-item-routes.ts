import { listField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { numberQuery } from "../http/call.ts";
import { Refusal, invalid, json, list, notFound } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import { projectAddress, type Site } from "../site.ts";
import { patched } from "./json-patch.ts";
import { queried } from "./wiql.ts";
import { blank, changeItem, createItem, findItem, latest } from "./work-item-book.ts";
import { types } from "./work-item-types.ts";
import { itemAddress, itemOnWire, typeOnWire, updatesOnWire } from "./work-item-wire.ts";

const mostAtOnce = 200;
const mostFound = 20_000;
const mostDeep = 2;
const folders = {
  mine: "5a1f0c6e-0d0b-4c53-9d6b-2f6f1c9a7e01",
  shared: "5a1f0c6e-0d0b-4c53-9d6b-2f6f1c9a7e02",
};

/** Work items, their changes, their types and the stored queries. A single one is reached with its project and without. */
export function workItemRoutes(site: Site): readonly Route[] {
  const everywhere = (method: string, path: string, handle: Route["handle"]): readonly Route[] =>
    ["", "{project}/"].map((project) => ({
      base: "core",
      method,
      path: `${project}_apis/wit/${path}`,
      handle,
    }));
  const inProject = (method: string, path: string, handle: Route["handle"]): Route => ({
    base: "core",
    method,
    path: `{project}/_apis/wit/${path}`,
    handle,
  });
  return [
    ...everywhere("POST", "workitemsbatch", (call) => batch(site, call)),
    ...everywhere("GET", "workitems/{item}", (call) =>
      json(itemOnWire(site, findItem(site, call.id("item")))),
    ),
    ...everywhere("PATCH", "workitems/{item}", (call) => update(site, call)),
    ...everywhere("GET", "workitems/{item}/updates", (call) => updates(site, call)),
    inProject("POST", "workitems/{type}", (call) => create(site, call)),
    inProject("GET", "workitemtypes", () => list(types.map((type) => typeOnWire(site, type)))),
    inProject("GET", "queries", (call) => queries(site, call)),
    inProject("GET", "wiql/{query}", (call) => run(site, call)),
    inProject("POST", "wiql", (call) => answered(site, call, textField(call.body, "query") ?? "")),
  ];
}

/** With `errorPolicy` “omit”, what is not there is a `null` among the others. */
function batch(site: Site, { body }: Call): Reply {
  const ids = listField(body, "ids").map(Number);
  if (ids.length === 0 || ids.length > mostAtOnce)
    throw invalid(`VS403474: You passed ${ids.length} work item ids; 1 to ${mostAtOnce} are allowed.`);
  const wanted = listField(body, "fields").map(String);
  const omits = ["omit", "2"].includes(textField(body, "errorPolicy")?.toLowerCase() ?? "");
  return list(
    ids.map((id) => {
      const known = site.state.work.items.some((item) => item.id === id);
      if (!known && omits) return null;
      return itemOnWire(site, findItem(site, id), wanted.length === 0 ? undefined : wanted);
    }),
  );
}

function update(site: Site, call: Call): Reply {
  const item = findItem(site, call.id("item"));
  const change = patched(site, call, { rev: item.revisions.length, fields: latest(item).fields });
  changeItem(site, call.caller, item, change);
  return json(itemOnWire(site, item));
}

function create(site: Site, call: Call): Reply {
  const type = call.part("type");
  if (!type.startsWith("$"))
    throw new Refusal(405, "VssInvalidRequestException", `Name the type as $${type}.`);
  const change = patched(site, call, { rev: 0, fields: blank(type.slice(1)) });
  return json(itemOnWire(site, createItem(site, call.caller, change)));
}

function updates(site: Site, call: Call): Reply {
  const skip = numberQuery(call, "$skip") ?? 0;
  const top = numberQuery(call, "$top") ?? mostAtOnce;
  if (top > mostAtOnce) throw invalid(`The value ${top} of $top is out of range: ${mostAtOnce} at most.`);
  return list(updatesOnWire(site, findItem(site, call.id("item"))).slice(skip, skip + top));
}

/** All queries are shared ones, and lie in no further folder. */
function queries(site: Site, call: Call): Reply {
  const items = site.state.work.queries.map(({ id, name }) => ({
    ...{ id, name, path: `Shared Queries/${name}`, isPublic: true },
    url: `${projectAddress(site, "core")}/_apis/wit/queries/${id}`,
  }));
  const filter = call.query("$filter")?.toLowerCase();
  if (filter !== undefined) {
    const found = items.filter(({ name }) => name.toLowerCase().includes(filter));
    const value = found.slice(0, numberQuery(call, "$top") ?? 50);
    return json({ count: value.length, value, hasMore: value.length < found.length });
  }
  const depth = numberQuery(call, "$depth") ?? 0;
  if (depth > mostDeep) throw invalid(`VS403458: The depth ${depth} is more than ${mostDeep}.`);
  const folder = (id: string, name: string, children: readonly object[]): object => ({
    ...{ id, name, path: name, isFolder: true, hasChildren: children.length > 0 },
    ...(depth > 0 && children.length > 0 ? { children } : {}),
  });
  return list([folder(folders.mine, "My Queries", []), folder(folders.shared, "Shared Queries", items)]);
}

function run(site: Site, call: Call): Reply {
  const wanted = call.part("query").toLowerCase();
  const query = site.state.work.queries.find(({ id, name }) => [id, name.toLowerCase()].includes(wanted));
  if (query === undefined) {
    throw notFound(
      "QueryItemNotFoundException",
      `TF401243: The query ${call.part("query")} does not exist, or you do not have permission to read it.`,
    );
  }
  return answered(site, call, query.wiql);
}

function answered(site: Site, call: Call, wiql: string): Reply {
  const found = queried(site, wiql).slice(0, numberQuery(call, "$top") ?? mostFound);
  const url = `${site.address("core")}/_apis/wit/fields/System.Id`;
  return json({
    queryType: "flat",
    queryResultType: "workItem",
    asOf: site.clock.iso(),
    columns: [{ referenceName: "System.Id", name: "ID", url }],
    workItems: found.map(({ id }) => ({ id, url: itemAddress(site, id) })),
  });
}
