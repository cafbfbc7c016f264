import { problemOf } from "../../core/acts/reading-of.ts";
import type { Reading } from "../../core/model/reading.ts";
import { readReleaseId } from "../../core/model/release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { readCarriedId, type CarriedId } from "../../core/model/train/carried-release.ts";
import { counted } from "../../core/model/words.ts";
import type { Named, NamedKind } from "../../core/ports-of-names.ts";

/** What is to be named, each number once. `project`: the id of another project than the train's. */
export type Asked = Readonly<{ kind: NamedKind; project?: string; ids: readonly number[] }>;

/** Of each number that was asked for, its name; nothing where it is not to be seen. `project`: what another project is called. */
export type KindRead = Reading<Readonly<{ names: ReadonlyMap<number, Named | undefined>; project?: string }>>;

/** Names by `keyOf`, as far as they are read. */
export type NamesRead = ReadonlyMap<string, KindRead>;

// Azure DevOps is asked for so many of a kind, and of so many kinds and projects: each is a request or two.
const mostAsked = 200;
const mostLists = 20;

const kinds: Readonly<Record<NamedKind, string>> = {
  classic: "classic release",
  run: "YAML run",
  pipeline: "pipeline",
};

/** Under which key the names of a kind, in one project, are kept. */
export function keyOf({ kind, project = "" }: Pick<Asked, "kind" | "project">): string {
  return `${kind} ${project}`;
}

function everyId(releases: readonly ApplicationRelease[]): readonly Asked[] {
  const all = new Map<string, Omit<Asked, "ids"> & Readonly<{ ids: Set<number> }>>();
  const ask = (one: Omit<Asked, "ids">, id: number): void => {
    const list = all.get(keyOf(one)) ?? { ...one, ids: new Set() };
    list.ids.add(id);
    all.set(keyOf(one), list);
  };
  const carried = releases.flatMap((one) => one.releases.flatMap((id) => partsOf(id) ?? []));
  for (const { number, ...one } of carried) ask(one, number);
  for (const id of releases.flatMap(({ application }) => application.pipelines))
    ask({ kind: "pipeline" }, id);
  return [...all.values()].map(({ ids, ...one }) => ({ ...one, ids: [...ids] }));
}

type Parts = Readonly<{ kind: "classic" | "run"; number: number; project?: string }>;

function partsOf(id: CarriedId): Parts | undefined {
  const carried = readCarriedId(id);
  const parts = carried && readReleaseId(carried.release);
  if (carried === undefined || parts === undefined) return undefined;
  return { ...parts, ...(carried.project === undefined ? {} : { project: carried.project }) };
}

/** The numbers that are asked for: two hundred of each kind in each project at most. */
export function askedNames(releases: readonly ApplicationRelease[]): readonly Asked[] {
  return everyId(releases)
    .slice(0, mostLists)
    .map(({ ids, ...one }) => ({ ...one, ids: ids.slice(0, mostAsked) }));
}

/** What is to be said where names are shown, a sentence each: what could not be read, and what was not asked for. */
export function namesProblems(releases: readonly ApplicationRelease[], names: NamesRead): readonly string[] {
  return everyId(releases).flatMap((one, at) => {
    const read = names.get(keyOf(one));
    const left = one.ids.length - (at < mostLists ? mostAsked : 0);
    const where = one.project === undefined ? "" : " of another project";
    return [
      ...(read === undefined ? [] : problemOf(`The names of ${kinds[one.kind]}s${where}`, read)),
      ...(left > 0 ? [`The names of ${counted(left, kinds[one.kind])}${where} more were not read.`] : []),
    ];
  });
}

/** What a release is called: its id until its name is known. */
export function releaseWords(id: CarriedId, names: NamesRead): string {
  const parts = partsOf(id);
  const read = parts && names.get(keyOf(parts));
  if (parts === undefined || read?.kind !== "read" || !read.value.names.has(parts.number)) return id;
  const named = read.value.names.get(parts.number);
  const where = read.value.project === undefined ? "" : ` in ${read.value.project}`;
  return named === undefined
    ? `not visible to you, or deleted (${kinds[parts.kind]} ${parts.number}${where})`
    : `${nameWords(named)}${where}`;
}

function nameWords({ name, pipeline }: Named): string {
  return pipeline === undefined ? name : `${name} of ${pipeline}`;
}

function pipelineWords(id: number, names: NamesRead): string {
  const read = names.get(keyOf({ kind: "pipeline" }));
  if (read?.kind !== "read" || !read.value.names.has(id)) return String(id);
  return read.value.names.get(id)?.name ?? `${id}: not visible to you, or deleted`;
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
