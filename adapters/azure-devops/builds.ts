import type { BuildQuery, Builds, Page } from "../../core/ports.ts";
import type { Release } from "../../core/model/release.ts";
import type { Call, Client } from "./client.ts";
import { inParallel } from "./parallel.ts";
import type { Place } from "./place.ts";
import { readBuild, readDefinitionId, readPublished, readWireBuild, type WireBuild } from "./read-build.ts";
import { readRun } from "./read-run.ts";
import type { Timelines } from "./timelines.ts";

const parallel = 6;

/** Builds and YAML runs over the build area, API 7.0. */
export function builds(client: Client, place: Place, timelines: Timelines): Builds {
  const wires = { client, place, timelines, yaml: yamlPipelines(client, place) };
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
    runs: (query) => listRuns(wires, query),
    run: async (id) => {
      const wire = await get(id);
      return readRun(wire, await timelines.all(wire), place);
    },
  };
}

type Wires = Readonly<{
  client: Client;
  place: Place;
  timelines: Timelines;
  yaml: () => Promise<readonly number[]>;
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

/** The ids of the YAML pipelines (process type 2), asked for once; pipelines made later appear after a reload. */
function yamlPipelines(client: Client, place: Place): () => Promise<readonly number[]> {
  let asked: Promise<readonly number[]> | undefined;
  return () => {
    const what = "The YAML pipelines could not be read";
    asked ??= client
      .list(call(place, ["definitions"], what, { processType: 2, $top: 1000 }))
      .then((items) => items.map(readDefinitionId));
    asked.catch(() => (asked = undefined));
    return asked;
  };
}

function listing(place: Place, query: BuildQuery, pipelines: readonly number[], what: string): Call {
  return call(place, ["builds"], what, {
    definitions: pipelines.length > 0 ? pipelines.join(",") : undefined,
    branchName: query.branch,
    statusFilter: query.succeededOnly ? "completed" : undefined,
    resultFilter: query.succeededOnly ? "succeeded" : undefined,
    queryOrder: "queueTimeDescending",
    $top: query.top ?? 50,
  });
}

async function listBuilds(wires: Wires, query: BuildQuery): Promise<Page<ReturnType<typeof readBuild>>> {
  const pipelines = query.pipelineId === undefined ? [] : [query.pipelineId];
  const what = "The builds could not be read";
  const page = await wires.client.page(listing(wires.place, query, pipelines, what), query.next);
  return { ...page, items: page.items.map((item) => readBuild(readWireBuild(item))) };
}

/** The runs of YAML pipelines that have more than one stage. A run with one stage is an ordinary build. */
async function listRuns(wires: Wires, query: BuildQuery): Promise<Page<Release>> {
  const yaml = await wires.yaml();
  const pipelines = yaml.filter((id) => query.pipelineId === undefined || id === query.pipelineId);
  if (pipelines.length === 0) return { items: [] };
  const what = "The runs could not be read";
  const page = await wires.client.page(listing(wires.place, query, pipelines, what), query.next);
  const runs = await inParallel(page.items.map(readWireBuild), parallel, async (wire) =>
    readRun(wire, [await wires.timelines.main(wire)], wires.place),
  );
  const note = wires.timelines.note();
  const items = runs.filter((run) => run.stages.length > 1);
  return { ...page, items, ...(note === undefined ? {} : { note }) };
}
