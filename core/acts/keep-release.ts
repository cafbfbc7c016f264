import { refusal } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import { readReleaseId, type Release } from "../model/release.ts";
import type { Attempt, Stage } from "../model/stage.ts";
import { classWords } from "../model/words.ts";
import type { AzureDevOps, Releases } from "../ports.ts";
import type { Dossier } from "./inspect-release.ts";
import { classicNumber, primaryBuild } from "./release-of.ts";

const day = 86_400_000;
const held = 365;
// A hold is renewed when a month of it is gone: not at every view, and long before it ends.
const renewBelow = held - 30;

/**
 * Extends the hold on the build of an open, sealed release when somebody looks at it. What was never sealed is only shown.
 * A refusal is thrown: it must be seen.
 */
export async function extendHold(
  dossier: Dossier,
  azure: Pick<AzureDevOps, "leases">,
  now: Instant,
): Promise<void> {
  const build = primaryBuild(dossier.release);
  if (!build || !isHeldByUs(dossier) || dossier.leases.kind === "failed") return;
  const enough = now + renewBelow * day;
  const old = dossier.leases.value;
  if (old.some((lease) => lease.validUntil >= enough)) return;
  const taken = await azure.leases.take(build.id, build.pipelineId, held);
  const replaced = old.filter((lease) => lease.owner === taken.owner && lease.id !== taken.id);
  await Promise.all(replaced.map((lease) => azure.leases.release(lease.id)));
}

function isHeldByUs({ release, seals }: Dossier): boolean {
  const isSealed = seals.some(({ reading }) => reading.kind === "read" && reading.value.kind === "found");
  return release.status === "active" && isSealed;
}

/** Keeps a classic release, and its build, from retention until it is given back. */
export async function keepForever(
  release: Release,
  forever: boolean,
  releases: Pick<Releases, "keep">,
): Promise<void> {
  const what = forever ? `${release.name} is not kept` : `${release.name} is kept as before`;
  await releases.keep(classicNumber(release.id, what), forever);
}

/** Deletes a classic release. It is read again first, and refused where it was deployed onward or is kept for ever. */
export async function deleteRelease(
  release: Release,
  comment: string,
  releases: Pick<Releases, "get" | "remove">,
): Promise<void> {
  const number = classicNumber(release.id, `${release.name} was not deleted`);
  const protectedBy = whyProtected(await releases.get(number));
  if (protectedBy !== undefined) throw refused(release, protectedBy);
  await releases.remove(number, comment.trim());
}

function refused(release: Release, cause: string): Error {
  return refusal({
    code: "RM002",
    what: `${release.name} was not deleted`,
    where: release.pipeline.name,
    cause,
    next: "Keep it: it is the proof of what was deployed",
  });
}

/** Why a release must not be deleted, in a sentence; absent for one that may be. */
export function whyProtected(release: Release): string | undefined {
  if (readReleaseId(release.id)?.kind === "run")
    return "It is a run of a YAML pipeline: its own retention decides";
  if (release.protection.keptForever) return "It is kept for ever. Give it back to retention first";
  const onward = release.stages.filter(isOnward).filter((stage) => stage.attempts.some(wasBegun));
  const names = onward.map((stage) => `${stage.name} (${classWords(stage.class).toLowerCase()})`);
  return names.length === 0 ? undefined : `It was deployed onward to ${names.join(" and ")}`;
}

function isOnward(stage: Stage): boolean {
  return stage.after.length > 0 && (stage.class === "staging" || stage.class === "production");
}

/** Whether anything of the attempt can have reached the target. */
function wasBegun(attempt: Attempt): boolean {
  const { state } = attempt.status;
  const untouched = [
    "queued",
    "scheduled",
    "waitingForApproval",
    "waitingForCheck",
    "rejected",
    "notDeployed",
  ];
  return (
    attempt.startedOn !== undefined ||
    !(untouched.includes(state) || state === "cancelled" || state === "skipped")
  );
}
