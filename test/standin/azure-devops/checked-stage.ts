import { randomUUID } from "node:crypto";
import { newCheck, newEnvironment } from "../../../standin/azure-devops/checks/environment-book.ts";
import { passChecks } from "../../../standin/azure-devops/checks/pass-checks.ts";
import type { Passed } from "../../../standin/azure-devops/checks/pass-checks.ts";
import type { Checkpointed } from "../../../standin/azure-devops/checks/suite-book.ts";
import type { Site } from "../../../standin/azure-devops/site.ts";
import type { Timeline, TimelineRecord } from "../../../standin/azure-devops/state/build-state.ts";
import type { ApprovalSettings, CheckTerms } from "../../../standin/azure-devops/state/environment-state.ts";
import { people } from "../../../standin/worlds/people.ts";
import { smallWorld, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

/** Runs a test with the site behind a small organisation. */
export function withSite(test: (site: Site, bench: Bench) => Promise<void>): Promise<void> {
  const world = smallWorld();
  const sites: Site[] = [];
  const furnish: typeof world.furnish = (kit) => {
    world.furnish(kit);
    sites.push(kit.site);
  };
  return withOrganisation({ ...world, furnish }, async (bench) => {
    const [site] = sites;
    if (site === undefined) throw new Error("The world was not furnished.");
    await test(site, bench);
  });
}

/** The id of the one who has a role. */
export function idOf(role: string): string {
  return people.find((person) => person.role === role)?.id ?? "";
}

/** An environment that every pipeline may use, with these checks. Gives its id. */
export function environmentWith(site: Site, name: string, ...checks: readonly CheckTerms[]): number {
  const by = site.callers.identity(idOf("administrator"));
  const { id } = newEnvironment(site, { name, by });
  const everybody = { authorized: true, authorizedBy: by, authorizedOn: site.clock.iso() };
  site.state.pipelinePermissions.push({
    type: "environment",
    id: String(id),
    allPipelines: everybody,
    pipelines: [],
  });
  const resource = { type: "environment", id: String(id), name };
  for (const terms of checks) newCheck(site, { resource, terms, by, timeout: 60 });
  return id;
}

export function asks(roles: readonly string[], more: Partial<ApprovalSettings> = {}): CheckTerms {
  return {
    kind: "approval",
    settings: {
      approvers: roles.map(idOf),
      instructions: "Approve this change when it's ready for staging",
      minRequiredApprovers: 0,
      executionOrder: "anyOrder",
      requesterCannotBeApprover: false,
      blockedApprovers: [],
      when: "check",
      ...more,
    },
  };
}

/** A stage that stands before its checks, and what came of it so far. */
export type Held = {
  timeline: Timeline;
  stage: TimelineRecord;
  cancel: AbortController;
  outcome?: Passed;
  ended: Promise<Passed>;
  given: Checkpointed;
};

/** A run of the one pipeline, and its stage that is held. */
export function hold(
  site: Site,
  more: Partial<Pick<Checkpointed, "environments" | "groups" | "lockBehavior" | "stageName">>,
): Held {
  const given = {
    site,
    ...runWithStage(site),
    environments: [],
    groups: [],
    connections: [],
    stageName: "Staging",
    ...more,
  };
  return waiting({ ...given, attempt: 1 });
}

/** Begins or goes on to wait. */
export function waiting(given: Omit<Checkpointed, "signal">): Held {
  const cancel = new AbortController();
  const whole = { ...given, signal: cancel.signal };
  const held: Held = {
    timeline: given.timeline,
    stage: given.stage,
    cancel,
    given: whole,
    ended: passChecks(whole).then((outcome) => (held.outcome = outcome)),
  };
  return held;
}

function runWithStage(site: Site): Pick<Checkpointed, "build" | "timeline" | "stage"> {
  const id = site.next("build");
  const [planId, now] = [randomUUID(), site.clock.iso()];
  const requested = site.callers.identity(idOf("contributor"));
  const build: Checkpointed["build"] = {
    id,
    buildNumber: `20261121.${id}`,
    definitionId: 1,
    status: "inProgress",
    reason: "manual",
    sourceBranch: "refs/heads/main",
    sourceVersion: "0".repeat(40),
    queueTime: now,
    requestedBy: requested,
    requestedFor: requested,
    parameters: {},
    planId,
    tags: [],
    properties: {},
    lastChangedDate: now,
  };
  const stage: TimelineRecord = {
    id: randomUUID(),
    parentId: null,
    type: "Stage",
    name: "Staging",
    order: 1,
    attempt: 1,
    state: "pending",
    issues: [],
    previousAttempts: [],
  };
  const timeline = { id: planId, planId, changeId: 1, records: [stage] };
  site.state.build.builds.push(build);
  site.state.build.timelines.push(timeline);
  return { build, timeline, stage };
}

/** The records below the checkpoint, as `Checkpoint.Approval: inProgress`. */
export function checkpoint({ timeline }: Held): readonly string[] {
  return timeline.records
    .filter(({ type }) => type.startsWith("Checkpoint"))
    .map(({ type, state, result }) => `${type}: ${result ?? state}`);
}

/** The ids of the approvals that a stage waits or waited for. */
export function approvals({ timeline }: Held): readonly string[] {
  return timeline.records.filter(({ type }) => type === "Checkpoint.Approval").map(({ id }) => id);
}

export const approvalPath = "/contoso/Contoso/_apis/pipelines/approvals";
const version = "api-version=7.2-preview.2";

type Said = Readonly<Record<string, unknown>>;

/** Says something to the first approval of a stage. Gives the status of the answer. */
export function say(bench: Bench, held: Held, who: string, what: Said): Promise<number> {
  return answerFor(bench, approvals(held)[0] ?? "", who, what);
}

export async function answerFor(bench: Bench, approvalId: string, who: string, what: Said): Promise<number> {
  const body = [{ approvalId, ...what }];
  return (await bench.send(who, "PATCH", `${approvalPath}?${version}`, body)).status;
}

export type Shown = {
  status: string;
  permissions?: string;
  instructions?: string;
  steps: { status: string; deferredTo?: string; assignedApprover: { id: string }; permissions?: string }[];
};

/** The first approval of a stage as somebody sees it. */
export async function shown(bench: Bench, held: Held, who: string, expand = "3"): Promise<Shown> {
  const path = `${approvalPath}/${approvals(held)[0] ?? ""}?$expand=${expand}&${version}`;
  return (await bench.send(who, "GET", path)).body as unknown as Shown;
}

/** Whatever follows from what just happened has followed. */
export function soon(): Promise<void> {
  return new Promise((done) => {
    setImmediate(done);
  });
}

export const minutes = (count: number): number => count * 60_000;
