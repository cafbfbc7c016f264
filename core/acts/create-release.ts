import { chooseGroup } from "../model/resolve-connection.ts";
import type { Build, Release } from "../model/release.ts";
import type { AzureDevOps, NewRelease, ReleasePipeline } from "../ports.ts";
import { buildFindings } from "./build-findings.ts";
import type { ClonePlan } from "./clone-connection.ts";
import { connectionVariable, readsConnectionVariable, variableOfConnection } from "./chosen-connection.ts";
import { notCreated, refuseBlocked } from "./draft-release.ts";
import { readOrigin, withOrigin, type Told } from "./promotion.ts";
import { readingOf } from "./reading-of.ts";
import { withNewConnection } from "./with-new-connection.ts";

/** What a person ordered. Without a `connection` the pipeline's own counts. */
export type ReleaseOrder = Readonly<{
  pipelineId: number;
  buildId: number;
  /** Names of stages that are to begin by hand. */
  manualStages: readonly string[];
  connection?: string;
  /** Made before the release, which takes it instead of `connection`. */
  newConnection?: ClonePlan;
}> &
  Told;

type Created = Pick<
  AzureDevOps,
  "releases" | "builds" | "runs" | "connections" | "evidences" | "documents" | "project"
>;

/**
 * Makes a release. Everything is read again first: refused for a build that did not succeed, that is not carried by the
 * pipeline or has lost its artefacts, for stages that the pipeline does not have, and for a connection that it cannot take.
 * The title is the description's first line. With `from` the two releases are linked.
 */
export async function createRelease(order: ReleaseOrder, azure: Created): Promise<Release> {
  const [pipeline, build, published] = await Promise.all([
    azure.releases.pipeline(order.pipelineId),
    azure.builds.get(order.buildId),
    readingOf(azure.builds.artefacts(order.buildId)),
  ]);
  refuseBlocked(buildFindings({ pipeline, build, published, seal: undefined }));
  refuseStages(pipeline, order.manualStages);
  const origin = await readOrigin(order, build, azure);
  const variables = await connectionVariables(pipeline, order, azure);
  const release = await withNewConnection(
    {
      plan: order.newConnection,
      pipelines: [build.pipeline.id],
      make: () => azure.releases.create(newRelease(pipeline, build, order, variables)),
    },
    azure.connections,
  );
  return withOrigin(release, origin, { azure, now: release.createdOn });
}

function newRelease(
  pipeline: ReleasePipeline,
  build: Build,
  order: ReleaseOrder,
  variables: NewRelease["variables"],
): NewRelease {
  const source = pipeline.sources.find(({ buildPipeline }) => buildPipeline?.id === build.pipeline.id);
  const { id: buildId, number: buildNumber, branch } = build;
  return {
    pipelineId: pipeline.id,
    description: [order.title ?? "", order.description]
      .map((text) => text.trim())
      .filter((text) => text !== "")
      .join("\n"),
    artefacts: [{ alias: source?.alias ?? "", buildId, buildNumber, branch }],
    // Only what begins by itself can be switched.
    manualStages: order.manualStages.filter(
      (name) => pipeline.stages.find((stage) => stage.name === name)?.trigger !== "manual",
    ),
    variables,
  };
}

function refuseStages(pipeline: ReleasePipeline, names: readonly string[]): void {
  if (pipeline.disabled) {
    throw notCreated("RM002", `${pipeline.name} is disabled`, "Enable it in Azure DevOps");
  }
  const known = pipeline.stages.map((stage) => stage.name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return;
  const cause = `${pipeline.name} has no stage ${unknown.join(", ")}: it has ${known.join(", ")}`;
  throw notCreated("RM001", cause, "Reload and choose again");
}

/**
 * The choice travels as a variable of the release. Where the pipeline would take another connection all the same, that is an
 * error, not a silence (D1).
 */
async function connectionVariables(
  pipeline: ReleasePipeline,
  order: ReleaseOrder,
  azure: Created,
): Promise<NewRelease["variables"]> {
  const sealed = (): Promise<string | undefined> => sealedConnection(order.buildId, azure);
  if (order.newConnection !== undefined) return honoured(pipeline, order.newConnection.draft.name, sealed);
  const named = order.connection?.trim() ?? "";
  if (named === "") return {};
  const group = chooseGroup(named, await azure.connections.list());
  if ("fault" in group) throw notCreated("RM011", group.fault, group.fix);
  return honoured(pipeline, group.name, sealed);
}

async function honoured(
  pipeline: ReleasePipeline,
  group: string,
  sealed: () => Promise<string | undefined>,
): Promise<NewRelease["variables"]> {
  if (!readsConnectionVariable(pipeline.stages)) {
    throw notHonoured(
      pipeline,
      `no stage of ${pipeline.name} names its connection by $(${connectionVariable})`,
    );
  }
  const variable = variableOfConnection(pipeline.variables);
  if (variable?.allowOverride) return { [variable.name]: group };
  const pinned = variable?.value ?? "";
  if ((pinned === "" ? await sealed() : pinned) === group) return {};
  throw notHonoured(
    pipeline,
    `${pipeline.name} has no variable ${connectionVariable} that is settable at release time`,
  );
}

async function sealedConnection(buildId: number, azure: Created): Promise<string | undefined> {
  const seal = await azure.evidences.seal(buildId);
  return seal.kind === "found" ? seal.value.connection : undefined;
}

function notHonoured(pipeline: ReleasePipeline, because: string): Error {
  const next =
    `In ${pipeline.name}, add the variable ${connectionVariable} with “Settable at release time”, and give ` +
    `$(${connectionVariable}) to the input connection of ReleaseManagerDeploy@1`;
  return notCreated("RM001", `The connection that you chose would not be used: ${because}`, next);
}
