import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lockFolder } from "../../standin/lock.ts";

describe("the lock of the stand-in's folder", () => {
  let folder: string;
  beforeEach(async () => void (folder = await mkdtemp(join(tmpdir(), "rm-lock-"))));
  afterEach(() => rm(folder, { recursive: true }));

  it("lets one process in, says who it is, and lets the next in afterwards", async () => {
    const lock = await lockFolder(folder);
    await assert.rejects(
      lockFolder(folder),
      new RegExp(`used by another stand-in \\(process ${process.pid}\\)`),
    );
    await lock.release();
    await (await lockFolder(folder)).release();
  });

  it("does not count a process that is gone, nor a lock that names none", async () => {
    const gone = spawnSync(process.execPath, ["-e", ""]).pid;
    for (const text of [String(gone), "nonsense", ""]) {
      await writeFile(join(folder, "lock"), text);
      const lock = await lockFolder(folder);
      assert.equal(await readFile(join(folder, "lock"), "utf8"), String(process.pid));
      await lock.release();
    }
  });

  it("makes the folder where it is not there yet", async () => {
    await (await lockFolder(join(folder, "a", "b"))).release();
  });
});
