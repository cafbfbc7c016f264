import { join } from "node:path";
import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { refusal } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { StillThere, TargetPlan } from "../../../../core/model/target.ts";
import { counted } from "../../../../core/model/words.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import { Cancelled, copyArtefact, differences } from "./copy-artefact.ts";
import { hindranceAt, readCurrent } from "./current.ts";
import { artefactFault, bytesOf, planOf } from "./decide-release.ts";
import type { Disk } from "./disk.ts";
import { finish } from "./finish.ts";
import { layoutOf } from "./layout.ts";
import { mark, readMarker } from "./read-marker.ts";
import { explained, type ReleaseSettings, type ReleaseWork, releaseWork } from "./release-work.ts";

/** What targets that hold releases in folders have in common. */
export type ReleaseFolder = Pick<Target, "stillThere" | "plan" | "deploy" | "verify" | "close">;

/**
 * Releases in folders of their own below `root`. Every artefact is copied into the folder of its release and proved; the last
 * act points `current` to it. Until then whoever uses the place sees nothing of it.
 */
export function releaseFolder(disk: Disk, root: string, settings: ReleaseSettings): ReleaseFolder {
  const layout = layoutOf(disk, root, { name: settings.release.name, sealRoot: settings.sealRoot });
  const work = releaseWork(disk, layout, settings);
  const here = <T>(what: string, act: () => Promise<T>): Promise<T> => explained(what, work, act);
  return {
    // Each may need a channel of its own, and OpenSSH gives ten for a connection.
    stillThere: (artefacts) => inParallel(artefacts, 4, (artefact) => stillThere(artefact, work)),
    plan: (artefacts) => here("No plan was made", () => planFor(artefacts, work)),
    deploy: (_step, artefact, io) =>
      here(`${artefact.name} was not deployed`, () => deployOne(artefact, io, work)),
    verify: (artefacts, io) => here("The release was not put into use", () => finish(artefacts, io, work)),
    close: work.close,
  };
}

/** A folder takes everything but logs. */
export function takesFiles(artefact: SealedArtefact): boolean {
  return artefact.kind !== "logs";
}

async function planFor(artefacts: readonly SealedArtefact[], work: ReleaseWork): Promise<TargetPlan> {
  const { disk, layout } = work;
  const [hindrance, current] = await Promise.all([hindranceAt(disk, layout), readCurrent(disk, layout)]);
  work.planned(current);
  const usable = hindrance === undefined;
  const marker = usable ? await readMarker(disk, layout.release) : undefined;
  const room = usable ? await disk.room(layout.root) : undefined;
  return planOf(artefacts, { layout, current, hindrance, held: marker?.artefacts ?? {}, room });
}

async function stillThere(artefact: SealedArtefact, { disk, layout }: ReleaseWork): Promise<StillThere> {
  const { name } = artefact;
  try {
    const [first, ...more] = await differences(disk, artefact, disk.join(layout.release, name));
    if (first === undefined) return { artefact: name, kind: "same" };
    const others = more.length === 0 ? "" : ` and ${counted(more.length, "other difference")}`;
    return { artefact: name, kind: "moved", because: `${first}${others}` };
  } catch (thrown) {
    return {
      artefact: name,
      kind: "unknown",
      because: thrown instanceof Error ? thrown.message : String(thrown),
    };
  }
}

async function deployOne(artefact: SealedArtefact, io: DeployIo, work: ReleaseWork): Promise<Deployed> {
  const { disk, layout } = work;
  const fault = artefactFault(artefact) ?? (await hindranceAt(disk, layout));
  if (fault !== undefined) throw refused(artefact, layout.release, fault);
  await work.lock(io);
  await disk.makeFolder(layout.release);
  await claim(work);
  const files = counted(artefact.files.length, "file");
  if ((await differences(disk, artefact, disk.join(layout.release, artefact.name))).length === 0)
    return done(artefact, work, `was there already, ${files} proved byte for byte`);
  try {
    const already = await copyArtefact(disk, artefact, layout.release, copyIo(artefact, io, work));
    const resumed = already === 0 ? "" : `, ${counted(already, "file")} of them by an earlier attempt`;
    return await done(
      artefact,
      work,
      `${files}, ${counted(bytesOf(artefact), "byte")} copied and proved${resumed}`,
    );
  } catch (thrown) {
    if (!(thrown instanceof Cancelled)) throw thrown;
    const text = "stopped between two files; current was not touched";
    return { outcome: "cancelled", text, issues: [], operations: [] };
  }
}

function copyIo(
  artefact: SealedArtefact,
  io: DeployIo,
  { settings }: ReleaseWork,
): Parameters<typeof copyArtefact>[3] {
  const bytes = bytesOf(artefact);
  const from = settings.source(artefact.name);
  let copied = 0;
  return {
    signal: io.signal,
    source: (path) => join(from, path),
    progress: (more) => {
      copied += more;
      io.progress(
        bytes === 0 ? 100 : (copied / bytes) * 100,
        `${artefact.name}: ${copied} of ${bytes} bytes`,
      );
    },
  };
}

/** The folder says whose it is before anything lies in it: what a kill leaves is known as ours, and nothing else is ever removed. */
async function claim(work: ReleaseWork): Promise<void> {
  const marker = await readMarker(work.disk, work.layout.release);
  if (marker === undefined) await mark(work, { artefacts: {} });
}

async function done(artefact: SealedArtefact, work: ReleaseWork, text: string): Promise<Deployed> {
  const before = await readMarker(work.disk, work.layout.release);
  await mark(work, { ...before, artefacts: { ...before?.artefacts, [artefact.name]: artefact.digest } });
  return { outcome: "succeeded", text, issues: [], operations: [] };
}

function refused(artefact: SealedArtefact, where: string, cause: string): Error {
  return refusal({
    code: "RM022",
    what: `${artefact.name} was not deployed`,
    where,
    cause,
    next: "Mend that, then run the stage again",
  });
}
