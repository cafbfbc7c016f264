import assert from "node:assert/strict";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { localDisk } from "../../../../../adapters/targets/folder/local-disk.ts";
import { type Disk, DiskFault } from "../../../../../adapters/targets/shared/release-folder/disk.ts";
import { type Lock, takeLock } from "../../../../../adapters/targets/shared/release-folder/lock.ts";
import { withFolder, write } from "../../../../support/temporary-folder.ts";

const owner = { release: "R-2", stage: "UAT", job: "here", since: "now" };
const dead = { id: "dead", beat: 3, owner: { ...owner, release: "R-1", job: "gone" } };

/** Takes over the lock of a dead holder at a disk whose `move` is another one. */
function takeOver(move: Disk["move"], use: (taken: Promise<Lock>) => Promise<void>): Promise<void> {
  return withFolder(async (base) => {
    await write(base, { lock: JSON.stringify(dead) });
    const times = { beat: 20, watch: 60 };
    const order = { path: join(base, "lock"), owner, times, tell: () => undefined };
    await use(takeLock({ ...localDisk, move }, order));
  });
}

describe("The lock of a holder that is dead", () => {
  it("and cannot be moved away: the disk is blamed, not the holder", () =>
    takeOver(
      () => Promise.reject(new DiskFault("the share refused the move")),
      async (taken) => assert.rejects(taken, /the share refused the move/),
    ));

  it("and was moved away by somebody else meanwhile: that is no fault", () =>
    takeOver(
      async (from) => {
        await rm(from);
        throw new DiskFault("nothing is there");
      },
      async (taken) => (await taken).release(),
    ));
});
