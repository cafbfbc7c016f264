import assert from "node:assert/strict";
import { mkdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import { deploying, output, recordIn, under } from "../support/deploying-built.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { installedSshd, startSshd } from "../support/sshd.ts";
import { sealOf, wireGroup } from "../support/wire.ts";

const web = { "index.html": "<h1>hello</h1>", "a b/ü%;].txt": "x" };
const seal = sealOf([sealedArtefact("Web", web)]);
const drop = { ...under("Web", web), "ReleaseManagerSeal/seal.json": sealText(seal) };

describe("The built task ReleaseManagerDeploy, to a server over SSH", function () {
  this.timeout(60_000);

  before(function () {
    if (installedSshd() === undefined) this.skip();
  });

  it("deploys with the group's address, host key and secret, and shows the secret nowhere", () =>
    deploying(seal, drop, async ({ run, targets, azure }) => {
      const etc = join(targets, "etc");
      await mkdir(etc);
      const server = await startSshd(etc);
      try {
        const path = `ssh://${server.user}@127.0.0.1:${server.port}${targets}/uat`;
        azure.holdings.groups = [
          wireGroup(5, "Connection-Parameters", {
            "TargetPath-UAT": path,
            "TargetHostKey-UAT": server.hostKey,
            Secret: null,
          }),
        ];
        const end = await run({
          inputs: { target: "ssh" },
          variables: { "Connection-Secret": { value: server.privateKey, isSecret: true } },
        });
        assert.equal(end.result, "succeeded", end.log);
        assert.match(await readlink(join(targets, "uat/current")), /^releases\/Release-57-[0-9a-f]{8}$/);
        assert.equal(await readFile(join(targets, "uat/current/Web/index.html"), "utf8"), web["index.html"]);
        assert.equal(output(end, "targetIdentity"), `ssh:127.0.0.1:${server.port}${targets}/uat`);
        assert.equal(recordIn(end).target.url, path);
        const [, line = "nothing"] = server.privateKey.split("\n");
        assert.equal(
          end.attachments.some(({ text }) => text.includes(line)),
          false,
        );
      } finally {
        await server.stop();
      }
    }));
});
