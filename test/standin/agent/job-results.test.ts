import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { clean, prints, run, said, temporary, type TinyStep, type Told } from "./running.ts";

const complete = (result: string) => `##vso[task.complete result=${result}]`;
const results = (told: Told) => [told.report.result, ...told.steps.map(({ result }) => result)];

/** A task that does one thing at its first attempt and another later. */
async function inTurn(...scripts: readonly string[]): Promise<string> {
  const folder = await temporary();
  await writeFile(join(folder, "count"), "0");
  const count = JSON.stringify(join(folder, "count"));
  return `const fs = require("fs"); const n = Number(fs.readFileSync(${count})); fs.writeFileSync(${count}, String(n + 1)); [${scripts.map((one) => `() => { ${one} }`).join(",")}][n]();`;
}

describe("a step's result", () => {
  after(clean);

  const rows: readonly (readonly [title: string, script: string, wanted: string])[] = [
    ["is succeeded after exit code 0 without a word", "", "succeeded"],
    [
      "is the worse of two",
      prints(complete("SucceededWithIssues"), complete("Succeeded")),
      "succeededWithIssues",
    ],
    ["is failed when the task says so and exits 0", prints(complete("Failed")), "failed"],
    [
      "is failed after an exit code, whatever the task said",
      `${prints(complete("Succeeded"))} process.exitCode = 3;`,
      "failed",
    ],
    [
      "is canceled and skipped as the task says",
      prints(complete("Canceled"), complete("Failed")),
      "canceled",
    ],
    ["is failed at task-lib's own Cancelled", prints(complete("Cancelled")), "failed"],
    ["is not touched by an error issue", prints("##vso[task.logissue type=error]x"), "succeeded"],
  ];
  for (const [title, main, wanted] of rows) {
    it(title, async () => {
      const told = await run([{ task: { main } }]);
      assert.equal(told.steps[0]?.result, wanted);
    });
  }

  it("names the exit code, the program and the script", async () => {
    const told = await run([{ task: { main: "process.exitCode = 3" } }]);
    const message = told.steps[0]?.issues[0]?.message ?? "";
    assert.match(
      message,
      /^Exit code 3 returned from process: file name '.*node.*', arguments '".*index\.js"'\.$/,
    );
  });

  it("tells that 137 means memory", async () => {
    const told = await run([{ task: { main: "process.exitCode = 137" } }]);
    assert.match(told.steps[0]?.issues[0]?.message ?? "", /^The agent worker exited with code 137/);
  });

  it("becomes succeededWithIssues where the step continues on error", async () => {
    const told = await run([
      { task: { main: prints(complete("Failed")) }, continueOnError: true },
      { task: { main: "" } },
    ]);
    assert.deepEqual(results(told), ["succeededWithIssues", "succeededWithIssues", "succeeded"]);
  });
});

describe("a step that cannot start", () => {
  after(clean);

  it("is failed for a task without a handler, an unknown one, or a missing script", async () => {
    const step = (execution: Record<string, { target: string }>): TinyStep => ({
      task: { main: "", manifest: { execution } },
      condition: "always()",
    });
    const told = await run([
      step({ Fancy: { target: "x" } }),
      step({ Node16: { target: "index.js" } }),
      step({ Node20_1: { target: "no.js" } }),
    ]);
    assert.deepEqual(
      told.steps.map(({ issues }) => (issues[0]?.message ?? "").slice(0, 40)),
      [
        "The current operating system is not capa",
        "The stand-in's runner has only Node 20 a",
        "File not found: '" + (told.steps[2]?.issues[0]?.message ?? "").slice(17, 40),
      ],
    );
    assert.equal(told.report.result, "failed");
  });
});

describe("a job", () => {
  after(clean);

  it("runs all pre-job parts, then the main ones, then the post-job ones backwards and always", async () => {
    const task = { pre: "", main: prints(complete("Failed")), post: "" };
    const told = await run([{ task }, { task }]);
    assert.deepEqual(
      told.steps.map(({ name, phase, result }) => `${phase} ${name} ${result}`),
      [
        "pre Step 1 succeeded",
        "pre Step 2 succeeded",
        "main Step 1 failed",
        "main Step 2 skipped",
        "post Step 2 succeeded",
        "post Step 1 succeeded",
      ],
    );
    assert.equal(told.report.result, "failed");
  });

  it("skips by condition and says which, runs what asks for failure, and passes over what is disabled", async () => {
    const told = await run(
      [
        { task: { main: prints(complete("Failed")) } },
        { task: { main: "" }, condition: "eq(variables['who'], 'me')" },
        {
          task: { main: "console.log(process.env.AGENT_JOBSTATUS)" },
          condition: "and(failed(), eq(variables['who'], 'you'))",
        },
        { task: { main: "" }, enabled: false },
      ],
      { variables: { who: { value: "you" } } },
    );
    assert.deepEqual(results(told), ["failed", "failed", "skipped", "succeeded"]);
    assert.deepEqual(
      [told.steps[1]?.log, said(told, 2)],
      [
        [
          "Skipping step due to condition evaluation.",
          "Evaluating: eq(variables['who'], 'me')",
          "Result: False",
        ],
        ["Failed"],
      ],
    );
  });
});

