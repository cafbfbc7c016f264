import { deepEqual, equal, notEqual, ok } from "node:assert/strict";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Ajv from "ajv-draft-04";
import { before, describe, it } from "mocha";
import { readExtension, root, taskNames } from "../../scripts/extension.ts";
import { freshPackage } from "../../scripts/package.ts";
import { type PackedFile, readVsix, writeVsix } from "../../scripts/vsix.ts";

const schemaPath = join(root, "..", "shared", "specs", "azure-pipelines", "task.schema.json");

const jsonOf = (files: readonly PackedFile[], path: string): Record<string, unknown> =>
  JSON.parse(files.find((one) => one.path === path)?.content.toString("utf8") ?? "{}") as Record<
    string,
    unknown
  >;

type Contribution = Readonly<{ id: string; type: string }>;

const contributed = [
  ["connection-task", "task"],
  ["deploy-task", "task"],
  ["gate-task", "task"],
  ["releases", "hub"],
  ["run-menu", "action"],
  ["run-tab", "build-results-tab"],
  ["seal-task", "task"],
  ["settings", "hub"],
  ["start-task", "task"],
];

describe("the package", function () {
  this.timeout(120_000);
  let files: readonly PackedFile[] = [];
  let vsix = "";
  const json = (path: string): Record<string, unknown> =>
    JSON.parse(files.find((one) => one.path === path)?.content.toString("utf8") ?? "{}") as Record<
      string,
      unknown
    >;

  before(async () => {
    vsix = await freshPackage();
    files = await readVsix(vsix);
  });

  it("SC-05: holds two hubs, a tab and a menu's entry of a run, and five tasks", () => {
    const { contributions } = json("extension.vsomanifest") as { contributions: Contribution[] };
    deepEqual(contributions.map(({ id, type }) => [id, type.split(".").at(-1)]).sort(), contributed);
  });

  it("asks for exactly the scopes that docs/permissions.md explains", async () => {
    const docs = await readFile(join(root, "docs", "permissions.md"), "utf8");
    const explained = [...docs.matchAll(/^\| `(vso\.[\w.]+)`/gm)].map((match) => match[1]);
    deepEqual(json("extension.vsomanifest")["scopes"], explained);
  });

  it("is the same byte for byte when it is written twice", async () => {
    const again = join(root, "dist", "again.vsix");
    await writeVsix(again, files);
    ok((await readFile(again)).equals(await readFile(vsix)));
  });

  it("has another identity in the dev channel, task ids included", async () => {
    const [release, dev] = await Promise.all([readExtension("release"), readExtension("dev")]);
    notEqual(dev.manifest.id, release.manifest.id);
    notEqual(dev.manifest.publisher, release.manifest.publisher);
    for (const name of taskNames) notEqual(dev.tasks[name].id, release.tasks[name].id);
    equal(
      new Set([
        ...taskNames.map((name) => dev.tasks[name].id),
        ...taskNames.map((name) => release.tasks[name].id),
      ]).size,
      10,
    );
  });

  it("has the ids of its tasks in the hub's script once, from the manifests", async () => {
    const script = files.find((one) => one.path === "ui/hub.js")?.content.toString("utf8") ?? "";
    const { tasks } = await readExtension("release");
    for (const name of taskNames) equal(script.split(tasks[name].id).length, 2, `${name} stands once`);
  });

  it("carries the licences of what it ships", () => {
    const notices = files.find((one) => one.path === "ThirdPartyNotices.txt")?.content.toString("utf8") ?? "";
    for (const name of ["preact", "azure-pipelines-task-lib", "azure-devops-node-api"])
      ok(notices.includes(`\n${name} `), name);
  });
});

describe("the hub of the package", function () {
  this.timeout(120_000);

  it("N10: hands out with a ledger the very verifier that the tests run", async () => {
    const verifier = await readFile(join(root, "docs", "verify.mjs"), "utf8");
    const files = await readVsix(await freshPackage());
    const script = files.find((one) => one.path === "ui/trains.js")?.content.toString("utf8") ?? "";
    // Which quotes stand around it is the minifier's choice.
    const bare = (literal: string): string => literal.replace(/\\(["'])/g, "$1");
    ok(bare(script).includes(bare(JSON.stringify(verifier).slice(1, -1))));
  });
});

describe("the tasks of the package", function () {
  this.timeout(120_000);
  for (const name of taskNames)
    it(`has a ${name} task that Microsoft's schema accepts`, async function () {
      if (!existsSync(schemaPath)) return void this.skip(); // Microsoft's schema is not beside the project
      const ajv = new Ajv({ strict: false, unicodeRegExp: false });
      const schema = JSON.parse((await readFile(schemaPath, "utf8")).replace(/^\uFEFF/, "")) as object;
      const check = ajv.compile(schema);
      const files = await readVsix(await freshPackage());
      check(jsonOf(files, `tasks/${name}/task.json`));
      deepEqual(check.errors ?? [], []);
    });
});
