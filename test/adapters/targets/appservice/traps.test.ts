import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { zipOf } from "../dataverse/samples.ts";
import { failureOf, openBench, type Bench } from "./bench.ts";

let bench: Bench;

const web = (text: string): SealedArtefact => bench.artefact("Web", { "index.html": text, "v.txt": text });
const uploads = (): number =>
  bench.azure.requests("dev").filter(({ path }) => path.startsWith("/api/publish")).length;
const version = async (): Promise<string | undefined> => (await bench.azure.files("dev"))["v.txt"];

function withBench(suite: Mocha.Suite): void {
  suite.timeout(30_000);
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());
}

describe("the traps of App Service", function () {
  withBench(this);

  it("copies a changed file of a zip whose entries all have one constant time", async () => {
    // Made by a tool that gives every entry the same time, so that builds are reproducible.
    const zip = async (text: string): Promise<SealedArtefact> =>
      bench.artefact("Web", { "site.zip": await zipOf({ "index.html": text, "v.txt": text }) });
    await bench.whole(bench.open("One"), await zip("one"));
    await bench.whole(bench.open("Two"), await zip("two"));
    assert.deepEqual(await bench.azure.files("dev"), { "index.html": "two", "v.txt": "two" });
    // Two releases with one stamp show that the trap is there, and that the proof finds it.
    const sameTime = { release: { id: "classic:9", name: "Nine", createdOn: 0 }, sealRoot: "9".repeat(64) };
    const one = bench.open("Two", { sealRoot: sameTime.sealRoot });
    const failure = await failureOf(bench.whole(one, await zip("new")));
    assert.match(
      failure.cause,
      /reported success, but "index.html" is not the released file; "v.txt" is not/,
    );
  });

  it("never asks for the latest deployment, which may be anybody's", async () => {
    bench.azure.note("dev");
    await bench.whole(bench.open("One"), web("one"));
    bench.azure.plant("dev", { "v.txt": "theirs" });
    await bench.whole(bench.open("Two"), web("two"));
    assert.deepEqual(
      bench.azure.requests("dev").filter(({ path }) => path.includes("latest")),
      [],
    );
    assert.equal(await version(), "two");
  });

  it("takes nobody else's record for its own, where the server tells no id", async () => {
    bench.azure.misbehave({ at: "dev", behaviour: { hidesId: true, copyMilliseconds: 120 } });
    const target = bench.open("One");
    const artefact = web("one");
    const { steps } = await target.plan([artefact]);
    const [step] = steps;
    assert.ok(step);
    const deploying = target.deploy(step, artefact, {
      ...bench.io,
      progress: (percent) => {
        if (percent === 5) bench.azure.note("dev");
      },
    });
    await deploying;
    assert.equal(await version(), "one");
    const records = await bench.azure.records("dev");
    const own = records.find(({ deployer }) => deployer === "OneDeploy");
    assert.deepEqual(
      bench.operations.map(({ id }) => id),
      [own?.id],
    );
  });
});

