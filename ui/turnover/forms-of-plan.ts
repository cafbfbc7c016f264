import type { ReleaseId } from "../../core/model/release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { isAsFarAs } from "../../core/model/train/exit-criterion.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import { classWords, counted } from "../../core/model/words.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldText } from "../shared/time.ts";
import { type Field, type Form, isTicked, momentIn, mostCharacters, textIn, type Typed } from "./form.ts";
import { type About, boardOf, releaseName, trainOf } from "./order.ts";

type Kind = Turnover["kind"];

const title = { look: "text", name: "title", label: "Title", most: mostCharacters.title } as const;
const scheduled = {
  look: "moment",
  name: "scheduled",
  label: "To be deployed",
  hint: "Not before then. In your own time zone.",
} as const;

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
const carryKey = (id: string, release: ReleaseId): string => `carry ${id} ${release}`;
const whyName = (id: string): string => `why ${id}`;

function partFields(about: About, kind: Kind, typed: Typed): readonly Field[] {
  const board = boardOf(about);
  const boxes = board.map((one) => ({ key: inKey(one.id), text: one.title }));
  return [
    { look: "ticks", label: "Application releases", boxes },
    ...board.flatMap((one) => {
      if (isTicked(typed, inKey(one.id))) return [carriedField(about, one)];
      return kind === "production" ? [whyField(one)] : [];
    }),
  ];
}

function whyField({ id, title }: ApplicationRelease): Field {
  const label = `Why ${title} is left out`;
  return { look: "text", name: whyName(id), label, most: mostCharacters.note };
}

function carriedField(about: About, { id, title, releases }: ApplicationRelease): Field {
  const boxes = releases.map((one) => ({ key: carryKey(id, one), text: releaseName(about, one) }));
  const hint = boxes.length === 0 ? "It carries none yet: choose some on the train's page." : "";
  return { look: "ticks", label: `Releases of ${title}`, boxes, hint };
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
  const boxes = [{ key: "items", text: "Associate the completed work items of what it includes" }];
  return { look: "ticks", label: "Work items", boxes, hint };
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
      title,
      environmentField(about, kindIn(typed)),
      scheduled,
      ...partFields(about, kindIn(typed), typed),
      itemsField(about, typed),
    ],
    typed: {
      texts: { kind: isLast ? "production" : "application" },
      ticks: [...ticksFor(about, taken), "items"],
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
    fields: (typed) => [title, scheduled, ...partFields(about, kind, typed)],
    typed: {
      texts: {
        title: turnover.title,
        scheduled: fieldText(turnover.scheduled),
        ...Object.fromEntries(reasons),
      },
      ticks: ticksFor(about, included),
    },
    button: "Save the turnover",
    said: "The turnover is changed.",
    order: (typed) => ({
      of: "turnover",
      id,
      act: { kind: "plan", ...headIn(typed, turnover), ...partsOf(about, kind, typed) },
    }),
  };
}

/** The same artefacts and tasks for another environment. */
export function promoteForm(about: About, turnover: Turnover): Form {
  const id = about.newId();
  const taskIds = turnover.tasks.map(() => about.newId());
  return {
    title: `Promote ${turnover.title}`,
    under: "A new turnover with the same artefacts and tasks, for another environment.",
    fields: () => [title, environmentField(about, "application"), scheduled],
    typed: { texts: { title: turnover.title }, ticks: [] },
    button: "Promote it",
    said: "It is promoted: the new turnover is a draft.",
    order: (typed) => {
      const environment = textIn(typed, "environment");
      if (environment === "") return "Choose the environment.";
      return { of: "promote", from: turnover.id, draft: { id, environment, taskIds, ...headIn(typed) } };
    },
  };
}
