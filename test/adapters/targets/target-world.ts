import type { FailureCode } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Target } from "../../../core/ports-of-targets.ts";

/** The releases that a world knows: other bytes, the same place. */
export type ReleaseName = "first" | "second";

/** What users of a target see: a digest, or a version, by path or name. */
export type Seen = Readonly<Record<string, string>>;

/** One place of a kind of target, fresh for one test. What a kind declares not to do (`without`) it needs no hook for. */
export type TargetWorld = Readonly<{
  artefacts: (release: ReleaseName) => readonly SealedArtefact[];
  /** How the target knows the release: its name and its seal's root. */
  known: (release: ReleaseName) => Readonly<{ name: string; root: string }>;
  /** Opens the target as a process of this job would; every call is a process of its own. */
  open: (release: ReleaseName, job?: string) => Promise<Target>;
  seen: () => Promise<Seen>;
  expected: (release: ReleaseName) => Seen;
  /** Everything that is at the place, our own notes too: equal before and after means that nothing was written. */
  everything?: () => Promise<unknown>;
  /** Deploys the release in a process that kills itself at its n-th write. False: it came to its end before that. */
  killedAt?: (release: ReleaseName, n: number) => Promise<boolean>;
  /** Changes a byte of the release where it lies on the agent. */
  alterSource?: (release: ReleaseName) => Promise<void>;
  /** Changes a byte of the release at the target, as somebody else would. */
  alter?: (release: ReleaseName) => Promise<void>;
  /** The marker that the deployed release left, and what must not be in it. Both or none. */
  marker?: () => Promise<string>;
  secrets?: readonly string[];
  /** How many writes of a release's content the target has carried out so far: uploads of files, imports, deployments. */
  writes?: () => Promise<number> | number;
  /** How many faults have come so far. */
  struck?: () => number;
  /** Ends every fault. */
  calm?: () => Promise<void> | void;
}>;

/** Something that a person gave wrongly: it is refused with this code and nothing is changed. */
export type BadInput<W extends TargetWorld> = Readonly<{
  title: string;
  code: FailureCode;
  cause: RegExp;
  act: (world: W) => Promise<unknown>;
}>;

/** A way to misbehave, and what must become of a deployment of `second` over `first`. */
export type Fault<W extends TargetWorld> = Readonly<{
  title: string;
  arm: (world: W) => Promise<void> | void;
  ends: "succeeds" | "fails" | "stillRunning";
}>;

/** What the suite needs to know of a kind before it opens anything. */
export type Kind<W extends TargetWorld> = Readonly<{
  name: string;
  /** Set-up of what all worlds share, for example a server. It may skip the suite where there is none. */
  before?: (this: Mocha.Context) => void | Promise<void>;
  after?: () => Promise<void>;
  withWorld: (use: (world: W) => Promise<void>) => Promise<void>;
  /** Points of the rules that this kind has not, with the reason: no test is made for them. */
  without?: Partial<Record<Point, string>>;
  /** What the second of two deployments does. */
  together?: "refuses" | "waits";
  /** How the plan says that an earlier release is still there. */
  wayBack?: RegExp;
  badInputs?: readonly BadInput<W>[];
  faults?: readonly Fault<W>[];
  /** Places that do not work: their preflight says so, with a fix. */
  broken?: readonly Readonly<{ title: string; open: (world: W) => Promise<Target> }>[];
  /** Why users may see files of both releases for a moment; each of them is whole all the same. */
  mixes?: string;
  /** Why it has no place that is reached: it checks nothing and writes nothing itself. */
  reachesNothing?: string;
  /** How many writes `second` over `first` takes, whatever goes wrong on the way. */
  writesOfSecond?: number;
  /** Only every n-th write is tried as the last one, where there are many. */
  killStride?: number;
  /** Why only one of its worlds can be used at a time. */
  oneAtATime?: string;
}>;

/** The rules of targets, by what they are about. */
export type Point =
  | "moved"
  | "killed"
  | "together"
  | "cancelled"
  | "changed source"
  | "verified"
  | "marker"
  | "way back"
  | "still there"
  | "again";

/** A hook that the points of a kind need. */
export function hook<
  K extends "killedAt" | "alterSource" | "alter" | "marker" | "secrets" | "everything" | "struck",
>(world: TargetWorld, name: K): NonNullable<TargetWorld[K]> {
  const found = world[name];
  if (found === undefined) throw new Error(`This kind declares a point that needs \`${name}\` of its world`);
  return found;
}

/** Every file is one of those releases'. */
export function eachOf(seen: Seen, releases: readonly Seen[]): boolean {
  return Object.entries(seen).every(([path, digest]) => releases.some((one) => one[path] === digest));
}

/** Both are the same files with the same digests. */
export function same(one: Seen, other: Seen): boolean {
  const text = (seen: Seen): string => JSON.stringify(Object.entries(seen).sort());
  return text(one) === text(other);
}
