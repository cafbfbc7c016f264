import type { Awaited, Deployment } from "../../core/model/deployment.ts";
import { readInstant } from "../../core/model/instant.ts";
import type { Approval } from "../../core/model/stage.ts";
import { isWaiting } from "../../core/model/why-deployment.ts";
import { isFinal, readStarter } from "./read-attempt.ts";
import { moment, optional, readPerson, whole, word, type WireIdentity } from "./read-common.ts";
import { readArtefactSource, type WireArtefact } from "./read-release.ts";
import { readApproval, type WireApproval } from "./read-stage.ts";
import { readAttemptStatus } from "./read-status.ts";

type WireReference = Readonly<{ id?: number | null; name?: string | null }> | null;

/** `Deployment`, release 7.0. */
export type WireDeployment = Readonly<{
  id?: number | null;
  release?: (WireReference & Readonly<{ artifacts?: readonly WireArtefact[] | null }>) | null;
  releaseDefinition?: WireReference;
  releaseEnvironment?: WireReference;
  attempt?: number | null;
  reason?: string | null;
  deploymentStatus?: string | null;
  operationStatus?: string | null;
  requestedBy?: WireIdentity | null;
  requestedFor?: WireIdentity | null;
  queuedOn?: string | null;
  scheduledDeploymentTime?: string | null;
  startedOn?: string | null;
  completedOn?: string | null;
  lastModifiedOn?: string | null;
  preDeployApprovals?: readonly WireApproval[] | null;
  postDeployApprovals?: readonly WireApproval[] | null;
}>;

/** One attempt at a classic stage, from the list of deployments. */
export function readDeployment(body: unknown): Deployment {
  const wire = (body ?? {}) as WireDeployment;
  const stage = word(wire.releaseEnvironment?.name);
  const pipeline = wire.releaseDefinition;
  return {
    ...readReleaseName(wire.release),
    pipeline: { id: whole(pipeline?.id), name: word(pipeline?.name), kind: "classic" },
    stage,
    environment: stage,
    attempt: wire.attempt ?? 1,
    startedBy: readStarter(wire.reason),
    ...optional("requestedBy", readPerson(wire.requestedFor) ?? readPerson(wire.requestedBy)),
    ...readCourse(wire),
    ...optional("build", buildOf(wire)),
    ...optional("awaits", awaitedBy(wire)),
  };
}

function awaitedBy(wire: WireDeployment): Awaited | undefined {
  if (!isWaiting({ status: statusOf(wire) })) return undefined;
  return { approvals: approvalsOf(wire), ...moment("scheduledFor", wire.scheduledDeploymentTime) };
}

function readReleaseName(wire: WireReference | undefined): Pick<Deployment, "release" | "releaseName"> {
  const id = whole(wire?.id);
  return { release: `classic:${id}`, releaseName: wire?.name ?? `Release ${id}` };
}

/** Older services leave out when a deployment was completed. */
function readCourse(
  wire: WireDeployment,
): Pick<Deployment, "status" | "queuedOn" | "startedOn" | "finishedOn"> {
  const status = statusOf(wire);
  const ended = readInstant(wire.completedOn) ?? readInstant(wire.lastModifiedOn);
  return {
    status,
    ...moment("queuedOn", wire.queuedOn),
    ...moment("startedOn", wire.startedOn),
    ...optional("finishedOn", isFinal(status.state) ? ended : undefined),
  };
}

function statusOf(wire: WireDeployment): Deployment["status"] {
  return readAttemptStatus({
    status: wire.deploymentStatus ?? null,
    operationStatus: wire.operationStatus ?? null,
    approvals: approvalsOf(wire).map(({ status }) => status),
  });
}

function approvalsOf(wire: WireDeployment): readonly Approval[] {
  return [...(wire.preDeployApprovals ?? []), ...(wire.postDeployApprovals ?? [])].map(readApproval);
}

/** The primary build; else the first one. */
function buildOf(wire: WireDeployment): Deployment["build"] {
  const sources = (wire.release?.artifacts ?? []).map(readArtefactSource).filter(({ build }) => build);
  const source = sources.find(({ primary }) => primary) ?? sources[0];
  return source?.build && { id: source.build.id, number: source.version, branch: source.build.branch };
}
