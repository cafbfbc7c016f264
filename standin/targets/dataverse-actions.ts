import { readSolutionZip } from "./solution-zip.ts";
import type { SolutionContent } from "./solution-zip.ts";
import { dependencyFailure, importLog, missingXml } from "./import-results.ts";
import type { Effect, OperationRow, ValueRow } from "./books.ts";
import { nextId, operationTypes, running } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered } from "./web.ts";

/** The body of an action, and who calls it. */
export type Call = Readonly<{
  organisation: Organisation;
  user: string;
  body: Readonly<Record<string, unknown>>;
}>;

/** Dataverse's form of an error. */
export function refused(status: number, code: string, message: string): Answered {
  return { status, body: { error: { code, message } } };
}

/** `StageSolution`: looks into the zip, validates it, keeps it for a later import. */
export async function stageSolution({ organisation, body }: Call): Promise<Answered> {
  const content = await contentOf(body["CustomizationFile"]);
  if (content === undefined) return notASolution;
  const missing =
    organisation.behaviour.missingDependenciesAt === "stage" ? missingIn(organisation, content) : [];
  const upload = nextId(organisation);
  organisation.book.uploads[upload] = content;
  organisation.save();
  return {
    status: 200,
    body: {
      "@odata.context": "#Microsoft.Dynamics.CRM.StageSolutionResponse",
      StageSolutionResults: {
        StageSolutionUploadId: upload,
        StageSolutionStatus: missing.length > 0 ? "Failed" : "Passed",
        SolutionValidationResults: missing.length > 0 ? [dependencyFailure(content, missing)] : [],
        MissingDependencies: missing.map((one) => ({
          RequiredComponentSchemaName: one.schemaName || null,
          RequiredComponentDisplayName: one.displayName,
          RequiredComponentType: one.type,
          RequiredSolutionName: one.solution,
          DependentComponentSchemaName: null,
          DependentComponentDisplayName: one.dependent,
        })),
        SolutionDetails: {
          SolutionUniqueName: content.uniqueName,
          SolutionVersion: content.version,
          IsManaged: content.managed,
        },
        SolutionComponentsDetails: [],
      },
    },
  };
}

/** `ImportSolutionAsync` and `StageAndUpgradeAsync`. */
export async function importSolution(call: Call, upgrade: boolean): Promise<Answered> {
  const { organisation, body } = call;
  const unknown = Object.keys(body).find((name) => !importParameters.has(name));
  if (unknown !== undefined) {
    return refused(
      400,
      "0x80048d19",
      `The parameter '${unknown}' in the request payload is not a valid parameter for the operation '${upgrade ? "StageAndUpgradeAsync" : "ImportSolutionAsync"}'.`,
    );
  }
  for (const name of ["OverwriteUnmanagedCustomizations", "PublishWorkflows"]) {
    if (typeof body[name] !== "boolean")
      return refused(400, "0x80040203", `Required field '${name}' is missing`);
  }
  const content = await orderedContent(organisation, body);
  if ("status" in content) return content;
  const busy = busyAnswer(organisation, "Import");
  if (busy) return busy;
  const hold = body["HoldingSolution"] === true;
  const effect: Effect = {
    kind: upgrade ? "upgrade" : hold ? "hold" : "install",
    content,
    values: valuesOf(body["ComponentParameters"]),
  };
  return begun(call, upgrade ? operationTypes.upgrade : operationTypes.import, effect);
}

/** `DeleteAndPromoteAsync`. */
export function promoteSolution(call: Call): Answered {
  const uniqueName = String(call.body["UniqueName"]);
  const { solutions } = call.organisation.book;
  if (!solutions.some((row) => row.uniquename === `${uniqueName}_Upgrade`)) {
    return refused(400, "0x80048001", `The holding solution for '${uniqueName}' was not found.`);
  }
  const busy = busyAnswer(call.organisation, "Uninstall");
  return busy ?? begun(call, operationTypes.promote, { kind: "promote", uniqueName });
}

/** `PublishAllXmlAsync`. */
export function publishAll(call: Call): Answered {
  return busyAnswer(call.organisation, "Publish") ?? begun(call, operationTypes.publish, { kind: "nothing" });
}

const importParameters = new Set([
  "OverwriteUnmanagedCustomizations",
  "PublishWorkflows",
  "CustomizationFile",
  "ConvertToManaged",
  "SkipProductUpdateDependencies",
  "HoldingSolution",
  "SkipQueueRibbonJob",
  "AsyncRibbonProcessing",
  "LayerDesiredOrder",
  "ComponentParameters",
  "SolutionParameters",
]);

const notASolution = refused(
  400,
  "0x80048068",
  "The solution file is invalid. The compressed file must contain the following files at its root: solution.xml, customizations.xml, and [Content_Types].xml. Customization files exported from previous versions of Microsoft Dynamics 365 are not supported.",
);

async function contentOf(file: unknown): Promise<SolutionContent | undefined> {
  return typeof file === "string" ? readSolutionZip(Buffer.from(file, "base64")) : undefined;
}

