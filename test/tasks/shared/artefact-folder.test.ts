import assert from "node:assert/strict";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { artefactFolder, looseFiles } from "../../../tasks/shared/artefact-folder.ts";
import { refusing } from "../../support/refusing.ts";
import { sha256Of } from "../../support/sealed-artefact.ts";
import { withFolder, write } from "../../support/temporary-folder.ts";

describe("The folder of artefacts", () => {
  it("takes each direct sub-folder for an artefact and hashes every file below it", () =>
    withFolder(async (root) => {
      const large = Buffer.alloc(1_500_000, 7);
      await write(root, {
        "Sln/Core.zip": "core",
        "Sln/a/b c/ü%;].txt": "x",
        "Data/big.bin": large,
        "loose.txt": "x",
      });
      const folder = artefactFolder(root);
      assert.deepEqual(await folder.names(), ["Data", "Sln"]);
      assert.deepEqual(await folder.files("Data"), [
        { path: "big.bin", bytes: 1_500_000, sha256: sha256Of(large) },
      ]);
      assert.deepEqual(await folder.files("Sln"), [
        { path: "Core.zip", bytes: 4, sha256: sha256Of("core") },
        { path: "a/b c/ü%;].txt", bytes: 1, sha256: sha256Of("x") },
      ]);
      assert.deepEqual(await looseFiles(root), ["loose.txt"]);
    }));

  it("hashes empty files and files of exactly one buffer", () =>
    withFolder(async (root) => {
      const full = Buffer.alloc(512 * 1024, 1);
      await write(root, { "A/empty": "", "A/full": full });
      const files = await artefactFolder(root).files("A");
      assert.deepEqual(
        files.map(({ bytes, sha256 }) => [bytes, sha256]),
        [
          [0, sha256Of("")],
          [full.length, sha256Of(full)],
        ],
      );
    }));
});

describe("The folder of artefacts, against foul play", () => {
  it("refuses links, at any depth", () =>
    withFolder(async (root) => {
      await write(root, { "A/real.txt": "x", "outside.txt": "secret" });
      await symlink(join(root, "outside.txt"), join(root, "A/link.txt"));
      await assert.rejects(artefactFolder(root).files("A"), refusing("RM021", /"link\.txt" is a link/));
      await symlink(root, join(root, "B"));
      await assert.rejects(artefactFolder(root).names(), refusing("RM021", /"B" is a link/));
    }));

  it("refuses paths that leave their folder", () =>
    withFolder(async (root) => {
      await write(root, { "A/x.txt": "x", "secret.txt": "secret" });
      const folder = artefactFolder(root);
      await assert.rejects(folder.files("../etc"), refusing("RM021", /leads out/));
      await assert.rejects(folder.text("A", "../secret.txt"), refusing("RM021", /leads out/));
      assert.throws(() => folder.path("/etc"), refusing("RM021", /leads out/));
      assert.throws(() => folder.path(""), refusing("RM021", /leads out/));
    }));

  it("refuses a name with a backslash, which is another path on Windows", () =>
    withFolder(async (root) => {
      await mkdir(join(root, "A"));
      await writeFile(join(root, "A", "a\\b.txt"), "x");
      await assert.rejects(artefactFolder(root).files("A"), refusing("RM021", /backslash/));
    }));

  it("says which folder is not there", () =>
    withFolder(async (root) => {
      await assert.rejects(artefactFolder(join(root, "no")).names(), refusing("RM001", /ENOENT/));
    }));
});
