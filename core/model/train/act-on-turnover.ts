import { quoted } from "../defuse.ts";
import type { Instant } from "../instant.ts";
import { blankFault } from "./act-on-train.ts";
import { insideFault } from "./stage-gate.ts";
import { askFault, itemFault, type AskedItem } from "./asked-item.ts";
import { planned, reordered, type TaskPlan } from "./deployment-task.ts";
import { isAsFarAs, whyUntold, type StateCategory } from "./exit-criterion.ts";
import { isRefused, refused, unless, type ActOf, type Handlers } from "./refused.ts";
import type { ItemChange, Refused } from "./refused.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";
import { runningHandlers, type RunningActs } from "./run-turnover.ts";
import { hasEnded } from "./train.ts";
import { moved, returned, type Turnover, type TurnoverFacts, type TurnoverRelease } from "./turnover.ts";
import { blockFault, deliverFault, includedFault, reservedFault } from "./turnover-faults.ts";

/** What can be done to a turnover before it is deployed. */
type PreparingActs = {
  plan: Partial<Pick<Turnover, "title" | "scheduled" | "included" | "leftOut">>;
  /** The work items, all of them. `open`: those that are not completed may come, too. */
  associate: { workItems: readonly number[]; open: boolean };
  addTask: { task: TaskPlan };
  changeTask: { task: TaskPlan };
  /** To another place, 0 the first. */
  moveTask: { task: string; place: number };
  removeTask: { task: string };
  /** From another turnover of the train, or from the train itself; each gets a new id. */
  copyTasks: { from: string; tasks: readonly Readonly<{ task: string; id: string }>[] };
  deliver: { comment: string };
  recall: { reason: string };
  /** The work items on which release engineers accept it. */
  ask: { items: readonly AskedItem[] };
  accept: { comment: string; change?: ItemChange };
  reject: { reason: string; change?: ItemChange };
  makeReady: { comment: string };
};

/** What can be done to a turnover, and what each act carries. */
export type TurnoverActs = PreparingActs & RunningActs;

/** One act upon a turnover. */
export type TurnoverAct = ActOf<TurnoverActs>;

/** What a turnover begins with. */
export type TurnoverDraft = Pick<Turnover, "id" | "title" | "kind" | "environment" | "included" | "leftOut"> &
  Readonly<{ scheduled?: Instant }>;

/** A new turnover, or why there cannot be one. */
export function newTurnover(draft: TurnoverDraft, facts: TurnoverFacts, roles: Roles): Turnover | Refused {
  const { id, title, kind, environment, included, leftOut, scheduled } = draft;
  const turnover: Turnover = {
    ...{ schema: 1, id, revision: 1, train: facts.train.id, title, kind, environment, included, leftOut },
    ...(scheduled === undefined ? {} : { scheduled }),
    ...{ state: "draft", workItems: [], tasks: [], moves: [] },
  };
  const fault = permissionFault(permissions["turnover.create"], facts.by, roles, []);
  return unless(fault ?? planFault(turnover, facts), () => turnover);
}

/** What a promotion begins with: another environment, another time, and new ids for the tasks in their order. */
export type PromotionDraft = Pick<Turnover, "id" | "title" | "environment"> &
  Readonly<{ scheduled?: Instant; taskIds: readonly string[] }>;

/** The same artefacts and tasks for another environment, or why not. Only what was deployed is promoted. */
export function promotedTurnover(
  source: Turnover,
  { taskIds, ...draft }: PromotionDraft,
  facts: TurnoverFacts,
  roles: Roles,
): Turnover | Refused {
  const { kind, included, leftOut, workItems, tasks } = source;
  const fault = permissionFault(permissions["turnover.promote"], facts.by, roles, []);
  if (fault !== undefined) return refused(fault);
  if (kind === "production") return refused("There is nowhere to go from production.");
  if (source.state !== "deployed" && source.state !== "closed") {
    return refused(`Only a turnover that was deployed is promoted; this one is ${source.state}.`);
  }
  if (taskIds.length !== tasks.length) return refused("Every task needs a new id.");
  const next = newTurnover({ ...draft, kind, included, leftOut }, facts, roles);
  if (isRefused(next)) return next;
  const copied = tasks.map((task, at) => planned({ ...task, id: taskIds[at] ?? task.id }, source.id));
  return { ...next, workItems, tasks: copied, promotedFrom: source.id };
}

