import type { Deployment } from "./deployment.ts";
import { distinct, momentsOf, unbegun, unended } from "./deployment-moments.ts";
import type { Instant } from "./instant.ts";
import { hasSucceeded } from "./judge-order.ts";
import { ordinal, sameName } from "./ordinal.ts";
import type { Settings } from "./settings.ts";
import { entry, guessClass, strictest } from "./stage-class.ts";
import type { StageClass } from "./stage.ts";

/** What settings say of places: which environment a stage deploys to, and how strict it is. */
export type Naming = Pick<Settings, "environments" | "stageClasses">;

/** What ran at one place at one moment. Each part is told as it was then, not as it became. */
export type MatrixCell = Readonly<{
  /** The last deployment that had succeeded. */
  current?: Deployment;
  /** The latest that had begun; one that ended later was in progress. */
  last?: Deployment;
  /** The newest that had been asked for and had not begun. */
  waiting?: Deployment;
}>;

/** One environment. Names that differ in case only are one; of their spellings the first by code point is told. */
export type MatrixColumn = Readonly<{ name: string; class: StageClass }>;

/** One pipeline with a cell for each column, absent where nothing was there yet. */
export type MatrixRow = Readonly<{
  pipeline: Deployment["pipeline"];
  cells: readonly (MatrixCell | undefined)[];
}>;

/** What was where at one moment: pipelines, by name, against environments, by class and name. */
export type Matrix = Readonly<{ environments: readonly MatrixColumn[]; rows: readonly MatrixRow[] }>;

/** `at` absent: as everything stands when it was read. */
export type MatrixOptions = Readonly<{ at?: Instant; settings?: Naming }>;

/**
 * What was where. Rows and columns are those of all deployments given, whatever the moment. An attempt that is given twice
 * counts once. A finish before its start counts as the start; one that is not told, as the earliest moment that is.
 */
export function matrixAt(deployments: readonly Deployment[], options: MatrixOptions = {}): Matrix {
  const placeOf = placing(options.settings);
  const columns = new Map<string, MatrixColumn>();
  const rows = new Map<string, Row>();
  for (const deployment of distinct(deployments)) {
    const place = placeOf(deployment);
    columns.set(place.key, joined(columns.get(place.key), place));
    const id = `${deployment.pipeline.kind}:${deployment.pipeline.id}`;
    const row = rows.get(id) ?? { pipeline: deployment.pipeline, cells: new Map<string, Best>() };
    rows.set(id, row);
    const best = row.cells.get(place.key) ?? {};
    row.cells.set(place.key, best);
    weigh(best, deployment, options.at ?? whenever);
  }
  const order = [...columns].sort(([, a], [, b]) => byClass(a.class, b.class) || ordinal(a.name, b.name));
  return {
    environments: order.map(([, column]) => column),
    rows: [...rows.values()]
      .sort((a, b) => byPipeline(a.pipeline, b.pipeline))
      .map(({ pipeline, cells }) => ({ pipeline, cells: order.map(([key]) => cellOf(cells.get(key))) })),
  };
}

/** What ran in one environment: for each pipeline that had succeeded there, the last deployment that had. */
export function whereWas(
  deployments: readonly Deployment[],
  environment: string,
  options: MatrixOptions = {},
): readonly Deployment[] {
  const { rows } = matrixAt(inEnvironment(deployments, environment, options.settings), options);
  return rows.flatMap(({ cells }) => cells[0]?.current ?? []);
}

const whenever = Number.MAX_SAFE_INTEGER;

type Place = MatrixColumn & Readonly<{ key: string }>;
type Row = Readonly<{ pipeline: Deployment["pipeline"]; cells: Map<string, Best> }>;
type Candidate = Readonly<{ deployment: Deployment; rank: readonly number[] }>;
type Best = { current?: Candidate; last?: Candidate; waiting?: Candidate };

/** The deployments to one environment, by whatever name settings give it. */
export function inEnvironment(
  deployments: readonly Deployment[],
  environment: string,
  settings: Naming | undefined,
): Deployment[] {
  const placeOf = placing(settings);
  return deployments.filter((deployment) => sameName(placeOf(deployment).name, environment));
}

// A year of deployments names a handful of places: each is looked up once.
function placing(settings: Naming | undefined): (deployment: Deployment) => Place {
  const known = new Map<string, Place>();
  return ({ stage, environment }) => {
    const key = `${stage}\n${environment}`;
    const place = known.get(key) ?? placeNamed(stage, environment, settings);
    known.set(key, place);
    return place;
  };
}

function placeNamed(stage: string, environment: string, settings: Naming | undefined): Place {
  const alias = sameName(environment, stage) ? entry(settings?.environments ?? {}, stage) : undefined;
  const name = alias ?? environment;
  const floors = [name, stage].flatMap((one) => entry(settings?.stageClasses ?? {}, one) ?? []);
  return { key: name.toLowerCase(), name, class: floors.reduce(strictest, guessClass(name)) };
}

function joined(column: MatrixColumn | undefined, place: Place): MatrixColumn {
  if (column === undefined) return { name: place.name, class: place.class };
  const name = ordinal(place.name, column.name) < 0 ? place.name : column.name;
  return { name, class: strictest(place.class, column.class) };
}

function byClass(a: StageClass, b: StageClass): number {
  if (a === b) return 0;
  return strictest(a, b) === a ? 1 : -1;
}

function byPipeline(a: Deployment["pipeline"], b: Deployment["pipeline"]): number {
  return ordinal(a.name, b.name) || ordinal(a.kind, b.kind) || a.id - b.id;
}

function weigh(best: Best, deployment: Deployment, at: number): void {
  const { asked, begun, ended } = momentsOf(deployment);
  const rank = (moment: number): readonly number[] => [moment, begun, asked, deployment.attempt];
  if (ended <= at && hasSucceeded(deployment.status.state)) {
    best.current = later(best.current, { deployment, rank: rank(ended) });
  }
  if (begun <= at) {
    const then = ended > at ? unended(deployment) : deployment;
    best.last = later(best.last, { deployment: then, rank: rank(begun) });
  } else if (asked <= at && ended > at) {
    best.waiting = later(best.waiting, { deployment: unbegun(deployment), rank: rank(asked) });
  }
}

// Equal moments are decided by the releases' ids, so that the order of the pages never matters.
function later(a: Candidate | undefined, b: Candidate): Candidate {
  if (a === undefined) return b;
  const at = a.rank.findIndex((value, index) => value !== b.rank[index]);
  if (at < 0) return ordinal(a.deployment.release, b.deployment.release) >= 0 ? a : b;
  return (a.rank[at] ?? 0) > (b.rank[at] ?? 0) ? a : b;
}

function cellOf(best: Best | undefined): MatrixCell | undefined {
  const parts = Object.entries(best ?? {}).map(([part, one]) => [part, one.deployment] as const);
  return parts.length === 0 ? undefined : Object.fromEntries(parts);
}
