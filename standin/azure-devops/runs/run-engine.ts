import { evaluateCondition } from "../../agent/condition.ts";
import { mark } from "../builds/build-book.ts";
import { findDefinition } from "../builds/build-wire.ts";
import { releaseLock } from "../checks/locks.ts";
import type { EngineWorld } from "../engine/engine-world.ts";
import type { Site } from "../site.ts";
import type { Build } from "../state/build-state.ts";
import type { PipelinePlan, PlannedStage, PlanOrder } from "../yaml/plan.ts";
import { stageFacts } from "./facts.ts";
import { newRun, planOf } from "./new-run.ts";
import type { RunOrder } from "./new-run.ts";
import { addJobs, below, liveRun, recordOf } from "./run-book.ts";
import type { LiveRun } from "./run-book.ts";
import type { StageRun } from "./run-job.ts";
import { passStage, runJobs } from "./run-stage.ts";
import { variablesOf } from "./run-variables.ts";
import { cancelManual, dueStages, isByHand, isOver, markBehindManual, runResult } from "./stage-order.ts";

type Listener = (build: Build) => void;

/** Brings runs of YAML pipelines through their stages: conditions, checks, jobs, manual starts. */
export class RunEngine {
  readonly #world: EngineWorld;
  readonly #site: Site;
  readonly #task: PlanOrder["task"];
  /** Stages that have begun, by run and name. */
  readonly #begun = new Map<string, AbortController>();
  readonly #listeners: Listener[] = [];

  constructor(world: EngineWorld, task: PlanOrder["task"]) {
    this.#world = world;
    this.#site = world.site;
    this.#task = task;
  }

  /** Called when a stage or a run has ended. */
  onEnd(listener: Listener): void {
    this.#listeners.push(listener);
  }

