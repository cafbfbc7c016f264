import assert from "node:assert/strict";
import { mkdir, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { readConnectionThen } from "../../core/model/connection-then.ts";
import { sealText } from "../../core/model/seal.ts";
import {
  type Deploying,
  deploying as deployingOf,
  output,
  recordIn,
  under,
} from "../support/deploying-built.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { attachedSeal, sealOf, wireGroup } from "../support/wire.ts";

const web = { "index.html": "<h1>hello</h1>", "a b/ü%;].txt": "x" };
const data = { "rows.csv": "1;2" };
const logs = { "a.sarif": "{}" };
const seal = sealOf([
  { ...sealedArtefact("Data2", data), sequence: 2 },
  sealedArtefact("Web", web),
  sealedArtefact("SolutionAnalysisLogs", logs, "logs"),
]);
const drop = (): Record<string, string> => ({
  ...under("Web", web),
  ...under("Data2", data),
  ...under("SolutionAnalysisLogs", logs),
  "ReleaseManagerSeal/seal.json": sealText(seal),
});

const deploying = (use: (at: Deploying) => Promise<void>): Promise<void> => deployingOf(seal, drop(), use);

describe("The built task ReleaseManagerDeploy, to a folder", function () {
  this.timeout(60_000);

  it("S0-42: deploys everything that is sealed, in order, and leaves a record, notes, a summary and a hold", () =>
    deploying(async ({ run, targets, azure }) => {
      const end = await run({});
      assert.equal(end.result, "succeeded", end.log);
      assert.match(await readlink(join(targets, "uat/current")), /^releases\/Release-57-[0-9a-f]{8}$/);
      assert.equal(await readFile(join(targets, "uat/current/Web/a b/ü%;].txt"), "utf8"), "x");
      const record = recordIn(end);
      assert.equal(record.outcome, "succeeded");
      assert.deepEqual(
        record.artefacts.map(({ name, outcome }) => [name, outcome]),
        [
          ["Web", "succeeded"],
          ["Data2", "succeeded"],
          ["SolutionAnalysisLogs", "excluded"],
        ],
      );
      assert.equal(record.seal.root, seal.root);
      assert.equal(record.connection.group.id, 5);
      assert.deepEqual(
        end.attachments.map(({ type, name }) => `${type} ${name}`),
        [
          "release-manager.artefact 1-Web.json",
          "release-manager.artefact 2-Data2.json",
          "release-manager.connection connection.json",
          "release-manager.deployment deployment.json",
          "Distributedtask.Core.Summary Release_Manager_deployment.md",
        ],
      );
      assert.equal(output(end, "outcome"), "succeeded");
      assert.equal(output(end, "recordHash"), record.hash);
      assert.equal(output(end, "targetIdentity"), `folder:${join(targets, "uat")}`);
      assert.equal(azure.leases.length, 1);
    }));

  it("S0-04, S0-41: one altered byte names the file, nothing is deployed, and the log is published", () =>
    deploying(async ({ run, targets }) => {
      const end = await run({}, { ...drop(), "Web/index.html": "<h1>hellO</h1>" });
      assert.equal(end.result, "failed");
      assert.match(
        end.issues[0]?.message ?? "",
        /Web\/index\.html was altered since the build was sealed.*\[RM021\]/,
      );
      assert.deepEqual(await readdir(join(targets, "uat")), []);
      const log = end.attachments.find(({ type }) => type === "release-manager.log");
      assert.match(log?.text ?? "", /Proving the bytes[^]*was altered since the build was sealed/);
    }));

  it("names every file that is missing or was added, each as an error of its own", () =>
    deploying(async ({ run }) => {
      const { "Data2/rows.csv": _, ...rest } = drop();
      const end = await run({}, { ...rest, "Data2/other.csv": "x" });
      const messages = end.issues.map(({ message }) => message);
      assert.match(messages[0] ?? "", /^Data2\/other\.csv was not there when the build was sealed/);
      assert.match(messages[1] ?? "", /^Data2\/rows\.csv is missing/);
      assert.match(messages[2] ?? "", /2 faults, each an error of this step.*\[RM021\]/);
    }));
});

describe("The seal that the built task deploys by", function () {
  this.timeout(60_000);

  it("refuses a build that is not sealed, a seal that another task attached, and a copy that differs", () =>
    deploying(async ({ run, azure }) => {
      const other = sealText(sealOf([sealedArtefact("Web", web)]));
      const copied = await run({}, { ...drop(), "ReleaseManagerSeal/seal.json": other });
      assert.match(
        copied.log,
        /the copy of the seal that came with the artefacts is not the seal of the build/,
      );
      azure.holdings.seal = attachedSeal(seal, "99999999-0000-4000-8000-000000000000");
      assert.match(
        (await run({})).log,
        /the seal is not believed: another step than ours attached it.*\[RM020\]/,
      );
      delete azure.holdings.seal;
      assert.match((await run({})).log, /build _20220616\.3 is not sealed.*\[RM020\]/);
    }));
});

describe("The connection that the built task uses", function () {
  this.timeout(60_000);

  it("S0-29: inherits the connection of the seal where the release names none, and says which door named it", () =>
    deploying(async ({ run }) => {
      const inherited = await run({ inputs: { target: "folder" } });
      assert.equal(recordIn(inherited).connectionChosenBy, "the build's seal");
      const named = await run({ variables: { "Variable-Group": "connection-PARAMETERS" } });
      assert.equal(recordIn(named).connectionChosenBy, "$(Variable-Group)");
      const literal = await run({ inputs: { target: "folder", connection: "5" } });
      assert.equal(recordIn(literal).connectionChosenBy, "the input connection");
    }));

  it("D1: the record shows the id of the group that was really used", () =>
    deploying(async ({ run, targets, azure }) => {
      azure.holdings.groups.push(wireGroup(6, "Clone", { "TargetPath-UAT": join(targets, "other") }));
      await mkdir(join(targets, "other"));
      const end = await run({ variables: { "Variable-Group": "Clone" } });
      assert.equal(end.result, "succeeded", end.log);
      assert.deepEqual(recordIn(end).connection.group, { id: 6, name: "Clone" });
      assert.deepEqual(await readdir(join(targets, "uat")), []);
      assert.deepEqual((await readdir(join(targets, "other"))).sort(), ["current", "releases"]);
    }));

  it("refuses a group that does not exist, two that fit, and tells every fault of one as a list of repairs", () =>
    deploying(async ({ run, azure }) => {
      assert.match(
        (await run({ variables: { "Variable-Group": "Nope" } })).log,
        /There is no variable group "Nope".*\[RM011\]/,
      );
      azure.holdings.groups.push(
        wireGroup(8, "connection-parameters", {}),
        wireGroup(9, "Broken", { "TargetPath-UAT": "$(Nothing)", "TargetURL-PROD": "" }),
      );
      assert.match(
        (await run({ variables: { "Variable-Group": "CONNECTION-parameters" } })).log,
        /More than one variable group fits.*id 5.*id 8/,
      );
      const broken = await run({ variables: { "Variable-Group": "Broken" } });
      assert.match(broken.log, /"TargetPath-UAT" refers to \$\(Nothing\), which has no value.*\[RM010\]/);
    }));

  it("D2: refuses an environment whose target is another environment's, too", () =>
    deploying(async ({ run, targets, azure }) => {
      azure.holdings.groups = [
        wireGroup(5, "Connection-Parameters", {
          "TargetPath-UAT": join(targets, "uat"),
          "TargetPath-PROD": `${join(targets, "uat")}/`,
        }),
      ];
      const end = await run({});
      assert.match(end.log, /"TargetPath-UAT" and "TargetPath-PROD" name one target/);
      assert.deepEqual(await readdir(join(targets, "uat")), []);
    }));
});

describe("What the built task keeps for a later way back", function () {
  this.timeout(60_000);

  it("N13: is what the connection was, as the record proves it", () =>
    deploying(async ({ run, targets }) => {
      const end = await run({});
      const record = recordIn(end);
      const kept = end.attachments.find(({ type }) => type === "release-manager.connection");
      assert.deepEqual(readConnectionThen(kept?.text ?? ""), {
        schema: 1,
        group: { id: 5, name: "Connection-Parameters" },
        environment: "UAT",
        fingerprint: record.connection.digest,
        values: [{ key: "TargetPath", variable: "TargetPath-UAT", text: join(targets, "uat") }],
      });
    }));

  it("N13: is one warning where it cannot be kept, and no failure", () =>
    deploying(async ({ run, targets, azure }) => {
      const values = { "TargetPath-UAT": join(targets, "uat"), DeploymentProfile: "x".repeat(17_000) };
      azure.holdings.groups = [wireGroup(5, "Connection-Parameters", values)];
      const end = await run({});
      assert.equal(end.result, "succeeded", end.log);
      assert.equal(recordIn(end).outcome, "succeeded");
      const warnings = end.issues.filter(({ type }) => type === "warning");
      assert.deepEqual(
        warnings.map(({ message }) => /values of the connection were not kept.*characters/.test(message)),
        [true],
      );
      assert.ok(!end.attachments.some(({ type }) => type === "release-manager.connection"));
    }));
});

describe("What the built task deploys", function () {
  this.timeout(60_000);

  it("D3: refuses to be green when everything is excluded", () =>
    deploying(async ({ run }) => {
      const end = await run({ inputs: { target: "folder", exclude: "Web: no\nData2: no" } });
      assert.equal(end.result, "failed");
      assert.match(end.log, /there is nothing to deploy/);
      assert.match(
        (await run({ inputs: { target: "folder", exclude: "Webb: no" } })).log,
        /Webb is not in the build's seal/,
      );
    }));

  it("D4, D5: plan and record hold every artefact with its digest, the excluded ones with their reason", () =>
    deploying(async ({ run }) => {
      const end = await run({ inputs: { target: "folder", exclude: "Data2: comes by hand" } });
      for (const { name, digest } of seal.artefacts) {
        assert.ok(recordIn(end).artefacts.some((one) => one.name === name && one.digest === digest));
        assert.ok(end.log.includes(digest), name);
      }
      assert.match(end.log, /Data2 \([0-9a-f]{64}\) stays: comes by hand/);
    }));

  it("refuses a kind that the target does not take before anything is written", () =>
    deploying(async ({ run, azure }) => {
      azure.holdings.groups = [
        wireGroup(5, "Connection-Parameters", {
          ClientID: "c",
          TenantID: "t",
          Secret: null,
          "TargetURL-UAT": "https://127.0.0.1:9",
        }),
      ];
      const end = await run({ inputs: { target: "dataverse", secret: "given-secret" } });
      assert.equal(end.result, "failed");
      const messages = end.issues.map(({ message }) => message).join("\n");
      assert.match(
        messages,
        /^Web \([0-9a-f]{64}\): a target of kind dataverse takes no files\nData2 .*\n.*\[RM022\]/,
      );
    }));
});

describe("The built task ReleaseManagerDeploy, once more", function () {
  this.timeout(60_000);

  it("goes on in a second run: what is there already is proved, not copied again", () =>
    deploying(async ({ run, release }) => {
      await run({});
      release([{ name: "UAT", attempts: [{ status: "failed", plan: "p1" }, {}] }]);
      const again = await run({ variables: { "Release.AttemptNumber": "2" } });
      assert.equal(again.result, "succeeded", again.log);
      assert.match(again.log, /Web: was there already, 2 files proved byte for byte/);
    }));

  it("repeats no output and keeps no secret: the agent's own token is in no file and no line", () =>
    deploying(async ({ run }) => {
      const end = await run({
        variables: { "Connection-Secret": { value: "asked-for-secret", isSecret: true } },
      });
      const everything = end.log + JSON.stringify(end.attachments) + JSON.stringify(end.outputs);
      for (const hidden of [
        "job-token-0123456789",
        "asked-for-secret",
        Buffer.from("asked-for-secret").toString("base64"),
      ])
        assert.ok(!everything.includes(hidden), hidden);
    }));
});
