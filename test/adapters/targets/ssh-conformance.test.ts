import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sshTarget } from "../../../adapters/targets/ssh/ssh-target.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { secret } from "../../../core/model/secret.ts";
import { installedSshd, type Sshd, startSshd } from "../../support/sshd.ts";
import { diesIn } from "./children/run-child.ts";
import { conforms } from "./conformance.ts";
import { badReleases, type ReleaseFolderWorld, wayBack, withReleaseFolder } from "./release-folder-world.ts";

let server: Sshd | undefined;
let etc = "";

function running(): Sshd {
  if (server === undefined) throw new Error("The server does not run");
  return server;
}

function addressed(path: string) {
  const { user, port, hostKey } = running();
  return { environment: "UAT", path: `ssh://${user}@127.0.0.1:${port}${path}`, hostKey };
}

function opened(world: ReleaseFolderWorld, changed: Partial<Parameters<typeof sshTarget>[0]>): Target {
  const own = { ...world.settingsOf("first", "job"), ...addressed(world.at) };
  return sshTarget({ ...own, secret: secret(running().privateKey), ...changed });
}

/** What is wrong is found when the target is first asked something. */
async function asked(target: Target): Promise<void> {
  try {
    await target.identify();
  } finally {
    await target.close();
  }
}

const otherKey = `SHA256:${"A".repeat(43)}`;

conforms<ReleaseFolderWorld>({
  name: "ssh",
  before: async function () {
    if (installedSshd() === undefined) {
      console.log("      skipped: there is no OpenSSH server on this machine");
      return void this.skip();
    }
    etc = await realpath(await mkdtemp(join(tmpdir(), "release-manager-sshd-")));
    server = await startSshd(etc);
  },
  after: async () => {
    await server?.stop();
    if (etc !== "") await rm(etc, { recursive: true, force: true });
  },
  withWorld: (use) =>
    withReleaseFolder(
      {
        open: (at, settings) =>
          sshTarget({ ...settings, ...addressed(at), secret: secret(running().privateKey) }),
        dies: (at, order) =>
          diesIn("deploy-ssh", {
            ...order,
            // Signs of life are writes too: their number would depend on how fast this machine is.
            settings: { ...order.settings, ...addressed(at), lockTimes: { beat: 60_000, watch: 120 } },
            privateKey: running().privateKey,
          }),
        secrets: running()
          .privateKey.split("\n")
          .filter((line) => line.length > 20),
      },
      use,
    ),
  together: "refuses",
  wayBack,
  killStride: 2,
  broken: [
    {
      title: "a key that the server does not take",
      open: (world) => Promise.resolve(opened(world, { secret: secret("no such password") })),
    },
    {
      title: "a server with another host key",
      open: (world) => Promise.resolve(opened(world, { hostKey: otherKey })),
    },
  ],
  badInputs: [
    ...badReleases,
    {
      title: "a path whose parent is not there",
      code: "RM010",
      cause: /neither it nor/,
      act: (world) => asked(opened(world, addressed(join(world.at, "no/such")))),
    },
    {
      title: "an address of another kind",
      code: "RM010",
      cause: /TargetPath-UAT/,
      act: async (world) => asked(opened(world, { path: "http://127.0.0.1/srv/app" })),
    },
  ],
});
