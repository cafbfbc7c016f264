/** A plain text as the HTML that work items keep: nothing of it is markup. */
export function htmlOf(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\r?\n/g, "<br>");
}

const named: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

// Work items keep megabytes of HTML; what is beyond this is not looked at.
const longest = 50_000;

/** What a reader sees of a work item's HTML, as plain text with the lines that it has on the page. */
export function plainText(html: string): string {
  return html
    .slice(0, longest)
    .replace(/<(?:br|\/p|\/div|\/li)\b[^<>]*>/gi, "\n")
    .replace(/<[^<>]*>/g, "")
    .replace(
      /&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,5}));/gi,
      (whole, ten?: string, hex?: string, name?: string) =>
        name === undefined
          ? letter(ten === undefined ? parseInt(hex ?? "", 16) : Number(ten), whole)
          : (named[name] ?? whole),
    )
    .trim();
}

function letter(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}
