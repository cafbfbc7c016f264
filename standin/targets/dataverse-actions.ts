import { readSolutionZip } from "./solution-zip.ts";
import type { SolutionContent } from "./solution-zip.ts";
import { begun, busyAnswer, missingIn, refused } from "./import-operations.ts";
import type { Call } from "./import-operations.ts";
import { dependencyFailure } from "./import-results.ts";
import type { Effect, ValueRow } from "./books.ts";
import { nextId, operationTypes } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered } from "./web.ts";

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
  const wrong = wrongParameter(body, upgrade ? "StageAndUpgradeAsync" : "ImportSolutionAsync");
  if (wrong) return wrong;
  const content = await orderedContent(organisation, body);
  if ("status" in content) return content;
  const kind = upgrade ? "upgrade" : body["HoldingSolution"] === true ? "hold" : "install";
  const effect: Effect = { kind, content, values: valuesOf(body["ComponentParameters"]) };
  const type = upgrade ? operationTypes.upgrade : operationTypes.import;
  return busyAnswer(organisation, "Import") ?? begun(call, type, effect);
}

/** `ImportJobId` and a `StageSolutionUploadId` at the top level are among the names that are not taken. */
function wrongParameter(body: Call["body"], action: string): Answered | undefined {
  const unknown = Object.keys(body).find((name) => !importParameters.has(name));
  if (unknown !== undefined) {
    const words = `The parameter '${unknown}' in the request payload is not a valid parameter for the operation '${action}'.`;
    return refused(400, "0x80048d19", words);
  }
  const wanting = ["OverwriteUnmanagedCustomizations", "PublishWorkflows"].find(
    (name) => typeof body[name] !== "boolean",
  );
  return wanting === undefined
    ? undefined
    : refused(400, "0x80040203", `Required field '${wanting}' is missing`);
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
