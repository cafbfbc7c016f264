import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { bounded, defuse, quoted } from "../../../../core/model/defuse.ts";
import { nameFault, pathFault, twinFault } from "../../../../core/model/path.ts";
import type { PlannedArtefact, TargetPlan } from "../../../../core/model/target.ts";
import { counted } from "../../../../core/model/words.ts";
import type { Entry } from "./disk.ts";
import { type Layout, markerName, partial } from "./layout.ts";

/** What `current` is now. `foreign` is something that we did not make and will not replace. */
export type Current =
  | Readonly<{ kind: "none" }>
  | Readonly<{ kind: "release"; name: string }>
  | Readonly<{ kind: "foreign"; because: string }>;

/** What is known of a folder of releases before anything is written to it. */
export type Facts = Readonly<{
  layout: Pick<Layout, "releaseName" | "current">;
  current: Current;
  /** What is wrong with the place as a whole. */
  hindrance?: string | undefined;
  /** The digests of the artefacts that the release's folder says it holds. */
  held: Readonly<Record<string, string>>;
  /** Room for new files, in bytes, where it is known. */
  room?: number | undefined;
}>;

/** What a link or a pointer says about the release in use. */
export function currentOf(target: string): Current {
  const plain = target.replace(/\\/g, "/").replace(/\/+$/, "");
  const name = /^releases\/([^/]+)$/.exec(plain)?.[1];
  return name === undefined || name === ".." || name === "."
    ? { kind: "foreign", because: `it points to ${bounded(defuse(target), 300)}` }
    : { kind: "release", name };
}

/** Why nothing may be written to the folders that this release needs. They must be folders, or not be there yet. */
export function misplaced(
  layout: Layout,
  found: Readonly<{ releases: Entry | undefined; release: Entry | undefined }>,
): string | undefined {
  const [path, entry] =
    (found.releases?.kind ?? "folder") === "folder"
      ? [layout.release, found.release]
      : [layout.releases, found.releases];
  if (entry === undefined || entry.kind === "folder") return undefined;
  const what = entry.kind === "link" ? "a link, which may lead anywhere" : "no folder";
  return `${path} is ${what}: everything must lie below ${layout.root}`;
}

/** What would be done with each artefact, and how to go back. */
export function planOf(artefacts: readonly SealedArtefact[], facts: Facts): TargetPlan {
  const needed = artefacts
    .filter((artefact) => !isHeld(artefact, facts))
    .reduce((sum, artefact) => sum + bytesOf(artefact), 0);
  const full = facts.room !== undefined && facts.room < needed ? noRoom(needed, facts.room) : undefined;
  const steps = artefacts.map((artefact) => stepOf(artefact, full, facts));
  return { steps, rollback: wayBack(facts) };
}

function stepOf(artefact: SealedArtefact, full: string | undefined, facts: Facts): PlannedArtefact {
  const { layout, current } = facts;
  const common = { artefact: artefact.name, kind: artefact.kind };
  const fault = foreignFault(current, layout) ?? facts.hindrance ?? artefactFault(artefact);
  if (fault !== undefined) return { ...common, action: "refuse", text: fault };
  if (isHeld(artefact, facts)) {
    const text = `is in ${layout.releaseName} already: proved again, copied only if it differs`;
    return { ...common, action: "update", text };
  }
  if (full !== undefined) return { ...common, action: "refuse", text: full };
  const text = `${counted(artefact.files.length, "file")} to copy to ${layout.releaseName}/${artefact.name}`;
  return { ...common, action: "create", text };
}

/** Why something that stands in the place of `current` is not replaced. */
export function foreignFault(
  current: Current,
  { current: path }: Pick<Layout, "current">,
): string | undefined {
  return current.kind === "foreign"
    ? `${path} was not made by Release Manager: ${current.because}`
    : undefined;
}

/** Why an artefact cannot be copied to any folder. */
export function artefactFault({ name, files }: SealedArtefact): string | undefined {
  const wrong = nameFault(name);
  if (wrong !== undefined) return `the artefact's name ${quoted(name)} ${wrong}`;
  if (isOwn(name)) return `the artefact's name ${quoted(name)} is one of Release Manager's own`;
  if (files.length === 0) return "it has no file";
  const odd = files.find(({ path }) => pathFault(path) !== undefined);
  if (odd !== undefined) return `its file ${quoted(odd.path)} ${pathFault(odd.path) ?? ""}`;
  return twinFault(files.map(({ path }) => path));
}

/** The marker's name, and those of artefacts that are being written beside their place. */
function isOwn(name: string): boolean {
  return [markerName, partial].some((own) => name.toLowerCase().startsWith(own));
}

/** The bytes of all files of an artefact. */
export function bytesOf({ files }: SealedArtefact): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}

function isHeld(artefact: SealedArtefact, { held }: Facts): boolean {
  return Object.hasOwn(held, artefact.name) && held[artefact.name] === artefact.digest;
}

function noRoom(needed: number, room: number): string {
  return `there is no space: ${counted(needed, "byte")} are needed, ${counted(room, "byte")} are free`;
}

function wayBack({ current, layout }: Facts): string {
  if (current.kind !== "release") return "nothing is in use yet: take current away";
  const what = `current points to releases/${current.name} now`;
  if (current.name === layout.releaseName) return `${what}, which is this release`;
  return `${what}; pointing it back there is one rename`;
}

/** Whether somebody pointed `current` elsewhere since the plan was made: what is meant to be replaced then. */
export function movedSince(planned: Current, now: Current): string | undefined {
  const [before, after] = [inWords(planned), inWords(now)];
  return before === after ? undefined : `current was ${before} when the plan was made and is ${after} now`;
}

function inWords(current: Current): string {
  if (current.kind === "none") return "nothing";
  return current.kind === "release" ? `releases/${current.name}` : "somebody else's";
}

/** A folder below `releases`, and when it came into use: empty for one that never did. Not ours: absent. */
export type DatedRelease = Readonly<{ name: string; since: string | undefined }>;

/** The releases that are too many: all but the newest, never the one in use, the one before it, or what is not ours. */
export function superfluous(
  releases: readonly DatedRelease[],
  keep: number,
  inUse: Readonly<{ now: string; before: string | undefined }>,
): readonly string[] {
  const others = releases.flatMap(({ name, since }) =>
    since === undefined || name === inUse.now || name === inUse.before ? [] : [{ name, since }],
  );
  const newestFirst = others.sort((a, b) => (a.since < b.since ? 1 : -1));
  const kept = Math.max(0, keep - (inUse.before === undefined || inUse.before === inUse.now ? 1 : 2));
  return newestFirst.slice(kept).map(({ name }) => name);
}
