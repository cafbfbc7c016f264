import assert from "node:assert/strict";
import { type GateAsked, type GateLook, lookAtGate } from "../../../core/acts/look-at-gate.ts";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { askApprovers, decideLevel } from "../../../core/acts/train-decisions.ts";
import { partDocument, partsCollection, readWholeTrain } from "../../../core/acts/train-documents.ts";
import { trainsCollection } from "../../../core/acts/train-documents.ts";
import { appendEntry, ledgerCollection } from "../../../core/acts/train-ledger.ts";
import { addApplicationRelease, changeTrain } from "../../../core/acts/trains.ts";
import { refusal } from "../../../core/failure.ts";
import type { TrainAct } from "../../../core/model/train/act-on-train.ts";
import type { Train } from "../../../core/model/train/train.ts";
import type { TrainApproval } from "../../../core/model/train/train-approval.ts";
import { refusing } from "../../support/refusing.ts";
import { id, manual, now, release, train } from "../model/train/builders.ts";
import { project, sha256, type Parts } from "./sample-organisation.ts";
import { hashing, trainStage, type TrainStage } from "./train-world.ts";

const bugs = {
  ...manual,
  id: id(41),
  text: "No bugs",
  check: { kind: "query", query: "q", atMost: 0 },
} as const;

function look({ azure }: Pick<TrainStage, "azure">, asked: Partial<GateAsked> = {}): Promise<GateLook> {
  return lookAtGate({ train: 7, gate: "scoping", goal: "passed", ...asked }, azure, { now, sha256 });
}

async function act(stage: TrainStage, done: TrainAct): Promise<void> {
  const known = await openTrain(7, stage.azure, now);
  await changeTrain(7, known.whole.train.value.revision, done, actingOn(known, stage.azure, hashing));
}

/** A train with these things in its scoping gate, of which its ledger knows. */
async function entered(gate: Partial<Train["gates"][number]> = {}, parts: Parts = {}): Promise<TrainStage> {
  const gates = train.gates.map((one, at) => (at === 0 ? { ...one, ...gate } : one));
  const stage = trainStage({ train: { gates } }, parts);
  await act(stage, { kind: "plan", purpose: "The summer" });
  return stage;
}

const levels: readonly TrainApproval[] = [{ kind: "train", approvers: ["eve"] }];

/** The scoping gate has passed: Eve approved it on work item 101. */
async function passed(): Promise<TrainStage> {
  const stage = await entered({ approvals: levels });
  await act(stage, { kind: "completeGate", gate: "scoping" });
  await askApprovers(await openTrain(7, stage.azure, now), stage.azure, hashing, "scoping");
  stage.be("eve");
  const answer = { gate: "scoping", level: 1, approve: true, comment: "" } as const;
  await decideLevel(await openTrain(7, stage.azure, now), stage.azure, hashing, answer);
  return stage;
}

async function storedTrain({ azure }: TrainStage): Promise<Train> {
  return (await readWholeTrain(project.id, 7, azure.documents)).train.value;
}

/** The train with its scoping gate changed past every rule. `hidden`: the ledger was told, too. */
async function forge(
  stage: TrainStage,
  gate: Partial<Train["gates"][number]>,
  hidden = false,
): Promise<void> {
  const before = await storedTrain(stage);
  const gates = before.gates.map((one, at) => (at === 0 ? { ...one, ...gate } : one));
  const document = { ...before, revision: before.revision + 1, gates };
  stage.kept.put(trainsCollection(project.id), "7", document);
  const draft = { train: before.id, subject: { kind: "train" }, act: { kind: "plan" }, document } as const;
  if (hidden) await appendEntry(draft, { by: "nik", now }, stage.azure.documents, sha256);
}

