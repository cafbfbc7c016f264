import assert from "node:assert/strict";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import { knownClients } from "../../standin/targets/known.ts";
import { startTargets, type Targets } from "../../standin/targets/start-targets.ts";
import { deploying, recordIn } from "../support/deploying-built.ts";
import type { BuiltEnd } from "../support/run-built-task.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { withFolder, write } from "../support/temporary-folder.ts";
import { sealOf, wireGroup } from "../support/wire.ts";

const [{ clientId, tenantId, secret }] = knownClients;
const files = { "index.html": "<h1>Space Game</h1>", "js/app.js": "1" };

type Run = (inputs: Readonly<Record<string, string>>, attempt: number) => Promise<BuiltEnd>;

async function scene(use: (targets: Targets, run: Run) => Promise<void>): Promise<void> {
  await withFolder(async (base) => {
    const targets = await startTargets({ folder: join(base, "standin") });
    const [site] = targets.appservice.sites;
    const seal = sealOf([sealedArtefact("Web", files)]);
    try {
      await deploying(seal, {}, async ({ run, azure }) => {
        azure.holdings.groups = [
          wireGroup(5, "Connection-Parameters", {
            ClientID: clientId,
            TenantID: tenantId,
            Secret: null,
            AuthorityURL: targets.entra,
            ResourceManagerURL: targets.appservice.arm,
            "TargetURL-UAT": site?.url ?? "",
            "TargetResource-UAT": site?.resource ?? "",
          }),
        ];
        await use(targets, (inputs, attempt) =>
          run({
            inputs: { target: "appservice", secret: "$(Given)", ...inputs },
            variables: {
              "Agent.CAInfo": targets.caFile,
              "Release.AttemptNumber": String(attempt),
              Given: { value: secret, isSecret: true },
            },
            download: async (folder) => {
              await write(join(folder, "ARTEFACTS", "Web"), files);
              await write(join(folder, "ARTEFACTS", "ReleaseManagerSeal"), { "seal.json": sealText(seal) });
            },
          }),
        );
      });
    } finally {
      await targets.stop();
    }
  });
}

describe("The built task ReleaseManagerDeploy deploys to a web app", function () {
  this.timeout(120_000);

  it("S2-01: to its slot, swaps it, and says that it is live already when it runs again", () =>
    scene(async (targets, run) => {
      const end = await run({ slot: "next", healthPath: "/" }, 1);
      assert.equal(end.result, "succeeded", end.log);
      const { outcome, target, operations } = recordIn(end);
      assert.equal(outcome, "succeeded");
      assert.match(target.id, /^appservice:\/subscriptions\/.*\/sites\/space-game-dev$/);
      assert.deepEqual(
        operations.map(({ kind }) => kind),
        ["appservice.deployment", "appservice.swap"],
      );
      assert.deepEqual(await targets.appservice.files("dev"), files);
      const again = await run({ slot: "next", healthPath: "/" }, 2);
      assert.equal(again.result, "succeeded", again.log);
      assert.match(again.log, /is live already/);
      assert.ok(!`${end.log}${again.log}`.includes(secret));
      assert.doesNotMatch(end.log, /eyJ[A-Za-z0-9_-]{10}/);
    }));

  it("N3: refuses a slot that is not there, and nothing is changed", () =>
    scene(async (targets, run) => {
      const end = await run({ slot: "uat" }, 1);
      assert.equal(end.result, "failed", end.log);
      assert.match(end.issues[0]?.message ?? "", /has no slot "uat": it has "next".*nothing was changed/);
      assert.deepEqual(await targets.appservice.files("dev"), {});
    }));
});
