import assert from "node:assert/strict";
import type { RunnerOptions } from "../../../standin/agent/job.ts";
import { findNode24 } from "../../../scripts/node-24.ts";
import { clean, libraryPath, run, said, type TinyTask } from "./running.ts";

const endpointId = "aaaaaaaa-0000-0000-0000-000000000001";
const both = { Node20_1: { target: "index.js" }, Node24: { target: "index.js" } };
const inputs = [
  { name: "environment", type: "string" },
  { name: "link", type: "connectedService:Power" },
];

/** A task that uses the library as ours do, and says what it got. */
const whole = `
const tl = require(${JSON.stringify(libraryPath)});
const fs = require("fs"), path = require("path");
const file = path.join(tl.getVariable("Agent.TempDirectory"), "seal.json");
fs.writeFileSync(file, "{}");
const spelt = (text) => String(text).split("").join(".");
console.log("node " + process.versions.node.split(".")[0]);
console.log("input " + tl.getInput("environment", true));
console.log("token " + spelt(tl.getEndpointAuthorizationParameter("SYSTEMVSSCONNECTION", "AccessToken", false)));
const link = tl.getInput("link", true);
console.log("link " + tl.getEndpointUrl(link, false) + " " + tl.getEndpointAuthorizationScheme(link, false) + " " + spelt(tl.getEndpointAuthorization(link, false).parameters.key) + " " + tl.getEndpointDataParameter(link, "region", false));
console.log("secret " + spelt(tl.getVariable("Secret")) + " " + tl.getVariables().find((one) => one.name === "Secret").secret + " " + String(process.env.SECRET_SECRET));
tl.setSecret("set-by-task;]%");
console.log("masked set-by-task;]% set-by-task");
tl.setVariable("outcome", "a;]%\\r\\nb", false, true);
tl.setVariable("token", "late-token-1", true);
tl.addAttachment("release-manager.seal", "seal.json", file);
tl.uploadSummary(file);
tl.warning("careful ##vso[task.complete result=Failed]");
tl.setResult(tl.TaskResult.SucceededWithIssues, "fine");
`;

const setting = (runner: Partial<RunnerOptions>) => ({
  variables: { Secret: { value: "group-secret", isSecret: true } },
  endpoints: [
    {
      id: endpointId,
      name: "x",
      url: "https://crm/",
      scheme: "Token",
      parameters: { key: "endpoint-key" },
      data: { region: "eu" },
    },
  ],
  runner,
});

const task: TinyTask = { main: whole, manifest: { execution: both, inputs } };
const step = { task, refName: "seal", inputs: { environment: " UAT ", link: endpointId } };
const dots = (text: string) => text.split("").join(".");

/** Runs the whole task on one Node and compares all that went to and fro. */
async function roundTrip(major: 20 | 24, runner: Partial<RunnerOptions>): Promise<void> {
  const told = await run([step], setting(runner));
  assert.deepEqual(said(told), [
    `node ${major}`,
    "input UAT",
    `token ${dots("job-token-0123456789")}`,
    `link https://crm/ Token ${dots("endpoint-key")} eu`,
    `secret ${dots("group-secret")} true undefined`,
    "masked *** set-by-task",
    "##[warning]careful ##vso[task.complete result=Failed]",
    "##[warning]fine",
  ]);
  assert.deepEqual(told.steps[0]?.result, "succeededWithIssues");
  assert.deepEqual(told.outputs, {
    "seal.outcome": { value: "a;]%\r\nb", isSecret: false, isReadOnly: true },
  });
  assert.deepEqual(told.attachments, [
    { type: "release-manager.seal", name: "seal.json", text: "{}" },
    { type: "Distributedtask.Core.Summary", name: "seal.json", text: "{}" },
  ]);
  assert.deepEqual(told.events, ["progress 100 fine"]);
}

describe("azure-pipelines-task-lib, unmodified", () => {
  after(clean);

  it("gives and gets everything on Node 20", async () => {
    await roundTrip(20, {});
  });

  it("gives and gets everything on Node 24", async function () {
    this.timeout(120_000);
    const found = await findNode24();
    if ("missing" in found) {
      console.log(found.missing);
      this.skip();
    }
    await roundTrip(24, { node: { 20: process.execPath, 24: found.path }, preferNode24: true });
  });

  it("fails the step at setResult(Failed), at an error nobody caught, and at TaskResult.Cancelled", async () => {
    const lib = `const tl = require(${JSON.stringify(libraryPath)});`;
    const scripts = [
      `tl.setResult(tl.TaskResult.Failed, "no");`,
      `setTimeout(() => { throw new Error("no"); });`,
      `tl.setResult(tl.TaskResult.Cancelled, "no");`,
    ];
    const results = await Promise.all(
      scripts.map(async (script) => (await run([{ task: { main: lib + script } }])).report.result),
    );
    assert.deepEqual(results, ["failed", "failed", "failed"]);
  });

  it("leaves its key in the job's own temporary folder, not in the working one", async () => {
    const main = `require(${JSON.stringify(libraryPath)}); const fs = require("fs"); console.log(fs.readdirSync(process.env.AGENT_TEMPDIRECTORY).join(), fs.readdirSync(".").join());`;
    const told = await run([{ task: { main } }]);
    assert.deepEqual(said(told).at(-1), ".taskkey ");
  });
});

describe("the choice of Node", () => {
  after(clean);
  const say = async (
    execution: Record<string, { target: string }>,
    runner: Partial<RunnerOptions>,
    variables = {},
  ) => {
    const told = await run([{ task: { main: "", manifest: { execution } } }], {
      runner,
      variables: { "system.debug": { value: "true" }, ...variables },
    });
    return [
      said(told)
        .find((line) => line.startsWith("##[debug]Using node path:"))
        ?.split(": ")[1],
      told.steps[0]?.issues.map(({ message }) => message),
    ];
  };
  const on = (name: string) => ({ [name]: { value: "true" } });
  const node = { 20: process.execPath, 24: "/no/such/node24" };
  const got20 = [process.execPath, []];
  const got24 = [node[24], [`spawn ${node[24]} ENOENT`]];
  const rows: readonly (readonly [title: string, got: () => Promise<unknown>, wanted: unknown])[] = [
    ["takes Node 20 for Node24 where the switch is off", () => say(both, { node }), got20],
    ["takes Node 24 for Node24 where it is preferred", () => say(both, { node, preferNode24: true }), got24],
    [
      "takes Node 24 where the organisation's switch is on",
      () => say(both, { node }, on("AGENT_USE_NODE24_WITH_HANDLER_DATA")),
      got24,
    ],
    [
      "takes Node 20 for a task that knows only that",
      () => say({ Node20_1: { target: "index.js" } }, { node, preferNode24: true }),
      got20,
    ],
    [
      "is forced to 24",
      () => say({ Node20_1: { target: "index.js" } }, { node }, on("AGENT_USE_NODE24")),
      got24,
    ],
    ["is forced to 20", () => say(both, { node, preferNode24: true }, on("AGENT_USE_NODE20_1")), got20],
    [
      "falls back with a warning",
      () => say(both, { node: { 20: process.execPath }, preferNode24: true }),
      [process.execPath, ["The agent has no Node 24. Using Node 20 instead."]],
    ],
  ];
  for (const [title, got, wanted] of rows) {
    it(title, async () => {
      assert.deepEqual(await got(), wanted);
    });
  }
});
