import { type Instant, instant } from "../../core/model/instant.ts";
import type { Choice } from "../shared/fields.tsx";
import { fieldMoment, fieldText } from "../shared/time.ts";
import { type About, type Order, refusalOf } from "./order.ts";

/** What was typed, by the field's name, and which boxes are ticked. */
export type Typed = Readonly<{ texts: Readonly<Record<string, string>>; ticks: readonly string[] }>;

/** One field of a form, or boxes to tick. */
export type Field =
  | Readonly<{
      look: "text" | "lines" | "moment" | "choice";
      name: string;
      label: string;
      hint?: string;
      choices?: readonly Choice[];
      /** No more characters than these. */
      most?: number;
    }>
  | Readonly<{
      look: "ticks";
      label: string;
      hint?: string;
      boxes: readonly Readonly<{ key: string; text: string }>[];
    }>;

/** A form of which an order comes. */
export type Form = Readonly<{
  title: string;
  /** One line below the title. */
  under?: string;
  fields: (typed: Typed) => readonly Field[];
  typed: Typed;
  /** What pressing the button does, in words. */
  button: string;
  danger?: boolean;
  /** What was typed as an order, or the sentence why it is none. */
  order: (typed: Typed) => Order | string;
  /** What is said when it was done. */
  said: string;
}>;

/** Something that can be done: at once, or after a form. `because`: why it would be refused. */
export type Offer = Readonly<{ words: string; label?: string; because?: string; danger?: boolean }> &
  (Readonly<{ order: Order; said: string }> | Readonly<{ form: () => Form }>);

/** Texts of a train are no longer, in characters: what is longer cannot be read again. */
export const mostCharacters = { title: 400, note: 4000 } as const;

/** A form with nothing typed and nothing ticked. */
export const untouched: Typed = { texts: {}, ticks: [] };

/** What a field holds, without the blanks around it. */
export function textIn({ texts }: Typed, name: string): string {
  return (texts[name] ?? "").trim();
}

/** Whether a box is ticked. */
export function isTicked({ ticks }: Typed, key: string): boolean {
  return ticks.includes(key);
}

/** The moment that a field holds. A field knows no seconds: one that was not touched stays what it was. */
export function momentIn({ texts }: Typed, name: string, was?: Instant): Instant | undefined {
  const text = texts[name] ?? "";
  if (was !== undefined && text === fieldText(was)) return was;
  const moment = fieldMoment(text);
  return moment === undefined ? undefined : instant(moment);
}

/** Why the form cannot be sent as it stands; absent where it can. */
export function whyNot(form: Form, typed: Typed, about: About): string | undefined {
  const order = form.order(typed);
  return typeof order === "string" ? order : refusalOf(about, order);
}

/** `because`, where the order would be refused. */
export function becauseOf(about: About, order: Order): Readonly<{ because?: string }> {
  const because = refusalOf(about, order);
  return because === undefined ? {} : { because };
}
