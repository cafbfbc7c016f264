import assert from "node:assert/strict";
import { chmod, readFile } from "node:fs/promises";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import { deploying, under } from "../support/deploying-built.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { write } from "../support/temporary-folder.ts";
import { sealOf } from "../support/wire.ts";

const web = { "index.html": "<h1>hello</h1>" };
const seal = sealOf([sealedArtefact("Web", web)]);
const drop = { ...under("Web", web), "ReleaseManagerSeal/seal.json": sealText(seal) };

/** A Node that can write no file beyond so many bytes: what a full disk does to all that is larger. */
async function nodeWith(bytes: number, folder: string): Promise<string> {
  const text = `#!/bin/sh\ntrap '' XFSZ\nexec prlimit --fsize=${bytes} '${process.execPath}' "$@"\n`;
  await write(folder, { node: text });
  await chmod(join(folder, "node"), 0o755);
  return join(folder, "node");
}

describe("The built task ReleaseManagerDeploy, on an agent whose disk is full", function () {
  this.timeout(90_000);

  it("is no success where its record cannot be kept, and the log holds the record", () =>
    deploying(seal, drop, async ({ run, targets }) => {
      const end = await run({ node: await nodeWith(900, join(targets, "tools")) });
      assert.equal(end.result, "failed", end.log);
      assert.equal(await readFile(join(targets, "uat/current/Web/index.html"), "utf8"), web["index.html"]);
      assert.match(
        end.issues.at(-1)?.message ?? "",
        /^deployment\.json was not kept with the run .* Target: .*\[RM060\]$/,
      );
      assert.match(end.log, /"outcome":"succeeded"/);
    }));

  it("tells what went wrong with the deployment, not only that its log cannot be kept", () =>
    deploying(seal, drop, async ({ run, targets }) => {
      const node = await nodeWith(250, join(targets, "tools"));
      const end = await run({ node, inputs: { target: "folder", connection: "Nobody" } });
      assert.equal(end.result, "failed", end.log);
      assert.match(end.issues.at(-1)?.message ?? "", /Nobody.*\[RM011\]$/);
      assert.ok(end.issues.some(({ type, message }) => type === "warning" && /RM060/.test(message)));
    }));
});
