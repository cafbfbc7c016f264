import { createHash } from "node:crypto";
import type { Build, BuildDefinition, Timeline, TimelineRecord } from "../azure-devops/state/build-state.ts";
import type { Kit } from "../azure-devops/world.ts";

/** One stage of a run that is only shown. */
type ShownStage = Readonly<{
  name: string;
  result?: string;
  state?: TimelineRecord["state"];
  attempt?: number;
  /** Somebody is asked. */
  approval?: "pending" | "approved";
  issue?: string;
}>;

type ShownRun = Readonly<{
  number: string;
  daysAgo: number;
  result?: Build["result"];
  status: Build["status"];
  stages: readonly ShownStage[];
}>;

const runs: readonly ShownRun[] = [
  {
    number: "20220601.1",
    daysAgo: 11,
    status: "completed",
    result: "succeeded",
    stages: [
      { name: "Build", result: "succeeded" },
      { name: "UAT", result: "succeeded" },
      { name: "Production", result: "succeeded", attempt: 2, approval: "approved" },
    ],
  },
  {
    number: "20220607.2",
    daysAgo: 6,
    status: "completed",
    result: "failed",
    stages: [
      { name: "Build", result: "succeeded" },
      { name: "UAT", result: "failed", issue: "The template could not be validated." },
      { name: "Production", result: "skipped" },
    ],
  },
  {
    number: "20220614.1",
    daysAgo: 2,
    status: "completed",
    result: "succeeded",
    stages: [
      { name: "Build", result: "succeeded" },
      { name: "UAT", result: "succeededWithIssues", issue: "A resource uses an old API version." },
      { name: "Production", result: "manuallyQueued", state: "pending" },
    ],
  },
  {
    number: "20220616.1",
    daysAgo: 1,
    status: "inProgress",
    stages: [
      { name: "Build", result: "succeeded" },
      { name: "UAT", state: "pending", approval: "pending" },
      { name: "Production", state: "pending" },
    ],
  },
];

/** Runs of the YAML pipeline. Nothing runs them: they are there to be shown. */
export function furnishRuns(kit: Kit, definition: BuildDefinition): void {
  for (const run of runs) furnishRun(kit, definition, run);
}

const hour = 3_600_000;

function furnishRun({ site }: Kit, definition: BuildDefinition, run: ShownRun): void {
  const began = site.clock.now() - run.daysAgo * 24 * hour;
  const at = (minutes: number): string => new Date(began + minutes * 60_000).toISOString();
  const date = at(0).slice(0, 10).replaceAll("-", "");
  const number = `${date}.${run.number.split(".")[1] ?? "1"}`;
  const by = site.callers.identity(site.callers.person("contributor")?.id ?? "");
  const ended =
    run.status === "completed"
      ? { finishTime: at(40), ...(run.result === undefined ? {} : { result: run.result }) }
      : {};
  const planId = guid(`${number} plan`);
  const build: Build = {
    id: site.next("build"),
    buildNumber: number,
    definitionId: definition.id,
    status: run.status,
    reason: "individualCI",
    sourceBranch: "refs/heads/main",
    sourceVersion: createHash("sha1").update(number).digest("hex"),
    queueTime: at(0),
    startTime: at(1),
    ...ended,
    requestedBy: by,
    requestedFor: by,
    parameters: {},
    templateParameters: { connection: "Connection-Parameters" },
    planId,
    tags: [],
    properties: {},
    lastChangedDate: at(40),
  };
  site.state.build.builds.push(build);
  const timeline: Timeline = { id: planId, planId, changeId: 9, records: [] };
  site.state.build.timelines.push(timeline);
  for (const [index, stage] of run.stages.entries()) {
    timeline.records.push(...stageRecords({ number, planId, index, at }, stage));
    if (stage.attempt === 2)
      site.state.build.timelines.push(firstAttempt(planId, number, { stage, index, at }));
  }
}

type Where = Readonly<{ number: string; planId: string; index: number; at: (minutes: number) => string }>;

