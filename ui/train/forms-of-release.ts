import type { Application, ApplicationRelease } from "../../core/model/train/application-release.ts";
import type { StandingMilestone } from "../../core/model/train/milestone.ts";
import type { Train } from "../../core/model/train/train.ts";
import { fieldText } from "../shared/time.ts";
import {
  changedDates,
  changedText,
  type Field,
  idsIn,
  moment,
  momentIn,
  note,
  textIn,
  title,
  type Typed,
} from "../shared/form.ts";
import type { About, Form } from "./about.ts";
import { type Order, othersOf } from "./order.ts";
import { gateChoices, gateIn } from "./forms-of-train.ts";

const headFields: readonly Field[] = [
  title("title", "Title"),
  title("application", "Application"),
  { name: "pipelines", label: "Build pipelines of the application", look: "pipelines" },
  title("repository", "Repository (optional)", "Its name, where no pipeline says it."),
  { name: "owner", label: "Owner", look: "person" },
  moment("from", "From"),
  moment("to", "To"),
];

function applicationIn(typed: Typed): Application {
  const repository = textIn(typed, "repository");
  return {
    name: textIn(typed, "application"),
    pipelines: idsIn(typed, "pipelines") ?? [],
    ...(repository === "" ? {} : { repository }),
  };
}

const noDates = "Say when it begins and when it ends.";

/** A new application release, which begins with the train's dates. */
export function boardForm(train: Train, { newId, known }: About): Form {
  const id = newId();
  return {
    title: "Add an application release",
    fields: () => headFields,
    typed: { owner: known.me.id, from: fieldText(train.from), to: fieldText(train.to) },
    button: "Add the application release",
    said: "The application release is on the train.",
    order: (typed) => {
      const [from, to] = [momentIn(typed, "from", train.from), momentIn(typed, "to", train.to)];
      if (from === undefined || to === undefined) return noDates;
      const head = { title: textIn(typed, "title"), owner: textIn(typed, "owner"), from, to };
      return { of: "board", draft: { id, ...head, application: applicationIn(typed) } };
    },
  };
}

/** Title, application, owner and dates: only what was changed is told. */
export function editForm(release: ApplicationRelease): Form {
  const { id, application } = release;
  const was: Typed = {
    ...{ title: release.title, application: application.name, owner: release.owner },
    ...{ pipelines: application.pipelines.join(" "), repository: application.repository ?? "" },
    ...{ from: fieldText(release.from), to: fieldText(release.to) },
  };
  return {
    title: `Edit ${release.title}`,
    fields: () => headFields,
    typed: was,
    button: "Save",
    said: `${release.title} is saved.`,
    order: (typed) => {
      const dates = changedDates(typed, release);
      if (dates === undefined) return noDates;
      const isOther = ["application", "pipelines", "repository"].some(
        (name) => textIn(typed, name) !== textIn(was, name),
      );
      const changes = {
        ...changedText("title", { typed, was }),
        ...changedText("owner", { typed, was }),
        ...(isOther ? { application: applicationIn(typed) } : {}),
        ...dates,
      };
      if (Object.keys(changes).length === 0) return "Nothing is changed yet.";
      return { of: "release", id, act: { kind: "plan", ...changes } };
    },
  };
}

/** Another application release that must go before it. */
export function dependForm({ id, title: name }: ApplicationRelease): Form {
  return {
    title: `${name} depends on`,
    under: "What it depends on is deployed before it.",
    fields: (_, { known }) => [
      {
        ...{ name: "on", label: "Application release", look: "choice" },
        choices: [
          { value: "", text: "Choose…" },
          ...othersOf(known, id).map((one) => ({ value: one.id, text: one.title })),
        ],
      },
    ],
    typed: {},
    button: "Note the dependency",
    said: "The dependency is noted.",
    order: (typed) => {
      const on = textIn(typed, "on");
      return on === ""
        ? "Choose an application release."
        : { of: "release", id, act: { kind: "depend", on } };
    },
  };
}

/** A milestone of its own. */
export function ownMilestoneForm({ id, title: name, owner, to }: ApplicationRelease, { newId }: About): Form {
  const milestone = newId();
  return {
    title: `Add a milestone to ${name}`,
    fields: () => [
      title("name", "Name"),
      moment("date", "Date"),
      { name: "gate", label: "Before which gate", look: "choice", choices: gateChoices },
      { name: "owner", label: "Owner", look: "person" },
    ],
    typed: { gate: "development", owner, date: fieldText(to) },
    button: "Add the milestone",
    said: "The milestone is added.",
    order: (typed) => {
      const date = momentIn(typed, "date", to);
      if (date === undefined) return "Give its date.";
      const head = { id: milestone, name: textIn(typed, "name"), date, owner: textIn(typed, "owner") };
      const act = { kind: "addMilestone", milestone: { ...head, gate: gateIn(typed, "gate") } } as const;
      return { of: "release", id, act };
    },
  };
}

/** Another date or owner than the train says. */
export function overrideForm({ id }: ApplicationRelease, milestone: StandingMilestone): Form {
  return {
    title: `Override the milestone “${milestone.name}”`,
    under: "Afterwards it does not follow the train any more.",
    fields: () => [
      moment("date", "Date"),
      { name: "owner", label: "Owner", look: "person" },
      note("reason", "Reason"),
    ],
    typed: { date: fieldText(milestone.date), owner: milestone.owner },
    button: "Override the milestone",
    said: `The milestone “${milestone.name}” is overridden.`,
    order: (typed) => {
      const date = momentIn(typed, "date", milestone.date);
      if (date === undefined) return "Give its date.";
      const said = { date, owner: textIn(typed, "owner"), reason: textIn(typed, "reason") };
      const act = { kind: "overrideMilestone", milestone: milestone.id, ...said } as const;
      return { of: "release", id, act };
    },
  };
}

type Ending = Readonly<{ kind: "reopen" | "cancel"; title: string; button: string; said: string }>;

/** A reason, and it goes back to construction or off the train. */
export function endingForm(id: string, { kind, ...words }: Ending): Form {
  const order = (typed: Typed): Order => ({
    ...{ of: "release", id },
    act: { kind, reason: textIn(typed, "reason") },
  });
  return { ...words, danger: true, asSeen: true, fields: () => [note("reason", "Reason")], typed: {}, order };
}
