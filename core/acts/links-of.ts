import { refusal } from "../failure.ts";
import { canonicalJson } from "../model/canonical.ts";
import type { ReleaseLinks } from "../model/links.ts";
import { readLinks } from "../model/read-links.ts";
import type { ReleaseId } from "../model/release.ts";
import type { AzureDevOps, Stored } from "../ports.ts";
import { againstOthers } from "./stored-documents.ts";

type Read = Pick<AzureDevOps, "documents" | "project">;

/** The collection of what is stored beside a project's releases: one document a release. */
export function linksCollection(projectId: string): string {
  return `links-${projectId}`;
}

/** What is stored beside a release; absent where nothing is. Refused (RM044) where it is there and cannot be understood. */
export async function linksOf(id: ReleaseId, azure: Read): Promise<ReleaseLinks | undefined> {
  return (await stored(id, azure))?.links;
}

/** Everything that is stored beside a project's releases. What cannot be understood is left out: `linksOf` says why. */
export async function allLinks(
  projectId: string,
  azure: Pick<AzureDevOps, "documents">,
): Promise<readonly ReleaseLinks[]> {
  return (await listLinks(projectId, azure)).links;
}

/** All links of a project. `unread`: the texts of those that cannot be understood, each with its document's id before it. */
export type LinksListed = Readonly<{ links: readonly ReleaseLinks[]; unread: readonly string[] }>;

/** Reads all links of a project, in one request. */
export async function listLinks(
  projectId: string,
  { documents }: Pick<AzureDevOps, "documents">,
): Promise<LinksListed> {
  const found = await documents.list(linksCollection(projectId));
  const read = found.map((document) => ({ document, links: understood(document) }));
  return {
    links: read.flatMap(({ links }) => ("faults" in links ? [] : [links])),
    unread: read.flatMap(({ document: { id, value }, links }) =>
      "faults" in links ? [`${id} ${textOf(value)}`] : [],
    ),
  };
}

/**
 * Changes what is stored beside a release. Where somebody else wrote meanwhile, theirs is read and `change` asked again.
 * Nothing is written where nothing changes, or where `change` gives nothing.
 */
export async function changeLinks(
  id: ReleaseId,
  change: (known: ReleaseLinks | undefined) => ReleaseLinks | undefined,
  azure: Read,
): Promise<void> {
  await againstOthers(async () => {
    const known = await stored(id, azure);
    const next = change(known?.links);
    if (next === undefined || canonicalJson(next) === canonicalJson(known?.links)) return;
    await azure.documents.write(linksCollection(azure.project.id), linksDocument(id), next, known?.etag);
  });
}

/** Whether what is stored beside a release says that it carries a build. Older documents name the primary one only. */
export function carriesBuild({ build, builds }: ReleaseLinks, id: number): boolean {
  return build?.id === id || builds?.includes(id) === true;
}

/** The document of a release in the collection. */
export function linksDocument(id: ReleaseId): string {
  return id.replace(":", "-");
}

async function stored(
  id: ReleaseId,
  { documents, project }: Read,
): Promise<Readonly<{ links: ReleaseLinks; etag: number }> | undefined> {
  const collection = linksCollection(project.id);
  const document = await documents.read(collection, linksDocument(id));
  if (!document) return undefined;
  const links = understood(document);
  if (!("faults" in links)) return { links, etag: document.etag };
  throw refusal({
    code: "RM044",
    what: "What is stored beside the release could not be read",
    where: `document ${linksDocument(id)} of ${collection}`,
    cause: links.faults.join(" "),
    next: "Update the extension, or ask an administrator to remove the document",
  });
}

function understood({ id, value }: Stored<unknown>): ReturnType<typeof readLinks> {
  const links = readLinks(textOf(value));
  if ("faults" in links || linksDocument(links.release) === id) return links;
  return { faults: [`The links document ${id} is that of ${links.release}.`] };
}

function textOf(value: unknown): string {
  return JSON.stringify(value ?? {});
}
