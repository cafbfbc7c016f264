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
