const atOnce = 20;
const firstRun = 90_000;
const day = 86_400_000;

/** Every YAML pipeline of the matrix. */
export const pipelines = Array.from({ length: 50 }, (_, at) => ({
  id: 1000 + at,
  name: `Service ${1000 + at}`,
  path: "\\",
  queueStatus: "enabled",
}));

const runs = Array.from({ length: atOnce }, (_, at) => firstRun + at);
const guid = (kind: number, run: number): string =>
  `6f1d7f5a-${String(kind).padStart(4, "0")}-4000-8000-${String(run).padStart(12, "0")}`;

/** The newest runs that have not ended. */
export function unfinished(now: number): readonly unknown[] {
  return runs.map((id, at) => ({
    id,
    buildNumber: `2026.11.${id}`,
    status: "inProgress",
    queueTime: new Date(now - day).toISOString(),
    definition: { id: 1000 + at, name: `Service ${1000 + at}`, path: "\\" },
    sourceBranch: "refs/heads/main",
    orchestrationPlan: { planId: guid(1, id) },
    reason: "manual",
  }));
}

/** A build of forty steps, and a stage that waits for an approval. */
export function timeline(now: number, run: number): readonly unknown[] {
  const times = {
    startTime: new Date(now - day).toISOString(),
    finishTime: new Date(now - day).toISOString(),
  };
  const done = { state: "completed", result: "succeeded", attempt: 1, ...times };
  const waits = { state: "inProgress", result: null, attempt: 1, startTime: times.startTime };
  const stage = guid(3, run);
  const checkpoint = guid(4, run);
  return [
    { id: guid(2, run), type: "Stage", name: "Build", refName: "Build", order: 1, ...done },
    ...Array.from({ length: 40 }, (_, at) => ({
      ...{ id: guid(10 + at, run), parentId: guid(2, run), type: "Task", name: `Step ${at}`, order: at },
      ...done,
    })),
    {
      id: stage,
      type: "Stage",
      name: "Deploy_4",
      refName: "Deploy_4",
      order: 2,
      state: "pending",
      attempt: 1,
    },
    { id: checkpoint, parentId: stage, type: "Checkpoint", name: "Checkpoint", ...waits },
    { id: guid(5, run), parentId: checkpoint, type: "Checkpoint.Approval", name: "Approval", ...waits },
  ];
}

/** The approvals of all these runs. */
export function approvals(now: number): readonly unknown[] {
  const asked = { id: guid(6, 1), displayName: "Morgan Reed" };
  return runs.map((run) => ({
    id: guid(5, run),
    status: "pending",
    createdOn: new Date(now - day).toISOString(),
    minRequiredApprovers: 1,
    instructions: "Approve this change when it is ready",
    steps: [{ assignedApprover: asked, status: "pending" }],
    permissions: "view",
  }));
}
