import type { Bases } from "../../adapters/azure-devops/http.ts";
import { refusal } from "../../core/failure.ts";
import type { SealedFile } from "../../core/model/artefact.ts";
import type { PublishedArtefact } from "../../core/ports.ts";
import { readContent, readEntries, type ZipEntry } from "./read-zip.ts";
import type { HashBytes } from "./web-crypto.ts";

/** What downloading needs of the page. */
export type BytesSource = Readonly<{
  token: () => Promise<string>;
  fetch: typeof fetch;
  bases: Bases;
  hash: HashBytes;
}>;

/** Hosts that the person's token may be shown to: the organisation's own, and where Azure DevOps keeps artefacts. */
function isTrusted(url: URL, bases: Bases): boolean {
  if (Object.values(bases).some((base) => new URL(base).origin === url.origin)) return true;
  return url.protocol === "https:" && /(^|\.)(dev\.azure\.com|visualstudio\.com)$/i.test(url.hostname);
}

/** Azure DevOps packs an artefact under a folder of its name; the seal's paths are relative to the artefact. */
export function withoutFolder(
  entries: readonly ZipEntry[],
  artefact: string,
): readonly (readonly [string, ZipEntry])[] {
  const folder = `${artefact}/`;
  const inside = entries.every((entry) => entry.path.startsWith(folder));
  return entries.map((entry) => [inside ? entry.path.slice(folder.length) : entry.path, entry]);
}

async function download(artefact: PublishedArtefact, source: BytesSource): Promise<Blob> {
  const url = new URL(artefact.downloadUrl);
  const headers: Record<string, string> = isTrusted(url, source.bases)
    ? { Authorization: `Bearer ${await source.token()}` }
    : {};
  const response = await source.fetch(url, { headers, credentials: "omit" });
  if (response.ok) return response.blob();
  throw refusal({
    code: response.status === 404 ? "RM041" : "RM043",
    what: `${artefact.name} could not be downloaded`,
    where: url.origin,
    cause: `Azure DevOps answered ${response.status}.`,
    next: "Reload and try again; the Deploy task checks the same bytes before it writes anything.",
  });
}

/** Downloads a published artefact and hashes every file in it, one after the other, so that memory stays bounded. */
export function publishedBytes(
  source: BytesSource,
): (artefact: PublishedArtefact) => Promise<readonly SealedFile[]> {
  return async (artefact) => {
    const zip = await download(artefact, source);
    const files: SealedFile[] = [];
    for (const [path, entry] of withoutFolder(await readEntries(zip), artefact.name)) {
      const content = await readContent(zip, entry);
      files.push({ path, bytes: content.byteLength, sha256: await source.hash(content) });
    }
    return files;
  };
}
