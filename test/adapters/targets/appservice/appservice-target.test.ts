import assert from "node:assert/strict";
import { failureOf, openBench, type Bench } from "./bench.ts";

let bench: Bench;

describe("the target appservice, without a slot", function () {
  this.timeout(20_000);
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it("S2-07: deploys a folder to a site, file by file, and leaves a marker beside the content", async () => {
    const web = bench.artefact("Web", { "index.html": "one", "js/app.js": "1" });
    const target = bench.open("One");
    const { steps, rollback } = await target.plan([web]);
    assert.match(steps[0]?.text ?? "", /not atomic/);
    assert.match(rollback, /not atomic either/);
    const proof = await bench.whole(target, web);
    assert.match(
      proof,
      /serves One \(2 files\): 2 of 2 files read back and proved byte for byte; GET \/ answered 200, 200, 200/,
    );
    assert.deepEqual(await bench.azure.files("dev"), { "index.html": "one", "js/app.js": "1" });
    assert.deepEqual(
      bench.operations.map(({ kind }) => kind),
      ["appservice.deployment"],
    );
  });

  it("deletes what a release no longer has, and copies every file although its time is the same in all builds", async () => {
    await bench.whole(bench.open("One"), bench.artefact("Web", { "a.txt": "one", "old.txt": "x" }));
    await bench.whole(bench.open("Two"), bench.artefact("Web", { "a.txt": "two" }));
    assert.deepEqual(await bench.azure.files("dev"), { "a.txt": "two" });
  });

  it("says that a release is live already, and proves it again without sending anything", async () => {
    const web = bench.artefact("Web", { "a.txt": "one" });
    await bench.whole(bench.open("One"), web);
    const { steps } = await bench.open("One").plan([web]);
    assert.equal(steps[0]?.action, "skip");
    await bench.whole(bench.open("One"), web);
    assert.equal(bench.azure.requests("dev").filter(({ path }) => path.startsWith("/api/publish")).length, 1);
  });

  it("refuses several artefacts by name: which one is the site is for a person to say", async () => {
    const [one, two] = [bench.artefact("Web", { a: "1" }), bench.artefact("Docs", { b: "2" })];
    const { steps } = await bench.open("One").plan([one, two]);
    assert.deepEqual(
      steps.map(({ action }) => action),
      ["refuse", "refuse"],
    );
    assert.match(steps[0]?.text ?? "", /"Web" and "Docs" could each be it/);
  });

  it("N3: refuses an address that is not the site's own", async () => {
    const [, other] = bench.azure.sites;
    const failure = await failureOf(bench.open("One", { url: other?.url ?? "" }).identify());
    assert.equal(failure.code, "RM030");
    assert.match(failure.cause, /is not an address of the site space-game-dev: it answers to localhost:/);
  });
});

describe("what is proved of a site, without a slot", function () {
  this.timeout(20_000);
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());

  it("reads the smallest file back where all are large", async () => {
    const [small, large] = [Buffer.alloc(1_100_000, 1), Buffer.alloc(1_200_000, 2)];
    const web = bench.artefact("Web", { "large.bin": large, "small.bin": small });
    const proof = await bench.whole(bench.open("One"), web);
    assert.match(proof, /: 1 of 2 files read back and proved byte for byte;/);
  });

  it("does not call a site ill where the stage was cancelled while it was asked", async () => {
    const progress = (percent: number): void => {
      if (percent === 95) bench.abort();
    };
    const io = { ...bench.io, progress };
    const failure = await failureOf(
      bench.whole(bench.open("One"), bench.artefact("Web", { "a.txt": "1" }), io),
    );
    assert.deepEqual([failure.code, failure.state], ["RM050", "it was changed completely"]);
    assert.match(
      failure.cause,
      /cancelled before the site was healthy three times in a row: GET \/ answered 200$/,
    );
  });
});
