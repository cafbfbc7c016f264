import type { EngineWorld } from "../engine/engine-world.ts";
import { invalid } from "../http/reply.ts";
import type { Caller } from "../people/callers.ts";
import type { Site } from "../site.ts";
import type { Approval, Release, ReleaseEnvironment } from "../state/release-state.ts";
import type { Outcome } from "./deploy.ts";
import { note } from "./history.ts";
import {
  askApprovals,
  idleStatuses,
  lastAttempt,
  lastPlaces,
  newAttempt,
  setStatus,
} from "./stage-attempt.ts";
import type { Place, Start } from "./stage-attempt.ts";
import { StageQueue } from "./stage-queue.ts";

/** An answer to an approval. */
export type Decision = Readonly<{ status: "approved" | "rejected"; caller: Caller; comment: string }>;

/** Which stage is to be cancelled, by whom. */
export type Cancel = Readonly<{
  release: Release;
  environment: ReleaseEnvironment;
  caller: Caller;
  comment: string;
}>;

/** Brings releases through their stages: conditions, approvals, the queue, the deployment. */
export class ReleaseEngine {
  readonly #site: Site;
  readonly #queue: StageQueue;

  constructor(world: EngineWorld) {
    this.#site = world.site;
    this.#queue = new StageQueue(world, (place, outcome) => this.#deployed(place, outcome));
  }

  /** After a release was made: the stages that begin by themselves. */
  created(release: Release): void {
    note(this.#site, release, { by: release.createdBy, what: "Create" });
    if (release.status !== "active") return;
    for (const environment of release.environments) {
      const events = environment.conditions.filter(({ conditionType }) => conditionType === "event");
      for (const condition of events) condition.result = true;
      if (events.length > 0) this.#trigger(release, environment, release.createdBy);
    }
  }

  #trigger(release: Release, environment: ReleaseEnvironment, by: Start["by"]): void {
    const fulfilled = environment.conditions.every(({ result }) => result === true);
    if (!fulfilled || !idleStatuses.includes(environment.status)) return;
    this.start(release, environment, { reason: "automated", by, comment: "" });
  }

