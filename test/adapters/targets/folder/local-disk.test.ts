import assert from "node:assert/strict";
import { join } from "node:path";
import { localDisk } from "../../../../adapters/targets/folder/local-disk.ts";
import { sha256Of } from "../../../support/sealed-artefact.ts";
import { withFolder, write } from "../../../support/temporary-folder.ts";

describe("A hash of a file of the agent's disk", () => {
  it("is absent where there is no file, and a failure where it cannot be read", () =>
    withFolder(async (base) => {
      await write(base, { "a.txt": "a" });
      const [a, none] = [join(base, "a.txt"), join(base, "none.txt")];
      assert.deepEqual(await localDisk.hash([a, none, join(a, "below.txt")]), [
        sha256Of("a"),
        undefined,
        undefined,
      ]);
      // Whoever is root may read every file, but nobody a folder.
      await assert.rejects(localDisk.hash([base]), /EISDIR/);
    }));
});
