import { Failure } from "../../core/failure.ts";
import type { Documents } from "../../core/ports.ts";
import { orAbsent, type Call, type Client } from "./client.ts";
import type { ClientWorld } from "./http.ts";
import type { Place } from "./place.ts";
import { isWriting, readDocument } from "./read-document.ts";

type Part = Partial<Call> & Readonly<{ id?: string; what: string }>;

function documentCall(
  { publisher, id: extension }: Place["extension"],
  collection: string,
  part: Part,
): Call {
  const { id, ...rest } = part;
  const installed = ["_apis", "ExtensionManagement", "InstalledExtensions", publisher, extension];
  const documents = ["Data", "Scopes", "Default", "Current", "Collections", collection, "Documents"];
  return {
    ...rest,
    base: "extensions",
    path: [...installed, ...documents, ...(id === undefined ? [] : [id])],
    version: "7.0-preview.1",
    where: `our documents ${collection}`,
  };
}

/** The extension's documents for the whole organisation, over the extension data service, API 7.0-preview.1. */
export function documents(client: Client, place: Place, world: Pick<ClientWorld, "random">): Documents {
  const call = (collection: string, part: Part): Call => documentCall(place.extension, collection, part);
  const bodyOf = (collection: string, id: string): Promise<unknown> =>
    orAbsent(client.json(call(collection, { id, what: `Document ${id} could not be read` })));
  return {
    read: async (collection, id) => {
      const body = await bodyOf(collection, id);
      return body === undefined ? undefined : readDocument(body);
    },
    list: async (collection) => {
      const what = "The documents could not be read";
      const items = await orAbsent(client.list(call(collection, { what })));
      return (items ?? []).map(readDocument);
    },
    write: async (collection, id, value, etag) => {
      const what = `Document ${id} was not stored`;
      const writing = String(world.random());
      const body = { id, value, writing, ...(etag === undefined ? {} : { __etag: etag }) };
      const method = etag === undefined ? "POST" : "PUT";
      const answer = conflicting(client.json(call(collection, { method, body, what })));
      return readDocument(await unlessThere(answer, writing, () => bodyOf(collection, id))).etag;
    },
    remove: async (collection, id) => {
      const what = `Document ${id} was not removed`;
      await orAbsent(client.json(call(collection, { id, method: "DELETE", what, repeatable: true })));
    },
  };
}

/** The service says with 400 that a document is there already, or has another etag by now; not every version gives a type. */
async function conflicting<T>(writing: Promise<T>): Promise<T> {
  try {
    return await writing;
  } catch (error) {
    const about = error instanceof Failure && error.report.code === "RM001" ? error.report : undefined;
    if (!about || !/etag|version of the document|already exists/i.test(about.cause)) throw error;
    throw new Failure({ ...about, code: "RM042", next: "Reload, look at what changed, and do it again" });
  }
}

/**
 * An answer may be lost on its way back, and browsers send again by themselves, which is refused then as if somebody else had
 * written: what stands there by this very writing is written. Otherwise the first failure is told, whatever became of looking.
 */
async function unlessThere(
  answer: Promise<unknown>,
  writing: string,
  look: () => Promise<unknown>,
): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    const there = isInDoubt(error) ? await look().catch(() => undefined) : undefined;
    if (!isWriting(there, writing)) throw error;
    return there;
  }
}

function isInDoubt(error: unknown): boolean {
  if (!(error instanceof Failure)) return false;
  const { code, state } = error.report;
  return code === "RM042" || state === "its state is not known";
}
