import type { Instant } from "../model/instant.ts";
import { sameName } from "../model/ordinal.ts";
import type { Release } from "../model/release.ts";
import { chooseGroup } from "../model/resolve-connection.ts";
import { listed } from "../model/words.ts";
import type { NewRun } from "../ports-of-runs.ts";
import type { AzureDevOps } from "../ports.ts";
import type { ClonePlan } from "./clone-connection.ts";
import { notCreated, refuseBlocked } from "./draft-release.ts";
import { draftRun, type DraftedRun, type RunDraft } from "./draft-run.ts";
import { readOrigin, withOrigin, type Told } from "./promotion.ts";
import { withNewConnection } from "./with-new-connection.ts";

/** What a person ordered. What of the parameters is left out, the pipeline's own default is for. */
export type RunOrder = Readonly<{
  pipelineId: number;
  buildId: number;
  parameters: Readonly<Record<string, string>>;
  /** Reference names of stages that are left out. */
  skip: readonly string[];
  title: string;
  /** Made before the run, which names it in `parameters`. */
  newConnection?: ClonePlan;
}> &
  Told;

type Queued = DraftedRun & Pick<AzureDevOps, "releases" | "documents" | "project" | "connections">;

/**
 * Makes a release of a YAML pipeline: a run that carries the build, pinned by its id. Everything is read again first: refused
 * for what a draft says against it, for parameters and stages that the pipeline does not have, and for a connection that
 * does not exist. The title is stored beside the run; with `from` the two releases are linked.
 */
export async function queueRun(order: RunOrder, azure: Queued, now: Instant): Promise<Release> {
  const draft = await draftRun(order.pipelineId, order.buildId, azure);
  refuseBlocked(draft.findings);
  refuseUnheard(draft, order);
  const run = newRun(draft, order);
  const origin = await readOrigin(order, draft.build, azure);
  const release = await withNewConnection(
    { plan: order.newConnection, pipelines: [draft.pipeline.id], make: () => azure.runs.queue(run) },
    azure.connections,
  );
  return withOrigin(release, origin, { azure, now });
}

/** A connection that no parameter could name would be made for nothing. */
function refuseUnheard({ pipeline, connectionParameter: name }: RunDraft, order: RunOrder): void {
  const { newConnection: plan, parameters } = order;
  if (plan === undefined || (name !== undefined && parameters[name] === plan.draft.name)) return;
  const cause =
    name === undefined
      ? `${pipeline.name} has no parameter that names its connection`
      : `The parameter ${name} does not name ${plan.draft.name}`;
  const next = `Give ${pipeline.name} a parameter for its connection, as the sample pipelines do`;
  throw notCreated("RM001", `The new connection would not be used: ${cause}`, next);
}

function newRun(draft: RunDraft, order: RunOrder): NewRun {
  const { skip } = order;
  const { pipeline, resource, branch } = draft;
  refuseUnknown(
    `${pipeline.name} has no stage`,
    skip,
    draft.stages.map(({ id }) => id),
  );
  return {
    pipelineId: pipeline.id,
    ...(branch === undefined ? {} : { branch }),
    parameters: chosen(draft, order),
    variables: {},
    skip,
    resources:
      resource === undefined
        ? []
        : [{ alias: resource.alias, runId: resource.runId, version: resource.version }],
  };
}

/** The parameters by the pipeline's own names, and the connection by its real one. */
function chosen(draft: RunDraft, { parameters: given, newConnection }: RunOrder): NewRun["parameters"] {
  const known = draft.parameters.map(({ name }) => name);
  refuseUnknown(`${draft.pipeline.name} has no parameter`, Object.keys(given), known);
  const parameter = (name: string): string => known.find((own) => sameName(own, name)) ?? name;
  return Object.fromEntries(
    Object.entries(given).map(([name, value]) => [
      parameter(name),
      parameter(name) !== draft.connectionParameter || value === newConnection?.draft.name
        ? value
        : realConnection(draft, value),
    ]),
  );
}

/** Azure DevOps refuses a group that does not exist, too; where the groups cannot be read, that is left to it. */
function realConnection({ connections }: RunDraft, named: string): string {
  if (connections.kind === "failed") return named;
  const group = chooseGroup(named, connections.value);
  if ("fault" in group) throw notCreated("RM011", group.fault, group.fix);
  return group.name;
}

function refuseUnknown(what: string, names: readonly string[], known: readonly string[]): void {
  const unknown = names.filter((name) => !known.some((one) => sameName(one, name)));
  if (unknown.length === 0) return;
  const has = known.length === 0 ? "it has none" : `it has ${listed(known)}`;
  throw notCreated("RM001", `${what} ${unknown.join(", ")}: ${has}`, "Reload and choose again");
}
