import type { Instant } from "../../core/model/instant.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { TurnoverAct } from "../../core/model/train/act-on-turnover.ts";
import { type DeploymentTask, ownStage, type TaskState } from "../../core/model/train/deployment-task.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import type { Sign } from "../shared/icons.tsx";
import { trainOf, turnoversOf, whoIs } from "../shared/train-known.ts";
import { taskWords } from "../shared/train-words.ts";
import {
  type About,
  becauseOf,
  formOf,
  type Offer,
  type Order,
  refusalOf,
  taskFormOf,
  titleOf,
} from "./order.ts";
import { changeTaskForm, copyForm, finishForm, itemsForm, newTaskForm, skipForm } from "./forms-of-tasks.ts";
import { begunElsewhere, elsewhereWords, type Item, itemOf, liveOf, type Live } from "./turnover.ts";

const taskSigns: Readonly<Record<TaskState, Sign>> = {
  planned: "none",
  actionable: "waiting",
  running: "running",
  succeeded: "ok",
  failed: "bad",
  skipped: "stopped",
};

/** One task as a line. */
export type TaskLine = Readonly<{
  id: string;
  order: number;
  title: string;
  owner: string;
  /** The application release that it is for. */
  of?: string;
  live?: Live;
  words: string;
  sign: Sign;
  /** Who ended it and what they noted. */
  done?: Readonly<{ by: string; on: Instant; note: string }>;
  /** What it was copied from, by its title. */
  from?: string;
  /** The work item on which a manual task is done. */
  item?: Item;
  /** Its stage was begun elsewhere, in a sentence. */
  elsewhere?: string;
  offers: readonly Offer[];
  /** Opens the evidence for its stage. `because`: why it cannot be begun. */
  begin?: Readonly<{ order?: Readonly<{ release: ReleaseId; stage: string }>; because?: string }>;
}>;

/** The tasks in their order, each with what can be done with it. */
export function taskLines(about: About, turnover: Turnover): readonly TaskLine[] {
  return turnover.tasks.map((task, at) => {
    const { id, title, owner, of, state, from, done } = task;
    const live = liveOf(about, task);
    const elsewhere = begunElsewhere(about, turnover, task);
    return {
      ...{
        id,
        order: at + 1,
        title,
        owner: whoIs(about, owner),
        words: wordsOf(turnover, task),
        sign: taskSigns[state],
      },
      ...(of === undefined ? {} : { of: titleOf(about, of) }),
      ...(live === undefined ? {} : { live }),
      ...(done === undefined ? {} : { done: { by: whoIs(about, done.by), on: done.on, note: done.note } }),
      ...(from === undefined ? {} : { from: sourceTitle(about, from) }),
      ...(task.item === undefined ? {} : { item: itemOf(about, task.item) }),
      ...(elsewhere === undefined ? {} : { elsewhere: elsewhereWords(elsewhere, about) }),
      ...(turnover.state === "draft"
        ? { offers: draftOffers(about, turnover, task) }
        : running(about, turnover, task)),
    };
  });
}

function wordsOf(turnover: Turnover, { state }: DeploymentTask): string {
  return state === "planned" && !isRunning(turnover) ? "To come" : taskWords[state];
}

function sourceTitle(about: About, id: string): string {
  if (id === trainOf(about).id) return "the train";
  return turnoversOf(about).find((one) => one.id === id)?.title ?? "a turnover that is not on the train";
}

type Running = Pick<TaskLine, "offers" | "begin">;

/** What can be done with a task while the turnover is deployed. One that has ended is done again by retrying the turnover. */
function running(about: About, turnover: Turnover, task: DeploymentTask): Running {
  const { state, stage, id } = task;
  const isOpen = state === "actionable" || state === "planned";
  const skip = orderOf(turnover, { kind: "skipTask", task: id, reason: "to be said" });
  if (!isRunning(turnover) || !(isOpen || canBeSkipped(about, skip, task))) return { offers: [] };
  const skips = {
    ...offer("Skip…", task),
    ...becauseOf(about, skip),
    form: taskFormOf(turnover, task, skipForm),
  };
  if (!isOpen) return { offers: [skips] };
  if (stage === undefined) return { offers: [...finishes(about, turnover, task), skips] };
  const begin = orderOf(turnover, { kind: "beginTask", task: id });
  const may = becauseOf(about, begin);
  if (begunElsewhere(about, turnover, task) === undefined)
    return { offers: [skips], begin: beginOf(task, may) };
  const taken = { ...offer("Take it over", task), ...may, order: begin, said: "The task is followed." };
  return { offers: [taken, skips] };
}

