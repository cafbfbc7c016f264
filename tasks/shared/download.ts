import { createWriteStream } from "node:fs";
import { mkdir, rm, statfs } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { pipeline } from "node:stream/promises";
import type { Entry } from "yauzl";
import { refusal } from "../../core/failure.ts";
import type { PublishedArtefact } from "../../core/ports.ts";
import type { Transport } from "./node-http.ts";
import { openZip, type OpenZip } from "./read-zip.ts";

/** A symbolic link, in the upper half of a zip entry's attributes. */
const linkMode = 0o120000;
const typeMask = 0o170000;

/**
 * Fetches what the run published as zips and lays it out in `folder`, emptied before, with one sub-folder for each artefact.
 * Entries that are links or lead out of their folder are refused, and a zip that would not fit on the disk, before it is
 * unpacked. `room` gives the bytes that are free.
 */
export async function downloadArtefacts(
  artefacts: readonly PublishedArtefact[],
  folder: string,
  transport: Pick<Transport, "download">,
  room = roomAt,
): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  for (const [at, artefact] of artefacts.entries()) {
    if (artefact.downloadUrl === "") throw notHere(artefact.name);
    const file = join(folder, `${at}.zip`);
    await transport.download(artefact.downloadUrl, file);
    await unpack(file, placeFor(folder, artefact.name), artefact.name, await room(folder));
    await rm(file);
  }
}

function placeFor(folder: string, name: string): string {
  const place = resolve(folder, name);
  if (dirname(place) !== resolve(folder)) throw badArtefact(name, "its name leads out of the folder");
  return place;
}

async function roomAt(folder: string): Promise<number> {
  const { bavail, bsize } = await statfs(folder);
  return bavail * bsize;
}

async function unpack(file: string, into: string, artefact: string, room: number): Promise<void> {
  try {
    const { common, bytes } = await survey(file, artefact);
    if (bytes > room)
      throw new Error(`it unpacks to ${bytes} bytes, and ${room} are free at ${dirname(into)}`);
    const zip = await openZip(file);
    try {
      await extract(zip, into, common);
    } finally {
      zip.close();
    }
  } catch (thrown) {
    throw badArtefact(artefact, thrown instanceof Error ? thrown.message : String(thrown));
  }
}

async function extract(zip: OpenZip, into: string, strip: string): Promise<void> {
  await mkdir(into, { recursive: true });
  for await (const entry of zip.entries()) {
    const path = resolve(into, entry.fileName.slice(strip.length));
    if (path !== into && !path.startsWith(into + sep))
      throw new Error(`${entry.fileName} leads out of the folder`);
    if (isLink(entry)) throw new Error(`${entry.fileName} is a link`);
    if (entry.fileName.endsWith("/")) await mkdir(path, { recursive: true });
    else await write(zip, entry, path);
  }
}

async function write(zip: OpenZip, entry: Entry, path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await pipeline(await zip.content(entry), createWriteStream(path, { flags: "wx" }));
}

function isLink(entry: Entry): boolean {
  return ((entry.externalFileAttributes >>> 16) & typeMask) === linkMode;
}

type Survey = Readonly<{ common: string; bytes: number }>;

/** Azure DevOps puts everything into a folder that bears the artefact's name; the files do not belong to it. */
async function survey(file: string, artefact: string): Promise<Survey> {
  const zip = await openZip(file);
  try {
    let [common, bytes] = [`${artefact}/`, 0];
    for await (const entry of zip.entries()) {
      if (!entry.fileName.startsWith(common)) common = "";
      bytes += entry.uncompressedSize;
    }
    return { common, bytes };
  } finally {
    zip.close();
  }
}

function notHere(name: string): Error {
  return refusal({
    code: "RM021",
    what: "The published artefacts were not read",
    where: `artefact ${name}`,
    cause: `${name} cannot be downloaded from Azure DevOps: it may lie on a file share`,
    next: "Give the folder that holds the artefacts in the input folder, or exclude it with a reason",
  });
}

function badArtefact(name: string, cause: string): Error {
  return refusal({
    code: "RM021",
    what: "The published artefacts were not read",
    where: `artefact ${name}`,
    cause,
    next: "Publish the artefact again, as plain files and folders",
  });
}
