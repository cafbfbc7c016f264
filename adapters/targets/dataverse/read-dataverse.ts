import type { Installed } from "./decide-import.ts";

import { fields, jsonOf, rows, string } from "../shared/read-json.ts";

/** Code and message of an OData error; both empty where there is none. */
export function readError(text: string): Readonly<{ code: string; message: string }> {
  const error = fields(fields(jsonOf(text))["error"]);
  return { code: string(error["code"]), message: string(error["message"]) };
}

/** `WhoAmI`. */
export function readWhoAmI(answer: unknown): Readonly<{ userId: string; organisationId: string }> {
  const { UserId: user, OrganizationId: organisation } = fields(answer);
  return { userId: string(user).toLowerCase(), organisationId: string(organisation).toLowerCase() };
}

/** The organisation's name for people; empty where it is not told. */
export function readOrganisationName(answer: unknown): string {
  return string(fields(fields(answer)["Detail"])["FriendlyName"]);
}

/** `RetrieveUserPrivilegeByPrivilegeName`: whether any role of the user, or of its teams, grants it. */
export function readHasPrivilege(answer: unknown): boolean {
  return rows(fields(answer)["RolePrivileges"]).length > 0;
}

/** Rows of `solutions`, by unique name in lower case. */
export function readSolutions(answer: unknown): ReadonlyMap<string, Installed> {
  return new Map(
    rows(fields(answer)["value"]).map((row) => [
      string(row["uniquename"]).toLowerCase(),
      { version: string(row["version"]), managed: row["ismanaged"] === true },
    ]),
  );
}

/** What staging found. */
export type Staged = Readonly<{
  passed: boolean;
  uploadId: string;
  missing: readonly MissingComponent[];
  /** Messages of the validation that are no mere information. */
  faults: readonly string[];
}>;

/** A component that a solution needs and the environment has not. */
export type MissingComponent = Readonly<{ type: string; name: string; solution: string; neededBy: string }>;

/** The answer to `StageSolution`. */
export function readStaged(answer: unknown): Staged {
  const results = fields(fields(answer)["StageSolutionResults"]);
  const missing = rows(results["MissingDependencies"]).map((one) => ({
    type: string(one["RequiredComponentType"]),
    name: string(one["RequiredComponentSchemaName"]) || string(one["RequiredComponentDisplayName"]),
    solution: string(one["RequiredSolutionName"]),
    neededBy: string(one["DependentComponentSchemaName"]) || string(one["DependentComponentDisplayName"]),
  }));
  const faults = rows(results["SolutionValidationResults"])
    .filter(
      (one) => !["Information", "Warning", "0", "1"].includes(string(one["SolutionValidationResultType"])),
    )
    .map((one) => string(one["Message"]));
  const status = string(results["StageSolutionStatus"]);
  const passed = status === "Passed" || status === "1";
  return { passed, uploadId: guid(results["StageSolutionUploadId"]), missing, faults };
}

/** The ids of work that was begun. */
export type Begun = Readonly<{ operationId: string; jobId?: string }>;

/** The answer to an asynchronous action. Absent where it holds no operation. */
export function readBegun(answer: unknown): Begun | undefined {
  const { AsyncOperationId: operation, ImportJobKey: job } = fields(answer);
  const operationId = guid(operation);
  if (operationId === "") return undefined;
  const jobId = guid(job);
  return { operationId, ...(jobId === "" ? {} : { jobId }) };
}

/** A row of `asyncoperations`. */
export type OperationRow = Readonly<{
  id: string;
  name: string;
  type: number;
  state: number;
  status: number;
  message: string;
  friendlyMessage: string;
  createdBy: string;
}>;

/** Rows of `asyncoperations`. */
export function readOperations(answer: unknown): readonly OperationRow[] {
  return rows(fields(answer)["value"]).map(readOperation);
}

/** One row of `asyncoperations`. */
export function readOperation(answer: unknown): OperationRow {
  const row = fields(answer);
  return {
    id: guid(row["asyncoperationid"]),
    name: string(row["name"]),
    type: number(row["operationtype"]),
    state: number(row["statecode"]),
    status: number(row["statuscode"]),
    message: string(row["message"]),
    friendlyMessage: string(row["friendlymessage"]),
    createdBy: string(row["_createdby_value"]).toLowerCase(),
  };
}

/** A row of `importjobs`; `data` only where it was asked for. */
export type JobRow = Readonly<{ id: string; solution: string; progress: number; data: string }>;

/** Rows of `importjobs`. */
export function readJobs(answer: unknown): readonly JobRow[] {
  return rows(fields(answer)["value"]).map(readJob);
}

/** One row of `importjobs`. */
export function readJob(answer: unknown): JobRow {
  const row = fields(answer);
  return {
    id: guid(row["importjobid"]),
    solution: string(row["solutionname"]),
    progress: number(row["progress"]),
    data: string(row["data"]),
  };
}

/** An environment variable as it is in the environment. */
export type VariableRow = Readonly<{
  id: string;
  schemaName: string;
  hasDefault: boolean;
  value?: Readonly<{ id: string; text: string }>;
}>;

/** Rows of `environmentvariabledefinitions`, with their values. */
export function readVariables(answer: unknown): readonly VariableRow[] {
  return rows(fields(answer)["value"]).map((row) => {
    const [value] = rows(row["environmentvariabledefinition_environmentvariablevalue"]);
    const id = guid(value?.["environmentvariablevalueid"]);
    return {
      id: guid(row["environmentvariabledefinitionid"]),
      schemaName: string(row["schemaname"]),
      hasDefault: string(row["defaultvalue"]) !== "",
      ...(id === "" ? {} : { value: { id, text: string(value?.["value"]) } }),
    };
  });
}

/** A connection reference as it is in the environment. */
export type ReferenceRow = Readonly<{ id: string; logicalName: string; connectionId: string }>;

/** Rows of `connectionreferences`. */
export function readReferences(answer: unknown): readonly ReferenceRow[] {
  return rows(fields(answer)["value"]).map((row) => ({
    id: guid(row["connectionreferenceid"]),
    logicalName: string(row["connectionreferencelogicalname"]),
    connectionId: string(row["connectionid"]),
  }));
}

/** Ids become parts of addresses: anything else than a GUID is none. */
function guid(value: unknown): string {
  const text = string(value);
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text) ? text : "";
}

function number(value: unknown): number {
  return typeof value === "number" ? value : Number.NaN;
}
