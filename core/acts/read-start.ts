import { matchEnvironment } from "../model/group-keys.ts";
import type { Reading } from "../model/reading.ts";
import { readReleaseId, type Release, type ReleaseId } from "../model/release.ts";
import { defaultSettings, type Policy, type Settings } from "../model/settings.ts";
import { guessClass, withSettings } from "../model/stage-class.ts";
import type { Attempt, Stage, StageClass } from "../model/stage.ts";
import type { StartFacts } from "../model/start-facts.ts";
import type { AzureDevOps, HistoryEntry } from "../ports.ts";
import { withReasons } from "./attempt-reasons.ts";
import { readingOf } from "./reading-of.ts";
import { releaseOf, stageOf } from "./release-of.ts";
import { readSettings } from "./settings.ts";

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
  attempt: number;
  /** Who started a YAML run's stage by hand, where the job's variables tell it. */
  startedBy?: string;
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
  contract: Settings["contract"];
  policies: StartFacts["policies"];
}>;

/** Reads the release and the project's settings. Settings that cannot be read are a fact, not an end. */
export async function readStart(
  order: StartOrder,
  azure: Pick<AzureDevOps, "releases" | "builds" | "documents">,
): Promise<Start> {
  const [bare, history] = await Promise.all([
    releaseOf(order.release, azure),
    readingOf(historyOf(order.release, azure)),
  ]);
  const read = history.kind === "read" ? withReasons(bare, history.value) : bare;
  const settings = await readingOf(readSettings(read.project.id, azure.documents).then(({ value }) => value));
  const known = settings.kind === "read" ? settings.value : defaultSettings;
  const release = withSettings(withFloor(read, order), known);
  const stage = stageOf(release, order.stage, "The stage was not deployed");
  return {
    release,
    stage,
    environment: order.environment ?? stage.environment,
    attempt: stage.attempts.find(({ number }) => number === order.attempt),
    ...(order.startedBy === undefined ? {} : { startedBy: order.startedBy }),
    settings,
    contract: known.contract,
    policies: policiesOf(order.floors, known),
  };
}

// Only classic releases keep the comment of a start.
function historyOf(
  id: ReleaseId,
  { releases }: Pick<AzureDevOps, "releases">,
): Promise<readonly HistoryEntry[]> {
  const release = readReleaseId(id);
  return release?.kind === "classic" ? releases.history(release.number) : Promise.resolve([]);
}

/** The step that runs knows its own class: what Azure DevOps tells about the pipeline may be older. */
function withFloor(release: Release, order: StartOrder): Release {
  const stages = release.stages.map((stage) =>
    stage.name === order.stage
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
