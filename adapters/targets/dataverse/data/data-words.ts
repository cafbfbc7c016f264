import { counted } from "../../../../core/model/words.ts";
import type { DataPlan, NoPlan } from "./plan-data.ts";
import type { RowPlan } from "./decide-row.ts";

/** How many rows of one table, by what is or was done with them. */
export type TableCount = Readonly<{ created: number; updated: number; unchanged: number; failed: number }>;

const most = 10;

/** How many changes a plan holds, associations included. */
export function changesIn({ rows, links }: DataPlan): number {
  return rows.filter(({ action }) => action !== "unchanged").length + links.length;
}

/** What would be done, table by table. */
export function planWords(plan: DataPlan): string {
  const tables = plan.tiers.flat().map((name) => {
    const own = plan.rows.filter(({ table }) => table === name);
    const count = (action: RowPlan["action"]): number => own.filter((row) => row.action === action).length;
    return `${name} ${count("create")} to create, ${count("update")} to update, ${count("unchanged")} unchanged`;
  });
  const links = linkWords(plan.links.length, plan.linksThere, "to make");
  return `Configuration data: ${cut([...tables, ...links])}.`;
}

/** What was done, table by table. */
export function doneWords(counts: ReadonlyMap<string, TableCount>, links: readonly string[]): string {
  const tables = [...counts].map(
    ([name, { created, updated, unchanged, failed }]) =>
      `${name} ${created} created, ${updated} updated, ${unchanged} unchanged, ${failed} failed`,
  );
  return cut([...tables, ...links]);
}

/** Associations, where there are any. */
export function linkWords(made: number, there: number, verb: "to make" | "made"): readonly string[] {
  return made + there === 0 ? [] : [`${counted(made, "association")} ${verb}, ${there} already there`];
}

/** Why a file cannot be deployed, by name. */
export function refusalWords({ faults, absent }: NoPlan, environment: string): string {
  const names = absent.map(({ table, column }) =>
    column === undefined ? `table ${table} is not there` : `column ${column} of table ${table} is not there`,
  );
  return `The configuration data does not fit ${environment}: ${cut([...names, ...faults])}`;
}

function cut(parts: readonly string[]): string {
  const more = parts.length > most ? `; and ${parts.length - most} more` : "";
  return `${parts.slice(0, most).join("; ")}${more}`;
}
