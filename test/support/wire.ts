import { inDeploymentOrder, type SealedArtefact } from "../../core/model/artefact.ts";
import { rootManifestOf } from "../../core/model/manifest.ts";
import { sealText, type Seal } from "../../core/model/seal.ts";
import { deployRecord, project } from "./scripted-azure.ts";
import { sha256Of } from "./sealed-artefact.ts";

/** The seal of build 7 over these artefacts. */
export function sealOf(artefacts: readonly SealedArtefact[], more: Partial<Seal> = {}): Seal {
  const ordered = inDeploymentOrder(artefacts);
  return {
    schema: 1,
    build: {
      id: 7,
      number: "_20220616.3",
      pipeline: { id: 3, name: "Integration" },
      project: project.name,
      branch: "refs/heads/main",
    },
    connection: "Connection-Parameters",
    artefacts: ordered,
    root: sha256Of(rootManifestOf(ordered)),
    sealedOn: "2026-01-01T00:00:00.000Z",
    ...more,
  };
}

/** A seal as it is attached by the task of this id. */
export function attachedSeal(seal: Seal, taskId: string): { text: string; taskId: string } {
  return { text: sealText(seal), taskId };
}

/** One stage of a classic release on the wire. */
export type WireStage = Readonly<{
  name: string;
  status?: string;
  /** `manual`, `automated` … of each attempt. */
  attempts?: readonly Readonly<{ reason?: string; status?: string; plan?: string; comment?: string }>[];
  after?: string;
  groups?: readonly number[];
  inputs?: Readonly<Record<string, string>>;
  approvedBy?: string;
}>;

/** A classic release of build 7 on the wire. */
export function wireRelease(id: number, stages: readonly WireStage[], deployTask: string): unknown {
  return {
    id,
    name: `Release-${id}`,
    status: "active",
    reason: "manual",
    createdOn: "2026-01-01T00:00:00Z",
    releaseDefinition: { id: 4, name: "Deployment", path: "\\" },
    artifacts: [
      {
        alias: "ARTEFACTS",
        type: "Build",
        isPrimary: true,
        definitionReference: {
          version: { id: "7", name: "_20220616.3" },
          definition: { id: "3", name: "Integration" },
        },
      },
    ],
    environments: stages.map((stage, at) => wireStage(stage, at, deployTask)),
  };
}

function wireStage(stage: WireStage, at: number, deployTask: string): unknown {
  return {
    id: 100 + at,
    definitionEnvironmentId: 10 + at,
    name: stage.name,
    rank: at + 1,
    status: stage.status ?? "inProgress",
    conditions: stage.after ? [{ conditionType: "environmentState", name: stage.after, value: "4" }] : [],
    variableGroups: (stage.groups ?? []).map((id) => ({ id, name: `group ${id}` })),
    deployPhasesSnapshot: [
      { workflowTasks: [{ taskId: deployTask, enabled: true, inputs: stage.inputs ?? {} }] },
    ],
    preDeployApprovals: stage.approvedBy
      ? [
          {
            id: 1,
            approvalType: "preDeploy",
            attempt: 1,
            status: "approved",
            isAutomated: false,
            approvedBy: { id: "p", displayName: stage.approvedBy },
          },
        ]
      : [],
    deploySteps: (stage.attempts ?? [{}]).map((attempt, number) => ({
      attempt: number + 1,
      status: attempt.status ?? "inProgress",
      operationStatus: "PhaseInProgress",
      reason: attempt.reason ?? "automated",
      requestedFor: { id: "dddddddd-0000-4000-8000-000000000001", displayName: "Rosa" },
      queuedOn: "2026-01-01T00:00:00Z",
      releaseDeployPhases: [
        {
          runPlanId: attempt.plan ?? "none",
          deploymentJobs: [
            {
              tasks: [
                {
                  name: "Deploy",
                  status: "succeeded",
                  task: { id: deployTask },
                  timelineRecordId: deployRecord,
                },
              ],
            },
          ],
        },
      ],
    })),
  };
}

/** A variable group on the wire. A secret is given as `null`. */
export function wireGroup(
  id: number,
  name: string,
  variables: Readonly<Record<string, string | null>>,
): unknown {
  return {
    id,
    name,
    type: "Vsts",
    variables: Object.fromEntries(
      Object.entries(variables).map(([key, value]) => [
        key,
        value === null ? { value, isSecret: true } : { value },
      ]),
    ),
    modifiedOn: "2026-01-01T00:00:00Z",
  };
}
