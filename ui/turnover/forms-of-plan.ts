import type { CarriedId } from "../../core/model/train/carried-release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { isAsFarAs } from "../../core/model/train/exit-criterion.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import { classWords, counted } from "../../core/model/words.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldText } from "../shared/time.ts";
import {
  type Field,
  isTicked,
  moment,
  momentIn,
  note,
  textIn,
  ticked,
  title,
  type Typed,
} from "../shared/form.ts";
import { boardOf, trainOf } from "../shared/train-known.ts";
import { type About, type Form, releaseName } from "./order.ts";

type Kind = Turnover["kind"];

const heading = title("title", "Title");
const scheduled = moment("scheduled", "To be deployed", "Not before then. In your own time zone.");

/** Production turnovers go to production, all others elsewhere, and only to what is reserved for the train. */
function environmentField(about: About, kind: Kind): Field {
  const fit = trainOf(about).environments.filter(
    (one) => (one.class === "production") === (kind === "production"),
  );
  const choices: readonly Choice[] = [
    { value: "", text: "Choose…" },
    ...fit.map((one) => ({ value: one.name, text: `${one.name} (${classWords(one.class).toLowerCase()})` })),
  ];
  const hint = fit.length === 0 ? "None is reserved for the train: reserve one on its plan first." : "";
  return { look: "choice", name: "environment", label: "Environment", choices, hint };
}

const inKey = (id: string): string => `in ${id}`;
const carryKey = (id: string, release: CarriedId): string => `carry ${id} ${release}`;
const whyName = (id: string): string => `why ${id}`;

function partFields(about: About, kind: Kind, typed: Typed): readonly Field[] {
  const board = boardOf(about);
  const choices = board.map((one) => ({ value: inKey(one.id), text: one.title }));
  return [
    { look: "ticks", name: "parts", label: "Application releases", choices },
    ...board.flatMap((one) => {
      if (isTicked(typed, inKey(one.id))) return [carriedField(about, one)];
      return kind === "production" ? [whyField(one)] : [];
    }),
  ];
}

function whyField({ id, title: name }: ApplicationRelease): Field {
  return { ...note(whyName(id), `Why ${name} is left out`), look: "text" };
}

function carriedField(about: About, { id, title: name, releases }: ApplicationRelease): Field {
  const choices = releases.map((one) => ({ value: carryKey(id, one), text: releaseName(about, one) }));
  const hint = choices.length === 0 ? "It carries none yet: choose some on the train's page." : "";
  return { look: "ticks", name: `releases ${id}`, label: `Releases of ${name}`, choices, hint };
}

type Parts = Pick<Turnover, "included" | "leftOut">;

function partsOf(about: About, kind: Kind, typed: Typed): Parts {
  const board = boardOf(about);
  const taken = board.filter(({ id }) => isTicked(typed, inKey(id)));
  const left = board.filter((one) => !taken.includes(one));
  return {
    included: taken.map(({ id, releases }) => ({
      id,
      releases: releases.filter((release) => isTicked(typed, carryKey(id, release))),
    })),
    leftOut: kind === "production" ? left.map(({ id }) => ({ id, reason: textIn(typed, whyName(id)) })) : [],
  };
}

/** What is included, with its releases; of what is not all are ticked, for when it is. */
function ticksFor(about: About, included: Turnover["included"]): readonly string[] {
  return boardOf(about).flatMap((one) => {
    const taken = included.find(({ id }) => id === one.id);
    const carried = (taken ?? one).releases.map((release) => carryKey(one.id, release));
    return taken ? [inKey(one.id), ...carried] : carried;
  });
}

/** Ids of the completed work items of what is included: only those are associated unless somebody says otherwise. */
function completedOf(about: About, included: Turnover["included"]): readonly number[] {
  const { workItems } = about.known.facts;
  if (workItems.kind === "failed") return [];
  const ids = boardOf(about)
    .filter(({ id }) => included.some((one) => one.id === id))
    .flatMap((one) => one.workItems);
  return [...new Set(ids)].filter((id) => {
    const category = workItems.value[id];
    return category !== undefined && category !== "removed" && isAsFarAs(category, "completed");
  });
}

