import { conflictsOf, entryFault, type CalendarEntry } from "../../core/model/calendar.ts";
import { bounded } from "../../core/model/defuse.ts";
import { type Instant, instant } from "../../core/model/instant.ts";
import type { StageClass } from "../../core/model/stage.ts";
import type { TrainActs } from "../../core/model/train/act-on-train.ts";
import { type GateName, gateNames } from "../../core/model/train/stage-gate.ts";
import type { Train, TrainType } from "../../core/model/train/train.ts";
import { classWords } from "../../core/model/words.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldText } from "../shared/time.ts";
import { gateTitles, typeWords } from "../shared/train-words.ts";
import {
  changedDates,
  changedText,
  type Field,
  moment,
  momentIn,
  note,
  textIn,
  title,
  type Typed,
} from "../shared/form.ts";
import type { About, Form } from "./about.ts";

const types: readonly TrainType[] = ["major", "minor", "patch", "emergency"];
const classes: readonly StageClass[] = ["development", "test", "staging", "production"];

/** The gates to choose from. */
export const gateChoices: readonly Choice[] = gateNames.map((name) => ({
  value: name,
  text: gateTitles[name],
}));

/** The gate that a field holds. */
export function gateIn(typed: Typed, name: string): GateName {
  return gateNames.find((one) => one === typed[name]) ?? "scoping";
}

/** Title, type, manager, purpose and dates. Only what was changed is told: the rest stays as somebody else may have made it. */
export function planForm(train: Train): Form {
  const was: Typed = {
    ...{ title: train.title, type: train.type, manager: train.manager, purpose: train.purpose },
    ...{ from: fieldText(train.from), to: fieldText(train.to) },
  };
  const fields: readonly Field[] = [
    title("title", "Title"),
    { name: "type", label: "Type", look: "choice", choices: typeChoices },
    { name: "manager", label: "Manager", look: "person" },
    note("purpose", "Purpose"),
    moment("from", "From"),
    moment("to", "To"),
  ];
  return {
    title: "Plan the train",
    fields: () => fields,
    typed: was,
    button: "Save the plan",
    said: "The plan is saved.",
    order: (typed) => {
      const changes = planned(typed, was, train);
      if (typeof changes === "string") return changes;
      if (Object.keys(changes).length === 0) return "Nothing is changed yet.";
      return { of: "train", act: { kind: "plan", ...changes } };
    },
  };
}

const typeChoices: readonly Choice[] = types.map((value) => ({ value, text: typeWords[value] }));

function planned(typed: Typed, was: Typed, train: Train): TrainActs["plan"] | string {
  const dates = changedDates(typed, train);
  if (dates === undefined) return "Say when the train begins and when it ends.";
  const type = types.find((one) => one === typed["type"]) ?? train.type;
  const both = { typed, was };
  return {
    ...changedText("title", both),
    ...(typed["type"] === was["type"] ? {} : { type }),
    ...changedText("manager", both),
    ...changedText("purpose", both),
    ...dates,
  };
}

/** A comment, and the train is closed. */
export function closeForm(): Form {
  return {
    title: "Close the train",
    under: "Afterwards nothing of it is changed any more.",
    fields: () => [note("comment", "Comment (optional)")],
    typed: {},
    button: "Close the train",
    asSeen: true,
    said: "The train is closed.",
    order: (typed) => ({ of: "train", act: { kind: "close", comment: textIn(typed, "comment") } }),
  };
}

/** A reason, and the train goes nowhere any more. */
export function cancelForm(): Form {
  return {
    title: "Cancel the train",
    under: "Afterwards nothing of it is changed any more.",
    fields: () => [note("reason", "Reason")],
    typed: {},
    button: "Cancel the train",
    asSeen: true,
    danger: true,
    said: "The train is cancelled.",
    order: (typed) => ({ of: "train", act: { kind: "cancel", reason: textIn(typed, "reason") } }),
  };
}

/** A name for the template that the train's plan becomes. */
export function templateForm(train: Train, { newId }: About): Form {
  const id = newId();
  return {
    title: "Keep the plan as a template",
    under: "Gates, criteria, approvals, milestones and deployment tasks, with days in place of dates.",
    fields: () => [title("name", "Name of the template")],
    typed: { name: train.title },
    button: "Keep the template",
    said: "The template is kept.",
    order: (typed) => ({ of: "template", id, name: textIn(typed, "name") }),
  };
}