/** A stage of another project is begun on the page there, and followed here from then on. */
function beginOf(task: DeploymentTask, may: Readonly<{ because?: string }>): NonNullable<TaskLine["begin"]> {
  const order = ownStage(task);
  const because = "It is started in its own project, and taken over here.";
  return order === undefined ? { because } : { order, ...may };
}

/** Azure DevOps says how a stage ends, unless it can no longer be read. */
function canBeSkipped(about: About, skip: Order, { state }: DeploymentTask): boolean {
  return state === "failed" || (state === "running" && refusalOf(about, skip) === undefined);
}

function isRunning({ state }: Turnover): boolean {
  return state === "deploying" || state === "failed";
}

function orderOf({ id }: Turnover, act: TurnoverAct): Order {
  return { of: "turnover", id, act };
}

function offer(words: string, { title }: DeploymentTask): Pick<Offer, "words" | "label"> {
  return { words, label: `${words.replace("…", "")} ${title}` };
}

function finishes(about: About, turnover: Turnover, task: DeploymentTask): readonly Offer[] {
  return [true, false].map((succeeded) => {
    const act = { kind: "finishTask", task: task.id, succeeded, note: "" } as const;
    return {
      ...offer(succeeded ? "Done…" : "Failed…", task),
      ...becauseOf(about, { of: "turnover", id: turnover.id, act }),
      form: taskFormOf(turnover, task, (_, found, one) => finishForm(found, one, succeeded)),
    };
  });
}

function draftOffers(about: About, turnover: Turnover, task: DeploymentTask): readonly Offer[] {
  const { tasks } = turnover;
  const at = tasks.indexOf(task);
  // Both stay where they are, so that the keyboard keeps its place.
  const move = (words: "Up" | "Down"): Offer => {
    const place = words === "Up" ? at - 1 : at + 1;
    const order = orderOf(turnover, { kind: "moveTask", task: task.id, place });
    const end =
      tasks[place] === undefined ? { because: `It is the ${words === "Up" ? "first" : "last"}.` } : {};
    const said = `${task.title} is at place ${place + 1} now.`;
    return { ...offer(words, task), ...becauseOf(about, order), ...end, order, said };
  };
  const remove = orderOf(turnover, { kind: "removeTask", task: task.id });
  // One that does not fit the turnover is what is to be changed: only the right to change it counts here.
  const { id, title, owner } = task;
  const change = orderOf(turnover, { kind: "changeTask", task: { id, title, owner } });
  return [
    move("Up"),
    move("Down"),
    {
      ...offer("Change…", task),
      ...stagesUnread(about, turnover),
      ...becauseOf(about, change),
      form: taskFormOf(turnover, task, changeTaskForm),
    },
    { ...offer("Remove", task), ...becauseOf(about, remove), order: remove, said: `${title} is removed.` },
  ];
}

/** A form that is opened before the stages are known could not offer them. */
function stagesUnread({ releases }: About, { included }: Turnover): Readonly<{ because?: string }> {
  const isRead = included.every((one) => one.releases.every((release) => releases.has(release)));
  return isRead ? {} : { because: "The stages of its releases are being read." };
}

/** What can be done with the tasks and the work items of a draft. */
export function contentOffers(about: About, turnover: Turnover): readonly Offer[] {
  if (turnover.state !== "draft") return [];
  const { id } = turnover;
  const { me } = about.known;
  const task = { id: "", title: "New", owner: me.id };
  const may = becauseOf(about, { of: "turnover", id, act: { kind: "addTask", task } });
  const items = { kind: "associate", workItems: [], open: true } as const;
  return [
    { words: "Add task…", ...stagesUnread(about, turnover), ...may, form: formOf(turnover, newTaskForm) },
    { words: "Copy tasks…", ...may, form: formOf(turnover, copyForm) },
    {
      words: "Work items…",
      ...becauseOf(about, { of: "turnover", id, act: items }),
      form: formOf(turnover, itemsForm),
    },
  ];
}
