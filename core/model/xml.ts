/** What a reader of XML is told, in the order of the text. `path` holds the element names from the root, joined by `/`. */
export type XmlVisitor = Readonly<{
  open: (path: string, attributes: ReadonlyMap<string, string>) => void;
  /** Text of an element, entities resolved; in several parts where a comment or a child stands between. */
  text: (path: string, text: string) => void;
}>;

/** Longer texts, and elements nested deeper, are refused: the reader's cost stays bounded. */
export const xmlBounds = { characters: 8_000_000, depth: 64 } as const;

/**
 * Reads a small, strict part of XML: elements, attributes, comments, CDATA, processing instructions, the five named
 * entities and numeric ones. False for everything else, a document type above all (it could define entities).
 */
export function walkXml(xml: string, visitor: XmlVisitor): boolean {
  if (xml.length > xmlBounds.characters) return false;
  const walk: Walk = { xml, at: xml.startsWith("\uFEFF") ? 1 : 0, stack: [], roots: 0, visitor };
  while (walk.at < xml.length) {
    if (!step(walk)) return false;
  }
  return walk.stack.length === 0 && walk.roots === 1;
}

type Walk = {
  readonly xml: string;
  at: number;
  readonly stack: string[];
  roots: number;
  readonly visitor: XmlVisitor;
};

function step(walk: Walk): boolean {
  if (walk.xml[walk.at] !== "<") return characters(walk);
  if (walk.xml.startsWith("<!--", walk.at)) return skipTo(walk, "-->", 4);
  if (walk.xml.startsWith("<![CDATA[", walk.at)) return cdata(walk);
  if (walk.xml.startsWith("<?", walk.at)) return skipTo(walk, "?>", 2);
  return walk.xml.startsWith("</", walk.at) ? closing(walk) : opening(walk);
}

function skipTo(walk: Walk, end: string, from: number): boolean {
  const found = walk.xml.indexOf(end, walk.at + from);
  walk.at = found + end.length;
  return found >= 0;
}

function cdata(walk: Walk): boolean {
  const start = walk.at + "<![CDATA[".length;
  if (walk.stack.length === 0 || !skipTo(walk, "]]>", 9)) return false;
  walk.visitor.text(walk.stack.join("/"), walk.xml.slice(start, walk.at - 3));
  return true;
}

function characters(walk: Walk): boolean {
  const end = walk.xml.indexOf("<", walk.at);
  const raw = walk.xml.slice(walk.at, end < 0 ? undefined : end);
  walk.at += raw.length;
  if (walk.stack.length === 0) return raw.trim() === "";
  const text = resolved(raw);
  if (text !== undefined) walk.visitor.text(walk.stack.join("/"), text);
  return text !== undefined;
}

function closing(walk: Walk): boolean {
  const tag = sticky(/<\/([^\s<>/]+)\s*>/y, walk);
  return tag?.[1] !== undefined && walk.stack.pop() === tag[1];
}

function opening(walk: Walk): boolean {
  const name = sticky(/<([A-Za-z_\u0080-\uFFFF][\w:.\u0080-\uFFFF-]*)/y, walk)?.[1];
  const attributes = name === undefined ? undefined : readAttributes(walk);
  const end = sticky(/\s*(\/?)>/y, walk);
  if (name === undefined || attributes === undefined || end === null) return false;
  return enter(walk, { name, attributes, isEmpty: end[1] === "/" });
}

type Element = Readonly<{ name: string; attributes: ReadonlyMap<string, string>; isEmpty: boolean }>;

function enter(walk: Walk, element: Element): boolean {
  if (walk.stack.length === 0) walk.roots += 1;
  if (walk.stack.push(element.name) > xmlBounds.depth) return false;
  walk.visitor.open(walk.stack.join("/"), element.attributes);
  if (element.isEmpty) walk.stack.pop();
  return true;
}

function readAttributes(walk: Walk): Map<string, string> | undefined {
  const attributes = new Map<string, string>();
  for (;;) {
    const found = sticky(/\s+([^\s=<>/"'&]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y, walk);
    if (found === null) return attributes;
    const [, name = "", double, single] = found;
    const value = resolved(double ?? single ?? "");
    if (value === undefined || attributes.has(name)) return undefined;
    attributes.set(name, value);
  }
}

function sticky(pattern: RegExp, walk: Walk): RegExpExecArray | null {
  pattern.lastIndex = walk.at;
  const match = pattern.exec(walk.xml);
  walk.at += match?.[0].length ?? 0;
  return match;
}

const named: Readonly<Record<string, string>> = {
  "&lt;": "<",
  "&gt;": ">",
  "&amp;": "&",
  "&quot;": '"',
  "&apos;": "'",
};

function resolved(raw: string): string | undefined {
  const entities = raw.match(/&[^;&]{0,10};?/g) ?? [];
  if (entities.some((entity) => entityOf(entity) === undefined)) return undefined;
  return raw.replace(/&[^;&]{0,10};?/g, (entity) => entityOf(entity) ?? entity);
}

function entityOf(entity: string): string | undefined {
  const numeric = /^&#(?:x([0-9a-f]{1,6})|(\d{1,7}));$/i.exec(entity);
  if (numeric === null) return named[entity];
  const point = numeric[1] === undefined ? Number(numeric[2]) : Number.parseInt(numeric[1], 16);
  const character = point > 0 && point <= 0x10ffff && !(point >= 0xd800 && point <= 0xdfff);
  return character ? String.fromCodePoint(point) : undefined;
}
