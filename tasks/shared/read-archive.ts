import type { Entry } from "yauzl";
import { refusal } from "../../core/failure.ts";
import { openZip, type OpenZip } from "./read-zip.ts";

/** What recognition needs to know of a zip. */
export type Archive = Readonly<{ entries: readonly string[]; solutionXml?: string }>;

const mostXml = 10 * 1024 * 1024;

/**
 * Reads a zip's list of entries and its `solution.xml`. A file that is no zip, a damaged one and one whose entries lead out
 * of their folder are refused by name.
 */
export async function readArchive(path: string, shownAs: string): Promise<Archive> {
  try {
    const zip = await openZip(path);
    try {
      return await contentOf(zip);
    } finally {
      zip.close();
    }
  } catch (thrown) {
    throw unreadable(shownAs, thrown);
  }
}

async function contentOf(zip: OpenZip): Promise<Archive> {
  const entries: string[] = [];
  let solutionXml: string | undefined;
  for await (const entry of zip.entries()) {
    entries.push(entry.fileName);
    if (entry.fileName.toLowerCase() !== "solution.xml") continue;
    if (solutionXml !== undefined) throw new Error("it holds solution.xml twice");
    solutionXml = await textOf(zip, entry);
  }
  return { entries, ...(solutionXml === undefined ? {} : { solutionXml }) };
}

async function textOf(zip: OpenZip, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > mostXml) throw new Error(`${entry.fileName} is larger than ${mostXml} bytes`);
  const parts: Buffer[] = [];
  for await (const part of await zip.content(entry)) parts.push(part as Buffer);
  return Buffer.concat(parts)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}

function unreadable(shownAs: string, thrown: unknown): Error {
  return refusal({
    code: "RM020",
    what: "The build was not sealed",
    where: shownAs,
    cause: `${shownAs} is no zip that can be read: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    next: "Build it again, or say what it is in the input kinds (for example files) if it only bears the name of a zip",
  });
}
