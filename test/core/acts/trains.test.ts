import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { exportTrain, importTrain as storeImport, planImport } from "../../../core/acts/carry-train.ts";
import {
  listTemplates,
  listTrains,
  partsCollection,
  readWholeTrain,
  trainsCollection,
} from "../../../core/acts/train-documents.ts";
import {
  documentsPastLedger,
  ledgerCollection,
  ledgerFault,
  readLedger,
} from "../../../core/acts/train-ledger.ts";
import {
  addApplicationRelease,
  addTurnover,
  changeApplicationRelease,
  changeTrain,
  changeTurnover,
} from "../../../core/acts/trains.ts";
import { removeTemplate } from "../../../core/acts/remove-template.ts";
import { createTrain, keepTemplate, promoteTurnover, type TrainActing } from "../../../core/acts/trains.ts";
import type { Kept } from "../../../core/acts/stored-documents.ts";
import type { ExitCriterion } from "../../../core/model/train/exit-criterion.ts";
import type { Train } from "../../../core/model/train/train.ts";
import type { Documents } from "../../../core/ports.ts";
import { facts, id, june, manual, now, release, roles, train, turnover } from "../model/train/builders.ts";
import { keptDocuments, overtaken, type KeptDocuments } from "./kept-documents.ts";

const project = "p";

function sha256(text: string): Promise<string> {
  return Promise.resolve(createHash("sha256").update(text, "utf8").digest("hex"));
}

function acting(kept: KeptDocuments, by = "mia"): TrainActing {
  return { projectId: project, doing: { by, now }, roles, facts, documents: kept.documents, sha256 };
}

/** A train under construction with one application release and one turnover. */
async function organised(): Promise<KeptDocuments> {
  const kept = keptDocuments();
  await createTrain({ draft: train }, acting(kept));
  kept.put(trainsCollection(project), "1", { ...train, number: 1, phase: "construction" });
  await addApplicationRelease(1, release, acting(kept));
  const seen = { id: id(10), revision: 1 };
  await changeApplicationRelease(1, seen, { kind: "carry", releases: ["classic:57"] }, acting(kept));
  await changeApplicationRelease(
    1,
    { ...seen, revision: 2 },
    { kind: "advance", to: "construction" },
    acting(kept),
  );
  await addTurnover(1, turnover, acting(kept));
  return kept;
}

/** The same with one act more, so that the ledger says what the train is, as one text. */
async function exported(): Promise<string> {
  const kept = await organised();
  await changeTrain(1, 1, { kind: "plan", purpose: "The summer" }, acting(kept));
  return exportTrain(project, 1, kept.documents);
}

const nobodyKnown = { named: () => Promise.resolve([]) };

/** What is exported comes back into its own project. */
async function importTrain(text: string, by: TrainActing): Promise<Kept<Train>> {
  return storeImport(await planImport(text, { ...by, people: nobodyKnown, id: id(99) }), by);
}

/** Documents in which no ledger is written on. */
function withoutLedger({ documents }: KeptDocuments): Documents {
  const write: Documents["write"] = (collection, document, value, etag) =>
    collection === ledgerCollection(id(1)) && etag !== undefined
      ? Promise.reject(overtaken())
      : documents.write(collection, document, value, etag);
  return { ...documents, write };
}

