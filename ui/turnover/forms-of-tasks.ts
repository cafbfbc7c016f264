import { type CarriedId, carriedId, readCarriedId } from "../../core/model/train/carried-release.ts";
import type { DeploymentTask, TaskPlan } from "../../core/model/train/deployment-task.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import type { Choice } from "../shared/fields.tsx";
import { type Field, isTicked, note, textIn, ticked, title as heading, type Typed } from "../shared/form.ts";
import { boardOf, trainOf, turnoversOf } from "../shared/train-known.ts";
import { type About, type Form, releaseName, titleOf } from "./order.ts";
import { itemOf } from "./turnover.ts";

const nobody: Choice = { value: "", text: "Choose…" };

type Started = NonNullable<TaskPlan["stage"]>;

const stageKey = ({ release, name }: Started): string => `${release} ${name}`;

function stageIn(text: string): Started | undefined {
  const at = text.indexOf(" ");
  const release = readCarriedId(text.slice(0, at));
  if (at < 0 || release === undefined) return undefined;
  return { release: carriedId(release), name: text.slice(at + 1) };
}

/** The stages of the releases that the turnover carries; what the task has stays, though its release cannot be read. */
function stageField(about: About, { included }: Turnover, was: Started | undefined): Field {
  const { releases } = about;
  const carried = [...new Set(included.flatMap((one) => one.releases))];
  const stages = carried.flatMap((release) => stagesOf(release, releases));
  const lost = was !== undefined && !stages.some(({ value }) => value === stageKey(was));
  const kept = lost
    ? [{ value: stageKey(was), text: `The stage ${was.name} of ${releaseName(about, was.release)}` }]
    : [];
  const unread = carried.filter((release) => releases.get(release)?.kind !== "read");
  return {
    look: "choice",
    name: "stage",
    label: "Done by",
    choices: [{ value: "", text: "A person" }, ...kept, ...stages],
    ...(unread.length === 0
      ? {}
      : { hint: `Not visible to you: ${unread.map((one) => releaseName(about, one)).join(", ")}.` }),
  };
}

function stagesOf(id: CarriedId, releases: About["releases"]): readonly Choice[] {
  const read = releases.get(id);
  if (read?.kind !== "read") return [];
  const { name: release, stages } = read.value;
  return stages.map(({ name }) => ({
    ...{ value: stageKey({ release: id, name }), text: `The stage ${name}`, group: release },
  }));
}

function ofField(about: About, { included }: Turnover): Field {
  const parts = included.map(({ id }) => ({ value: id, text: titleOf(about, id) }));
  const choices = [{ value: "", text: "The turnover as a whole" }, ...parts];
  return { look: "choice", name: "of", label: "For", choices };
}

/** A task that begins a release's stage is for the application release that carries the release. */
function planIn(typed: Typed, id: string, { included }: Turnover): TaskPlan {
  const stage = stageIn(textIn(typed, "stage"));
  const carrier = included.find(({ releases }) => stage && releases.includes(stage.release))?.id;
  const of = textIn(typed, "of") || carrier;
  return {
    id,
    title: textIn(typed, "title"),
    owner: textIn(typed, "owner"),
    ...(of === undefined ? {} : { of }),
    ...(stage === undefined ? {} : { stage }),
  };
}

type TaskWords = Pick<Form, "title" | "button" | "said">;

/** A new task. */
export function newTaskForm(about: About, turnover: Turnover): Form {
  const task = { id: about.newId(), title: "", owner: about.known.me.id };
  const words = { title: "New task", button: "Add the task", said: "The task is added." };
  return taskForm(about, turnover, { task, kind: "addTask", words });
}

/** A task that is changed. */
export function changeTaskForm(about: About, turnover: Turnover, task: DeploymentTask): Form {
  const words = { title: `Change ${task.title}`, button: "Save the task", said: "The task is changed." };
  return taskForm(about, turnover, { task, kind: "changeTask", words });
}

type Planning = Readonly<{ task: TaskPlan; kind: "addTask" | "changeTask"; words: TaskWords }>;

function taskForm(about: About, turnover: Turnover, { task, kind, words }: Planning): Form {
  const { id, title, owner, stage, of = "" } = task;
  return {
    ...words,
    under: "Tasks are done one after the other, in their order.",
    fields: () => [
      heading("title", "Title"),
      stageField(about, turnover, stage),
      { look: "person", name: "owner", label: "Owner" },
      ofField(about, turnover),
    ],
    typed: { title, owner, of, stage: stage === undefined ? "" : stageKey(stage) },
    order: (typed) => ({ of: "turnover", id: turnover.id, act: { kind, task: planIn(typed, id, turnover) } }),
  };
}

