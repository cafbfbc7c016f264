import { ended, refusal } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import { isClassic } from "../model/release.ts";
import { notOurs, ownStage } from "../model/train/deployment-task.ts";
import { scheduleFault } from "../model/train/schedule-task.ts";
import { hasEnded } from "../model/train/train.ts";
import type { Turnover } from "../model/train/turnover.ts";
import type { AzureDevOps } from "../ports.ts";
import { dropSchedule } from "./cancel-stage.ts";
import { actingOn, type TrainKnown, type TrainWorld } from "./open-train.ts";
import { readingOf } from "./reading-of.ts";
import { releaseOf, stageOf } from "./release-of.ts";
import { startStage, type StartOrder, type StartWorld } from "./start-stage.ts";
import { factsOf } from "./trains.ts";

/** Which automated task begins, and what a person gives for the start of its stage. */
export type TaskOrder = Readonly<{ turnover: string; task: string }> &
  Pick<StartOrder, "reason" | "typedName" | "secret" | "seen">;

/** A task whose stage is to start at a time, which must still be that of the turnover. */
export type ScheduleOrder = TaskOrder & Readonly<{ at: Instant }>;

/**
 * Gives the stage of a turnover's first task its time: Azure DevOps keeps it and starts it then. The one rule for all starts judges
 * it for that moment, and the step in it judges again when it runs. Refused (RM001) as the rules of the train say, and (RM042)
 * where the turnover's time is another one by now. The turnover itself is started by somebody then, and takes the stage over.
 */
export async function scheduleTask(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld & StartWorld,
  { turnover: id, task, at, ...given }: ScheduleOrder,
): Promise<void> {
  const facts = factsOf(known.whole, actingOn(known, azure, world));
  const turnover = facts.turnovers.find((one) => one.id === id);
  const stage = ownStage(turnover?.tasks.find((one) => one.id === task));
  if (turnover === undefined || stage === undefined) throw notGiven("RM041", notOurs, known);
  const fault = scheduleFault(turnover, task, facts, known.roles);
  if (fault !== undefined) throw notGiven("RM001", fault, known);
  if (turnover.scheduled !== at) throw notGiven("RM042", "The turnover has another time by now", known);
  await startStage({ ...given, ...stage, at }, azure, world);
}

/**
 * Takes the time back that stages were given for turnovers which do not go there any more: sent back, or their train has ended.
 * Gives what could not be taken back, in sentences.
 */
export async function dropTimes(
  before: TrainKnown["whole"],
  after: TrainKnown["whole"],
  azure: Pick<AzureDevOps, "releases" | "builds" | "runs">,
): Promise<readonly string[]> {
  const over = before.turnovers.kept.filter(({ value }) => value.state === "ready" && !isReady(value, after));
  const told: string[] = [];
  for (const { value } of over) told.push(...(await dropTime(value, azure)));
  return told;
}

function isReady({ id }: Turnover, { train, turnovers }: TrainKnown["whole"]): boolean {
  if (hasEnded(train.value)) return false;
  const now = turnovers.kept.find(({ value }) => value.id === id)?.value.state;
  return now === "ready" || now === "deploying";
}

async function dropTime(
  { tasks, scheduled, title }: Turnover,
  azure: Pick<AzureDevOps, "releases" | "builds" | "runs">,
): Promise<readonly string[]> {
  const { release: id, name } = tasks[0]?.stage ?? {};
  if (id === undefined || name === undefined || scheduled === undefined || !isClassic(id)) return [];
  const dropped = await readingOf(
    (async () => {
      const release = await releaseOf(id, azure);
      const found = stageOf(release, name, "Its time was not taken back");
      const isOurs = found.status.state === "scheduled" && found.scheduledFor === scheduled;
      if (isOurs) await dropSchedule(id, name, `${title} does not go there`, azure);
    })(),
  );
  if (dropped.kind === "read") return [];
  return [
    `Whether ${name} of ${id} still starts at its time is not known, look there: ${ended(dropped.why)}`,
  ];
}

function notGiven(code: "RM001" | "RM041" | "RM042", cause: string, { whole }: TrainKnown): Error {
  const { number } = whole.train.value;
  const next = "Look at the turnover again, and do what the sentence asks for";
  return refusal({
    ...{ code, cause, next },
    what: "The stage was given no time",
    where: `release train ${number}`,
  });
}
