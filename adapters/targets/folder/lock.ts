import { randomUUID } from "node:crypto";
import { open, rename, rm } from "node:fs/promises";
import { refusal } from "../../../core/failure.ts";
import { type Holder, readHolder } from "./read-holder.ts";
import { writeWhole } from "./read-marker.ts";

/** How often the holder gives a sign of life, and how long another one waits for it. */
export type LockTimes = Readonly<{ beat: number; watch: number }>;

/** How often a lock shows that its owner lives, and how long it is watched before it counts as left behind, in milliseconds. */
export const lockTimes: LockTimes = { beat: 5_000, watch: 25_000 };

/** A held lock. */
export type Lock = Readonly<{
  /** Throws when somebody else took it. */
  check: () => Promise<void>;
  release: () => Promise<void>;
}>;

/**
 * Takes the lock of a folder, so that of two deployments one goes and the other says who holds it. A lock whose holder was
 * killed gives no sign of life and is taken over; no clock is compared for that. The same job takes its own lock again at
 * once: the agent's retry starts only after the first process has ended.
 */
export async function takeLock(
  path: string,
  owner: Holder["owner"],
  times: LockTimes = lockTimes,
): Promise<Lock> {
  const mine: Holder = { id: randomUUID(), beat: 0, owner };
  const taken = await created(path, mine);
  if (!taken) await takeOver(path, mine, times);
  return held(path, mine, times);
}

async function created(path: string, holder: Holder): Promise<boolean> {
  try {
    const file = await open(path, "wx");
    await file.writeFile(JSON.stringify(holder));
    await file.close();
    return true;
  } catch (thrown) {
    if (thrown instanceof Error && "code" in thrown && thrown.code === "EEXIST") return false;
    throw thrown;
  }
}

async function takeOver(path: string, mine: Holder, times: LockTimes): Promise<void> {
  const before = await readHolder(path);
  const sameJob = before?.owner.job === mine.owner.job;
  if (before && !sameJob && (await alive(path, before, times))) throw taken(path, before);
  await rename(path, `${path}.${mine.id}`).catch(() => undefined);
  await rm(`${path}.${mine.id}`, { force: true });
  if (!(await created(path, mine))) throw taken(path, await readHolder(path));
}

/** Whether the holder gave a sign of life, or the lock changed hands, while we watched. */
async function alive(path: string, before: Holder, times: LockTimes): Promise<boolean> {
  const until = Date.now() + times.watch;
  while (Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, times.beat / 5));
    const now = await readHolder(path);
    if (!now) return false;
    if (now.id !== before.id || now.beat !== before.beat) return true;
  }
  return false;
}

function held(path: string, mine: Holder, times: LockTimes): Lock {
  let beat = 0;
  const check = async (): Promise<void> => {
    const now = await readHolder(path);
    if (now?.id !== mine.id) throw taken(path, now);
  };
  const beating = setInterval(() => {
    beat += 1;
    const next = JSON.stringify({ ...mine, beat });
    check()
      .then(() => writeWhole(path, next))
      .catch(() => clearInterval(beating));
  }, times.beat);
  beating.unref();
  return {
    check,
    release: async () => {
      clearInterval(beating);
      await releaseLock(path, mine.owner.job);
    },
  };
}

/** Gives a lock back that a process of this job left behind. */
export async function releaseLock(path: string, job: string): Promise<void> {
  const now = await readHolder(path);
  if (now?.owner.job === job) await rm(path, { force: true });
}

function taken(path: string, by: Holder | undefined): Error {
  const who = by === undefined ? "another deployment" : `${by.owner.release}, stage ${by.owner.stage}`;
  return refusal({
    code: "RM031",
    what: "The stage was not deployed",
    where: path,
    cause: `${who} is deploying to the same folder right now${by === undefined ? "" : ` (since ${by.owner.since})`}`,
    retry: "safe",
    next: "Wait for that deployment to end, then run this stage again",
  });
}
