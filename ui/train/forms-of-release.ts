import { readReleaseId, type ReleaseId } from "../../core/model/release.ts";
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
  partsIn,
  textIn,
  title,
  type Typed,
} from "../shared/form.ts";
import type { About, Form } from "./about.ts";
import { type ItemSource, type Order, othersOf } from "./order.ts";
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

/** The releases of Azure DevOps that bring it to its environments. */
export function carryForm({ id, title: name, releases }: ApplicationRelease): Form {
  const hint = "All of them, apart by blanks, as their addresses in the hub say it: classic:57 run:345.";
  return {
    title: `Choose the releases of ${name}`,
    fields: () => [note("releases", "Releases of Azure DevOps", hint)],
    typed: { releases: releases.join(" ") },
    button: "Save the releases",
    said: `The releases of ${name} are chosen.`,
    order: (typed) => {
      const parts = partsIn(typed, "releases");
      const read = parts.flatMap((part): ReleaseId[] => {
        const found = readReleaseId(part);
        return found === undefined ? [] : [`${found.kind}:${found.number}`];
      });
      if (read.length < parts.length) return "A release is called classic:57 or run:345.";
      return { of: "release", id, act: { kind: "carry", releases: read } };
    },
  };
}

/** Work items by number, by a stored query, or as the builds name them. Those that are associated already stay. */
export function itemsForm({ id, title: name, releases }: ApplicationRelease): Form {
  const sources = [
    { value: "ids", text: "By their numbers" },
    { value: "query", text: "All that a stored query finds" },
    {
      ...{ value: "builds", text: "All that the commits of its builds name" },
      disabled: releases.length === 0,
    },
  ];
  return {
    title: `Associate work items with ${name}`,
    under: "Those that are associated already stay.",
    fields: ({ by }) => [
      { name: "by", label: "Which ones", look: "choice", choices: sources },
      ...(by === "ids" ? [note("ids", "Numbers", "Apart by blanks or commas.")] : []),
      ...(by === "query"
        ? [title("query", "Id of the stored query", "The GUID at the end of the query's address.")]
        : []),
    ],
    typed: { by: "ids" },
    button: "Associate them",
    said: `Work items are associated with ${name}.`,
    order: (typed) => {
      const from = sourceIn(typed);
      return typeof from === "string" ? from : { of: "items", id, from };
    },
  };
}

function sourceIn(typed: Typed): ItemSource | string {
  if (typed["by"] === "builds") return { by: "builds" };
  if (typed["by"] === "query") {
    const query = textIn(typed, "query");
    return /^[\da-f-]{36}$/i.test(query) ? { by: "query", query } : "Give the id of a stored query, a GUID.";
  }
  const ids = idsIn(typed, "ids");
  return ids === undefined ? "Give the numbers of the work items." : { by: "ids", ids };
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
