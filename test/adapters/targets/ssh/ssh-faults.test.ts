import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, readFile, readlink, writeFile } from "node:fs/promises";
import { connect, createServer, type AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { execFile } from "node:child_process";
import { secret } from "../../../../core/model/secret.ts";
import type { TargetCheck } from "../../../../core/model/target.ts";
import { cuttingProxy } from "../../../support/cutting-proxy.ts";
import { refusing } from "../../../support/refusing.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { write } from "../../../support/temporary-folder.ts";
import { artefacts, deployAll, io, needsSshd, type Place, root8, whole, withPlace } from "./deploying.ts";

const otherKey = `SHA256:${createHash("sha256").update("other").digest("base64").replace("=", "")}`;

describe("A server that cannot be used", () => {
  before(needsSshd);

  it("is told nothing where it shows another key than the connection says", () =>
    withPlace(async ({ at, server, target }) => {
      const release = target({ hostKey: otherKey, secret: secret("a password") });
      await assert.rejects(
        release.plan(artefacts),
        refusing(
          "RM030",
          new RegExp(
            `shows ssh-ed25519 ${server.hostKey.replace(/[+]/g, "\\+")}, expected was ${otherKey.replace(/[+]/g, "\\+")}\\. Nothing was sent`,
          ),
        ),
      );
      assert.deepEqual(await readdir(at), []);
      assert.deepEqual(shown(await target({ hostKey: otherKey }).preflight()), [
        "ok The server answers",
        "failed It is the server that was meant",
        "unknown The account may sign in",
        "unknown Files can be transferred",
      ]);
      await whole(target({ hostKey: `${otherKey} ${server.hostKey}` }));
    }));

  it("is told how to be known where the connection says nothing of its key", () =>
    withPlace(({ server, target }) => {
      assert.throws(
        () => target({ hostKey: "" }),
        (error: Error) =>
          /TargetHostKey-UAT: it is no fingerprint/.test(error.message) &&
          error.message.includes(`ssh-keyscan -p ${server.port} 127.0.0.1 | ssh-keygen -lf -`),
      );
      return Promise.resolve();
    }));

  it("refuses another key and a password, and says what to do", () =>
    withPlace(async ({ base, target }) => {
      const other = await newKey(base, "other", "");
      await assert.rejects(
        target({ secret: secret(other) }).identify(),
        refusing("RM031", /does not let \S+ sign in by the private key in Secret/),
      );
      const release = target({ secret: secret("hunter2") });
      await assert.rejects(release.identify(), (error: Error) => !error.message.includes("hunter2"));
      await assert.rejects(release.identify(), refusing("RM031", /sign in by the password in Secret/));
      assert.equal(shown(await release.preflight())[2], "failed The account may sign in");
    }));
});

describe("A server or a key that does not serve", () => {
  before(needsSshd);

  it("is not asked with a key that is locked, cut or public; one that lost its lines works", () =>
    withPlace(async ({ base, server, target }) => {
      const locked = await newKey(base, "locked", "passphrase");
      assert.throws(() => target({ secret: secret(locked) }), refusing("RM010", /locked by a passphrase/));
      const cut = server.privateKey.slice(0, 120);
      assert.throws(() => target({ secret: secret(cut) }), refusing("RM010", /were its lines cut/));
      const open = await readFile(join(base, "locked.pub"), "utf8");
      assert.throws(() => target({ secret: secret(open) }), refusing("RM010", /public key/));
      await target({ secret: secret(server.privateKey.replace(/\n/g, " ")) }).identify();
    }));

  it("is not there, is none, or hangs up", () =>
    withPlace(async ({ at, target }) => {
      const to = (port: number): string => `ssh://user@127.0.0.1:${port}${at}`;
      const talking = createServer((socket) => socket.resume().end("HTTP/1.1 400 Bad Request\r\n\r\n<html>"));
      await new Promise<void>((resolve) => talking.listen(0, "127.0.0.1", resolve));
      const { port } = talking.address() as AddressInfo;
      await assert.rejects(
        target({ path: to(port) }).identify(),
        refusing("RM031", /does not speak ssh as we do/),
      );
      await new Promise((resolve) => talking.close(resolve));
      const absent = target({ path: to(port) });
      await assert.rejects(absent.identify(), refusing("RM031", /There was no connection to 127\.0\.0\.1/));
      assert.match((await absent.preflight())[0]?.fix ?? "", /does not go through the agent's proxy/);
      await assert.rejects(
        target({ path: `ssh://user@nowhere.invalid${at}` }).identify(),
        refusing("RM031", /host nowhere\.invalid was not found/),
      );
    }));

  it("offers no SFTP", () =>
    withPlace(
      async ({ target }) => {
        await assert.rejects(target().identify(), refusing("RM031", /offers no SFTP/));
        assert.equal(shown(await target().preflight()).at(-1), "failed Files can be transferred");
      },
      { sftp: "" },
    ));
});

describe("A server that falls silent", () => {
  before(needsSshd);

  it("before its SFTP answers is left, and said to be silent", () =>
    withPlace(
      async ({ target }) =>
        assert.rejects(
          target({ patience: 300 }).identify(),
          refusing("RM031", /gave no answer for 1 s, and the connection was cut/),
        ),
      { sftp: "/bin/sleep 60" },
    ));

  it("in the middle is left: nothing hangs, current stays, and the next run goes on", () =>
    withPlace(async (place) => {
      const { at, server, target } = place;
      await whole(target({ release: { id: "classic:56", name: "Release-56" } }));
      // Only the first connection falls silent.
      const quiet = { seen: 0, now: 0 };
      const way = createServer((near) => {
        const mine = (quiet.seen += 1);
        const far = connect(server.port, "127.0.0.1", () => near.pipe(far));
        far.on("data", (part: Buffer) => mine <= quiet.now || near.write(part));
        for (const socket of [near, far]) socket.on("error", () => undefined);
        near.on("close", () => far.destroy());
      });
      await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
      const { port } = way.address() as AddressInfo;
      const release = target({ path: `ssh://${server.user}@127.0.0.1:${port}${at}`, patience: 1000 });
      await release.plan(artefacts);
      quiet.now = quiet.seen;
      await assert.rejects(deployAll(release), refusing("RM031", /gave no answer for 1 s/));
      await release.close();
      await new Promise((resolve) => way.close(resolve));
      assert.equal(await readlink(join(at, "current")), `releases/Release-56-${root8}`);
      await whole(target());
    }));
});

describe("A server that refuses", () => {
  before(needsSshd);

  it("to replace a link in one step: nothing is begun", () =>
    withPlace(
      async ({ at, target }) => {
        const { steps } = await target().plan(artefacts);
        assert.match(steps[0]?.text ?? "", /lacks posix-rename@openssh\.com/);
        await assert.rejects(deployAll(target()), refusing("RM022", /posix-rename/));
        assert.ok(
          shown(await target().preflight()).includes("failed A release can be put into use in one step"),
        );
        assert.deepEqual(await readdir(at), []);
      },
      { sftp: "internal-sftp -P posix-rename" },
    ));

  it("to write: the right is named", () =>
    withPlace(
      async ({ target }) => {
        await assert.rejects(
          deployAll(target()),
          (error: Error) =>
            refusing("RM031", /did not .*Permission denied/)(error) &&
            /Give the account of TargetPath the right/.test(error.message),
        );
      },
      { sftp: "internal-sftp -P mkdir" },
    ));

  // A quota: no file may grow beyond 100,000 bytes.
  for (const [how, trap] of [
    ["says so", "trap '' XFSZ; "],
    ["dies of it", ""],
  ] as const)
    it(`more bytes, and ${how}: current stays, and what is there is kept for the next run`, () =>
      withPlace(
        async ({ at, drop, target }) => {
          await whole(target({ release: { id: "classic:56", name: "Release-56" } }));
          const big = { "a.txt": "small", "big.bin": "x".repeat(300_000) };
          await write(join(drop, "Big"), big);
          const fails = deployAll(target(), io(), [sealedArtefact("Big", big)]);
          await assert.rejects(
            fails,
            refusing(
              "RM031",
              trap === ""
                ? /connection to .* was cut/
                : /did not write .*big\.bin: Failure \(\d+ bytes are free/,
            ),
          );
          assert.equal(await readlink(join(at, "current")), `releases/Release-56-${root8}`);
        },
        { before: ["sh", "-c", `${trap}exec prlimit --fsize=100000 "$0" "$@"`] },
      ));
});

describe("A connection that is cut", () => {
  before(needsSshd);

  it("leaves current as it was or as it is to be, and the next run goes on", () =>
    withPlace(async (place) => {
      const { at, drop, target } = place;
      await writeFile(join(drop, "Site/index.html"), "<h1>hello</h1>");
      await whole(target({ release: { id: "classic:56", name: "Release-56" } }));
      const total = await throughProxy(place, () => undefined);
      await whole(target({ release: { id: "classic:56", name: "Release-56" } }));
      const ends = new Set<string>();
      for (let part = 1; part <= 12; part += 1) {
        const limit = (total * part) / 12;
        let done = false;
        await throughProxy(
          place,
          (bytes, proxy) => {
            if (bytes >= limit && !done) {
              done = true;
              proxy.cut();
            }
          },
          `R-${part}`,
        ).catch((error: unknown) =>
          assert.match(String(error), /was cut|hung up|closed the connection|reset/i),
        );
        const now = await readlink(join(at, "current"));
        ends.add(now);
        for (const [path, content] of Object.entries({
          "Site/index.html": "<h1>hello</h1>",
          "Sln/Core.zip": "core",
        }))
          assert.equal(await readFile(join(at, "current", path), "utf8"), content);
      }
      assert.ok(ends.has(`releases/Release-56-${root8}`));
      await whole(target({ job: "job", release: { id: "classic:99", name: "R-6" } }));
      assert.equal(await readlink(join(at, "current")), `releases/R-6-${root8}`);
    })).timeout(60_000);
});

/** Deploys through a proxy and gives how many bytes went to the server. */
async function throughProxy(
  { at, server, target }: Place,
  sent: Parameters<typeof cuttingProxy>[1],
  name = "Through",
): Promise<number> {
  let total = 0;
  const proxy = await cuttingProxy(server.port, (bytes, cutting) => {
    total = bytes;
    sent(bytes, cutting);
  });
  const path = `ssh://${server.user}@127.0.0.1:${proxy.port}${at}`;
  const release = target({ path, release: { id: "classic:1", name } });
  try {
    await whole(release);
    return total;
  } finally {
    await release.close().catch(() => undefined);
    await proxy.close();
  }
}

function shown(checks: readonly TargetCheck[]): string[] {
  return checks.map(({ name, result }) => `${result} ${name}`);
}

async function newKey(folder: string, name: string, passphrase: string): Promise<string> {
  const file = join(folder, name);
  await promisify(execFile)("ssh-keygen", ["-q", "-t", "ed25519", "-N", passphrase, "-f", file]);
  return readFile(file, "utf8");
}
