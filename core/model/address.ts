import { quoted } from "./defuse.ts";

/** Whether a text is an absolute http or https address without anything secret (a user, a password) in it. */
export function isAddress(text: string): boolean {
  return normalAddress(text) !== undefined;
}

/**
 * An address in the one form in which two can be compared: scheme and host in lower case, no port that the scheme has
 * anyway, no slash at the end, no query. Absent for what is no address.
 */
export function normalAddress(text: string): string | undefined {
  const match = /^(https?):\/\/([^\s/?#@:[\]]+|\[[0-9a-f:]+\])(?::(\d{1,5}))?(\/[^\s?#]*)?([?#]\S*)?$/i.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [, scheme = "", host = "", port, path = ""] = match;
  const usual = scheme.toLowerCase() === "https" ? "443" : "80";
  const shownPort = port === undefined || port === usual ? "" : `:${port}`;
  return `${scheme.toLowerCase()}://${host.toLowerCase().replace(/\.$/, "")}${shownPort}${path.replace(/\/+$/, "")}`;
}

/** An address inside one of our sentences, whatever is wrong with it: no name, no password, nothing behind its path. */
export function shownAddress(text: string): string {
  const bare = text.trim().replace(/[?#][^]*$/, "?…");
  return quoted(bare.replace(/^([a-z]+:)?[\\/]*[^\\/]*@/i, "$1//***@"), 300);
}

/** A folder's path in the one form in which two can be compared. Backslashes count as slashes, Windows paths without case. */
export function normalPath(text: string): string {
  const slashed = text.trim().replace(/\\/g, "/");
  const share = slashed.startsWith("//") ? "/" : "";
  const plain = share + slashed.replace(/\/+/g, "/").replace(/(?:\/\.)+(?=\/|$)/g, "");
  const short = plain.length > 1 ? plain.replace(/\/+$/, "") : plain;
  return share !== "" || /^[a-z]:/i.test(short) ? short.toLowerCase() : short;
}

/**
 * A folder of a server (`ssh://user@host/path`) in the one form in which two can be compared. Who signs in there makes no
 * other place of it. Absent for what is none.
 */
export function normalServerFolder(text: string): string | undefined {
  const match = /^ssh:\/\/(?:[^@/\s]*@)?([^\s/?#@:[\]]+|\[[0-9a-f:.]+\])(?::(\d{1,5}))?(\/[^\s?#]*)$/i.exec(
    text.trim(),
  );
  if (match === null) return undefined;
  const [, host = "", port = "22", path = ""] = match;
  return `ssh://${host.toLowerCase()}:${Number(port)}${normalPath(path)}`;
}