/** A milestone of the train's own. */
export function milestoneForm(train: Train, { newId, known }: About): Form {
  const id = newId();
  const gate = gateIn({ gate: gateForPhase(train) }, "gate");
  const date = train.gates.find(({ name }) => name === gate)?.date ?? train.to;
  return {
    title: "Add a milestone",
    fields: () => [
      title("name", "Name"),
      moment("date", "Date"),
      { name: "gate", label: "Before which gate", look: "choice", choices: gateChoices },
      { name: "owner", label: "Owner", look: "person" },
      { name: "inherit", label: "Every application release reaches it on its own", look: "tick" },
    ],
    typed: { gate, owner: known.me.id, date: fieldText(date) },
    button: "Add the milestone",
    said: "The milestone is added.",
    order: (typed) => {
      const at = momentIn(typed, "date", date);
      if (at === undefined) return "Give its date.";
      const milestone = {
        ...{ id, name: textIn(typed, "name"), date: at, owner: textIn(typed, "owner") },
        ...{ gate: gateIn(typed, "gate"), inherit: typed["inherit"] === "yes" },
      };
      return { of: "train", act: { kind: "addMilestone", milestone } };
    },
  };
}

function gateForPhase({ gates }: Train): string {
  return gates.find(({ completed }) => completed === undefined)?.name ?? "production";
}

/** Another date of a milestone. */
export function moveMilestoneForm({ id, name, date }: Train["milestones"][number]): Form {
  return {
    title: `Move the milestone “${name}”`,
    fields: () => [moment("date", "Date")],
    typed: { date: fieldText(date) },
    button: "Move the milestone",
    said: `The milestone “${name}” is moved.`,
    order: (typed) => {
      const at = momentIn(typed, "date", date);
      if (at === undefined) return "Give its date.";
      return { of: "train", act: { kind: "moveMilestone", milestone: id, date: at } };
    },
  };
}

const reservationFields: readonly Field[] = [
  { name: "environment", label: "Environment", look: "environment" },
  {
    ...{ name: "class", label: "Class", look: "choice" },
    choices: classes.map((value) => ({ value, text: classWords(value) })),
  },
  moment("from", "From"),
  moment("to", "To"),
  { name: "reason", label: "Reason", look: "lines", most: 2000, hint: "Who is stopped by it reads this." },
];

/** A reservation in the calendar for the train, which says what it meets. */
export function reserveForm(train: Train, { newId, now }: About): Form {
  const id = newId();
  const from = train.from > now ? train.from : now;
  const given = { id, train, from };
  return {
    title: "Reserve an environment",
    under: "Meanwhile only releases of this train may deploy there.",
    fields: (typed, about) => {
      const meets = metBy(entryOf(typed, given, about), about);
      if (meets.length === 0) return reservationFields;
      const label = `It meets ${meets.join(", ")}: then neither may deploy. I know, and reserve it all the same`;
      return [...reservationFields, { name: "acknowledged", label, look: "tick" }];
    },
    typed: {
      ...{ class: "test", from: fieldText(from), to: fieldText(train.to) },
      reason: bounded(`Release train ${train.number}: ${train.purpose}`, 2000),
    },
    button: "Reserve the environment",
    said: "The environment is reserved, and stands in the calendar.",
    order: (typed, about) => {
      const entry = entryOf(typed, given, about);
      if (entry.environments.length === 0) return "Choose an environment.";
      const fault = entryFault(entry, about.now);
      const chosen = classes.find((one) => one === typed["class"]) ?? "test";
      const acknowledged = typed["acknowledged"] === "yes";
      return fault ?? { of: "reserve", entry, class: chosen, acknowledged };
    },
  };
}

type Given = Readonly<{ id: string; train: Train; from: Instant }>;

function entryOf(typed: Typed, { id, train, from }: Given, { known, now }: About): CalendarEntry {
  const environment = textIn(typed, "environment");
  const begins = momentIn(typed, "from", from) ?? now;
  return {
    schema: 1,
    id,
    kind: "reservation",
    title: bounded(`${environment} for train ${train.number}, ${train.title}`, 200),
    // Without an end it would be refused for that.
    ...{ from: begins, to: momentIn(typed, "to", train.to) ?? instant(begins) },
    environments: environment === "" ? [] : [environment],
    classes: [],
    for: [{ kind: "train", id: train.id, name: bounded(`train ${train.number}, ${train.title}`, 400) }],
    reason: textIn(typed, "reason"),
    by: known.me.id,
    on: now,
  };
}

function metBy(entry: CalendarEntry, { known, now }: About): readonly string[] {
  const { calendar } = known.facts;
  if (calendar.kind === "failed" || entry.environments.length === 0) return [];
  return conflictsOf(entry, calendar.value, now).map((one) => `“${one.title}”`);
}
