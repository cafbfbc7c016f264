import assert from "node:assert/strict";
import { join } from "node:path";
import { clean, run, said, type Setting, type TinyStep } from "./running.ts";

const endpointId = "Aaaaaaaa-0000-0000-0000-000000000001";
const endpoint = {
  id: endpointId,
  name: "Power",
  url: "https://crm.example/",
  scheme: "ServicePrincipal",
  parameters: { "Service Principal.Key": "endpoint-key-1", tenantid: "tenant-1" },
  data: { "environment.Url": "https://e/" },
};

/** Runs one task that prints these parts of its environment as JSON. */
async function environmentOf(
  names: readonly string[],
  step: Partial<TinyStep> = {},
  setting: Setting = {},
): Promise<unknown> {
  const main = `process.stdout.write(Buffer.from(JSON.stringify(${JSON.stringify(names)}.map((name) => process.env[name] ?? "(none)"))).toString("hex") + "\\n");`;
  const told = await run([{ ...step, task: { ...step.task, main } }], setting);
  const line = said(told).at(-1) ?? "";
  const values: unknown = JSON.parse(
    Buffer.from(line, "hex").toString("utf8").replaceAll(told.work, "<work>"),
  );
  return values;
}

const inputs = (...list: readonly (readonly [name: string, type: string, defaultValue?: string])[]) => ({
  task: {
    manifest: {
      inputs: list.map(([name, type, defaultValue]) => ({
        name,
        type,
        ...(defaultValue === undefined ? {} : { defaultValue }),
      })),
    },
  },
});

describe("a task's inputs", () => {
  after(clean);

  it("are the defaults with the given ones on top, trimmed, and empty where there is none", async () => {
    const step = {
      ...inputs(["one", "string", " dflt "], ["two", "string", "x"], ["three.a b", "string"]),
      inputs: { TWO: "  y ", extra: "1" },
    };
    assert.deepEqual(
      await environmentOf(["INPUT_ONE", "INPUT_TWO", "INPUT_THREE_A_B", "INPUT_EXTRA"], step),
      ["dflt", "y", "", "1"],
    );
  });

  it("have $(x) replaced once, from variables and then from the agent's environment, and keep what is unknown", async () => {
    const step = { ...inputs(), inputs: { a: "$(plain)|$(SECRET)|$(nope)|$(MY_OWN)|$(my_own)|$(text)" } };
    const setting = {
      variables: {
        plain: { value: "p" },
        secret: { value: "s3cr3t", isSecret: true },
        text: { value: "$(nope)" },
      },
      runner: { processEnvironment: { MY_OWN: "m", nope: "found" } },
    };
    assert.deepEqual(await environmentOf(["INPUT_A"], step, setting), ["p|s3cr3t|found|m|$(my_own)|found"]);
  });

  it("have file paths made absolute, the empty one to the root itself", async () => {
    const step = {
      ...inputs(["path", "filePath"], ["none", "filePath"], ["up", "filePath"]),
      inputs: { path: "a/../b", up: "/x/../y" },
    };
    const names = ["INPUT_PATH", "INPUT_NONE", "INPUT_UP"];
    assert.deepEqual(await environmentOf(names, step), ["<work>/r1/a/b", "<work>/r1/a", "/y"]);
    assert.deepEqual(await environmentOf(names, step, { host: "build" }), [
      "<work>/1/s/b",
      "<work>/1/s",
      "/y",
    ]);
  });
});

describe("a task's environment", () => {
  after(clean);

  it("has public variables plain and secret ones as SECRET_, with lists of their names", async () => {
    const variables = { "My.Var a-b": { value: "1" }, Key: { value: "s3cr3t", isSecret: true } };
    const names = ["MY_VAR_A-B", "KEY", "SECRET_KEY", "VSTS_SECRET_VARIABLES"];
    assert.deepEqual(await environmentOf(names, {}, { variables }), ["1", "(none)", "s3cr3t", '["Key"]']);
    const [list] = (await environmentOf(["VSTS_PUBLIC_VARIABLES"], {}, { variables })) as [string];
    const all = JSON.parse(list) as string[];
    assert.deepEqual(
      [all.includes("My.Var a-b"), all.includes("Key"), all.includes("Agent.TempDirectory")],
      [true, false, true],
    );
  });
});