  /** A build of the designer has ended. */
  ended(build: Build): void {
    for (const listener of this.#listeners) listener(build);
  }

  plan(order: RunOrder): PipelinePlan {
    const definition = findDefinition(this.#site, order.definition);
    return planOf(this.#site, definition, { ...order, task: this.#task });
  }

  queue(order: RunOrder): Build {
    const definition = findDefinition(this.#site, order.definition);
    const { connectionInputs } = this.#world;
    const build = newRun(this.#site, definition, { ...order, task: this.#task, connectionInputs });
    this.wake(build);
    return build;
  }

  /** Goes on with a run soon: the answer to the request that changed it goes out first. */
  wake(build: Build): void {
    const turn = new Promise((done) => setImmediate(done));
    this.#world.busy.track(turn.then(() => this.#advance(build)));
  }

  #advance(build: Build): void {
    const live = liveRun(this.#site, build);
    if (live === undefined || build.status === "completed" || this.#world.stopped.aborted) return;
    this.#prepare(live);
    const due = dueStages(live).filter(({ name }) => !this.#begun.has(keyOf(build, name)));
    for (const stage of due) this.#judge(live, stage);
    live.timeline.changeId += 1;
    this.#site.changed();
    if (due.length > 0) this.#advance(build);
    else if (isOver(live)) this.#finish(live);
  }

  #prepare(live: LiveRun): void {
    const { build } = live;
    build.startTime ??= this.#site.clock.iso();
    if (build.status === "notStarted") build.status = "inProgress";
    if (build.status === "cancelling") cancelManual(this.#site, live);
    markBehindManual(live);
  }

  #judge(live: LiveRun, stage: PlannedStage): void {
    const record = recordOf(live, stage.name);
    try {
      const verdict = judgeStage(this.#site, live, stage);
      if (verdict.met) this.#begin(live, stage);
      else this.#end(live, stage, { result: "skipped", resultCode: verdict.trace });
    } catch (error) {
      record.issues.push({ type: "error", message: error instanceof Error ? error.message : String(error) });
      this.#end(live, stage, { result: "failed" });
    }
  }

  #begin(live: LiveRun, planned: PlannedStage): void {
    const stage = recordOf(live, planned.name);
    addJobs(live.timeline, stage, planned);
    const cancel = new AbortController();
    this.#begun.set(keyOf(live.build, planned.name), cancel);
    const signal = AbortSignal.any([cancel.signal, this.#world.stopped]);
    const work = this.#run({ world: this.#world, live, planned, stage, signal });
    // Who waits until nothing runs does not wait for people: only until it is known that they are asked.
    const turn = new Promise((done) => setImmediate(done));
    const told = work.catch((error: unknown) => this.#site.log(`STAND-IN FAULT: ${String(error)}`));
    this.#world.busy.track(Promise.race([told, turn]));
  }

  async #run(at: StageRun): Promise<void> {
    const { live, planned, stage } = at;
    const passed = await passStage(at);
    // What waits when the stand-in stops waits on after its next start.
    if (this.#world.stopped.aborted) return;
    if (passed !== "succeeded") {
      this.#over(live, planned, passed);
      return;
    }
    mark(this.#site, stage);
    const work = runJobs(at).then((result) => this.#over(live, planned, result));
    this.#world.busy.track(work);
    await work;
  }

  #over(live: LiveRun, stage: PlannedStage, result: string): void {
    this.#begun.delete(keyOf(live.build, stage.name));
    this.#end(live, stage, { result });
    releaseLock(this.#site, live.build.id, stage.name);
    this.#advance(live.build);
  }

  #end(live: LiveRun, stage: PlannedStage, end: Readonly<{ result: string; resultCode?: string }>): void {
    const record = recordOf(live, stage.name);
    for (const one of below(live.timeline, record)) {
      if (one.state !== "completed")
        mark(this.#site, one, one === record ? end.result : leftOver(end.result));
    }
    if (end.resultCode !== undefined) record.resultCode = end.resultCode;
    live.timeline.changeId += 1;
    this.#site.changed();
    this.ended(live.build);
  }

  #finish(live: LiveRun): void {
    const finishTime = this.#site.clock.iso();
    const result = runResult(live);
    Object.assign(live.build, { status: "completed", result, finishTime, lastChangedDate: finishTime });
    this.#site.changed();
    this.ended(live.build);
  }

  /** A stage of a run that had ended begins: the run goes on. */
  reopen({ build }: LiveRun): void {
    if (build.status !== "completed") return;
    build.status = "inProgress";
    for (const gone of ["result", "finishTime"]) Reflect.deleteProperty(build, gone);
  }

  cancel(build: Build): void {
    if (build.status === "completed") return;
    build.status = "cancelling";
    for (const [key, controller] of this.#begun) if (key.startsWith(keyOf(build, ""))) controller.abort();
    this.wake(build);
  }

  /** Gives false where the stage has not begun. */
  cancelStage({ build }: LiveRun, stage: string): boolean {
    const controller = this.#begun.get(keyOf(build, stage));
    controller?.abort();
    return controller !== undefined;
  }

  cancelAll(): void {
    for (const build of this.#site.state.build.builds) if (build.run !== undefined) this.cancel(build);
  }

  /** After a restart no job can be running. What waits for checks, for a person or for other stages goes on waiting. */
  recover(): void {
    for (const build of this.#site.state.build.builds) {
      const live = liveRun(this.#site, build);
      if (live === undefined || build.status === "completed" || build.deleted !== undefined) continue;
      for (const stage of live.run.plan.stages) this.#recoverStage(live, stage);
      this.wake(build);
    }
  }

  #recoverStage(live: LiveRun, stage: PlannedStage): void {
    const record = recordOf(live, stage.name);
    const asked = live.timeline.records.some(
      ({ type, parentId }) => type === "Checkpoint" && parentId === record.id,
    );
    if (record.state === "inProgress") {
      const message = "We stopped hearing from the agent: the stand-in was stopped.";
      record.issues.push({ type: "error", message });
      this.#end(live, stage, { result: "failed" });
      releaseLock(this.#site, live.build.id, stage.name);
    } else if (record.state === "pending" && asked) this.#begin(live, stage);
  }
}

function keyOf({ id }: Build, stage: string): string {
  return `${id}/${stage}`;
}

/** What a stage that ended leaves behind of what never ended by itself. */
function leftOver(result: string): string {
  return result === "succeeded" || result === "succeededWithIssues" ? "skipped" : result;
}

/** A manual stage has no condition but one that is written. */
function judgeStage(
  site: Site,
  live: LiveRun,
  stage: PlannedStage,
): Readonly<{ met: boolean; trace: string }> {
  const condition = stage.condition ?? "succeeded()";
  if (stage.condition === undefined && isByHand(live, stage)) return { met: true, trace: "" };
  const variables = variablesOf(site, live, { stage });
  return evaluateCondition(
    condition,
    stageFacts(live, stage, (name) => variables.get(name)),
  );
}
