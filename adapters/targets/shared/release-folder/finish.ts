import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { Failure, type FailureReport, type TargetState } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import { instant, iso } from "../../../../core/model/instant.ts";
import { counted } from "../../../../core/model/words.ts";
import type { DeployIo } from "../../../../core/ports-of-targets.ts";
import { differences } from "./copy-artefact.ts";
import { readCurrent } from "./current.ts";
import { type DatedRelease, foreignFault, superfluous } from "./decide-release.ts";
import { type Layout, markerName } from "./layout.ts";
import { mark, readMarker } from "./read-marker.ts";
import type { ReleaseWork } from "./release-work.ts";

/**
 * Proves the whole release folder once more, points `current` to it and removes what is too old. What stands in the folder
 * but does not belong to the release is removed first.
 */
export async function finish(
  artefacts: readonly SealedArtefact[],
  io: DeployIo,
  work: ReleaseWork,
): Promise<string> {
  const { disk, layout } = work;
  const lock = await work.lock(io);
  const before = await readCurrent(disk, layout);
  const isInUse = before.kind === "release" && before.name === layout.releaseName;
  await removeStrangers(artefacts, work);
  let faults: readonly string[] = [];
  for (const artefact of artefacts)
    faults = faults.concat(await differences(disk, artefact, disk.join(layout.release, artefact.name)));
  if (faults.length > 0)
    throw unproved(faults, layout, isInUse ? "its state is not known" : "nothing was changed");
  const foreign = foreignFault(before, layout);
  if (foreign !== undefined) throw unproved([foreign], layout, "nothing was changed");
  await lock.check();
  const way = await switched(work);
  const held = Object.fromEntries(artefacts.map(({ name, digest }) => [name, digest]));
  await mark(work, { artefacts: held, deployedOn: iso(instant(Date.now())) });
  await prune(work, before.kind === "release" ? before.name : undefined, io);
  const files = artefacts.reduce((sum, artefact) => sum + artefact.files.length, 0);
  return `${layout.current} is ${layout.releaseName} now (${way}); ${counted(files, "file")} proved byte for byte`;
}

/** An answer that was lost is looked up: what counts is where `current` points to. */
async function switched({ disk, layout }: ReleaseWork): Promise<"link" | "pointer"> {
  const point = disk.point(layout.current, `releases/${layout.releaseName}`);
  const [asked] = await Promise.allSettled([point]);
  const now = await readCurrent(disk, layout);
  if (now.kind !== "release" || now.name !== layout.releaseName) {
    await point;
    throw unproved(
      [`${layout.current} does not point to ${layout.releaseName} after it was switched`],
      layout,
      "its state is not known",
    );
  }
  return asked.status === "fulfilled" ? asked.value : "link";
}

async function removeStrangers(
  artefacts: readonly SealedArtefact[],
  { disk, layout }: ReleaseWork,
): Promise<void> {
  const known = new Set([...artefacts.map(({ name }) => name), markerName]);
  for (const { name } of (await disk.list(layout.release)) ?? [])
    if (!known.has(name)) await disk.remove(disk.join(layout.release, name));
}

/** Removes all but the newest releases. A refusal is told, no more: the release is in use. */
async function prune(work: ReleaseWork, before: string | undefined, { tell }: DeployIo): Promise<void> {
  const { disk, layout, settings } = work;
  const { keep } = settings;
  try {
    for (const name of superfluous(await datedReleases(work), keep, { now: layout.releaseName, before })) {
      const shown = `releases/${bounded(defuse(name), 200)}`;
      try {
        await disk.remove(disk.join(layout.releases, name));
        tell(`Removed ${shown}: ${keep} releases are kept`);
      } catch (thrown) {
        tell(`${shown} could not be removed: ${wordsOf(thrown)}`);
      }
    }
  } catch (thrown) {
    tell(`Old releases stay: ${wordsOf(thrown)}`);
  }
}

/** The releases, and when each came into use. One that never did (a run was killed) counts as oldest. */
async function datedReleases({ disk, layout }: ReleaseWork): Promise<readonly DatedRelease[]> {
  return inParallel((await disk.list(layout.releases)) ?? [], 8, async ({ name, entry }) => {
    if (entry.kind !== "folder") return { name, since: undefined };
    // What we may not read is not ours, and stays.
    const marker = await readMarker(disk, disk.join(layout.releases, name)).catch(() => undefined);
    return { name, since: marker && (marker.deployedOn ?? "") };
  });
}

function wordsOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}

function unproved(faults: readonly string[], layout: Layout, state: TargetState): Error {
  const report: FailureReport = {
    code: "RM031",
    what: "The release was copied but not put into use",
    where: layout.release,
    cause: faults.slice(0, 9).join("\n"),
    state,
    retry: "safe",
    next: "Find out who else writes into that folder, then run the stage again: it copies what differs",
  };
  return new Failure(report);
}
