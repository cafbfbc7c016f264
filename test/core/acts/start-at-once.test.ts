import assert from "node:assert/strict";
import { startStage } from "../../../core/acts/start-stage.ts";
import { Failure } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { ReleaseId } from "../../../core/model/release.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import type { World } from "../../../standin/azure-devops/world.ts";
import { azureOf } from "../../support/stand-in-client.ts";
import { run, stagesOf, yamlWorld } from "../../standin/azure-devops/runs-world.ts";
import {
  build,
  release as newRelease,
  smallWorld,
  withOrganisation,
  type Bench,
} from "../../standin/azure-devops/small-world.ts";
import { sha256 } from "./sample-organisation.ts";

const wait = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve, 20));

/** Two tabs start the same stage at the same moment. Gives what each of them was told, empty where it went well. */
async function together(bench: Bench, release: ReleaseId, stage: string): Promise<readonly string[]> {
  const people = ["administrator", "releaseManager"].map((who) => azureOf(bench, who));
  const start = async (azure: AzureDevOps, reason: string): Promise<string> => {
    try {
      const world = { now: instant(Date.now()), sha256, wait };
      await startStage({ release, stage, reason }, azure, world);
      return "";
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      return `${thrown.report.code}: ${thrown.report.what}. ${thrown.report.cause}`;
    }
  };
  return Promise.all(people.map((azure, at) => start(azure, `Reason of tab ${at + 1}`)));
}

async function attempts(
  bench: Bench,
  release: ReleaseId,
  stage: string,
): Promise<readonly (string | undefined)[]> {
  const azure = azureOf(bench, "releaseManager");
  const [kind, id] = release.split(":");
  const now = await (kind === "run" ? azure.builds.run(Number(id)) : azure.releases.get(Number(id)));
  return now.stages.find(({ name }) => name === stage)?.attempts.map(({ status }) => status.state) ?? [];
}

/** A release without a seal goes no further than development. */
function classicWorld(): World {
  const small = smallWorld({ build: ["publish Web one"], seal: "ok", uat: ["hang"] });
  return {
    ...small,
    furnish: (kit) => {
      small.furnish(kit);
      const stages = kit.site.state.release.definitions[0]?.stages ?? [];
      if (stages[0]) stages[0] = { ...stages[0], name: "Dev" };
    },
  };
}

describe("Two tabs that start one stage at the same moment", () => {
  it("N8: of a YAML run: exactly one deployment, and the other tab is told why", () =>
    withOrganisation(
      yamlWorld({
        id: 2,
        name: "App",
        text: stagesOf("Build: publish Web one", "Dev: hang\ntrigger: manual"),
      }),
      async (bench) => {
        const release = `run:${await run(bench, 2)}` as const;
        const told = await together(bench, release, "Dev");
        assert.equal(told.filter((one) => one === "").length, 1, told.join("\n"));
        assert.match(
          told.join(""),
          /Stage Dev of run 1 was not started\..*it does not wait for a manual start/,
        );
        assert.deepEqual(await attempts(bench, release, "Dev"), ["inProgress"]);
      },
    ));

  it("N8: of a classic release: exactly one deployment, and the other tab is told why", () =>
    withOrganisation(classicWorld(), async (bench) => {
      await build(bench);
      const number = await newRelease(bench, { manualEnvironments: ["Dev"] });
      const release = `classic:${number}` as const;
      const told = await together(bench, release, "Dev");
      assert.equal(told.filter((one) => one === "").length, 1, told.join("\n"));
      assert.match(
        told.join(""),
        /Dev.*was not started\..*cannot be deployed, its status is (queued|inProgress)/,
      );
      assert.deepEqual(await attempts(bench, release, "Dev"), ["inProgress"]);
    }));
});
