import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import { TargetRefusal } from "../../shared/target-refusal.ts";
import type { Environment } from "../environment.ts";
import { changedBy } from "./changed-by.ts";
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
  /** Somebody else changes the same rows: the rest is left to them. */
  overtaken: boolean;
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
    // The very first one alone: of two deployments at once, one is overtaken there and has written nothing.
    const alone = writing.written.requests === 0 ? 1 : 0;
    await each(writing, rows.slice(0, alone), (row) => writeRow(writing, row));
    await each(writing, rows.slice(alone), (row) => writeRow(writing, row));
  }
  await each(
    writing,
    plan.rows.filter(({ later }) => later.length > 0),
    (row) => patch(writing, row, laterOf(writing, row), "*"),
  );
  await each(
    writing,
    plan.rows.filter(({ state }) => !isEmpty(state)),
    (row) => patch(writing, row, row.state, "*"),
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
  const isOut = written.broke !== undefined || written.overtaken;
  return stopped() || isOut || written.failed.size >= failureLimit;
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
  const known = row.etag === "" ? "*" : row.etag;
  try {
    await patch(writing, row, row.now, row.action === "create" ? "none" : known);
  } catch (error) {
    if (!(error instanceof TargetRefusal) || error.status !== 412) throw error;
    if (!(await writing.plan.isDone(row))) throw await overtaken(writing, row, error);
  }
}

/** The row is another version than was read, or is there although it was to be made. */
const quicker = ["0x80060882", "0x80040237"];

/** Somebody else was quicker with a row: with who that was, and when. */
async function overtaken(
  { environment, plan, written }: Writing,
  { table, id }: RowPlan,
  refused: TargetRefusal,
): Promise<TargetRefusal> {
  if (!quicker.includes(refused.code)) return refused;
  written.overtaken = true;
  const who = await changedBy(environment, plan.sets.get(table) ?? table, id);
  return new TargetRefusal(`${refused.message} ${who}`.trim(), refused);
}

/** With `none` the row is made, and never changed; `*` stands for whatever version is there. */
async function patch({ environment, plan }: Writing, row: RowPlan, body: Body, etag: string): Promise<void> {
  const path = `${plan.sets.get(row.table) ?? row.table}(${row.id})`;
  await environment.api.patch(path, JSON.stringify(body), { etag });
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
