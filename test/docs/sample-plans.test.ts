import { deepEqual, equal, match, ok, throws } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "mocha";
import { root } from "../../scripts/extension.ts";
import { type EndResult, evaluateCondition } from "../../standin/agent/condition.ts";
import { nextTime } from "../../standin/azure-devops/yaml/cron.ts";
import { planPipeline } from "../../standin/azure-devops/yaml/plan-pipeline.ts";
import type { PipelinePlan, PlannedJob, PlannedStage } from "../../standin/azure-devops/yaml/plan.ts";

const folder = join(root, "docs/pipelines");

/** The tasks that the samples may use: those that the small Azure DevOps runs. */
const tasks = [
  ...["CmdLine@2", "CopyFiles@2", "PublishBuildArtifacts@1"],
  ...["ReleaseManagerSeal@1", "ReleaseManagerDeploy@1", "ReleaseManagerGate@1"],
];

const byTrain = "train-to-production.yml";

async function repository(): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith(".yml"));
  const texts = await Promise.all(names.map((name) => readFile(join(folder, name), "utf8")));
  return Object.fromEntries(names.map((name, at) => [name, texts[at] ?? ""]));
}

async function plan(name: string, parameters: Readonly<Record<string, string>> = {}): Promise<PipelinePlan> {
  return planned(await repository(), name, parameters);
}

function planned(
  files: Readonly<Record<string, string>>,
  name: string,
  parameters: Readonly<Record<string, string>> = {},
): PipelinePlan {
  return planPipeline({
    files,
    root: name,
    parameters,
    variables: {},
    task: (reference) =>
      tasks.includes(reference)
        ? { id: reference, name: reference.replace(/@.*/, ""), version: "1" }
        : undefined,
  });
}

/** How each stage stands when the run has done what it does by itself, where nothing fails and everybody approves. */
function played({ stages }: PipelinePlan, reason: string, branch: string): Readonly<Record<string, string>> {
  const known = new Map<string, string | undefined>([
    ["Build.Reason", reason],
    ["Build.SourceBranch", branch],
  ]);
  const ended: Record<string, EndResult> = {};
  for (const { name, condition, dependsOn, trigger } of stages) {
    if (trigger === "manual") continue;
    const before = dependsOn.map((one) => [one, ended[one] ?? "Skipped"] as const);
    const { met } = evaluateCondition(condition ?? "succeeded()", {
      dependencies: Object.fromEntries(before.map(([one, result]) => [one, { result }])),
      before: before.map(([, result]) => result),
      cancelled: false,
      variable: (variable) => known.get(variable),
    });
    ended[name] = met ? "Succeeded" : "Skipped";
  }
  return Object.fromEntries(stages.map(({ name }) => [name, ended[name] ?? "waits for a person"]));
}

const jobsOf = (stages: readonly PlannedStage[]): readonly PlannedJob[] => stages.flatMap(({ jobs }) => jobs);
const tasksOf = ({ steps }: PlannedJob): readonly string[] =>
  steps.flatMap((step) => (step.kind === "task" ? [step.task.taskName] : []));
const deployments = ({ stages }: PipelinePlan): readonly PlannedJob[] =>
  jobsOf(stages).filter((job) => tasksOf(job).includes("ReleaseManagerDeploy"));
const inputsOf = ({ steps }: PlannedJob): Readonly<Record<string, string>> =>
  steps.flatMap((step) =>
    step.kind === "task" && step.task.taskName === "ReleaseManagerDeploy" ? [step.task.inputs] : [],
  )[0] ?? {};
const groupsOf = (variables: PlannedStage["variables"]): readonly string[] =>
  variables.flatMap((one) => (one.kind === "group" ? [one.group] : []));

describe("the sample pipelines, planned", () => {
  it("S2-02: every one is a pipeline, whose builds end with a seal", async () => {
    const files = await repository();
    const names = Object.keys(files).filter((name) => !name.startsWith("templates"));
    equal(names.length, 7);
    const builds = names
      .map((name) => planned(files, name, name === byTrain ? { train: "12" } : {}))
      .filter(({ stages }) => {
        const all = jobsOf(stages).map(tasksOf);
        return all.some((some) => some.includes("PublishBuildArtifacts"));
      });
    equal(builds.length, 3);
    for (const { stages } of builds) {
      const last = stages[0]?.jobs.at(-1);
      deepEqual(last && tasksOf(last), ["ReleaseManagerSeal"]);
      deepEqual(last?.dependsOn, ["Make"]);
    }
  });

  it("S2-02: a task that there is not is a fault that names file and line", async () => {
    const files = await repository();
    const template = "templates/deploy-stage.yml";
    const wrong = { ...files, [template]: (files[template] ?? "").replace("Deploy@1", "Deploi@1") };
    throws(() => planned(wrong, "build-and-release.yml"), /deploy-stage\.yml:\d+: /);
  });

  it("S0-33: the connection that a person gives reaches each stage, the step and the seal", async () => {
    const clone = await plan("build-and-release.yml", { connection: "Clone" });
    const stages = clone.stages.filter(({ name }) => name !== "Build");
    deepEqual(
      stages.map(({ variables }) => groupsOf(variables)),
      [["Clone"], ["Clone"]],
    );
    deepEqual(
      deployments(clone).map((job) => inputsOf(job)["connection"]),
      ["Clone", "Clone"],
    );
    deepEqual(clone.variables, [{ kind: "value", name: "Variable-Group", value: "Clone", readonly: false }]);
    deepEqual(groupsOf(clone.stages[0]?.variables ?? []), [], "the build gets no secret of the connection");
  });

  it("S0-12: a push brings UAT by itself, and production waits for a person", async () => {
    const run = await plan("build-and-release.yml");
    deepEqual(played(run, "IndividualCI", "refs/heads/main"), {
      Build: "Succeeded",
      UAT: "Succeeded",
      Production: "waits for a person",
    });
    deepEqual(
      deployments(run).map((job) => [job.environment, inputsOf(job)["stageClass"]]),
      [
        ["UAT", "automatic"],
        ["PROD", "production"],
      ],
    );
  });
});

