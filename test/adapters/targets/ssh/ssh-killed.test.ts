import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { cuttingProxy } from "../../../support/cutting-proxy.ts";
import { bundleOf } from "../children/run-child.ts";
import { needsSshd, type Place, root8, whole, withPlace } from "./deploying.ts";

const child = join(import.meta.dirname, "children/deploy.ts");

describe("A deployment over ssh that is killed", function () {
  this.timeout(120_000);
  before(needsSshd);

  it("leaves the old release or the new one, and the next run finishes and clears away", () =>
    withPlace(async (place) => {
      const { at, target } = place;
      await whole(target({ release: { id: "classic:56", name: "Old" } }));
      const { bytes } = await killedAfter(place, Number.POSITIVE_INFINITY, "Whole");
      const ends = new Set<string>();
      for (const part of [0.3, 0.5, 0.7, 0.9, 0.97]) {
        await whole(target({ release: { id: "classic:56", name: "Old" } }));
        const name = `New-${part * 100}`;
        const { killed } = await killedAfter(place, bytes * part, name);
        assert.equal(killed, true);
        const now = await readlink(join(at, "current"));
        ends.add(now);
        assert.ok([`releases/Old-${root8}`, `releases/${name}-${root8}`].includes(now), now);
        assert.equal(await readFile(join(at, "current/Site/index.html"), "utf8"), "<h1>hello</h1>");
        await whole(target({ release: { id: "classic:1", name } }));
        assert.equal(await readlink(join(at, "current")), `releases/${name}-${root8}`);
        assert.deepEqual((await readdir(at)).sort(), ["current", "releases"]);
        assert.deepEqual((await readdir(join(at, "current"))).sort(), [
          ".release-manager.json",
          "Site",
          "Sln",
        ]);
      }
      assert.ok(ends.has(`releases/Old-${root8}`));
    }));
});

/** Deploys in a child, which gets no time to clear up once it has sent so many bytes. */
async function killedAfter(
  { at, drop, server }: Place,
  limit: number,
  name: string,
): Promise<Readonly<{ bytes: number; killed: boolean }>> {
  let bytes = 0;
  let kill = (): void => undefined;
  const proxy = await cuttingProxy(server.port, (sent) => {
    bytes = sent;
    if (sent >= limit) kill();
  });
  const path = `ssh://${server.user}@127.0.0.1:${proxy.port}${at}`;
  const args = [await bundleOf(child), path, server.hostKey, server.privateKey, drop, name];
  const running = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  kill = () => void running.kill("SIGKILL");
  const [, signal] = (await once(running, "exit")) as [number | null, string | null];
  await proxy.close();
  return { bytes, killed: signal === "SIGKILL" };
}
