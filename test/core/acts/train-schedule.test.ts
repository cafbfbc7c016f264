import assert from "node:assert/strict";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { afterAct } from "../../../core/acts/train-after-act.ts";
import { partDocument, partsCollection } from "../../../core/acts/train-documents.ts";
import { scheduleTask, type ScheduleOrder } from "../../../core/acts/train-schedule.ts";
import { changeTrain, changeTurnover } from "../../../core/acts/trains.ts";
import { refusal } from "../../../core/failure.ts";
import type { Instant } from "../../../core/model/instant.ts";
import { read } from "../../../core/model/reading.ts";
import type { DeploymentTask } from "../../../core/model/train/deployment-task.ts";
import { scheduleFault } from "../../../core/model/train/schedule-task.ts";
import type { Turnover } from "../../../core/model/train/turnover.ts";
import { refusing } from "../../support/refusing.ts";
import { facts, id, june, now, release as shop, reservation, roles } from "../model/train/builders.ts";
import { task, train, turnover } from "../model/train/builders.ts";
import { organisation, release as classic, type Parts } from "./sample-organisation.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const automated: DeploymentTask = { ...task, stage: { release: "classic:57", name: "UAT" } };
const ready: Turnover = { ...turnover, state: "ready", tasks: [automated] };
const starting = { ...hashing, wait: () => Promise.resolve() };

function staged(changes: Partial<Turnover> = {}, parts: Parts = {}): TrainStage {
  return trainStage(
    {
      train: { phase: "construction" },
      releases: [{ ...shop, phase: "construction" }],
      turnovers: [{ ...ready, ...changes }],
    },
    parts,
  );
}

/** The sample organisation, with what its releases were told to do. */
function watching(told: unknown[], releases: Parts["releases"] = {}): Parts {
  const { builds, evidences, connections, leases, permissions, runs, ...all } = organisation({
    releases: {
      start: (...call) => Promise.resolve(void told.push(call)),
      cancel: (...call) => Promise.resolve(void told.push(call)),
      deployments: () => Promise.resolve({ items: [] }),
      ...releases,
    },
  });
  return { releases: all.releases, builds, evidences, connections, leases, permissions, runs };
}

const order: ScheduleOrder = { turnover: id(20), task: automated.id, at: june(10), reason: "As planned" };

describe("a turnover's first task that gets its time", () => {
  it("S1-34: has its stage scheduled by Azure DevOps, by the rule for all starts", async () => {
    const told: unknown[] = [];
    const stage = staged({}, watching(told));
    stage.be("eve");
    await scheduleTask(await openTrain(7, stage.azure, now), stage.azure, starting, order);
    assert.deepEqual(told, [[57, "UAT", "As planned", { at: june(10) }]]);
  });

  it("S1-34: is refused where the turnover has another time by now, and where there is no such task", async () => {
    const told: unknown[] = [];
    const stage = staged({ scheduled: june(11) }, watching(told));
    stage.be("eve");
    const known = await openTrain(7, stage.azure, now);
    const schedule = (one: ScheduleOrder): Promise<void> => scheduleTask(known, stage.azure, starting, one);
    await assert.rejects(schedule(order), refusing("RM042", /has another time by now/));
    await assert.rejects(schedule({ ...order, task: id(99) }), refusing("RM041", /no automated task/));
    stage.be("nik");
    const stranger = scheduleTask(await openTrain(7, stage.azure, now), stage.azure, starting, order);
    await assert.rejects(stranger, refusing("RM001", /Only a release engineer or its owner may begin/));
    assert.deepEqual(told, []);
  });
});

