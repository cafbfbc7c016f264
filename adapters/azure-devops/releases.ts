import { refusal } from "../../core/failure.ts";
import { iso } from "../../core/model/instant.ts";
import type { NewRelease, ReleaseQuery, Releases, StartMore } from "../../core/ports.ts";
import type { Release } from "../../core/model/release.ts";
import type { Call, Client } from "./client.ts";
import { deployments } from "./deployments.ts";
import type { Place } from "./place.ts";
import { readObject } from "./read-answer.ts";
import { readHistoryEntry, readReleasePipeline } from "./read-pipeline.ts";
import { readRelease } from "./read-release.ts";

type Part = Omit<Call, "base" | "path" | "version" | "where"> &
  Readonly<{ path: readonly (string | number)[] }>;
type Calling = (part: Part) => Call;

const expanded = "environments,artifacts,variables,approvals";

/** Classic releases over the release area, API 7.0 (history: 7.0-preview.1). */
export function releases(
  client: Client,
  place: Place,
  buildPipelineOf: (buildId: number) => Promise<number>,
): Releases {
  const call: Calling = (part) => ({
    ...part,
    base: "release",
    path: [place.project.id, "_apis", "release", ...part.path],
    version: part.path.at(-1) === "history" ? "7.0-preview.1" : "7.0",
    where: `project ${place.project.name}`,
  });
  const get = (id: number): Promise<Release> => getRelease(client, call, place, id);
  return {
    ...reading(client, call, place, buildPipelineOf),
    get,
    create: async (order) => readRelease(await client.json(creation(call, order)), place),
    ...changing(client, call, get),
    deployments: deployments(client, place),
  };
}

async function getRelease(client: Client, call: Calling, place: Place, id: number): Promise<Release> {
  const body = await client.json(
    call({
      path: ["releases", id],
      query: { $expand: "tasks", approvalFilters: "all" },
      what: `Release ${id} could not be read`,
    }),
  );
  return readRelease(body, place);
}

function reading(
  client: Client,
  call: Calling,
  place: Place,
  buildPipelineOf: (buildId: number) => Promise<number>,
): Pick<Releases, "pipelines" | "pipeline" | "list" | "history"> {
  return {
    pipelines: async () => {
      const query = { $expand: "environments,artifacts,variables", $top: 100 };
      const what = "The release pipelines could not be read";
      const items = await client.list(call({ path: ["definitions"], query, what }));
      return items.map((item) => readReleasePipeline(item, place));
    },
    pipeline: async (id) => {
      const what = `Release pipeline ${id} could not be read`;
      return readReleasePipeline(await client.json(call({ path: ["definitions", id], what })), place);
    },
    list: async (query) => {
      const source = await sourceOf(query, place, buildPipelineOf);
      const page = await client.page(listing(call, query, source), query.next);
      const items = page.items.map((item) => readRelease(item, place));
      return { items, ...(page.next === undefined ? {} : { next: page.next }) };
    },
    history: async (id) => {
      const what = `The history of release ${id} could not be read`;
      return (await client.list(call({ path: ["releases", id, "history"], what }))).map(readHistoryEntry);
    },
  };
}

/** Azure DevOps finds the releases of one build only by the build's pipeline, too. */
async function sourceOf(
  query: ReleaseQuery,
  place: Place,
  buildPipelineOf: (buildId: number) => Promise<number>,
): Promise<Call["query"]> {
  if (query.buildId === undefined) return {};
  const pipeline = await buildPipelineOf(query.buildId);
  return {
    artifactTypeId: "Build",
    sourceId: `${place.project.id}:${pipeline}`,
    artifactVersionId: query.buildId,
  };
}

function listing(call: Calling, query: ReleaseQuery, source: Call["query"]): Call {
  return call({
    path: ["releases"],
    query: {
      $expand: expanded,
      queryOrder: "descending",
      $top: query.top ?? 50,
      definitionId: query.pipelineId,
      searchText: query.search === "" ? undefined : query.search,
      ...source,
    },
    what: "The releases could not be read",
  });
}

function creation(call: Calling, order: NewRelease): Call {
  return call({
    method: "POST",
    path: ["releases"],
    body: {
      definitionId: order.pipelineId,
      description: order.description,
      isDraft: false,
      reason: "manual",
      artifacts: order.artefacts.map(({ alias, buildId, buildNumber, branch }) => ({
        alias,
        instanceReference: { id: String(buildId), name: buildNumber, sourceBranch: branch },
      })),
      manualEnvironments: order.manualStages,
      variables: Object.fromEntries(
        Object.entries(order.variables).map(([name, value]) => [name, { value, isSecret: false }]),
      ),
    },
    what: "The release was not created",
  });
}

type Changing = Pick<Releases, "start" | "cancel" | "decide" | "keep" | "abandon" | "describe" | "remove">;

function changing(client: Client, call: Calling, get: (id: number) => Promise<Release>): Changing {
  const patch = async (
    path: Part["path"],
    body: unknown,
    what: string,
    repeatable = false,
  ): Promise<void> => {
    await client.json(call({ method: "PATCH", path, body, what, repeatable }));
  };
  const change = async (id: number, body: unknown, what: string): Promise<void> =>
    patch(["releases", id], body, `Release ${id} was not ${what}`, true);
  const changeStage = async (id: number, stage: string, body: unknown, done: string): Promise<void> => {
    const what = `Stage ${stage} was not ${done}`;
    await patch(["releases", id, "environments", stageId(await get(id), stage, what)], body, what);
  };
  return {
    start: (id, stage, reason, more) => changeStage(id, stage, startBody(reason, more), "started"),
    cancel: (id, stage, comment) => changeStage(id, stage, { status: "canceled", comment }, "cancelled"),
    decide: (approval, decision, comments) =>
      patch(["approvals", approval], { status: decision, comments }, "Your decision was not stored"),
    keep: (id, keepForever) => change(id, { keepForever }, keepForever ? "kept" : "given back to retention"),
    abandon: (id, comment) => change(id, { status: "abandoned", comment }, "abandoned"),
    describe: (id, description) => describe(client, call, id, description),
    remove: async (id, comment) => {
      const what = `Release ${id} was not deleted`;
      const query = { comment };
      await client.json(call({ method: "DELETE", path: ["releases", id], query, what, repeatable: true }));
    },
  };
}

/** A description changes only together with the whole release, so that is sent back as it was. */
async function describe(client: Client, call: Calling, id: number, description: string): Promise<void> {
  const what = `The description of release ${id} was not changed`;
  const path = ["releases", id];
  const whole = readObject(await client.json(call({ path, what })));
  await client.json(call({ method: "PUT", path, body: { ...whole, description }, what, repeatable: true }));
}

/** A stage with a time is `scheduled` until then: `scheduledDeploymentTime` of `ReleaseEnvironmentUpdateMetadata`, 7.0. */
function startBody(reason: string, { secret, at }: StartMore): Readonly<Record<string, unknown>> {
  const variables = secret === undefined ? {} : { "Connection-Secret": { value: secret, isSecret: true } };
  const scheduledDeploymentTime = at === undefined ? null : iso(at);
  return { status: "inProgress", scheduledDeploymentTime, comment: reason, variables };
}

function stageId(release: Release, name: string, what: string): string {
  const found = release.stages.find((stage) => stage.name === name);
  if (found) return found.id;
  throw refusal({
    code: "RM041",
    what,
    where: release.name,
    cause: `The release has no stage “${name}”: it has ${release.stages.map((stage) => stage.name).join(", ")}`,
    next: "Choose one of them",
  });
}