describe("the sample pipeline of a release train, planned", () => {
  it("N10: waits for the train's gate before production, which depends on it", async () => {
    const run = await plan(byTrain, { train: "12" });
    deepEqual(played(run, "Manual", "refs/heads/release"), {
      Staging: "Succeeded",
      Gate: "Succeeded",
      Production: "Succeeded",
    });
    const [gate] = run.stages.filter(({ name }) => name === "Gate");
    const step = gate?.jobs.flatMap(({ steps }) => steps).find(({ kind }) => kind === "task");
    ok(step?.kind === "task");
    deepEqual(step.task.inputs, { train: "12", gate: "qa", timeoutMinutes: "350" });
    deepEqual(run.stages.find(({ name }) => name === "Production")?.dependsOn, ["Gate"]);
  });

  it("N10: does not begin without the train's number", async () => {
    const files = await repository();
    throws(() => planned(files, byTrain), /train/);
  });
});

const release = "dev-test-staging-production.yml";

describe("the sample release pipeline, planned", () => {
  const cases = [
    ["ResourceTrigger", "release", ["Succeeded", "Skipped", "Skipped"]],
    ["Schedule", "release", ["Succeeded", "Succeeded", "Succeeded"]],
    ["Manual", "release", ["Succeeded", "Succeeded", "Succeeded"]],
    ["Manual", "main", ["Skipped", "Skipped", "Skipped"]],
    ["Manual", "users/me/release", ["Skipped", "Skipped", "Skipped"]],
  ] as const;
  for (const [reason, branch, [Dev, Test, Staging]] of cases)
    it(`S2-09, S2-11: ${reason} on ${branch}: Dev ${Dev}, Test ${Test}, Staging ${Staging}`, async () => {
      const stands = played(await plan(release), reason, `refs/heads/${branch}`);
      deepEqual(stands, { Dev, Test, Staging, Production: "waits for a person" });
    });

  it("S2-10: the schedule is 03:00 UTC, only for release, only when it changed", async () => {
    const { schedules, trigger } = await plan(release);
    equal(schedules.length, 1);
    const [schedule] = schedules;
    deepEqual([schedule?.branches, schedule?.always, trigger], [["release"], false, undefined]);
    const after = Date.parse("2026-03-28T03:00:00Z");
    equal(new Date(nextTime(schedule?.cron ?? "", after)).toISOString(), "2026-03-29T03:00:00.000Z");
  });

  it("S2-12: the release pipeline builds nothing: each stage takes the carried build, from its own folder", async () => {
    const run = await plan(release);
    deepEqual(
      run.resources.map(({ alias, source, branch }) => [alias, source, branch]),
      [["web", "web-build", "release"]],
    );
    const jobs = jobsOf(run.stages);
    deepEqual(
      jobs.map(tasksOf),
      jobs.map(() => ["ReleaseManagerDeploy"]),
    );
    for (const job of jobs) {
      deepEqual(
        job.steps.flatMap((step) => (step.kind === "download" ? [step.source] : [])),
        ["web"],
      );
      equal(inputsOf(job)["artefacts"], "$(Pipeline.Workspace)/web");
    }
  });

  it("S2-07: each stage has its own environment and, by its suffix, its own target", async () => {
    const jobs = deployments(await plan(release));
    const environments = ["Dev", "Test", "Staging", "Production"];
    deepEqual(
      jobs.map(({ environment }) => environment),
      environments,
    );
    deepEqual(
      jobs.map((job) => inputsOf(job)["environment"]),
      environments,
    );
  });
});

describe("the sample of a pull request, planned", () => {
  it("S0-46: a pull request is built, sealed and tried out, and reaches no stage of a release", async () => {
    const run = await plan("pull-request.yml");
    deepEqual([run.pr, run.trigger], [["release"], undefined]);
    deepEqual(played(run, "PullRequest", "refs/pull/7/merge"), {
      Build: "Succeeded",
      PullRequest: "Succeeded",
    });
    deepEqual(played(run, "Manual", "refs/heads/release"), { Build: "Succeeded", PullRequest: "Skipped" });
    const { stages } = await plan(release);
    const [tried] = deployments(run);
    ok(tried && !jobsOf(stages).some(({ environment }) => environment === tried.environment));
    match(String(inputsOf(tried)["stageClass"]), /^test$/);
  });
});
