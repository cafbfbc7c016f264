import type { Call } from "../http/call.ts";
import { listQuery, numberQuery } from "../http/call.ts";
import { list } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import { groupsOf, type Group } from "../people/groups.ts";
import type { Site } from "../site.ts";
import type { Person } from "../state/state.ts";

/** People and groups, by their ids or by name. Who is in a group is told where `queryMembership` asks for it. */
export function identities(site: Site, call: Call): Reply {
  const ids = listQuery(call, "identityIds") ?? [];
  const search = call.query("filterValue");
  const people = search === undefined ? ids.map((id) => site.callers.person(id)) : called(site, search);
  const groups = groupsOf(site.state.project, site.state.people).filter(({ id, name }) =>
    search === undefined ? ids.some((one) => same(one, id)) : isCalled(name, search),
  );
  const asksMembers = (call.query("queryMembership") ?? "None").toLowerCase() !== "none";
  const found = [
    ...people.filter((person) => person !== undefined).map((person) => identity(site, person)),
    ...groups.map((group) => container(site, group, asksMembers)),
  ];
  return list(found.slice(0, numberQuery(call, "$top") ?? found.length));
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}

/** By the whole name or address: it is nowhere described that the service looks for parts of them. */
function called({ state }: Site, search: string): readonly Person[] {
  return state.people.filter(({ name, mail }) => [name, mail].some((one) => same(one, search.trim())));
}

/** A group of a project is found by its name with and without the project's. */
function isCalled(name: string, search: string): boolean {
  return [name, name.slice(name.indexOf("\\") + 1)].some((one) => same(one, search.trim()));
}

function identity(site: Site, { id, name, mail }: Person): unknown {
  const { descriptor } = site.callers.identity(id);
  return {
    id,
    descriptor: { identityType: "Microsoft.IdentityModel.Claims.ClaimsIdentity", identifier: id },
    subjectDescriptor: descriptor,
    providerDisplayName: name,
    isActive: true,
    members: [],
    memberOf: [],
    memberIds: [],
    properties: { Account: { $type: "System.String", $value: mail } },
    resourceVersion: 2,
    metaTypeId: 0,
  };
}

function container(site: Site, { id, name, members }: Group, asksMembers: boolean): unknown {
  const told = asksMembers ? members : [];
  return {
    id,
    descriptor: { identityType: "Microsoft.TeamFoundation.Identity", identifier: id },
    subjectDescriptor: `vssgp.${Buffer.from(id).toString("base64url")}`,
    providerDisplayName: name,
    isActive: true,
    isContainer: true,
    members: told.map((member) => ({
      identityType: "Microsoft.IdentityModel.Claims.ClaimsIdentity",
      identifier: site.callers.identity(member).id,
    })),
    memberOf: [],
    memberIds: told,
    properties: { SchemaClassName: { $type: "System.String", $value: "Group" } },
    resourceVersion: 2,
    metaTypeId: 255,
  };
}
