import assert from "node:assert/strict";
import { lstat, mkdir, readdir, readlink } from "node:fs/promises";
import { join } from "node:path";
import { localDisk } from "../../../../../adapters/targets/folder/local-disk.ts";
import { type Disk, DiskFault } from "../../../../../adapters/targets/shared/release-folder/disk.ts";
import {
  type ReleaseFolder,
  releaseFolder,
} from "../../../../../adapters/targets/shared/release-folder/release-folder.ts";
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

describe("Old releases behind the switch", () => {
  const marker = { schema: 1, release: { id: "classic:0", name: "R-0" }, root: "9876543210", artefacts: {} };
  const old = JSON.stringify({ ...marker, deployedOn: "2026-01-01T00:00:00Z" });

  it("stay where they cannot be listed: the release is in use all the same", () =>
    deployed(
      {
        list: (path) =>
          path.endsWith("releases") ? Promise.reject(new DiskFault("no right")) : localDisk.list(path),
      },
      async (_, verified, told) => {
        assert.match(await verified, /is R-1-01234567 now/);
        assert.deepEqual(told, ["Old releases stay: no right"]);
      },
    ));

  it("are removed, but not a folder whose marker may not be read", () =>
    deployed(
      {
        readText: (path) =>
          path.includes("theirs") ? Promise.reject(new DiskFault("no right")) : localDisk.readText(path),
      },
      async (at, verified, told) => {
        assert.match(await verified, /is R-1-01234567 now/);
        assert.deepEqual((await readdir(join(at, "releases"))).sort(), ["R-1-01234567", "theirs"]);
        assert.deepEqual(told, ["Removed releases/R-0: 1 releases are kept"]);
      },
      { "releases/R-0/.release-manager.json": old, "releases/theirs/.release-manager.json": old },
    ));
});

describe("A release folder that is looked at again", () => {
  it("is asked for a few artefacts at once: a server may give ten channels only", () => {
    let [now, most] = [0, 0];
    const hash: Disk["hash"] = async (paths) => {
      most = Math.max(most, (now += 1));
      const hashes = await localDisk.hash(paths);
      now -= 1;
      return hashes;
    };
    return deployed({ hash }, async (_at, verified, _told, folder) => {
      await verified;
      const there = await folder.stillThere(Array.from({ length: 12 }, () => site));
      assert.deepEqual([there.length, there[0]?.kind], [12, "same"]);
      assert.ok(most <= 4, String(most));
    });
  });
});

type Use = (at: string, verified: Promise<string>, told: string[], folder: ReleaseFolder) => Promise<void>;

/** Deploys to a disk of this machine that behaves otherwise in some call. One release is kept. */
function deployed(changed: Partial<Disk>, use: Use, there: Record<string, string> = {}): Promise<void> {
  return withFolder(async (base) => {
    const at = join(base, "at");
    await mkdir(at);
    await write(at, there);
    await write(join(base, "Site"), { "index.html": "hello" });
    const release = { id: "classic:1", name: "R-1" };
    const common = { release, sealRoot: "0123456789", stage: "UAT", job: "job", keep: 1 };
    const folder = releaseFolder({ ...localDisk, ...changed }, at, {
      ...common,
      source: (name) => join(base, name),
    });
    await folder.deploy({ artefact: "Site", kind: "files", action: "create", text: "" }, site, io);
    const told: string[] = [];
    await use(at, folder.verify([site], { ...io, tell: (line) => void told.push(line) }), told, folder);
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