function planFault(turnover: Turnover, facts: TurnoverFacts): string | undefined {
  const { title, scheduled, tasks, included } = turnover;
  return (
    blankFault([title], "the title") ??
    includedFault(turnover, facts) ??
    tasks.map((task) => taskFault([], task, included)).find((one) => one !== undefined) ??
    (scheduled === undefined
      ? undefined
      : (insideFault(facts.train, scheduled) ?? blockFault(turnover, scheduled, facts)))
  );
}

/** The turnover after an act, or why the act is refused. */
export function actOnTurnover<K extends keyof TurnoverActs>(
  turnover: Turnover,
  act: ActOf<TurnoverActs, K>,
  facts: TurnoverFacts,
  roles: Roles,
): Turnover | Refused {
  const kind: K = act.kind;
  const owners = turnover.tasks
    .filter(({ id }) => "task" in act && id === act.task)
    .map(({ owner }) => owner);
  const fault = permissionFault(permissions[`turnover.${kind}`], facts.by, roles, owners);
  if (fault !== undefined) return refused(fault);
  if (hasEnded(facts.train))
    return refused(`The train is ${facts.train.phase}: nothing is changed any more.`);
  const expected = statesFor[kind];
  if (!expected.includes(turnover.state)) {
    return refused(`The turnover is ${turnover.state}; it would have to be ${expected.join(" or ")}.`);
  }
  const after = handlers[kind](turnover, act, facts);
  return isRefused(after) ? after : { ...after, revision: turnover.revision + 1 };
}

/** In which states each act is possible. A turnover that is delivered is locked until it is recalled. */
const statesFor: Readonly<Record<keyof TurnoverActs, readonly Turnover["state"][]>> = {
  plan: ["draft"],
  associate: ["draft"],
  addTask: ["draft"],
  changeTask: ["draft"],
  moveTask: ["draft"],
  removeTask: ["draft"],
  copyTasks: ["draft"],
  deliver: ["draft"],
  recall: ["delivered"],
  ask: ["delivered"],
  accept: ["delivered"],
  reject: ["delivered"],
  makeReady: ["accepted"],
  start: ["ready"],
  askTask: ["deploying"],
  beginTask: ["deploying"],
  finishTask: ["deploying"],
  skipTask: ["deploying", "failed"],
  retry: ["failed"],
  sendBack: ["accepted", "ready", "failed"],
  close: ["deployed"],
};

