import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { folderTarget } from "../../../adapters/targets/folder/folder-target.ts";
import { sshTarget } from "../../../adapters/targets/ssh/ssh-target.ts";
import { Failure } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { secret } from "../../../core/model/secret.ts";
import { cuttingProxy } from "../../support/cutting-proxy.ts";
import { sealedArtefact, sha256Of } from "../../support/sealed-artefact.ts";
import { type Sshd, startSshd } from "../../support/sshd.ts";
import { withFolder, write } from "../../support/temporary-folder.ts";
import { runsIn } from "./children/run-child.ts";
import { type ReleaseFolderWorld, type Way, withReleaseFolder } from "./release-folder-world.ts";
import { hook } from "./target-world.ts";
import { whole } from "./whole.ts";

/** No file may grow beyond this: what a quota does, and a full disk, to all that is larger. */
const limit = 100_000;
const big = { "big.bin": "x".repeat(3 * limit) };
const limited = ["sh", "-c", `trap '' XFSZ; exec prlimit --fsize=${limit} "$0" "$@"`];

/** Deploys `second` with a large file over `first`, at a place whose disk is full; gives what was said. */
type Fails = (world: ReleaseFolderWorld, artefacts: readonly SealedArtefact[]) => Promise<string>;

/** A disk that is full on the agent itself, in a process that is told so by the system. */
export async function folderFull(): Promise<void> {
  const way: Way = { open: (path, settings) => folderTarget({ ...settings, path }), dies: notHere };
  await fullDisk(way, async (world, artefacts) => {
    const { source: _, ...settings } = world.settingsOf("second", "job");
    const order = {
      killAt: 0,
      settings: { ...settings, path: world.at },
      drop: join(world.base, "second"),
      artefacts,
    };
    const { code, said } = await runsIn("deploy-folder", order, limited);
    assert.equal(code, 1, said);
    return said;
  });
}

/** A disk that is full at the server. */
export async function diskFullThere(): Promise<void> {
  await withServers([{}, { before: limited }], async ([server, full]) => {
    await fullDisk(through(server), async (world, artefacts) => {
      const target = await through(full).open(world.at, world.settingsOf("second", "job"));
      return whole(target, artefacts).then(
        () => assert.fail("It said that it went well"),
        (thrown: unknown) => (thrown instanceof Failure ? thrown.message : assert.fail(String(thrown))),
      );
    });
  });
}

/** A server whose every answer is late. */
export async function slowServer(): Promise<void> {
  await withServers([{}], async ([server]) => {
    const slow = await cuttingProxy(server.port, () => undefined, 15);
    try {
      await withReleaseFolder(through(server), async (world) => {
        await whole(await world.open("first"), world.artefacts("first"));
        const late = through({ ...server, port: slow.port });
        const target = await late.open(world.at, world.settingsOf("second", "job"));
        assert.equal(await whole(target, world.artefacts("second")), "succeeded");
        assert.deepEqual(await world.seen(), world.expected("second"));
        await whole(await world.open("second", "next"), world.artefacts("second"));
        assert.deepEqual(await world.seen(), world.expected("second"));
        await tidy(world);
      });
    } finally {
      await slow.close();
    }
  });
}

async function fullDisk(way: Way, fails: Fails): Promise<void> {
  await withReleaseFolder(way, async (world) => {
    await whole(await world.open("first"), world.artefacts("first"));
    await write(join(world.base, "second", "Big"), big);
    const artefacts = [...world.artefacts("second"), sealedArtefact("Big", big)];
    const said = await fails(world, artefacts);
    assert.match(said, /Big[^]*RM031/);
    assert.deepEqual(await world.seen(), world.expected("first"));
    await whole(await world.open("second", "next"), artefacts);
    const seen = { ...world.expected("second"), "Big/big.bin": sha256Of(big["big.bin"]) };
    assert.deepEqual(await world.seen(), seen);
    await tidy(world);
  });
}

/** Both releases are there once and whole, and nothing else: no lock, no half of anything. */
async function tidy(world: ReleaseFolderWorld): Promise<void> {
  const paths = Object.keys((await hook(world, "everything")()) as Readonly<Record<string, string>>);
  const tops = new Set(paths.map((path) => path.split("/").slice(0, 3).join("/")));
  const release = (name: string): string[] =>
    [".release-manager.json", "Data2", "Web"].map((part) => `releases/Release-${name}/${part}`);
  const expected = ["current", ...release("first-11111111"), ...release("second-22222222")];
  assert.deepEqual([...tops].filter((top) => !top.endsWith("/Big")).sort(), expected.sort());
}

function through({ user, port, hostKey, privateKey }: Sshd): Way {
  return {
    open: (at, settings) =>
      sshTarget({
        ...settings,
        environment: "UAT",
        path: `ssh://${user}@127.0.0.1:${port}${at}`,
        hostKey,
        secret: secret(privateKey),
      }),
    dies: notHere,
  };
}

function notHere(): Promise<boolean> {
  return Promise.reject(new Error("Nothing is killed here"));
}

/** Servers that run as long as they are used. */
async function withServers<const O extends readonly Parameters<typeof startSshd>[1][]>(
  options: O,
  use: (servers: { [K in keyof O]: Sshd }) => Promise<void>,
): Promise<void> {
  await withFolder(async (base) => {
    const servers: Sshd[] = [];
    try {
      for (const [at, option] of options.entries()) {
        await mkdir(join(base, String(at)));
        servers.push(await startSshd(join(base, String(at)), option));
      }
      await use(servers as { [K in keyof O]: Sshd });
    } finally {
      await Promise.all(servers.map((server) => server.stop()));
    }
  });
}
