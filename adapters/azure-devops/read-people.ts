import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Identity, Person } from "../../core/model/person.ts";
import { readObject, readText } from "./read-answer.ts";

/** `Identity` of the identities area (7.0) and of `connectionData`. */
export type WireMember = Readonly<{
  id?: string | null;
  providerDisplayName?: string | null;
  customDisplayName?: string | null;
  isActive?: boolean | null;
  /** It is a group. */
  isContainer?: boolean | null;
}>;

/** Somebody whom the identities area names. Absent for an id that it does not know. */
export function readMember(body: unknown): Person | undefined {
  const wire = (body ?? {}) as WireMember;
  if (!wire.id) return undefined;
  return { id: wire.id, name: wire.customDisplayName ?? wire.providerDisplayName ?? wire.id };
}

/** Somebody or a group that a search found. Absent where nobody is that any more. */
export function readIdentity(body: unknown): Identity | undefined {
  const { isActive, isContainer } = (body ?? {}) as WireMember;
  const found = readMember(body);
  if (!found || isActive === false) return undefined;
  return { id: found.id, name: bounded(defuse(found.name), 200), isGroup: isContainer === true };
}

/** The ids of an identity's members (`queryMembership=ExpandedDown`). Absent where it is unknown, or its members are not told. */
export function readMembers(body: unknown): readonly string[] | undefined {
  const { id, memberIds } = (body ?? {}) as Readonly<{ id?: string | null; memberIds?: unknown }>;
  if (!id || !Array.isArray(memberIds)) return undefined;
  return memberIds.filter((one): one is string => typeof one === "string").slice(0, 10_000);
}

/** Who is signed in (`connectionData`, known from Microsoft's own clients, 7.0-preview). */
export function readSignedIn(body: unknown): Person | undefined {
  return readMember(((body ?? {}) as Readonly<{ authenticatedUser?: unknown }>).authenticatedUser);
}

/** A person's account, as work items know people: with its domain where that is one of a network. Absent for none. */
export function readAccount(body: unknown): string | undefined {
  const properties = readObject(readObject(body)?.["properties"]);
  const [domain, account] = ["Domain", "Account"].map((name) =>
    readText(readObject(properties?.[name])?.["$value"]),
  );
  // In the cloud the domain is the id of a directory, and the account holds its own.
  return account === undefined || domain === undefined || account.includes("@")
    ? account
    : `${domain}\\${account}`;
}
