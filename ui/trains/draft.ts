import type { NewTrain } from "../../core/acts/trains.ts";
import { type Instant, instant } from "../../core/model/instant.ts";
import type { Reading } from "../../core/model/reading.ts";
import { type Doing, isRefused } from "../../core/model/train/refused.ts";
import type { Roles } from "../../core/model/train/role.ts";
import { type GateName, gateNames } from "../../core/model/train/stage-gate.ts";
import { newTrain, trainFromTemplate, type TrainTemplate } from "../../core/model/train/template.ts";
import { bareGates, type Train, type TrainType } from "../../core/model/train/train.ts";
import { fieldMoment, fieldText } from "../shared/time.ts";

/** What a person has typed of a new train. Moments are what the browser's fields hold, in the reader's own zone. */
export type Draft = Readonly<{
  /** Id of what it begins with; empty: with nothing. */
  template: string;
  title: string;
  type: TrainType;
  manager: string;
  purpose: string;
  from: string;
  to: string;
  /** The gates that were moved by hand; the others stand where they are proposed. */
  gates: Readonly<Partial<Record<GateName, string>>>;
}>;

const day = 86_400_000;
const proposedDays = 56;

/** A train that begins now and is led by who makes it. */
export function newDraft(now: Instant, me: string, template: string): Draft {
  const to = instant(now + proposedDays * day);
  const empty = { title: "", purpose: "", gates: {} };
  return { ...empty, template, type: "minor", manager: me, from: fieldText(now), to: fieldText(to) };
}

function momentOf(text: string): Instant | undefined {
  const typed = fieldMoment(text);
  return typed === undefined ? undefined : instant(typed);
}

/** Where a gate stands: where it was put, or so that all phases are of one length, the last gate at the end. */
export function gateText({ gates, from, to }: Draft, name: GateName): string {
  const put = gates[name];
  if (put !== undefined) return put;
  const [first, last] = [momentOf(from), momentOf(to)];
  if (first === undefined || last === undefined) return "";
  const part = (gateNames.indexOf(name) + 1) / gateNames.length;
  return fieldText(first + (last - first) * part);
}

/** What new trains are weighed against. `id`: that of the new one. */
export type Given = Readonly<{
  id: string;
  templates: Reading<Readonly<{ kept: readonly Readonly<{ value: TrainTemplate }>[] }>>;
  doing: Doing;
  roles: Roles;
}>;

/** Why it cannot be made, or what is made and how it will look. */
export type Weighed = Readonly<{ because?: string; wanted?: NewTrain; train?: Train }>;

/** Weighs what was typed by the rules that hold when it is stored. */
export function weighed(draft: Draft, given: Given): Weighed {
  const wanted = wantedOf(draft, given);
  if (typeof wanted === "string") return { because: wanted };
  const { doing, roles } = given;
  // The number comes when it is stored: no rule asks for it.
  const number = 1;
  const train =
    "template" in wanted
      ? trainFromTemplate(wanted.template, { ...wanted.draft, number }, doing, roles)
      : newTrain({ ...wanted.draft, number }, doing, roles);
  return isRefused(train) ? { because: train.refused } : { wanted, train };
}

function wantedOf(draft: Draft, { id, templates }: Given): NewTrain | string {
  const from = momentOf(draft.from);
  if (from === undefined) return "Say when the train begins.";
  const head = { id, from, manager: draft.manager, title: draft.title.trim() };
  if (draft.template === "") return fromScratch(draft, head);
  if (templates.kind === "failed") return `The templates could not be read: ${templates.why}`;
  const template = templates.value.kept.find(({ value }) => value.id === draft.template)?.value;
  return template ? { template, draft: head } : "The template is not there any more: choose another one.";
}

function fromScratch(
  draft: Draft,
  head: Pick<Train, "id" | "title" | "manager" | "from">,
): NewTrain | string {
  const to = momentOf(draft.to);
  if (to === undefined) return "Say when the train ends.";
  const [scoping, development, qa, production] = gateNames.map((name) => momentOf(gateText(draft, name)));
  if (scoping === undefined || development === undefined || qa === undefined || production === undefined) {
    return "Give every gate a date.";
  }
  const gates = bareGates({ scoping, development, qa, production });
  return { draft: { ...head, to, gates, type: draft.type, purpose: draft.purpose.trim() } };
}
