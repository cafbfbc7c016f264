import { ask, Refused } from "../ask.ts";
import type { HostWorld } from "../world.ts";

type DocumentOptions = { scopeType?: string; scopeValue?: string; defaultValue?: unknown } | undefined;
type Document = Record<string, unknown> & { id?: string; __etag?: number };
type Collection = { collectionName: string; scopeType?: string; scopeValue?: string };

const settings = "$settings";

/** `ms.vss-features.extension-data-service`: the host makes the calls, with its own session. */
export function extensionDataService(world: HostWorld): object {
  return {
    getExtensionDataManager: (extensionId: string) => dataManager(world, extensionId),
  };
}

function dataManager(world: HostWorld, extensionId: string): object {
  const dot = extensionId.indexOf(".");
  if (dot < 1) throw new Error(`Not an extension's id: ${extensionId}`);
  const extension = [extensionId.slice(0, dot), extensionId.slice(dot + 1)].map(encodeURIComponent).join("/");
  const base = `${world.config.bases.extensionManagement}_apis/ExtensionManagement/InstalledExtensions/${extension}`;
  const documents = (collection: string, options: DocumentOptions): string => {
    const scope = `${options?.scopeType ?? "Default"}/${options?.scopeValue ?? (options?.scopeType === "User" ? "Me" : "Current")}`;
    return `${base}/Data/Scopes/${scope}/Collections/${encodeURIComponent(collection)}/Documents`;
  };
  const send = (method: string, url: string, body?: unknown): Promise<unknown> =>
    ask(world, url, { method, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  return { ...values(send, documents), ...documentMethods(send, documents), ...queries(send, base) };
}

type Send = (method: string, url: string, body?: unknown) => Promise<unknown>;
type Address = (collection: string, options: DocumentOptions) => string;

function values(send: Send, documents: Address): object {
  return {
    getValue: async (key: string, options: DocumentOptions) => {
      const found = await orMissing(
        send("GET", `${documents(settings, options)}/${encodeURIComponent(key)}`),
      );
      return (found as { value?: unknown } | undefined)?.value ?? options?.defaultValue;
    },
    setValue: async (key: string, value: unknown, options: DocumentOptions) => {
      const stored = await send("PUT", documents(settings, options), { id: key, value, __etag: -1 });
      return (stored as { value?: unknown }).value;
    },
  };
}

function documentMethods(send: Send, documents: Address): object {
  return {
    getDocument: (collection: string, id: string, options: DocumentOptions) =>
      send("GET", `${documents(collection, options)}/${encodeURIComponent(id)}`),
    getDocuments: async (collection: string, options: DocumentOptions) =>
      listOf(await send("GET", documents(collection, options))),
    createDocument: (collection: string, document: Document, options: DocumentOptions) =>
      send("POST", documents(collection, options), document),
    setDocument: (collection: string, document: Document, options: DocumentOptions) =>
      send("PUT", documents(collection, options), document),
    updateDocument: (collection: string, document: Document, options: DocumentOptions) =>
      send("PATCH", documents(collection, options), document),
    deleteDocument: async (collection: string, id: string, options: DocumentOptions) => {
      await send("DELETE", `${documents(collection, options)}/${encodeURIComponent(id)}`);
    },
  };
}

function queries(send: Send, base: string): object {
  const query = async (collections: Collection[]): Promise<unknown> =>
    listOf(await send("POST", `${base}/ExtensionDataCollectionQuery`, { collections }));
  return {
    queryCollections: query,
    queryCollectionsByName: (names: string[]) =>
      query(names.map((collectionName) => ({ collectionName, scopeType: "Default", scopeValue: "Current" }))),
  };
}

function listOf(answer: unknown): unknown {
  return Array.isArray(answer) ? answer : ((answer as { value?: unknown }).value ?? []);
}

async function orMissing(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Refused && error.status === 404) return undefined;
    throw error;
  }
}
