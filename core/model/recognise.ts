import type { ArtefactKind, SolutionFacts } from "./artefact.ts";
import { ordinal } from "./ordinal.ts";
import { walkXml } from "./xml.ts";

/** A zip of an artefact: its path, the names of its entries, and the text of its `solution.xml` where it has one. */
export type ArtefactArchive = Readonly<{ path: string; entries: readonly string[]; solutionXml?: string }>;

/** What must be known of an artefact to tell its kind. Paths have `/` and are relative to the artefact. */
export type ArtefactContent = Readonly<{
  name: string;
  files: readonly Readonly<{ path: string; bytes: number }>[];
  archives: readonly ArtefactArchive[];
}>;

/**
 * The kind of an artefact, or the files that contend for being what it is. A solution without facts has a `solution.xml`
 * that cannot be read: no target takes it.
 */
export type Recognised =
  Readonly<{ kind: ArtefactKind; solution?: SolutionFacts }> | Readonly<{ ambiguous: readonly string[] }>;

/** What `solution.xml` says: the solution, and what must be in the target before it. */
export type SolutionManifest = SolutionFacts & Readonly<{ missingDependencies: readonly string[] }>;

/** Tells an artefact's kind from its content; only what lies at its root counts, so a checker's folder does not. */
export function recogniseKind(content: ArtefactContent): Recognised {
  const solutions = content.archives.filter(
    (archive) => atRoot(archive.path) && has(archive, "solution.xml"),
  );
  const candidates = [
    ...solutions.map((archive) => archive.path),
    ...dataIn(content),
    ...portalIn(content).slice(0, 1),
  ].sort(ordinal);
  if (candidates.length > 1) return { ambiguous: candidates };
  if (solutions[0] !== undefined) return solutionIn(solutions[0]);
  if (dataIn(content).length > 0) return { kind: "configurationData" };
  if (portalIn(content).length > 0) return { kind: "portal" };
  return { kind: isLogs(content) ? "logs" : "files" };
}

/** Reads `solution.xml`. Absent when it is malformed, too large, or says something else than a solution would. */
export function readSolutionXml(xml: string): SolutionManifest | undefined {
  const texts = new Map<string, string>();
  const opened = new Map<string, number>();
  const missingDependencies: string[] = [];
  const whole = walkXml(xml, {
    open: (path, attributes) => {
      opened.set(path, (opened.get(path) ?? 0) + 1);
      if (path === requiredPath && missingDependencies.length < 1000) {
        missingDependencies.push(dependencyText(attributes));
      }
    },
    text: (path, text) => {
      if (facts.includes(path)) texts.set(path, (texts.get(path) ?? "") + text);
    },
  });
  if (!whole || facts.some((path) => opened.get(path) !== 1)) return undefined;
  const solution = factsOf(facts.map((path) => (texts.get(path) ?? "").trim()));
  return solution === undefined ? undefined : { ...solution, missingDependencies };
}

const manifest = "ImportExportXml/SolutionManifest";
const facts = [`${manifest}/UniqueName`, `${manifest}/Version`, `${manifest}/Managed`];
const requiredPath = `${manifest}/MissingDependencies/MissingDependency/Required`;

function factsOf([uniqueName = "", version = "", managed = ""]: readonly string[]):
  SolutionFacts | undefined {
  const good =
    /^[A-Za-z_]\w{0,127}$/.test(uniqueName) &&
    /^\d{1,9}(\.\d{1,9}){1,3}$/.test(version) &&
    /^[01]$/.test(managed);
  return good ? { uniqueName, version, managed: managed === "1" } : undefined;
}

function dependencyText(attributes: ReadonlyMap<string, string>): string {
  const said = (name: string): string => attributes.get(name) ?? "unknown";
  const schemaName = attributes.get("schemaName") ?? "";
  const shown =
    attributes.get("displayName") ?? (schemaName === "" ? "something without a name" : schemaName);
  const name = schemaName === "" || schemaName === shown ? shown : `${shown} (${schemaName})`;
  return `${name}, component type ${said("type")}, of solution ${said("solution")}`;
}

function solutionIn(archive: ArtefactArchive): Recognised {
  const read = archive.solutionXml === undefined ? undefined : readSolutionXml(archive.solutionXml);
  if (read === undefined) return { kind: "solution" };
  const { missingDependencies: _, ...solution } = read;
  return { kind: "solution", solution };
}

function dataIn(content: ArtefactContent): string[] {
  const zips = content.archives.filter(
    (archive) =>
      atRoot(archive.path) &&
      !has(archive, "solution.xml") &&
      has(archive, "data.xml") &&
      has(archive, "data_schema.xml"),
  );
  const loose = ["data.xml", "data_schema.xml"].every((name) =>
    content.files.some((file) => file.path.toLowerCase() === name),
  );
  return [...zips.map((archive) => archive.path), ...(loose ? ["data.xml"] : [])];
}

// What `pac pages download` writes: a manifest folder, the site's own file, or deployment profiles.
function portalIn(content: ArtefactContent): string[] {
  return content.files
    .map((file) => file.path)
    .filter((path) =>
      /^([^/]+\/){0,2}(website\.ya?ml$|\.portalconfig\/|deployment-profiles\/.*\.ya?ml$)/i.test(path),
    )
    .sort(ordinal);
}

function isLogs(content: ArtefactContent): boolean {
  const onlyReports =
    content.files.length > 0 && content.files.every((file) => /\.(sarif|md)$/i.test(file.path));
  return onlyReports || content.name.endsWith("Logs");
}

function atRoot(path: string): boolean {
  return !path.includes("/");
}

function has(archive: ArtefactArchive, entry: string): boolean {
  return archive.entries.some((name) => name.toLowerCase() === entry);
}
