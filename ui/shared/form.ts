import { type Instant, instant } from "../../core/model/instant.ts";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import type { Choice } from "./fields.tsx";
import type { Findable, Found } from "./find-field.tsx";
import { fieldMoment, fieldText } from "./time.ts";

/** What was typed, by the field's name. Several people, pipelines or numbers stand apart by spaces; what is ticked is `yes`. */
export type Typed = Readonly<Record<string, string>>;

/** One field of a form. `environment` and `pipelines` offer what the project has. */
export type Field = Readonly<{
  name: string;
  label: string;
  look:
    | "text"
    | "lines"
    | "moment"
    | "choice"
    | "tick"
    /** Boxes: each of the choices is a name of its own in what is typed. */
    | "ticks"
    | "person"
    | "people"
    | "environment"
    | "pipelines"
    /** Boxes for all that `find` finds, ticked until `leave <id>` is ticked in what is typed. */
    | "found";
  hint?: string;
  choices?: readonly Choice[];
  /** No more characters than these. */
  most?: number;
  /** What a field for text can be filled with, too. */
  find?: Finding;
}>;

/** Something that is looked for in Azure DevOps. */
export type Finding = Readonly<{
  words: string;
  hint: string;
  /** What is said where nothing is found. */
  none: string;
  /** The field takes several. */
  several?: boolean;
  search: (azure: AzureDevOps, text: string) => Promise<Found<Findable>>;
}>;

/** What every form of a train is decided from. `newId` gives a GUID that nothing has yet. */
export type AboutTrain = Readonly<{
  known: TrainKnown;
  now: Instant;
  newId: () => string;
  /** Why this page can do nothing at all; absent where it can. */
  cannot?: string;
}>;

/** A form of which an order comes. */
export type FormOf<A, O> = Readonly<{
  title: string;
  /** One line below the title. */
  under?: string;
  /** What begins to be shown depends on what was typed. */
  fields: (typed: Typed, about: A) => readonly Field[];
  /** What stands in the fields before anything is typed: what is stored, where the form changes it. */
  typed: Typed;
  /** What pressing the button does, in words. */
  button: string;
  danger?: boolean;
  /** It decides upon what the reader saw: where somebody else changed that, it is looked at again first. */
  asSeen?: boolean;
  /** What was typed as an order, or the sentence why it is none. */
  order: (typed: Typed, about: A) => O | string;
  /** What is said when it was done. */
  said: string;
}>;

/** Makes a form of what is known; nothing where what it is about is not there. */
export type Making<A, O> = (about: A) => FormOf<A, O> | undefined;

/** Makes a form of a thing that is looked for anew wherever the train is another one by then. */
export function formFor<A, O, T>(
  find: (about: A) => T | undefined,
  make: (found: T, about: A) => FormOf<A, O>,
): Making<A, O> {
  return (about) => {
    const found = find(about);
    return found === undefined ? undefined : make(found, about);
  };
}

/** Something that can be done: at once, or after a form. `because`: why it would be refused. */
export type OfferOf<A, O> = Readonly<{
  words: string;
  /** What a screen reader says, where the words alone do not say what it is about. */
  label?: string;
  because?: string;
  danger?: boolean;
}> &
  (Readonly<{ order: O; said: string }> | Readonly<{ form: Making<A, O> }>);

/** Texts of a train are no longer, in characters: what is longer cannot be read again. */
export const mostCharacters = { title: 400, note: 4000 } as const;

/** What a field holds, without the blanks around it. */
export function textIn(typed: Typed, name: string): string {
  return (typed[name] ?? "").trim();
}

/** Where in what is typed the name stands of something that was chosen for a field, beside its id in the field. */
export function nameKey(field: string, id: string): string {
  return `${field} ${id}`;
}

/** Whether a box is ticked. */
export function isTicked(typed: Typed, name: string): boolean {
  return typed[name] === "yes";
}

/** Boxes that are ticked, by their names. */
export function ticked(names: readonly string[]): Typed {
  return Object.fromEntries(names.map((name) => [name, "yes"]));
}

/** The moment that a field holds. A field knows no seconds: one that was not touched stays what it was. */
export function momentIn(typed: Typed, name: string, was?: Instant): Instant | undefined {
  const text = typed[name] ?? "";
  if (was !== undefined && text === fieldText(was)) return was;
  const moment = fieldMoment(text);
  return moment === undefined ? undefined : instant(moment);
}

/** A text that is no longer what it was; nothing where it is. */
export function changedText<K extends string>(
  name: K,
  { typed, was }: Readonly<{ typed: Typed; was: Typed }>,
): Readonly<Partial<Record<K, string>>> {
  const text = textIn(typed, name);
  const changes: Partial<Record<K, string>> = {};
  if (text !== textIn(was, name)) changes[name] = text;
  return changes;
}

/** The moments between which something lies, where they are no longer what they were; absent where one is missing. */
export function changedDates(
  typed: Typed,
  was: Readonly<{ from: Instant; to: Instant }>,
): Readonly<{ from?: Instant; to?: Instant }> | undefined {
  const [from, to] = [momentIn(typed, "from", was.from), momentIn(typed, "to", was.to)];
  if (from === undefined || to === undefined) return undefined;
  return { ...(from === was.from ? {} : { from }), ...(to === was.to ? {} : { to }) };
}

/** A whole number, 0 or more. */
export function numberIn(typed: Typed, name: string): number | undefined {
  const text = textIn(typed, name);
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

/** What stands apart by blanks or commas, each once. */
export function partsIn(typed: Typed, name: string): readonly string[] {
  return [
    ...new Set(
      textIn(typed, name)
        .split(/[\s,;]+/)
        .filter((part) => part !== ""),
    ),
  ];
}

/** Ids of work items or pull requests, typed with or without a number sign. Absent where something else stands there, too. */
export function idsIn(typed: Typed, name: string): readonly number[] | undefined {
  const parts = partsIn(typed, name).map((part) => part.replace(/^#/, ""));
  return parts.length > 0 && parts.every((part) => /^[1-9]\d{0,9}$/.test(part))
    ? parts.map(Number)
    : undefined;
}

/** `because`, where there is a reason. */
export function reasoned(because: string | undefined): Readonly<{ because?: string }> {
  return because === undefined ? {} : { because };
}

/** A field for a date and a time. */
export function moment(name: string, label: string, hint = "In your own time zone."): Field {
  return { name, label, look: "moment", hint };
}

/** A field for a name. */
export function title(name: string, label: string, hint?: string): Field {
  return { name, label, look: "text", most: mostCharacters.title, ...(hint === undefined ? {} : { hint }) };
}

/** A field for some sentences. */
export function note(name: string, label: string, hint?: string): Field {
  return { name, label, look: "lines", most: mostCharacters.note, ...(hint === undefined ? {} : { hint }) };
}
