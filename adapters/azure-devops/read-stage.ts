import { readInstant } from "../../core/model/instant.ts";
import { guessClass } from "../../core/model/stage-class.ts";
import type { Approval, DeployStep, Stage, StageClass, StageTrigger } from "../../core/model/stage.ts";
import { readAttempt, type WireAttempt } from "./read-attempt.ts";
import {
  lower,
  moment,
  optional,
  readPerson,
  readTexts,
  whole,
  word,
  worded,
  type WireIdentity,
} from "./read-common.ts";
import type { WireGroupReference, WireRelease, WireVariables } from "./read-release.ts";
import { readStageStatus } from "./read-status.ts";

/** `Condition`, release 7.0. */
export type WireCondition = Readonly<{
  conditionType?: string | null;
  name?: string | null;
  value?: string | null;
}>;

/** `WorkflowTask`, release 7.0. */
export type WireWorkflowTask = Readonly<{
  taskId?: string | null;
  enabled?: boolean | null;
  inputs?: unknown;
}>;

/** `DeployPhase`, release 7.0. */
export type WirePhase = Readonly<{ workflowTasks?: readonly WireWorkflowTask[] | null }>;

/** `ReleaseApproval`, release 7.0. */
export type WireApproval = Readonly<{
  id?: number | null;
  approvalType?: string | null;
  attempt?: number | null;
  status?: string | null;
  isAutomated?: boolean | null;
  approver?: WireIdentity | null;
  approvedBy?: WireIdentity | null;
  modifiedOn?: string | null;
  comments?: string | null;
}>;

/** `ReleaseEnvironment`, release 7.0. */
export type WireEnvironment = Readonly<{
  id?: number | null;
  definitionEnvironmentId?: number | null;
  name?: string | null;
  rank?: number | null;
  status?: string | null;
  triggerReason?: string | null;
  conditions?: readonly WireCondition[] | null;
  schedules?: readonly unknown[] | null;
  scheduledDeploymentTime?: string | null;
  nextScheduledUtcTime?: string | null;
  deploySteps?: readonly WireAttempt[] | null;
  preDeployApprovals?: readonly WireApproval[] | null;
  postDeployApprovals?: readonly WireApproval[] | null;
  deployPhasesSnapshot?: readonly WirePhase[] | null;
  variables?: WireVariables;
  variableGroups?: readonly WireGroupReference[] | null;
}>;

const approvalStatuses: Readonly<Record<string, Approval["status"]>> = {
  pending: "pending",
  approved: "approved",
  rejected: "rejected",
  skipped: "skipped",
  canceled: "cancelled",
  reassigned: "reassigned",
};

/** The stages of a release, in their rank. */
export function readStages(release: WireRelease, deployTask: string): readonly Stage[] {
  const ranked = [...(release.environments ?? [])].sort((a, b) => whole(a.rank) - whole(b.rank));
  return ranked.map((wire, index) => {
    const before = ranked[index - 1]?.name ?? undefined;
    return readStage(wire, { release, deployTask, before });
  });
}

type Surroundings = Readonly<{ release: WireRelease; deployTask: string; before: string | undefined }>;

function readStage(wire: WireEnvironment, around: Surroundings): Stage {
  const name = word(wire.name);
  const way = readWay(wire.conditions, wire.schedules, around.before);
  return {
    id: String(whole(wire.id)),
    ...optional("definitionId", wire.definitionEnvironmentId),
    ...readPurpose(name, wire.deployPhasesSnapshot, around.deployTask),
    ...way,
    trigger: isManual(wire) ? "manual" : way.trigger,
    ...readProgress(wire),
    linkedGroups: readGroups([...(around.release.variableGroups ?? []), ...(wire.variableGroups ?? [])]),
    ...scheduled(wire),
  };
}

/** Every attempt, and where the stage stands after the last one. */
function readProgress(wire: WireEnvironment): Pick<Stage, "attempts" | "status"> {
  const approvals = readApprovals(wire);
  const steps = [...(wire.deploySteps ?? [])].sort((a, b) => whole(a.attempt) - whole(b.attempt));
  const attempts = steps.map((step) => readAttempt(step, approvals));
  const latest = attempts.at(-1);
  const standing = {
    ...optional("status", wire.status),
    ...optional("operationStatus", steps.at(-1)?.operationStatus),
    approvals: latest ? latest.approvals.map((approval) => approval.status) : [],
  };
  return { attempts, status: readStageStatus(standing, latest?.status.state) };
}

/** A release that was told to start the stage by hand says so even where conditions are left. */
function isManual(wire: WireEnvironment): boolean {
  return lower(wire.triggerReason) === "manual";
}