const handlers: Handlers<TurnoverActs, Turnover, TurnoverFacts> = {
  plan: (turnover, { kind: _, ...changes }, facts) => {
    const next = { ...turnover, ...changes };
    return unless(planFault(next, facts), () => next);
  },
  associate: (turnover, { workItems, open }, facts) => {
    const known = facts.workItems;
    if (open) return { ...turnover, workItems: [...new Set(workItems)] };
    if (known.kind === "failed") return refused(`The work items could not be read: ${known.why}`);
    const fault = workItems.map((id) => unfinishedFault(id, known.value[id])).find(Boolean);
    return unless(fault, () => ({ ...turnover, workItems: [...new Set(workItems)] }));
  },
  addTask: (turnover, { task }) =>
    unless(
      taskFault(
        turnover.tasks.map(({ id }) => id),
        task,
        turnover.included,
      ),
      () => ({
        ...turnover,
        tasks: [...turnover.tasks, planned(task)],
      }),
    ),
  changeTask: (turnover, { task }) => {
    const known = turnover.tasks.find(({ id }) => id === task.id);
    if (known === undefined) return refused(noTask);
    return unless(taskFault([], task, turnover.included), () => ({
      ...turnover,
      tasks: turnover.tasks.map((one) => (one === known ? planned(task, known.from) : one)),
    }));
  },
  moveTask: (turnover, { task, place }) =>
    onTask(turnover, task, () => ({ ...turnover, tasks: reordered(turnover.tasks, task, place) })),
  removeTask: (turnover, { task }) =>
    onTask(turnover, task, () => ({ ...turnover, tasks: turnover.tasks.filter(({ id }) => id !== task) })),
  copyTasks: (turnover, { from, tasks }, { train, turnovers }) => {
    const source = [train, ...turnovers].find(({ id }) => id === from);
    if (source === undefined) return refused("There is no such turnover on this train.");
    const copies = tasks.flatMap(({ task, id }) =>
      source.tasks.filter((one) => one.id === task).map((one) => planned({ ...one, id }, from)),
    );
    const ids = [...turnover.tasks, ...copies].map(({ id }) => id);
    const fault = copies.length < tasks.length || new Set(ids).size < ids.length ? noTask : undefined;
    const lost = copies.map((one) => taskFault([], one, turnover.included)).find((one) => one !== undefined);
    return unless(fault ?? lost, () => ({ ...turnover, tasks: [...turnover.tasks, ...copies] }));
  },
  deliver: (turnover, { comment }, facts) =>
    unless(planFault(turnover, facts) ?? deliverFault(turnover, facts), () =>
      moved(turnover, "delivered", facts, comment),
    ),
  recall: (turnover, { reason }, facts) => returned(turnover, facts, reason),
  ask: (turnover, { items }) =>
    unless(askFault(turnover.items ?? [], items, undefined), () => ({
      ...turnover,
      items: [...(turnover.items ?? []), ...items],
    })),
  accept: (turnover, { comment, change }, facts) =>
    unless(acceptanceFault(turnover, change), () =>
      moved(turnover, "accepted", { ...facts, change }, comment),
    ),
  reject: (turnover, { reason, change }, facts) =>
    unless(blankFault([reason], "the reason") ?? acceptanceFault(turnover, change), () =>
      returned(turnover, { ...facts, change }, reason),
    ),
  makeReady: (turnover, { comment }, facts) =>
    unless(deliverFault(turnover, facts) ?? reservedFault(turnover, facts), () =>
      moved(turnover, "ready", facts, comment),
    ),
  ...runningHandlers,
};

function unfinishedFault(id: number, category: StateCategory | undefined): string | undefined {
  if (category === undefined)
    return `Whether work item #${id} is completed cannot be told: it is ${whyUntold}.`;
  return isAsFarAs(category, "completed") ? undefined : `Work item #${id} is not completed.`;
}

function acceptanceFault({ items = [] }: Turnover, change: ItemChange | undefined): string | undefined {
  const ids = items.map(({ item }) => item);
  return itemFault(ids, change, "The turnover");
}

const noTask = "There is no such task, or one of that id already.";

function onTask(turnover: Turnover, task: string, change: () => Turnover): Turnover | Refused {
  return unless(turnover.tasks.some(({ id }) => id === task) ? undefined : noTask, change);
}

function taskFault(
  known: readonly string[],
  { id, title, owner, of, stage }: TaskPlan,
  included: readonly TurnoverRelease[],
): string | undefined {
  if (known.includes(id)) return noTask;
  const release = included.find((one) => one.id === of);
  if (of !== undefined && release === undefined)
    return `${quoted(title)} is for an application release that is not in the turnover.`;
  const carried = included.some(({ releases }) => stage !== undefined && releases.includes(stage.release));
  if (stage !== undefined && !carried)
    return `${quoted(title)} starts a release that is not in the turnover.`;
  return blankFault([title, owner], "the task's title and its owner");
}
