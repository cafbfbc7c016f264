import { unpack } from "./unpack.ts";

/** A component that a solution needs and does not bring. */
export type Missing = Readonly<{
  type: string;
  schemaName: string;
  displayName: string;
  solution: string;
  dependent: string;
}>;

/** What an uploaded zip really holds. */
export type SolutionContent = Readonly<{
  uniqueName: string;
  version: string;
  managed: boolean;
  missing: readonly Missing[];
  variables: readonly Readonly<{ schemaName: string; defaultValue?: string; value?: string }>[];
  references: readonly Readonly<{ logicalName: string; displayName: string; connectorId: string }>[];
  /** Tables that it brings, with their columns of text. */
  tables: readonly Readonly<{ name: string; columns: readonly string[] }>[];
}>;

/** Opens the zip. Absent where it is no solution. */
export async function readSolutionZip(bytes: Buffer): Promise<SolutionContent | undefined> {
  const texts = await textsOf(bytes).catch(() => new Map<string, string>());
  const solution = texts.get("solution.xml") ?? "";
  const uniqueName = element(solution, "UniqueName");
  const version = element(solution, "Version");
  if (uniqueName === undefined || version === undefined) return undefined;
  return {
    uniqueName,
    version,
    managed: element(solution, "Managed") === "1",
    missing: missingIn(solution),
    variables: variablesIn(texts),
    references: referencesIn(texts.get("customizations.xml") ?? ""),
    tables: tablesIn(texts.get("customizations.xml") ?? ""),
  };
}

function missingIn(xml: string): Missing[] {
  return [...xml.matchAll(/<MissingDependency>(.*?)<\/MissingDependency>/gs)].map(([, inner = ""]) => {
    const required = /<Required\s([^>]*)>/.exec(inner)?.[1] ?? "";
    const dependent = /<Dependent\s([^>]*)>/.exec(inner)?.[1] ?? "";
    return {
      type: attribute(required, "type"),
      schemaName: attribute(required, "schemaName"),
      displayName: attribute(required, "displayName"),
      solution: attribute(required, "solution"),
      dependent: attribute(dependent, "displayName") || attribute(dependent, "schemaName"),
    };
  });
}

function variablesIn(texts: ReadonlyMap<string, string>): SolutionContent["variables"] {
  const found: { schemaName: string; defaultValue?: string; value?: string }[] = [];
  for (const [path, xml] of texts) {
    const folder = /^environmentvariabledefinitions\/([^/]+)\/environmentvariabledefinition\.xml$/i.exec(
      path,
    );
    if (!folder) continue;
    const defaultValue = element(xml, "defaultvalue");
    const values = texts.get(
      `environmentvariabledefinitions/${folder[1] ?? ""}/environmentvariablevalues.json`,
    );
    const value = values && /"value":\s*"([^"]*)"/.exec(values)?.[1];
    found.push({
      schemaName: attribute(xml, "schemaname"),
      ...(defaultValue ? { defaultValue } : {}),
      ...(value ? { value } : {}),
    });
  }
  return found;
}

function referencesIn(xml: string): SolutionContent["references"] {
  return [...xml.matchAll(/<connectionreference\s([^>]*)>(.*?)<\/connectionreference>/gs)].map(
    ([, head = "", inner = ""]) => ({
      logicalName: attribute(head, "connectionreferencelogicalname"),
      displayName: element(inner, "connectionreferencedisplayname") ?? "",
      connectorId: element(inner, "connectorid") ?? "",
    }),
  );
}

function tablesIn(xml: string): SolutionContent["tables"] {
  return [...xml.matchAll(/<entity Name="(\w+)">(.*?)<\/entity>/gs)].map(([, name = "", inner = ""]) => ({
    name: name.toLowerCase(),
    columns: [...inner.matchAll(/<Type>nvarchar<\/Type>.*?<LogicalName>(\w+)<\/LogicalName>/gs)].map(
      ([, column = ""]) => column,
    ),
  }));
}

function element(xml: string, name: string): string | undefined {
  return new RegExp(`<${name}(?:\\s[^>]*)?>([^<]*)</${name}>`).exec(xml)?.[1];
}

function attribute(head: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(head)?.[1] ?? "";
}

const wanted = /^(solution\.xml|customizations\.xml|environmentvariabledefinitions\/.*[^/])$/i;

async function textsOf(bytes: Buffer): Promise<Map<string, string>> {
  const files = await unpack(bytes, wanted);
  return new Map(files.map(({ path, bytes: text }) => [path, text.toString("utf8").replace(/^\uFEFF/, "")]));
}