const kinds: readonly Choice[] = [
  { value: "application", text: "Of application releases, to staging or testing" },
  { value: "production", text: "Of the whole train, to production" },
];

function kindIn(typed: Typed): Kind {
  return textIn(typed, "kind") === "production" ? "production" : "application";
}

function itemsField(about: About, typed: Typed): Field {
  const { workItems } = about.known.facts;
  const { included } = partsOf(about, kindIn(typed), typed);
  const number = counted(completedOf(about, included).length, "work item");
  const hint =
    workItems.kind === "failed" ? `The work items could not be read: ${workItems.why}` : `${number} by now.`;
  const choices = [{ value: "items", text: "Associate the completed work items of what it includes" }];
  return { look: "ticks", name: "workItems", label: "Work items", choices, hint };
}

/** A new turnover of the train. */
export function newForm(about: About): Form {
  const board = boardOf(about);
  const isLast = trainOf(about).phase === "production";
  const taken = isLast || board.length === 1 ? board : [];
  const id = about.newId();
  return {
    title: "New turnover",
    under: "It begins as a draft: tasks are added before it is delivered.",
    fields: (typed) => [
      { look: "choice", name: "kind", label: "Turnover", choices: kinds },
      heading,
      environmentField(about, kindIn(typed)),
      scheduled,
      ...partFields(about, kindIn(typed), typed),
      itemsField(about, typed),
    ],
    typed: {
      kind: isLast ? "production" : "application",
      ...ticked([...ticksFor(about, taken), "items"]),
    },
    button: "Create the turnover",
    said: "The turnover is created.",
    order: (typed) => {
      const kind = kindIn(typed);
      const parts = partsOf(about, kind, typed);
      if (textIn(typed, "environment") === "") return "Choose the environment.";
      return {
        of: "new",
        draft: { id, kind, ...headIn(typed), environment: textIn(typed, "environment"), ...parts },
        workItems: isTicked(typed, "items") ? completedOf(about, parts.included) : [],
      };
    },
  };
}

function headIn(typed: Typed, was?: Turnover): Pick<Turnover, "title" | "scheduled"> {
  const at = momentIn(typed, "scheduled", was?.scheduled);
  return { title: textIn(typed, "title"), ...(at === undefined ? {} : { scheduled: at }) };
}

/** Another title, another time, or other application releases of a turnover that is a draft. */
export function planForm(about: About, turnover: Turnover): Form {
  const { id, kind, leftOut, included } = turnover;
  const reasons = leftOut.map((one) => [whyName(one.id), one.reason] as const);
  return {
    title: `Change ${turnover.title}`,
    fields: (typed) => [heading, scheduled, ...partFields(about, kind, typed)],
    typed: {
      ...{ title: turnover.title, scheduled: fieldText(turnover.scheduled) },
      ...Object.fromEntries(reasons),
      ...ticked(ticksFor(about, included)),
    },
    button: "Save the turnover",
    said: "The turnover is changed.",
    order: (typed) => {
      const head = headIn(typed, turnover);
      if (turnover.scheduled !== undefined && head.scheduled === undefined)
        return "Say when it is to be deployed: it has a time, which cannot be taken away.";
      return { of: "turnover", id, act: { kind: "plan", ...head, ...partsOf(about, kind, typed) } };
    },
  };
}

/** The same artefacts and tasks for another environment. */
export function promoteForm(about: About, turnover: Turnover): Form {
  const id = about.newId();
  const taskIds = turnover.tasks.map(() => about.newId());
  return {
    title: `Promote ${turnover.title}`,
    under: "A new turnover with the same artefacts and tasks, for another environment.",
    fields: () => [heading, environmentField(about, "application"), scheduled],
    typed: { title: turnover.title },
    button: "Promote it",
    said: "It is promoted: the new turnover is a draft.",
    order: (typed) => {
      const environment = textIn(typed, "environment");
      if (environment === "") return "Choose the environment.";
      return { of: "promote", from: turnover.id, draft: { id, environment, taskIds, ...headIn(typed) } };
    },
  };
}
