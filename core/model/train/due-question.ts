import { quoted } from "../defuse.ts";
import { momentWords } from "../instant.ts";
import type { TrainAct } from "./act-on-train.ts";
import type { TurnoverAct } from "./act-on-turnover.ts";
import type { AskedItem } from "./asked-item.ts";
import { levelAsk, personAsk, taskAsk, turnoverAsk, type Question } from "./decision-words.ts";
import type { Roles } from "./role.ts";
import { gateWords } from "./stage-gate.ts";
import { gateOf, gateOfPhase, type Train } from "./train.ts";
import type { Turnover } from "./turnover.ts";
import { levelThatWaits } from "./waiting-decision.ts";

/** What somebody is to be asked on a work item and was not asked yet. */
export type DueQuestion = Readonly<{
  /** Ids of those who are asked, one work item each. */
  people: readonly string[];
  question: Question;
}> &
  (
    | Readonly<{ kind: "level"; act: (items: readonly AskedItem[]) => TrainAct }>
    | Readonly<{ kind: "person"; act: (items: readonly AskedItem[]) => TrainAct }>
    | Readonly<{ kind: "turnover"; turnover: string; act: (items: readonly AskedItem[]) => TurnoverAct }>
    | Readonly<{ kind: "task"; turnover: string; act: (items: readonly AskedItem[]) => TurnoverAct }>
  );

// A group may hold a role: not everybody in a large one is written to.
const mostAsked = 50;

/** Everybody who is to be asked now, as the train stands. */
export function dueQuestions(
  train: Train,
  turnovers: readonly Turnover[],
  roles: Roles,
): readonly DueQuestion[] {
  const all = [...dueLevel(train), ...duePeople(train), ...turnovers.flatMap((one) => dueIn(one, roles))];
  return all.filter(({ people }) => people.length > 0);
}

const approving = { yes: "approve", no: "reject" };

function dueLevel(train: Train): readonly DueQuestion[] {
  const waits = levelThatWaits(train);
  const gate = waits && gateOf(train, waits.gate);
  const level = waits && gate?.approvals[waits.level - 1];
  if (waits === undefined || gate === undefined || level === undefined) return [];
  const question = {
    ...approving,
    ask: levelAsk(waits),
    about: `It is the ${level.kind} approval; the gate's date is ${momentWords(gate.date)}.`,
  };
  const people = unasked(level.approvers, level.items);
  return [{ kind: "level", people, question, act: (items) => ({ kind: "ask", ...waits, items }) }];
}

function duePeople(train: Train): readonly DueQuestion[] {
  const name = gateOfPhase(train.phase);
  const gate = name && gateOf(train, name);
  if (gate === undefined || gate.completed !== undefined) return [];
  return gate.criteria.flatMap(({ id, text, check, item }) => {
    if (check.kind !== "approved" || item !== undefined) return [];
    const question = {
      ...approving,
      last: true as const,
      ask: personAsk(check.about),
      about: `The ${gateWords(gate.name)} asks for it: ${quoted(text)}.`,
    };
    const act = ([first]: readonly AskedItem[]): TrainAct => ({
      kind: "askPerson",
      criterion: id,
      item: first?.item ?? 0,
    });
    return [{ kind: "person", people: [check.person], question, act }];
  });
}

function dueIn(turnover: Turnover, roles: Roles): readonly DueQuestion[] {
  const { id, title, state, items, environment, scheduled } = turnover;
  if (state === "deploying") return dueTasks(turnover);
  if (state !== "delivered") return [];
  const when = scheduled === undefined ? "" : `, on ${momentWords(scheduled)}`;
  const question = {
    yes: "accept",
    no: "reject",
    ask: turnoverAsk(title),
    about: `It is for ${quoted(environment)}${when}.`,
  };
  const people = unasked(roles.releaseEngineer.people, items).slice(0, leftOf(items));
  return [{ kind: "turnover", turnover: id, people, question, act: (all) => ({ kind: "ask", items: all }) }];
}

function dueTasks({ id, title, environment, tasks }: Turnover): readonly DueQuestion[] {
  return tasks.flatMap((task) => {
    const isDue = task.state === "actionable" && task.stage === undefined && task.item === undefined;
    if (!isDue) return [];
    const question = {
      yes: "say that it is done",
      no: "say that it failed",
      ask: taskAsk(task.title),
      about: `It is of the turnover ${quoted(title)} to ${quoted(environment)}, and all before it is done.`,
    };
    const act = ([first]: readonly AskedItem[]): TurnoverAct => ({
      kind: "askTask",
      task: task.id,
      item: first?.item ?? 0,
    });
    return [{ kind: "task", turnover: id, people: [task.owner], question, act }];
  });
}

/** How many more may be asked: whoever was asked counts, or the next look would ask as many again. */
function leftOf(items: readonly AskedItem[] = []): number {
  return Math.max(0, mostAsked - items.length);
}

function unasked(people: readonly string[], items: readonly AskedItem[] = []): readonly string[] {
  return people.filter((id) => !items.some(({ person }) => person === id));
}
