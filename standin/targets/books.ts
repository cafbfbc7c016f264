import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { environmentNames } from "./known.ts";
import type { EnvironmentName } from "./known.ts";
import type { SolutionContent } from "./solution-zip.ts";

/** A row of the table `solutions`. */
export type SolutionRow = { solutionid: string; uniquename: string; version: string; ismanaged: boolean };

/** What happens when an operation ends well. */
export type Effect =
  | Readonly<{ kind: "install" | "hold" | "upgrade"; content: SolutionContent; values: readonly ValueRow[] }>
  | Readonly<{ kind: "promote"; uniqueName: string }>
  | Readonly<{ kind: "nothing" }>;

/** A value for an environment variable or a connection reference that came with an import. */
export type ValueRow = Readonly<{ kind: "variable" | "reference"; name: string; value: string }>;

/** A row of `asyncoperations`, and what it brings about. */
export type OperationRow = {
  asyncoperationid: string;
  name: string;
  operationtype: number;
  createdby: string;
  createdon: number;
  finishes: number;
  settled: boolean;
  failure?: Readonly<{ message: string; friendlymessage: string; code: number; data: string }>;
  effect: Effect;
  jobId?: string;
};

/** A row of `importjobs`. `absentFor` counts the reads that still find nothing. */
export type JobRow = {
  importjobid: string;
  solutionname: string;
  startedon: number;
  completedon?: number;
  createdby: string;
  absentFor: number;
  data: string;
};

/** A row of `environmentvariabledefinitions` with its value, where it has one. */
export type VariableRow = {
  id: string;
  schemaname: string;
  defaultvalue?: string;
  value?: { id: string; value: string };
};

/** A row of `connectionreferences`. */
export type ReferenceRow = {
  id: string;
  logicalname: string;
  displayname: string;
  connectorid: string;
  connectionid?: string;
};

/** A column of a table. `lookup`: the tables that it points to, each with its navigation property, in exactly its case. */
export type DataColumn = Readonly<{
  name: string;
  type: "text" | "number" | "bool" | "moment" | "day" | "guid" | "lookup" | "state" | "status";
  lookup?: Readonly<Record<string, string>>;
  /** Dataverse fills it by itself. */
  readOnly?: true;
}>;

/** A table with rows of its own. */
export type DataTable = {
  name: string;
  set: string;
  primaryId: string;
  primaryName: string;
  columns: readonly DataColumn[];
  /** Relationships of many to many: to which table, by which property. */
  manyToMany: readonly Readonly<{ name: string; table: string; property: string; other: string }>[];
  /** Columns that must be unique together. */
  uniqueKey?: readonly string[];
  rows: DataRow[];
  /** Pairs of ids, by relationship. */
  links: Record<string, [string, string][]>;
};

/** A row: its id, a number that changes with each change, its values; a lookup's value is an id. */
export type DataRow = {
  id: string;
  version: number;
  values: Record<string, string | number | boolean | null>;
  /** Of which table a lookup's row is. */
  lookups: Record<string, string>;
  /** The last change over the API, and by whom. */
  modified?: Readonly<{ on: number; by: string }>;
};

/** Everything that one organisation holds. */
export type OrganisationBook = {
  solutions: SolutionRow[];
  operations: OperationRow[];
  jobs: JobRow[];
  variables: VariableRow[];
  references: ReferenceRow[];
  uploads: Record<string, SolutionContent>;
  /** Tables for configuration data. */
  tables: DataTable[];
  /** For ids that are the same in every run. */
  counter: number;
};

export type Books = Record<EnvironmentName, OrganisationBook>;

/** The books of all organisations, kept in one file that survives a restart. */
export type Shelf = Readonly<{ books: Books; save: () => void }>;

/** Reads the file, or begins with empty organisations. */
export function openShelf(file: string): Shelf {
  const books = readBooks(file);
  return {
    books,
    save: () => {
      mkdirSync(dirname(file), { recursive: true });
      const draft = `${file}.new`;
      writeFileSync(draft, JSON.stringify(books, undefined, 1));
      renameSync(draft, file);
    },
  };
}

function readBooks(file: string): Books {
  try {
    const books = JSON.parse(readFileSync(file, "utf8")) as Books;
    // A file of an earlier day knows no tables.
    for (const book of Object.values(books)) (book as { tables?: DataTable[] }).tables ??= [];
    return books;
  } catch {
    return Object.fromEntries(environmentNames.map((name) => [name, emptyBook()])) as Books;
  }
}

function emptyBook(): OrganisationBook {
  return {
    solutions: [],
    operations: [],
    jobs: [],
    variables: [],
    references: [],
    uploads: {},
    tables: [],
    counter: 0,
  };
}
