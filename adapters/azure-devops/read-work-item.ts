import { bounded, defuse } from "../../core/model/defuse.ts";
import { instant, readInstant, type Instant } from "../../core/model/instant.ts";
import type { Person } from "../../core/model/person.ts";
import type { StateCategory } from "../../core/model/train/exit-criterion.ts";
import type { StoredQuery, WorkItem, WorkItemChange } from "../../core/ports-of-work-items.ts";
import { readItems, readObject, readText } from "./read-answer.ts";
import { optional, readPerson, type WireIdentity } from "./read-common.ts";
import { plainText } from "./html.ts";

// Shapes: Microsoft's description of work item tracking 7.0 (vsts-rest-api-specs, specification/wit/7.0) and its examples.

/** `WorkItem`, work item tracking 7.0: fields by their reference names, people as `IdentityRef`. */
export type WireWorkItem = Readonly<{ id: number; rev: number; fields: Readonly<Record<string, unknown>> }>;

/** `WorkItemUpdate`, work item tracking 7.0: what one change made of which field. A new link alone has no `fields`. */
export type WireUpdate = Readonly<{
  rev?: number | null;
  revisedBy?: WireIdentity | null;
  fields?: Readonly<Record<string, Readonly<{ newValue?: unknown }> | null>> | null;
}>;

/** What a state means in one project. Absent: its process does not say. */
export type CategoryOf = (type: string, state: string) => StateCategory | undefined;

const longestTitle = 255;
const longestName = 128;
const longestId = 36;
const longestPath = 1000;
const longestComment = 4000;
const mostTags = 100;

/** The body as a work item's wire form. Absent for one that was left out of a batch, which is a `null` there. */
export function readWireWorkItem(body: unknown): WireWorkItem | undefined {
  const wire = readObject(body);
  const fields = readObject(wire?.["fields"]);
  const [id, rev] = [wire?.["id"], wire?.["rev"]];
  return typeof id === "number" && typeof rev === "number" && fields ? { id, rev, fields } : undefined;
}

/** `QueryHierarchyItem`s, work item tracking 7.0, as stored queries: what lies in folders, too, so many levels deep, and not the folders themselves. */
export function readQueries(items: readonly unknown[], levels = 3): readonly StoredQuery[] {
  return items.flatMap((item) => {
    const wire = readObject(item) ?? {};
    const children = levels > 1 ? readItems(wire["children"]) : undefined;
    return [...readQuery(wire), ...readQueries(children ?? [], levels - 1)];
  });
}

function readQuery(wire: Readonly<Record<string, unknown>>): readonly StoredQuery[] {
  const [id, name] = [readText(wire["id"]), readText(wire["name"])];
  if (id === undefined || name === undefined || wire["isFolder"] === true) return [];
  const path = line(readText(wire["path"]) ?? name, longestPath);
  return [{ id: line(id, longestId), name: line(name, longestTitle), path }];
}

/** The name of the project that a work item belongs to. */
export function projectOf({ fields }: WireWorkItem): string {
  return readText(fields["System.TeamProject"]) ?? "";
}

/** A work item. Its page is below `core`, the organisation's address: a remote address is not followed. */
export function readWorkItem(wire: WireWorkItem, categoryOf: CategoryOf, core: string): WorkItem {
  const { id, rev, fields } = wire;
  const type = readName(fields["System.WorkItemType"]);
  const state = readName(fields["System.State"]);
  return {
    id,
    revision: rev,
    title: line(fields["System.Title"], longestTitle),
    type,
    state,
    ...optional("category", categoryOf(type, state)),
    ...optional("assignedTo", readNamed(fields["System.AssignedTo"])),
    tags: readTags(fields["System.Tags"]),
    webUrl: `${core}/${encodeURIComponent(projectOf(wire))}/_workitems/edit/${id}`,
  };
}

/**
 * The ids that a stored query found (`WorkItemQueryResult`, 7.0): of a query for links, every work item that it shows.
 * Absent for an answer of another shape: what is not understood must not count as nothing found.
 */
export function readFound(body: unknown): readonly number[] | undefined {
  const wire = readObject(body);
  const items = readItems(wire?.["workItems"])?.map(idIn);
  const links = readItems(wire?.["workItemRelations"])?.map((link) => idIn(readObject(link)?.["target"]));
  const ids = items ?? links;
  return ids?.every((id) => id > 0) ? [...new Set(ids)] : undefined;
}

