import { type Instant, instant } from "../../core/model/instant.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldMoment, fieldText } from "../shared/time.ts";
import type { About } from "./about.ts";
import type { Order } from "./order.ts";

/** What was typed, by the field's name. Several people, pipelines or numbers stand apart by spaces. */
export type Typed = Readonly<Record<string, string>>;

/** One field of a form. `environment` and `pipelines` offer what the project has. */
export type Field = Readonly<{
  name: string;
  label: string;
  look: "text" | "lines" | "moment" | "choice" | "tick" | "person" | "people" | "environment" | "pipelines";
  hint?: string;
  choices?: readonly Choice[];
  /** No more characters than these. */
  most?: number;
}>;

/** A form of which an order comes. */
export type Form = Readonly<{
  title: string;
  /** One line below the title. */
  under?: string;
  /** What begins to be shown depends on what was typed. */
  fields: (typed: Typed, about: About) => readonly Field[];
  typed: Typed;
  /** What pressing the button does, in words. */
  button: string;
  danger?: boolean;
  /** What was typed as an order, or the sentence why it is none. */
  order: (typed: Typed, about: About) => Order | string;
  /** What is said when it was done. */
  said: string;
}>;

/** Something that can be done: at once, or after a form. `because`: why it would be refused. */
export type Offer = Readonly<{
  words: string;
  /** What a screen reader says, where the words alone do not say what it is about. */
  label?: string;
  because?: string;
  danger?: boolean;
}> &
  (Readonly<{ order: Order; said: string }> | Readonly<{ form: () => Form }>);

/** Texts of a train are no longer, in characters: what is longer cannot be read again. */
export const mostCharacters = { title: 400, note: 4000 } as const;

/** What a field holds, without the blanks around it. */
export function textIn(typed: Typed, name: string): string {
  return (typed[name] ?? "").trim();
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