/** What tasks can be copied from: other turnovers, and the train with what its turnovers usually have. */
function sourcesOf(about: About, { id }: Turnover): readonly Pick<Turnover, "id" | "title" | "tasks">[] {
  const train = trainOf(about);
  const usual = { id: train.id, title: "The train's usual tasks", tasks: [] };
  const others = turnoversOf(about).filter((one) => one.id !== id && one.tasks.length > 0);
  return train.tasks.length > 0 ? [...others, { ...usual, tasks: train.tasks.map(asPlanned) }] : others;
}

function asPlanned(task: TaskPlan): DeploymentTask {
  return { ...task, state: "planned" };
}

/** Copies of another turnover's tasks, which stays as it is. */
export function copyForm(about: About, turnover: Turnover): Form {
  const sources = sourcesOf(about, turnover);
  const chosen = (typed: Typed): (typeof sources)[number] | undefined =>
    sources.find(({ id }) => id === textIn(typed, "from"));
  const choices = [nobody, ...sources.map(({ id, title }) => ({ value: id, text: title }))];
  return {
    title: "Copy tasks",
    under: "The copies can be changed and reordered; what they were copied from stays as it is.",
    fields: (typed) => [
      { look: "choice", name: "from", label: "From", choices },
      {
        look: "ticks",
        name: "tasks",
        label: "Tasks",
        choices: (chosen(typed)?.tasks ?? []).map(({ id, title }) => ({ value: id, text: title })),
      },
    ],
    typed: ticked(sources.flatMap(({ tasks }) => tasks.map(({ id }) => id))),
    button: "Copy the tasks",
    said: "The tasks are copied.",
    order: (typed) => {
      const source = chosen(typed);
      const tasks = source?.tasks.filter(({ id }) => isTicked(typed, id)) ?? [];
      if (source === undefined || tasks.length === 0) return "Choose from where, and which.";
      const copies = tasks.map(({ id }) => ({ task: id, id: about.newId() }));
      return { of: "turnover", id: turnover.id, act: { kind: "copyTasks", from: source.id, tasks: copies } };
    },
  };
}

/** How a manual task ended, said by whoever did it. */
export function finishForm(turnover: Turnover, { id, title }: DeploymentTask, succeeded: boolean): Form {
  return {
    title: succeeded ? `${title} is done` : `${title} failed`,
    under: "Its work item is decided by you: Azure DevOps keeps that it was you, and when.",
    fields: () => [note("note", succeeded ? "Note (optional)" : "Note")],
    typed: {},
    button: succeeded ? "It is done" : "It failed",
    asSeen: true,
    danger: !succeeded,
    said: succeeded ? "The task is done." : "The task failed.",
    order: (typed) => {
      const said = textIn(typed, "note");
      if (!succeeded && said === "") return "Say what failed.";
      return {
        of: "turnover",
        id: turnover.id,
        act: { kind: "finishTask", task: id, succeeded, note: said },
      };
    },
  };
}

/** A task is left out, and why. */
export function skipForm(_: About, turnover: Turnover, { id, title }: DeploymentTask): Form {
  return {
    title: `Skip ${title}`,
    under: "The next task can be begun then, as if this one were done.",
    fields: () => [note("reason", "Reason")],
    typed: {},
    button: "Skip the task",
    asSeen: true,
    danger: true,
    said: "The task is skipped.",
    order: (typed) => {
      const reason = textIn(typed, "reason");
      if (reason === "") return "Say why.";
      return { of: "turnover", id: turnover.id, act: { kind: "skipTask", task: id, reason } };
    },
  };
}

const itemKey = (id: number): string => `item ${id}`;

/** Which work items are handed over; without more ado only completed ones. */
export function itemsForm(about: About, turnover: Turnover): Form {
  const inIt = turnover.included.map(({ id }) => id);
  const theirs = boardOf(about)
    .filter(({ id }) => inIt.includes(id))
    .flatMap(({ workItems }) => workItems);
  const ids = [...new Set([...turnover.workItems, ...theirs])];
  return {
    title: `Work items of ${turnover.title}`,
    fields: () => [
      {
        look: "ticks",
        name: "items",
        label: "Work items",
        choices: ids.map((id) => ({ value: itemKey(id), text: itemOf(about, id).words })),
        hint: ids.length === 0 ? "The application releases have none." : "",
      },
      {
        look: "ticks",
        name: "others",
        label: "Not completed",
        choices: [{ value: "open", text: "Take open ones, too" }],
      },
    ],
    typed: ticked(turnover.workItems.map(itemKey)),
    button: "Save the work items",
    said: "The work items are associated.",
    order: (typed) => {
      const workItems = ids.filter((id) => isTicked(typed, itemKey(id)));
      const act = { kind: "associate", workItems, open: isTicked(typed, "open") } as const;
      return { of: "turnover", id: turnover.id, act };
    },
  };
}
