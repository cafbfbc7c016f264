import { numberField, textField } from "../http/body.ts";
import type { Call } from "../http/call.ts";
import { Refusal, invalid, json, list, notFound, nothing } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import type { Site } from "../site.ts";
import type { StoredDocument } from "../state/state.ts";

const path =
  "_apis/ExtensionManagement/InstalledExtensions/{publisher}/{extension}/Data/Scopes/{scope}/{value}/Collections/{collection}/Documents";

/** An extension's own data. Everybody who is signed in may read and write it. */
export function documentRoutes(site: Site): readonly Route[] {
  const route = (method: string, tail: string, handle: Route["handle"]): Route => ({
    base: "extensions",
    method,
    path: `${path}${tail}`,
    handle,
    preview: true,
  });
  return [
    route("GET", "", (call) => all(site, call)),
    route("GET", "/{document}", (call) => json(find(site, call, call.part("document")).document)),
    route("POST", "", (call) => create(site, call)),
    route("PUT", "", (call) => set(site, call, false)),
    route("PATCH", "", (call) => set(site, call, true)),
    route("DELETE", "/{document}", (call) => remove(site, call)),
  ];
}

type Shelf = Readonly<Pick<StoredDocument, "extension" | "scope" | "collection">>;

/** A user's own documents are one's own. */
function shelfOf(call: Call): Shelf {
  const scope = call.part("scope").toLowerCase();
  const value = call.part("value");
  if (scope === "user" && value.toLowerCase() !== "me")
    throw invalid(`The scope ${scope}/${value} is not known.`);
  if (scope === "default" && value.toLowerCase() !== "current")
    throw invalid(`The scope ${scope}/${value} is not known.`);
  return {
    extension: `${call.part("publisher")}.${call.part("extension")}`.toLowerCase(),
    scope: scope === "user" ? `user/${call.caller.identity.id}` : "default/current",
    collection: call.part("collection").toLowerCase(),
  };
}

function shelved(site: Site, shelf: Shelf): readonly StoredDocument[] {
  return site.state.documents.filter(
    ({ extension, scope, collection }) =>
      extension === shelf.extension && scope === shelf.scope && collection === shelf.collection,
  );
}

/** A collection comes into being with its first document; until then there is none. */
function all(site: Site, call: Call): Reply {
  const found = shelved(site, shelfOf(call));
  if (found.length === 0) throw noCollection(call);
  return list(found.map(({ document }) => document));
}

function noCollection(call: Call): Refusal {
  return notFound(
    "DocumentCollectionDoesNotExistException",
    `TF1660002: The collection ${call.part("collection")} does not exist.`,
  );
}

function find(site: Site, call: Call, id: string): StoredDocument {
  const found = shelved(site, shelfOf(call)).find(({ document }) => document.id === id);
  if (found === undefined) throw noDocument(id);
  return found;
}

type Given = Record<string, unknown> & { id: string; __etag: number };

function documentIn(site: Site, { body }: Call): Given {
  if (typeof body !== "object" || body === null || Array.isArray(body))
    throw invalid("A document is expected.");
  const id = textField(body, "id") ?? `${site.next("document")}`;
  return { ...(body as Record<string, unknown>), id, __etag: numberField(body, "__etag") ?? -1 };
}

function create(site: Site, call: Call): Reply {
  const given = documentIn(site, call);
  const shelf = shelfOf(call);
  if (shelved(site, shelf).some(({ document }) => document.id === given.id)) {
    throw new Refusal(409, "DocumentExistsException", `TF1660000: The document ${given.id} exists already.`);
  }
  const document = { ...given, __etag: 1 };
  site.state.documents.push({ ...shelf, document });
  site.changed();
  return json(document);
}

/** The right `__etag` increments it, a wrong one is refused; -1 means that the last writer wins. */
function set(site: Site, call: Call, mustExist: boolean): Reply {
  const given = documentIn(site, call);
  const old = shelved(site, shelfOf(call)).find(({ document }) => document.id === given.id);
  if (old === undefined) return setFirst(site, call, { given, mustExist });
  if (given.__etag !== -1 && given.__etag !== old.document.__etag) throw wrongVersion(given.id);
  old.document = { ...given, __etag: old.document.__etag + 1 };
  site.changed();
  return json(old.document);
}

function setFirst(
  site: Site,
  call: Call,
  { given, mustExist }: Readonly<{ given: Given; mustExist: boolean }>,
): Reply {
  if (mustExist) throw noDocument(given.id);
  if (given.__etag > 0) throw wrongVersion(given.id);
  return create(site, call);
}

function noDocument(id: string): Refusal {
  return notFound("DocumentDoesNotExistException", `TF1660001: The document ${id} does not exist.`);
}

export function wrongVersion(id: string): Refusal {
  return new Refusal(
    409,
    "InvalidDocumentVersionException",
    `TF1660003: The version of the document ${id} is not the one that is stored.`,
  );
}

function remove(site: Site, call: Call): Reply {
  const found = find(site, call, call.part("document"));
  site.state.documents.splice(site.state.documents.indexOf(found), 1);
  site.changed();
  return nothing();
}
