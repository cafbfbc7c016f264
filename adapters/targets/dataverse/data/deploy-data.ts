import { Failure } from "../../../../core/failure.ts";
import type { FailureReport, TargetState } from "../../../../core/failure.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import { instant, iso } from "../../../../core/model/instant.ts";
import type { Deployed, DeployIo } from "../../../../core/ports-of-targets.ts";
import { failureOf, whereOf } from "../environment.ts";
import type { Environment } from "../environment.ts";
import { changesIn, doneWords, linkWords } from "./data-words.ts";
import type { TableCount } from "./data-words.ts";
import type { DataPlan } from "./plan-data.ts";
import { rowKey, writeRows } from "./write-rows.ts";
import type { Written } from "./write-rows.ts";

/** One artefact of configuration data that is being deployed. */
export type DataWork = Readonly<{ environment: Environment; artefact: string; io: DeployIo; plan: DataPlan }>;

/** Writes what the plan says, after keeping what is there now. Failures are thrown, with how many rows of which table failed. */
export async function deployData(work: DataWork): Promise<Deployed> {
  const { plan, io, environment } = work;
  if (io.signal.aborted) throw cancelled(work, emptyWritten());
  if (changesIn(plan) === 0) return finished(work, emptyWritten());
  if (plan.ignored.length > 0)
    io.tell(
      `Dataverse fills these columns by itself; they are not written: ${clean(plan.ignored.join(", "))}.`,
    );
  await keepBefore(work);
  const written = emptyWritten();
  const total = changesIn(plan);
  const progress = (): void => {
    const done = written.changed.size + written.links + written.linksThere + written.failed.size;
    io.progress(Math.min(99, Math.floor((done / total) * 100)), `${done} of ${total} rows and associations`);
  };
  const stopped = (): boolean => io.signal.aborted;
  await writeRows({ environment, plan, written, stopped, progress });
  if (written.broke !== undefined) throw broken(work, written);
  if (written.failed.size > 0) throw rowsFailed(work, written);
  if (stopped()) throw cancelled(work, written);
  return finished(work, written);
}

function emptyWritten(): Written {
  return { changed: new Set(), failed: new Map(), links: 0, linksThere: 0, requests: 0, overtaken: false };
}

function finished(work: DataWork, written: Written): Deployed {
  const text = `Configuration data: ${wordsFor(work, written)}.`;
  work.io.progress(100, text);
  return { outcome: "succeeded", text, issues: [], operations: [] };
}

function wordsFor({ plan }: DataWork, written: Written): string {
  const counts = new Map<string, TableCount>();
  for (const name of plan.tiers.flat()) {
    const own = plan.rows.filter(({ table }) => table === name);
    const done = own.filter((row) => written.changed.has(row) && !written.failed.has(rowKey(row)));
    counts.set(name, {
      created: done.filter(({ action }) => action === "create").length,
      updated: done.filter(({ action }) => action === "update").length,
      unchanged: own.filter(({ action }) => action === "unchanged").length,
      failed: own.filter((row) => written.failed.has(rowKey(row))).length,
    });
  }
  const there = plan.linksThere + written.linksThere;
  return clean(doneWords(counts, linkWords(written.links, there, "made")));
}

/** Largest portion of what is kept, in characters. */
const portionSize = 1_000_000;

/** What every row held that will be changed, the ids of those that will be made, and the associations: one list, in portions. */
async function keepBefore({ environment, artefact, io, plan }: DataWork): Promise<void> {
  const at = iso(instant(environment.world.now()));
  const rows = plan.rows
    .filter(({ action }) => action !== "unchanged")
    .map(({ table, id, record, action, before }) => JSON.stringify({ table, id, record, action, before }));
  const links = plan.links.map((link) => JSON.stringify({ ...link, action: "associate" }));
  const portions: string[][] = [[]];
  let size = 0;
  for (const line of [...rows, ...links]) {
    if (size > 0 && size + line.length > portionSize) {
      portions.push([]);
      size = 0;
    }
    portions.at(-1)?.push(line);
    size += line.length;
  }
  for (const [index, portion] of portions.entries()) {
    const head = JSON.stringify({
      schema: 1,
      artefact,
      environment: environment.api.origin,
      at,
      portion: index + 1,
      of: portions.length,
    });
    const text = `${head.slice(0, -1)},"rows":[\n${portion.join(",\n")}\n]}\n`;
    await io.keep(`data-before-${artefact}-${at.replace(/\W/g, "")}-${index + 1}.json`, text);
  }
  io.tell(
    `What these rows hold now is kept with this run: data-before-${artefact}, ${portions.length} of them.`,
  );
}

function failed(
  { environment, artefact }: DataWork,
  report: Pick<FailureReport, "cause" | "state" | "next"> & Partial<FailureReport>,
): Failure {
  return new Failure({
    code: "RM031",
    what: `Configuration data was not deployed to ${environment.settings.environment}`,
    where: `artefact ${artefact}, ${whereOf(environment)}`,
    retry: "safe once that is mended",
    ...report,
  });
}

function rowsFailed(work: DataWork, written: Written): Failure {
  const all = [...written.failed];
  const first = all.slice(0, 10).map(([key, words]) => `${key}: ${words}`);
  const more = all.length > 10 ? `; and ${all.length - 10} more` : "";
  return failed(work, {
    cause: `${all.length} rows or associations failed (${wordsFor(work, written)}): ${first.join("; ")}${more}`,
    state: stateOf(written),
    ...(written.overtaken ? elsewhere : { next: `Mend the cause, then ${again}` }),
  });
}

const again = "run this stage again: rows that are right already are left alone.";
const elsewhere = {
  code: "RM042",
  retry: "safe",
  next: `Somebody else changes the same rows: wait until they are done, then ${again}`,
} as const;

function broken(work: DataWork, written: Written): Failure {
  const { report } = failureOf(work.environment, written.broke, { what: "", state: "nothing was changed" });
  const { code, cause, next, retry, ids } = report;
  const state: TargetState = written.requests > 0 ? "it was partly changed" : "nothing was changed";
  const words = `${cause}. Until then: ${wordsFor(work, written)}`;
  return failed(work, { code, cause: words, next, retry, state, ...(ids === undefined ? {} : { ids }) });
}

function cancelled(work: DataWork, written: Written): Failure {
  return failed(work, {
    code: "RM050",
    cause: `The stage was cancelled. Until then: ${wordsFor(work, written)}`,
    state: stateOf(written),
    retry: "safe",
    next: "Run this stage again: it writes what is left.",
  });
}

function stateOf({ changed, links }: Written): TargetState {
  return changed.size + links > 0 ? "it was partly changed" : "nothing was changed";
}

function clean(text: string): string {
  return bounded(defuse(text), 3000);
}
