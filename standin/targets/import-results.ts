import type { Missing, SolutionContent } from "./solution-zip.ts";

/** What goes into an import job's log. */
export type Log = Readonly<{
  /** Names of flows that do not start. */
  warnings: readonly string[];
  failure?: Readonly<{ words: string; code: number; component?: string }>;
}>;

/**
 * The text of `importjobs.data`. A trap of the real one is kept: rows that went well carry an empty `errortext`, and missing
 * dependencies come as XML inside an attribute, with quotes and brackets escaped.
 */
export function importLog(content: SolutionContent, log: Log): string {
  const outcome = log.failure ? "failure" : "success";
  const rows = log.warnings.map(
    (flow) =>
      `<workflow id="{${flow.length}}" LocalizedName="${escaped(flow)}"><result result="warning" errorcode="0x80060467" errortext="${escaped(`Flow '${flow}' could not be turned on: its connection is missing.`)}" datetimeticks="1" /></workflow>`,
  );
  const failure = log.failure;
  const failed = failure
    ? `<entity id="${escaped(failure.component ?? content.uniqueName)}" LocalizedName="${escaped(failure.component ?? content.uniqueName)}"><result result="failure" errorcode="0x${(failure.code >>> 0).toString(16)}" errortext="${escaped(failure.words)}" datetimeticks="1" /></entity>`
    : "";
  return `<importexportxml start="1" stop="2" progress="100" processed="true" succeeded="${outcome}" status="Imported"><solutionManifests><solutionManifest languagecode="1033" id="${escaped(content.uniqueName)}" LocalizedName="${escaped(content.uniqueName)}" processed="true"><UniqueName>${escaped(content.uniqueName)}</UniqueName><Version>${escaped(content.version)}</Version><result result="${outcome}" errorcode="0" errortext="" datetimeticks="1" /></solutionManifest></solutionManifests><entities><entity id="account" LocalizedName="Account"><result result="success" errorcode="0" errortext="" datetimeticks="1" /></entity>${failed}</entities><workflows>${rows.join("")}</workflows></importexportxml>`;
}

/** The block of missing dependencies, as Dataverse puts it into messages. */
export function missingXml(missing: readonly Missing[]): string {
  const rows = missing.map(
    (one) =>
      `<MissingDependency><Required type="${escaped(one.type)}"${one.schemaName ? ` schemaName="${escaped(one.schemaName)}"` : ""} displayName="${escaped(one.displayName)}" solution="${escaped(one.solution)}" /><Dependent type="1" displayName="${escaped(one.dependent)}" /></MissingDependency>`,
  );
  return `<MissingDependencies>${rows.join("")}</MissingDependencies>`;
}

/** How staging tells the same. */
export function dependencyFailure(
  content: SolutionContent,
  missing: readonly Missing[],
): Readonly<Record<string, unknown>> {
  return {
    SolutionValidationResultType: "Error",
    Message: `The following solution cannot be imported: ${content.uniqueName}. Some dependencies are missing. The missing dependencies are : ${missingXml(missing)} , ProductUpdatesOnly : False`,
    ErrorCode: -2147188707,
    AdditionalInfo: null,
  };
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}
