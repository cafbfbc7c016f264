import type { ReleaseLinks } from "../model/links.ts";
import { read } from "../model/reading.ts";
import { type Build, type Release, type ReleaseId, readReleaseId } from "../model/release.ts";
import type { RunResource } from "../ports-of-runs.ts";
import type { AzureDevOps } from "../ports.ts";
import { inParallel } from "./in-parallel.ts";
import { allLinks, carriesBuild } from "./links-of.ts";
import { problemOf, readingOf } from "./reading-of.ts";
import { numberOf } from "./release-of.ts";

/** The releases that carry a build, newest first. `problems` says what could not be read. */
export type ReleasesOfBuild = Readonly<{
  items: readonly Release[];
  /** The titles that are stored beside them. */
  titles: ReadonlyMap<ReleaseId, string>;
  /** All that is stored of the project's releases. */
  links: readonly ReleaseLinks[];
  /** How many of the newest YAML runs were looked through: Azure DevOps cannot be asked which runs carry a build. */
  lookedThrough: number;
  problems: readonly string[];
}>;

type Azure = Pick<AzureDevOps, "releases" | "builds" | "runs" | "documents" | "project">;
type Part = Readonly<{
  items: readonly Release[];
  problems: readonly string[];
  links?: ReleasesOfBuild["links"];
  lookedThrough?: number;
}>;

const classicAtOnce = 50;
// Each run costs a request for what it was queued with.
const runsAtOnce = 20;
const width = 6;

/** Reads the classic releases of a build, the run itself where it has stages to deploy, and the YAML runs that carry it. */
export async function releasesOfBuild(build: Build, azure: Azure): Promise<ReleasesOfBuild> {
  const parts = await Promise.all([
    classic(build, azure),
    itself(build, azure),
    carrying(build, azure),
    stored(build, azure),
  ]);
  const items = new Map(parts.flatMap((part) => part.items).map((one) => [one.id, one]));
  const links = parts.flatMap((part) => part.links ?? []);
  return {
    items: [...items.values()].sort((a, b) => b.createdOn - a.createdOn),
    titles: new Map(links.flatMap(({ release, title }) => (title === undefined ? [] : [[release, title]]))),
    links,
    lookedThrough: parts.reduce((sum, part) => sum + (part.lookedThrough ?? 0), 0),
    problems: parts.flatMap((part) => part.problems),
  };
}

async function classic({ id }: Build, { releases }: Azure): Promise<Part> {
  const page = await readingOf(releases.list({ buildId: id, top: classicAtOnce }));
  const items = page.kind === "read" ? page.value.items : [];
  return { items, problems: problemOf("The classic releases", page) };
}

/** A pipeline that builds and deploys is its own release. */
async function itself({ id }: Build, { builds }: Azure): Promise<Part> {
  const run = await readingOf(builds.run(id));
  const items = run.kind === "read" && run.value.stages.length > 1 ? [run.value] : [];
  return { items, problems: problemOf("The stages of this run", run) };
}

async function carrying(build: Build, azure: Azure): Promise<Part> {
  const page = await readingOf(azure.builds.runs({ top: runsAtOnce, withoutStages: true }));
  if (page.kind === "failed") return { items: [], problems: problemOf("The YAML runs", page) };
  // Azure DevOps counts upwards: a run that was queued before the build cannot carry it.
  const later = page.value.items.filter(({ id }) => numberOf(id) > build.id);
  const told = await inParallel(later, width, async (run) => ({
    run,
    queued: await readingOf(azure.runs.queuedWith(run.pipeline.id, numberOf(run.id))),
  }));
  const found = told.flatMap(({ run, queued }) =>
    queued.kind === "read" && queued.value.resources.some((resource) => isOf(build, resource)) ? [run] : [],
  );
  const staged = await (found.length === 0 ? read({ items: [] }) : readingOf(azure.builds.withStages(found)));
  return {
    items: staged.kind === "read" ? staged.value.items : [],
    lookedThrough: later.length,
    problems: [
      ...told.flatMap(({ run, queued }) => problemOf(`What ${run.name} carries`, queued)),
      ...problemOf("The stages of the YAML runs", staged),
    ],
  };
}

/** Not every Azure DevOps tells the run by its id; its number is its own within its pipeline. */
function isOf({ id, number, pipeline }: Build, resource: RunResource): boolean {
  if (resource.runId !== undefined) return resource.runId === id;
  return resource.pipeline.id === pipeline.id && resource.version === number;
}

/** Older runs are known where they were opened or made in the hub. */
async function stored(build: Build, azure: Azure): Promise<Part> {
  const links = await readingOf(allLinks(azure.project.id, azure));
  if (links.kind === "failed") return { items: [], problems: problemOf("The links between releases", links) };
  const known = links.value.flatMap((one) =>
    carriesBuild(one, build.id) && isRun(one.release) ? [one.release] : [],
  );
  const runs = await inParallel(known, width, async (id) => ({
    id,
    run: await readingOf(azure.builds.run(numberOf(id))),
  }));
  return {
    links: links.value,
    items: runs.flatMap(({ run }) => (run.kind === "read" ? [run.value] : [])),
    problems: runs.flatMap(({ id, run }) => problemOf(`Run ${numberOf(id)}`, run)),
  };
}

function isRun(id: ReleaseId): boolean {
  return readReleaseId(id)?.kind === "run";
}
