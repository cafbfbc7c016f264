import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { Readable } from "node:stream";
import type { SealedArtefact, SolutionFacts } from "../../../core/model/artefact.ts";
import { BodyChanged } from "../shared/target-request.ts";
import type { StreamedBody } from "../shared/target-request.ts";
import { readSolution } from "./read-solution.ts";
import type { SolutionContent } from "./read-solution.ts";
import { readEntries } from "./zip-entries.ts";

/** A solution's zip on the agent. */
export type SolutionArchive = Readonly<{
  path: string;
  bytes: number;
  /** As it was sealed; absent where the seal does not name the zip. */
  sha256?: string;
  content: SolutionContent;
}>;

/** Why an artefact's zip cannot be used, in words. */
export type Unusable = Readonly<{ because: string }>;

/** Largest zip that fits into one request of Dataverse (128 MB), once it is written as base64. */
const largestZip = 95 * 1024 * 1024;

/** Finds the one zip of an artefact that is a solution, and reads what it says of itself. The rest of it stays packed. */
export async function openArchive(
  artefact: SealedArtefact,
  path: string,
): Promise<SolutionArchive | Unusable> {
  const place = await stat(path).catch(() => undefined);
  if (place === undefined) return { because: "it is not at its place on the agent" };
  const candidates = place.isDirectory() ? zipsIn(artefact, path) : [oneZip(artefact, path)];
  const read: (SolutionArchive | Unusable)[] = [];
  for (const candidate of candidates) read.push(await archiveAt(candidate));
  const archive = theOne(read);
  if ("because" in archive) return archive;
  return disagreement(artefact.solution, archive.content.facts) ?? tooLarge(archive) ?? archive;
}

function theOne(read: readonly (SolutionArchive | Unusable)[]): SolutionArchive | Unusable {
  const found = read.flatMap((one) => ("because" in one ? [] : [one]));
  const [first, second] = found;
  if (second) return { because: `it holds ${found.length} solutions; one artefact is one solution` };
  return first ?? read[0] ?? { because: "it holds no zip" };
}

type Candidate = Readonly<{ path: string; name: string; sha256?: string }>;

function zipsIn({ files }: SealedArtefact, folder: string): Candidate[] {
  return files
    .filter((file) => /^[^/]+\.zip$/i.test(file.path))
    .map((file) => ({ path: join(folder, file.path), name: file.path, sha256: file.sha256 }));
}

function oneZip(artefact: SealedArtefact, path: string): Candidate {
  const sealed = artefact.files.find((file) => basename(file.path) === basename(path));
  return { path, name: basename(path), ...(sealed ? { sha256: sealed.sha256 } : {}) };
}

async function archiveAt(candidate: Candidate): Promise<SolutionArchive | Unusable> {
  const { path, name, sha256 } = candidate;
  const entries = await readEntries(path).catch((error: unknown) => ({
    because: `its ${name} cannot be read as a zip: ${wordsOf(error)}`,
  }));
  if ("because" in entries) return entries;
  const content = readSolution(entries.texts);
  if (content === undefined)
    return { because: `its ${name} is no solution: it holds no solution.xml with a name and a version` };
  const { size } = await stat(path);
  return { path, bytes: size, content, ...(sha256 === undefined ? {} : { sha256 }) };
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function disagreement(sealed: SolutionFacts | undefined, found: SolutionFacts): Unusable | undefined {
  if (sealed === undefined) return undefined;
  const same =
    sealed.uniqueName === found.uniqueName &&
    sealed.version === found.version &&
    sealed.managed === found.managed;
  return same
    ? undefined
    : {
        because: `the seal says '${sealed.uniqueName}' ${sealed.version}, the zip says '${found.uniqueName}' ${found.version}`,
      };
}

function tooLarge(archive: SolutionArchive): Unusable | undefined {
  const megabytes = Math.ceil(archive.bytes / 1024 / 1024);
  return archive.bytes > largestZip
    ? { because: `its zip has ${megabytes} MB, and Dataverse takes at most 95 MB; split the solution` }
    : undefined;
}

/**
 * A JSON body with the zip in base64 as one of its values, read and encoded while it is sent. The bytes are hashed on their
 * way: when they are not the sealed ones the request is broken off before it is complete.
 */
export function bodyWithArchive(
  archive: SolutionArchive,
  body: Readonly<Record<string, unknown>>,
): StreamedBody {
  const rest = JSON.stringify(body).slice(1);
  const prefix = '{"CustomizationFile":"';
  const suffix = rest === "}" ? '"}' : `",${rest}`;
  const bytes = prefix.length + 4 * Math.ceil(archive.bytes / 3) + Buffer.byteLength(suffix);
  return { bytes, open: () => Readable.from(pieces(archive, prefix, suffix), { objectMode: false }) };
}

async function* pieces(archive: SolutionArchive, prefix: string, suffix: string): AsyncGenerator<string> {
  yield prefix;
  // A multiple of 3, so that base64 needs no padding in between.
  const file = createReadStream(archive.path, { highWaterMark: 3 * 64 * 1024 });
  const hash = createHash("sha256");
  let rest = Buffer.alloc(0);
  let total = 0;
  for await (const piece of file) {
    if (!Buffer.isBuffer(piece)) continue;
    hash.update(piece);
    total += piece.length;
    const whole = Buffer.concat([rest, piece]);
    const even = whole.length - (whole.length % 3);
    rest = whole.subarray(even);
    yield whole.toString("base64", 0, even);
  }
  if (total !== archive.bytes || (archive.sha256 !== undefined && hash.digest("hex") !== archive.sha256)) {
    throw new BodyChanged(`${archive.path} was changed while it was sent`);
  }
  yield `${rest.toString("base64")}${suffix}`;
}
