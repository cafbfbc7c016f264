import { walkXml, type XmlElement } from "../shared/walk-xml.ts";
import type { SolutionFacts } from "../../../core/model/artefact.ts";
import { readSolutionXml } from "../../../core/model/recognise.ts";

/** An environment variable that a solution brings. `hasValue`: a default, or a value that was exported with it. */
export type VariableOfSolution = Readonly<{ schemaName: string; hasValue: boolean; exportedValue: boolean }>;

/** A connection reference that a solution brings. */
export type ReferenceOfSolution = Readonly<{ logicalName: string; displayName: string; connectorId: string }>;

/** What a solution's zip says of itself. */
export type SolutionContent = Readonly<{
  facts: SolutionFacts;
  variables: readonly VariableOfSolution[];
  references: readonly ReferenceOfSolution[];
  /** Solutions, by name in lower case, that must be there before it. */
  needs: readonly string[];
  /** Tables that it brings or extends, with their columns. */
  tables: ReadonlyMap<string, ReadonlySet<string>>;
}>;

/** Reads the small texts of a zip. Absent where it is no solution. */
export function readSolution(texts: ReadonlyMap<string, string>): SolutionContent | undefined {
  const manifest = readSolutionXml(texts.get("solution.xml") ?? "");
  return (
    manifest && {
      facts: { uniqueName: manifest.uniqueName, version: manifest.version, managed: manifest.managed },
      variables: variablesOf(texts),
      needs: needsOf(texts.get("solution.xml") ?? ""),
      ...customizationsOf(texts.get("customizations.xml") ?? ""),
    }
  );
}

/** The manifest names solutions as `Base (1.2.0.0)`. */
function needsOf(xml: string): readonly string[] {
  const needs = new Set<string>();
  walkXml(xml, ({ path, attributes }) => {
    if (!path.endsWith("/MissingDependencies/MissingDependency/Required")) return;
    const name = (attributes["solution"] ?? "").replace(/\s*\(.*$/, "").toLowerCase();
    if (name !== "") needs.add(name);
  });
  return [...needs];
}

/** The text can be long: it is gone through once. */
function customizationsOf(xml: string): Pick<SolutionContent, "references" | "tables"> {
  const [references, tables] = [referencesReading(), tablesReading()];
  walkXml(xml, (element) => {
    references.close(element);
    tables.close(element);
  });
  return { references: references.found, tables: tables.found };
}

type Reading<T> = Readonly<{ found: T; close: (element: XmlElement) => void }>;

function tablesReading(): Reading<SolutionContent["tables"]> {
  const place = "ImportExportXml/Entities/Entity/EntityInfo/entity";
  const found = new Map<string, ReadonlySet<string>>();
  let columns = new Set<string>();
  const close = ({ path, attributes, text }: XmlElement): void => {
    if (path === `${place}/attributes/attribute/LogicalName`) columns.add(text.trim().toLowerCase());
    if (path !== place) return;
    found.set((attributes["Name"] ?? "").toLowerCase(), columns);
    columns = new Set();
  };
  return { found, close };
}

function variablesOf(texts: ReadonlyMap<string, string>): VariableOfSolution[] {
  const found: VariableOfSolution[] = [];
  for (const [path, xml] of texts) {
    if (!path.endsWith("/environmentvariabledefinition.xml")) continue;
    const values = texts.get(
      path.replace("environmentvariabledefinition.xml", "environmentvariablevalues.json"),
    );
    const exportedValue = values !== undefined && /"value"\s*:\s*"[^"]/.test(values);
    let [schemaName, hasDefault] = ["", false];
    walkXml(xml, (element) => {
      if (element.path === "environmentvariabledefinition")
        schemaName = element.attributes["schemaname"] ?? "";
      if (element.path === "environmentvariabledefinition/defaultvalue") hasDefault = element.text !== "";
    });
    if (schemaName !== "") found.push({ schemaName, hasValue: hasDefault || exportedValue, exportedValue });
  }
  return found.sort((a, b) => (a.schemaName < b.schemaName ? -1 : 1));
}

function referencesReading(): Reading<SolutionContent["references"]> {
  const found: ReferenceOfSolution[] = [];
  const place = "ImportExportXml/connectionreferences/connectionreference";
  let connectorId = "";
  let displayName = "";
  const close = ({ path, attributes, text }: XmlElement): void => {
    if (path === `${place}/connectorid`) connectorId = text.trim();
    if (path === `${place}/connectionreferencedisplayname`) displayName = text.trim();
    if (path !== place) return;
    const logicalName = attributes["connectionreferencelogicalname"] ?? "";
    if (logicalName !== "") found.push({ logicalName, displayName, connectorId });
    [connectorId, displayName] = ["", ""];
  };
  return { found, close };
}