async function orderedContent(
  organisation: Organisation,
  body: Call["body"],
): Promise<SolutionContent | Answered> {
  const parameters = (body["SolutionParameters"] ?? {}) as Readonly<Record<string, unknown>>;
  const upload = parameters["StageSolutionUploadId"];
  if (typeof upload !== "string") return (await contentOf(body["CustomizationFile"])) ?? notASolution;
  if (organisation.behaviour.stagedUploads === "refused") {
    return refused(400, "0x80040203", "Required field 'CustomizationFile' is missing");
  }
  const staged = organisation.book.uploads[upload];
  return (
    staged ?? refused(404, "0x80040217", `Entity 'StageSolutionUpload' With Id = ${upload} Does Not Exist`)
  );
}

function busyAnswer(organisation: Organisation, wish: string): Answered | undefined {
  const [other] = running(organisation);
  if (other === undefined) return undefined;
  const kind = other.operationtype === operationTypes.publish ? "Publish" : "Import";
  return refused(
    400,
    "0x80071151",
    `Cannot start another [${wish}] because there is a previous [${kind}] running at this moment. Use Solution History for more details.`,
  );
}

function begun(call: Call, operationtype: number, effect: Effect): Answered {
  const { organisation, user } = call;
  const now = organisation.now();
  const content = "content" in effect ? effect.content : undefined;
  const failure = content && failureOf(organisation, content, effect.kind === "upgrade");
  const row: OperationRow = {
    asyncoperationid: nextId(organisation),
    name: content?.uniqueName ?? "System job",
    operationtype,
    createdby: user,
    createdon: now,
    finishes: now + organisation.behaviour.importMilliseconds,
    settled: false,
    effect,
    ...(failure ? { failure } : {}),
    ...(content ? { jobId: nextId(organisation) } : {}),
  };
  organisation.book.operations.push(row);
  if (content && row.jobId !== undefined) {
    organisation.book.jobs.push({
      importjobid: row.jobId,
      solutionname: content.uniqueName,
      startedon: now,
      createdby: user,
      absentFor: organisation.behaviour.importJobAbsentReads,
      data: importLog(content, { warnings: organisation.behaviour.flowWarnings }),
    });
  }
  organisation.save();
  const job = row.jobId === undefined ? {} : { ImportJobKey: row.jobId };
  return { status: 200, body: { ...job, AsyncOperationId: row.asyncoperationid } };
}

function failureOf(
  organisation: Organisation,
  content: SolutionContent,
  upgrade: boolean,
): OperationRow["failure"] | undefined {
  const ordered = organisation.behaviour.importFailure;
  if (ordered) {
    delete organisation.behaviour.importFailure;
    return failed(content, -2147188706, ordered.message, ordered.component);
  }
  const missing = missingIn(organisation, content);
  if (missing.length > 0) {
    const words = `The following solution cannot be imported: ${content.uniqueName}. Some dependencies are missing.`;
    return failed(content, -2147188707, `${words} ${missingXml(missing)}`);
  }
  const words = conflict(organisation, content, upgrade);
  return words === undefined ? undefined : failed(content, -2147187386, words);
}

function failed(
  content: SolutionContent,
  code: number,
  words: string,
  component?: string,
): OperationRow["failure"] {
  const failure = component === undefined ? { words, code } : { words, code, component };
  return {
    message: `Microsoft.Crm.CrmException: ${words}`,
    friendlymessage: words,
    code,
    data: importLog(content, { warnings: [], failure }),
  };
}

function conflict(
  organisation: Organisation,
  content: SolutionContent,
  upgrade: boolean,
): string | undefined {
  const installed = organisation.book.solutions.find((row) => row.uniquename === content.uniqueName);
  if (!installed) return undefined;
  if (installed.ismanaged !== content.managed) {
    const [there, here] = installed.ismanaged ? ["a managed", "unmanaged"] : ["an unmanaged", "managed"];
    return `The solution is already installed on this system as ${there} solution and the package supplied is attempting to install it in ${here} mode. Import can only update solutions when the modes match. Uninstall the current solution and try again.`;
  }
  const higher = content.version.localeCompare(installed.version, "en", { numeric: true }) > 0;
  return upgrade && !higher
    ? "The import solution must have a higher version than the existing solution it is upgrading."
    : undefined;
}

function missingIn(organisation: Organisation, content: SolutionContent): SolutionContent["missing"] {
  const there = new Set(organisation.book.solutions.map((row) => row.uniquename.toLowerCase()));
  return content.missing.filter(({ solution }) => !there.has(solution.replace(/\s*\(.*$/, "").toLowerCase()));
}

function valuesOf(parameters: unknown): ValueRow[] {
  const rows = Array.isArray(parameters) ? (parameters as Readonly<Record<string, unknown>>[]) : [];
  return rows.map((row) =>
    String(row["@odata.type"]).endsWith("environmentvariablevalue")
      ? { kind: "variable", name: String(row["schemaname"]), value: String(row["value"]) }
      : {
          kind: "reference",
          name: String(row["connectionreferencelogicalname"]),
          value: String(row["connectionid"]),
        },
  );
}
