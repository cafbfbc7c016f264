import { parseFilter } from "./odata-filter.ts";
import type { Row } from "./odata-filter.ts";
import { refused } from "./import-operations.ts";
import type { JobRow, OperationRow, VariableRow } from "./books.ts";
import { nextId } from "./organisation.ts";
import type { Organisation } from "./organisation.ts";
import type { Answered, Asked } from "./web.ts";

type Table = Readonly<{
  key: string;
  columns: readonly string[];
  rows: (organisation: Organisation) => Row[];
}>;

const tables: Readonly<Record<string, Table>> = {
  solutions: {
    key: "solutionid",
    columns: ["solutionid", "uniquename", "friendlyname", "version", "ismanaged"],
    rows: ({ book }) => book.solutions.map((row) => ({ ...row, friendlyname: row.uniquename })),
  },
  asyncoperations: {
    key: "asyncoperationid",
    columns: [
      "asyncoperationid",
      "name",
      "operationtype",
      "statecode",
      "statuscode",
      "message",
      "friendlymessage",
      "errorcode",
      "createdon",
      "completedon",
      "_createdby_value",
    ],
    rows: (organisation) => organisation.book.operations.map((row) => operationRow(row, organisation.now())),
  },
  importjobs: {
    key: "importjobid",
    columns: [
      "importjobid",
      "solutionname",
      "progress",
      "startedon",
      "completedon",
      "data",
      "_createdby_value",
    ],
    rows: (organisation) => organisation.book.jobs.map((row) => jobRow(row, organisation)),
  },
  environmentvariabledefinitions: {
    key: "environmentvariabledefinitionid",
    columns: [
      "environmentvariabledefinitionid",
      "schemaname",
      "defaultvalue",
      "environmentvariabledefinition_environmentvariablevalue",
    ],
    rows: ({ book }) => book.variables.map(variableRow),
  },
  connectionreferences: {
    key: "connectionreferenceid",
    columns: [
      "connectionreferenceid",
      "connectionreferencelogicalname",
      "connectionreferencedisplayname",
      "connectorid",
      "connectionid",
    ],
    rows: ({ book }) =>
      book.references.map((row) => ({
        connectionreferenceid: row.id,
        connectionreferencelogicalname: row.logicalname,
        connectionreferencedisplayname: row.displayname,
        connectorid: row.connectorid,
        connectionid: row.connectionid ?? null,
      })),
  },
};

/** `GET {table}` and `GET {table}({id})`. Absent for a table that is not played. */
export function readTable(organisation: Organisation, rest: string, asked: Asked): Answered | undefined {
  const [, name = "", id] = /^(\w+)(?:\(([0-9a-fA-F-]{36})\))?$/.exec(rest) ?? [];
  const table = tables[name];
  if (table === undefined) return undefined;
  const bad = [...asked.query.keys()].find(
    (key) => !["$select", "$filter", "$orderby", "$top", "$expand"].includes(key),
  );
  if (bad !== undefined) return refused(400, "0x80060888", `The query parameter ${bad} is not supported.`);
  try {
    checkColumns(table, asked);
    return id === undefined ? list(organisation, table, asked) : one(organisation, table, id, asked);
  } catch (error) {
    return refused(400, "0x80060888", error instanceof Error ? error.message : String(error));
  }
}

function checkColumns(table: Table, asked: Asked): void {
  const order = asked.query.get("$orderby")?.split(" ")[0];
  const named = [...(asked.query.get("$select")?.split(",") ?? []), ...(order === undefined ? [] : [order])];
  const wrong = named.find((column) => !table.columns.includes(column));
  if (wrong !== undefined) throw new Error(`Could not find a property named '${wrong}'.`);
}

function one(organisation: Organisation, table: Table, id: string, asked: Asked): Answered {
  const job = table.key === "importjobid" && organisation.book.jobs.find((row) => row.importjobid === id);
  const row = table.rows(organisation).find((each) => each[table.key] === id.toLowerCase());
  if (row === undefined || (job && job.absentFor > 0)) {
    if (job) job.absentFor -= 1;
    return refused(
      404,
      "0x80040217",
      `Entity '${table.key.replace(/id$/, "")}' With Id = ${id} Does Not Exist`,
    );
  }
  return { status: 200, body: selected(table, row, asked) };
}

