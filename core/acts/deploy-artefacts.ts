import { Failure, type FailureCode, type FailureReport } from "../failure.ts";
import { connectionThenText, plainValues } from "../model/connection-then.ts";
import { iso, type Instant } from "../model/instant.ts";
import { recordText, type ArtefactOutcome, type DeploymentRecord } from "../model/record.ts";
import type { Outcome } from "../model/target.ts";
import type { Target } from "../ports-of-targets.ts";
import { deployInOrder, type Deployment, type OrderWorld, outcomeFor } from "./deploy-in-order.ts";
import type { DeployOrder, DeployWorld, Prepared } from "./deployment.ts";
import { prepareDeployment } from "./prepare-deployment.ts";
import { writeRecord } from "./write-record.ts";

/** How a deployment ended: its record, what its connection was, and the failure where it did not go well. */
export type DeployEnd = Readonly<{
  record: DeploymentRecord;
  text: string;
  connection: string;
  failure?: Failure;
}>;

/**
 * Deploys a release's sealed artefacts to one environment. Before the first write: bytes proved, connection complete, target
 * asked who it is, start judged, plan told. Throws when any of these refuses; from the first write on there is a record,
 * whatever happens.
 */
export async function deployArtefacts(order: DeployOrder, world: DeployWorld): Promise<DeployEnd> {
  const startedOn = world.now();
  const prepared = await prepareDeployment(order, world);
  try {
    const deployment = await deployInOrder(prepared.plan, inOrderWorld(prepared, world));
    const verified =
      deployment.stopped === undefined ? await verification(prepared, world) : deployment.stopped;
    return await ended({ order, prepared, deployment, startedOn, stopped: verified }, world);
  } finally {
    await closed(prepared.target, world);
  }
}

type Stopped = NonNullable<Deployment["stopped"]>;

type Ended = Readonly<{
  order: DeployOrder;
  prepared: Prepared;
  deployment: Deployment;
  startedOn: Instant;
  stopped: Deployment["stopped"];
}>;

function inOrderWorld({ target, identity, operations }: Prepared, world: DeployWorld): OrderWorld {
  const { saveOperation, keep, signal, now, log } = world;
  const note: OrderWorld["note"] = (at, outcome) => world.note(at, outcome, identity.id);
  return { target, note, saveOperation, keep, earlier: operations, signal, now, ...log };
}

/** Asks the target whether it really has everything. Only then is it a success. */
async function verification(
  { target, selection, operations }: Prepared,
  world: DeployWorld,
): Promise<Deployment["stopped"]> {
  if (target.kind === "external")
    return { outcome: "unknownStillRunning", text: "the steps that follow deploy" };
  if (world.signal.aborted) return { outcome: "cancelled", text: "the stage was cancelled before the end" };
  const { log, saveOperation, keep, signal } = world;
  log.section("Verifying");
  try {
    log.tell(
      await target.verify(selection.wanted, { ...log, saveOperation, keep, earlier: operations, signal }),
    );
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return { outcome: outcomeFor(thrown), text: thrown.report.cause, failure: thrown };
  }
}

async function ended(end: Ended, world: DeployWorld): Promise<DeployEnd> {
  const { order, prepared, deployment, startedOn, stopped } = end;
  const outcome = outcomeOf(end);
  const record = await writeRecord(
    { order, prepared, artefacts: deployment.artefacts, operations: deployment.operations, outcome },
    { startedOn: iso(startedOn), finishedOn: iso(world.now()) },
    world.sha256,
  );
  const text = recordText(record);
  const written = { record, text, connection: connectionText(prepared) };
  if (stopped === undefined || prepared.target.kind === "external") return written;
  return { ...written, failure: failureOf(end, stopped) };
}

function connectionText({ connection, start }: Prepared): string {
  const { group, resolved, fingerprint } = connection;
  return connectionThenText({
    schema: 1,
    group: { id: group.id, name: group.name },
    environment: start.environment,
    fingerprint: fingerprint.digest,
    values: plainValues(group, resolved),
  });
}

/** A last artefact that changed nothing leaves a target that has the ones before it: partly changed. */
function outcomeOf(end: Ended): Outcome {
  const { deployment, stopped } = end;
  if (stopped === undefined) return deployment.issues > 0 ? "succeededWithIssues" : "succeeded";
  return stopped.outcome === "failedUnchanged" && reachedBy(end).length > 0
    ? "failedPartial"
    : stopped.outcome;
}

function reachedBy(end: Ended): readonly string[] {
  return named(end, ["succeeded", "succeededWithIssues", "skipped"]);
}

function failureOf(end: Ended, stopped: Stopped): Failure {
  const { start, identity } = end.prepared;
  const reached = reachedBy(end);
  const where = `${start.release.name}, ${identity.name} (${identity.url})`;
  const own: Partial<FailureReport> = stopped.failure?.report ?? {};
  const done = `Deployed: ${listed(reached)}. Not reached: ${listed(named(end, ["notReached"]))}.`;
  const report: FailureReport = {
    retry: "safe",
    next: "Run the stage again: it goes on where it stopped",
    ...own,
    code: codes[stopped.outcome] ?? own.code ?? "RM031",
    what: `${start.stage.name} was not deployed`,
    where: own.where === undefined ? where : `${where}; ${own.where}`,
    cause: own.cause ?? stopped.text,
    state: stateAfter(stopped, reached.length),
    // One artefact alone is in the state that was told already.
    ...(end.deployment.artefacts.length > 1 ? { done } : {}),
  };
  return new Failure(report, { cause: stopped.failure });
}

function named({ deployment }: Ended, outcomes: readonly ArtefactOutcome["outcome"][]): readonly string[] {
  return deployment.artefacts.filter(({ outcome }) => outcomes.includes(outcome)).map(({ name }) => name);
}

const codes: Partial<Record<Outcome, FailureCode>> = {
  cancelled: "RM050",
  unknownStillRunning: "RM032",
};

function stateAfter(stopped: Stopped, reached: number): Failure["report"]["state"] {
  if (stopped.outcome === "unknownStillRunning") return "it is being changed still";
  const own = stopped.failure?.report.state;
  if (own !== undefined && own !== "nothing was changed") return own;
  return reached > 0 || stopped.outcome === "failedPartial" ? "it was partly changed" : "nothing was changed";
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

/** A target that cannot be closed is told; what was done stays done. */
async function closed(target: Target, world: DeployWorld): Promise<void> {
  try {
    await target.close();
  } catch (thrown) {
    world.log.warn(`The target was not closed: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
  }
}
