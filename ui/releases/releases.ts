import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseLinks } from "../../core/model/links.ts";
import { placesBegun } from "../../core/model/onward.ts";
import type { Person } from "../../core/model/person.ts";
import { protectionOf } from "../../core/model/protection.ts";
import type { Release, ReleaseId } from "../../core/model/release.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import type { WhyNot } from "../../core/model/why-words.ts";
import { listed } from "../../core/model/words.ts";
import { chainWords, guardWords } from "../shared/guard.ts";
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
  whyOf,
} from "../shared/stage-facts.ts";
import type { Column } from "./columns.ts";
import { pipelineKey } from "./filter.ts";
import type { ListedLinks } from "./links.ts";

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
  /** Why it does not run. */
  why?: WhyNot;
}>;

/** What an icon says, and what there is to say about it. */
export type Said = Readonly<{ words: string; lines: readonly string[] }>;

/** One release in the matrix. */
export type Row = Readonly<{
  id: ReleaseId;
  name: string;
  title: string;
  build: string;
  branch: string;
  pipeline: string;
  description: string;
  createdBy?: Person;
  createdOn: Instant;
  cells: readonly (Cell | undefined)[];
  /** The stage that a person could start next. */
  deploy?: Readonly<{ stage: string; name: string }>;
  /** Where it was deployed to. */
  deployed?: Said;
  /** Why it cannot be deleted. */
  lock?: Said;
  /** Azure DevOps no longer has a build that it carries. */
  lost: boolean;
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
  if (isIdle(stage)) return [];
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

/** The list does not ask who approves or what is queued for: that it does not know is nothing to tell. */
function whyIn(release: Release, stage: Stage): Pick<Cell, "why"> {
  const why = whyOf(release, stage);
  return why === undefined || why.text.includes("Azure DevOps does not say") ? {} : { why };
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
    ...whyIn(release, stage),
  };
}

function deployOf(release: Release): Row["deploy"] {
  if (release.status !== "active") return undefined;
  const stage = release.stages.find((one) => isReady(release, one));
  return stage && { stage: stage.name, name: `Deploy ${release.name} to ${stage.name}` };
}

function deployedOf(release: Release, currents: Currents): Said | undefined {
  const places = new Set(placesBegun(release, undefined).map(({ name }) => name));
  const there = release.stages.filter((stage) => places.has(stage.name) && lastSuccess(stage) !== undefined);
  if (there.length === 0) return undefined;
  const now = there.filter((stage) => isCurrent(release, stage, currents)).map(({ name }) => name);
  return {
    words: `Deployed to ${listed(there.map(({ name }) => name))}`,
    lines: [now.length === 0 ? "Current nowhere any more." : `Current in ${listed(now)}.`],
  };
}

function lockOf(release: Release, links: ReleaseLinks | undefined): Said | undefined {
  const guard = protectionOf(release, links);
  if (guard.deletable) return undefined;
  return {
    words: `${guardWords[guard.state]}, cannot be deleted`,
    lines: [guard.because, chainWords(guard.chain)].filter(Boolean),
  };
}

/** What a row is made of besides its release. */
export type Around = Readonly<{ columns: readonly Column[]; currents: Currents; links: ListedLinks }>;

function titleOf({ description }: Release, links: ReleaseLinks | undefined): string {
  const [first = ""] = description.split("\n", 1);
  return links?.title ?? first;
}

function builtFrom(release: Release): Pick<Row, "build" | "branch"> {
  const { number, branch } = buildOf(release) ?? { number: "no build", branch: "" };
  return { build: number, branch };
}

/** One release as a row of the matrix. Made only for the rows in view. */
export function rowOf(release: Release, { columns, currents, links }: Around): Row {
  const deploy = deployOf(release);
  const known = links.of.get(release.id);
  const deployed = deployedOf(release, currents);
  const lock = lockOf(release, known);
  return {
    id: release.id,
    name: release.name,
    title: titleOf(release, known),
    ...builtFrom(release),
    pipeline: release.pipeline.name,
    description: release.description,
    ...(release.createdBy ? { createdBy: release.createdBy } : {}),
    createdOn: release.createdOn,
    cells: columns.map((column) => {
      const stage = release.stages.find((one) => one.name === column.name);
      return stage && cellOf(release, stage, currents);
    }),
    ...(deploy ? { deploy } : {}),
    ...(deployed ? { deployed } : {}),
    ...(lock ? { lock } : {}),
    lost: release.artefacts.some(({ build }) => build !== undefined && links.lost.has(build.id)),
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