describe("a task's environment, in its order", () => {
  after(clean);

  it("lets variables overwrite env:, and inputs overwrite variables", async () => {
    const step = {
      ...inputs(),
      inputs: { x: "input" },
      environment: { " A ": " $(b) ", B_: "env", INPUT_X: "env" },
    };
    const variables = { b: { value: "var" }, B_: { value: "variable" }, "input.x": { value: "variable" } };
    assert.deepEqual(await environmentOf(["A", "B_", "INPUT_X"], step, { variables }), [
      "var",
      "variable",
      "input",
    ]);
  });

  it("has only the endpoints that an input of that kind names, and the job's own connection", async () => {
    const key = endpointId.toLowerCase();
    const names = [
      `ENDPOINT_URL_${key}`,
      `ENDPOINT_AUTH_${key}`,
      `ENDPOINT_AUTH_SCHEME_${key}`,
      `ENDPOINT_AUTH_PARAMETER_${key}_SERVICE_PRINCIPAL_KEY`,
      `ENDPOINT_DATA_${key}`,
      `ENDPOINT_DATA_${key}_ENVIRONMENT_URL`,
    ];
    const setting = { endpoints: [endpoint] };
    const named = {
      ...inputs(["link", "connectedService:PowerPlatform"]),
      inputs: { link: ` ${endpointId} ,other` },
    };
    const free = { ...inputs(["link", "string"]), inputs: { link: endpointId } };
    assert.deepEqual(await environmentOf(names, named, setting), [
      "https://crm.example/",
      '{"parameters":{"Service Principal.Key":"endpoint-key-1","tenantid":"tenant-1"},"scheme":"ServicePrincipal"}',
      "ServicePrincipal",
      "endpoint-key-1",
      '{"environment.Url":"https://e/"}',
      "https://e/",
    ]);
    assert.deepEqual(
      await environmentOf(names, free, setting),
      names.map(() => "(none)"),
    );
    const system = [
      "URL_SYSTEMVSSCONNECTION",
      "AUTH_SCHEME_SYSTEMVSSCONNECTION",
      "AUTH_PARAMETER_SYSTEMVSSCONNECTION_ACCESSTOKEN",
      "DATA_SYSTEMVSSCONNECTION",
    ];
    assert.deepEqual(
      await environmentOf(
        system.map((name) => `ENDPOINT_${name}`),
        free,
        setting,
      ),
      ["http://127.0.0.1:9/contoso/", "OAuth", "job-token-0123456789", "(none)"],
    );
  });
});

describe("the agent's own variables", () => {
  after(clean);

  it("has the agent's own variables, by host", async () => {
    const names = [
      "TF_BUILD",
      "AGENT_TEMPDIRECTORY",
      "AGENT_JOBSTATUS",
      "agent.jobstatus",
      "SYSTEM_HOSTTYPE",
      "SYSTEM_DEFAULTWORKINGDIRECTORY",
      "SYSTEM_ARTIFACTSDIRECTORY",
      "BUILD_SOURCESDIRECTORY",
      "PIPELINE_WORKSPACE",
      "AGENT_RELEASEDIRECTORY",
      "SYSTEM_TASKDISPLAYNAME",
    ];
    assert.deepEqual(await environmentOf(names), [
      "True",
      "<work>/_temp",
      "Succeeded",
      "Succeeded",
      "release",
      "<work>/r1/a",
      "<work>/r1/a",
      "(none)",
      "(none)",
      "<work>/r1/a",
      "Step 1",
    ]);
    assert.deepEqual(await environmentOf(names, {}, { host: "build", folderNumber: 7 }), [
      "True",
      "<work>/_temp",
      "Succeeded",
      "Succeeded",
      "build",
      "<work>/7/s",
      "<work>/7/a",
      "<work>/7/s",
      "<work>/7",
      "(none)",
      "Step 1",
    ]);
  });
});

describe("an environment that no process can have", () => {
  after(clean);

  it("is refused where one variable is longer than Linux takes", async function () {
    if (process.platform === "win32") this.skip();
    const most = 131_071 - "BIG=".length - 1;
    const main = "console.log(process.env.BIG.length)";
    const fits = await run([{ task: { main } }], { variables: { big: { value: "x".repeat(most) } } });
    const breaks = await run([{ task: { main } }], { variables: { big: { value: "x".repeat(most + 1) } } });
    assert.deepEqual([fits.report.result, said(fits)], ["succeeded", [String(most)]]);
    assert.deepEqual(breaks.steps[0]?.issues, [
      {
        type: "error",
        message:
          "Environment variable 'BIG' exceeds the maximum supported length. Environment variable length: 131071 , Maximum supported length: 131071",
      },
    ]);
  });

  it("is refused where a value holds NUL", async () => {
    const told = await run([{ task: { main: "" } }], { variables: { nul: { value: "a\0b" } } });
    assert.deepEqual(told.steps[0]?.issues, [
      { type: "error", message: "Environment variable 'NUL' contains a null character." },
    ]);
  });
});

describe("a job's folders", () => {
  after(clean);

  it("start the task in the default working folder, with standard input at its end", async () => {
    const main = `process.stdin.on("data", () => console.log("data")).on("end", () => console.log(process.cwd(), require("fs").readdirSync(process.env.AGENT_TEMPDIRECTORY).length)).resume();`;
    const told = await run([{ task: { main } }]);
    assert.deepEqual(said(told), [`${join(told.work, "r1", "a")} 0`]);
  });

  it("are handed to the download first: the artefacts of a release, the workspace of a build", async () => {
    const seen: string[] = [];
    const download = (folder: string): Promise<void> => {
      seen.push(folder);
      return Promise.resolve();
    };
    const release = await run([], { runner: { download } });
    const build = await run([], { host: "build", runner: { download } });
    assert.deepEqual(seen, [join(release.work, "r1", "a"), join(build.work, "1")]);
  });

  it("fail the job before its first step where the download fails, and say why without secrets", async () => {
    const download = (): Promise<void> => Promise.reject(new Error("no artefact with job-token-0123456789"));
    const told = await run([{ task: { main: "" } }], { runner: { download } });
    assert.deepEqual(
      [told.report, told.steps],
      [{ result: "failed", outputs: {}, fault: "no artefact with ***" }, []],
    );
  });
});
