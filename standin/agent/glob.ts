/** A matcher for the patterns of CopyFiles: `**`, `*`, `?`, one a line, `!` takes away. Paths have "/" and no root. */
export function matcherOf(patterns: readonly string[]): (path: string) => boolean {
  const rules = patterns.flatMap((pattern) => {
    const text = pattern.trim().replaceAll("\\", "/");
    if (text === "" || text.startsWith("#")) return [];
    const takes = !text.startsWith("!");
    return [{ takes, expression: expressionOf(takes ? text : text.slice(1)) }];
  });
  return (path) =>
    rules.reduce((taken, { takes, expression }) => (expression.test(path) ? takes : taken), false);
}

function expressionOf(pattern: string): RegExp {
  if (/[[\]{}()+@!]/.test(pattern)) {
    throw new Error(`The stand-in's CopyFiles knows only **, * and ? in a pattern, not '${pattern}'.`);
  }
  const parts = pattern
    .replace(/^\.?\//, "")
    .split("/")
    .map((part) =>
      part === "**"
        ? "**"
        : part
            .replace(/[.^$|\\]/g, "\\$&")
            .replace(/\*+/g, "[^/]*")
            .replaceAll("?", "[^/]"),
    );
  const text = parts.reduce((whole, part, index) => {
    const last = index === parts.length - 1;
    if (part === "**") return `${whole}${last ? ".*" : "(?:[^/]+/)*"}`;
    return `${whole}${part}${last ? "" : "/"}`;
  }, "");
  return new RegExp(`^${text}$`, process.platform === "win32" ? "i" : "");
}
