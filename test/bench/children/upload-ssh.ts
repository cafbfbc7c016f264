import { accessOf, type SshSettings } from "../../../adapters/targets/ssh/ssh-settings.ts";
import { remoteDisk } from "../../../adapters/targets/ssh/remote-disk.ts";
import { remoteHash } from "../../../adapters/targets/ssh/remote-hash.ts";
import { sshSession } from "../../../adapters/targets/ssh/ssh-session.ts";
import { secret } from "../../../core/model/secret.ts";
import { peakMiB } from "./peak.ts";

// Sends a file of any size to a server as the target ssh does, and says what it took.
const [from = "", to = "", path = "", hostKey = "", privateKey = ""] = process.argv.slice(2);
const settings: Parameters<typeof accessOf>[0] = {
  environment: "UAT",
  path,
  hostKey,
  secret: secret(privateKey),
};
const session = sshSession(accessOf(settings satisfies Partial<SshSettings>));
const hasher = remoteHash(session);
const started = performance.now();
const { sha256 } = await remoteDisk(session, hasher).copyIn(from, to, () => undefined);
const seconds = (performance.now() - started) / 1000;
const [there] = await hasher.hash([to]);
session.close();
process.stdout.write(JSON.stringify({ same: there === sha256, seconds, peakMiB: peakMiB() }));
