import { access, constants, mkdir, realpath } from "node:fs/promises";
import { basename, dirname, isAbsolute, join } from "node:path";
import { refusal } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { iso, instant } from "../../../core/model/instant.ts";
import { counted } from "../../../core/model/words.ts";
import type {
  PlannedArtefact,
  StillThere,
  TargetCheck,
  TargetIdentity,
  TargetPlan,
} from "../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports-of-targets.ts";
import { Cancelled, copyArtefact, differences } from "./copy-artefact.ts";
import { type Current, readCurrent } from "./current.ts";
import { finish } from "./finish.ts";
import { type Layout, layoutOf } from "./layout.ts";
import { type Lock, type LockTimes, takeLock } from "./lock.ts";
import { readMarker, writeMarker } from "./read-marker.ts";

/** What a folder target is told. */
export type FolderSettings = Readonly<{
  /** An absolute path, local or a share. */
  path: string;
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

/** The state of one deployment to a folder. */
export type FolderWork = Readonly<{ settings: FolderSettings; layout: Layout; lock: () => Promise<Lock> }>;

/**
 * A folder or share. Every artefact is copied into a folder of this release and proved; the last act points `current` to
 * it. Until then whoever uses the folder sees nothing of it.
 */
export async function folderTarget(settings: FolderSettings): Promise<Target> {
  const root = await realRoot(settings.path);
  const layout = layoutOf(root, settings.release.name, settings.sealRoot);
  let lock: Promise<Lock> | undefined;
  const locked = (): Promise<Lock> => (lock ??= prepare(layout, settings));
  const work: FolderWork = { settings, layout, lock: locked };
  return {
    kind: "folder",
    takes: (artefact) => artefact.kind !== "logs",
    identify: () => Promise.resolve(identityOf(root)),
    preflight: () => checksOf(settings.path, root),
    stillThere: (artefacts) => Promise.all(artefacts.map((artefact) => stillThere(artefact, layout))),
    plan: (artefacts) => planFor(artefacts, layout),
    deploy: (_step, artefact, io) => deployOne(artefact, io, work),
    verify: (artefacts, io) => finish(artefacts, io, work),
    close: async () => {
      const held = await lock?.catch(() => undefined);
      await held?.release();
    },
  };
}

function identityOf(root: string): TargetIdentity {
  return { id: `folder:${root}`, name: basename(root), url: root };
}

/** The folder itself may be new, what it stands in may not: a misspelt path is found, not made. */
async function realRoot(path: string): Promise<string> {
  if (!isAbsolute(path)) throw badPath(path, "it is not an absolute path");
  try {
    return await realpath(path);
  } catch {
    const parent = await realpath(dirname(path)).catch(() => undefined);
    if (parent === undefined)
      throw badPath(
        path,
        `neither it nor ${dirname(path)} exists on this agent, or the agent may not see it`,
      );
    return join(parent, basename(path));
  }
}

async function prepare(layout: Layout, settings: FolderSettings): Promise<Lock> {
  await mkdir(layout.releases, { recursive: true });
  const owner = {
    release: settings.release.name,
    stage: settings.stage,
    job: settings.job,
    since: iso(instant(Date.now())),
  };
  return takeLock(layout.lock, owner, settings.lockTimes);
}

async function planFor(artefacts: readonly SealedArtefact[], layout: Layout): Promise<TargetPlan> {
  const [marker, current] = await Promise.all([readMarker(layout.release), readCurrent(layout)]);
  const steps = artefacts.map((artefact): PlannedArtefact => {
    const common = { artefact: artefact.name, kind: artefact.kind };
    if (current.kind === "foreign")
      return {
        ...common,
        action: "refuse",
        text: `${layout.current} was not made by Release Manager: ${current.because}`,
      };
    if (marker?.artefacts[artefact.name] === artefact.digest)
      return {
        ...common,
        action: "update",
        text: `is in ${layout.releaseName} already: proved again, copied only if it differs`,
      };
    return {
      ...common,
      action: "create",
      text: `${counted(artefact.files.length, "file")} to copy to ${layout.releaseName}/${artefact.name}`,
    };
  });
  return { steps, rollback: wayBack(current, layout) };
}

/** Compared byte for byte: a folder cannot be locked against others. */
async function stillThere(artefact: SealedArtefact, layout: Layout): Promise<StillThere> {
  const [first, ...more] = await differences(artefact, join(layout.release, artefact.name));
  if (first === undefined) return { artefact: artefact.name, kind: "same" };
  const others = more.length === 0 ? "" : ` and ${counted(more.length, "other difference")}`;
  return { artefact: artefact.name, kind: "moved", because: `${first}${others}` };
}

/** The folder is there, or what it would stand in; and the agent's account may write. */
async function checksOf(path: string, root: string): Promise<readonly TargetCheck[]> {
  const name = "The agent may write to the folder";
  const place = await nearest(root);
  try {
    await access(place, constants.W_OK);
    return [{ name, result: "ok", text: place }];
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    const fix = "Let the agent's account write there, or correct TargetPath";
    return [{ name, result: "failed", text: `${path}: ${why}`, fix }];
  }
}

/** The folder itself, or what it will be made in. */
async function nearest(root: string): Promise<string> {
  return (await realpath(root).catch(() => undefined)) ?? dirname(root);
}

function wayBack(current: Current, layout: Layout): string {
  if (current.kind !== "release") return "nothing is in use yet: take current away";
  const what = `current points to releases/${current.name} now`;
  if (current.name === layout.releaseName) return `${what}, which is this release`;
  return `${what}; pointing it back there is one rename`;
}

async function deployOne(artefact: SealedArtefact, io: DeployIo, work: FolderWork): Promise<Deployed> {
  const { layout, settings } = work;
  await work.lock();
  await mkdir(layout.release, { recursive: true });
  const place = join(layout.release, artefact.name);
  if ((await differences(artefact, place)).length === 0)
    return done(
      artefact,
      work,
      `was there already, ${counted(artefact.files.length, "file")} proved byte for byte`,
    );
  const bytes = artefact.files.reduce((sum, file) => sum + file.bytes, 0);
  let copied = 0;
  const progress = (more: number): void => {
    copied += more;
    io.progress(bytes === 0 ? 100 : (copied / bytes) * 100, `${artefact.name}: ${copied} of ${bytes} bytes`);
  };
  try {
    await copyArtefact(artefact, settings.source(artefact.name), layout.release, {
      signal: io.signal,
      progress,
    });
  } catch (thrown) {
    if (!(thrown instanceof Cancelled)) throw await notCopied(thrown, artefact, work);
    return {
      outcome: "cancelled",
      text: "stopped between two files; current was not touched",
      issues: [],
      operations: [],
    };
  }
  return done(
    artefact,
    work,
    `${counted(artefact.files.length, "file")}, ${counted(bytes, "byte")} copied and proved`,
  );
}

async function done(
  artefact: SealedArtefact,
  { layout, settings }: FolderWork,
  text: string,
): Promise<Deployed> {
  const before = await readMarker(layout.release);
  const artefacts = { ...before?.artefacts, [artefact.name]: artefact.digest };
  const release = { id: settings.release.id, name: settings.release.name };
  await writeMarker(layout.release, { ...before, schema: 1, release, root: settings.sealRoot, artefacts });
  return { outcome: "succeeded", text, issues: [], operations: [] };
}

async function notCopied(thrown: unknown, artefact: SealedArtefact, { layout }: FolderWork): Promise<Error> {
  if (thrown instanceof Error && thrown.name === "Failure") return thrown;
  const current = await readCurrent(layout);
  const live = current.kind === "release" && current.name === layout.releaseName;
  return refusal({
    code: "RM031",
    what: `${artefact.name} was not deployed`,
    where: layout.release,
    cause: thrown instanceof Error ? thrown.message : String(thrown),
    state: live ? "its state is not known" : "nothing was changed",
    retry: "safe once that is mended",
    next: "Check the space and the rights of the agent's account in that folder, then run the stage again",
  });
}

function badPath(path: string, cause: string): Error {
  return refusal({
    code: "RM010",
    what: "The target folder cannot be used",
    where: path,
    cause: `${path}: ${cause}`,
    next: "Correct TargetPath in the connection, or make the folder",
  });
}
