import { readReleaseId } from "../../core/model/release.ts";
import type { CriterionCheck } from "../../core/model/train/exit-criterion.ts";
import type { StageGate } from "../../core/model/train/stage-gate.ts";
import type { Choice } from "../shared/fields.tsx";
import { gateTitles } from "../shared/train-words.ts";
import { type Field, idsIn, nameKey, numberIn, textIn, title, type Typed } from "../shared/form.ts";
import type { About, Form } from "./about.ts";
import { findRelease, queryField } from "./findings.ts";

type CheckKind = CriterionCheck["kind"];

/** What can be asked for, in words. */
export const checkTitles: Readonly<Record<CheckKind, string>> = {
  query: "A query finds few enough work items",
  tests: "Enough tests of a run pass",
  deployed: "A release stands in an environment",
  approved: "Somebody has approved",
  workItems: "All associated work items are far enough",
  pullRequests: "Pull requests are completed",
  manual: "Somebody ticks it, with evidence",
};

const kinds: readonly CheckKind[] = [
  "query",
  "tests",
  "deployed",
  "approved",
  "workItems",
  "pullRequests",
  "manual",
];
const categories = ["proposed", "inProgress", "resolved", "completed"] as const;

export const categoryWords: Readonly<Record<(typeof categories)[number] | "removed", string>> = {
  proposed: "Proposed",
  inProgress: "In progress",
  resolved: "Resolved",
  completed: "Completed",
  removed: "Removed",
};

/** What each kind asks for, besides what all have. */
const checkFields: Readonly<Record<CheckKind, readonly Field[]>> = {
  query: [queryField, title("atMost", "Work items at most")],
  tests: [title("run", "Number of the test run"), title("percent", "Per cent that must pass")],
  deployed: [
    {
      ...title("release", "Release", "As its address in the hub says it: classic:57, or run:345."),
      find: findRelease,
    },
    { name: "environment", label: "Environment", look: "environment" },
    title("hours", "Hours for which it must have been there"),
  ],
  approved: [
    { name: "person", label: "Who approves", look: "person" },
    title("about", "What about", "A gate, or whatever the approval is called."),
  ],
  workItems: [
    {
      ...{ name: "category", label: "As far as", look: "choice" },
      choices: categories.map((value) => ({ value, text: categoryWords[value] })),
    },
  ],
  pullRequests: [
    title("repository", "Repository", "Its name or its id."),
    title("ids", "Numbers of the pull requests", "Apart by blanks or commas."),
  ],
  manual: [],
};

const numbers: Readonly<Record<string, string>> = {
  atMost: "Say how many work items there may be at most.",
  run: "Give the number of the test run.",
  percent: "Say how many per cent must pass.",
  hours: "Say for how many hours it must have been there.",
};

/** The number that a field holds, or the sentence that asks for it. */
function asked(typed: Typed, name: string): number | string {
  return numberIn(typed, name) ?? numbers[name] ?? "Give the number.";
}

type Read = (typed: Typed) => CriterionCheck | string;

const readCheck: Readonly<Record<CheckKind, Read>> = {
  query: (typed) => {
    const [query, atMost] = [textIn(typed, "query"), asked(typed, "atMost")];
    if (query === "") return "Give the id of the stored query.";
    if (typeof atMost === "string") return atMost;
    const name = textIn(typed, nameKey("query", query));
    return { kind: "query", query, ...(name === "" ? {} : { name }), atMost };
  },
  tests: (typed) => {
    const [run, percent] = [asked(typed, "run"), asked(typed, "percent")];
    if (typeof run === "string") return run;
    if (typeof percent === "string") return percent;
    return percent > 100 ? "No more than 100 % can pass." : { kind: "tests", run, percent };
  },
  deployed: (typed) => {
    const release = readReleaseId(textIn(typed, "release"));
    const [environment, hours] = [textIn(typed, "environment"), asked(typed, "hours")];
    if (release === undefined) return "Give the release, such as classic:57 or run:345.";
    if (environment === "") return "Choose the environment.";
    if (typeof hours === "string") return hours;
    return { kind: "deployed", release: `${release.kind}:${release.number}`, environment, hours };
  },
  approved: (typed) => {
    const [person, about] = [textIn(typed, "person"), textIn(typed, "about")];
    if (person === "") return "Say who approves.";
    return about === "" ? "Say what is approved." : { kind: "approved", person, about };
  },
  workItems: (typed) => ({
    kind: "workItems",
    category: categories.find((one) => one === typed["category"]) ?? "completed",
  }),
  pullRequests: (typed) => {
    const [repository, ids] = [textIn(typed, "repository"), idsIn(typed, "ids")];
    if (repository === "") return "Name the repository.";
    return ids ? { kind: "pullRequests", repository, ids } : "Give the numbers of the pull requests.";
  },
  manual: () => ({ kind: "manual" }),
};

/** A new exit criterion, of any kind. */
export function criterionForm({ name }: StageGate, { newId, known }: About): Form {
  const id = newId();
  const choices: readonly Choice[] = kinds.map((value) => ({ value, text: checkTitles[value] }));
  const kindIn = (typed: Typed): CheckKind => kinds.find((one) => one === typed["kind"]) ?? "manual";
  return {
    title: `Add an exit criterion to the ${gateTitles[name]}`,
    under: "All kinds but the last check themselves, and keep what was counted.",
    fields: (typed) => [
      title("text", "What must be so"),
      { name: "kind", label: "How it is found out", look: "choice", choices },
      ...checkFields[kindIn(typed)],
      { name: "owner", label: "Owner", look: "person" },
      title("daysBefore", "Due so many days before the gate", "It moves when the gate moves."),
    ],
    typed: {
      ...{ kind: "manual", owner: known.me.id, daysBefore: "0", atMost: "0", percent: "100", hours: "24" },
      ...{ category: "completed", about: gateTitles[name] },
    },
    button: "Add the criterion",
    said: "The exit criterion is added.",
    order: (typed) => {
      const daysBefore = numberIn(typed, "daysBefore");
      if (daysBefore === undefined) return "Say how many days before the gate it is due.";
      const check = readCheck[kindIn(typed)](typed);
      if (typeof check === "string") return check;
      const criterion = {
        ...{ id, text: textIn(typed, "text"), owner: textIn(typed, "owner"), daysBefore, check },
      };
      return { of: "train", act: { kind: "addCriterion", gate: name, criterion } };
    },
  };
}
