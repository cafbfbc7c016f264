import { pathFault } from "../../../core/model/path.ts";

/** Where an ssh target is: `ssh://user@host[:port]/absolute/path`. */
export type SshAddress = Readonly<{ user: string; host: string; port: number; path: string }>;

/** What a text means, or what is wrong with it. */
export type Read<T> = Readonly<{ value: T }> | Readonly<{ fault: string }>;

const form = /^ssh:\/\/(?:([^@/?#\s]*)@)?(\[[0-9a-f:.]+\]|[^\s/?#@:[\]]+)(?::(\d{1,5}))?(\/[^?#]*)?$/i;

/** Reads an address. The path may be written with `%20` and the like. */
export function readAddress(text: string): Read<SshAddress> {
  const match = form.exec(text.trim());
  if (match === null) return { fault: "it is no address of the form ssh://user@host/path" };
  try {
    const value = addressIn(match);
    const fault = userFault(value.user) ?? portFault(value.port) ?? folderFault(value.path);
    return fault === undefined ? { value } : { fault };
  } catch {
    return { fault: "a % in it stands for no character" };
  }
}

function addressIn([, user = "", host = "", port = "22", path = ""]: readonly string[]): SshAddress {
  return {
    user: decodeURIComponent(user),
    host: host.replace(/^\[|\]$/g, "").toLowerCase(),
    port: Number(port),
    path: decodeURIComponent(path).replace(/\/+$/, ""),
  };
}

/** The address for a person, and for comparing: no port that is the usual one. */
export function addressWords({ user, host, port, path }: SshAddress): string {
  return `ssh://${user}@${hostWords({ host, port })}${path}`;
}

/** Host and port, the port only where it is not the usual one. */
export function hostWords({ host, port }: Pick<SshAddress, "host" | "port">): string {
  return `${host.includes(":") ? `[${host}]` : host}${port === 22 ? "" : `:${port}`}`;
}

/** How to see the fingerprints that a server shows. They are to be compared with what its administrator says. */
export function howToSee({ host, port }: Pick<SshAddress, "host" | "port">): string {
  return `ssh-keyscan ${port === 22 ? "" : `-p ${port} `}${host} | ssh-keygen -lf -`;
}

/** Reads fingerprints of host keys: `SHA256:` and 43 characters, one or several. Given back without `SHA256:`. */
export function readHostKeys(text: string): Read<readonly string[]> {
  const words = text.split(/[\s,;]+/).filter((word) => word !== "");
  const keys = words.map((word) => /^SHA256:([A-Za-z0-9+/]{43})=?$/.exec(word)?.[1]);
  const known = keys.filter((key) => key !== undefined);
  return known.length > 0 && known.length === keys.length
    ? { value: known }
    : {
        fault: "it is no fingerprint of the form SHA256:… with 43 characters, or several with spaces between",
      };
}

/** What a secret is, told by its form alone. */
export type SecretForm = "private key" | "password" | "public key" | "nothing";

/** Tells a private key from a password. */
export function secretForm(text: string): SecretForm {
  const bare = text.trim();
  if (bare === "") return "nothing";
  if (/^-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(bare) || bare.startsWith("PuTTY-User-Key-File"))
    return "private key";
  const isPublic = /^(ssh-[a-z0-9]+|ecdsa-sha2-\S+) AAAA/.test(bare) || /^-----BEGIN .*PUBLIC KEY/.test(bare);
  return isPublic ? "public key" : "password";
}

/**
 * A private key with its line breaks. Where it was pasted into a field of one line, they became spaces or `\n`; the words of
 * its first and last line have spaces of their own.
 */
export function refolded(text: string): string {
  const bare = text
    .replace(/\\r|\r/g, "")
    .replace(/\\n/g, "\n")
    .trim();
  const parts = /^(-----BEGIN [A-Z0-9 ]+-----)([\s\S]*)(-----END [A-Z0-9 ]+-----)$/.exec(bare);
  if (parts === null || bare.includes("\n")) return `${bare}\n`;
  const [, first = "", body = "", last = ""] = parts;
  return `${[first, ...body.trim().split(/\s+/), last].join("\n")}\n`;
}

function userFault(user: string): string | undefined {
  if (user === "") return "it names no user: write ssh://user@host/path";
  return user.includes(":") ? "a password stands in it: take it out, it belongs into the secret" : undefined;
}

function portFault(port: number): string | undefined {
  return port >= 1 && port <= 65535 ? undefined : "its port is not between 1 and 65535";
}

function folderFault(folder: string): string | undefined {
  if (folder === "") return "it names no folder below the server's root: write ssh://user@host/srv/app";
  const wrong = pathFault(folder.slice(1));
  return wrong && `its path ${wrong}`;
}
