import { deepEqual, equal, match, ok } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "mocha";
import { root } from "../../scripts/extension.ts";
import { type Judge, pipelineJudge, schemaAtHand } from "../support/pipeline-language.ts";

const read = (path: string): Promise<string> => readFile(join(root, path), "utf8");

async function samples(): Promise<readonly string[]> {
  const names = await readdir(join(root, "docs/pipelines"), { recursive: true });
  return names.filter((name) => name.endsWith(".yml")).map((name) => `docs/pipelines/${name}`);
}

/** The pieces of YAML that stand in a page. */
async function snippets(page: string): Promise<readonly string[]> {
  return [...(await read(page)).matchAll(/```yaml\n([\s\S]+?)```/g)].map(([, text]) => text ?? "");
}

describe("the pipelines of docs/", function () {
  this.timeout(60_000);
  let judge: Judge;

  before(async function () {
    if (!schemaAtHand) {
      console.log(
        "      Skipped: Microsoft's schema of pipelines is not beside the project (../shared/specs).",
      );
      this.skip();
    }
    judge = await pipelineJudge();
  });

  it("S2-08: every sample keeps to the published schema and to the inputs of our tasks", async () => {
    const faults: string[] = [];
    for (const path of await samples())
      for (const fault of await judge(await read(path))) faults.push(`${path}:${fault}`);
    ok((await samples()).length >= 8);
    deepEqual(faults, []);
  });

  for (const page of ["docs/yaml.md", "docs/tasks.md"])
    it(`S2-08: every piece of YAML in ${page} does, too`, async () => {
      const texts = await snippets(page);
      ok(texts.length > 0);
      for (const text of texts) deepEqual([text, await judge(text)], [text, []]);
    });

  it("S2-08: an input that a task does not have is found, with its line", async () => {
    const text = (await read("docs/pipelines/templates/deploy-stage.yml")).replace(
      "stageClass:",
      "stageKlass:",
    );
    const line = text.split("\n").findIndex((one) => one.includes("stageKlass")) + 1;
    const faults = await judge(text);
    equal(faults.length, 1);
    match(faults[0] ?? "", new RegExp(`^${line}: .*stageKlass`));
  });

  it("S2-08: a word that an input does not take, a wrong key and an unknown task are found", async () => {
    const template = await read("docs/pipelines/templates/deploy-stage.yml");
    const pipeline = await read("docs/pipelines/build-and-release.yml");
    const wrong = [
      template.replace("target: ${{ parameters.target }}", "target: ftp"),
      template.replace("lockBehavior:", "lockBehaviour:"),
      template.replace("ReleaseManagerDeploy@1", "ReleaseManagerDeploy@9"),
      pipeline.replace("pool:", "pools:"),
    ];
    for (const text of wrong) ok((await judge(text)).length > 0, text);
  });
});
