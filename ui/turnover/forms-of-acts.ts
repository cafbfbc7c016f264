import type { TurnoverAct } from "../../core/model/train/act-on-turnover.ts";
import { lateBy, type Turnover, type TurnoverState } from "../../core/model/train/turnover.ts";
import { duration } from "../shared/time.ts";
import { taskWords } from "../shared/train-words.ts";
import { isTicked, note as lines, textIn } from "../shared/form.ts";
import { type About, asksSomebody, becauseOf, type Form, formOf, type Offer } from "./order.ts";
import { planForm, promoteForm } from "./forms-of-plan.ts";

/** An act that changes where a turnover is, in words. */
type Asked = Readonly<{
  words: string;
  under: string;
  /** What the text is called that is kept with it, and whether it must be given. */
  note: "comment" | "reason";
  button: string;
  said: string;
  danger?: true;
  act: (note: string, again: readonly string[]) => TurnoverAct;
}>;

const deliver: Asked = {
  words: "Deliver…",
  under: "It is handed over to the release engineers. Until it is recalled nothing of it is changed.",
  note: "comment",
  button: "Deliver it",
  said: "The turnover is delivered.",
  act: (comment) => ({ kind: "deliver", comment }),
};
const recall: Asked = {
  words: "Recall…",
  under: "It is a draft again, to be changed and delivered anew.",
  note: "reason",
  button: "Recall it",
  said: "The turnover is recalled.",
  act: (reason) => ({ kind: "recall", reason }),
};
const accept: Asked = {
  words: "Accept…",
  under: "Your own work item of it is decided: Azure DevOps keeps that it was you, and when.",
  note: "comment",
  button: "Accept it",
  said: "The turnover is accepted.",
  act: (comment) => ({ kind: "accept", comment }),
};
const reject: Asked = {
  words: "Reject…",
  under:
    "It is a draft again. Your own work item of it is decided: Azure DevOps keeps that it was you, and when.",
  note: "reason",
  button: "Reject it",
  said: "The turnover is rejected.",
  danger: true,
  act: (reason) => ({ kind: "reject", reason }),
};
const makeReady: Asked = {
  words: "Make ready…",
  under: "Everything stands ready for its date: the environment is the train's then.",
  note: "comment",
  button: "Make it ready",
  said: "The turnover is ready.",
  act: (comment) => ({ kind: "makeReady", comment }),
};
const start: Asked = {
  words: "Start…",
  under: "Its first task can be begun; each further one once the one before it is done.",
  note: "comment",
  button: "Start it",
  said: "The turnover is started.",
  act: (comment) => ({ kind: "start", comment }),
};
const retry: Asked = {
  words: "Retry…",
  under: "The failed task is to be done again. Choose what else is.",
  note: "reason",
  button: "Retry it",
  said: "The turnover goes on.",
  act: (reason, again) => ({ kind: "retry", again, reason }),
};
const sendBack: Asked = {
  words: "Send back…",
  under: "It is a draft again: it is delivered and accepted anew, and every task is to be done again.",
  note: "reason",
  button: "Send it back",
  said: "The turnover is sent back.",
  danger: true,
  act: (reason) => ({ kind: "sendBack", reason }),
};
const close: Asked = {
  words: "Close…",
  under: "You say that the deployment is verified. It is not deployed again.",
  note: "comment",
  button: "Close it",
  said: "The turnover is closed.",
  act: (comment) => ({ kind: "close", comment }),
};

/** What comes into question in each state; whether somebody may do it is said by the model. */
const inState: Readonly<Record<TurnoverState, readonly Asked[]>> = {
  draft: [deliver],
  delivered: [accept, reject, recall],
  accepted: [makeReady, sendBack],
  ready: [start, sendBack],
  deploying: [],
  failed: [retry, sendBack],
  deployed: [close],
  closed: [],
};

/** What can be done with the turnover as a whole. */
export function offersOf(about: About, turnover: Turnover): readonly Offer[] {
  const { state, kind } = turnover;
  const asked = inState[state].map((one) => offerOf(about, turnover, one));
  const plan: Offer = {
    words: "Change…",
    ...becauseOf(about, { of: "turnover", id: turnover.id, act: { kind: "plan" } }),
    form: formOf(turnover, planForm),
  };
  const promote: Offer = {
    words: "Promote…",
    form: formOf(turnover, promoteForm),
    ...mayPromote(about, turnover),
  };
  const ask = { of: "ask", id: turnover.id } as const;
  const unasked: Offer = { words: "Ask them", ...becauseOf(about, ask), order: ask, said: "They are asked." };
  return [
    ...(asksSomebody(turnover) ? [unasked] : []),
    ...asked,
    ...(state === "draft" ? [plan] : []),
    ...(kind === "application" && (state === "deployed" || state === "closed") ? [promote] : []),
  ];
}

/** Where it goes is not chosen yet: of what stands against it only that counts which no choice can mend. */
function mayPromote(
  about: About,
  { id, title, tasks, environment }: Turnover,
): Readonly<{ because?: string }> {
  const draft = { id: about.newId(), title, environment, taskIds: tasks.map(about.newId) };
  return becauseOf(about, { of: "promote", from: id, draft });
}

function offerOf(about: About, turnover: Turnover, asked: Asked): Offer {
  const { words, act, danger } = asked;
  const order = { of: "turnover", id: turnover.id, act: act("to be said", []) } as const;
  return {
    words,
    ...becauseOf(about, order),
    ...(danger === undefined ? {} : { danger }),
    form: formOf(turnover, (now, found) => askedForm(now, found, asked)),
  };
}

function underOf(asked: Asked, turnover: Turnover, now: About["now"]): string {
  const late = asked === start ? lateBy(turnover, now) : 0;
  return late > 0
    ? `It is late by ${duration(late)}, and its record will say so. ${asked.under}`
    : asked.under;
}

function askedForm({ now }: About, turnover: Turnover, asked: Asked): Form {
  const { note, button, said, danger, act } = asked;
  const label = note === "reason" ? "Reason" : "Comment (optional)";
  // The failed task is done again in any case.
  const done = turnover.tasks.filter(({ state }) => state === "succeeded" || state === "skipped");
  const choices = done.map(({ id, title, state }) => ({
    value: id,
    text: `${title} (${taskWords[state].toLowerCase()})`,
  }));
  return {
    title: `${button.replace(/ it\b/, "")}: ${turnover.title}`,
    under: underOf(asked, turnover, now),
    fields: () => [
      ...(asked === retry ? [{ look: "ticks", name: "again", label: "Again, too", choices } as const] : []),
      lines("note", label),
    ],
    typed: {},
    button,
    asSeen: true,
    said,
    ...(danger === undefined ? {} : { danger }),
    order: (typed) => {
      const text = textIn(typed, "note");
      if (note === "reason" && text === "") return "Say why.";
      const again = done.map(({ id }) => id).filter((id) => isTicked(typed, id));
      return { of: "turnover", id: turnover.id, act: act(text, again) };
    },
  };
}