  start(release: Release, environment: ReleaseEnvironment, start: Start): void {
    const { name } = environment.definition;
    if (!idleStatuses.includes(environment.status) && environment.status !== "scheduled") {
      throw invalid(
        `VS402970: Stage ${name} of ${release.name} cannot be deployed, its status is ${environment.status}.`,
      );
    }
    if (release.status !== "active") throw invalid(`VS402951: ${release.name} is ${release.status}.`);
    const { by, comment } = start;
    if (environment.status === "scheduled") {
      this.#begin({ release, environment, attempt: lastAttempt(environment) });
      return;
    }
    const place = { release, environment, attempt: newAttempt(this.#site, environment, start) };
    note(this.#site, release, { by, what: "Deploy", environment, comment });
    if (start.at === undefined) this.#begin(place);
    else {
      environment.scheduledDeploymentTime = new Date(start.at).toISOString();
      setStatus(this.#site, place, "scheduled", "scheduled");
    }
  }

  #begin(place: Place): void {
    Reflect.deleteProperty(place.environment, "scheduledDeploymentTime");
    if (askApprovals(this.#site, place, "preDeploy")) setStatus(this.#site, place, "inProgress", "pending");
    else this.#queue.add(place);
  }

  decide(release: Release, environment: ReleaseEnvironment, approval: Approval, decision: Decision): void {
    const { status, caller, comment } = decision;
    const modifiedOn = this.#site.clock.iso();
    Object.assign(approval, { status, approvedBy: caller.identity, comments: comment, modifiedOn });
    approval.revision += 1;
    const place = { release, environment, attempt: lastAttempt(environment) };
    const what = status === "approved" ? "Approve" : "Reject";
    note(this.#site, release, { by: caller.identity, what, environment, comment });
    const side = environment.approvals.filter(
      (one) => one.approvalType === approval.approvalType && one.attempt === place.attempt.attempt,
    );
    if (status === "rejected") this.#rejected(place, side);
    else if (side.every((one) => one.status === "approved")) {
      if (approval.approvalType === "preDeploy") this.#queue.add(place);
      else this.#finish(place);
    }
    this.#site.changed();
  }

  #rejected(place: Place, side: readonly Approval[]): void {
    for (const one of side) if (one.status === "pending") one.status = "canceled";
    place.attempt.status = "failed";
    setStatus(this.#site, place, "rejected", "rejected");
  }

  #deployed(place: Place, outcome: Outcome): void {
    const { environment, attempt } = place;
    const began = Date.parse(attempt.startedOn ?? attempt.queuedOn);
    environment.timeToDeploy = (this.#site.clock.now() - began) / 60_000;
    attempt.completedOn = this.#site.clock.iso();
    attempt.status = outcome === "canceled" ? "failed" : outcome;
    if (outcome === "canceled") setStatus(this.#site, place, "canceled", "phaseCanceled");
    else if (outcome === "failed") setStatus(this.#site, place, "rejected", "phaseFailed");
    else if (askApprovals(this.#site, place, "postDeploy"))
      setStatus(this.#site, place, "inProgress", "pending");
    else this.#finish(place);
  }

  #finish(place: Place): void {
    const { release, environment, attempt } = place;
    if (attempt.status === "partiallySucceeded") {
      setStatus(this.#site, place, "partiallySucceeded", "phasePartiallySucceeded");
    } else setStatus(this.#site, place, "succeeded", "approved");
    note(this.#site, release, { by: this.#site.callers.buildService, what: "Deployed", environment });
    for (const next of release.environments) this.#follow(release, environment, next);
  }

  /** A condition's value is the sum of the states that satisfy it: 4 succeeded, 128 partially succeeded. */
  #follow(release: Release, done: ReleaseEnvironment, next: ReleaseEnvironment): void {
    const value = done.status === "partiallySucceeded" ? 128 : 4;
    const fulfilled = next.conditions.filter(
      (condition) =>
        condition.conditionType === "environmentState" &&
        condition.name === done.definition.name &&
        (Number(condition.value) & value) !== 0,
    );
    for (const condition of fulfilled) condition.result = true;
    if (fulfilled.length > 0) this.#trigger(release, next, this.#site.callers.buildService);
  }

  cancel({ release, environment, caller, comment }: Cancel): void {
    if (idleStatuses.includes(environment.status)) {
      throw invalid(
        `VS402971: The deployment to stage ${environment.definition.name} cannot be cancelled, its status is ${environment.status}.`,
      );
    }
    const place = { release, environment, attempt: lastAttempt(environment) };
    note(this.#site, release, { by: caller.identity, what: "Cancel", environment, comment });
    for (const approval of environment.approvals)
      if (approval.status === "pending") approval.status = "canceled";
    if (this.#queue.abort(place)) setStatus(this.#site, place, "inProgress", "cancelling");
    else setStatus(this.#site, place, "canceled", "canceled");
  }

  /** What the clock made due. */
  tick(): void {
    const now = this.#site.clock.now();
    for (const place of lastPlaces(this.#site)) {
      const { status, scheduledDeploymentTime: at = "" } = place.environment;
      if (status === "scheduled" && Date.parse(at) <= now) this.#begin(place);
    }
  }

  /** After a restart nothing can be running. What waits goes on waiting. */
  recover(): void {
    for (const place of lastPlaces(this.#site)) if (place.attempt.status === "inProgress") this.#lost(place);
    for (const { stages } of this.#site.state.release.definitions) {
      for (const { id } of stages) this.#queue.advance(id);
    }
  }

  #lost(place: Place): void {
    const message = "We stopped hearing from the agent: the stand-in was stopped.";
    place.attempt.issues.push({ type: "error", message });
    place.attempt.status = "failed";
    for (const phase of place.attempt.phases) if (phase.status === "inProgress") phase.status = "failed";
    setStatus(this.#site, place, "rejected", "phaseFailed");
  }

  /** Before everything begins anew. */
  cancelAll(): void {
    this.#queue.clear();
  }
}
