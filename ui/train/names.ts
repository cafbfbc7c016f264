import { problemOf } from "../../core/acts/reading-of.ts";
import type { Reading } from "../../core/model/reading.ts";
import { readReleaseId, type ReleaseId } from "../../core/model/release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { counted } from "../../core/model/words.ts";
import type { Named, NamedKind } from "../../core/ports-of-names.ts";

/** What is to be named: each number once. */
export type Asked = Readonly<Record<NamedKind, readonly number[]>>;

/** Of each number that was asked for, its name; nothing where it is not to be seen. Absent while it is being read. */
type KindRead = Reading<ReadonlyMap<number, Named | undefined>>;

/** Names, as far as they are read. */
export type NamesRead = Readonly<Partial<Record<NamedKind, KindRead>>>;

// Azure DevOps is asked for so many of a kind.
const mostAsked = 200;

const kinds: Readonly<Record<NamedKind, string>> = {
  classic: "classic release",
  run: "YAML run",
  pipeline: "pipeline",
};

/** The kinds of what has names. */
export const namedKinds = ["classic", "run", "pipeline"] as const satisfies readonly NamedKind[];

function everyId(releases: readonly ApplicationRelease[]): Asked {
  const ids = releases.flatMap((one) => one.releases.flatMap((id) => readReleaseId(id) ?? []));
  const ofKind = (kind: NamedKind): readonly number[] =>
    kind === "pipeline"
      ? releases.flatMap(({ application }) => application.pipelines)
      : ids.filter((id) => id.kind === kind).map(({ number }) => number);
  const each = (kind: NamedKind): readonly number[] => [...new Set(ofKind(kind))];
  return { classic: each("classic"), run: each("run"), pipeline: each("pipeline") };
}

/** The numbers that are asked for: two hundred of each kind at most. */
export function askedNames(releases: readonly ApplicationRelease[]): Asked {
  const { classic, run, pipeline } = everyId(releases);
  const first = (ids: readonly number[]): readonly number[] => ids.slice(0, mostAsked);
  return { classic: first(classic), run: first(run), pipeline: first(pipeline) };
}

/** What is to be said where names are shown, a sentence each: what could not be read, and what was not asked for. */
export function namesProblems(releases: readonly ApplicationRelease[], names: NamesRead): readonly string[] {
  const every = everyId(releases);
  return namedKinds.flatMap((kind) => {
    const read = names[kind];
    const left = every[kind].length - mostAsked;
    return [
      ...(read === undefined ? [] : problemOf(`The names of ${kinds[kind]}s`, read)),
      ...(left > 0 ? [`The names of ${counted(left, kinds[kind])} more were not read.`] : []),
    ];
  });
}

/** What a release is called: its id until its name is known. */
export function releaseWords(id: ReleaseId, names: NamesRead): string {
  const parts = readReleaseId(id);
  const read = parts && names[parts.kind];
  if (parts === undefined || read?.kind !== "read" || !read.value.has(parts.number)) return id;
  const named = read.value.get(parts.number);
  if (named === undefined) return `not visible to you, or deleted (${kinds[parts.kind]} ${parts.number})`;
  return named.pipeline === undefined ? named.name : `${named.name} of ${named.pipeline}`;
}

function pipelineWords(id: number, { pipeline: read }: NamesRead): string {
  if (read?.kind !== "read" || !read.value.has(id)) return String(id);
  return read.value.get(id)?.name ?? `${id}: not visible to you, or deleted`;
}

/** An application with what it is made by. */
export function applicationWords(application: ApplicationRelease["application"], names: NamesRead): string {
  const { name, pipelines, repository } = application;
  const called = pipelines.map((id) => pipelineWords(id, names)).join(", ");
  const made = [
    ...(pipelines.length === 0 ? [] : [`${counted(pipelines.length, "pipeline")} (${called})`]),
    ...(repository === undefined ? [] : [`repository ${repository}`]),
  ];
  return `${name}: ${made.join(", ")}`;
}
