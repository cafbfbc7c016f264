import { projectAddress, type Site } from "../site.ts";
import { webOf } from "../builds/build-wire.ts";
import type { WorkItem, WorkItemRevision } from "../state/work-state.ts";
import { latest } from "./work-item-book.ts";
import type { WorkItemType } from "./work-item-types.ts";

type Fields = Record<string, unknown>;

/** The address of a work item in the API. */
export function itemAddress(site: Site, id: number): string {
  return `${projectAddress(site, "core")}/_apis/wit/workItems/${id}`;
}

/** A work item as it is now; of its fields only the wanted ones, where some are named. Empty fields are left out. */
export function itemOnWire(site: Site, item: WorkItem, wanted?: readonly string[]): Fields {
  const all = fieldsNow(site, item);
  const known = new Map(Object.keys(all).map((name) => [name.toLowerCase(), name]));
  const names = wanted?.flatMap((name) => known.get(name.toLowerCase()) ?? []) ?? Object.keys(all);
  const links = { html: { href: webOf(site, `_workitems/edit/${item.id}`) } };
  return {
    id: item.id,
    rev: item.revisions.length,
    fields: Object.fromEntries(names.map((name) => [name, all[name]])),
    ...(wanted === undefined ? { _links: links } : {}),
    url: itemAddress(site, item.id),
  };
}

function fieldsNow(site: Site, item: WorkItem): Fields {
  const first = item.revisions[0];
  return {
    "System.Id": item.id,
    ...fieldsOf(site, latest(item)),
    "System.CreatedDate": first?.on,
    "System.CreatedBy": site.callers.identity(first?.by ?? ""),
    "System.CommentCount": item.revisions.filter(({ history }) => history !== undefined).length,
  };
}

function fieldsOf(site: Site, { fields, history, by, on }: WorkItemRevision): Fields {
  const { type, title, description, state, reason, assignedTo, tags } = fields;
  const project = site.state.project.name;
  const signed = site.callers.identity(by);
  return {
    "System.AreaPath": project,
    "System.TeamProject": project,
    "System.IterationPath": project,
    "System.WorkItemType": type,
    "System.State": state,
    "System.Reason": reason,
    ...(assignedTo === undefined ? {} : { "System.AssignedTo": site.callers.identity(assignedTo) }),
    "System.ChangedDate": on,
    "System.ChangedBy": signed,
    "System.AuthorizedAs": signed,
    "System.Title": title,
    ...(description === "" ? {} : { "System.Description": description }),
    ...(history === undefined ? {} : { "System.History": history }),
    ...(tags.length === 0 ? {} : { "System.Tags": tags.join("; ") }),
  };
}

const notYet = "9999-01-01T00:00:00Z";

/** What each change made of which field. `revisedDate` is the moment at which the next change superseded it. */
export function updatesOnWire(site: Site, item: WorkItem): readonly Fields[] {
  return item.revisions.map((revision, index) => {
    const before = item.revisions[index - 1];
    return {
      id: index + 1,
      workItemId: item.id,
      rev: index + 1,
      revisedBy: site.callers.identity(revision.by),
      revisedDate: item.revisions[index + 1]?.on ?? notYet,
      fields: {
        "System.Rev": { ...(before ? { oldValue: index } : {}), newValue: index + 1 },
        ...differences(before ? spoken(site, before) : {}, fieldsOf(site, revision)),
      },
      url: `${itemAddress(site, item.id)}/updates/${index + 1}`,
    };
  });
}

/** What is said with a change belongs to that change alone: the same words again are new ones. */
function spoken(site: Site, revision: WorkItemRevision): Fields {
  const { "System.History": _, ...rest } = fieldsOf(site, revision);
  return rest;
}

function differences(before: Fields, after: Fields): Fields {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changed = names.filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
  return Object.fromEntries(
    changed.map((name) => [
      name,
      {
        ...(before[name] === undefined ? {} : { oldValue: before[name] }),
        ...(after[name] === undefined ? {} : { newValue: after[name] }),
      },
    ]),
  );
}

/** A type with its states. */
export function typeOnWire(site: Site, { name, referenceName, color, states }: WorkItemType): Fields {
  return {
    name,
    referenceName,
    description: "",
    color,
    isDisabled: false,
    states,
    url: `${projectAddress(site, "core")}/_apis/wit/workItemTypes/${encodeURIComponent(name)}`,
  };
}
