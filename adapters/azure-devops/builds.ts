import { readReleaseId, type Build, type Release } from "../../core/model/release.ts";
import type { YamlPipeline } from "../../core/ports-of-runs.ts";
import type { BuildQuery, Builds, Page } from "../../core/ports.ts";
import type { Call, Client } from "./client.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import type { Place } from "./place.ts";
import { readBuild, readPublished, readWireBuild, type WireBuild } from "./read-build.ts";
import { whole } from "./read-common.ts";
import { readRun } from "./read-run.ts";
import type { Timelines } from "./timelines.ts";

const parallel = 6;
// More ids would make an address that is too long.
const mostIds = 300;

/** Builds and YAML runs over the build area, API 7.0. `pipelines`: those that are written in YAML. */
export function builds(
  client: Client,
  place: Place,
  timelines: Timelines,
  pipelines: () => Promise<readonly YamlPipeline[]>,
): Builds {
  const wires: Wires = { client, place, timelines, pipelines, listed: new WeakMap() };
  const get = async (id: number): Promise<WireBuild> => {
    const what = `Build ${id} could not be read`;
    return readWireBuild(await client.json(call(place, ["builds", id], what)));
  };
  return {
    list: (query) => listBuilds(wires, query),
    get: async (id) => readBuild(await get(id)),
    artefacts: async (id) => {
      const what = `The artefacts of build ${id} could not be read`;
      return (await client.list(call(place, ["builds", id, "artifacts"], what))).map(readPublished);
    },
    listed: async (ids) => (await byIds(wires, ids)).map(({ id }) => whole(id)),
    runs: (query) => listRuns(wires, query),
    withStages: (runs) => withStages(wires, runs),
    run: async (id) => {
      const wire = await get(id);
      const records = await timelines.all(wire);
      return readRun(wire, records, place, timelines.note());
    },
  };
}

type Wires = Readonly<{
  client: Client;
  place: Place;
  timelines: Timelines;
  pipelines: () => Promise<readonly YamlPipeline[]>;
  /** What the runs were read from that were listed without stages: it need not be asked for again. */
  listed: WeakMap<Release, WireBuild>;
}>;

function call(place: Place, path: Call["path"], what: string, query: Call["query"] = {}): Call {
  return {
    base: "core",
    path: [place.project.id, "_apis", "build", ...path],
    query,
    version: "7.0",
    what,
    where: `project ${place.project.name}`,
  };
}

function listing(place: Place, query: BuildQuery, pipelines: readonly number[], what: string): Call {
  const named = pipelines.length > 0 && pipelines.length <= mostIds;
  return call(place, ["builds"], what, {
    definitions: named ? pipelines.join(",") : undefined,
    buildNumber: query.number,
    branchName: query.branch,
    statusFilter: statusesOf(query),
    resultFilter: query.succeededOnly ? "succeeded" : undefined,
    queryOrder: "queueTimeDescending",
    $top: query.top ?? 50,
  });
}

function statusesOf({ succeededOnly, unfinished }: BuildQuery): string | undefined {
  if (unfinished) return "inProgress,notStarted,postponed";
  return succeededOnly ? "completed" : undefined;
}

async function listBuilds(wires: Wires, query: BuildQuery): Promise<Page<Build>> {
  const pipelines = query.pipelineId === undefined ? [] : [query.pipelineId];
  const what = "The builds could not be read";
  const page = await wires.client.page(listing(wires.place, query, pipelines, what), query.next);
  return { ...page, items: page.items.map((item) => readBuild(readWireBuild(item))) };
}

/** The runs of YAML pipelines that have more than one stage. A run with one stage is an ordinary build. */
async function listRuns(wires: Wires, query: BuildQuery): Promise<Page<Release>> {
  const page = await pageOfRuns(wires, query);
  const bare = page.items.map((wire) => withoutStages(wires, wire));
  return { ...page, ...(query.withoutStages ? { items: bare } : await withStages(wires, bare)) };
}

/** One pipeline's runs and the question whether it is written in YAML go out together. */
async function pageOfRuns(wires: Wires, query: BuildQuery): Promise<Page<WireBuild>> {
  const one = query.pipelineId;
  const ask = (ids: readonly number[]): ReturnType<Client["page"]> =>
    wires.client.page(listing(wires.place, query, ids, "The runs could not be read"), query.next);
  const [pipelines, early] = await Promise.all([
    wires.pipelines(),
    one === undefined ? undefined : ask([one]),
  ]);
  const ids = pipelines.map(({ id }) => id).filter((id) => one === undefined || id === one);
  if (ids.length === 0) return { items: [] };
  const page = early ?? (await ask(ids));
  const known = new Set(ids);
  const items = page.items.map(readWireBuild).filter((wire) => known.has(whole(wire.definition?.id)));
  return { ...page, items };
}

function withoutStages(wires: Wires, wire: WireBuild): Release {
  const run = readRun(wire, [], wires.place);
  wires.listed.set(run, wire);
  return run;
}

async function withStages(wires: Wires, runs: readonly Release[]): Promise<Page<Release>> {
  const filled = await inParallel(await wiresOf(wires, runs), parallel, async (wire) => {
    const records = await wires.timelines.main(wire);
    return readRun(wire, [records], wires.place, wires.timelines.note());
  });
  const note = wires.timelines.note();
  const items = filled.filter((run) => run.stages.length > 1);
  return { items, ...(note === undefined ? {} : { note }) };
}

/** What runs are read from, in their order. Those that were not listed here are asked for together. */
async function wiresOf(wires: Wires, runs: readonly Release[]): Promise<readonly WireBuild[]> {
  const ids = runs.flatMap((run) => (wires.listed.has(run) ? [] : (readReleaseId(run.id)?.number ?? [])));
  const asked = new Map((await byIds(wires, ids)).map((wire) => [`run:${whole(wire.id)}`, wire]));
  return runs.flatMap((run) => wires.listed.get(run) ?? asked.get(run.id) ?? []);
}

async function byIds(wires: Wires, ids: readonly number[]): Promise<readonly WireBuild[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / mostIds) }, (_, part) =>
    ids.slice(part * mostIds, (part + 1) * mostIds),
  );
  const what = "The builds could not be read";
  const pages = await inParallel(parts, parallel, (part) =>
    wires.client.list(call(wires.place, ["builds"], what, { buildIds: part.join(","), $top: part.length })),
  );
  return pages.flat().map(readWireBuild);
}
