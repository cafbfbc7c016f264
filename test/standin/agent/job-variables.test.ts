import assert from "node:assert/strict";
import { clean, prints, run, said, type Setting, type Told } from "./running.ts";

const secret = (value: string) => ({ value, isSecret: true });
/** A task that spells these variables out, past the masker. */
const echo = (...names: readonly string[]) => ({
  main: `const values = ${JSON.stringify(names)}.map((name) => process.env[name] ?? "(none)");
    console.log(JSON.stringify(values).split("").join("."));`,
});

/** Runs a task that prints the lines, then one that spells out these variables past the masker. */
async function later(
  lines: readonly string[],
  names: readonly string[],
  setting: Setting = {},
): Promise<{ told: Told; values: unknown }> {
  const told = await run(
    [{ task: { main: prints(...lines) }, refName: "seal" }, { task: echo(...names) }],
    setting,
  );
  const spelt = said(told, 1).at(-1) ?? "";
  const values: unknown = JSON.parse(spelt.replace(/(.)\./gs, "$1"));
  return { told, values };
}

describe("task.setvariable", () => {
  after(clean);

  it("sets a plain variable for later steps only", async () => {
    const main = `${prints("##vso[task.setvariable variable=my.var]1")} console.log(String(process.env.MY_VAR))`;
    const told = await run([{ task: { main } }, { task: echo("MY_VAR") }]);
    assert.deepEqual([said(told), said(told, 1)], [["undefined"], ['[.".1.".]']]);
  });

  it("sets an output variable under the step's name only, and tells the job", async () => {
    const { told, values } = await later(
      ["##vso[task.setvariable variable=root;isOutput=true]abc"],
      ["SEAL_ROOT", "ROOT"],
    );
    const output = { value: "abc", isSecret: false, isReadOnly: true };
    assert.deepEqual(
      [values, told.outputs, told.report.outputs],
      [["abc", "(none)"], { "seal.root": output }, { "seal.root": output }],
    );
  });

  it("makes an output of what task.json declares", async () => {
    const task = {
      main: prints("##vso[task.setvariable variable=root]abc"),
      manifest: { outputVariables: [{ name: "Root" }] },
    };
    const told = await run([{ task }]);
    assert.deepEqual(told.outputs, { "step1.root": { value: "abc", isSecret: false, isReadOnly: false } });
  });

  it("masks a secret from that line on, and gives it to later tasks as secret", async () => {
    const lines = [
      "late-secret",
      "##vso[task.setvariable variable=key;issecret=true]late-secret",
      "late-secret",
    ];
    const { told, values } = await later(lines, ["KEY", "SECRET_KEY"]);
    assert.deepEqual(
      [said(told), values],
      [
        ["late-secret", "***"],
        ["(none)", "late-secret"],
      ],
    );
  });

  it("refuses a secret of many lines, unless it is told to take it", async () => {
    const line = "##vso[task.setvariable variable=key;issecret=true]one%0Atwo";
    const refused = await run([{ task: { main: prints(line) } }]);
    assert.deepEqual(
      [refused.report.result, refused.steps[0]?.issues.at(-1)],
      ["failed", { type: "error", message: "Secrets cannot contain multiple lines" }],
    );
    const taken = await run([{ task: { main: prints(line) } }], {
      variables: { SYSTEM_UNSAFEALLOWMULTILINESECRET: { value: "true" } },
    });
    assert.equal(taken.report.result, "succeeded");
  });
});

