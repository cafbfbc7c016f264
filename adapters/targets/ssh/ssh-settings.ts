import ssh2 from "ssh2";
import { refusal } from "../../../core/failure.ts";
import { bounded, defuse } from "../../../core/model/defuse.ts";
import { secret, type Secret } from "../../../core/model/secret.ts";
import type { ReleaseSettings } from "../shared/release-folder/release-work.ts";
import {
  howToSee,
  type Read,
  readAddress,
  readHostKeys,
  refolded,
  secretForm,
  type SshAddress,
} from "./ssh-address.ts";

/** What an ssh target is told: the connection's values as they stand in the group. */
export type SshSettings = ReleaseSettings &
  Readonly<{
    environment: string;
    /** `TargetPath`: `ssh://user@host[:port]/absolute/path`. */
    path: string;
    /** `TargetHostKey`: `SHA256:…`, several with spaces between. */
    hostKey: string;
    /** `Secret`: a private key or a password. Its form says which. */
    secret: Secret;
    /** Milliseconds that one answer of the server may take. */
    patience?: number;
  }>;

/** Who signs in where, and by which key the server is known. */
export type SshAccess = Readonly<{
  address: SshAddress;
  /** SHA-256 of the host's keys, in base64 without `=`. */
  hostKeys: readonly string[];
  by: Readonly<{ privateKey: Secret }> | Readonly<{ password: Secret }>;
  patience?: number;
}>;

/** Reads the connection's values. Throws RM010 that names the one that is wrong. */
export function accessOf(
  settings: Pick<SshSettings, "environment" | "path" | "hostKey" | "secret" | "patience">,
): SshAccess {
  const { environment, patience } = settings;
  const pathKey = `TargetPath-${environment}`;
  const address = valueOf(readAddress(settings.path), pathKey, settings.path, `Correct ${pathKey}`);
  const keyName = `TargetHostKey-${environment}`;
  const see = `Ask the server's administrator for the fingerprint, see what it shows by "${howToSee(address)}", and write it into ${keyName}`;
  const hostKeys = valueOf(readHostKeys(settings.hostKey), keyName, keyName, see);
  const by = valueOf(readSecret(settings.secret), "Secret", "Secret", "Correct Secret in the group");
  return { address, hostKeys, by, ...(patience === undefined ? {} : { patience }) };
}

function readSecret(given: Secret): Read<SshAccess["by"]> {
  const text = given.reveal();
  const form = secretForm(text);
  if (form === "password") return { value: { password: given } };
  if (form !== "private key")
    return { fault: form === "nothing" ? "it is empty" : "it is a public key: the private one is needed" };
  const key = refolded(text);
  const parsed = ssh2.utils.parseKey(key);
  if (!(parsed instanceof Error)) return { value: { privateKey: secret(key) } };
  return {
    fault: /passphrase|encrypted/i.test(parsed.message)
      ? "the private key is locked by a passphrase, and nobody could type it: give a key without one, for this purpose alone"
      : `it begins like a private key but is none (${bounded(defuse(parsed.message), 200)}): were its lines cut?`,
  };
}

function valueOf<T>(read: Read<T>, name: string, where: string, next: string): T {
  if ("value" in read) return read.value;
  throw refusal({
    code: "RM010",
    what: "The connection cannot be used for a target of kind ssh",
    where: bounded(defuse(where.replace(/\/\/[^@/]*:[^@/]*@/, "//***@")), 300),
    cause: `${name}: ${read.fault}`,
    next,
  });
}
