import type { Person } from "../../core/model/person.ts";

/** `Identity` of the identities area (7.0) and of `connectionData`. */
export type WireMember = Readonly<{
  id?: string | null;
  providerDisplayName?: string | null;
  customDisplayName?: string | null;
}>;

/** Somebody whom the identities area names. Absent for an id that it does not know. */
export function readMember(body: unknown): Person | undefined {
  const wire = (body ?? {}) as WireMember;
  if (!wire.id) return undefined;
  return { id: wire.id, name: wire.customDisplayName ?? wire.providerDisplayName ?? wire.id };
}

/** Who is signed in (`connectionData`, known from Microsoft's own clients, 7.0-preview). */
export function readSignedIn(body: unknown): Person | undefined {
  return readMember(((body ?? {}) as Readonly<{ authenticatedUser?: unknown }>).authenticatedUser);
}