describe("the traps of App Service: other deployments", function () {
  withBench(this);

  it("waits for somebody else's deployment, says who and since when, and refuses when it takes too long", async () => {
    bench.azure.startForeign("dev", 800);
    await bench.whole(bench.open("One"), web("one"));
    assert.match(
      bench.told.join("\n"),
      /A deployment to the site is going on \([0-9a-f-]{36} by Somebody Else since 20\d\d-.*waiting for it/,
    );
    bench.azure.startForeign("dev", 60_000);
    let later = Date.now();
    const now = (): number => (later += 10 * 60_000);
    const failure = await failureOf(bench.whole(bench.open("Two", { now }), web("two")));
    assert.deepEqual([failure.code, failure.state, failure.retry], ["RM031", "nothing was changed", "safe"]);
    assert.match(failure.cause, /still going on after 30 min/);
    assert.equal(await version(), "one");
  });

  it("takes the lock's 409 as a no although it carries an id, waits and sends again", async () => {
    const target = bench.open("One");
    const artefact = web("one");
    const { steps } = await target.plan([artefact]);
    const [step] = steps;
    assert.ok(step);
    const progress = (percent: number): void => {
      if (percent === 5 && uploads() === 0) bench.azure.startForeign("dev", 100);
    };
    const failure = await failureOf(target.deploy(step, artefact, { ...bench.io, progress }));
    assert.match(
      bench.told.join("\n"),
      /does not take a deployment now: There is a deployment currently in progress/,
    );
    // Somebody else was there since the plan: what they did is not run over.
    assert.deepEqual([failure.code, failure.state], ["RM042", "nothing was changed"]);
    assert.equal(uploads(), 1);
    await bench.whole(bench.open("One"), artefact);
    assert.equal(await version(), "one");
  });

  it("does not try again where the site runs a zip from elsewhere", async () => {
    const refusal = "Deployment is not allowed: run-from-remote-zip is configured. ##vso[task.complete]";
    bench.azure.misbehave({ at: "dev", behaviour: { refusal } });
    const failure = await failureOf(bench.whole(bench.open("One"), web("one")));
    assert.match(failure.cause, /WEBSITE_RUN_FROM_PACKAGE/);
    assert.doesNotMatch(failure.cause, /##vso/);
    assert.equal(uploads(), 1);
  });
});

describe("the traps of App Service: how deployments end", function () {
  withBench(this);

  it("finds the failure of a damaged package in the temporary record, which is all that there ever is", async () => {
    const bytes = await zipOf({ "v.txt": "one ".repeat(3000), "w.txt": "x" });
    // Damage that a look at the directory does not find.
    bytes.fill(0xff, 40, 60);
    const failure = await failureOf(
      bench.whole(bench.open("One"), bench.artefact("Web", { "a.zip": bytes })),
    );
    assert.match(failure.cause, /could not be unpacked there/);
    assert.match(failure.cause, /Its log, which stands above, ends: [^\n]*Deployment Failed[^\n]*$/);
    assert.ok(bench.told.includes("Deployment Failed."), bench.told.join("\n"));
    assert.doesNotMatch(failure.cause, /##vso/);
    assert.equal(failure.state, "nothing was changed");
  });

  it("tells a restart in the middle as one, and the next run sends everything anew", async () => {
    bench.azure.misbehave({ at: "dev", behaviour: { restarts: true } });
    const failure = await failureOf(bench.whole(bench.open("One"), web("one")));
    assert.match(failure.cause, /restarted in the middle of the deployment/);
    assert.deepEqual([failure.state, failure.retry], ["it was partly changed", "safe"]);
    await bench.whole(bench.open("One"), web("one"));
    assert.equal(await version(), "one");
  });

  for (const [status, words] of [
    [-1, /cancelled at the site/],
    [3, /failed at the site[^]*no space left/],
    [5, /another deployment was in progress/],
    [6, /succeeded only in part/],
    [17, /unknown status 17/],
  ] as const)
    it(`takes the end with status ${status} for what it is, not for a success`, async () => {
      bench.azure.misbehave({ at: "dev", behaviour: { endStatus: status } });
      let later = Date.now();
      const now = (): number => (later += 5000);
      // Only the unknown status is waited for until the end: all others are told when the site tells them.
      const waitMinutes = status === 17 ? 2 : 100;
      const failure = await failureOf(bench.whole(bench.open("One", { now, waitMinutes }), web("one")));
      if (status === 17) assert.equal(failure.code, "RM032");
      else assert.match(failure.cause, words);
      assert.notEqual(failure.state, "nothing was changed");
    });
});

describe("the traps of App Service: lost and repeated", function () {
  withBench(this);

  for (const answer of ["cut", "reset", "lostAnswer", { status: 500 }, { status: 502 }] as const)
    it(`looks for its own deployment before it sends again, after ${JSON.stringify(answer)}`, async () => {
      const trouble = { path: "/api/publish", method: "POST", times: 1, answer };
      bench.azure.misbehave({ at: "dev", troubles: [trouble] });
      await bench.whole(bench.open("One"), web("one".repeat(100_000)));
      assert.equal(await version(), "one".repeat(100_000));
      assert.match(bench.told.join("\n"), /The answer to the upload was lost/);
      assert.equal(uploads(), answer === "lostAnswer" ? 1 : 2);
      const accepted = (await bench.azure.records("dev")).filter(({ deployer }) => deployer === "OneDeploy");
      assert.equal(accepted.length, 1);
    });

  it("waits for 429 with and without Retry-After and for 503, and is done with it", async () => {
    const troubles = [
      { path: "/api/publish", times: 1, answer: { status: 429, retryAfter: 1 } },
      { path: "/api/publish", times: 1, answer: { status: 429 } },
      { path: "/api/deployments", times: 3, after: 1, answer: { status: 503 } },
    ];
    bench.azure.misbehave({ at: "dev", troubles });
    await bench.whole(bench.open("One"), web("one"));
    assert.equal(await version(), "one");
  });

  it("goes on watching an earlier attempt's deployment, and does not send its package again", async () => {
    bench.azure.misbehave({ at: "dev", behaviour: { copyMilliseconds: 400 } });
    let later = Date.now();
    const late = await failureOf(
      bench.whole(bench.open("One", { waitMinutes: 1, now: () => (later += 20_000) }), web("one")),
    );
    assert.equal(late.code, "RM032");
    assert.match(late.ids ?? "", /appservice\.deployment [0-9a-f-]{36}/);
    await bench.whole(bench.open("One"), web("one"), { ...bench.io, earlier: bench.operations.slice() });
    assert.equal(uploads(), 1);
    assert.equal(await version(), "one");
  });

  it("breaks the upload off when a file is not the sealed one any more", async () => {
    await bench.whole(bench.open("One"), web("one"));
    const artefact = web("two");
    writeFileSync(join(bench.folder, "Web", "v.txt"), "bad");
    const failure = await failureOf(bench.whole(bench.open("Two"), artefact));
    assert.deepEqual([failure.code, failure.state], ["RM021", "nothing was changed"]);
    assert.equal(await version(), "one");
    assert.equal(readFileSync(join(bench.folder, "Web", "v.txt"), "utf8"), "bad");
  });
});

describe("the traps of App Service: looks that are refused, files that were changed", function () {
  withBench(this);

  it("goes on watching while its looks are throttled", async () => {
    const trouble = { path: "/api/deployments/", method: "GET", times: 8, answer: { status: 429 } };
    bench.azure.misbehave({ at: "dev", troubles: [trouble] });
    await bench.whole(bench.open("One"), web("one"));
    assert.equal(await version(), "one");
  });

  it("sends an earlier attempt's package again where the files there are not the released ones", async () => {
    const progress = (percent: number): void => {
      if (percent === 75) writeFileSync(join(bench.azure.home("dev"), "site/wwwroot/v.txt"), "bad");
    };
    const failure = await failureOf(bench.whole(bench.open("One"), web("one"), { ...bench.io, progress }));
    assert.match(failure.cause, /"v\.txt" is not the released file/);
    await bench.whole(bench.open("One"), web("one"), { ...bench.io, earlier: bench.operations.slice() });
    assert.equal(uploads(), 2);
    assert.equal(await version(), "one");
  });
});
