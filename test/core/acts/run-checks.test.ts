import assert from "node:assert/strict";
import { withChecks } from "../../../core/acts/run-checks.ts";
import type { Deployment } from "../../../core/model/deployment.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Check, State } from "../../../core/model/stage.ts";
import { whyNot } from "../../../core/model/why-waiting.ts";
import { read } from "../../../core/model/reading.ts";
import type { RunCheck } from "../../../core/ports-of-runs.ts";
import { check } from "../model/waiting.ts";
import {
  attempt,
  noRight,
  organisation,
  production,
  release,
  uat,
  type Parts,
} from "./sample-organisation.ts";

const shop = { type: "environment", id: "3", name: "Shop" };

function waitingRun(checks: readonly Check[], state: State = "waitingForCheck"): Release {
  const status = { state, wire: "pending" };
  const last = { ...attempt, status, checks, checkpoint: "suite-1" };
  return {
    ...release,
    id: "run:400",
    kind: "yaml",
    stages: [uat, { ...production, status, attempts: [last] }],
  };
}

const deployment = (id: number, state: State): Deployment => ({
  release: `run:${id}`,
  releaseName: `Shop ${id}`,
  pipeline: { id: 8, name: "Shop", kind: "yaml" },
  stage: "Production",
  environment: "Shop",
  attempt: 1,
  status: { state, wire: state },
  startedBy: "unknown",
});

type Told = Readonly<{ checks: readonly RunCheck[]; environments?: Parts["environments"] }>;

async function why(run: Release, { checks, environments }: Told): Promise<readonly unknown[]> {
  const azure = organisation({
    runs: { checks: () => Promise.resolve(checks) },
    environments: { list: () => Promise.resolve([{ id: 3, name: "Shop" }]), ...environments },
  });
  const { release: told, problems } = await withChecks({ release: run, problems: [] }, azure);
  const stage = told.stages[1];
  assert.ok(stage);
  return [whyNot({ stage: read(stage) })?.text, ...problems];
}

describe("What a stage of a run waits for", () => {
  it("N17: is the lock that another run holds, which is the one that goes on there", async () => {
    const items = [deployment(400, "queued"), deployment(399, "inProgress"), deployment(398, "succeeded")];
    const deployments = (): Promise<{ items: readonly Deployment[] }> => Promise.resolve({ items });
    const run = waitingRun([check("exclusiveLock", "LOCK")]);
    assert.deepEqual(
      await why(run, { checks: [{ id: "lock", resource: shop }], environments: { deployments } }),
      ['It waits for the exclusive lock, which "Shop 399" holds.'],
    );
  });

  it("N17: is a permission, and for which resource; a check, by the name that its maker gave it", async () => {
    const resource = { type: "variablegroup", id: "5", name: "Connection-Parameters" };
    assert.deepEqual(
      await why(waitingRun([check("authorisation", "a")]), { checks: [{ id: "A", resource }] }),
      [
        'It may not use the variable group "Connection-Parameters" until somebody permits it in Azure DevOps.',
      ],
    );
    const named = { id: "t", resource: shop, name: "Office hours", kind: "businessHours" } as const;
    assert.deepEqual(await why(waitingRun([check("other", "t")]), { checks: [named] }), [
      'It waits for the business hours of the check "Office hours".',
    ]);
  });

  it("N17: is an environment that is gone, also where people are still asked", async () => {
    const environments = { list: () => Promise.resolve([]) };
    const checks = [{ id: "x", resource: shop }];
    const gone = ['Azure DevOps no longer has its environment "Shop".'];
    assert.deepEqual(await why(waitingRun([check("other", "x")]), { checks, environments }), gone);
    assert.deepEqual(await why(waitingRun([], "waitingForApproval"), { checks, environments }), gone);
  });

  it("N17: stays as the timeline tells it where the checks cannot be read, which is told", async () => {
    const azure = organisation({ runs: { checks: () => Promise.reject(noRight()) } });
    const run = waitingRun([check("other", "x")]);
    const told = await withChecks({ release: run, problems: ["before"] }, azure);
    assert.deepEqual(told.release, run);
    assert.deepEqual(told.problems, [
      "before",
      "The checks of its stages could not be read: You do not have the right.",
    ]);
  });

  it("asks for the list of environments once, however many stages wait", async () => {
    let asked = 0;
    const azure = organisation({
      runs: { checks: () => Promise.resolve([{ id: "x", resource: shop }]) },
      environments: { list: () => Promise.resolve((asked++, [{ id: 3, name: "Shop" }])) },
    });
    const run = waitingRun([check("other", "x")]);
    const stages = run.stages.flatMap((stage) => [stage, { ...stage, id: `${stage.id}-2` }]);
    await withChecks({ release: { ...run, stages }, problems: [] }, azure);
    assert.equal(asked, 1);
  });

  it("is not asked for where no stage waits", async () => {
    const run = waitingRun([], "succeeded");
    const told = await withChecks({ release: run, problems: [] }, organisation());
    assert.deepEqual(told, { release: run, problems: [] });
  });
});
