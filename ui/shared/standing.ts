import type { Person } from "../../core/model/person.ts";
import type { Desk, Meanwhile } from "./doing.ts";
import { type AboutTrain, type Field, type FormOf, type Making, partsIn, type Typed } from "./form.ts";
import { type Clash, merged } from "./merge.ts";
import type { Offered } from "./offered.ts";
import { exactTime, fieldMoment } from "./time.ts";

/** A form as it stands: of what it was made, what is typed by now, and what somebody else did meanwhile. */
export type Standing<A, O> = Readonly<{
  form: FormOf<A, O>;
  about: A;
  typed: Typed;
  /** What somebody else did, a sentence each; absent where nothing is in the way. */
  told?: readonly string[];
  clashes: readonly Clash[];
  /** Why it cannot be sent. `look`: before the reader has looked; `gone`: what it is about is not there any more. */
  halt?: "look" | "gone";
}>;

const haltWords = {
  look: "Reload first, and look at what it is now.",
  gone: "What it is about is not there any more: go back, and look at the train.",
} as const;

/** The form made anew of what is known now, with what both made of its fields. */
export function broughtUp<A extends AboutTrain, O>(
  { form, about, typed }: Standing<A, O>,
  make: Making<A, O>,
  { told, known }: Meanwhile,
): Standing<A, O> {
  if (known === undefined) return { form, about, typed, told, clashes: [] };
  // The clock stands: nothing but what somebody did may make another default.
  const now = { ...about, known };
  const again = make(now);
  if (again === undefined) return { form, about, typed, told, clashes: [], halt: "gone" };
  const both = { form: again, about: now, told, ...merged(form.typed, again.typed, typed) };
  return form.asSeen === true ? { ...both, halt: "look" } : both;
}

/** The order, where nothing stands against it; else the sentence that does. */
export function orderIn<A extends AboutTrain, O>(
  { form, about, typed, clashes, halt }: Standing<A, O>,
  { refusal }: Pick<Desk<A, O>, "refusal">,
  now: AboutTrain["now"],
): Readonly<{ order: O }> | string {
  if (halt !== undefined) return haltWords[halt];
  if (clashes.length > 0) return "Choose first what becomes of each field that both of you changed.";
  const order = form.order(typed, { ...about, now });
  if (typeof order === "string") return order;
  return refusal({ ...about, now }, order) ?? { order };
}

/** One field of which both made something else is decided. */
export function decided<A, O>(
  standing: Standing<A, O>,
  { name, theirs }: Clash,
  taken: "theirs" | "mine",
): Standing<A, O> {
  const clashes = standing.clashes.filter((one) => one.name !== name);
  const typed = taken === "theirs" ? { ...standing.typed, [name]: theirs } : standing.typed;
  return withoutPast({ ...standing, typed, clashes });
}

/** The reader has looked at what somebody else did. */
export function looked<A, O>({ halt: _, ...standing }: Standing<A, O>): Standing<A, O> {
  return withoutPast(standing);
}

/** What somebody else did is in the way until it was looked at, and all clashes are decided. */
function withoutPast<A, O>({ told, ...standing }: Standing<A, O>): Standing<A, O> {
  const isOver = standing.halt === undefined && standing.clashes.length === 0;
  return isOver || told === undefined ? standing : { ...standing, told };
}

/** A field of which both made something else, in words. */
export type ClashRow = Readonly<{ clash: Clash; label: string; was: string; theirs: string; mine: string }>;

type Naming = Readonly<{ people: readonly Person[]; offered: Offered }>;

/** The fields of which both made something else. */
export function clashRows<A extends AboutTrain, O>(
  { form, about, typed, clashes }: Standing<A, O>,
  naming: Naming,
): readonly ClashRow[] {
  const theirs = { ...typed, ...Object.fromEntries(clashes.map((one) => [one.name, one.theirs])) };
  // A field that one of them has done away with stands with the other.
  const fields = [...form.fields(typed, about), ...form.fields(theirs, about)];
  return clashes.map((clash) => {
    const { name } = clash;
    const field = fields.find((one) => one.name === name) ?? { name, label: name, look: "text" };
    const say = (value: string): string => valueWords(field, value, naming) || "nothing";
    return {
      ...{ clash, label: field.label, was: say(clash.was), theirs: say(clash.theirs) },
      mine: say(typed[name] ?? ""),
    };
  });
}

function valueWords({ look, choices = [] }: Field, value: string, { people, offered }: Naming): string {
  const at = look === "moment" ? fieldMoment(value) : undefined;
  if (at !== undefined) return exactTime(at);
  const parts = look === "people" || look === "pipelines" ? partsIn({ value }, "value") : [value];
  const names = [
    ...choices,
    ...offered.pipelines,
    ...people.map(({ id, name }) => ({ value: id, text: name })),
  ];
  const isNamed = look !== "text" && look !== "lines";
  return parts.map((part) => (isNamed && names.find((one) => one.value === part)?.text) || part).join(", ");
}
