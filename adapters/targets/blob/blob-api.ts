import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { storageAudience } from "../../../core/model/clouds.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import { isPage, TargetRefusal, wordsOf } from "../shared/target-refusal.ts";
import type { TargetAnswer, TargetHttp, TargetRequest } from "../shared/target-request.ts";
import type { BlobAddress } from "./blob-settings.ts";
import { digestName, readBlobError, readListing } from "./read-blob.ts";
import type { Blob } from "./read-blob.ts";
import type { Served } from "./site-files.ts";

/** How a blob is served, and the SHA-256 of its bytes, which is kept beside it. */
export type Stored = Served & Readonly<{ sha256?: string }>;

/** Headers that a call is made with besides the usual ones. */
export type Extra = Readonly<Record<string, string>>;

/** One container of Azure Blob Storage (REST, 2021-12-02). Names are those inside the container. Every call may be sent twice. */
export type BlobApi = Readonly<{
  /** Get Container Properties: it is there and we may see it. */
  look: () => Promise<void>;
  /** List Blobs, all pages; those whose names begin like this. */
  list: (prefix?: string) => Promise<readonly Blob[]>;
  /** Get Blob of a small text. Absent where there is none. */
  read: (name: string) => Promise<TargetAnswer | undefined>;
  /** Put Blob; the service compares the bytes with their MD5. */
  put: (name: string, bytes: Uint8Array, how: Stored & Readonly<{ extra?: Extra }>) => Promise<void>;
  /** Put Block. */
  block: (name: string, id: string, bytes: Uint8Array) => Promise<void>;
  /** Put Block List: the blob is there with all its blocks, or not at all. */
  commit: (name: string, ids: readonly string[], how: Stored) => Promise<void>;
  /**
   * Copy Blob inside the container, with all that belongs to it. Gives `success`, or `pending` where a copy to that name goes
   * on, be it this one or one that was asked for earlier.
   */
  copy: (from: string, to: string) => Promise<string>;
  /** Delete Blob, if it is still the same one. */
  remove: (blob: Pick<Blob, "name" | "etag">) => Promise<void>;
  /** Set Blob Metadata. */
  describe: (name: string, extra: Extra) => Promise<void>;
  /** Lease Blob. */
  lease: (name: string, action: "acquire" | "renew" | "release", extra: Extra) => Promise<void>;
  close: () => void;
}>;

/** A client for one container with tokens of one application. A token that is refused is renewed once. */
export function blobApi(at: BlobAddress, link: Link): BlobApi {
  const root = `${at.account}/${encodeURIComponent(at.container)}`;
  const wire: Wire = {
    root,
    call: callOver(link),
    to: (name, query = "") => `${root}/${escaped(name)}${query}`,
  };
  return { ...readingOver(wire), ...writingOver(wire), ...leasingOver(wire), close: link.http.close };
}

type Wire = Readonly<{
  root: string;
  call: (name: string, call: Call) => Promise<TargetAnswer>;
  to: (name: string, query?: string) => string;
}>;

function readingOver({ root, call, to }: Wire): Pick<BlobApi, "look" | "list" | "read"> {
  return {
    look: async () => {
      await call("Get Container Properties", { url: `${root}?restype=container`, want: 200 });
    },
    list: (prefix = "") => {
      const only = prefix === "" ? "" : `&prefix=${encodeURIComponent(prefix)}`;
      return listAll((query) => call("List Blobs", { url: `${root}${query}${only}`, want: 200 }));
    },
    read: async (name) => absentIsNone(call("Get Blob", { url: to(name), want: 200 })),
  };
}

function writingOver({ call, to }: Wire): Pick<BlobApi, "put" | "block" | "commit" | "copy" | "remove"> {
  return {
    put: async (name, body, { extra, ...how }) => {
      const headers = { "x-ms-blob-type": "BlockBlob", ...storedAs(how), ...extra };
      await call("Put Blob", { method: "PUT", url: to(name), body, headers, want: 201 });
    },
    block: async (name, id, body) => {
      const url = to(name, `?comp=block&blockid=${encodeURIComponent(id)}`);
      await call("Put Block", { method: "PUT", url, body, want: 201 });
    },
    commit: async (name, ids, how) => {
      const latest = ids.map((id) => `<Latest>${id}</Latest>`).join("");
      const body = Buffer.from(`<?xml version="1.0" encoding="utf-8"?><BlockList>${latest}</BlockList>`);
      const url = to(name, "?comp=blocklist");
      await call("Put Block List", { method: "PUT", url, body, headers: storedAs(how), want: 201 });
    },
    copy: async (from, name) => {
      // The synchronous Copy Blob From URL would want a signature at the source, even inside one account.
      const headers = { "x-ms-copy-source": to(from) };
      try {
        const answer = await call("Copy Blob", { ...empty, url: to(name), headers, want: 202 });
        return answer.header("x-ms-copy-status") ?? "";
      } catch (error) {
        if (error instanceof TargetRefusal && error.code === "PendingCopyOperation") return "pending";
        throw error;
      }
    },
    remove: async ({ name, etag }) => {
      const headers = { "if-match": `"${etag}"` };
      await absentIsNone(call("Delete Blob", { method: "DELETE", url: to(name), headers, want: 202 }));
    },
  };
}

