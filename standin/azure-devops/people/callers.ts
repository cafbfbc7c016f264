import type { IdentityRef, Person, Role } from "../state/state.ts";

/** Who sends a request: a person, or the job of a run with a token that ends with it. */
export type Caller = Readonly<{
  identity: IdentityRef;
  role: Role;
  /** The run whose job it is, and what it may ask for. */
  job?: CallingJob;
}>;

/** A job, as its token names it. `place`: its stage and its own name. */
export type CallingJob = Readonly<{
  kind: "build" | "release";
  id: number;
  planId: string;
  jobId: string;
  place: string;
  /** Ids of the service connections that its steps name. */
  connections: readonly string[];
}>;

/** Everybody who can be named, and the tokens by which they are known. */
export type Callers = Readonly<{
  byToken: (token: string) => Caller | undefined;
  /** By id, name, mail or role. */
  person: (who: string) => Person | undefined;
  identity: (id: string) => IdentityRef;
  tokenOf: (who: string) => string;
  buildService: IdentityRef;
  /** A token for one job, to be ended with it. */
  jobToken: (job: CallingJob) => Readonly<{ token: string; end: () => void }>;
}>;

type Parts = Readonly<{
  people: readonly Person[];
  tokens: Record<string, string>;
  organisation: string;
  project: string;
  url: () => string;
  newToken: () => string;
}>;

export const buildServiceId = "5b1d4a1e-0f6c-4a55-9c2b-6f2f4f0b1c77";

/** The callers of one organisation. Tokens of people stay the same; those of jobs live in memory. */
export function callersOf(parts: Parts): Callers {
  const service: Person = {
    id: buildServiceId,
    name: `${parts.project} Build Service (${parts.organisation})`,
    mail: `Build\\${buildServiceId}`,
    role: "buildService",
  };
  const everybody = [...parts.people, service];
  const jobs = new Map<string, Caller>();
  const refer = (person: Person): IdentityRef => identityOf(person, parts.url());
  const person = (who: string): Person | undefined =>
    everybody.find(({ id, name, mail, role }) =>
      [id, name, mail, role].some((word) => word.toLowerCase() === who.toLowerCase()),
    );
  for (const { id } of parts.people) parts.tokens[id] ??= parts.newToken();
  return {
    person,
    identity: (id) => refer(person(id) ?? { id, name: id, mail: id, role: "reader" }),
    buildService: refer(service),
    byToken: (token) => jobs.get(token) ?? personByToken(parts, token, refer),
    tokenOf: (who) => {
      const token = parts.tokens[person(who)?.id ?? ""];
      if (token === undefined) throw new Error(`Nobody in the sample organisation is called '${who}'.`);
      return token;
    },
    jobToken: (job) => {
      const token = parts.newToken();
      jobs.set(token, { identity: refer(service), role: "buildService", job });
      return { token, end: () => void jobs.delete(token) };
    },
  };
}

function personByToken(
  parts: Parts,
  token: string,
  refer: (person: Person) => IdentityRef,
): Caller | undefined {
  const person = parts.people.find(({ id }) => parts.tokens[id] === token);
  return person && { identity: refer(person), role: person.role };
}

function identityOf({ id, name, mail, role }: Person, url: string): IdentityRef {
  const kind = role === "buildService" ? "svc" : "aad";
  return {
    id,
    displayName: name,
    uniqueName: mail,
    descriptor: `${kind}.${Buffer.from(id).toString("base64url")}`,
    imageUrl: `${url}/_apis/GraphProfile/MemberAvatars/${kind}.${Buffer.from(id).toString("base64url")}`,
    url: `${url}/_apis/Identities/${id}`,
  };
}
