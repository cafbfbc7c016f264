import assert from "node:assert/strict";
import { makeRelease, runBuild } from "../../support/releases.ts";
import { filesWithSecrets } from "../../support/secret-hunt.ts";
import { theWorld, type World } from "../../support/world.ts";

let world: World;

describe("the secret hunt", () => {
  before(async function () {
    this.timeout(300_000);
    world = await theWorld();
    await makeRelease(world, "Contoso ALM", await runBuild(world, "Contoso ALM"));
  });

  it("finds no secret of the samples in any log, attachment, summary, record, document or state, plain, base64 or URL-encoded", async () => {
    assert.deepEqual(await filesWithSecrets(world), []);
  });
});
