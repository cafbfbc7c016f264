import assert from "node:assert/strict";
import { type BuiltEnd, type BuiltRun, manifestOf, runBuiltTask } from "../support/run-built-task.ts";
import { scriptedAzure, type ScriptedAzure } from "../support/scripted-azure.ts";
import { withFolder } from "../support/temporary-folder.ts";
import { attachedSeal, sealOf, wireGroup } from "../support/wire.ts";

const values = {
  ClientID: "app-1",
  TenantID: "tenant-1",
  Secret: null,
  "TargetURL-UAT": "https://uat.example",
  "TargetURL-PROD": "https://prod.example",
};
const user = { ClientID: "app-1", TenantID: "tenant-1" };

describe("The built task ReleaseManagerConnection", function () {
  this.timeout(60_000);

  it("SC-01: gives the chosen group's values without suffix, the secret as a secret", () =>
    choosing(async (run) => {
      const end = await run({ variables: { ...user, Secret: { value: "linked-secret", isSecret: true } } });
      assert.equal(end.result, "succeeded", end.log);
      const outputs = Object.fromEntries(
        Object.entries(end.outputs).map(([name, { value, isSecret }]) => [
          name.replace(/^ours\./, ""),
          isSecret ? `secret ${value}` : value,
        ]),
      );
      assert.deepEqual(
        { ...outputs, fingerprint: (outputs["fingerprint"] ?? "").length },
        {
          ClientID: "app-1",
          TenantID: "tenant-1",
          Secret: "secret linked-secret",
          TargetURL: "https://uat.example",
          TargetConnection:
            "secret AuthType=ClientSecret;Url=https://uat.example;ClientId=app-1;ClientSecret=linked-secret;TenantId=tenant-1",
          connectionId: "5",
          connectionName: "Connection-Parameters",
          fingerprint: 64,
        },
      );
      assert.ok(!end.log.includes("linked-secret"));
      assert.match(end.log, /^Secret: secret, by linked group \(Secret\)$/m);
    }));

  it("S0-29: inherits the connection that the carried run was sealed with, for the job's environment", () =>
    choosing(async (run, azure) => {
      azure.holdings.sealedBuild = 345;
      const ofWeb = { id: 345, number: "1", pipeline: { id: 9, name: "Web" }, project: "p", branch: "b" };
      azure.holdings.seal = attachedSeal(sealOf([], { build: ofWeb }), (await manifestOf("seal")).id);
      const variables = { "resources.pipeline.web.runID": "345", "Environment.Name": "PROD" };
      const end = await run({ inputs: { secret: "given-secret" }, variables });
      assert.equal(end.result, "succeeded", end.log);
      assert.match(end.log, /named by the build's seal, for PROD/);
    }));

  it("S0-44: masks a secret of many lines line by line, and in base64", () =>
    choosing(async (run) => {
      const key = "-----BEGIN-----\nline-two-of-the-key\n-----END-----";
      const end = await run({ variables: { ...user, Secret: { value: key, isSecret: true } } });
      assert.equal(end.result, "succeeded", end.log);
      assert.match(end.log, /Secret has several lines/);
      for (const part of ["line-two-of-the-key", Buffer.from("line-two-of-the-key").toString("base64")])
        assert.ok(!end.log.includes(part));
    }));
});

describe("The built task ReleaseManagerConnection, against foul play", function () {
  this.timeout(60_000);

  it("refuses with one list of repairs, and gives nothing", () =>
    choosing(async (run, azure) => {
      azure.holdings.groups = [
        wireGroup(5, "Connection-Parameters", { ...values, ClientID: "", "TargetURL-UAT": "$(Nope)" }),
      ];
      const end = await run({});
      assert.equal(end.result, "failed");
      const messages = end.issues.map(({ message }) => message);
      assert.ok(messages.length >= 3, messages.join("\n"));
      assert.match(messages.at(-1) ?? "", /faults, each an error of this step.*\[RM010\]/);
      assert.deepEqual(Object.keys(end.outputs), []);
    }));

  it("S0-47: says in plain words that the token may not read groups", () =>
    choosing(async (run, azure) => {
      azure.holdings.refuse["variablegroups"] = 403;
      const end = await run({});
      assert.match(
        end.issues.map(({ message }) => message).join("\n"),
        /The variable groups could not be read.*\[RM040/,
      );
    }));

  it("lets no value of a group give the agent a command", () =>
    choosing(async (run, azure) => {
      azure.holdings.groups = [
        wireGroup(5, "##vso[task.setvariable variable=evil]x", {
          ...values,
          ClientID: "a\n##vso[task.complete result=Failed]",
        }),
      ];
      const end = await run({ inputs: { connection: "5", environment: "UAT", secret: "given-secret" } });
      assert.equal(end.result, "succeeded", end.log);
      assert.equal("evil" in end.outputs, false);
    }));

  it("draws the job's token out of no group", () =>
    choosing(async (run, azure) => {
      azure.holdings.groups = [
        wireGroup(5, "Connection-Parameters", { ...values, ClientID: "$(System.AccessToken)" }),
      ];
      const end = await run({
        variables: { "System.AccessToken": { value: "job-token-0123456789", isSecret: true } },
      });
      assert.equal(end.result, "failed");
      assert.match(end.log, /"ClientID" refers to \$\(System\.AccessToken\)/);
    }));
});

type Run = (run: Partial<BuiltRun>) => Promise<BuiltEnd>;

async function choosing(use: (run: Run, azure: ScriptedAzure) => Promise<void>): Promise<void> {
  const azure = await scriptedAzure({ groups: [wireGroup(5, "Connection-Parameters", values)] });
  const inputs = { connection: "Connection-Parameters", environment: "UAT" };
  try {
    await withFolder((work) =>
      use((run) => runBuiltTask({ task: "connection", url: azure.url, work, inputs, ...run }), azure),
    );
  } finally {
    await azure.close();
  }
}
