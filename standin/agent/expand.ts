import { texts } from "./texts.ts";

const open = "$(";
const close = ")";
const maximumDepth = 50;

/** Puts values in the place of `$(name)`, once and not recursively; an unknown name stays as it is. */
export function expandText(text: string, lookup: (name: string) => string | undefined): string {
  let value = text;
  let from = 0;
  for (;;) {
    const span = nextMacro(value, from);
    if (span === undefined) return value;
    const found = span.name === "" ? undefined : lookup(span.name);
    if (found === undefined) {
      from = span.start + 1;
    } else {
      value = value.slice(0, span.start) + found + value.slice(span.end);
      from = span.start + found.length;
    }
  }
}

/** What became of one variable: its value, and whether a secret went into it. */
export type Expanded = Readonly<{ value: string; secret: boolean }>;

/** Puts variables into a variable's value, recursively. A cycle or more than 50 levels leaves the value alone and warns. */
export function expandVariable(
  name: string,
  lookup: (name: string) => Expanded | undefined,
): Expanded & Readonly<{ warning?: string }> {
  const own = lookup(name) ?? { value: "", secret: false };
  let secret = own.secret;
  const within = (text: string, path: readonly string[]): string =>
    expandText(text, (nested) => {
      const found = lookup(nested);
      if (found === undefined) return undefined;
      if (path.length === maximumDepth) throw new Unexpandable(texts.maximumDepth(name, maximumDepth));
      if (path.includes(nested.toLowerCase())) throw new Unexpandable(texts.cyclicalReference(name));
      secret ||= found.secret;
      return within(found.value, [...path, nested.toLowerCase()]);
    });
  try {
    return { value: within(own.value, [name.toLowerCase()]), secret };
  } catch (error) {
    if (error instanceof Unexpandable) return { ...own, warning: error.message };
    throw error;
  }
}

class Unexpandable extends Error {}

function nextMacro(text: string, from: number): { name: string; start: number; end: number } | undefined {
  const start = text.indexOf(open, from);
  if (start < 0) return undefined;
  const end = text.indexOf(close, start + open.length);
  if (end < 0) return undefined;
  return { name: text.slice(start + open.length, end), start, end: end + close.length };
}
