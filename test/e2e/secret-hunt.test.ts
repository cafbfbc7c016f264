import assert from "node:assert/strict";
import { filesWithSecrets } from "../support/secret-hunt.ts";
import { theWorld } from "../support/world.ts";

describe("the secret hunt through two weeks of history", () => {
  it("finds no secret of the samples anywhere, plain, base64 or URL-encoded", async function () {
    this.timeout(300_000);
    assert.deepEqual(await filesWithSecrets(await theWorld()), []);
  });
});