describe("the acts upon trains", () => {
  it("S1-01: number trains one after the other, also where two are made at once", async () => {
    const kept = keptDocuments();
    await Promise.all([1, 2, 3].map((at) => createTrain({ draft: { ...train, id: id(at) } }, acting(kept))));
    const { kept: all } = await listTrains(project, kept.documents);
    assert.deepEqual(
      all.map(({ value }) => value.number),
      [3, 2, 1],
    );
  });

  it("S1-01: take no number that a train has which cannot be read", async () => {
    const kept = keptDocuments();
    kept.put(trainsCollection(project), "4", { schema: 2 });
    assert.equal((await createTrain({ draft: train }, acting(kept))).value.number, 5);
  });

  it("S1-10: make a train of a kept template", async () => {
    const kept = keptDocuments();
    await keepTemplate(train, { id: id(70), name: "Monthly" }, acting(kept));
    const [template] = (await listTemplates(project, kept.documents)).kept;
    assert.ok(template);
    const draft = { id: id(2), title: "July", manager: "mia", from: june(11) };
    const made = await createTrain({ template: template.value, draft }, acting(kept));
    assert.deepEqual([made.value.title, made.value.number], ["July", 1]);
  });

  it("S1-11, S1-19, S1-32: change what is stored and enter every act in the ledger", async () => {
    const kept = await organised();
    await changeTurnover(
      1,
      { id: id(20), revision: 1 },
      { kind: "addTask", task: { id: id(30), title: "Deploy", owner: "olga" } },
      acting(kept),
    );
    const whole = await readWholeTrain(project, 1, kept.documents);
    assert.deepEqual(whole.turnovers.kept[0]?.value.tasks.length, 1);
    const entries = await readLedger(id(1), kept.documents);
    assert.deepEqual(
      entries.map(({ subject, act }) => `${subject.kind} ${/"kind":"(\w+)"/.exec(act)?.[1] ?? ""}`),
      [
        "train create",
        "release create",
        "release carry",
        "release advance",
        "turnover create",
        "turnover addTask",
      ],
    );
    assert.equal(await ledgerFault(entries, [], sha256), undefined);
    const parts = [...whole.releases.kept, ...whole.turnovers.kept].map(({ value }) => value);
    assert.deepEqual(await documentsPastLedger(entries, parts, sha256), []);
  });
});

describe("the acts upon trains, refused", () => {
  it("are refused with the sentence of the rule, and nothing is changed", async () => {
    const kept = await organised();
    const before = kept.changes.length;
    await assert.rejects(
      changeTrain(1, 1, { kind: "cancel", reason: "" }, acting(kept)),
      /Give the reason\..*nothing was changed.*RM001/,
    );
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan", title: "x" }, acting(kept, "nik")),
      /Only a release manager may plan a train/,
    );
    await assert.rejects(
      promoteTurnover(
        1,
        { id: id(20), revision: 1 },
        { id: id(21), title: "x", environment: "UAT", taskIds: [] },
        acting(kept),
      ),
      /Only a turnover that was deployed is promoted/,
    );
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan", title: "x".repeat(401) }, acting(kept)),
      /title is longer than 400 characters.*RM001/,
    );
    assert.equal(kept.changes.length, before);
  });

  it("are refused where somebody else acted since the person looked, or while it is written", async () => {
    const kept = await organised();
    await changeTrain(1, 1, { kind: "plan", title: "Mine" }, acting(kept));
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan", title: "Theirs" }, acting(kept)),
      /you saw revision 1, and it is at 2.*RM042/,
    );
    await assert.rejects(
      changeTurnover(1, { id: id(99), revision: 1 }, { kind: "deliver", comment: "" }, acting(kept)),
      /RM041/,
    );
    const late = { ...kept.documents, write: () => Promise.reject(overtaken()) };
    await assert.rejects(
      changeTrain(1, 2, { kind: "plan", title: "Late" }, { ...acting(kept), documents: late }),
      /RM042/,
    );
    assert.equal((await readWholeTrain(project, 1, kept.documents)).train.value.title, "Mine");
  });
});

describe("a criterion that names more pull requests than are ever read", () => {
  it("is refused: it could never be met", async () => {
    const check = {
      kind: "pullRequests",
      repository: "shop",
      ids: Array.from({ length: 51 }, (_, at) => at),
    } as const;
    const criterion = { ...manual, id: id(41), check };
    await assert.rejects(
      changeTrain(1, 1, { kind: "addCriterion", gate: "qa", criterion }, acting(await organised())),
      /more than 50 items.*Target: nothing was changed.*RM001/,
    );
  });
});

describe("an act that is too long for the ledger", () => {
  it("is refused, and nothing stored: an entry that cannot be read again would lock it for good", async () => {
    const kept = await organised();
    const releases = Array.from({ length: 100 }, (_, at) => `run:${1_000_000_000 + at}` as const);
    const included = Array.from({ length: 60 }, (_, at) => ({ id: id(100 + at), releases }));
    for (const one of included)
      kept.put(partsCollection(id(1)), `release-${one.id}`, { ...release, ...one, phase: "construction" });
    const before = kept.changes.length;
    await assert.rejects(
      changeTurnover(1, { id: id(20), revision: 1 }, { kind: "plan", included }, acting(kept)),
      /The act is longer than 60000 characters.*Target: nothing was changed.*RM001/,
    );
    assert.equal(kept.changes.length, before);
    const some = included.map((one) => ({ ...one, releases: releases.slice(0, 30) }));
    await changeTurnover(1, { id: id(20), revision: 1 }, { kind: "plan", included: some }, acting(kept));
    assert.equal((await readLedger(id(1), kept.documents)).length, 6);
  });
});

