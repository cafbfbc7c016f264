const urlPassword = /(?<=\/\/[^:/?#\n]+:)[^:/?#\n]+(?=@)/g;
const longestIgnored = 6;

/** Blanks secrets in everything that the runner writes. */
export class Masker {
  readonly #values = new Set<string>();
  readonly #shortest: number;

  /** Values shorter than `ignoreShorterThan` (at most 6) are left alone. */
  constructor(ignoreShorterThan = 0) {
    this.#shortest = Math.min(ignoreShorterThan, longestIgnored);
  }

  /** A secret that became known while the job runs: as it is, and as JSON, a URL and a backslash reader write it. */
  add(value: string): void {
    if (value === "") return;
    for (const form of [value, jsonEscaped(value), uriEscaped(value), backslashRead(value)]) {
      if (form !== "" && form.length >= this.#shortest) this.#values.add(form);
    }
  }

  /** A secret variable that the job starts with: in base64, escaped and without quotes or blanks around, too. */
  addAtStart(value: string): void {
    if (value.trim() === "") return;
    for (const form of [value, Buffer.from(value, "utf8").toString("base64")]) {
      for (const variant of startForms(form)) this.add(variant);
    }
  }

  /** The text without its secrets. */
  mask(text: string): string {
    const spans = this.#spans(text);
    if (spans.length === 0) return text;
    let masked = "";
    let from = 0;
    for (const [start, end] of merged(spans)) {
      masked += `${text.slice(from, start)}***`;
      from = end;
    }
    return masked + text.slice(from);
  }

  #spans(text: string): [number, number][] {
    const spans: [number, number][] = [];
    for (const value of this.#values) {
      for (let at = text.indexOf(value); at >= 0; at = text.indexOf(value, at + 1)) {
        spans.push([at, at + value.length]);
      }
    }
    if (text.includes("//")) {
      for (const match of text.matchAll(urlPassword))
        spans.push([match.index, match.index + match[0].length]);
    }
    return spans;
  }
}

function merged(spans: readonly (readonly [number, number])[]): [number, number][] {
  const joined: [number, number][] = [];
  for (const [start, end] of [...spans].sort((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last !== undefined && start <= last[1]) last[1] = Math.max(last[1], end);
    else joined.push([start, end]);
  }
  return joined;
}

function startForms(value: string): string[] {
  const lines = value.replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  const all = value.replaceAll("%", "%AZP25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return [value, all, lines].flatMap((form) => [
    form,
    unquoted(form),
    form.replace(/^[\r\n ]+|[\r\n ]+$/g, ""),
  ]);
}

function unquoted(value: string): string {
  const [, , inner] = /^(['"])(.*)\1$/s.exec(value) ?? [];
  return inner ?? value;
}

function jsonEscaped(value: string): string {
  return JSON.stringify(value).slice(1, -1);
}

/** `encodeURIComponent` leaves some marks alone that .NET escapes, and throws at a lone surrogate. */
function uriEscaped(value: string): string {
  return encodeURIComponent(value.replace(/\p{Surrogate}/gu, "\uFFFD")).replace(
    /[!'()*]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function backslashRead(value: string): string {
  return value.replaceAll("\\\\", "\\").replaceAll("\\'", "'").replaceAll('\\"', '"').replaceAll("\\t", "\t");
}
