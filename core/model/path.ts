import { quoted } from "./defuse.ts";

/** What is wrong with a path inside an artefact. Absent for a good one: relative, `/` only, below its root. */
export function pathFault(path: string): string | undefined {
  if (path === "" || path.length > 1024) return "is empty or longer than 1024 characters";
  if (unprintable.test(path)) return "has a control character or half a character in it";
  if (path.includes("\\")) return "has a backslash in it";
  if (path.startsWith("/") || /^[a-z]:/i.test(path)) return "is not relative";
  return path.split("/").some((part) => part === "" || part === "." || part === "..")
    ? "leaves its root or has an empty part"
    : undefined;
}

/** What is wrong with an artefact's name, which becomes the name of a folder. Absent for a good one. */
export function nameFault(name: string): string | undefined {
  if (name.trim() === "" || name.length > 256) return "is empty or longer than 256 characters";
  return name.includes("/") ? "has a slash in it" : pathFault(name);
}

// A line break in a path would forge a line of the manifest; a lone surrogate has no UTF-8 of its own.
const unprintable =
  /[\u0000-\u001F\u007F]|[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/;

/**
 * What is wrong with paths of one artefact taken together: two of them, or two folders, would be one where case does not count.
 * Absent where there is nothing.
 */
export function twinFault(paths: readonly string[]): string | undefined {
  const seen = new Map<string, string>();
  for (const path of paths) {
    for (const part of path.matchAll(/[^/]+/g)) {
      const prefix = path.slice(0, part.index + part[0].length);
      const other = seen.get(prefix.toLowerCase()) ?? prefix;
      if (other !== prefix)
        return `${quoted(other)} and ${quoted(prefix)} differ in upper and lower case only: on Windows, and on many shares, they are one`;
      seen.set(prefix.toLowerCase(), prefix);
    }
  }
  return undefined;
}