describe("an act upon a train that is as large as can be", () => {
  const most = 600_000;
  const criteria = 40;

  function filled(evidence: string, purpose: string): Train {
    const one = { ...manual, tick: { by: "olga", on: now, evidence } };
    const gates = train.gates.map((gate) => ({
      ...gate,
      criteria: Array<ExitCriterion>(criteria).fill(one),
    }));
    return { ...train, number: 1, phase: "construction", purpose, gates };
  }

  it("is refused with its sentence, though no part of it is too large, and nothing is stored", async () => {
    const kept = await organised();
    const room = most - JSON.stringify(filled("", "")).length;
    const evidence = "x".repeat(Math.floor(room / (4 * criteria)));
    const purpose = "x".repeat(room % (4 * criteria));
    kept.put(trainsCollection(project), "1", filled(evidence, purpose));
    const before = kept.changes.length;
    const stored = await readWholeTrain(project, 1, kept.documents);
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan", purpose: `${purpose}x` }, acting(kept)),
      /The train is longer than 600000 characters.*Target: nothing was changed.*Make it shorter.*RM001/,
    );
    assert.equal(kept.changes.length, before);
    assert.deepEqual(await readWholeTrain(project, 1, kept.documents), stored);
    await changeTrain(1, 1, { kind: "plan", purpose }, acting(kept));
    assert.ok(kept.changes.length > before, "a character less is stored");
  });
});

describe("the acts upon trains, where documents fail", () => {
  it("say so where the change was stored and the ledger was not written", async () => {
    const kept = await organised();
    const half = { ...acting(kept), documents: withoutLedger(kept) };
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan", title: "x" }, half),
      /the ledger does not say so.*partly changed.*RM042/,
    );
  });

  it("make no second train where the first was stored and the ledger was not written", async () => {
    const kept = keptDocuments();
    kept.put(ledgerCollection(id(1)), "current", { schema: 1, entries: [] });
    const half = { ...acting(kept), documents: withoutLedger(kept) };
    await assert.rejects(createTrain({ draft: train }, half), /the ledger does not say so.*RM042/);
    assert.equal((await listTrains(project, kept.documents)).kept.length, 1);
  });

  it("are refused where a part of the train cannot be understood, or there is none", async () => {
    const kept = await organised();
    await assert.rejects(changeTrain(9, 1, { kind: "plan" }, acting(kept)), /RM041/);
    kept.put(partsCollection(id(1)), `release-${id(12)}`, { ...release, id: id(12), schema: 2 });
    await assert.rejects(
      changeTrain(1, 1, { kind: "plan" }, acting(kept)),
      /schema 2; this Release Manager knows 1.*RM044/,
    );
    assert.equal((await readWholeTrain(project, 1, kept.documents)).releases.unread.length, 1);
  });
});

