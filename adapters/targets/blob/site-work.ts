import { createHash } from "node:crypto";
import { Failure } from "../../../core/failure.ts";
import type { TargetState } from "../../../core/failure.ts";
import { quoted } from "../../../core/model/defuse.ts";
import { ordinal } from "../../../core/model/ordinal.ts";
import type { BlobApi } from "./blob-api.ts";
import type { BlobAddress, BlobSettings, BlobWorld } from "./blob-settings.ts";
import type { SiteState } from "./decide-site.ts";
import { manifestName, ownFolder } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { readManifest } from "./read-blob.ts";
import type { Blob } from "./read-blob.ts";
import { failureOf, whereOf } from "./why.ts";

/** One container, and what is to be done there. */
export type SiteWork = Readonly<{
  settings: BlobSettings;
  world: BlobWorld;
  at: BlobAddress;
  api: BlobApi;
}>;

/** What was found in a container. Equal marks: nothing that users see, and no manifest, was changed in between. */
export type Seen = SiteState & Readonly<{ mark: string }>;

/** Asks the container what it holds. */
export async function lookAt(api: BlobApi): Promise<Seen> {
  const [listing, answer] = [await api.list(), await api.read(manifestName)];
  const blobs = new Map(listing.map((blob) => [blob.name, blob]));
  const common = { blobs, mark: markOf(listing) };
  if (answer === undefined) return common;
  const manifest = readManifest(answer.text);
  if (!("faults" in manifest)) return { ...common, manifest };
  const fault = `${manifestName} cannot be believed: ${manifest.faults.join(" ")} Delete it if it is nobody's`;
  return { ...common, fault };
}

function markOf(listing: readonly Blob[]): string {
  const seen = listing.filter(({ name }) => !name.startsWith(ownFolder) || name === manifestName);
  const lines = seen.map(({ name, etag }) => `${name}\n${etag}\n`).sort(ordinal);
  return createHash("sha256").update(lines.join("")).digest("hex");
}

/** Does something; what goes wrong is told as a failure that says what state the container is in then. */
export async function telling<T>(
  work: SiteWork,
  done: string,
  act: () => Promise<T>,
  state: () => TargetState = () => "nothing was changed",
): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failureOf(error, work, { what: `${work.settings.environment} was not ${done}`, state: state() });
  }
}

/** The container is not as it was when it was planned. */
export function changedMeanwhile(work: SiteWork, before: Seen, now: Seen): Error {
  return new Failure({
    code: "RM042",
    what: `${work.settings.environment} was not deployed`,
    where: whereOf(work),
    cause: whatChanged(before.manifest, now.manifest),
    state: "nothing was changed",
    retry: "safe",
    next: "Find out who else writes to the container, then run this stage again: it plans anew",
  });
}

function whatChanged(before: Manifest | undefined, now: Manifest | undefined): string {
  return now !== undefined && now.deployedOn !== before?.deployedOn
    ? `${quoted(now.release.name)} was deployed to the container at ${now.deployedOn}, after this deployment was planned`
    : "Files of the container were changed after this deployment was planned";
}

/** The stage was cancelled before users could see anything of it. */
export function cancelled(work: SiteWork): Error {
  return new Failure({
    code: "RM050",
    what: `${work.settings.environment} was not deployed`,
    where: whereOf(work),
    cause: "The stage was cancelled before the site was switched; what was sent stays for the next run",
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again when you want",
  });
}
