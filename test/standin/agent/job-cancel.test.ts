import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { setTimeout as wait } from "node:timers/promises";
import { clean, prints, run, said, type Setting, type TinyStep, type Told } from "./running.ts";

const stay = "setInterval(() => undefined, 1000);";
const ready = `console.log("ready " + process.pid);`;
const cancelled = "The Operation will be canceled. The next steps may not contain expected logs.";

/** Runs steps and cancels the job as soon as one is ready. */
async function cancelledRun(
  steps: readonly TinyStep[],
  setting: Setting = {},
): Promise<{ told: Told; took: number }> {
  const cancel = new AbortController();
  let from = 0;
  const onLine = (line: string): void => {
    if (!line.startsWith("ready")) return;
    from = Date.now();
    cancel.abort();
  };
  const runner = { timeScale: 20, signal: cancel.signal, ...setting.runner };
  const told = await run(steps, { ...setting, onLine, runner });
  return { told, took: Date.now() - from };
}

describe("a cancel", () => {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  after(clean);

  it("sends SIGINT, takes what is still printed, and makes the step canceled whatever it says", async () => {
    const main = `process.on("SIGINT", () => { ${prints("stopped", "##vso[task.complete result=Succeeded]", "##vso[task.setvariable variable=left]1")} process.exit(0); }); ${ready} ${stay}`;
    const { told } = await cancelledRun([
      { task: { main } },
      { task: { main: "console.log(process.env.LEFT)" }, condition: "canceled()" },
    ]);
    assert.deepEqual(
      [told.report.result, told.steps.map(({ result }) => result)],
      ["canceled", ["canceled", "succeeded"]],
    );
    assert.deepEqual(said(told).slice(1), [
      `##[error]${cancelled}`,
      "stopped",
      "##[error]The operation was canceled.",
    ]);
    assert.deepEqual(said(told, 1), ["1"]);
  });

  it("kills a task that ignores SIGINT and SIGTERM, after both their times", async () => {
    const main = `for (const name of ["SIGINT", "SIGTERM"]) process.on(name, () => console.log(name)); ${ready} ${stay}`;
    const { told, took } = await cancelledRun([{ task: { main } }]);
    assert.deepEqual(
      said(told).filter((line) => line.startsWith("SIG")),
      ["SIGINT", "SIGTERM"],
    );
    assert.equal(told.steps[0]?.result, "canceled");
    assert.ok(took >= 500, `killed after ${took} ms, not 10,000 / 20`);
    const pid = (said(told)[0] ?? "").split(" ")[1] ?? "";
    assert.equal(existsSync(`/proc/${pid}`), false);
  });

  it("waits longer where PROCESS_SIGINT_TIMEOUT says so", async () => {
    const main = `process.on("SIGINT", () => setTimeout(() => { console.log("tidy"); process.exit(0); }, 700)); process.on("SIGTERM", () => process.exit(0)); ${ready} ${stay}`;
    const variables = { PROCESS_SIGINT_TIMEOUT: { value: "40000" } };
    const { told } = await cancelledRun([{ task: { main } }], { variables });
    assert.equal(said(told).at(-2), "tidy");
  });
});

describe("a cancel and the other steps", () => {
  after(clean);

  it("skips what asks for success, and runs the post-job parts", async () => {
    const { told } = await cancelledRun([
      { task: { main: `${ready} ${stay}`, post: "console.log(process.env.AGENT_JOBSTATUS)" } },
      { task: { main: "" } },
    ]);
    assert.deepEqual(
      told.steps.map(({ phase, result }) => `${phase} ${result}`),
      ["main canceled", "main skipped", "post succeeded"],
    );
    assert.deepEqual(said(told, 2), ["Canceled"]);
  });

  it("leaves a step alone whose condition still holds", async () => {
    const main = `${ready} setTimeout(() => console.log("whole"), 200);`;
    const { told } = await cancelledRun([{ task: { main }, condition: "always()" }]);
    assert.deepEqual(
      [told.report.result, told.steps[0]?.result, said(told).at(-1)],
      ["canceled", "succeeded", "whole"],
    );
  });

  it("ends the waiting for another attempt", async () => {
    const main = `${ready} ${prints("##vso[task.complete result=Failed]")}`;
    const { told, took } = await cancelledRun([{ task: { main }, retryCountOnTaskFailure: 3 }], {
      runner: { timeScale: 0.05 },
    });
    assert.deepEqual([told.steps[0]?.result, took < 5000], ["canceled", true]);
  });

  it("before the job skips all but what runs always", async () => {
    const told = await run([{ task: { main: "" } }, { task: { main: "" }, condition: "always()" }], {
      runner: { signal: AbortSignal.abort() },
    });
    assert.deepEqual(
      [told.report.result, told.steps.map(({ result }) => result)],
      ["canceled", ["skipped", "succeeded"]],
    );
  });
});

describe("a time-out", () => {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  after(clean);

  it("fails the step whatever it reported, and the job goes on to what asks for failure", async () => {
    const main = `${prints("##vso[task.complete result=Succeeded]")} ${stay}`;
    const told = await run([
      { task: { main }, timeoutInMinutes: 1 },
      { task: { main: "" }, condition: "failed()" },
    ]);
    assert.deepEqual(
      [told.report.result, told.steps.map(({ result }) => result)],
      ["failed", ["failed", "succeeded"]],
    );
    assert.deepEqual(told.steps[0]?.issues, [{ type: "error", message: "The task has timed out." }]);
  });

  it("is not tried again", async () => {
    const main = `console.log("once"); ${stay}`;
    const told = await run([{ task: { main }, timeoutInMinutes: 1, retryCountOnTaskFailure: 3 }]);
    assert.deepEqual(said(told), ["once", "##[error]The task has timed out."]);
  });
});

describe("processes that a task leaves behind", () => {
  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  after(clean);
  const child = (stdio: string) =>
    `const c = require("child_process").spawn(process.execPath, ["-e", "setInterval(()=>{},1000)"], { stdio: "${stdio}", detached: true }); c.unref(); console.log("child " + c.pid);`;

  it("are killed at the end of the job", async () => {
    const told = await run([{ task: { main: child("ignore") } }]);
    const pid = (said(told)[0] ?? "").split(" ")[1] ?? "";
    await wait(50);
    assert.deepEqual([told.report.result, existsSync(`/proc/${pid}/fd/0`)], ["succeeded", false]);
  });

  it("may still print for a while when they hold its output", async () => {
    const late = JSON.stringify(`setTimeout(() => console.log("late"), 200)`);
    const main = `require("child_process").spawn(process.execPath, ["-e", ${late}], { stdio: "inherit" }).unref();`;
    const told = await run([{ task: { main } }], { runner: { timeScale: 1 } });
    assert.deepEqual(said(told), ["late"]);
  });

  it("do not hold the step up for ever when they hold its output", async () => {
    const from = Date.now();
    const told = await run([{ task: { main: `${child("inherit")} console.log("end")` } }]);
    assert.deepEqual(
      [told.report.result, said(told).at(-1), Date.now() - from < 5000],
      ["succeeded", "end", true],
    );
  });
});