describe("looking at a gate", () => {
  it("N10: is complete within one look of the last open bug's closing, with what was counted", async () => {
    let found: readonly number[] = [7];
    const stage = await entered({ criteria: [bugs] }, { workItems: { query: () => Promise.resolve(found) } });
    const before = await look(stage, { goal: "complete" });
    assert.deepEqual(before.open, ['"No bugs" is not met: 1 work item found, at most 0 allowed']);
    found = [];
    const after = await look(stage, { goal: "complete" });
    assert.deepEqual(
      [after.open, after.criteria],
      [[], ['"No bugs" is met: 0 work items found, at most 0 allowed']],
    );
    assert.deepEqual((await look(stage)).open, ["Nobody has completed the scoping gate yet."]);
  });

  it("N10: a criterion that cannot be read is open, and says why", async () => {
    const why = refusal({ code: "RM040", what: "x", where: "y", cause: "No right", next: "z" });
    const stage = await entered({ criteria: [bugs] }, { workItems: { query: () => Promise.reject(why) } });
    assert.deepEqual((await look(stage, { goal: "complete" })).open, [
      '"No bugs" is not known: It could not be read: No right.',
    ]);
  });

  it("asks nothing for the other gates, and for a gate that has passed what is so now", async () => {
    const stage = await entered({ criteria: [bugs] });
    const before = stage.asked.length;
    assert.deepEqual((await look(stage, { gate: "qa" })).criteria, []);
    const later = await entered();
    await act(later, { kind: "addCriterion", gate: "qa", criterion: bugs });
    const known = later.asked.length;
    assert.deepEqual((await look(later)).criteria, []);
    const asked = [...stage.asked.slice(before), ...later.asked.slice(known)];
    assert.equal(asked.includes("workItems.query"), false);
    await act(stage, { kind: "completeGate", gate: "scoping" });
    assert.equal((await look(stage)).criteria.length, 1);
  });

  it("S1-09: has passed where Azure DevOps says that the approver approved it", async () => {
    const stage = await passed();
    const seen = await look(stage);
    assert.deepEqual([seen.open, seen.gate.passed?.by, seen.train.phase], [[], "eve", "construction"]);
  });
});

describe("a gate that counts as passed", () => {
  const passing = { completed: { by: "mia", on: now, evidence: [] }, passed: { by: "mia", on: now } };

  it("is not one that was changed past the ledger", async () => {
    const stage = await entered();
    await forge(stage, passing);
    assert.deepEqual((await look(stage)).open, ['"June" is not as the ledger left it.']);
  });

  it("is not one whose ledger was altered, or does not hold what a work item keeps of it", async () => {
    const stage = await passed();
    const collection = ledgerCollection(id(1));
    const part = (await stage.azure.documents.list(collection))[0]?.value as { entries: { by: string }[] };
    stage.kept.put(collection, "current", {
      ...part,
      entries: part.entries.map((one) => ({ ...one, by: "x" })),
    });
    assert.match((await look(stage)).open.join(), /^The ledger is wrong at entry 1: /);
    stage.kept.put(collection, "current", { ...part, entries: part.entries.slice(0, 2) });
    assert.match((await look(stage)).open.join(), /anchored elsewhere/);
    stage.kept.put(collection, "current", { schema: 2 });
    assert.match((await look(stage)).open.join(), /^The ledger could not be checked: /);
  });

  it("is not one of a train from which somebody took what still was in the way", async () => {
    const stage = await passed();
    stage.be("mia");
    const acting = actingOn(await openTrain(7, stage.azure, now), stage.azure, hashing);
    await addApplicationRelease(7, release, acting);
    assert.deepEqual((await look(stage)).open, []);
    await stage.azure.documents.remove(partsCollection(id(1)), partDocument("release", release.id));
    assert.deepEqual((await look(stage)).open, [
      `The release ${release.id}, of which the ledger tells, is not there any more.`,
    ]);
  });

  it("is not one whose approval nobody gave at Azure DevOps, though the ledger tells of it", async () => {
    const stage = await passed();
    const [level] = (await storedTrain(stage)).gates[0]?.approvals ?? [];
    assert.ok(level?.approved?.change);
    const { change, ...unproved } = level.approved;
    const bad = [
      [unproved, /names no work item/],
      [{ ...level.approved, by: "nik" }, /Revision \d of work item #101 is not the train approval/],
      [{ ...level.approved, change: { ...change, revision: 1 } }, /Revision 1 of work item #101 is not/],
      [{ ...level.approved, change: { ...change, item: 999 } }, /work item #999 could not be read/],
    ] as const;
    for (const [approved, why] of bad) {
      await forge(stage, { ...passing, approvals: [{ ...level, approved }] }, true);
      assert.match((await look(stage)).open.join(), why);
    }
    const { approved: _, ...open } = level;
    await forge(stage, { ...passing, approvals: [open] }, true);
    assert.match((await look(stage)).open.join(), /names no work item/);
    await forge(stage, { ...passing, approvals: [level] }, true);
    assert.deepEqual((await look(stage)).open, []);
  });
});

describe("a gate that cannot be looked at", () => {
  it("is that of a train that there is not, of one that was cancelled, and of one that cannot be read", async () => {
    const stage = await entered();
    await assert.rejects(look(stage, { train: 8 }), refusing("RM041", /no such document/));
    stage.kept.put(partsCollection(id(1)), "release-x", { schema: 2 });
    await assert.rejects(look(stage), refusing("RM044", /schema/));
    const other = await entered();
    await act(other, { kind: "cancel", reason: "No money" });
    await assert.rejects(look(other), refusing("RM002", /^The train is cancelled$/));
  });
});
