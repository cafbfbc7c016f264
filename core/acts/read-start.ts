import type { BreakGlass } from "../model/break-glass.ts";
import type { CalendarEntry } from "../model/calendar.ts";
import { matchEnvironment } from "../model/group-keys.ts";
import { withLeaning } from "../model/leans-on.ts";
import type { Reading } from "../model/reading.ts";
import { isClassic, type Release, type ReleaseId } from "../model/release.ts";
import { defaultSettings, type Policy, type Settings } from "../model/settings.ts";
import { guessClass, withSettings } from "../model/stage-class.ts";
import type { Attempt, Stage, StageClass } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { AzureDevOps } from "../ports.ts";
import { withReasons } from "./attempt-reasons.ts";
import { brokenGlassOf } from "./broken-glass.ts";
import { readCalendar } from "./calendar.ts";
import { readingOf } from "./reading-of.ts";
import { numberOf, releaseOf, stageOf } from "./release-of.ts";
import { withCarried } from "./run-facts.ts";
import { readSettings } from "./settings.ts";
import { type RunTold, withRunTold } from "./run-told.ts";

/** The rules that the pipeline itself sets: settings can only make them stricter. */
export type Floors = Readonly<{
  stageClass?: StageClass;
  order: Extract<Policy, "block" | "reason">;
  drift: Policy;
  automaticProduction: "refuse" | "allow";
  unreadable: "refuse" | "warn";
}>;

/** Which attempt at which stage this is. */
export type StartOrder = Readonly<{
  release: ReleaseId;
  stage: string;
  /** A YAML stage's reference name: two stages may be shown by one name. */
  stageId?: string;
  attempt: number;
  /** Who started a YAML run's stage by hand, where the job's variables tell it. */
  startedBy?: string;
  /** The id of who asked for the attempt: a reason that somebody else kept is not theirs. */
  requestedBy?: string;
  /** What the variable `Break-Glass` holds. */
  breakGlass?: string;
  /** What the step's input or the job says; absent: the stage's own. */
  environment?: string;
  floors: Floors;
}>;

/** The start as Azure DevOps and the settings describe it. */
export type Start = Readonly<{
  release: Release;
  stage: Stage;
  environment: string;
  attempt: Attempt | undefined;
  startedBy?: string;
  settings: Reading<Settings>;
  calendar: Reading<readonly CalendarEntry[]>;
  /** Somebody said that it is meant in spite of the calendar. */
  breakGlass?: BreakGlass;
  contract: Settings["contract"];
  policies: StartFacts["policies"];
  /** What of the start could not be read, a sentence each. */
  problems: readonly string[];
}>;

type Read = Pick<AzureDevOps, "releases" | "builds" | "runs" | "documents">;

/** Reads the release and the project's settings. Settings that cannot be read are a fact, not an end. */
export async function readStart(order: StartOrder, azure: Read): Promise<Start> {
  const told = await readTold(order, azure);
  // Only whether it is newer or older hangs on it.
  const { release: read, problems } = await withCarried(told.release, azure);
  const [settings, calendar] = await Promise.all([
    readingOf(readSettings(read.project.id, azure.documents).then(({ value }) => value)),
    readingOf(readCalendar(read.project.id, azure.documents)),
  ]);
  const known = settings.kind === "read" ? settings.value : defaultSettings;
  const release = withLeaning(withSettings(withFloor(read, order), known));
  const stage =
    release.stages.find(({ id }) => id === order.stageId) ??
    stageOf(release, order.stage, "The stage was not deployed");
  const attempt = stage.attempts.find(({ number }) => number === order.attempt);
  const breakGlass = glassOf(release, attempt, order);
  return {
    release,
    stage,
    environment: order.environment ?? stage.environment,
    attempt,
    calendar,
    ...(breakGlass === undefined ? {} : { breakGlass }),
    ...(order.startedBy === undefined ? {} : { startedBy: order.startedBy }),
    settings,
    contract: known.contract,
    policies: policiesOf(order.floors, known),
    problems: [...told.problems, ...problems],
  };
}

function glassOf(
  release: Release,
  attempt: Attempt | undefined,
  { requestedBy, breakGlass }: StartOrder,
): BreakGlass | undefined {
  return brokenGlassOf({
    release,
    attempt,
    ...(requestedBy === undefined ? {} : { requestedBy }),
    ...(breakGlass === undefined ? {} : { variable: breakGlass }),
  });
}

/** With the reasons of its starts: Azure DevOps keeps those of classic releases, approvals and the extension's data those of runs. */
async function readTold(order: StartOrder, azure: Read): Promise<RunTold> {
  const id = order.release;
  const classic = isClassic(id);
  const [release, history] = await Promise.all([
    releaseOf(id, azure),
    classic ? readingOf(azure.releases.history(numberOf(id))) : undefined,
  ]);
  if (history?.kind === "read") return { release: withReasons(release, history.value), problems: [] };
  if (history) return { release, problems: [`The release's history could not be read: ${history.why}`] };
  return withRunTold(release, azure, order.requestedBy);
}

/** The step that runs knows its own class: what Azure DevOps tells about the pipeline may be older. */
function withFloor(release: Release, order: StartOrder): Release {
  const stages = release.stages.map((stage) =>
    stage.name === order.stage || stage.id === order.stageId
      ? { ...stage, class: order.floors.stageClass ?? guessClass(stage.name) }
      : stage,
  );
  return { ...release, stages };
}

const policies: readonly Policy[] = ["allow", "reason", "block"];

function policiesOf(floors: Floors, settings: Settings): StartFacts["policies"] {
  return {
    outOfOrder: stricter(floors.order, settings.outOfOrder),
    drift: stricter(floors.drift, settings.drift),
    settingsUnread: floors.unreadable === "warn" ? "warn" : "block",
  };
}

function stricter(a: Policy, b: Policy): Policy {
  return policies.indexOf(a) >= policies.indexOf(b) ? a : b;
}

/** Whether two names mean one environment. */
export function isSameEnvironment(a: string, b: string): boolean {
  return matchEnvironment(a, [b]) !== undefined;
}
