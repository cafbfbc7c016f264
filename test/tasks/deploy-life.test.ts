import assert from "node:assert/strict";
import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import type { StepOrder } from "../../standin/agent/job.ts";
import { type Deploying, deploying, recordIn, under } from "../support/deploying-built.ts";
import type { BuiltEnd } from "../support/run-built-task.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { sealOf } from "../support/wire.ts";

const small = { "rows.csv": "1;2" };
type Life = (use: (at: Deploying) => Promise<void>) => Promise<void>;

/** Deployments of a small artefact after one of so many files. */
function lifeWith(files: number): Readonly<{ drop: Readonly<Record<string, string>>; life: Life }> {
  const web = Object.fromEntries(
    Array.from({ length: files }, (_, at) => [`${at % 50}/${at}.txt`, `file ${at}`]),
  );
  const seal = sealOf([{ ...sealedArtefact("Data2", small), sequence: 2 }, sealedArtefact("Web", web)]);
  const drop = {
    ...under("Web", web),
    ...under("Data2", small),
    "ReleaseManagerSeal/seal.json": sealText(seal),
  };
  return { drop, life: (use) => deploying(seal, drop, use) };
}

const { drop, life } = lifeWith(60);
// So many that a cancellation comes in the middle of them.
const { life: longLife } = lifeWith(1500);

/** A Node that is asked to end as a machine that is shut down asks: by SIGTERM, and without a SIGINT before it. */
async function endedBySigterm(folder: string): Promise<string> {
  const path = join(folder, "node");
  const script = `#!/bin/sh
"${process.execPath}" "$@" &
child=$!
trap 'kill -TERM $child' INT
wait $child
code=$?
[ $code -gt 128 ] && { wait $child; code=$?; }
exit $code
`;
  await writeFile(path, script, { mode: 0o755 });
  return path;
}

describe("A deployment that is cancelled", function () {
  this.timeout(120_000);

  for (const signal of ["SIGINT", "SIGTERM"] as const)
    it(`by ${signal} writes its record, touches nothing that is in use, and goes on in the next run`, () =>
      longLife(async ({ run, targets, release }) => {
        const node = signal === "SIGINT" ? {} : { node: await endedBySigterm(targets) };
        const cancel = new AbortController();
        const onLine = (line: string): void => {
          if (line.includes("1 of 2: Web")) setTimeout(() => cancel.abort(), 60);
        };
        const end = await run({ signal: cancel.signal, onLine, ...node });
        assert.equal(end.result, "canceled", end.log);
        assert.match(end.log, /Cancelling: nothing new is begun/);
        assert.deepEqual(
          recordIn(end).artefacts.map(({ outcome }) => outcome),
          ["cancelled", "notReached"],
        );
        assert.equal(recordIn(end).outcome, "cancelled");
        assert.deepEqual(await readdir(join(targets, "uat")), ["releases"]);
        release([{ name: "UAT", attempts: [{ status: "canceled", plan: "p1" }, {}] }]);
        const again = await run({ variables: { "Release.AttemptNumber": "2" } });
        assert.equal(again.result, "succeeded", again.log);
        assert.equal(await readFile(join(targets, "uat/current/Web/0/50.txt"), "utf8"), "file 50");
      }));

  it("and killed at once leaves what the next run repairs; its post-job part gives the lock back", () =>
    longLife(async ({ run, targets }) => {
      const cancel = new AbortController();
      const onLine = (line: string): void => {
        if (line.includes("1 of 2: Web")) setTimeout(() => cancel.abort(), 30);
      };
      const end = await run({ signal: cancel.signal, onLine, timeScale: 1_000_000 });
      assert.equal(end.result, "canceled");
      assert.equal(end.attachments.length, 0);
      assert.ok((await readdir(join(targets, "uat", "releases"))).length === 1);
      assert.ok(!(await readdir(join(targets, "uat"))).includes(".release-manager.lock"), end.log);
      const again = await run({});
      assert.equal(again.result, "succeeded", again.log);
      assert.deepEqual((await readdir(join(targets, "uat/current"))).sort(), [
        ".release-manager.json",
        "Data2",
        "Web",
      ]);
    }));
});