describe("what stands against giving a task its time", () => {
  const all = {
    ...facts,
    by: "eve",
    train: { ...train, phase: "construction" as const },
    releases: [{ ...shop, phase: "construction" as const }],
  };
  const rows: readonly (readonly [string, Partial<Turnover>, Partial<typeof all>, string | undefined])[] = [
    ["it may", {}, {}, undefined],
    [
      "no person's right",
      {},
      { by: "max" },
      "Only a release engineer or its owner may begin a deployment task.",
    ],
    [
      "another task",
      { tasks: [{ ...task, id: id(31) }, automated] },
      {},
      "Only the first task gets a time: each further one waits for the one before.",
    ],
    [
      "a manual task",
      { tasks: [task] },
      {},
      "Azure DevOps keeps a time only for stages of classic releases.",
    ],
    [
      "a stage of a run",
      { tasks: [{ ...task, stage: { release: "run:345", name: "UAT" } }] },
      {},
      "Azure DevOps keeps a time only for stages of classic releases.",
    ],
    [
      "a stage of another project",
      { tasks: [{ ...task, stage: { release: `classic:57@${id(90)}`, name: "UAT" } }] },
      {},
      "Its release is another project's: its stage is given a time there.",
    ],
    ["not ready", { state: "accepted" }, {}, "The turnover is accepted; it would have to be ready."],
    [
      "a train that has ended",
      {},
      { train: { ...train, phase: "cancelled" } as never },
      "The train is cancelled: nothing is changed any more.",
    ],
    ["its time is over", {}, { now: june(10) }, "Its time has come: start the turnover, and then the task."],
    [
      "not reserved then",
      {},
      { calendar: read([reservation("UAT", id(50), { to: june(9) })]) },
      '"UAT" is not reserved for the train at 2026-06-10 00:00 UTC.',
    ],
  ];
  for (const [name, changes, more, why] of rows)
    it(`S1-34: ${name}: ${why ?? "nothing stands against it"}`, () =>
      assert.equal(scheduleFault({ ...ready, ...changes }, automated.id, { ...all, ...more }, roles), why));
});

const { scheduled: _, ...untimed } = ready;

function scheduled(at: Instant | undefined): typeof classic {
  return {
    ...classic,
    stages: classic.stages.map((one) => ({
      ...one,
      status: { state: "scheduled", wire: "scheduled" },
      ...(at === undefined ? {} : { scheduledFor: at }),
    })),
  };
}

describe("the time of a stage whose turnover does not go there any more", () => {
  async function over(
    at: Instant | undefined,
    of: "sendBack" | "cancel" | "plan",
    releases: Parts["releases"] = {},
  ) {
    const told: unknown[] = [];
    const stage = staged({}, watching(told, { get: () => Promise.resolve(scheduled(at)), ...releases }));
    stage.be("mia");
    if (at === undefined) stage.kept.put(partsCollection(id(1)), partDocument("turnover", id(20)), untimed);
    const known = await openTrain(7, stage.azure, now);
    const acting = actingOn(known, stage.azure, hashing);
    const changed =
      of === "cancel"
        ? await changeTrain(7, 1, { kind: "cancel", reason: "No budget" }, acting)
        : of === "plan"
          ? await changeTrain(7, 1, { kind: "plan", purpose: "The summer" }, acting)
          : await changeTurnover(7, { id: id(20), revision: 1 }, { kind: "sendBack", reason: "No" }, acting);
    return { told, problems: await afterAct(known, changed, stage.azure, now) };
  }

  it("S1-40: is taken back where it is sent back, or the train is cancelled", async () => {
    for (const of of ["sendBack", "cancel"] as const) {
      const { told, problems } = await over(june(10), of);
      assert.deepEqual(told, [[57, "UAT", "Shop to UAT does not go there"]]);
      assert.doesNotMatch(problems.join(), /is not known/);
    }
  });

  it("S1-34: stays while the turnover is ready, whatever else is done to the train", async () => {
    assert.deepEqual(await over(june(10), "plan"), { told: [], problems: [] });
  });

  it("S1-34: stays where the turnover has begun meanwhile: its first task is what Azure DevOps starts", async () => {
    const told: unknown[] = [];
    const stage = staged({}, watching(told, { get: () => Promise.resolve(scheduled(june(10))) }));
    const known = await openTrain(7, stage.azure, now);
    const [{ value, etag } = assert.fail()] = known.whole.turnovers.kept;
    await afterAct(known, { value: { ...value, state: "deploying" }, etag }, stage.azure, now);
    assert.deepEqual(told, []);
  });

  it("stays where somebody gave it another one", async () => {
    assert.deepEqual((await over(june(12), "sendBack")).told, []);
  });

  it("stays where neither it nor the turnover says when, which nobody stores but by hand", async () => {
    assert.deepEqual((await over(undefined, "sendBack")).told, []);
  });

  it("is said where it could not be taken back", async () => {
    const no = refusal({ code: "RM040", what: "x", where: "y", cause: "Not yours", next: "z" });
    const { problems } = await over(june(10), "sendBack", { cancel: () => Promise.reject(no) });
    assert.match(
      problems.join(),
      /Whether UAT of classic:57 still starts at its time is not known.*Not yours\./,
    );
  });
});
