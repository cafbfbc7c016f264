import { taskIds } from "./scripted-server.ts";

export const planOne = "7063c7c7-187e-4bad-ad8a-5bbd3d70b1df";

const person = { id: "a1b2c3d4-0000-4000-8000-00000000000a", displayName: "Rita" };

/** A release as the service sends it, with its mixed cases. */
export function classicRelease(): Record<string, unknown> {
  return {
    id: 57,
    name: "Release-57",
    status: "active",
    reason: "manual",
    description: "Sprint 12",
    createdOn: "2022-06-16T20:30:00Z",
    modifiedOn: "2022-06-16T20:31:00Z",
    createdBy: person,
    keepForever: false,
    releaseDefinition: { id: 3, name: "Deployment", path: "\\" },
    variables: { "Variable-Group": { value: "Connection-Parameters", allowOverride: true } },
    variableGroups: [{ id: 5, name: "Connection-Parameters" }],
    artifacts: [artefact],
    environments: [production, uat],
    _links: { web: { href: "https://dev.azure.com/contoso/_release?releaseId=57" } },
  };
}

const artefact = {
  alias: "ARTEFACTS",
  type: "Build",
  isPrimary: true,
  definitionReference: {
    definition: { id: "7", name: "Integration" },
    version: { id: "345", name: "_20220616.3" },
    branch: { id: "refs/heads/main", name: "refs/heads/main" },
    sourceVersion: { id: "abc123", name: "" },
  },
};

const uat = {
  id: 701,
  definitionEnvironmentId: 11,
  name: "UAT",
  rank: 1,
  status: "inProgress",
  triggerReason: "After release creation",
  conditions: [{ name: "ReleaseStarted", conditionType: "event", value: "" }],
  schedules: [],
  variables: { "Connection-Secret": { value: "never shown", isSecret: true, allowOverride: true } },
  variableGroups: [{ id: 6, name: "Only UAT" }],
  preDeployApprovals: [
    {
      id: 20,
      approvalType: "preDeploy",
      attempt: 1,
      status: "approved",
      isAutomated: true,
      modifiedOn: "2022-06-16T20:30:10Z",
    },
  ],
  deploySteps: [
    {
      attempt: 1,
      status: "inProgress",
      operationStatus: "PhaseInProgress",
      reason: "Automated",
      requestedFor: person,
      queuedOn: "2022-06-16T20:30:20Z",
      releaseDeployPhases: [
        {
          runPlanId: planOne,
          deploymentJobs: [
            {
              job: { name: "Agent job" },
              tasks: [
                {
                  name: "Deploy",
                  rank: 2,
                  status: "InProgress",
                  startTime: "2022-06-16T20:31:00Z",
                  finishTime: "0001-01-01T00:00:00",
                  task: { id: taskIds.deploy.toUpperCase(), name: "ReleaseManagerDeploy" },
                  timelineRecordId: "11111111-2222-4333-8444-555555555555",
                  issues: [
                    { issueType: "Warning", message: "slow" },
                    { issueType: "debug", message: "x" },
                  ],
                },
                { name: "Download artefacts", rank: 1, status: "succeeded" },
              ],
            },
          ],
        },
      ],
    },
  ],
};

const production = {
  id: 702,
  definitionEnvironmentId: 12,
  name: "Production",
  rank: 2,
  status: "notStarted",
  triggerReason: "Manual",
  conditions: [],
  deploySteps: [],
  deployPhasesSnapshot: [
    {
      workflowTasks: [
        { taskId: "someone-else", inputs: { connection: "no" } },
        {
          taskId: taskIds.deploy.toUpperCase(),
          enabled: true,
          inputs: {
            connection: "$(Variable-Group)",
            environment: "PROD",
            target: "dataverse",
            stageClass: "production",
            exclude: "Portal: later",
            secret: "$(X)",
            order: "reason",
            drift: "",
          },
        },
      ],
    },
  ],
};