function leasingOver({ call, to }: Wire): Pick<BlobApi, "describe" | "lease"> {
  return {
    describe: async (name, headers) => {
      await call("Set Blob Metadata", { ...empty, url: to(name, "?comp=metadata"), headers, want: 200 });
    },
    lease: async (name, action, extra) => {
      const headers = { "x-ms-lease-action": action, ...extra };
      const want = action === "acquire" ? 201 : 200;
      await call("Lease Blob", { ...empty, url: to(name, "?comp=lease"), headers, want });
    },
  };
}

const empty = { method: "PUT", body: new Uint8Array(0) } as const;

/** What requests go through. */
export type Link = Readonly<{ http: TargetHttp; tokens: Tokens; now: () => number }>;

type Call = Readonly<{
  method?: TargetRequest["method"];
  url: string;
  headers?: Extra;
  body?: Uint8Array;
  /** The one status that means success. */
  want: number;
}>;

function callOver(link: Link): (name: string, call: Call) => Promise<TargetAnswer> {
  const send = async (call: Call, renew: boolean): Promise<TargetAnswer> => {
    const token = await link.tokens(storageAudience, renew);
    const headers = {
      authorization: `Bearer ${token.reveal()}`,
      "x-ms-version": "2021-12-02",
      "x-ms-date": new Date(link.now()).toUTCString(),
      ...call.headers,
    };
    const { method = "GET", url, body } = call;
    if (body === undefined) return link.http.send({ method, url, headers, repeatable: true });
    const md5 = body.length === 0 ? {} : { "content-md5": createHash("md5").update(body).digest("base64") };
    return link.http.send({
      method,
      url,
      headers: { ...headers, ...md5 },
      body: { bytes: body.length, open: () => Readable.from(pieces(body)) },
      repeatable: true,
    });
  };
  return async (name, call) => {
    const first = await send(call, false);
    const answer = isUnsigned(first) ? await send(call, true) : first;
    if (answer.status === call.want && !isPage(answer)) return answer;
    throw refusalOf(answer, name);
  };
}

/** Small ones: a connection encrypts at once, into memory of its own, whatever it is given. */
function* pieces(body: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < body.length; at += pieceBytes) yield body.subarray(at, at + pieceBytes);
}

const pieceBytes = 64 * 1024;

function isUnsigned(answer: TargetAnswer): boolean {
  return answer.status === 401 || answer.header("x-ms-error-code") === "AuthenticationFailed";
}

/** More blobs than any site has: a container of another use. A page may hold fewer than were asked for, even none. */
const mostBlobs = 100_000;
const mostPages = 1000;

async function listAll(page: (query: string) => Promise<TargetAnswer>): Promise<readonly Blob[]> {
  const blobs: Blob[] = [];
  let marker = "";
  for (let pages = 0; pages < mostPages && blobs.length <= mostBlobs; pages += 1) {
    const answer = await page(
      `?restype=container&comp=list&include=metadata,copy&maxresults=5000&marker=${encodeURIComponent(marker)}`,
    );
    const read = readListing(answer.text);
    if (read === undefined)
      throw refusalOf(answer, "List Blobs", "it answered with a listing that breaks off");
    blobs.push(...read.blobs);
    if (read.next === "" && blobs.length <= mostBlobs) return blobs;
    marker = read.next;
  }
  const words = `the container holds more than ${mostBlobs} blobs: give the site a container of its own`;
  throw new TargetRefusal(words, { status: 200, code: "", requestId: "", call: "List Blobs" });
}

async function absentIsNone(asked: Promise<TargetAnswer>): Promise<TargetAnswer | undefined> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TargetRefusal && error.code === "BlobNotFound") return undefined;
    throw error;
  }
}

/** In a header only what is ASCII may stand; a sealed path is never `.` or `..`, which an address would swallow. */
function escaped(name: string): string {
  return name.split("/").map(encodeURIComponent).join("/");
}

function storedAs({ contentType, cacheControl, sha256 }: Stored): Extra {
  return {
    "x-ms-blob-content-type": contentType,
    "x-ms-blob-cache-control": cacheControl,
    ...(sha256 === undefined ? {} : { [`x-ms-meta-${digestName}`]: sha256 }),
  };
}

function refusalOf(answer: TargetAnswer, call: string, words?: string): TargetRefusal {
  const { code, message } = readBlobError(answer.text);
  return new TargetRefusal(words ?? wordsOf(answer, message), {
    status: answer.status,
    code: bounded(defuse(answer.header("x-ms-error-code") ?? code), 100),
    requestId: defuse(answer.header("x-ms-request-id") ?? answer.requestId),
    call,
  });
}
