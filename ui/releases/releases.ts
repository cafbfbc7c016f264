import { whyProtected } from "../../core/acts/keep-release.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Person } from "../../core/model/person.ts";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import { listed } from "../../core/model/words.ts";
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
  spokenState,
  unmet,
} from "../shared/stage-facts.ts";
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
  if (missing.length > 0) return `${listed(missing)} ${missing.length > 1 ? "have" : "has"} not succeeded`;
  if (release.kind === "yaml") return "can be started in Azure DevOps";
  return stage.trigger === "manual" || stage.after.length > 0 ? "ready to start" : "waits for its trigger";
}

function progressDetails(attempt: Attempt | undefined): readonly string[] {
  const progress = progressOf(attempt);
  if (!progress) return [];
  return [`${progress.done} of ${progress.total}`, progress.current?.name ?? ""];
}

function failedAt(stage: Stage, attempt: Attempt | undefined): string {
  const failed = attempt?.steps.find((step) => step.status.state === "failed");
  return stage.status.state === "failed" && failed ? `at ${failed.name}` : "";
}

function detailsOf(release: Release, stage: Stage): readonly string[] {
  if (isIdle(stage)) return [idleDetail(release, stage)];
  const attempt = lastAttempt(stage);
  const details = isMoving(stage.status.state)
    ? progressDetails(attempt)
    : [
        failedAt(stage, attempt),
        spokenState(stage.status, attempt).warnings,
        connectionOf(release, stage) ?? "",
      ];
  return details.filter(Boolean);
}

function timesOf(stage: Stage): Pick<Cell, "at" | "since"> {
  const attempt = lastAttempt(stage);
  if (!attempt || isIdle(stage)) return {};
  if (isMoving(stage.status.state)) {
    return attempt.startedOn === undefined ? {} : { since: attempt.startedOn };
  }
  const at = attempt.finishedOn ?? attempt.queuedOn;
  return at === undefined ? {} : { at };
}

function cellOf(release: Release, stage: Stage, currents: Currents): Cell {
  const current = isCurrent(release, stage, currents);
  const { words } = spokenState(stage.status, lastAttempt(stage));
  return {
    sign: isReady(release, stage) ? "waiting" : signOfState(stage.status.state),
    words: current && hasPassed(stage.status.state) ? `${words}, current` : words,
    wire: stage.status.wire,
    current,
    ...timesOf(stage),
    details: detailsOf(release, stage),
  };
}

function deployOf(release: Release): Row["deploy"] {
  if (release.kind === "yaml" || release.status !== "active") return undefined;
  const stage = release.stages.find((one) => isReady(release, one));
  return stage && { stage: stage.name, name: `Deploy ${release.name} to ${stage.name}` };
}

function lockOf(release: Release, currents: Currents): string | undefined {
  const running = release.stages
    .filter((stage) => isCurrent(release, stage, currents))
    .map((one) => one.name);
  if (running.length > 0) return `Protected: current in ${listed(running)}`;
  const why = release.kind === "yaml" ? undefined : whyProtected(release);
  return why === undefined ? undefined : `Protected. ${why}.`;
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
export function laidOver(
  known: readonly Release[],
  fresh: readonly Release[],
  whole: boolean,
): readonly Release[] {
  const oldest = fresh.at(-1)?.createdOn;
  if (whole || oldest === undefined) return fresh;
  const ids = new Set(fresh.map((release) => release.id));
  return [...fresh, ...known.filter((release) => release.createdOn <= oldest && !ids.has(release.id))];
}
