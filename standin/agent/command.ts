/** A logging command: `##vso[area.event key=value;…]data`. Property names are in lower case. */
export type Command = Readonly<{
  area: string;
  event: string;
  properties: ReadonlyMap<string, string>;
  data: string;
}>;

const prefix = "##vso[";
const escapes: readonly (readonly [escaped: string, plain: string])[] = [
  ["%3B", ";"],
  ["%0D", "\r"],
  ["%0A", "\n"],
  ["%5D", "]"],
];

/** The command in a line, by the agent's own rules; whatever stands before it is dropped. */
export function parseCommand(line: string, decodePercents = true): Command | undefined {
  const start = line.indexOf(prefix);
  const end = start < 0 ? -1 : line.indexOf("]", start);
  if (end < 0) return undefined;
  const header = line.slice(start + prefix.length, end);
  const blank = header.includes(" ") ? header.indexOf(" ") : header.length;
  const named = areaAndEvent(header.slice(0, blank));
  if (named === undefined) return undefined;
  const properties = parseProperties(header.slice(blank + 1), decodePercents);
  return { ...named, properties, data: decoded(line.slice(end + 1), decodePercents) };
}

function areaAndEvent(name: string): Pick<Command, "area" | "event"> | undefined {
  const [area, event, ...more] = name.split(".").filter((part) => part !== "");
  return area === undefined || event === undefined || more.length > 0 ? undefined : { area, event };
}

/** A value as a command writes it. */
export function escapeValue(value: string): string {
  return escapes.reduce(
    (text, [escaped, plain]) => text.replaceAll(plain, escaped),
    value.replaceAll("%", "%AZP25"),
  );
}

function parseProperties(text: string, decodePercents: boolean): Map<string, string> {
  const properties = new Map<string, string>();
  for (const property of text.split(";")) {
    // .NET's Split(…, 2, RemoveEmptyEntries): "=" at the start and doubled "=" vanish, a later "=" belongs to the value.
    const [, key, value] = /^=*([^=]+)=+(.+)$/s.exec(property) ?? [];
    if (key !== undefined && value !== undefined) {
      properties.set(key.toLowerCase(), decoded(value, decodePercents));
    }
  }
  return properties;
}

function decoded(text: string, decodePercents: boolean): string {
  const plain = escapes.reduce((value, [escaped, one]) => value.replaceAll(escaped, one), text);
  return decodePercents ? plain.replaceAll("%AZP25", "%") : plain;
}