describe("a job and its conditions", () => {
  after(clean);

  it("takes a step's own variables away with the step", async () => {
    const condition = "eq(variables['System.TaskDisplayName'], '')";
    const told = await run([{ task: { main: "" } }, { task: { main: "" }, condition }]);
    assert.deepEqual(results(told), ["succeeded", "succeeded", "succeeded"]);
  });

  it("fails a step whose condition cannot be understood", async () => {
    const told = await run([{ task: { main: "" }, condition: "gt(1, 2)" }, { task: { main: "" } }]);
    assert.deepEqual(
      [results(told), told.steps[0]?.issues],
      [
        ["failed", "failed", "skipped"],
        [
          {
            type: "error",
            message: `The stand-in's runner does not understand gt() in the condition "gt(1, 2)".`,
          },
        ],
      ],
    );
  });
});

describe("a job and its tasks", () => {
  after(clean);

  it("fails before its first step where a task is in no package, and names it", async () => {
    const told = await run([{ task: { main: "" } }, { task: { main: "" } }], {
      runner: { tasks: { find: () => Promise.resolve(undefined) } },
    });
    assert.deepEqual(
      [results(told), told.steps[0]?.issues],
      [
        ["failed", "failed"],
        [
          {
            type: "error",
            message:
              "Task 'Tiny0@1.*' (00000000-0000-0000-0000-000000000000) is neither in the package nor an in-box step that the stand-in's runner plays.",
          },
        ],
      ],
    );
  });

  it("is refused while another works in its folder", async () => {
    const workRoot = await temporary();
    const both = await Promise.allSettled([1, 2].map(() => run([], { runner: { workRoot } })));
    const refused = both.flatMap((one) => (one.status === "rejected" ? [String(one.reason)] : []));
    assert.deepEqual(refused, [`Error: Another job works in ${workRoot} already.`]);
    assert.equal((await run([], { runner: { workRoot } })).report.result, "succeeded");
  });

  it("begins with empty folders, save the unpacked tasks", async () => {
    const workRoot = await temporary();
    for (const left of ["_tasks/x", "r1/a/old", "_temp/old"])
      await mkdir(join(workRoot, "_work", left), { recursive: true });
    await run([], { runner: { workRoot } });
    const found = await readdir(join(workRoot, "_work"), { recursive: true });
    assert.deepEqual(
      found.sort(),
      ["_tasks", "_tasks/x", "_temp", "_tool", "r1", "r1/a"].map((name) => join(name)),
    );
  });

  it("keeps all output of a task that ends by itself", async () => {
    const told = await run([
      { task: { main: `for (let i = 0; i < 20000; i++) console.log("line " + i); process.exitCode = 0;` } },
    ]);
    const lines = said(told);
    assert.deepEqual([lines.length, lines.at(-1)], [20000, "line 19999"]);
  });

  it("drops what comes after done=true and its five seconds, though the process lives", async () => {
    const done = prints("##vso[task.complete result=Succeeded;done=true]");
    const main = `${done} setTimeout(() => console.log("late"), 400);`;
    const told = await run([{ task: { main } }, { task: { main: "setTimeout(() => undefined, 800)" } }]);
    assert.deepEqual([results(told), said(told)], [["succeeded", "succeeded", "succeeded"], []]);
  });
});

describe("retryCountOnTaskFailure", () => {
  after(clean);

  it("tries again after a failure that exits 0, and the step can turn green", async () => {
    const main = await inTurn(prints(complete("Failed")), prints("second"));
    const told = await run([{ task: { main }, retryCountOnTaskFailure: 2 }]);
    assert.deepEqual(
      [results(told), said(told)],
      [
        ["succeeded", "succeeded"],
        [
          "##[warning]RetryHelper encountered task failure, will retry (attempt #: 1 out of 2) after 1000 ms",
          "second",
        ],
      ],
    );
  });

  it("lets Failed survive an exit code, so that the next attempt cannot turn green", async () => {
    const main = await inTurn(
      `${prints(complete("Failed"))} process.exitCode = 1`,
      prints(complete("Succeeded")),
      prints(complete("Succeeded")),
    );
    const once = await run([{ task: { main }, retryCountOnTaskFailure: 1 }]);
    assert.deepEqual(results(once), ["failed", "failed"]);
    assert.match(
      said(once)[0] ?? "",
      /^##\[warning\]RetryHelper encountered exception, will retry \(attempt #: 1 Exit code 1 returned .*\) afer 1000 ms$/,
    );
  });

  it("gives no third attempt where one retry was asked for", async () => {
    const failing = prints(complete("Failed"));
    const told = await run([
      { task: { main: await inTurn(failing, failing, prints("third")) }, retryCountOnTaskFailure: 1 },
    ]);
    assert.deepEqual([results(told), said(told).length], [["failed", "failed"], 1]);
  });

  it("is cut to ten with a warning, and does not mend a failed command", async () => {
    const main = await inTurn(
      prints("##vso[task.nonsense]", complete("Failed")),
      prints(complete("Succeeded")),
    );
    const told = await run([{ task: { main }, retryCountOnTaskFailure: 12 }]);
    assert.equal(
      told.steps[0]?.issues[0]?.message,
      "The maximum allowed number of attempts is 10 but got 12. Retry attempts count will be decreased to 10.",
    );
    assert.deepEqual(results(told), ["failed", "failed"]);
  });
});