describe("A deployment that is killed between two artefacts", function () {
  this.timeout(120_000);
  const noted = (end: BuiltEnd) => end.attachments.filter(({ type }) => type === "release-manager.artefact");
  const second = { variables: { "Release.AttemptNumber": "2" } };

  it("N12: deploys exactly the rest in the next attempt, which says what it skips and why", () =>
    life(async ({ run, azure, targets, release }) => {
      const kill = new AbortController();
      const onLine = (line: string): void => {
        if (line.includes("2 of 2: Data2")) kill.abort();
      };
      // So little time passes between the agent's signals that the last one, SIGKILL, comes at once.
      const end = await run({ signal: kill.signal, timeScale: 1_000_000, onLine });
      assert.equal(end.result, "canceled", end.log);
      assert.ok(!end.attachments.some(({ type }) => type === "release-manager.deployment"), end.log);
      azure.holdings.left["p1"] = noted(end).filter(({ name }) => name === "1-Web.json");
      release([{ name: "UAT", attempts: [{ status: "canceled", plan: "p1" }, {}] }]);
      const again = await run(second);
      assert.equal(again.result, "succeeded", again.log);
      const proof = "is skipped: attempt 1 left exactly these bytes there, and the target still has them";
      const [web, data] = recordIn(again).artefacts;
      assert.deepEqual([web?.name, web?.outcome, web?.text], ["Web", "skipped", proof]);
      assert.deepEqual([data?.name, data?.outcome], ["Data2", "succeeded"]);
      assert.match(again.log, /2\. Data2 .* again, because attempt 1 did not finish it: /);
      assert.equal(await readFile(join(targets, "uat/current/Web/0/50.txt"), "utf8"), "file 50");
      assert.equal(await readFile(join(targets, "uat/current/Data2/rows.csv"), "utf8"), "1;2");
    }));

  it("N12: deploys everything again where somebody altered what was there, and says what", () =>
    life(async ({ run, azure, targets, release }) => {
      const first = await run({});
      assert.equal(first.result, "succeeded", first.log);
      azure.holdings.left["p1"] = noted(first);
      release([{ name: "UAT", attempts: [{ status: "failed", plan: "p1" }, {}] }]);
      await writeFile(join(targets, "uat/current/Web/0/50.txt"), "altered");
      const again = await run(second);
      assert.equal(again.result, "succeeded", again.log);
      assert.match(again.log, /1\. Web .* again, because it is not as attempt 1 left it: .*50\.txt differs/);
      assert.match(again.log, /2\. Data2 .* again, because Web before it is done again/);
      assert.equal(await readFile(join(targets, "uat/current/Web/0/50.txt"), "utf8"), "file 50");
    }));
});

describe("A deployment that is tried again by the agent", function () {
  this.timeout(120_000);

  it("turns green when the second try goes well: the process ended with 0 after its failure", () =>
    life(async ({ run, azure, targets }) => {
      azure.holdings.refuse["variablegroups"] = 403;
      const onLine = (line: string): void => {
        if (line.includes("[RM040")) delete azure.holdings.refuse["variablegroups"];
      };
      const end = await run({ retries: 1, onLine, timeScale: 10 });
      assert.equal(end.result, "succeeded", end.log);
      assert.match(await readlink(join(targets, "uat/current")), /^releases\//);
    }));
});

describe("A deployment by the team's own steps", function () {
  this.timeout(120_000);
  const script = (text: string): StepOrder => ({
    refName: "own",
    displayName: "Own step",
    task: { id: "d9bafed4-0b18-4f58-968d-86655b4d2ce9", name: "CmdLine", version: "2.*" },
    inputs: { script: text },
  });

  for (const [text, outcome] of [
    ["true", "succeeded"],
    ["false", "failedPartial"],
  ] as const) {
    it(`is recorded as ${outcome} when the job's own steps end that way`, () =>
      life(async ({ run, targets }) => {
        const end = await run({ inputs: { target: "external" }, after: [script(text)] });
        assert.match(end.log, /Release-57 is proved for UAT .*: 2 artefacts\. The steps that follow deploy/);
        const record = recordIn(end);
        assert.deepEqual(
          [record.outcome, record.target.kind, record.artefacts.map((one) => one.outcome)],
          [outcome, "external", [outcome, outcome]],
        );
        assert.deepEqual(await readdir(join(targets, "uat")), []);
      }));
  }

  it("is never begun when a byte was altered", () =>
    life(async ({ run }) => {
      const end = await run({ inputs: { target: "external" } }, { ...drop, "Data2/rows.csv": "1;3" });
      assert.equal(end.result, "failed");
      assert.ok(!end.attachments.some(({ type }) => type === "release-manager.deployment"));
    }));
});
