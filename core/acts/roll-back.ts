import { Failure, type FailureReport } from "../failure.ts";
import { longest, type CalendarEntry } from "../model/calendar.ts";
import { bounded } from "../model/defuse.ts";
import type { AzureDevOps } from "../ports.ts";
import { addEntry } from "./calendar.ts";
import { type StartOrder, startStage, type StartWorld } from "./start-stage.ts";

/** What is started once more, and how to keep automation from rolling forward after it. */
export type RollbackOrder = StartOrder &
  Readonly<{
    /** Absent: nothing is held. */
    hold?: Readonly<{
      /** A new GUID. */
      id: string;
      /** Id of the person who rolls back. */
      by: string;
      environment: string;
      /** Names of the releases that are gone back from, and to. */
      from: string;
      to: string;
    }>;
  }>;

/**
 * Starts an earlier release's stage by the same rule as any other start, then holds the environment: what starts by itself is
 * refused there until somebody ends the hold. Where the hold cannot be set, the failure says that the stage was started.
 */
export async function rollBack(order: RollbackOrder, azure: AzureDevOps, world: StartWorld): Promise<void> {
  const { hold, ...start } = order;
  await startStage(start, azure, world);
  if (hold === undefined) return;
  const entry: CalendarEntry = {
    schema: 1,
    id: hold.id,
    kind: "hold",
    // The stage is started by now: what is too long for the calendar must not leave the environment without its hold.
    title: bounded(`Rolled back from ${hold.from}`, longest.title),
    from: world.now,
    environments: [hold.environment],
    classes: [],
    // Its own job may find the hold there, and where its stage begins by itself nobody tells it that a person was behind this.
    for: [{ kind: "release", id: order.release, name: bounded(hold.to, longest.name) }],
    reason: bounded(order.reason.trim(), longest.reason),
    by: hold.by,
    on: world.now,
  };
  try {
    await addEntry(azure.project.id, entry, azure.documents, { now: world.now, acknowledged: true });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    throw new Failure(started(error.report, order.stage, hold.environment), { cause: error });
  }
}

function started(report: FailureReport, stage: string, environment: string): FailureReport {
  return {
    ...report,
    what: `${stage} was started, but ${environment} is not held`,
    state: "it is being changed still",
    retry: "not safe",
    next: `Do not start it again. Set a hold on ${environment} in the calendar`,
  };
}
