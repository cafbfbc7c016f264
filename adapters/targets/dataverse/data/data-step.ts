import { refusal } from "../../../../core/failure.ts";
import type { Failure } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import { counted, listed } from "../../../../core/model/words.ts";
import type { Deployed, DeployIo } from "../../../../core/ports-of-targets.ts";
import { reading, whereOf } from "../environment.ts";
import type { Environment } from "../environment.ts";
import { plannedAs, refusedStep } from "../step.ts";
import type { Step } from "../step.ts";
import { openData } from "./data-archive.ts";
import type { DataFile } from "./data-file.ts";
import { changedBy } from "./changed-by.ts";
import { changesIn, planWords, refusalWords } from "./data-words.ts";
import { deployData } from "./deploy-data.ts";
import { planData } from "./plan-data.ts";
import type { DataPlan, NoPlan } from "./plan-data.ts";
import type { RowPlan } from "./decide-row.ts";
import { placeKey } from "./row-ids.ts";
import type { Place, Places } from "./row-ids.ts";

/** What artefacts before this one will have changed when its turn comes. */
export type BeforeData = Readonly<{
  /** Rows that earlier files bring. */
  places: Map<string, Place>;
  /** Tables whose rows earlier files change, and which artefact that is. */
  tables: Map<string, string>;
  /** Tables and columns that earlier solutions bring. */
  brought: Map<string, Readonly<{ artefact: string; columns: ReadonlySet<string> }>>;
}>;

/** The plan for one artefact of configuration data, and what later ones must know of it. */
export type DataStep = Step & Readonly<{ tables: readonly string[]; places: Places }>;

const nothing = { tables: [], places: new Map<string, Place>() };

/** Reads the file and the environment and decides. What a solution before it will bring is looked at again in its turn. */
export async function planDataStep(
  environment: Environment,
  artefact: SealedArtefact,
  before: BeforeData,
): Promise<DataStep> {
  const file = await openData(artefact, environment.world.archivePath(artefact));
  if ("because" in file) return { ...refusedStep(artefact, file.because), ...nothing };
  if (file.tables.every(({ records, links }) => records.length + links.length === 0))
    return { ...refusedStep(artefact, "its configuration data holds no row"), ...nothing };
  const plan = await planData(environment, file, before.places);
  const named = environment.settings.environment;
  if (!("faults" in plan)) return decidedStep({ environment, artefact, file, before }, plan);
  const bringers = bringersOf(plan, before);
  if (bringers === undefined)
    return {
      ...refusedStep(artefact, refusalWords(plan, named), "Deploy the solution that brings it first"),
      ...nothing,
    };
  const rows = file.tables.reduce((sum, { records }) => sum + records.length, 0);
  const text = `Configuration data: ${counted(rows, "row")}, counted when ${listed(bringers)} has brought what is not there yet.`;
  return {
    planned: plannedAs(artefact, "update", text),
    carryOut: (io) => carryOut({ environment, artefact, file, before }, undefined, io),
    tables: file.tables.map(({ name }) => name),
    places: idsOf(file),
  };
}

type Order = Readonly<{
  environment: Environment;
  artefact: SealedArtefact;
  file: DataFile;
  before: BeforeData;
}>;

function decidedStep(order: Order, plan: DataPlan): DataStep {
  const { artefact, before } = order;
  const tables = plan.tiers.flat();
  const earlier = [...new Set(tables.flatMap((table) => before.tables.get(table) ?? []))];
  const isShared = earlier.length > 0;
  const changes = changesIn(plan);
  const note = isShared
    ? ` ${listed(earlier)} changes the same tables before, so this is counted again then.`
    : "";
  const allNew = plan.rows.length > 0 && plan.rows.every(({ action }) => action === "create");
  const action = changes > 0 || isShared ? (allNew ? "create" : "update") : "skip";
  return {
    planned: plannedAs(artefact, action, `${planWords(plan)}${note}${pluginNote(order)}`),
    carryOut: (io) => carryOut(order, isShared ? undefined : plan, io),
    tables: changes > 0 || isShared ? tables : [],
    places: plan.places,
  };
}

function pluginNote({ file }: Order): string {
  const names = file.tables.filter(({ disablesPlugins }) => disablesPlugins).map(({ name }) => name);
  return names.length === 0 ? "" : ` Plug-ins of ${listed(names)} are not switched off.`;
}

/** Absent: something is neither there nor brought by a solution before. */
function bringersOf({ faults, absent }: NoPlan, { brought }: BeforeData): readonly string[] | undefined {
  const bringers = absent.map(({ table, column }) => {
    const found = brought.get(table);
    return column === undefined || found?.columns.has(column) ? found?.artefact : undefined;
  });
  const known = bringers.flatMap((name) => name ?? []);
  return faults.length > 0 || known.length !== bringers.length ? undefined : [...new Set(known)];
}

function idsOf(file: DataFile): Places {
  return new Map(
    file.tables.flatMap(({ name, records }) =>
      records.map(({ id }) => [placeKey(name, id), { id, coming: false }]),
    ),
  );
}

/** Looks again first: somebody may have been there since the plan was made and shown. */
async function carryOut(order: Order, planned: DataPlan | undefined, io: DeployIo): Promise<Deployed> {
  const { environment, artefact, file, before } = order;
  const plan = await reading(environment, "planned", () => planData(environment, file, before.places));
  if ("faults" in plan) throw unfit(order, plan);
  if (planned !== undefined && signature(planned) !== signature(plan))
    throw moved(order, await reading(environment, "planned", () => whoMoved(environment, planned, plan)));
  return deployData({ environment, artefact: artefact.name, io, plan });
}

/** What is to be changed, and what is there: comparable. */
function signature({ rows, links }: DataPlan): string {
  return JSON.stringify([rows.map(rowSignature), links]);
}

function rowSignature({ table, id, action, before }: RowPlan): string {
  return JSON.stringify([table, id, action, before]);
}

/** Who changed the first row that is no longer what it was when it was planned. */
async function whoMoved(environment: Environment, planned: DataPlan, now: DataPlan): Promise<string> {
  const known = new Set(planned.rows.map(rowSignature));
  const row = now.rows.find((one) => !known.has(rowSignature(one)));
  if (row === undefined) return "";
  const who = await changedBy(environment, now.sets.get(row.table) ?? row.table, row.id);
  return `, for example ${row.table} ${row.id}${who === "" ? "" : `. ${who}`}`;
}

function unfit({ environment, artefact }: Order, plan: NoPlan): Failure {
  const { settings } = environment;
  return refusal({
    code: "RM022",
    what: `Configuration data was not deployed to ${settings.environment}`,
    where: `artefact ${artefact.name}, ${whereOf(environment)}`,
    cause: bounded(defuse(refusalWords(plan, settings.environment)), 3000),
    next: "Deploy the solution that brings it first, or export the data again.",
  });
}

function moved({ environment, artefact }: Order, who: string): Failure {
  return refusal({
    code: "RM042",
    what: `Configuration data was not deployed to ${environment.settings.environment}`,
    where: `artefact ${artefact.name}, ${whereOf(environment)}`,
    cause: `Rows that it changes were changed there after the plan was made${who}`,
    retry: "safe",
    next: "Run this stage again: it plans anew.",
  });
}