describe("a train that is exported", () => {
  it("is imported with the next number where its own is taken, its ledger goes on, and it is exported again", async () => {
    const text = await exported();
    const kept = keptDocuments();
    const other = await createTrain({ draft: { ...train, id: id(5) } }, acting(kept));
    assert.equal(other.value.number, 1);
    const imported = await importTrain(text, acting(kept));
    assert.deepEqual([imported.value.number, imported.value.revision], [2, 3]);
    const whole = await readWholeTrain(project, 2, kept.documents);
    assert.deepEqual([whole.releases.kept.length, whole.turnovers.kept.length], [1, 1]);
    assert.equal(await ledgerFault(await readLedger(id(1), kept.documents), [], sha256), undefined);
    await assert.rejects(importTrain(text, acting(kept)), /It is here already.*RM042/);
    const again = await exportTrain(project, 2, kept.documents);
    assert.equal((await importTrain(again, acting(keptDocuments()))).value.number, 2);
  });

  it("is imported once where two import it at once", async () => {
    const text = await exported();
    const kept = keptDocuments();
    const both = await Promise.allSettled([1, 2].map(() => importTrain(text, acting(kept))));
    assert.deepEqual(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
    assert.equal((await listTrains(project, kept.documents)).kept.length, 1);
  });

  it("takes the next number but one where somebody makes a train while it is imported", async () => {
    const kept = keptDocuments();
    let others = 0;
    const write: Documents["write"] = (collection, ...rest) => {
      if (collection === trainsCollection(project) && (others += 1) === 1)
        kept.put(collection, "1", { ...train, id: id(5), number: 1 });
      return kept.documents.write(collection, ...rest);
    };
    const late = { ...acting(kept), documents: { ...kept.documents, write } };
    assert.equal((await importTrain(await exported(), late)).value.number, 2);
  });

  it("says so where it was imported and the ledger was not written", async () => {
    const kept = keptDocuments();
    const half = { ...acting(kept), documents: withoutLedger(kept) };
    await assert.rejects(
      importTrain(await exported(), half),
      /the ledger does not say so.*partly changed.*RM042/,
    );
  });

  it("is refused, and nothing stored, where it was altered, is newer, or is imported by somebody who may not", async () => {
    const text = await exported();
    const kept = keptDocuments();
    const rows: readonly (readonly [string, RegExp, string])[] = [
      [text.replace('"by": "mia"', '"by": "eve"'), /It was changed after it was written/, "mia"],
      [text.replace('"schema": 1', '"schema": 2'), /schema 2; this Release Manager knows 1/, "mia"],
      [text.slice(1), /is no JSON/, "mia"],
      [text.replace(`"train": "${id(1)}"`, `"train": "${id(2)}"`), /a part of another train/, "mia"],
      [text, /Only a release manager may create a train/, "nik"],
    ];
    for (const [altered, why, by] of rows) await assert.rejects(importTrain(altered, acting(kept, by)), why);
    assert.deepEqual(kept.changes, []);
  });
});

describe("a train that is not as its ledger left it", () => {
  const refused = (text: string, why: RegExp): Promise<void> =>
    assert.rejects(importTrain(text, acting(keptDocuments())), why);

  it("is not imported, and each document that differs is named", async () => {
    const text = await exported();
    const whole = JSON.parse(text) as { ledger: unknown[]; turnovers: unknown[] };
    const turned = text.replace('"title": "Shop to UAT"', '"title": "Shop to PROD"');
    await refused(turned, /Not as its ledger left it: "Shop to PROD" at revision 1\..*RM001/);
    await refused(
      text.replace('"revision": 2,\n    "number"', '"revision": 9,\n    "number"'),
      /: "June" at revision 9\./,
    );
    const bare = /: "June" at revision 2, "Shop" at revision 3 and "Shop to UAT" at revision 1\./;
    await refused(JSON.stringify({ ...whole, ledger: [] }), bare);
    await refused(
      JSON.stringify({ ...whole, turnovers: [] }),
      /: the turnover \S+0020, which is not there\./,
    );
  });

  it("is not imported where the ledger could not be written, and is once the document was changed once more", async () => {
    const kept = await organised();
    await changeTrain(1, 1, { kind: "plan", purpose: "The summer" }, acting(kept));
    const half = { ...acting(kept), documents: withoutLedger(kept) };
    await assert.rejects(changeTrain(1, 2, { kind: "plan", title: "July" }, half), /ledger does not say so/);
    await refused(
      await exportTrain(project, 1, kept.documents),
      /: "July" at revision 3\..*first change that once more/,
    );
    await changeTrain(1, 3, { kind: "plan", purpose: "The summer" }, acting(kept));
    const text = await exportTrain(project, 1, kept.documents);
    assert.equal((await importTrain(text, acting(keptDocuments()))).value.title, "July");
  });
});

describe("the removing of a template", () => {
  it("S1-10: leaves the trains as they are, and is for a release manager only", async () => {
    const kept = keptDocuments();
    await keepTemplate(train, { id: id(70), name: "Monthly" }, acting(kept));
    await assert.rejects(
      removeTemplate(id(70), { ...acting(kept), doing: { by: "eve", now: june(5) } }),
      /Only a release manager may remove a template\./,
    );
    await createTrain({ draft: train }, acting(kept));
    await removeTemplate(id(70), acting(kept));
    await removeTemplate(id(70), acting(kept));
    assert.deepEqual((await listTemplates(project, kept.documents)).kept, []);
    assert.equal((await listTrains(project, kept.documents)).kept.length, 1);
  });
});
