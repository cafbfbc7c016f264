import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import type { SFTPWrapper } from "ssh2";
import { remoteDisk } from "../../../../adapters/targets/ssh/remote-disk.ts";
import { remoteHash } from "../../../../adapters/targets/ssh/remote-hash.ts";
import { Cut, type Line, type Ran, type Session } from "../../../../adapters/targets/ssh/ssh-session.ts";
import { DiskFault } from "../../../../adapters/targets/shared/release-folder/disk.ts";

type Done = (error: Error | undefined, value?: unknown) => void;

/** What a server says to a few requests of SFTP. */
type Said = Readonly<{ open?: Error; read?: Error; run: (input: string) => Promise<Ran | undefined> }>;

const noShell: Said["run"] = () => Promise.resolve(undefined);
const refused = (code: number, words: string): Error => Object.assign(new Error(words), { code });
const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** A connection to a server with one file, "abc", and how many of its handles are open. */
function serverWith({ open, read, run }: Said): Readonly<{ session: Session; handles: () => number }> {
  let handles = 0;
  const sftp = {
    open: (_path: string, _how: string, done: Done) => {
      if (open === undefined) handles += 1;
      done(open, Buffer.from("h"));
    },
    read: (_handle: Buffer, into: Buffer, ...[, , at, done]: [number, number, number, Done]) =>
      done(read, at === 0 ? into.write("abc") : 0),
    close: (_handle: Buffer, done: Done) => {
      handles -= 1;
      done(undefined);
    },
  } as unknown as SFTPWrapper;
  const line: Line = {
    ask: (request) =>
      new Promise((resolve, reject) =>
        request(sftp, (error, value) => (error ? reject(error) : resolve(value))),
      ),
    run: (_command, input) => run(input),
  };
  return { session: { line: () => Promise.resolve(line), close: () => undefined }, handles: () => handles };
}

describe("A file that is proved at a server", () => {
  it("is read back where the server gives no channel for the command", async () => {
    const { session, handles } = serverWith({
      run: (input) =>
        input === "/dev/null\0"
          ? Promise.resolve({ code: 0, output: `${sha256("")}  /dev/null\n` })
          : Promise.reject(new Error("(SSH) Channel open failure: open failed")),
    });
    const hash = remoteHash(session);
    assert.equal(await hash.proof(), "sha256sum");
    assert.deepEqual(await hash.hash(["/srv/a.txt"]), [sha256("abc")]);
    assert.equal(handles(), 0);
  });

  it("is absent only where the server says that there is none", async () => {
    const { session } = serverWith({ open: refused(2, "No such file"), run: noShell });
    assert.deepEqual(await remoteHash(session).hash(["/srv/a.txt"]), [undefined]);
  });

  for (const [what, said] of [
    ["be opened", { open: refused(3, "Permission denied") }],
    ["be read", { read: refused(3, "Permission denied") }],
  ] as const)
    it(`and may not ${what} is the server's fault, told with what to do, and no handle stays open`, async () => {
      const { session, handles } = serverWith({ ...said, run: noShell });
      await assert.rejects(
        remoteHash(session).hash(["/srv/a.txt"]),
        (thrown) =>
          thrown instanceof DiskFault &&
          thrown.message === "the server did not read /srv/a.txt: Permission denied" &&
          thrown.next !== undefined,
      );
      assert.equal(handles(), 0);
    });
});

describe("A switch in one step", () => {
  it("is not said to be possible where the connection was cut while that was asked", async () => {
    const line: Line = { ask: () => Promise.reject(new Cut("was cut")), run: noShell };
    const session: Session = { line: () => Promise.resolve(line), close: () => undefined };
    await assert.rejects(remoteDisk(session, remoteHash(session)).hindrance(), Cut);
  });
});