/** The id of a `ResourceRef`, build 7.0, which is a text there. 0 for anything else. */
export function readReference(body: unknown): number {
  const id = Number(readText(readObject(body)?.["id"]));
  return Number.isSafeInteger(id) ? id : 0;
}

type Told = Readonly<{
  type: string;
  title: string;
  state: string;
  tags: readonly string[];
  project: string;
  on: Instant;
  /** Whom the change before names, and who had really signed in for it. */
  author?: Person;
  by: Person;
  /** Azure DevOps tells of this work item who had signed in. */
  tellsSignedIn: boolean;
}>;

/** Stands for whoever cannot be told: no decision of theirs counts. */
const nobody: Person = { id: "00000000-0000-0000-0000-000000000000", name: "unknown" };

const before: Told = {
  type: "",
  title: "",
  state: "",
  tags: [],
  project: "",
  on: instant(0),
  by: nobody,
  tellsSignedIn: false,
};

/** Every change, from all updates, the first one first. Who cannot be told for sure is named `unknown`. */
export function readChanges(
  bodies: readonly unknown[],
  categoryOf: (project: string) => CategoryOf,
): readonly WorkItemChange[] {
  let told = before;
  return bodies.flatMap((body) => {
    const wire = (readObject(body) ?? {}) as WireUpdate;
    if (!wire.fields) return [];
    told = after(told, wire);
    return [readChange(wire, told, categoryOf(told.project))];
  });
}

/** The projects that a work item was in. */
export function projectsIn(bodies: readonly unknown[]): readonly string[] {
  const wires = bodies.map((body) => (readObject(body) ?? {}) as WireUpdate);
  return wires.flatMap((wire) => changed(wire, "System.TeamProject", readText) ?? []);
}

/** An update names only the fields that it changed. */
function after(told: Told, wire: WireUpdate): Told {
  return {
    type: changed(wire, "System.WorkItemType", readName) ?? told.type,
    title: changed(wire, "System.Title", (value) => line(value, longestTitle)) ?? told.title,
    state: changed(wire, "System.State", readName) ?? told.state,
    tags: changed(wire, "System.Tags", readTags) ?? told.tags,
    project: changed(wire, "System.TeamProject", readText) ?? told.project,
    // `revisedDate` is no date of this change: it is the moment at which the next one superseded it.
    on: changed(wire, "System.ChangedDate", (value) => readInstant(readText(value))) ?? told.on,
    ...optional("author", readNamed(wire.revisedBy)),
    by: authorOf(told, wire),
    tellsSignedIn: told.tellsSignedIn || changed(wire, signedInField, readNamed) !== undefined,
  };
}

const signedInField = "System.AuthorizedAs";

/** Whoever may bypass the rules can write another name into the author: who had signed in counts, where that is told. */
function authorOf(told: Told, wire: WireUpdate): Person {
  const signedIn = changed(wire, signedInField, readNamed);
  if (signedIn !== undefined) return signedIn;
  const author = readNamed(wire.revisedBy);
  if (author === undefined || !told.tellsSignedIn) return author ?? nobody;
  return author.id === told.author?.id ? told.by : nobody;
}

function readChange(wire: WireUpdate, told: Told, categoryOf: CategoryOf): WorkItemChange {
  const comment = changed(wire, "System.History", readText);
  return {
    revision: wire.rev ?? 0,
    by: told.by,
    on: told.on,
    project: told.project,
    title: told.title,
    state: told.state,
    ...optional("category", categoryOf(told.type, told.state)),
    tags: told.tags,
    ...optional("comment", comment && bounded(defuse(plainText(comment)), longestComment)),
  };
}

function changed<T>(wire: WireUpdate, field: string, read: (value: unknown) => T): T | undefined {
  const update = wire.fields?.[field];
  return update ? read(update.newValue) : undefined;
}

/** The name of a type or of a state, on one line. */
export function readName(value: unknown): string {
  return line(value, longestName);
}

function readTags(value: unknown): readonly string[] {
  const tags = (readText(value) ?? "").split(";").map((tag) => line(tag.trim(), longestName));
  return tags.filter((tag) => tag !== "").slice(0, mostTags);
}

function readNamed(value: unknown): Person | undefined {
  const person = readPerson(readObject(value));
  return person && { ...person, name: line(person.name, longestName) };
}

function line(value: unknown, max: number): string {
  return bounded(defuse(readText(value) ?? "").replace(/\s+/g, " "), max);
}

function idIn(body: unknown): number {
  const id = readObject(body)?.["id"];
  return typeof id === "number" && Number.isSafeInteger(id) ? id : 0;
}
