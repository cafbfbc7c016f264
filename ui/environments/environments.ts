import { type CalendarEntry, concerns, inForce, type Standing } from "../../core/model/calendar.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import type { Deployment } from "../../core/model/deployment.ts";
import { environmentsOf, keyIn, matchEnvironment } from "../../core/model/group-keys.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { Matrix, MatrixCell, MatrixColumn } from "../../core/model/where-what.ts";
import { whyWaits } from "../../core/model/why-deployment.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { classWords, stateWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import type { PipelineKey } from "../shared/route.ts";
import { isMoving, signOfState } from "../shared/signs.ts";

/** One deployment in a cell. */
export type Line = Readonly<{
  release: ReleaseId;
  name: string;
  sign: Sign;
  words: string;
  /** Azure DevOps's own word. */
  wire: string;
  at?: Instant;
  /** Why it waits. */
  why?: WhyNot;
}>;

/** One pipeline at one place: what runs there, what was tried there since, and what waits to go there. */
export type Cell = Readonly<{ current?: Line; last?: Line; waiting?: Line }>;

/** One place. `targets` are the addresses that the connections give it. */
export type Column = MatrixColumn &
  Readonly<{
    words: string;
    targets: readonly string[];
    /** What the calendar says of it. */
    standing: readonly Standing[];
  }>;

/** One pipeline. `text` is what it is found by. */
export type Row = Readonly<{
  key: PipelineKey;
  name: string;
  kind: "Classic" | "YAML";
  cells: readonly (Cell | undefined)[];
  text: string;
}>;

/** What the reader wants to see. An empty text asks for everything. */
export type Filter = Readonly<{ text: string; kind: string }>;

export const noFilter: Filter = { text: "", kind: "" };

/** The address of a pipeline among both worlds. */
export function rowKey({ kind, id }: Deployment["pipeline"]): PipelineKey {
  return `${kind}:${id}`;
}

/** One attempt, told from all others. */
export function deploymentKey({ release, stage, attempt }: Deployment): string {
  return `${release}\n${stage}\n${attempt}`.toLowerCase();
}

/** When it ended, or came as far as it came. */
export function momentOf({ finishedOn, startedOn, queuedOn }: Deployment): Instant | undefined {
  return finishedOn ?? startedOn ?? queuedOn;
}

/** A deployment as one line. */
export function lineOf(deployment: Deployment): Line {
  const { status } = deployment;
  const at = momentOf(deployment);
  return {
    release: deployment.release,
    name: deployment.releaseName,
    sign: signOfState(status.state),
    words: stateWords(status),
    wire: status.wire,
    ...(at === undefined ? {} : { at }),
  };
}

function isSame(a: Deployment, b: Deployment | undefined): boolean {
  return b !== undefined && deploymentKey(a) === deploymentKey(b);
}

/** What it waits for is known as it stands now, not as it stood. */
function waitingLine(deployment: Deployment, isNow: boolean): Line {
  const why = isNow ? whyWaits(deployment) : undefined;
  return { ...lineOf(deployment), ...(why === undefined ? {} : { why }) };
}

function cellOf({ current, last, waiting }: MatrixCell, isNow: boolean): Cell {
  return {
    ...(current ? { current: lineOf(current) } : {}),
    ...(last && !isSame(last, current) ? { last: waitingLine(last, isNow) } : {}),
    ...(waiting ? { waiting: waitingLine(waiting, isNow) } : {}),
  };
}

function textOf(name: string, cells: readonly (MatrixCell | undefined)[]): string {
  const deployments = cells.flatMap((cell) => Object.values(cell ?? {}));
  const words = deployments.flatMap(({ releaseName, build }) => [releaseName, build?.number, build?.branch]);
  // Absent words join as nothing.
  return [name, ...words].join("\n").toLowerCase();
}

/** The rows of the matrix. `isNow`: it is told as everything stands when it was read. */
export function rowsOf({ rows }: Matrix, isNow = false): readonly Row[] {
  return rows.map(({ pipeline, cells }) => ({
    key: rowKey(pipeline),
    name: pipeline.name,
    kind: pipeline.kind === "classic" ? "Classic" : "YAML",
    cells: cells.map((cell) => cell && cellOf(cell, isNow)),
    text: textOf(pipeline.name, cells),
  }));
}

/** The rows that the filter lets through. Every word of the text must occur. */
export function filtered(rows: readonly Row[], { text, kind }: Filter): readonly Row[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter(
    (row) => (kind === "" || row.kind === kind) && words.every((word) => row.text.includes(word)),
  );
}

function targetIn(group: VariableGroup, environment: string, names: readonly string[]): string {
  const known = environmentsOf(group, names);
  const place = matchEnvironment(environment, known);
  if (place === undefined) return "";
  const found = ["TargetURL", "TargetPath"].flatMap((key) => keyIn(group, key, place, known) ?? []);
  const value = found.find(({ secret }) => !secret)?.value?.trim() ?? "";
  // What a run fills in is not known here.
  return value.includes("$(") ? "" : value;
}

/** Where the connections say that an environment is: each address once. */
function targetsOf(
  environment: string,
  names: readonly string[],
  groups: readonly VariableGroup[],
): readonly string[] {
  const found = groups.map((group) => targetIn(group, environment, names));
  return [...new Set(found.filter((target) => target !== ""))];
}

/** A reason takes two lines of its own. */
function linesOf(line: Line | undefined): number {
  if (line === undefined) return 0;
  return line.why === undefined ? 1 : 3;
}

/** How high every row is: as the fullest cell needs it. Rows of one height can be drawn only where they are in sight. */
export function rowHeight(rows: readonly Row[]): number {
  const more = rows.flatMap(({ cells }) => cells.map((cell) => linesOf(cell?.last) + linesOf(cell?.waiting)));
  return 56 + 16 * more.reduce((most, one) => Math.max(most, one), 0);
}

/** The calendar at the moment that is shown. */
export type AtMoment = Readonly<{ entries: readonly CalendarEntry[]; moment: Instant }>;

/** The columns of the matrix, each with its targets as far as the connections tell them, and what the calendar says of it. */
export function columnsOf(
  { environments }: Matrix,
  groups: readonly VariableGroup[],
  { entries, moment }: AtMoment,
): readonly Column[] {
  const names = environments.map(({ name }) => name);
  return environments.map((column) => ({
    ...column,
    words: classWords(column.class),
    targets: targetsOf(column.name, names, groups),
    standing: inForce(
      entries.filter((entry) => concerns(entry, { names: [column.name], class: column.class })),
      moment,
    ),
  }));
}

/** What a heading has room for: the host of the one target, or how many there are. */
export function targetWords(targets: readonly string[]): string {
  const [only] = targets;
  if (only === undefined) return "";
  return targets.length > 1 ? `${targets.length} targets` : only.replace(/^https?:\/\/([^/]+).*$/i, "$1");
}

/** Something goes on somewhere: worth looking again. */
export function moves(deployments: readonly Deployment[]): boolean {
  return deployments.some(({ status }) => isMoving(status.state));
}
