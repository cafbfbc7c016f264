import assert from "node:assert/strict";
import { readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import { type Deploying, deploying, recordIn, under } from "../support/deploying-built.ts";
import type { BuiltEnd } from "../support/run-built-task.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { write } from "../support/temporary-folder.ts";
import { sealOf } from "../support/wire.ts";

const web = { "index.html": "<h1>hello</h1>" };
const seal = sealOf([sealedArtefact("Web", web)]);
const drop = {
  ...under("Web", web),
  "ReleaseManagerSeal/seal.json": sealText(seal),
  "s/source.ts": "the sources lie here, too",
};

describe("The built task ReleaseManagerDeploy, in a YAML run", function () {
  this.timeout(60_000);

  it("SC-05: deploys the run's own artefacts to the environment of its deployment job", () =>
    inRun(["Build", "User acceptance"], async ({ targets, staged }) => {
      const end = await staged("User acceptance", { "Environment.Name": "UAT" });
      assert.equal(end.result, "succeeded", end.log);
      assert.match(await readlink(join(targets, "uat/current")), /^releases\/_20220616\.3-/);
      const { release, stage, environment } = recordIn(end);
      assert.deepEqual([release.id, stage.name, environment], ["run:7", "User acceptance", "UAT"]);
      assert.match(end.log, /Not sealed and not touched: s/);
    }));

  it("D10: refuses a production stage with neither manual trigger nor approval", () =>
    inRun(["Build", "PROD"], async ({ targets, staged }) => {
      const end = await staged("PROD", {});
      assert.equal(end.result, "failed");
      assert.match(
        end.log,
        /Production was started automatically\. The stage has neither manual trigger nor approval/,
      );
      assert.deepEqual(await readdir(join(targets, "prod")), []);
    }));

  it("D10: takes a production stage that somebody started by hand", () =>
    inRun(["Build", "PROD"], async ({ staged }) => {
      const end = await staged("PROD", {
        "Build.StageRequestedBy": "Rosa",
        "Build.StageRequestedForId": "rosa",
      });
      assert.equal(end.result, "succeeded", end.log);
      assert.equal(recordIn(end).by, "rosa");
    }));
});

type InRun = Deploying &
  Readonly<{ staged: (stage: string, variables: Readonly<Record<string, string>>) => Promise<BuiltEnd> }>;

function inRun(stages: readonly string[], use: (at: InRun) => Promise<void>): Promise<void> {
  return deploying(seal, drop, async (at) => {
    at.azure.holdings.run = stages;
    const staged: InRun["staged"] = (stage, variables) =>
      at.run({
        host: "build",
        inputs: { target: "folder", artefacts: join(at.targets, "../drop") },
        download: () => write(join(at.targets, "../drop"), drop),
        variables: {
          "System.StageName": "stage_two",
          "System.StageDisplayName": stage,
          "System.StageAttempt": "1",
          ...variables,
        },
      });
    await use({ ...at, staged });
  });
}
