/**
 * A remote text made safe for a log or a page: Azure DevOps's logging commands no longer work, control characters and
 * marks that turn the direction of writing are gone, lines end with LF. All other characters stay as they are.
 */
export function defuse(text: string): string {
  return text
    .replace(/\r\n/g, "\n")
    .replace(/\r/g, " ")
    .replace(control, "")
    .replace(/##(?=vso\[|\[)/gi, "# #");
}

/** The text, cut to at most `max` characters with `…` at its end, never through the middle of a character. */
export function bounded(text: string, max: number): string {
  if (text.length <= max) return text;
  const cut = text.slice(0, Math.max(0, max - 1));
  return `${/[\uD800-\uDBFF]$/.test(cut) ? cut.slice(0, -1) : cut}…`;
}

/** A remote name inside one of our sentences: one line, defused and bounded, in quotation marks. */
export function quoted(name: string, max = 120): string {
  return `"${bounded(defuse(name).replace(/\s+/g, " "), max)}"`;
}

// C0 but tab and LF, DEL, C1, line and paragraph separators, and the marks that reorder text (Trojan Source).
const control = /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u2028\u2029\u202A-\u202E\u2066-\u2069]/g;
