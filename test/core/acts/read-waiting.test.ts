import assert from "node:assert/strict";
import { readWaiting, type WaitingRead } from "../../../core/acts/read-waiting.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Attempt, State } from "../../../core/model/stage.ts";
import { whyWaits } from "../../../core/model/why-deployment.ts";
import type { RunApproval } from "../../../core/ports-of-runs.ts";
import { ann, approval, check } from "../model/waiting.ts";
import {
  attempt,
  noRight,
  now,
  organisation,
  production,
  release,
  uat,
  type Parts,
} from "./sample-organisation.ts";

/** A run whose Production stands so. Its attempt was asked for a minute before now. */
function runWith(number: number, state: State, over: Partial<Attempt> = {}): Release {
  const status = { state, wire: "pending" };
  const { startedOn: _, finishedOn: __, ...fresh } = attempt;
  const attempts = [{ ...fresh, status, queuedOn: now, ...over }];
  const stage = { ...production, id: "prod", status, attempts };
  const { definitionId: ___, ...ofRun } = stage;
  return { ...release, id: `run:${number}`, name: `Shop ${number}`, kind: "yaml", stages: [uat, ofRun] };
}

const asked: RunApproval = {
  id: "1",
  status: "pending",
  approvers: [ann],
  required: 1,
  instructions: "",
  mayDecide: "yes",
  decisions: [],
};

type World = Readonly<{ runs: readonly Release[]; next?: string; over?: Parts["runs"] }>;

function azureWith({ runs, next, over }: World, sent: unknown[] = []) {
  return organisation({
    builds: {
      runs: (query) => {
        sent.push(query);
        const items = runs.map((run) => ({ ...run, stages: [] }));
        return Promise.resolve({ items, ...(next === undefined ? {} : { next }) });
      },
      withStages: (bare) => {
        sent.push(`${bare.length} timelines`);
        return Promise.resolve({ items: runs.filter(({ id }) => bare.some((one) => one.id === id)) });
      },
    },
    runs: {
      pipelines: () => Promise.resolve([]),
      approvals: (ids) => {
        sent.push(ids);
        return Promise.resolve([asked]);
      },
      ...over,
    },
  });
}

function told({ deployments, problems }: WaitingRead): readonly unknown[] {
  return [...deployments.map((one) => `${one.releaseName}: ${whyWaits(one)?.text ?? ""}`), ...problems];
}

describe("What stages of YAML runs wait for", () => {
  it("N17: is read from the newest runs that have not ended, and who is asked in one question for all", async () => {
    const sent: unknown[] = [];
    const runs = [
      runWith(9, "waitingForApproval", { approvals: [approval({})] }),
      runWith(8, "waitingForCheck", { checks: [check("businessHours", "Office")] }),
      runWith(7, "inProgress"),
    ];
    assert.deepEqual(told(await readWaiting(azureWith({ runs }, sent))), [
      "Shop 9: It waits for approval, asked: Ann; you may decide it.",
      'Shop 8: It waits for the business hours of the check "Office".',
    ]);
    assert.deepEqual(sent, [{ unfinished: true, top: 20, withoutStages: true }, "3 timelines", ["1"]]);
  });

  it("N17: is not a start by hand that nobody has asked for", async () => {
    const runs = [runWith(9, "waitingForManualStart"), runWith(8, "notDeployed")];
    assert.deepEqual(told(await readWaiting(azureWith({ runs }))), []);
  });

  it("N17: is told of twenty runs, and that there are more", async () => {
    const sent: unknown[] = [];
    const runs = Array.from({ length: 30 }, (_, at) => runWith(at, "waitingForCheck"));
    const read = await readWaiting(azureWith({ runs }, sent));
    assert.deepEqual([read.deployments.length, sent[1]], [20, "20 timelines"]);
    assert.match(read.problems[0] ?? "", /^More than 20 runs have not ended: what older ones wait for/);
    const paged = await readWaiting(azureWith({ runs: runs.slice(0, 20), next: "more" }));
    assert.equal(paged.problems.length, 1);
  });

  it("N17: is that the pipeline is disabled", async () => {
    const pipelines = (): ReturnType<NonNullable<NonNullable<Parts["runs"]>["pipelines"]>> =>
      Promise.resolve([{ id: release.pipeline.id, name: "", path: "", disabled: true, webUrl: "" }]);
    const runs = [runWith(9, "queued")];
    assert.deepEqual(told(await readWaiting(azureWith({ runs, over: { pipelines } }))), [
      "Shop 9: Its pipeline is disabled.",
    ]);
  });

  it("N17: is said as far as it is known, where something cannot be read", async () => {
    const runs = [runWith(9, "waitingForApproval", { approvals: [approval({})] })];
    const refused = (): Promise<never> => Promise.reject(noRight());
    assert.deepEqual(told(await readWaiting(azureWith({ runs, over: { approvals: refused } }))), [
      "Shop 9: It waits for approval, and Azure DevOps does not say by whom.",
      "Who is asked by YAML runs could not be read: You do not have the right.",
    ]);
    const nothing = organisation({ builds: { runs: refused } });
    assert.deepEqual(told(await readWaiting(nothing)), [
      "What YAML runs wait for could not be read: You do not have the right.",
    ]);
  });
});
