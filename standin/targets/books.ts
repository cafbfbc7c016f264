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

/** Everything that one organisation holds. */
export type OrganisationBook = {
  solutions: SolutionRow[];
  operations: OperationRow[];
  jobs: JobRow[];
  variables: VariableRow[];
  references: ReferenceRow[];
  uploads: Record<string, SolutionContent>;
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
    return JSON.parse(readFileSync(file, "utf8")) as Books;
  } catch {
    return Object.fromEntries(environmentNames.map((name) => [name, emptyBook()])) as Books;
  }
}

function emptyBook(): OrganisationBook {
  return { solutions: [], operations: [], jobs: [], variables: [], references: [], uploads: {}, counter: 0 };
}
