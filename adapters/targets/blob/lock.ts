import { createHash } from "node:crypto";
import { Failure } from "../../../core/failure.ts";
import { quoted } from "../../../core/model/defuse.ts";
import { instant, iso } from "../../../core/model/instant.ts";
import { pauseUnless } from "../shared/pause.ts";
import type { BlobApi } from "./blob-api.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { LockTimes } from "./blob-settings.ts";
import { lockName } from "./manifest.ts";
import { readHolder } from "./read-blob.ts";
import type { Holder } from "./read-blob.ts";
import { cancelled } from "./site-work.ts";
import type { SiteWork } from "./site-work.ts";
import { whereOf } from "./why.ts";

/** A lease lasts as long as the service allows; another one's is waited for until it would have run out. */
export const lockTimes: LockTimes = { lease: 60_000, beat: 20_000, wait: 90_000 };

/** A held lock. */
export type Lock = Readonly<{
  /** Throws when it is no longer ours. Asks the service only where the last answer is too old to be relied upon. */
  check: () => Promise<void>;
  release: () => Promise<void>;
}>;

/**
 * Takes the lease of a container, so that of two deployments one goes; the other waits, saying who holds it since when, and
 * then refuses. A killed process renews nothing, and its lease runs out by itself. The same job takes its own lease again at
 * once: the agent's retry starts only after the first process has ended.
 */
export async function takeLock(work: SiteWork, signal: AbortSignal): Promise<Lock> {
  const { api, settings, world } = work;
  const times = settings.lock ?? lockTimes;
  const id = leaseIdOf(settings.job);
  await makeLock(api);
  await acquire(work, id, times, signal);
  const since = iso(instant(world.now()));
  const holder: Holder = { release: settings.release.name, stage: settings.stage, since };
  const lock = held(work, id, times);
  try {
    await api.describe(lockName, {
      [holderHeader]: encodeURIComponent(JSON.stringify(holder)),
      "x-ms-lease-id": id,
    });
    return lock;
  } catch (error) {
    // Nobody would know whose the lease is. What went wrong first is told; a lease that is not given back runs out.
    await lock.release().catch(() => undefined);
    throw error;
  }
}

const holderHeader = "x-ms-meta-rm_holder";

/** Made once and never deleted: only its lease counts. */
async function makeLock(api: BlobApi): Promise<void> {
  try {
    const served = { contentType: "application/octet-stream", cacheControl: "no-cache" };
    await api.put(lockName, new Uint8Array(0), { ...served, extra: { "if-none-match": "*" } });
  } catch (error) {
    const there = ["BlobAlreadyExists", "ConditionNotMet", "LeaseIdMissing"];
    if (!(error instanceof TargetRefusal && there.includes(error.code))) throw error;
  }
}

async function acquire(work: SiteWork, id: string, times: LockTimes, signal: AbortSignal): Promise<void> {
  const { api, world } = work;
  const until = world.now() + times.wait;
  const asked = { "x-ms-lease-duration": String(times.lease / 1000), "x-ms-proposed-lease-id": id };
  for (let told = false; ; told = true) {
    try {
      // With an id of our own a lost answer does no harm: asked again, the service gives the same lease.
      await api.lease(lockName, "acquire", asked);
      return;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    const holder = readHolder((await api.read(lockName))?.header(holderHeader));
    if (signal.aborted) throw cancelled(work);
    if (world.now() >= until) throw taken(work, holder);
    if (!told) world.tell(`${whoHolds(holder)}; waiting for it, ${Math.round(times.wait / 1000)} s at most.`);
    await pauseUnless(signal, Math.min(5000, times.wait / 10), world.sleep);
  }
}

function isTaken(error: unknown): boolean {
  const codes = ["LeaseAlreadyPresent", "LeaseIsBreakingAndCannotBeAcquired"];
  return error instanceof TargetRefusal && codes.includes(error.code);
}

function held(work: SiteWork, id: string, times: LockTimes): Lock {
  const { api, world } = work;
  const mine = { "x-ms-lease-id": id };
  let renewedAt = world.now();
  const renew = async (): Promise<void> => {
    const asked = world.now();
    await api.lease(lockName, "renew", mine);
    renewedAt = asked;
  };
  const beating = setInterval(() => {
    // A renewal that fails is asked for again, and told, by the next `check`.
    renew().catch(() => undefined);
  }, times.beat);
  beating.unref();
  return {
    check: async () => {
      if (world.now() - renewedAt < times.beat * 1.5) return;
      try {
        await renew();
      } catch (error) {
        if (!(error instanceof TargetRefusal && error.code.startsWith("Lease"))) throw error;
        throw taken(work, readHolder((await api.read(lockName))?.header(holderHeader)), true);
      }
    },
    release: async () => {
      clearInterval(beating);
      try {
        await api.lease(lockName, "release", mine);
      } catch (error) {
        // Given back already, or run out: asked for twice after a lost answer, for example.
        if (!(error instanceof TargetRefusal && error.code.startsWith("Lease"))) throw error;
      }
    },
  };
}

/** A GUID that every process of a job arrives at. */
function leaseIdOf(job: string): string {
  const digits = createHash("sha256").update(`release-manager lease ${job}`).digest("hex");
  return [
    digits.slice(0, 8),
    digits.slice(8, 12),
    `4${digits.slice(13, 16)}`,
    `8${digits.slice(17, 20)}`,
    digits.slice(20, 32),
  ].join("-");
}

function whoHolds(holder: Holder | undefined): string {
  if (holder === undefined) return "Another deployment is deploying to the same container right now";
  const { release, stage, since } = holder;
  return `${quoted(release)}, stage ${quoted(stage)}, is deploying to the same container since ${quoted(since, 40).slice(1, -1)}`;
}

function taken(work: SiteWork, holder: Holder | undefined, lost = false): Error {
  const { settings } = work;
  return new Failure({
    code: lost ? "RM042" : "RM031",
    what: `${settings.environment} was not deployed`,
    where: whereOf(work),
    cause: `${lost ? "The lease on the container was lost meanwhile. " : ""}${whoHolds(holder)}`,
    state: lost ? "its state is not known" : "nothing was changed",
    retry: "safe",
    next: "Wait for that deployment to end, then run this stage again",
  });
}
