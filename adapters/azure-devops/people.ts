import { refusal } from "../../core/failure.ts";
import type { Identity, Person } from "../../core/model/person.ts";
import { sameName } from "../../core/model/ordinal.ts";
import type { People } from "../../core/ports.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { readAccount, readIdentity, readMember, readMembers, readSignedIn } from "./read-people.ts";

const perRequest = 50;

/** Who people are, over the identities area, API 7.0, and `connectionData`, 7.0-preview. */
export function people(client: Client, place: Place): People {
  return {
    me: async () => place.me ?? (await signedIn(client)),
    named: async (ids) => {
      const known = [...new Set(ids)].filter((id) => /^[0-9a-f-]{36}$/i.test(id));
      const groups = Array.from({ length: Math.ceil(known.length / perRequest) }, (_, index) =>
        known.slice(index * perRequest, (index + 1) * perRequest),
      );
      const found = await inParallel(groups, 2, (some) => named(client, some));
      return found.flat();
    },
    search: (text) => search(client, text),
    members: memberReader(client),
  };
}

/** The account by which Azure DevOps tells a person from others of the same name; the bare name where it has none. */
export async function account(client: Client, person: Person, what: string): Promise<string> {
  const [found] = await client.list(identitiesCall([person.id], what));
  return readAccount(found) ?? person.name;
}

async function named(client: Client, ids: readonly string[]): Promise<readonly Person[]> {
  const items = await client.list(identitiesCall(ids, "The names of people could not be read"));
  return items.flatMap((item) => readMember(item) ?? []);
}

function identitiesCall(ids: readonly string[], what: string): Call {
  return {
    base: "identities",
    path: ["_apis", "identities"],
    query: { identityIds: ids.join(",") },
    version: "7.0",
    what,
    where: "the organisation",
  };
}

const mostFound = 20;

async function search(client: Client, text: string): Promise<readonly Identity[]> {
  const items = await client.list({
    base: "identities",
    path: ["_apis", "identities"],
    query: { searchFilter: "General", filterValue: text, queryMembership: "None" },
    version: "7.0",
    what: "Nobody could be searched for",
    where: "the organisation",
  });
  return items.flatMap((item) => readIdentity(item) ?? []).slice(0, mostFound);
}

/** Groups that are asked for at one moment are one request. */
function memberReader(client: Client): People["members"] {
  let waiting: readonly string[] = [];
  let asked: Promise<readonly unknown[]> | undefined;
  const ask = async (): Promise<readonly unknown[]> => {
    await Promise.resolve();
    const groups = [...new Set(waiting)];
    [waiting, asked] = [[], undefined];
    const { query, ...call } = identitiesCall(groups, whatMembers);
    return client.list({ ...call, query: { ...query, queryMembership: "ExpandedDown" } });
  };
  return async (group) => {
    waiting = [...waiting, group];
    asked ??= ask();
    const found = (await asked).find((body) => sameName(readMember(body)?.id ?? "", group));
    const ids = readMembers(found);
    if (ids !== undefined) return ids;
    const next = "Name people instead of the group in the settings of release trains";
    const cause = "Azure DevOps does not know the group, or does not tell who is in it";
    throw refusal({ code: "RM041", what: whatMembers, where: `group ${group}`, cause, next });
  };
}

const whatMembers = "The members of a group could not be read";

async function signedIn(client: Client): Promise<Person> {
  const body = await client.json({
    base: "core",
    path: ["_apis", "connectionData"],
    query: { connectOptions: "none" },
    version: "7.0-preview",
    what: "Azure DevOps did not say who is signed in",
    where: "the organisation",
  });
  const person = readSignedIn(body);
  if (person) return person;
  throw refusal({
    code: "RM040",
    what: "Azure DevOps did not say who is signed in",
    where: "the organisation",
    cause: "Nobody is signed in",
    next: "Sign in to Azure DevOps again and reload",
  });
}
