import assert from "node:assert/strict";
import { openTrain } from "../../../core/acts/open-train.ts";
import { askDue } from "../../../core/acts/train-asking.ts";
import { decideTurnover, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { readLedger } from "../../../core/acts/train-ledger.ts";
import { beginTask, followTasks } from "../../../core/acts/train-work.ts";
import { refusal } from "../../../core/failure.ts";
import type { State } from "../../../core/model/stage.ts";
import type { DeploymentTask } from "../../../core/model/train/deployment-task.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import { refusing } from "../../support/refusing.ts";
import { id, now, release as shop, task, turnover } from "../model/train/builders.ts";
import { organisation, release as classic, type Parts } from "./sample-organisation.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const starting = { ...hashing, wait: () => Promise.resolve() };
const automated: DeploymentTask = {
  ...task,
  state: "actionable",
  stage: { release: "classic:57", name: "UAT" },
};
const byHand: DeploymentTask = { ...task, id: id(31), title: "Tell everybody", state: "actionable" };
const next: DeploymentTask = { ...byHand, state: "planned" };

function staged(changes: Partial<Turnover>, parts: Parts = {}): TrainStage {
  return trainStage(
    {
      train: { phase: "construction" },
      releases: [{ ...shop, phase: "construction" }],
      turnovers: [{ ...turnover, ...changes }],
    },
    parts,
  );
}

/** The sample organisation, in which the stage can be started. */
function startable(start: () => Promise<void>): Parts {
  const { releases, builds, evidences, connections, leases, permissions, runs } = organisation({
    releases: { start, deployments: () => Promise.resolve({ items: [] }) },
  });
  return { releases, builds, evidences, connections, leases, permissions, runs };
}

function showing(state: State): Parts {
  const stages = classic.stages.map((one) => ({ ...one, status: { state, wire: state } }));
  return { releases: { get: () => Promise.resolve({ ...classic, stages }) } };
}

async function stored(stage: TrainStage): Promise<Turnover> {
  const { whole } = await openTrain(7, stage.azure, now);
  const [first] = whole.turnovers.kept;
  assert.ok(first);
  return first.value;
}

async function acts({ azure }: TrainStage): Promise<readonly string[]> {
  return (await readLedger(id(1), azure.documents)).map(
    ({ by, act }) => `${by} ${/"kind":"(\w+)"/.exec(act)?.[1] ?? ""}`,
  );
}

const order = { turnover: id(20), task: id(30), reason: "It is time" };
const deploying = { state: "deploying", tasks: [automated, next] } as const;

describe("an automated task", () => {
  it("S1-35: starts its stage by the rule for all starts, then runs", async () => {
    const started: string[] = [];
    const stage = staged(
      deploying,
      startable(() => (started.push("UAT"), Promise.resolve())),
    );
    stage.be("eve");
    const known = await beginTask(await openTrain(7, stage.azure, now), stage.azure, starting, order);
    assert.deepEqual(started, ["UAT"]);
    assert.equal(known.whole.turnovers.kept[0]?.value.tasks[0]?.state, "running");
    assert.deepEqual(await acts(stage), ["eve beginTask"]);
  });

  it("S1-38: starts nothing for somebody who may not begin it, nor a task that is locked or done by hand", async () => {
    const stage = staged(
      deploying,
      startable(() => assert.fail("started")),
    );
    const known = await openTrain(7, stage.azure, now);
    await assert.rejects(
      beginTask(known, stage.azure, starting, order),
      refusing("RM001", /^Only a release engineer or its owner may begin a deployment task\.$/),
    );
    stage.be("eve");
    const mine = await openTrain(7, stage.azure, now);
    await assert.rejects(
      beginTask(mine, stage.azure, starting, { ...order, task: id(31) }),
      refusing("RM001", /locked until the one before it is done/),
    );
  });
});

describe("an automated task whose start is refused", () => {
  it("S1-11 S1-36: starts no stage of another project, which is started there", async () => {
    const foreign = { ...automated, stage: { release: `classic:57@${id(90)}`, name: "UAT" } } as const;
    const stage = staged(
      { state: "deploying", tasks: [foreign, next] },
      startable(() => assert.fail("started")),
    );
    stage.be("eve");
    await assert.rejects(
      beginTask(await openTrain(7, stage.azure, now), stage.azure, starting, order),
      refusing("RM001", /or starts a stage of another project$/),
    );
  });

  it("S1-36: stays actionable where the rule for starts refuses, which is told as it is", async () => {
    const refused = refusal({ code: "RM040", what: "x", where: "y", cause: "Not you", next: "z" });
    const stage = staged(
      deploying,
      startable(() => Promise.reject(refused)),
    );
    stage.be("eve");
    await assert.rejects(
      beginTask(await openTrain(7, stage.azure, now), stage.azure, starting, order),
      refusing("RM040", /^Not you$/),
    );
    assert.equal((await stored(stage)).tasks[0]?.state, "actionable");
  });

  it("RM042: is noted as running though somebody changed the turnover while its stage started", async () => {
    const stage = staged(
      deploying,
      startable(() => {
        stage.kept.put(`train-${id(1)}`, `turnover-${id(20)}`, { ...turnover, ...deploying, revision: 5 });
        return Promise.resolve();
      }),
    );
    stage.be("eve");
    await beginTask(await openTrain(7, stage.azure, now), stage.azure, starting, order);
    const { revision, tasks } = await stored(stage);
    assert.deepEqual([revision, tasks[0]?.state], [6, "running"]);
  });
});

describe("an automated task that runs", () => {
  for (const [state, expected] of [
    ["succeeded", "succeeded"],
    ["rejected", "failed"],
  ] as const) {
    it(`S1-36, N10: has ${expected} when Azure DevOps says of its stage that it ${state}`, async () => {
      const tasks = [{ ...automated, state: "running" as const }, next];
      const stage = staged({ ...deploying, tasks }, showing(state));
      stage.be("eve");
      await followTasks(await openTrain(7, stage.azure, now), stage.azure, hashing);
      assert.equal((await stored(stage)).tasks[0]?.state, expected);
    });
  }

  it("S1-36: goes on while its stage does, and while that cannot be read", async () => {
    const tasks = [{ ...automated, state: "running" as const }];
    const stage = staged({ ...deploying, tasks }, showing("inProgress"));
    assert.equal(await followTasks(await openTrain(7, stage.azure, now), stage.azure, hashing), undefined);
  });

  it("S1-36: makes the next one actionable, whose owner is asked on a work item", async () => {
    const tasks = [{ ...automated, state: "running" as const }, next];
    const stage = staged({ ...deploying, tasks }, showing("succeeded"));
    stage.be("eve");
    const known = await followTasks(await openTrain(7, stage.azure, now), stage.azure, hashing);
    assert.deepEqual(known?.problems, []);
    assert.equal((await stored(stage)).tasks[1]?.item, 101);
    const kept = stage.boards.changesOf(101).filter(({ comment = "" }) => comment.startsWith("Ledger of"));
    assert.equal(kept.length, 1, "with the question, and not once more: nothing that counts was done");
  });

  it("S1-36, N10: leaves the end of the ledger in a work item where it was the last one", async () => {
    const tasks = [
      { ...byHand, state: "succeeded" as const, item: 101 },
      { ...automated, state: "running" as const },
    ];
    const stage = staged({ ...deploying, tasks }, showing("succeeded"));
    const assignedTo = { id: "olga", name: "Olga" };
    await stage.azure.workItems.create({ type: "Task", title: "x", description: "", tags: [], assignedTo });
    stage.be("eve");
    await followTasks(await openTrain(7, stage.azure, now), stage.azure, hashing);
    assert.equal((await stored(stage)).state, "deployed");
    const kept = stage.boards.changesOf(101).filter(({ comment = "" }) => comment.startsWith("Ledger of"));
    assert.equal(kept.length, 1);
  });

  it("S1-38: is not ended by who may not, which is said", async () => {
    const tasks = [{ ...automated, state: "running" as const }];
    const stage = staged({ ...deploying, tasks }, showing("succeeded"));
    stage.be("nik");
    const known = await followTasks(await openTrain(7, stage.azure, now), stage.azure, hashing);
    assert.match(known?.problems.join(" ") ?? "", /has ended was not noted: Only a release engineer/);
    assert.equal((await stored(stage)).tasks[0]?.state, "running");
  });
});

describe("a manual task", () => {
  /** Its owner was asked on work item 101. */
  async function asked(): Promise<TrainStage> {
    const stage = staged({ state: "deploying", tasks: [byHand] });
    stage.be("eve");
    await askDue(await openTrain(7, stage.azure, now), stage.azure, hashing);
    return stage;
  }

  it("S1-35: is a work item of its owner, and only one", async () => {
    const stage = await asked();
    await askDue(await openTrain(7, stage.azure, now), stage.azure, hashing);
    assert.equal((await stored(stage)).tasks[0]?.item, 101);
    assert.equal(stage.boards.get(101)?.title, 'Do the deployment task "Tell everybody": release train 7');
    assert.equal(stage.boards.get(102), undefined);
  });

  it("S1-36: is done when its owner says so on the work item, and deploys the turnover with the last one", async () => {
    const stage = await asked();
    stage.boards.set(101, "olga", "Done", "All were told");
    await recordDecisions(await openTrain(7, stage.azure, now), stage.azure, hashing);
    const { state, tasks } = await stored(stage);
    assert.deepEqual(
      [state, tasks[0]?.done?.by, tasks[0]?.done?.note],
      ["deployed", "olga", "All were told"],
    );
  });

  it("S1-36: fails when the answer is no", async () => {
    const stage = await asked();
    const no = { turnover: id(20), task: id(31), approve: false, comment: "Nobody listened" };
    await decideTurnover(await openTrain(7, stage.azure, now), stage.azure, hashing, no);
    const { state, tasks } = await stored(stage);
    assert.deepEqual([state, tasks[0]?.state, tasks[0]?.done?.by], ["failed", "failed", "eve"]);
  });

  it("S1-38: is not done by anybody else", async () => {
    const stage = await asked();
    stage.boards.set(101, "mia", "Done");
    const known = await recordDecisions(await openTrain(7, stage.azure, now), stage.azure, hashing);
    assert.match(
      known?.problems.join(" ") ?? "",
      /not counted: Only a release engineer or its owner may finish/,
    );
    assert.equal((await stored(stage)).tasks[0]?.state, "actionable");
  });
});

describe("the acceptance of a turnover", () => {
  /** The release engineers were asked on work items 101 and 102. */
  async function asked(): Promise<TrainStage> {
    const stage = staged({ state: "delivered" });
    await askDue(await openTrain(7, stage.azure, now), stage.azure, hashing);
    return stage;
  }

  it("S1-32, S1-33: is asked of every release engineer, and one of them decides", async () => {
    const stage = await asked();
    assert.deepEqual((await stored(stage)).items, [
      { person: "eve", item: 101 },
      { person: "ina", item: 102 },
    ]);
    stage.be("ina");
    const yes = { turnover: id(20), approve: true, comment: "" };
    await decideTurnover(await openTrain(7, stage.azure, now), stage.azure, hashing, yes);
    const { state, moves } = await stored(stage);
    assert.deepEqual([state, moves.at(-1)?.by, moves.at(-1)?.change?.item], ["accepted", "ina", 102]);
    assert.equal(stage.boards.get(101)?.state, "Removed");
  });

  it("S1-33: sends it back to draft with a no, whose work items count no longer", async () => {
    const stage = await asked();
    stage.boards.set(101, "eve", "Removed");
    await recordDecisions(await openTrain(7, stage.azure, now), stage.azure, hashing);
    const { state, moves, items } = await stored(stage);
    assert.deepEqual(
      [state, moves.at(-1)?.reason, items],
      ["draft", "Rejected without a comment", undefined],
    );
  });

  it("S1-33: is not asked by somebody who may not", async () => {
    const stage = staged({ state: "delivered" });
    stage.be("max");
    const known = await openTrain(7, stage.azure, now);
    assert.equal(await askDue(known, stage.azure, hashing), known);
  });
});
