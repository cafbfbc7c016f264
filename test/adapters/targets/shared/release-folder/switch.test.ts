import assert from "node:assert/strict";
import { lstat, mkdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { localDisk } from "../../../../../adapters/targets/folder/local-disk.ts";
import { type Disk, DiskFault } from "../../../../../adapters/targets/shared/release-folder/disk.ts";
import { releaseFolder } from "../../../../../adapters/targets/shared/release-folder/release-folder.ts";
import type { DeployIo } from "../../../../../core/ports-of-targets.ts";
import { refusing } from "../../../../support/refusing.ts";
import { sealedArtefact } from "../../../../support/sealed-artefact.ts";
import { withFolder, write } from "../../../../support/temporary-folder.ts";

const site = sealedArtefact("Site", { "index.html": "hello" });
const lost = new DiskFault("the connection was cut");

describe("The switch of a release folder", () => {
  it("whose answer is lost is looked up, and counts where it was made", () =>
    deployed(
      { point: async (link, to) => (await localDisk.point(link, to), Promise.reject(lost)) },
      async (at, verified) => {
        assert.match(await verified, /is R-1-01234567 now \(link\)/);
        assert.equal(await readlink(join(at, "current")), "releases/R-1-01234567");
      },
    ));

  it("that was not made is a failure that changed nothing", () =>
    deployed({ point: () => Promise.reject(lost) }, async (at, verified) => {
      await assert.rejects(verified, refusing("RM031", /the connection was cut/));
      await assert.rejects(verified, /Target: nothing was changed/);
      assert.equal(await lstat(join(at, "current")).catch(() => undefined), undefined);
    }));

  it("that the disk says was made and was not is a failure, too", () =>
    deployed({ point: () => Promise.resolve("link") }, async (_, verified) => {
      await assert.rejects(
        verified,
        refusing("RM031", /does not point to R-1-01234567 after it was switched/),
      );
    }));
});

/** Deploys to a disk of this machine that behaves otherwise in some call. */
function deployed(
  changed: Partial<Disk>,
  use: (at: string, verified: Promise<string>) => Promise<void>,
): Promise<void> {
  return withFolder(async (base) => {
    const at = join(base, "at");
    await mkdir(at);
    await write(join(base, "Site"), { "index.html": "hello" });
    const release = { id: "classic:1", name: "R-1" };
    const common = { release, sealRoot: "0123456789", stage: "UAT", job: "job", keep: 5 };
    const folder = releaseFolder({ ...localDisk, ...changed }, at, {
      ...common,
      source: (name) => join(base, name),
    });
    await folder.deploy({ artefact: "Site", kind: "files", action: "create", text: "" }, site, io);
    await use(at, folder.verify([site], io));
    await folder.close();
  });
}

const io: DeployIo = {
  tell: () => undefined,
  progress: () => undefined,
  saveOperation: () => Promise.resolve(),
  earlier: [],
  keep: () => Promise.resolve(),
  signal: new AbortController().signal,
};