function stageRecords(where: Where, stage: ShownStage): TimelineRecord[] {
  const { number, index, at } = where;
  const { name, result, attempt = 1, state = "completed" } = stage;
  const id = guid(`${number} ${name} ${attempt}`);
  const ran = state === "completed" && result !== "skipped";
  const times = ran ? { startTime: at(index * 10 + 1), finishTime: at(index * 10 + 9) } : {};
  const ended = result === undefined ? {} : { result };
  const common = { order: index + 1, attempt, state, issues: [], ...times, ...ended };
  const previousAttempts = attempt === 2 ? [previous(number, stage)] : [];
  const names = { name, identifier: name, refName: name };
  const own = { ...common, ...names, id, parentId: null, type: "Stage", previousAttempts };
  const jobs = ran ? jobRecords(where, stage, { id, common }) : [];
  return [own, ...approvalRecords(where, stage, id), ...jobs];
}

function previous(number: string, stage: ShownStage): TimelineRecord["previousAttempts"][number] {
  return {
    attempt: 1,
    timelineId: guid(`${number} ${stage.name} timeline 1`),
    recordId: guid(`${number} ${stage.name} 1`),
  };
}

type Parent = Readonly<{ id: string; common: Pick<TimelineRecord, "order" | "attempt" | "state"> }>;

function jobRecords(
  { number, at, index }: Where,
  stage: ShownStage,
  { id, common }: Parent,
): TimelineRecord[] {
  const key = `${number} ${stage.name} ${stage.attempt ?? 1}`;
  const plain = { ...common, order: 1, previousAttempts: [], issues: [] };
  const job = guid(`${key} job`);
  const issues =
    stage.issue === undefined
      ? []
      : [
          {
            type: stage.result === "failed" ? ("error" as const) : ("warning" as const),
            message: stage.issue,
          },
        ];
  const task = { id: "d9bafed4-0b18-4f58-968d-86655b4d2ce9", name: "CmdLine", version: "2.250.1" };
  return [
    {
      ...plain,
      id: guid(`${key} phase`),
      parentId: id,
      type: "Phase",
      name: "Deploy",
      identifier: `${stage.name}.Deploy`,
      refName: "Deploy",
    },
    {
      ...plain,
      id: job,
      parentId: guid(`${key} phase`),
      type: "Job",
      name: "Deploy",
      identifier: `${stage.name}.Deploy.__default`,
      workerName: "standin",
    },
    {
      ...plain,
      id: guid(`${key} task`),
      parentId: job,
      type: "Task",
      name: "Apply the template",
      task,
      issues,
      startTime: at(index * 10 + 2),
      finishTime: at(index * 10 + 8),
    },
  ];
}

function approvalRecords(
  { number, at, index }: Where,
  { name, approval }: ShownStage,
  stage: string,
): TimelineRecord[] {
  if (approval === undefined) return [];
  const pending = approval === "pending";
  const checkpoint = guid(`${number} ${name} checkpoint`);
  const state = pending ? ("inProgress" as const) : ("completed" as const);
  const end = pending ? {} : { result: "succeeded", finishTime: at(index * 10 + 1) };
  const common = {
    order: 1,
    attempt: 1,
    state,
    issues: [],
    previousAttempts: [],
    startTime: at(index * 10),
    ...end,
  };
  return [
    {
      ...common,
      id: checkpoint,
      parentId: stage,
      type: "Checkpoint",
      name: "Checkpoint",
      identifier: "Checkpoint",
    },
    {
      ...common,
      id: guid(`${number} ${name} approval`),
      parentId: checkpoint,
      type: "Checkpoint.Approval",
      name: "Checkpoint.Approval",
    },
  ];
}

/** The attempt before lies in a timeline of its own. */
function firstAttempt(
  planId: string,
  number: string,
  { stage, index, at }: Readonly<{ stage: ShownStage } & Pick<Where, "index" | "at">>,
): Timeline {
  const failed: ShownStage = { name: stage.name, result: "failed", issue: "The connection was closed." };
  return {
    id: guid(`${number} ${stage.name} timeline 1`),
    planId,
    changeId: 4,
    records: stageRecords({ number, planId, index, at }, failed),
  };
}

/** The same text gives the same GUID. */
function guid(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
