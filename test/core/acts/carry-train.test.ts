import assert from "node:assert/strict";
import { exportTrain, importTrain, planImport, type Import } from "../../../core/acts/carry-train.ts";
import { partDocument, partsCollection, readWholeTrain } from "../../../core/acts/train-documents.ts";
import { trainsCollection } from "../../../core/acts/train-documents.ts";
import { appendEntry, ledgerFault, readLedger } from "../../../core/acts/train-ledger.ts";
import { storingFaults } from "../../../core/acts/stored-documents.ts";
import { readTrainText } from "../../../core/model/train/read-train.ts";
import type { ExitCriterion } from "../../../core/model/train/exit-criterion.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import { withGate, type Train } from "../../../core/model/train/train.ts";
import { decidingItemsIn } from "../../../core/model/train/named-in.ts";
import { id, june, manual, now, release, roles, task, train, turnover } from "../model/train/builders.ts";
import { keptDocuments, type KeptDocuments } from "./kept-documents.ts";
import { sha256 } from "./sample-organisation.ts";

const query: ExitCriterion = {
  ...{ ...manual, id: id(41), text: "No bugs", owner: "quinn" },
  check: { kind: "query", query: "12345678-0000-4000-8000-000000000001", atMost: 0 },
};
const person: ExitCriterion = {
  ...{ ...manual, id: id(42), text: "Olga agrees", item: 7 },
  check: { kind: "approved", person: "olga", about: "Go" },
};
const stamp = { by: "eve", on: june(6), change: { item: 8, revision: 3 } };
const decided = withGate(train, "scoping", {
  criteria: [query, person, { ...manual, tick: { ...stamp, evidence: "Seen" } }],
  approvals: [
    {
      kind: "train",
      approvers: ["eve"],
      items: [{ person: "eve", item: 8 }],
      approved: { ...stamp, comment: "" },
    },
  ],
  completed: { by: "mia", on: now, evidence: [] },
  passed: stamp,
  returned: [{ by: "eve", on: june(4), level: 1, comment: "Too early" }],
});
const elsewhere: Train = {
  ...decided,
  number: 1,
  phase: "construction",
  milestones: [
    {
      id: id(60),
      name: "Freeze",
      date: june(12),
      owner: "milo",
      gate: "development",
      inherit: true,
      reached: stamp,
    },
  ],
  tasks: [{ id: id(30), title: "Deploy", owner: "theo", stage: { release: "classic:57", name: "UAT" } }],
};
const shop: ApplicationRelease = {
  ...release,
  phase: "construction",
  workItems: [1, 2],
  dependsOn: [id(12), id(13)],
  milestones: [
    { id: id(61), name: "Demo", date: june(11), owner: "rita", gate: "development", reached: stamp },
  ],
};
const portal: ApplicationRelease = {
  ...release,
  id: id(13),
  title: "Portal",
  application: { name: "Portal", pipelines: [] },
  releases: [],
};
const gone: ApplicationRelease = {
  ...{ ...release, id: id(12), title: "Till", phase: "cancelled" },
  cancelled: { by: "mia", on: now, reason: "Later" },
};

/** A train of the project `theirs`, with a ledger that says what its documents are. */
async function exported(): Promise<string> {
  const { documents } = keptDocuments();
  const parts = partsCollection(elsewhere.id);
  const deployed = { ...turnover, state: "deployed" as const, tasks: [{ ...task, item: 9 }] };
  await documents.write(trainsCollection("theirs"), "1", elsewhere);
  const rows = [
    [shop, "release"],
    [portal, "release"],
    [gone, "release"],
    [deployed, "turnover"],
  ] as const;
  for (const [value, kind] of rows) {
    await documents.write(parts, partDocument(kind, value.id), value);
    await entered(value, kind);
  }
  await entered(elsewhere, "train");
  return exportTrain("theirs", 1, documents);

  function entered(
    document: Readonly<{ id: string; revision: number }>,
    kind: "release" | "turnover" | "train",
  ) {
    const draft = { train: elsewhere.id, subject: { kind }, act: { kind: "create" }, document };
    return appendEntry(draft, { by: "mia", now }, documents, sha256);
  }
}

function acting(kept: KeptDocuments, projectId = "ours") {
  return { projectId, doing: { by: "mia", now }, roles, documents: kept.documents, sha256 };
}

function planned(
  text: string,
  kept: KeptDocuments,
  knows: readonly string[],
  projectId?: string,
): Promise<Import> {
  const named = (ids: readonly string[]) =>
    Promise.resolve(ids.filter((one) => knows.includes(one)).map((one) => ({ id: one, name: one })));
  return planImport(text, { ...acting(kept, projectId), people: { named }, id: id(99) });
}

