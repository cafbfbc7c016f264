import assert from "node:assert/strict";
import { actingOn, openTrain } from "../../../core/acts/open-train.ts";
import { trainsCollection } from "../../../core/acts/train-documents.ts";
import { ledgerCollection } from "../../../core/acts/train-ledger.ts";
import { changeTrain } from "../../../core/acts/trains.ts";
import type { LedgerPart } from "../../../core/model/train/ledger.ts";
import { project } from "../../core/acts/sample-organisation.ts";
import { hashing, trainStage, type TrainStage } from "../../core/acts/train-world.ts";
import { id, june, manual, now, release, train } from "../../core/model/train/builders.ts";
import { wordsFor } from "../../../ui/shared/ledger-words.ts";
import { verdictOf } from "../../../ui/train/ledger.ts";
import { clear, openPage, settled } from "../dom.ts";
import { look, press } from "./train-world.tsx";

async function acted(): Promise<TrainStage> {
  const stage = trainStage();
  const acting = actingOn(await openTrain(7, stage.azure, now), stage.azure, hashing);
  await changeTrain(7, 1, { kind: "moveGate", gate: "scoping", date: june(6) }, acting);
  await changeTrain(7, 2, { kind: "plan", manager: "eve" }, acting);
  return stage;
}

async function part({ kept }: TrainStage): Promise<LedgerPart> {
  return (await kept.documents.read(ledgerCollection(id(1)), "current"))?.value as LedgerPart;
}

describe("a train's ledger on its page", () => {
  before(openPage);
  afterEach(clear);

  it("N10: tells who did what and when in words, finds the chain whole, and hands it out as JSON lines", async () => {
    const stage = await acted();
    const { page, watched } = await look(stage, "ledger");
    const rows = page.all("tbody tr").map((row) => row.textContent);
    assert.match(rows[0] ?? "", /^2Mia.*Changed the plan: manager Evethe train, revision 3/);
    assert.match(rows[1] ?? "", /^1Mia.*Moved the Scoping gate to Saturday,? 6 June 2026/);
    assert.match(
      page.one(".banner").textContent,
      /The chain of 2 entries is whole, and every document is as/,
    );
    Object.assign(globalThis, { LEDGER_VERIFIER: "// verifies" });
    page.click("Export as JSON lines");
    const [saved] = watched.saved;
    assert.equal(saved?.name, "train-7-ledger.zip");
    assert.match(saved.text, /train-7-ledger\.jsonl(\{"act":.*\}\n){2}/);
    assert.match(saved.text, /verify\.mjs\/\/ verifies/);
  });

  it("N10: points at the entry that was changed", async () => {
    const stage = await acted();
    const { entries } = await part(stage);
    const changed = entries.map((one, at) => (at === 0 ? { ...one, by: "nik" } : one));
    stage.kept.put(ledgerCollection(id(1)), "current", { schema: 1, entries: changed });
    const { page } = await look(stage, "ledger");
    assert.match(page.one(".banner").textContent, /Entry 1 is wrong: It was changed after it was written\./);
  });

  it("N10: names a document that was changed past the ledger", async () => {
    const stage = await acted();
    const kept = await stage.kept.documents.read(trainsCollection(project.id), "7");
    stage.kept.put(trainsCollection(project.id), "7", { ...(kept?.value as typeof train), title: "Another" });
    const { page } = await look(stage, "ledger");
    assert.match(page.one(".banner").textContent, /not as its last entry left it: “Another”\./);
  });
});

describe("an entry of the ledger in words", () => {
  it("N10: names what a turnover includes and leaves out", async () => {
    const known = await openTrain(7, trainStage({ releases: [release] }).azure, now);
    const subject = { kind: "turnover", id: id(20), revision: 2 } as const;
    const words = (changes: object): string =>
      wordsFor(known, [])({ act: JSON.stringify({ kind: "plan", ...changes }), subject });
    assert.equal(
      words({ title: "July", included: [{ id: release.id, releases: ["classic:57"] }], leftOut: [] }),
      "Changed the plan: title “July”, included Shop, left out nothing",
    );
    assert.equal(
      words({ leftOut: [{ id: release.id, reason: "x" }, { id: id(99) }] }),
      `Changed the plan: left out Shop, ${id(99)}`,
    );
    assert.equal(words({ purpose: "" }), "Changed the plan: purpose nothing");
  });
});

describe("the ledger of what is gone", () => {
  before(openPage);
  afterEach(clear);

  it("N10: names what was removed as it was called when it came", async () => {
    const stage = trainStage();
    const acting = actingOn(await openTrain(7, stage.azure, now), stage.azure, hashing);
    const { id: criterion } = manual;
    await changeTrain(7, 1, { kind: "addCriterion", gate: "scoping", criterion: manual }, acting);
    await changeTrain(7, 2, { kind: "removeCriterion", criterion }, acting);
    const { page } = await look(stage, "ledger");
    assert.match(page.text(), /Removed the exit criterion “Everybody agrees”/);
  });
});

describe("the verdict upon a ledger", () => {
  it("N10: counts the documents that are gone, one or several", async () => {
    const stage = await acted();
    const known = await openTrain(7, stage.azure, now);
    const { entries } = await part(stage);
    const said = [1, 2].map((gone) => {
      const checked = { fault: undefined, past: [], gone, heads: { kind: "read", value: [] } } as const;
      return verdictOf(entries, checked, known);
    });
    assert.deepEqual(said, [
      { sign: "bad", words: "The chain is whole, but 1 document that it tells of is gone." },
      { sign: "bad", words: "The chain is whole, but 2 documents that it tells of are gone." },
    ]);
  });
});

describe("what the ledger holds elsewhere", () => {
  before(openPage);
  afterEach(clear);

  it("N10: finds that the last entry was removed by what a work item keeps", async () => {
    const approvals = [{ kind: "train", approvers: ["eve"] }] as const;
    const gates = train.gates.map((one, at) => (at === 0 ? { ...one, approvals } : one));
    const stage = trainStage({ train: { gates } });
    const { page } = await look(stage);
    await press(page, "Complete the Scoping gate");
    await press(page, "Ask the approvers of the Scoping gate");
    clear();
    const kept = await look(stage, "ledger");
    assert.match(kept.page.one(".banner").textContent, /It holds the 1 end that work items keep of it\./);
    clear();
    const { entries } = await part(stage);
    stage.kept.put(ledgerCollection(id(1)), "current", { schema: 1, entries: entries.slice(0, 1) });
    const cut = await look(stage, "ledger");
    assert.match(
      cut.page.one(".banner").textContent,
      /Entry 2 is wrong: It is not the entry that was anchored/,
    );
  });

  it("N10: claims nothing where the page cannot compute digests", async () => {
    const stage = await acted();
    const { sha256: _, ...hub } = (await look(stage, "ledger")).watched.hub;
    clear();
    const { draw } = await import("../dom.ts");
    const { TrainPage } = await import("../../../ui/train/train-page.tsx");
    const page = draw(
      <TrainPage hub={hub} place={{ view: "train", train: 7, tab: "ledger" }} turnovers={() => <p />} />,
    );
    await settled();
    assert.match(page.one(".banner").textContent, /Not verified: this page cannot compute digests/);
  });
});
