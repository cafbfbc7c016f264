import { quoted } from "../defuse.ts";
import type { ReleaseId } from "../release.ts";
import { ownRelease, type CarriedId } from "./carried-release.ts";
import type { Depending } from "./dependency.ts";
import type { Stamp } from "./refused.ts";

/** Where a task is. It becomes actionable when the one before it is done. */
export type TaskState = "planned" | "actionable" | "running" | "succeeded" | "failed" | "skipped";

/** What is to be done: by a person, or by a stage of a release. */
export type TaskPlan = Readonly<{
  id: string;
  title: string;
  /** Id of the person who does it or watches it. */
  owner: string;
  /** The application release that it is for, where it is for one. */
  of?: string;
  /** The stage that an automated task starts. A manual one has none. */
  stage?: Readonly<{ release: CarriedId; name: string }>;
}>;

/** One step of a turnover, manual or automated. */
export type DeploymentTask = TaskPlan &
  Readonly<{
    state: TaskState;
    /** The work item on which a manual task is done, once it can be. */
    item?: number;
    /** The turnover that it was copied from. */
    from?: string;
    done?: Stamp & Readonly<{ note: string }>;
  }>;

/** A task that nobody has begun. */
export function planned({ id, title, owner, of, stage }: TaskPlan, from?: string): DeploymentTask {
  const about = { ...(of === undefined ? {} : { of }), ...(stage === undefined ? {} : { stage }) };
  return { id, title, owner, ...about, state: "planned", ...(from === undefined ? {} : { from }) };
}

/** The tasks with the next one that is neither done nor skipped made actionable, once nothing else is under way. */
export function withNext(tasks: readonly DeploymentTask[]): readonly DeploymentTask[] {
  const next = tasks.findIndex(({ state }) => state !== "succeeded" && state !== "skipped");
  return tasks.map((task, at) =>
    at === next && task.state === "planned" ? { ...task, state: "actionable" as const } : task,
  );
}

/** The tasks as they are tried again: the failed one and those named from the start, all others as they were. */
export function retried(
  tasks: readonly DeploymentTask[],
  again: readonly string[],
): readonly DeploymentTask[] {
  return withNext(
    tasks.map((task) =>
      task.state === "failed" || again.includes(task.id) ? planned(task, task.from) : task,
    ),
  );
}

/** The tasks with one at another place, 0 the first. */
export function reordered(
  tasks: readonly DeploymentTask[],
  id: string,
  place: number,
): readonly DeploymentTask[] {
  const others = tasks.filter((task) => task.id !== id);
  const taken = tasks.filter((task) => task.id === id);
  return [...others.slice(0, place), ...taken, ...others.slice(place)];
}

/** The one sentence why tasks go against the order of the application releases; absent where they do not. */
export function orderFault(
  tasks: readonly DeploymentTask[],
  releases: readonly Depending[],
): string | undefined {
  const before = (task: DeploymentTask): readonly string[] =>
    releases.find(({ id }) => id === task.of)?.dependsOn ?? [];
  const early = tasks.flatMap((task, at) => {
    const late = tasks.slice(at + 1).find(({ of }) => of !== undefined && before(task).includes(of));
    return late === undefined ? [] : [{ task, late }];
  });
  return (
    early[0] &&
    `${quoted(early[0].task.title)} depends on what ${quoted(early[0].late.title)} deploys: put it after.`
  );
}

/** Why nothing is started for a task that is not there, or has no stage of the train's own project. */
export const notOurs =
  "It is no automated task of a turnover on this train, or starts a stage of another project";

/** The stage that a task starts, where it is of the train's own project: no other is started from here. */
export function ownStage(
  task: Pick<TaskPlan, "stage"> | undefined,
): Readonly<{ release: ReleaseId; stage: string }> | undefined {
  const release = task?.stage && ownRelease(task.stage.release);
  return task?.stage && release && { release, stage: task.stage.name };
}