describe("task.setvariable and what stands already", () => {
  after(clean);

  it("keeps the case of a name where it is told", async () => {
    const { values } = await later(
      ["##vso[task.setvariable variable=my.Var;preservecase=true]1"],
      ["my_Var", "MY_VAR"],
    );
    assert.deepEqual(values, ["1", "(none)"]);
  });

  it("keeps a secret name secret", async () => {
    const { told } = await later(["##vso[task.setvariable variable=key]public-now", "public-now"], ["KEY"], {
      variables: { key: secret("first-value") },
    });
    assert.deepEqual(said(told), ["***"]);
  });

  it("warns at a read-only variable and overwrites it, or fails where that is forbidden", async () => {
    const line = "##vso[task.setvariable variable=Build.BuildId]9";
    const page =
      "See https://github.com/microsoft/azure-pipelines-yaml/blob/master/design/readonly-variables.md for details.";
    const { told, values } = await later([line], ["BUILD_BUILDID"], {
      variables: { "Build.BuildId": { value: "7" } },
    });
    assert.deepEqual(
      [values, told.steps[0]?.issues],
      [
        ["9"],
        [
          {
            type: "warning",
            message: `Overwriting readonly variable 'Build.BuildId'. This behavior will be disabled in the future. ${page}`,
          },
        ],
      ],
    );
    const variables = { "Build.BuildId": { value: "7" }, "agent.readOnlyVariables": { value: "true" } };
    const strict = await run([{ task: { main: prints(line) } }], { variables });
    assert.deepEqual(strict.steps[0]?.issues.at(-1), {
      type: "error",
      message: `Overwriting readonly variable 'Build.BuildId' is not permitted. ${page}`,
    });
  });

  it("fails without a name", async () => {
    const told = await run([{ task: { main: prints("##vso[task.setvariable]1") } }]);
    assert.equal(told.report.result, "failed");
  });

  it("expands what it is given before the next step", async () => {
    const { values } = await later(["##vso[task.setvariable variable=a]$(b)!"], ["A"], {
      variables: { b: { value: "1" } },
    });
    assert.deepEqual(values, ["1!"]);
  });
});

describe("task.settaskvariable", () => {
  after(clean);

  it("is shared by the parts of one step, and by nobody else", async () => {
    const show = "console.log(String(process.env.VSTS_TASKVARIABLE_MY_KEY))";
    const set = prints("##vso[task.settaskvariable variable=my.key;issecret=true]part-secret", "part-secret");
    const told = await run([{ task: { pre: set, main: show, post: show } }, { task: { main: show } }]);
    const lines = told.steps.map(({ name, phase }, at) => [name, phase, ...said(told, at)]);
    assert.deepEqual(lines, [
      ["Step 1", "pre", "***"],
      ["Step 1", "main", "***"],
      ["Step 2", "main", "undefined"],
      ["Step 1", "post", "***"],
    ]);
  });
});

describe("the masker of a job", () => {
  after(clean);

  it("blanks secrets in logs, issues, progress and names, and never a whole multi-line one", async () => {
    const lines = [
      "pass-word-1 cGFzcy13b3JkLTE=",
      "##vso[task.logissue type=error]bad pass-word-1",
      "##vso[task.setprogress value=1]pass-word-1",
      "##vso[task.setsecret]now-too",
      "now-too",
      "lines-one",
    ];
    const variables = { key: secret("pass-word-1"), many: secret("lines-one\nlines-two") };
    const told = await run([{ task: { main: prints(...lines) }, displayName: "With $(key)" }], { variables });
    assert.deepEqual(said(told), ["*** ***", "##[error]bad ***", "***", "lines-one"]);
    assert.deepEqual(
      [told.log[0], told.steps[0]?.issues, told.events],
      ["##[section]Starting: With ***", [{ type: "error", message: "bad ***" }], ["progress 1 ***"]],
    );
  });

  it("blanks the job's token and every endpoint's parameters, asked for or not", async () => {
    const endpoints = [
      {
        id: "aaaaaaaa-0000-0000-0000-000000000001",
        name: "x",
        url: "https://x/",
        scheme: "S",
        parameters: { servicePrincipalKey: "key-of-sp", tenantid: "tenant-of-sp" },
        data: {},
      },
    ];
    const told = await run([{ task: { main: prints("job-token-0123456789 key-of-sp tenant-of-sp") } }], {
      endpoints,
    });
    assert.deepEqual(said(told), ["*** *** tenant-of-sp"]);
  });
});
