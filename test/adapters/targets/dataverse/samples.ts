import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { ZipFile } from "yazl";
import type { SealedArtefact, SolutionFacts } from "../../../../core/model/artefact.ts";

/** What a sample solution is made of. */
export type Sample = Readonly<{
  uniqueName: string;
  version: string;
  managed?: boolean;
  /** `solution` of components that it needs. */
  needs?: readonly string[];
  variables?: readonly Readonly<{ schemaName: string; defaultValue?: string; value?: string }>[];
  references?: readonly string[];
  /** Tables that it brings, with their columns. */
  tables?: Readonly<Record<string, readonly string[]>>;
  /** Bytes of ballast, to make it large. */
  ballast?: number;
}>;

/** Writes a solution of the shape that Dataverse exports and gives its artefact as it would be sealed. */
export async function sampleArtefact(folder: string, name: string, sample: Sample): Promise<SealedArtefact> {
  mkdirSync(join(folder, name), { recursive: true });
  const kind = sample.managed === false ? "unmanaged" : "managed";
  const path = join(folder, name, `${sample.uniqueName}_${sample.version.replaceAll(".", "_")}_${kind}.zip`);
  writeFileSync(path, await zipOf(entriesOf(sample)));
  return artefactAt(name, path, {
    uniqueName: sample.uniqueName,
    version: sample.version,
    managed: sample.managed !== false,
  });
}

/** The artefact of one zip as it would be sealed. */
export function artefactAt(name: string, path: string, solution?: SolutionFacts): SealedArtefact {
  const bytes = readFileSync(path);
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const files = [{ path: basename(path), bytes: statSync(path).size, sha256 }];
  return { name, kind: "solution", sequence: 1, files, digest: sha256, ...(solution ? { solution } : {}) };
}

/** A zip of texts. */
export async function zipOf(entries: Readonly<Record<string, string | Buffer>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [path, text] of Object.entries(entries)) {
    const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
    zip.addBuffer(bytes, path, { mtime: new Date(2026, 0, 1), compress: bytes.length < 1_000_000 });
  }
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of zip.outputStream) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function entriesOf(sample: Sample): Record<string, string | Buffer> {
  const entries: Record<string, string | Buffer> = {
    "solution.xml": solutionXml(sample),
    "customizations.xml": customizationsXml(sample),
    "[Content_Types].xml": "<Types />",
  };
  for (const { schemaName, defaultValue, value } of sample.variables ?? []) {
    const folder = `environmentvariabledefinitions/${schemaName}`;
    const standard = defaultValue === undefined ? "" : `<defaultvalue>${defaultValue}</defaultvalue>`;
    entries[`${folder}/environmentvariabledefinition.xml`] =
      `<environmentvariabledefinition schemaname="${schemaName}"><displayname default="x" />${standard}<type>100000000</type></environmentvariabledefinition>`;
    if (value === undefined) continue;
    const json = { environmentvariablevalues: { environmentvariablevalue: { value } } };
    entries[`${folder}/environmentvariablevalues.json`] = JSON.stringify(json, undefined, 2);
  }
  if (sample.ballast !== undefined)
    entries["WebResources/ballast"] = Buffer.alloc(sample.ballast, "ballast!");
  return entries;
}

function solutionXml(sample: Sample): string {
  const missing = (sample.needs ?? []).map(
    (solution, index) =>
      `<MissingDependency><Required type="1" schemaName="cr_needed${index}" displayName="Needed ${index}" solution="${solution}" /><Dependent type="1" displayName="Mine" /></MissingDependency>`,
  );
  return `<?xml version="1.0" encoding="utf-8"?>
<ImportExportXml version="9.2" SolutionPackageVersion="9.2" languagecode="1033" generatedBy="CrmLive">
  <SolutionManifest>
    <UniqueName>${sample.uniqueName}</UniqueName>
    <LocalizedNames><LocalizedName description="${sample.uniqueName}" languagecode="1033" /></LocalizedNames>
    <Version>${sample.version}</Version>
    <Managed>${sample.managed === false ? 0 : 1}</Managed>
    <Publisher><UniqueName>contoso</UniqueName><CustomizationPrefix>cr</CustomizationPrefix></Publisher>
    <RootComponents />
    <MissingDependencies>${missing.join("")}</MissingDependencies>
  </SolutionManifest>
</ImportExportXml>`;
}

function customizationsXml(sample: Sample): string {
  const references = (sample.references ?? []).map(
    (name) =>
      `<connectionreference connectionreferencelogicalname="${name}"><connectionreferencedisplayname>${name} shown</connectionreferencedisplayname><connectorid>/providers/Microsoft.PowerApps/apis/shared_x</connectorid></connectionreference>`,
  );
  const tables = Object.entries(sample.tables ?? {}).map(([name, columns]) => {
    const attributes = columns.map(
      (column) =>
        `<attribute PhysicalName="${column}"><Type>nvarchar</Type><Name>${column}</Name><LogicalName>${column}</LogicalName></attribute>`,
    );
    return `<Entity><Name>${name}</Name><EntityInfo><entity Name="${name}"><attributes>${attributes.join("")}</attributes></entity></EntityInfo></Entity>`;
  });
  return `<ImportExportXml><Entities>${tables.join("")}</Entities><connectionreferences>${references.join("")}</connectionreferences></ImportExportXml>`;
}

/** The zips of the real fixtures, where they are at hand. */
export function realSolutions(): readonly string[] {
  const folder = join(import.meta.dirname, "../../../../../shared/fixtures/solutions");
  try {
    return readdirSync(folder)
      .filter((name) => name.endsWith(".zip"))
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}