function list(organisation: Organisation, table: Table, asked: Asked): Answered {
  const filter = asked.query.get("$filter");
  const test = filter === null ? () => true : parseFilter(filter, table.columns);
  const rows = table.rows(organisation).filter(test);
  const [column = "", direction] = (asked.query.get("$orderby") ?? "").split(" ");
  if (column !== "") {
    rows.sort((a, b) => String(a[column]).localeCompare(String(b[column])) * (direction === "desc" ? -1 : 1));
  }
  const top = Number(asked.query.get("$top") ?? 5000);
  return { status: 200, body: { value: rows.slice(0, top).map((row) => selected(table, row, asked)) } };
}

function selected(table: Table, row: Row, asked: Asked): Row {
  const select = asked.query.get("$select")?.split(",") ?? table.columns.filter((column) => column in row);
  const expand = asked.query.get("$expand")?.replace(/\(.*$/, "");
  const names = [table.key, ...select, ...(expand === undefined ? [] : [expand])];
  return Object.fromEntries(names.map((column) => [column, row[column] ?? null]));
}

function operationRow(row: OperationRow, now: number): Row {
  return {
    asyncoperationid: row.asyncoperationid,
    name: row.name,
    operationtype: row.operationtype,
    createdon: moment(row.createdon),
    _createdby_value: row.createdby,
    ...(row.finishes > now ? inProgress : endOf(row)),
  };
}

const inProgress = {
  statecode: 2,
  statuscode: 20,
  completedon: null,
  message: null,
  friendlymessage: null,
  errorcode: null,
};

function endOf({ failure, finishes }: OperationRow): Row {
  const end = { statecode: 3, completedon: moment(finishes) };
  if (!failure) return { ...end, statuscode: 30, message: null, friendlymessage: null, errorcode: 0 };
  const { message, friendlymessage, code } = failure;
  return { ...end, statuscode: 31, message, friendlymessage, errorcode: code };
}

function jobRow(row: JobRow, organisation: Organisation): Row {
  const operation = organisation.book.operations.find((each) => each.jobId === row.importjobid);
  const whole = Math.max(1, (operation?.finishes ?? row.startedon) - row.startedon);
  const share = Math.min(1, (organisation.now() - row.startedon) / whole);
  return {
    importjobid: row.importjobid,
    solutionname: row.solutionname,
    progress: Math.round(share * 10000) / 100,
    startedon: moment(row.startedon),
    completedon: row.completedon === undefined ? null : moment(row.completedon),
    data: row.completedon === undefined ? '<importexportxml processed="false" />' : row.data,
    _createdby_value: row.createdby,
  };
}

function variableRow(row: VariableRow): Row {
  return {
    environmentvariabledefinitionid: row.id,
    schemaname: row.schemaname,
    defaultvalue: row.defaultvalue ?? null,
    environmentvariabledefinition_environmentvariablevalue: row.value
      ? [{ environmentvariablevalueid: row.value.id, value: row.value.value }]
      : [],
  };
}

function moment(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace(/\.\d+Z$/, "Z");
}

/** `PATCH` and `POST` of the rows that hold values. Absent for another table. */
export function writeRow(organisation: Organisation, rest: string, asked: Asked): Answered | undefined {
  const body = JSON.parse(asked.body || "{}") as Readonly<Record<string, unknown>>;
  const [, name = "", id] = /^(\w+)(?:\(([0-9a-fA-F-]{36})\))?$/.exec(rest) ?? [];
  if (name === "environmentvariablevalues") return writeValue(organisation, id, body);
  if (name === "connectionreferences" && asked.method === "PATCH")
    return writeReference(organisation, id ?? "", body);
  return undefined;
}

function writeReference(
  organisation: Organisation,
  id: string,
  body: Readonly<Record<string, unknown>>,
): Answered {
  const row = organisation.book.references.find((each) => each.id === id);
  if (!row) return refused(404, "0x80040217", `Entity 'connectionreference' With Id = ${id} Does Not Exist`);
  row.connectionid = String(body["connectionid"]);
  organisation.save();
  return { status: 204 };
}

function writeValue(
  organisation: Organisation,
  id: string | undefined,
  body: Readonly<Record<string, unknown>>,
): Answered {
  const bound = /\(([0-9a-fA-F-]{36})\)/.exec(
    String(body["EnvironmentVariableDefinitionId@odata.bind"]),
  )?.[1];
  const row = organisation.book.variables.find((each) =>
    id === undefined ? each.id === bound : each.value?.id === id,
  );
  if (!row)
    return refused(
      404,
      "0x80040217",
      `Entity 'environmentvariablevalue' With Id = ${id ?? bound ?? ""} Does Not Exist`,
    );
  row.value = { id: row.value?.id ?? nextId(organisation), value: String(body["value"]) };
  organisation.save();
  return { status: 204 };
}