function scheduled(wire: WireEnvironment): Pick<Stage, "scheduledFor" | "scheduleNext"> {
  const next = wire.nextScheduledUtcTime;
  return {
    ...(lower(wire.status) === "scheduled"
      ? moment("scheduledFor", wire.scheduledDeploymentTime ?? next)
      : {}),
    ...((wire.schedules ?? []).length > 0 ? moment("scheduleNext", next) : {}),
  };
}

/**
 * How a stage begins, and after which ones. A stage without conditions begins by hand; Azure DevOps keeps no order for it,
 * so the one ranked before it counts as the stage before.
 */
export function readWay(
  conditions: readonly WireCondition[] | null | undefined,
  schedules: readonly unknown[] | null | undefined,
  before: string | undefined,
): { trigger: StageTrigger; after: readonly string[] } {
  const known = conditions ?? [];
  const after = known.flatMap(({ conditionType, name }) =>
    lower(conditionType) === "environmentstate" && name ? [name] : [],
  );
  const begins = after.length > 0 || known.some(({ conditionType }) => lower(conditionType) === "event");
  const automatic = (schedules ?? []).length > 0 ? "scheduled" : "automatic";
  if (begins) return { trigger: automatic, after };
  return { trigger: automatic === "scheduled" ? "scheduled" : "manual", after: before ? [before] : [] };
}

/** What a stage is for: its name, its place, its class, and what our step in it was told. */
export function readPurpose(
  name: string,
  phases: readonly WirePhase[] | null | undefined,
  deployTask: string,
): Pick<Stage, "name" | "environment" | "class" | "deploy"> {
  const deploy = readDeployStep(phases, deployTask);
  const environment = (deploy?.environment ?? "").replace(/\$\(Release\.EnvironmentName\)/gi, name);
  return {
    name,
    environment: environment === "" || environment.includes("$(") ? name : environment,
    class: deploy?.stageClass ?? guessClass(name),
    ...optional("deploy", deploy),
  };
}

const classes: Readonly<Record<string, StageClass>> = {
  development: "development",
  test: "test",
  staging: "staging",
  production: "production",
};

function readDeployStep(
  phases: readonly WirePhase[] | null | undefined,
  deployTask: string,
): DeployStep | undefined {
  const tasks = (phases ?? []).flatMap((phase) => phase.workflowTasks ?? []);
  const ours = tasks.find((task) => lower(task.taskId) === lower(deployTask) && task.enabled !== false);
  if (!ours) return undefined;
  return readInputs(readTexts(ours.inputs));
}

const policies = { allow: "allow", reason: "reason", block: "block" } as const;
const unread = { refuse: "block", warn: "warn" } as const;

function readInputs(inputs: Readonly<Record<string, string>>): DeployStep {
  const known = <T extends string>(table: Readonly<Record<string, T>>, name: string): T | undefined => {
    const found = worded(table, lower(inputs[name]));
    return found === "unknown" ? undefined : found;
  };
  return {
    connection: word(inputs["connection"]),
    environment: word(inputs["environment"]),
    target: word(inputs["target"]),
    ...optional("stageClass", known(classes, "stageClass")),
    ...optional("exclude", inputs["exclude"]),
    ...(inputs["secret"] === undefined ? {} : { givenSecret: true }),
    ...(word(inputs["serviceConnection"]) === "" ? {} : { ownSignIn: true }),
    ...optional("outOfOrder", known(policies, "order")),
    ...optional("drift", known(policies, "drift")),
    ...optional("settingsUnread", known(unread, "unreadable")),
  };
}

function readGroups(wires: readonly WireGroupReference[]): Stage["linkedGroups"] {
  return wires.flatMap(({ id, name }) => (id ? [{ id, name: name ?? "" }] : []));
}

function readApprovals(wire: WireEnvironment): readonly Approval[] {
  const all = [...(wire.preDeployApprovals ?? []), ...(wire.postDeployApprovals ?? [])];
  return all.map((approval) => readApproval(approval));
}

/** A person's decision, or the wait for it. */
export function readApproval(wire: WireApproval): Approval {
  const status = worded(approvalStatuses, lower(wire.status));
  const decided = status !== "pending" && status !== "unknown";
  return {
    id: String(wire.id ?? 0),
    when: lower(wire.approvalType) === "postdeploy" ? "after" : "before",
    attempt: wire.attempt ?? 1,
    status,
    automatic: wire.isAutomated === true,
    ...optional("approver", readPerson(wire.approver)),
    ...optional("decidedBy", decided ? readPerson(wire.approvedBy) : undefined),
    ...(decided ? optional("decidedOn", readInstant(wire.modifiedOn)) : {}),
    ...optional("comment", wire.comments === "" ? undefined : wire.comments),
  };
}
