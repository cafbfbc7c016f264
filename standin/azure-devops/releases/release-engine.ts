import { invalid } from "../http/reply.ts";
import type { EngineWorld } from "../builds/build-engine.ts";
import type { Caller } from "../people/callers.ts";
import type { Site } from "../site.ts";
import type {
  Approval,
  Attempt,
  EnvironmentStatus,
  Release,
  ReleaseEnvironment,
} from "../state/release-state.ts";
import type { IdentityRef } from "../state/state.ts";
import { deploy } from "./deploy.ts";
import { note } from "./history.ts";

/** How an attempt begins. */
export type Start = Readonly<{
  reason: Attempt["reason"];
  by: IdentityRef;
  comment: string;
  at?: number;
}>;

/** Brings releases through their stages: conditions, approvals, the queue, the deployment. */
export type ReleaseEngine = Readonly<{
  /** After a release was made: the stages that begin by themselves. */
  created: (release: Release) => void;
  start: (release: Release, environment: ReleaseEnvironment, start: Start) => void;
  cancel: (release: Release, environment: ReleaseEnvironment, caller: Caller, comment: string) => void;
  decide: (release: Release, environment: ReleaseEnvironment, approval: Approval, decision: Decision) => void;
  /** What the clock made due. */
  tick: () => void;
  /** After a restart: nothing can be running. */
  recover: () => void;
  /** Before everything begins anew. */
  cancelAll: () => void;
}>;

export type Decision = Readonly<{ status: "approved" | "rejected"; caller: Caller; comment: string }>;

type Place = Readonly<{ release: Release; environment: ReleaseEnvironment; attempt: Attempt }>;

const idle: readonly EnvironmentStatus[] = [
  "notStarted",
  "succeeded",
  "partiallySucceeded",
  "rejected",
  "canceled",
];

export function releaseEngine(world: EngineWorld): ReleaseEngine {
  const engine = new Engine(world);
  return {
    created: (release) => engine.created(release),
    start: (release, environment, start) => engine.start(release, environment, start),
    cancel: (release, environment, caller, comment) =>
      engine.cancel({ release, environment, caller, comment }),
    decide: (release, environment, approval, decision) =>
      engine.decide(release, environment, approval, decision),
    tick: () => engine.tick(),
    recover: () => engine.recover(),
    cancelAll: () => engine.cancelAll(),
  };
}

class Engine {
  readonly #world: EngineWorld;
  readonly #site: Site;
  readonly #running = new Map<number, AbortController>();

  constructor(world: EngineWorld) {
    this.#world = world;
    this.#site = world.site;
  }

  created(release: Release): void {
    note(this.#site, release, { by: release.createdBy, what: "Create" });
    if (release.status !== "active") return;
    for (const environment of release.environments) {
      if (!environment.conditions.some(({ conditionType }) => conditionType === "event")) continue;
      for (const condition of environment.conditions)
        if (condition.conditionType === "event") condition.result = true;
      if (environment.conditions.every(({ result }) => result === true)) this.#trigger(release, environment);
    }
  }

  #trigger(release: Release, environment: ReleaseEnvironment): void {
    if (!idle.includes(environment.status)) return;
    const by = environment.conditions.some(({ conditionType }) => conditionType === "event")
      ? release.createdBy
      : this.#site.callers.buildService;
    this.start(release, environment, { reason: "automated", by, comment: "" });
  }

  start(release: Release, environment: ReleaseEnvironment, start: Start): void {
    if (!idle.includes(environment.status) && environment.status !== "scheduled") {
      throw invalid(
        `VS402970: Stage ${environment.definition.name} of ${release.name} cannot be deployed, its status is ${environment.status}.`,
      );
    }
    if (release.status !== "active") throw invalid(`VS402951: ${release.name} is ${release.status}.`);
    if (environment.status === "scheduled") this.#begin({ release, environment, attempt: last(environment) });
    else this.#attempt(release, environment, start);
  }

  #attempt(release: Release, environment: ReleaseEnvironment, { reason, by, comment, at }: Start): void {
    const now = this.#site.clock.iso();
    const attempt: Attempt = {
      id: this.#site.next("deployment"),
      attempt: environment.attempts.length + 1,
      reason,
      status: "notDeployed",
      operationStatus: at === undefined ? "queued" : "scheduled",
      requestedBy: by,
      requestedFor: by,
      queuedOn: now,
      lastModifiedBy: by,
      lastModifiedOn: now,
      hasStarted: false,
      comment,
      phases: [],
      issues: [],
    };
    environment.attempts.push(attempt);
    const place = { release, environment, attempt };
    note(this.#site, release, { by, what: "Deploy", environment, comment });
    if (at === undefined) this.#begin(place);
    else {
      environment.scheduledDeploymentTime = new Date(at).toISOString();
      this.#set(place, "scheduled", "scheduled");
    }
  }

