import { randomUUID } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { refusal } from "../../../../core/failure.ts";
import type { Disk } from "./disk.ts";
import { type Holder, readHolder } from "./read-holder.ts";

/** How often the holder gives a sign of life, and how long another one waits for it. */
export type LockTimes = Readonly<{ beat: number; watch: number }>;

/** How often a lock shows that its owner lives, and how long it is watched before it counts as left behind, in milliseconds. */
const lockTimes: LockTimes = { beat: 5_000, watch: 25_000 };

/** A held lock. */
export type Lock = Readonly<{
  /** Throws when somebody else took it. */
  check: () => Promise<void>;
  release: () => Promise<void>;
}>;

/** A lock that is wanted: where, for whom, and how patiently. */
export type LockOrder = Readonly<{
  path: string;
  owner: Holder["owner"];
  times?: LockTimes | undefined;
  tell: (sentence: string) => void;
}>;

/**
 * Takes the lock of a folder, so that of two deployments one goes and the other says who holds it. A lock whose holder was
 * killed gives no sign of life and is taken over; no clock is compared for that. The same job takes its own lock again at
 * once: the agent's retry starts only after the first process has ended.
 */
export async function takeLock(disk: Disk, order: LockOrder): Promise<Lock> {
  const mine: Holder = { id: randomUUID(), beat: 0, owner: order.owner };
  const got = await disk.create(order.path, JSON.stringify(mine));
  if (!got) await takeOver(disk, mine, order);
  return held(disk, mine, order);
}

async function takeOver(disk: Disk, mine: Holder, order: LockOrder): Promise<void> {
  const { path } = order;
  const before = await readHolder(disk, path);
  if (before && before.owner.job !== mine.owner.job) await watch(disk, before, order);
  await moveAway(disk, before, path, `${path}.${mine.id}`);
  if (!(await disk.create(path, JSON.stringify(mine)))) throw taken(path, await readHolder(disk, path));
}

async function watch(disk: Disk, holder: Holder, order: LockOrder): Promise<void> {
  order.tell(`${whose(holder)} holds ${order.path}: watching whether it still works`);
  if (await alive(disk, holder, order)) throw taken(order.path, holder);
  order.tell(`The lock of ${whose(holder)} gave no sign of life and was taken over`);
}

/** Of two that take over at once, the second one moves the first one's new lock away: it is put back then. */
async function moveAway(
  disk: Disk,
  expected: Holder | undefined,
  path: string,
  aside: string,
): Promise<void> {
  await disk.move(path, aside).catch(async (thrown: unknown) => {
    // Nothing, or another one's, is there where somebody else moved it first.
    const now = await readHolder(disk, path);
    if (now !== undefined && now.id === expected?.id) throw thrown;
  });
  const moved = await readHolder(disk, aside);
  if (moved !== undefined && moved.id !== expected?.id) {
    await disk.move(aside, path);
    throw taken(path, moved);
  }
  await disk.remove(aside);
}

/** Whether the holder gave a sign of life, or the lock changed hands, while we watched. */
async function alive(disk: Disk, before: Holder, { path, times = lockTimes }: LockOrder): Promise<boolean> {
  const until = Date.now() + times.watch;
  while (Date.now() < until) {
    await pause(times.beat / 5);
    const now = await readHolder(disk, path);
    if (!now) return false;
    if (now.id !== before.id || now.beat !== before.beat) return true;
  }
  return false;
}

function held(disk: Disk, mine: Holder, { path, times = lockTimes }: LockOrder): Lock {
  let beat = 0;
  const check = async (): Promise<void> => {
    const now = await readHolder(disk, path);
    if (now?.id !== mine.id) throw taken(path, now);
  };
  let last = Promise.resolve();
  const beating = setInterval(() => {
    beat += 1;
    const next = JSON.stringify({ ...mine, beat });
    last = check()
      .then(() => disk.writeWhole(path, next))
      // The next sign of life may get through; a lock that is lost is found by the check before the switch.
      .catch(() => undefined);
  }, times.beat);
  beating.unref();
  return {
    check,
    release: async () => {
      clearInterval(beating);
      // A sign of life that is under way would make the lock anew after it was given back.
      await last;
      await releaseLock(disk, path, mine.owner.job);
    },
  };
}

/** Gives a lock back that a process of this job left behind. */
export async function releaseLock(disk: Disk, path: string, job: string): Promise<void> {
  const now = await readHolder(disk, path);
  if (now?.owner.job === job) await disk.remove(path);
}

function whose({ owner }: Holder): string {
  return `${owner.release}, stage ${owner.stage}`;
}

function taken(path: string, by: Holder | undefined): Error {
  const who = by === undefined ? "another deployment" : whose(by);
  return refusal({
    code: "RM031",
    what: "The stage was not deployed",
    where: path,
    cause: `${who} is deploying to the same folder right now${by === undefined ? "" : ` (since ${by.owner.since})`}`,
    retry: "safe",
    next: "Wait for that deployment to end, then run this stage again",
  });
}
