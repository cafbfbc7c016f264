import { Failure } from "../../../../core/failure.ts";
import { instant, iso } from "../../../../core/model/instant.ts";
import { readCurrent } from "./current.ts";
import { type Current, movedSince } from "./decide-release.ts";
import { type Disk, DiskFault } from "./disk.ts";
import { type Layout, lockName } from "./layout.ts";
import { type Lock, type LockTimes, takeLock } from "./lock.ts";

/** What every folder of releases is told. */
export type ReleaseSettings = Readonly<{
  release: Readonly<{ id: string; name: string }>;
  sealRoot: string;
  stage: string;
  /** The same for every process of one job: a retry takes its own lock again. */
  job: string;
  keep: number;
  /** Where an artefact lies on the agent. */
  source: (artefact: string) => string;
  lockTimes?: LockTimes;
}>;

/** Tells the person who watches. */
type Told = Readonly<{ tell: (sentence: string) => void }>;

/** The state of one deployment to a folder of releases. */
export type ReleaseWork = Readonly<{
  disk: Disk;
  settings: ReleaseSettings;
  layout: Layout;
  /** Takes the lock, once, after it was made sure that the place is as it was planned. */
  lock: (io: Told) => Promise<Lock>;
  /** What `current` was when the plan was made. */
  planned: (current: Current) => void;
  close: () => Promise<void>;
}>;

/** Begins the work on one release below a folder. Nothing is read or written yet. */
export function releaseWork(disk: Disk, layout: Layout, settings: ReleaseSettings): ReleaseWork {
  let lock: Promise<Lock> | undefined;
  let planned: Current | undefined;
  const asPlanned = async (): Promise<void> => {
    const moved = planned && movedSince(planned, await readCurrent(disk, layout));
    if (moved !== undefined) throw movedMeanwhile(moved, layout);
  };
  const take = async ({ tell }: Told): Promise<Lock> => {
    await asPlanned();
    await disk.makeFolder(layout.root);
    const taken = await takeLock(disk, {
      path: layout.lock,
      owner: ownerOf(settings),
      times: settings.lockTimes,
      tell,
    });
    try {
      // Whoever held the lock until now may have deployed another release.
      await asPlanned();
      await removeTraces(disk, layout);
      await disk.makeFolder(layout.releases);
    } catch (thrown) {
      await taken.release();
      throw thrown;
    }
    return taken;
  };
  return {
    disk,
    settings,
    layout,
    lock: (io) => (lock ??= take(io)),
    planned: (current) => (planned = current),
    close: async () => {
      const held = await lock?.catch(() => undefined);
      await held?.release();
    },
  };
}

function ownerOf({ release, stage, job }: ReleaseSettings): Parameters<typeof takeLock>[1]["owner"] {
  return { release: release.name, stage, job, since: iso(instant(Date.now())) };
}

/** What a kill left of a lock that was just being renewed. */
async function removeTraces(disk: Disk, { root }: Layout): Promise<void> {
  for (const { name } of (await disk.list(root)) ?? [])
    if (name.startsWith(`${lockName}.`)) await disk.remove(disk.join(root, name));
}

/**
 * Does something at the disk; what it refuses becomes a failure that says in which state the target is. Only where the
 * release is the one in use did its users see anything of it.
 */
export async function explained<T>(what: string, work: ReleaseWork, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (thrown) {
    if (!(thrown instanceof Error) || !isOfTheDisk(thrown)) throw thrown;
    throw await failureOf(what, work, thrown);
  }
}

function isOfTheDisk(thrown: Error): boolean {
  return thrown instanceof DiskFault || "syscall" in thrown;
}

async function failureOf(what: string, { disk, layout }: ReleaseWork, thrown: Error): Promise<Failure> {
  const live = await readCurrent(disk, layout).catch(() => undefined);
  const inUse = live === undefined || (live.kind === "release" && live.name === layout.releaseName);
  const next = thrown instanceof DiskFault ? thrown.next : undefined;
  const report = {
    code: "RM031",
    what,
    where: layout.release,
    cause: thrown.message,
    state: inUse ? "its state is not known" : "nothing was changed",
    retry: "safe once that is mended",
    next: `${next ?? "Check the space and the rights of the account in that folder"}, then run the stage again`,
  } as const;
  return new Failure(report, { cause: thrown });
}

function movedMeanwhile(moved: string, layout: Layout): Failure {
  return new Failure({
    code: "RM042",
    what: "The stage was not deployed",
    where: layout.current,
    cause: moved,
    state: "nothing was changed",
    retry: "safe",
    next: "See who deployed meanwhile, then run the stage again: it plans anew",
  });
}
