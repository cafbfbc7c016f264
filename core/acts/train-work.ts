import { Failure, ended, refusal } from "../failure.ts";
import { actOnTurnover } from "../model/train/act-on-turnover.ts";
import { notOurs, ownStage, type DeploymentTask } from "../model/train/deployment-task.ts";
import { isRefused } from "../model/train/refused.ts";
import type { Turnover } from "../model/train/turnover.ts";
import type { ReleaseId } from "../model/release.ts";
import type { State } from "../model/stage.ts";
import type { AzureDevOps } from "../ports.ts";
import { actingOn, openTrain, type TrainKnown, type TrainWorld } from "./open-train.ts";
import { startStage, type StartWorld } from "./start-stage.ts";
import { againstOthers, isOvertaken } from "./stored-documents.ts";
import { counts } from "./train-after-act.ts";
import { askDue } from "./train-asking.ts";
import { readForActing } from "./train-documents.ts";
import { anchorLatest } from "./train-items.ts";
import type { TaskOrder } from "./train-schedule.ts";
import { changeTurnover, factsOf, type TrainActing } from "./trains.ts";

/**
 * Begins an automated task: starts its stage by the one rule for all starts, whose refusals are told as they are, then notes
 * that it runs. Refused (RM001) as the rules of the train say, before anything is started.
 */
export async function beginTask(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld & StartWorld,
  { turnover: id, task, ...given }: TaskOrder,
): Promise<TrainKnown> {
  const acting = actingOn(known, azure, world);
  const { number } = known.whole.train.value;
  const stage = stageToStart({ turnover: id, task }, known, acting);
  await startStage({ ...given, ...stage }, azure, world);
  const once = async (): Promise<void> => {
    const { turnovers } = await readForActing(acting.projectId, number, azure.documents);
    const revision = turnovers.kept.find(({ value }) => value.id === id)?.value.revision ?? 0;
    await changeTurnover(number, { id, revision }, { kind: "beginTask", task }, acting);
  };
  try {
    // The stage goes: whatever else was changed on the turnover meanwhile, that must be noted.
    await againstOthers(once);
  } catch (error) {
    throw startedUnnoted(stage.stage, number, error);
  }
  return openTrain(number, azure, world.now);
}

function stageToStart(
  { turnover: id, task }: Pick<TaskOrder, "turnover" | "task">,
  known: TrainKnown,
  acting: TrainActing,
): Readonly<{ release: ReleaseId; stage: string }> {
  const turnover = known.whole.turnovers.kept.find(({ value }) => value.id === id)?.value;
  const stage = ownStage(turnover?.tasks.find((one) => one.id === task));
  const fault = turnover && beginFault(turnover, task, known, acting);
  if (stage !== undefined && fault === undefined) return stage;
  throw notBegun(fault ?? notOurs, known.whole.train.value.number);
}

function beginFault(
  turnover: Turnover,
  task: string,
  known: TrainKnown,
  acting: TrainActing,
): string | undefined {
  const facts = factsOf(known.whole, acting);
  const outcome = actOnTurnover(turnover, { kind: "beginTask", task }, facts, known.roles);
  return isRefused(outcome) ? outcome.refused : undefined;
}

/**
 * Ends the automated tasks that run and whose stage has ended, as Azure DevOps says, and asks whoever does the next one. Gives
 * the train as it is then, or absent where nothing ended. Where this person may not end a task it is said.
 */
export async function followTasks(
  known: TrainKnown,
  azure: AzureDevOps,
  world: TrainWorld,
): Promise<TrainKnown | undefined> {
  const over = known.whole.turnovers.kept.flatMap(({ value }) =>
    value.tasks.filter(({ state }) => state === "running").flatMap((task) => endedTask(value, task, known)),
  );
  if (over.length === 0) return undefined;
  const acting = actingOn(known, azure, world);
  const problems: string[] = [];
  for (const one of over) problems.push(...(await finish(one, known, acting)));
  const { number } = known.whole.train.value;
  const now = await askDue(await openTrain(number, azure, world.now), azure, world);
  const anchored = counts(known.whole, now.whole) ? await anchorLatest(now, azure) : [];
  return { ...now, problems: [...now.problems, ...problems, ...anchored] };
}

type Ended = Readonly<{ turnover: Turnover; task: DeploymentTask; succeeded: boolean; note: string }>;

const good: readonly State[] = ["succeeded", "succeededWithWarnings"];
const bad: readonly State[] = ["failed", "rejected", "cancelled", "skipped"];

function endedTask(turnover: Turnover, task: DeploymentTask, { facts }: TrainKnown): readonly Ended[] {
  const said = Object.hasOwn(facts.stages, task.id) ? facts.stages[task.id] : undefined;
  if (said?.kind !== "read" || ![...good, ...bad].includes(said.value)) return [];
  const note = `Azure DevOps says of the stage: ${said.value}.`;
  return [{ turnover, task, succeeded: good.includes(said.value), note }];
}

async function finish(
  { turnover: { id, revision }, task, succeeded, note }: Ended,
  known: TrainKnown,
  acting: TrainActing,
): Promise<readonly string[]> {
  const act = { kind: "finishTask", task: task.id, succeeded, note } as const;
  try {
    await changeTurnover(known.whole.train.value.number, { id, revision }, act, acting);
    return [];
  } catch (error) {
    // Somebody else noted it.
    if (isOvertaken(error)) return [];
    if (!(error instanceof Failure)) throw error;
    return [`That the task ${task.title} has ended was not noted: ${ended(error.report.cause)}`];
  }
}

function notBegun(cause: string, number: number): Error {
  const next = "Look at the turnover again, and do what the sentence asks for";
  return refusal({
    code: "RM001",
    what: "The task was not begun",
    where: `release train ${number}`,
    cause,
    next,
  });
}

function startedUnnoted(stage: string, number: number, cause: unknown): Error {
  const why = cause instanceof Failure ? ended(cause.report.cause) : "It could not be stored.";
  return new Failure(
    {
      code: cause instanceof Failure ? cause.report.code : "RM090",
      what: `${stage} was started, and the turnover does not say so`,
      where: `release train ${number}`,
      cause: why,
      state: "it is being changed still",
      retry: "not safe",
      next: "Look at the release: once its stage has ended, skip the task with that reason, or begin it again",
    },
    { cause },
  );
}
