import { Failure, ended } from "../failure.ts";
import type { Release } from "../model/release.ts";
import type { AzureDevOps, Page } from "../ports.ts";

/** Which releases to list. `next` is what the page before said. */
export type ReleasesWanted = Readonly<{ pipelineId?: number; search?: string; next?: string }>;

/** One page of releases of both worlds, newest first. `problems` says which world could not be read, and why. */
export type ReleasesListed = Readonly<{
  items: readonly Release[];
  next?: string;
  problems: readonly string[];
}>;

const classicAtOnce = 50;
// Each run costs a request for its timeline.
const runsAtOnce = 20;
const separator = "\n";

type World = Readonly<{ page: Page<Release>; failure?: Failure }>;

/** Lists classic releases and YAML runs together. Fails only where neither could be read. */
export async function listReleases(
  query: ReleasesWanted,
  azure: Pick<AzureDevOps, "releases" | "builds">,
): Promise<ReleasesListed> {
  const { pipelineId, search } = query;
  const of = pipelineId === undefined ? {} : { pipelineId };
  const words = search === undefined ? {} : { search };
  const [forClassic, forRuns] = tokens(query.next);
  const [classic, runs] = await Promise.all([
    world(forClassic, (next) => azure.releases.list({ ...of, ...words, top: classicAtOnce, ...next })),
    world(forRuns, (next) => azure.builds.runs({ ...of, top: runsAtOnce, ...next })),
  ]);
  if (classic.failure && runs.failure) throw classic.failure;
  const found = [...classic.page.items, ...runs.page.items.filter((run) => mentions(run, search))];
  const next = [classic.page.next ?? "", runs.page.next ?? ""];
  return {
    items: found.sort((a, b) => b.createdOn - a.createdOn),
    ...(next.some((token) => token !== "") ? { next: next.join(separator) } : {}),
    problems: [...problems("The classic releases", classic), ...problems("The YAML runs", runs)],
  };
}

/** A world that has no further page is not asked again; the first page is asked for without a token. */
function tokens(next: string | undefined): readonly [string | undefined, string | undefined] {
  if (next === undefined) return ["", ""];
  const [classic, runs] = next.split(separator);
  return [classic === "" ? undefined : classic, runs === "" ? undefined : runs];
}

async function world(
  token: string | undefined,
  list: (next: { next?: string }) => Promise<Page<Release>>,
): Promise<World> {
  if (token === undefined) return { page: { items: [] } };
  try {
    return { page: await list(token === "" ? {} : { next: token }) };
  } catch (error) {
    if (error instanceof Failure) return { page: { items: [] }, failure: error };
    throw error;
  }
}

function problems(what: string, { failure, page }: World): readonly string[] {
  if (failure) return [`${what} could not be read: ${ended(failure.report.cause)}`];
  return page.note === undefined ? [] : [page.note];
}

/** Azure DevOps searches among classic releases only. */
function mentions(run: Release, search: string | undefined): boolean {
  if (search === undefined || search.trim() === "") return true;
  const words = search.trim().toLowerCase();
  const texts = [
    run.name,
    run.pipeline.name,
    run.description,
    ...run.artefacts.map((one) => one.build?.branch ?? ""),
  ];
  return texts.some((text) => text.toLowerCase().includes(words));
}
