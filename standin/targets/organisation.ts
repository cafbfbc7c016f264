import { createHash } from "node:crypto";
import type { Behaviour } from "./behaviour.ts";
import type { DataColumn, DataTable, Effect, OperationRow, OrganisationBook, ValueRow } from "./books.ts";
import type { EnvironmentName } from "./known.ts";
import type { SolutionContent } from "./solution-zip.ts";

/** One Dataverse organisation of the stand-in. */
export type Organisation = Readonly<{
  environment: EnvironmentName;
  id: string;
  name: string;
  book: OrganisationBook;
  behaviour: Behaviour;
  now: () => number;
  save: () => void;
}>;

/** Numbers of `operationtype`. */
export const operationTypes = { import: 203, publish: 204, promote: 207, upgrade: 211 } as const;

/** The next id: the same in every run. */
export function nextId(organisation: Organisation): string {
  organisation.book.counter += 1;
  return guidOf(`${organisation.id}:${organisation.book.counter}`);
}

/** A guid that always belongs to the text. */
export function guidOf(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Work that is not finished yet. */
export function running(organisation: Organisation): OperationRow[] {
  return organisation.book.operations.filter((row) => row.finishes > organisation.now());
}

/** Brings about what has finished meanwhile. Called before every request. */
export function settle(organisation: Organisation): void {
  const due = organisation.book.operations.filter(
    (row) => !row.settled && row.finishes <= organisation.now(),
  );
  for (const row of due) {
    row.settled = true;
    const job = organisation.book.jobs.find((one) => one.importjobid === row.jobId);
    if (job) {
      job.completedon = row.finishes;
      if (row.failure) job.data = row.failure.data;
    }
    if (!row.failure) bringAbout(organisation, row.effect);
  }
  if (due.length > 0) organisation.save();
}

function bringAbout(organisation: Organisation, effect: Effect): void {
  if (effect.kind === "nothing") return;
  if (effect.kind === "promote") {
    promote(organisation, effect.uniqueName);
    return;
  }
  const holding = effect.kind === "hold" || organisation.behaviour.keepsOldVersion;
  const name = holding ? `${effect.content.uniqueName}_Upgrade` : effect.content.uniqueName;
  install(organisation, name, effect.content);
  addTables(organisation, effect.content);
  applyValues(organisation, effect.content, effect.values);
}

/** Puts a solution there as if it had been imported. */
export function install(
  organisation: Organisation,
  uniqueName: string,
  content: Pick<SolutionContent, "version" | "managed">,
): void {
  const { solutions } = organisation.book;
  const there = solutions.find((row) => row.uniquename.toLowerCase() === uniqueName.toLowerCase());
  if (there) {
    there.version = content.version;
    there.ismanaged = content.managed;
    return;
  }
  const solutionid = nextId(organisation);
  solutions.push({
    solutionid,
    uniquename: uniqueName,
    version: content.version,
    ismanaged: content.managed,
  });
}

function addTables({ book }: Organisation, { tables }: SolutionContent): void {
  for (const { name, columns } of tables) {
    const there = book.tables.find((table) => table.name === name);
    const known = there?.columns ?? [];
    const added = columns.filter((column) => !known.some((one) => one.name === column));
    const all = [...known, ...added.map((column) => ({ name: column, type: "text" as const }))];
    if (there) there.columns = all;
    else book.tables.push(newTable(name, all));
  }
}

/** An empty table, its names made from one. */
export function newTable(name: string, columns: readonly DataColumn[]): DataTable {
  const primaryName = columns.find(({ type }) => type === "text")?.name ?? "";
  const names = { name, set: `${name}s`, primaryId: `${name}id`, primaryName };
  return { ...names, columns, manyToMany: [], rows: [], links: {} };
}

function promote(organisation: Organisation, uniqueName: string): void {
  const { solutions } = organisation.book;
  const at = solutions.findIndex((row) => row.uniquename === `${uniqueName}_Upgrade`);
  const [holding] = at < 0 ? [] : solutions.splice(at, 1);
  if (holding) install(organisation, uniqueName, { version: holding.version, managed: holding.ismanaged });
}

function applyValues(
  organisation: Organisation,
  content: SolutionContent,
  values: readonly ValueRow[],
): void {
  const given = (kind: ValueRow["kind"], name: string): string | undefined =>
    values.find((row) => row.kind === kind && row.name.toLowerCase() === name.toLowerCase())?.value;
  for (const variable of content.variables) {
    const { schemaName, defaultValue } = variable;
    const row = variableNamed(organisation, schemaName, defaultValue);
    const value = given("variable", schemaName) ?? variable.value;
    if (value !== undefined) row.value = { id: row.value?.id ?? nextId(organisation), value };
  }
  for (const reference of content.references) {
    const row = referenceNamed(organisation, reference);
    const connection = given("reference", reference.logicalName);
    if (connection !== undefined) row.connectionid = connection;
  }
}

function variableNamed(
  organisation: Organisation,
  schemaname: string,
  defaultvalue?: string,
): OrganisationBook["variables"][number] {
  const { variables } = organisation.book;
  const there = variables.find((row) => row.schemaname === schemaname);
  if (there) return there;
  const made = {
    id: nextId(organisation),
    schemaname,
    ...(defaultvalue === undefined ? {} : { defaultvalue }),
  };
  variables.push(made);
  return made;
}

function referenceNamed(
  organisation: Organisation,
  reference: SolutionContent["references"][number],
): OrganisationBook["references"][number] {
  const { references } = organisation.book;
  const there = references.find((row) => row.logicalname === reference.logicalName);
  if (there) return there;
  const made = {
    id: nextId(organisation),
    logicalname: reference.logicalName,
    displayname: reference.displayName,
    connectorid: reference.connectorId,
  };
  references.push(made);
  return made;
}
