import type { Instant } from "../../core/model/instant.ts";
import type { Person } from "../../core/model/person.ts";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import type { Stage } from "../../core/model/stage.ts";
import { stateWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { hasPassed, isMoving, signOfState } from "../shared/signs.ts";
import {
  buildOf,
  connectionOf,
  isIdle,
  isReady,
  lastAttempt,
  lastSuccess,
  progressOf,
  unmet,
  warningsOf,
} from "../shared/stage-facts.ts";
import { count } from "../shared/time.ts";
import type { Column } from "./columns.ts";
import { pipelineKey } from "./filter.ts";

/** One stage of one release in the matrix. */
export type Cell = Readonly<{
  sign: Sign;
  words: string;
  /** Azure DevOps's own word. */
  wire: string;
  /** It is what this environment runs now. */
  current: boolean;
  at?: Instant;
  since?: Instant;
  details: readonly string[];
}>;

/** One release in the matrix. */
export type Row = Readonly<{
  id: ReleaseId;
  name: string;
  build: string;
  branch: string;
  pipeline: string;
  description: string;
  createdBy?: Person;
  createdOn: Instant;
  cells: readonly (Cell | undefined)[];
  /** The stage that a person could start next. */
  deploy?: Readonly<{ stage: string; name: string }>;
  lock?: string;
}>;

/** Which release each environment runs, by pipeline and stage. */
export type Currents = ReadonlyMap<string, Readonly<{ id: ReleaseId; at: number }>>;

function place(release: Release, stage: Stage): string {
  return `${pipelineKey(release)}\n${stage.name}`;
}

/** The latest successful deployment of every stage decides what is current there. */
export function currentsOf(releases: readonly Release[]): Currents {
  const found = new Map<string, { id: ReleaseId; at: number }>();
  for (const release of releases) {
    for (const stage of release.stages) {
      const at = lastSuccess(stage);
      if (at === undefined) continue;
      const key = place(release, stage);
      const best = found.get(key);
      if (!best || at > best.at) found.set(key, { id: release.id, at });
    }
  }
  return found;
}

function isCurrent(release: Release, stage: Stage, currents: Currents): boolean {
  return currents.get(place(release, stage))?.id === release.id;
}

function idleDetail(release: Release, stage: Stage): string {
  const missing = unmet(release, stage);
  if (missing.length > 0) return `${missing.join(" and ")} ${missing.length > 1 ? "have" : "has"} not succeeded`;
  if (release.kind === "yaml") return "can be started in Azure DevOps";
  return stage.trigger === "manual" || stage.after.length > 0 ? "ready to start" : "waits for its trigger";
}

function detailsOf(release: Release, stage: Stage): readonly string[] {
  if (isIdle(stage)) return [idleDetail(release, stage)];
  const attempt = lastAttempt(stage);
  const progress = isMoving(stage.status.state) ? progressOf(attempt) : undefined;
  if (progress) return [`${progress.done} of ${progress.total}`, progress.current?.name ?? ""].filter(Boolean);
  const failed = attempt?.steps.find((step) => step.status.state === "failed");
  const warnings = warningsOf(attempt);
  return [
    stage.status.state === "failed" && failed ? `at ${failed.name}` : "",
    warnings > 0 ? count(warnings, "warning") : "",
    connectionOf(release, stage) ?? "",
  ].filter(Boolean);
}

function cellOf(release: Release, stage: Stage, currents: Currents): Cell {
  const attempt = lastAttempt(stage);
  const current = isCurrent(release, stage, currents);
  const ready = isReady(release, stage);
  const words = stateWords(stage.status);
  const moving = isMoving(stage.status.state);
  const at = isIdle(stage) ? undefined : (attempt?.finishedOn ?? attempt?.queuedOn);
  return {
    sign: ready ? "waiting" : signOfState(stage.status.state),
    words: current && hasPassed(stage.status.state) ? `${words}, current` : words,
    wire: stage.status.wire,
    current,
    ...(at === undefined || moving ? {} : { at }),
    ...(moving && attempt?.startedOn !== undefined ? { since: attempt.startedOn } : {}),
    details: detailsOf(release, stage),
  };
}

function deployOf(release: Release): Row["deploy"] {
  if (release.kind === "yaml" || release.status !== "active") return undefined;
  const stage = release.stages.find((one) => isReady(release, one));
  return stage && { stage: stage.name, name: `Deploy ${release.name} to ${stage.name}` };
}

function lockOf(release: Release, currents: Currents): string | undefined {
  const running = release.stages.filter((stage) => isCurrent(release, stage, currents)).map((one) => one.name);
  const reached = release.stages.filter((stage) => lastSuccess(stage) !== undefined).map((one) => one.name);
  if (running.length > 0) return `Protected: current in ${running.join(" and ")}`;
  if (release.protection.keptForever) return "Protected: kept for ever";
  return reached.length > 0 ? `Protected: was deployed to ${reached.join(" and ")}` : undefined;
}

/** One release as a row of the matrix. Made only for the rows in view. */
export function rowOf(release: Release, columns: readonly Column[], currents: Currents): Row {
  const build = buildOf(release);
  const deploy = deployOf(release);
  const lock = lockOf(release, currents);
  return {
    id: release.id,
    name: release.name,
    build: build?.number ?? "no build",
    branch: build?.branch ?? "",
    pipeline: release.pipeline.name,
    description: release.description,
    ...(release.createdBy ? { createdBy: release.createdBy } : {}),
    createdOn: release.createdOn,
    cells: columns.map((column) => {
      const stage = release.stages.find((one) => one.name === column.name);
      return stage && cellOf(release, stage, currents);
    }),
    ...(deploy ? { deploy } : {}),
    ...(lock === undefined ? {} : { lock }),
  };
}

/** The first page, read again, laid over what is known: newer ones come in, deleted ones go, older ones stay. */
export function laidOver(known: readonly Release[], fresh: readonly Release[], whole: boolean): readonly Release[] {
  const oldest = fresh.at(-1)?.createdOn;
  if (whole || oldest === undefined) return fresh;
  const ids = new Set(fresh.map((release) => release.id));
  return [...fresh, ...known.filter((release) => release.createdOn <= oldest && !ids.has(release.id))];
}