describe("a train of another project that is imported", () => {
  it("is planned first: what is left out, and what was decided there, in sentences; nothing is stored", async () => {
    const kept = keptDocuments();
    const { carried: _, ...read } = await planned(await exported(), kept, ["mia"]);
    assert.ok(!read.whole);
    assert.deepEqual(read.plan.leftOut, [
      "The approvals of the scoping gate: Level 1 needs approvers, and every one must hold its role.",
      'What "No bugs" checks is of the other project: it is ticked by hand here.',
      'What "Olga agrees" checks is of the other project: it is ticked by hand here.',
      "1 release that it carries.",
      "2 work items associated with it.",
      "1 pipeline of its applications.",
      "2 environments reserved for it.",
      "1 turnover with all tasks.",
      "1 stage that its usual tasks start.",
      "5 people are not known in this organisation: what they led or owned is yours.",
    ]);
    assert.deepEqual(read.plan.decided, [
      'Level 1 of the scoping gate was rejected on 2026-06-04 00:00 UTC by eve: "Too early"',
      "The scoping gate was completed on 2026-06-05 00:00 UTC by mia.",
      "Level 1 of the scoping gate (train) was approved on 2026-06-06 00:00 UTC by eve.",
      "The scoping gate passed on 2026-06-06 00:00 UTC by eve.",
      'The turnover "Shop to UAT" to "UAT" was deployed.',
    ]);
    assert.deepEqual(kept.changes, []);
  });

  it("keeps no number of a work item or a release, nobody who is not known, and nothing that was decided", async () => {
    const kept = keptDocuments();
    const { value } = await importTrain(await planned(await exported(), kept, ["mia"]), acting(kept));
    const whole = await readWholeTrain("ours", value.number, kept.documents);
    const documents = [value, ...whole.releases.kept.map((one) => one.value)];
    assert.deepEqual(decidingItemsIn(documents), []);
    assert.doesNotMatch(
      JSON.stringify(documents),
      /"(olga|eve|quinn|milo|theo|rita)"|classic:57|12345678-0000/,
    );
    assert.deepEqual([value.id, value.number, value.phase, value.revision], [id(99), 1, "scoping", 1]);
    assert.deepEqual(
      whole.releases.kept.map(({ value: one }) => [
        one.title,
        one.owner,
        one.phase,
        one.workItems,
        one.dependsOn,
      ]),
      [
        ["Shop", "mia", "scoping", [], [id(13)]],
        ["Portal", "mia", "scoping", [], []],
      ],
    );
    assert.deepEqual(whole.turnovers.kept, []);
    assert.deepEqual(storingFaults(value, readTrainText), []);
  });
});

describe("what a train that is imported keeps", () => {
  it("keeps people who are known here, with their approvals and criteria", async () => {
    const kept = keptDocuments();
    const read = await planned(await exported(), kept, ["mia", "eve", "olga", "theo", "milo"]);
    const { gates, tasks, milestones } = (await importTrain(read, acting(kept))).value;
    const [scoping] = gates;
    assert.ok(scoping);
    assert.deepEqual(scoping.approvals, [{ kind: "train", approvers: ["eve"] }]);
    assert.deepEqual(
      scoping.criteria.map(({ check, owner }) => [check.kind, owner]),
      [
        ["manual", "mia"],
        ["approved", "olga"],
        ["manual", "olga"],
      ],
    );
    assert.deepEqual(tasks, [{ id: id(30), title: "Deploy", owner: "theo" }]);
    const { reached: _, ...milestone } = elsewhere.milestones[0] ?? {};
    assert.deepEqual(milestones, [milestone], "not reached here yet");
  });

  it("begins a ledger of its own, whose last entry tells what was decided elsewhere", async () => {
    const kept = keptDocuments();
    await importTrain(await planned(await exported(), kept, ["mia"]), acting(kept));
    const entries = await readLedger(id(99), kept.documents);
    assert.equal(await ledgerFault(entries, [], sha256), undefined);
    assert.match(
      entries.at(-1)?.act ?? "",
      /"decided":\["Level 1 of the scoping gate was rejected.*"kind":"import"/,
    );
  });

  it("is as it was, with all its numbers, where it comes back into its own project", async () => {
    const kept = keptDocuments();
    const read = await planned(await exported(), kept, [], "theirs");
    assert.equal(read.whole, true);
    const { value } = await importTrain(read, acting(kept, "theirs"));
    assert.deepEqual([value.id, value.phase, value.gates[0]?.passed], [elsewhere.id, "construction", stamp]);
  });

  it("has its own number again, which its work items name, and another one only where that is taken", async () => {
    const numbered = async (...taken: readonly string[]): Promise<number> => {
      const kept = keptDocuments();
      for (const number of taken) kept.put(trainsCollection("theirs"), number, { not: "understood" });
      const read = await planned(await exported(), kept, [], "theirs");
      return (await importTrain(read, acting(kept, "theirs"))).value.number;
    };
    assert.deepEqual([await numbered(), await numbered("9"), await numbered("1", "9")], [1, 1, 10]);
  });

  it("is refused where it is of a newer version, or too large", async () => {
    const text = await exported();
    const kept = keptDocuments();
    await assert.rejects(planned(text.replace('"schema": 1', '"schema": 2'), kept, []), /schema 2.*RM001/);
    await assert.rejects(planned(text + " ".repeat(20_000_000), kept, []), /longer than 20000000.*RM001/);
  });
});