  #begin(place: Place): void {
    Reflect.deleteProperty(place.environment, "scheduledDeploymentTime");
    const pending = this.#ask(place, "preDeploy");
    if (pending) this.#set(place, "inProgress", "pending");
    else this.#queue(place);
  }

  /** Asks for the approvals of one side. Gives true while somebody has still to answer. */
  #ask({ environment, attempt }: Place, approvalType: Approval["approvalType"]): boolean {
    const { preApprovers, postApprovers } = environment.definition;
    const approvers = approvalType === "preDeploy" ? preApprovers : postApprovers;
    const now = this.#site.clock.iso();
    const common = {
      revision: 1,
      approvalType,
      attempt: attempt.attempt,
      comments: "",
      createdOn: now,
      modifiedOn: now,
    };
    if (approvers.length === 0) {
      const id = this.#site.next("approval");
      environment.approvals.push({ ...common, id, rank: 1, status: "approved", isAutomated: true });
      return false;
    }
    for (const [index, who] of approvers.entries()) {
      const id = this.#site.next("approval");
      const approver = this.#site.callers.identity(who);
      environment.approvals.push({
        ...common,
        id,
        rank: index + 1,
        status: "pending",
        isAutomated: false,
        approver,
      });
    }
    return true;
  }

  decide(release: Release, environment: ReleaseEnvironment, approval: Approval, decision: Decision): void {
    const { status, caller, comment } = decision;
    const modifiedOn = this.#site.clock.iso();
    Object.assign(approval, { status, approvedBy: caller.identity, comments: comment, modifiedOn });
    approval.revision += 1;
    const attempt = last(environment);
    const place = { release, environment, attempt };
    note(this.#site, release, {
      by: caller.identity,
      what: status === "approved" ? "Approve" : "Reject",
      environment,
      comment,
    });
    const mine = environment.approvals.filter(
      (one) => one.approvalType === approval.approvalType && one.attempt === attempt.attempt,
    );
    if (status === "rejected") {
      for (const one of mine) if (one.status === "pending") one.status = "canceled";
      attempt.status = "failed";
      this.#set(place, "rejected", "rejected");
      this.#advance(environment.definition.id);
    } else if (mine.every((one) => one.status === "approved")) {
      if (approval.approvalType === "preDeploy") this.#queue(place);
      else this.#finish(place);
    } else this.#site.changed();
  }

  #queue(place: Place): void {
    this.#set(place, "queued", "queued");
    this.#advance(place.environment.definition.id);
  }

  /** One deployment at a time to each stage of a definition, whatever the release. */
  #advance(stage: number): void {
    const places = this.#attemptsOf(stage);
    const limit = places[0]?.environment.definition.concurrencyCount ?? 1;
    const busy = places.filter(({ attempt }) => this.#running.has(attempt.id)).length;
    const waiting = places
      .filter(
        ({ environment, attempt }) => environment.status === "queued" && attempt.operationStatus === "queued",
      )
      .sort((a, b) => a.attempt.id - b.attempt.id);
    const depth = places[0]?.environment.definition.queueDepthCount ?? 0;
    if (depth === 1) for (const old of waiting.splice(0, waiting.length - 1)) this.#drop(old);
    for (const place of waiting.slice(0, limit === 0 ? waiting.length : Math.max(0, limit - busy)))
      this.#deploy(place);
  }

  #drop(place: Place): void {
    this.#set(place, "canceled", "canceled");
  }

  #attemptsOf(stage: number): readonly Place[] {
    return this.#site.state.release.releases.flatMap((release) =>
      release.environments
        .filter(({ definition, attempts }) => definition.id === stage && attempts.length > 0)
        .map((environment) => ({ release, environment, attempt: last(environment) })),
    );
  }

  #deploy(place: Place): void {
    const { environment, attempt } = place;
    const cancel = new AbortController();
    this.#running.set(attempt.id, cancel);
    attempt.hasStarted = true;
    attempt.startedOn = this.#site.clock.iso();
    attempt.status = "inProgress";
    this.#set(place, "inProgress", "queuedForAgent");
    const signal = AbortSignal.any([cancel.signal, this.#world.stopped]);
    const work = deploy(this.#world, place, signal)
      .then((outcome) => this.#deployed(place, outcome))
      .finally(() => {
        this.#running.delete(attempt.id);
        this.#advance(environment.definition.id);
      });
    this.#world.busy.track(work);
  }

  #deployed(place: Place, outcome: "succeeded" | "partiallySucceeded" | "failed" | "canceled"): void {
    const { environment, attempt } = place;
    const seconds = Date.parse(this.#site.clock.iso()) - Date.parse(attempt.startedOn ?? attempt.queuedOn);
    environment.timeToDeploy = seconds / 60_000;
    attempt.completedOn = this.#site.clock.iso();
    attempt.status = outcome === "canceled" ? "failed" : outcome;
    if (outcome === "canceled") this.#set(place, "canceled", "phaseCanceled");
    else if (outcome === "failed") this.#set(place, "rejected", "phaseFailed");
    else if (this.#ask(place, "postDeploy")) this.#set(place, "inProgress", "pending");
    else this.#finish(place);
  }

  #finish(place: Place): void {
    const { release, environment, attempt } = place;
    const partly = attempt.status === "partiallySucceeded";
    this.#set(
      place,
      partly ? "partiallySucceeded" : "succeeded",
      partly ? "phasePartiallySucceeded" : "approved",
    );
    note(this.#site, release, { by: this.#site.callers.buildService, what: "Deployed", environment });
    for (const next of release.environments) this.#follow(release, environment, next);
  }

  /** A condition's value is the sum of the states that satisfy it: 4 succeeded, 128 partially succeeded. */
  #follow(release: Release, done: ReleaseEnvironment, next: ReleaseEnvironment): void {
    const value = done.status === "partiallySucceeded" ? 128 : 4;
    const mine = next.conditions.filter(
      ({ conditionType, name, value: wanted }) =>
        conditionType === "environmentState" &&
        name === done.definition.name &&
        (Number(wanted) & value) !== 0,
    );
    if (mine.length === 0) return;
    for (const condition of mine) condition.result = true;
    if (next.conditions.every(({ result }) => result === true)) this.#trigger(release, next);
  }

  cancel(
    order: Readonly<{ release: Release; environment: ReleaseEnvironment; caller: Caller; comment: string }>,
  ): void {
    const { release, environment, caller, comment } = order;
    if (idle.includes(environment.status)) {
      throw invalid(
        `VS402971: The deployment to stage ${environment.definition.name} cannot be cancelled, its status is ${environment.status}.`,
      );
    }
    const attempt = last(environment);
    note(this.#site, release, { by: caller.identity, what: "Cancel", environment, comment });
    for (const approval of environment.approvals)
      if (approval.status === "pending") approval.status = "canceled";
    const running = this.#running.get(attempt.id);
    if (running === undefined) {
      this.#set({ release, environment, attempt }, "canceled", "canceled");
      return;
    }
    attempt.operationStatus = "cancelling";
    this.#site.changed();
    running.abort();
  }

  tick(): void {
    const now = this.#site.clock.now();
    for (const release of this.#site.state.release.releases) {
      for (const environment of release.environments) {
        const due = Date.parse(environment.scheduledDeploymentTime ?? "") <= now;
        if (environment.status === "scheduled" && due)
          this.#begin({ release, environment, attempt: last(environment) });
      }
    }
  }

  recover(): void {
    for (const release of this.#site.state.release.releases) {
      for (const environment of release.environments) {
        const attempt = environment.attempts.at(-1);
        if (attempt?.status !== "inProgress") continue;
        const lost = {
          type: "error" as const,
          message: "We stopped hearing from the agent. The stand-in was stopped.",
        };
        attempt.issues.push(lost);
        attempt.status = "failed";
        for (const phase of attempt.phases) if (phase.status === "inProgress") phase.status = "failed";
        this.#set({ release, environment, attempt }, "rejected", "phaseFailed");
      }
    }
    for (const { stages } of this.#site.state.release.definitions)
      for (const { id } of stages) this.#advance(id);
  }

  cancelAll(): void {
    for (const { environments } of this.#site.state.release.releases) {
      for (const environment of environments)
        if (environment.status === "queued") environment.status = "canceled";
    }
    for (const running of this.#running.values()) running.abort();
  }

  #set({ release, environment, attempt }: Place, status: EnvironmentStatus, operationStatus: string): void {
    const now = this.#site.clock.iso();
    Object.assign(environment, { status, modifiedOn: now });
    Object.assign(attempt, { operationStatus, lastModifiedOn: now });
    release.modifiedOn = now;
    this.#site.changed();
  }
}

function last(environment: ReleaseEnvironment): Attempt {
  const attempt = environment.attempts.at(-1);
  if (attempt === undefined) throw new Error(`Nothing was deployed to ${environment.definition.name}.`);
  return attempt;
}
