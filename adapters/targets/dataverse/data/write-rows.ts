import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import { TargetRefusal } from "../../shared/target-refusal.ts";
import type { Environment } from "../environment.ts";
import type { Body, RowPlan } from "./decide-row.ts";
import type { DataPlan, LinkPlan } from "./plan-data.ts";

/** How many changes are under way at once: far below the 52 that Dataverse allows one application. */
const writesAtOnce = 8;
/** After so many rows that failed the rest would fail too. */
const failureLimit = 50;

/** What was written so far. `failed` names rows by table and id, with Dataverse's words. */
export type Written = {
  readonly changed: Set<RowPlan>;
  readonly failed: Map<string, string>;
  links: number;
  linksThere: number;
  requests: number;
  /** What ended it before its end: not a row's own fault. */
  broke?: unknown;
};

/** What writing needs. `stopped`: the stage is cancelled. */
export type Writing = Readonly<{
  environment: Environment;
  plan: DataPlan;
  written: Written;
  stopped: () => boolean;
  /** Told after each row. */
  progress: () => void;
}>;

/** Writes everything: rows tier by tier, lookups that had to wait, states, associations. Never throws for a row's own fault. */
export async function writeRows(writing: Writing): Promise<void> {
  const { plan } = writing;
  for (const tier of plan.tiers) {
    const rows = plan.rows.filter(
      ({ table, action, now }) => tier.includes(table) && (action === "create" || !isEmpty(now)),
    );
    await each(writing, rows, (row) => writeRow(writing, row));
  }
  await each(
    writing,
    plan.rows.filter(({ later }) => later.length > 0),
    (row) => patch(writing, row, laterOf(writing, row)),
  );
  await each(
    writing,
    plan.rows.filter(({ state }) => !isEmpty(state)),
    (row) => patch(writing, row, row.state),
  );
  await eachLink(writing);
}

function isEmpty(body: Body): boolean {
  return Object.keys(body).length === 0;
}

async function each(
  writing: Writing,
  rows: readonly RowPlan[],
  write: (row: RowPlan) => Promise<void>,
): Promise<void> {
  await inParallel(rows, writesAtOnce, async (row) => {
    const key = rowKey(row);
    if (isOver(writing) || writing.written.failed.has(key)) return;
    await tried(writing, key, async () => {
      // Counted before it is sent: what was lost on its way may have been carried out.
      writing.written.requests += 1;
      await write(row);
      writing.written.changed.add(row);
    });
    writing.progress();
  });
}

/** A row as failures name it. */
export function rowKey({ table, record }: Pick<RowPlan, "table" | "record">): string {
  return `${table} ${record}`;
}

function isOver({ written, stopped }: Writing): boolean {
  return stopped() || written.broke !== undefined || written.failed.size >= failureLimit;
}

async function tried({ written }: Writing, key: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (isOwnFault(error)) written.failed.set(key, bounded(defuse(error.message), 300));
    else written.broke ??= error;
  }
}

/** Refusals of the sign-in and of the service as a whole are no row's own. */
function isOwnFault(error: unknown): error is Error {
  if (!(error instanceof TargetRefusal)) return false;
  return ![401, 429, 502, 503, 504].includes(error.status) && error.status >= 400;
}

async function writeRow(writing: Writing, row: RowPlan): Promise<void> {
  if (row.action === "create") {
    await patch(writing, row, row.now);
    return;
  }
  try {
    await patch(writing, row, row.now, row.etag === "" ? "*" : row.etag);
  } catch (error) {
    if (!(error instanceof TargetRefusal) || error.status !== 412) throw error;
    if (!(await writing.plan.isDone(row))) throw error;
  }
}

async function patch({ environment, plan }: Writing, row: RowPlan, body: Body, etag?: string): Promise<void> {
  const path = `${plan.sets.get(row.table) ?? row.table}(${row.id})`;
  await environment.api.patch(path, JSON.stringify(body), etag === undefined ? {} : { etag });
}

function laterOf({ plan }: Writing, row: RowPlan): Body {
  return Object.fromEntries(
    row.later.map(({ property, table, id }) => [
      `${property}@odata.bind`,
      `/${plan.sets.get(table) ?? table}(${id})`,
    ]),
  );
}

async function eachLink(writing: Writing): Promise<void> {
  const { written } = writing;
  await inParallel(writing.plan.links, writesAtOnce, async (link) => {
    if (isOver(writing)) return;
    await tried(writing, `${link.table} ${link.source} to ${link.other} ${link.target}`, async () => {
      written.requests += 1;
      if (await associate(writing, link)) written.links += 1;
      else written.linksThere += 1;
    });
    writing.progress();
  });
}

/** False: it was there already, by somebody else or by a request whose answer was lost. */
async function associate({ environment, plan }: Writing, link: LinkPlan): Promise<boolean> {
  const { api } = environment;
  const set = plan.sets.get(link.table) ?? link.table;
  const other = `${api.origin}/api/data/v9.2/${plan.sets.get(link.other) ?? link.other}(${link.target})`;
  try {
    await api.post(`${set}(${link.source})/${link.property}/$ref`, JSON.stringify({ "@odata.id": other }), {
      repeatable: true,
    });
    return true;
  } catch (error) {
    if (error instanceof TargetRefusal && isDuplicate(error)) return false;
    throw error;
  }
}

function isDuplicate({ code, message }: TargetRefusal): boolean {
  return code === "0x80040237" || /duplicate key/i.test(message);
}
