import { quoted } from "../../core/model/defuse.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { CriterionResult } from "../../core/model/train/evaluate-criterion.ts";
import { dueOf, type CriterionCheck, type ExitCriterion } from "../../core/model/train/exit-criterion.ts";
import { evaluateGate } from "../../core/model/train/pass-gate.ts";
import type { StageGate } from "../../core/model/train/stage-gate.ts";
import { gateOfPhase, type Train } from "../../core/model/train/train.ts";
import { dateOf, duration } from "../shared/time.ts";
import type { Sign } from "../shared/icons.tsx";
import { gateTitles, phaseWords } from "../shared/train-words.ts";
import { trainOf, whoIs } from "../shared/train-known.ts";
import { formFor } from "../shared/form.ts";
import { type About, gateNow, type Offer } from "./about.ts";
import { factsNow, type Order } from "./order.ts";
import { type LevelRow, levelRow } from "./approvals.ts";
import { approvalsForm } from "./forms-of-gate.ts";
import { moveGateForm, reopenGateForm, tickForm } from "./forms-of-gate.ts";
import { categoryWords, criterionForm } from "./forms-of-criterion.ts";
import { formOffer, onTrain, orderOffer } from "./train.ts";

/** One exit criterion as a line. */
export type CriterionRow = Readonly<{
  id: string;
  text: string;
  /** What it asks for, in words. */
  asks: string;
  state: Readonly<{ sign: Sign; words: string }>;
  evidence: string;
  /** When it was counted. */
  on: Instant;
  owner: string;
  due: Instant;
  late?: string;
  offers: readonly Offer[];
}>;

/** One gate as a card. */
export type GateCard = Readonly<{
  name: string;
  title: string;
  ends: string;
  date: Instant;
  late?: string;
  isCurrent: boolean;
  state: Readonly<{ sign: Sign; words: string }>;
  criteria: readonly CriterionRow[];
  /** In words, a milestone each. */
  milestones: readonly string[];
  levels: readonly LevelRow[];
  returned: readonly Readonly<{ on: Instant; words: string; comment: string }>[];
  offers: readonly Offer[];
  addCriterion: Offer;
  approvalOffers: readonly Offer[];
  complete?: Offer;
}>;

const stateOf: Readonly<Record<CriterionResult["state"], CriterionRow["state"]>> = {
  met: { sign: "ok", words: "Met" },
  notMet: { sign: "bad", words: "Not met" },
  notKnown: { sign: "unknown", words: "Not known" },
};

type Check<K extends CriterionCheck["kind"]> = Extract<CriterionCheck, { kind: K }>;
type Asking = { readonly [K in CriterionCheck["kind"]]: (check: Check<K>, about: About) => string };

const asking: Asking = {
  query: ({ query, name = query, atMost }) => `The query ${quoted(name)} finds at most ${atMost}`,
  tests: ({ run, percent }) => `${percent} % of the tests of run ${run} pass`,
  deployed: ({ release, environment, hours }) => `${release} is current in ${environment} for ${hours} h`,
  approved: ({ person, about }, page) => `${whoIs(page, person)} approves: ${about}`,
  workItems: ({ category }) =>
    `All associated work items are ${categoryWords[category].toLowerCase()} or further`,
  pullRequests: ({ repository, ids }) =>
    `Pull requests ${ids.map((id) => `#${id}`).join(", ")} of ${repository} are completed`,
  manual: () => "Somebody ticks it",
};

function asksOf<K extends CriterionCheck["kind"]>(check: Check<K>, about: About): string {
  const kind: K = check.kind;
  return asking[kind](check, about);
}

function lateness(date: Instant, now: Instant): Readonly<{ late?: string }> {
  return date < now ? { late: duration(now - date) } : {};
}

/** What a complete gate was found to be stays; an open one shows what is so now. */
function resultsOf(gate: StageGate, about: About): ReadonlyMap<string, CriterionResult> {
  const found = gate.completed?.evidence ?? evaluateGate(gate, factsNow(about.known, about.now));
  return new Map(found.map((one) => [one.criterion, one]));
}

const unknownResult = { state: "notKnown", evidence: "It was not read" } as const;

function criterionRow(
  criterion: ExitCriterion,
  gate: StageGate,
  about: About,
): Omit<CriterionRow, "state" | "evidence" | "on"> {
  const { id, text, owner, check } = criterion;
  const due = dueOf(criterion, gate.date);
  return {
    ...{ id, text, due, owner: whoIs(about, owner), asks: asksOf(check, about) },
    offers: criterionOffers(criterion, about),
  };
}

function criteriaOf(gate: StageGate, about: About): readonly CriterionRow[] {
  const results = resultsOf(gate, about);
  return gate.criteria.map((criterion) => {
    const { state, evidence, on } = results.get(criterion.id) ?? { ...unknownResult, on: about.now };
    const row = criterionRow(criterion, gate, about);
    const late = state === "met" || gate.passed !== undefined ? {} : lateness(row.due, about.now);
    return { ...row, state: stateOf[state], evidence, on, ...late };
  });
}

function criterionOffers(criterion: ExitCriterion, about: About): readonly Offer[] {
  const { id, text, check } = criterion;
  const found = (now: About): ExitCriterion | undefined =>
    trainOf(now)
      .gates.flatMap(({ criteria }) => criteria)
      .find((one) => one.id === id);
  const tick = onTrain({ kind: "tickCriterion", criterion: id, evidence: "x" });
  const remove = onTrain({ kind: "removeCriterion", criterion: id });
  const ask: Order = { of: "askPerson", criterion: id };
  const gone = "The exit criterion is removed.";
  return [
    ...(check.kind === "approved" && criterion.item === undefined
      ? [orderOffer("Ask", about, { order: ask, said: "The person is asked.", label: `Ask about ${text}` })]
      : []),
    ...(check.kind === "manual"
      ? [formOffer("Tick…", about, { probe: tick, label: `Tick… ${text}`, form: formFor(found, tickForm) })]
      : []),
    orderOffer("Remove", about, { order: remove, said: gone, label: `Remove ${text}` }),
  ];
}

function gateState(gate: StageGate, isCurrent: boolean, about: About): GateCard["state"] {
  const { completed, passed } = gate;
  if (passed !== undefined) return { sign: "ok", words: `Passed, by ${whoIs(about, passed.by)}` };
  if (completed !== undefined) {
    return { sign: "waiting", words: `Complete, by ${whoIs(about, completed.by)}; waits for approval` };
  }
  return isCurrent
    ? { sign: "running", words: "Open: the train stands here" }
    : { sign: "none", words: "To come" };
}

const phaseOf = {
  scoping: "scoping",
  development: "construction",
  qa: "verification",
  production: "production",
} as const;

function gateCard(gate: StageGate, about: About): GateCard {
  const train = about.known.whole.train.value;
  const { name, date, approvals, returned } = gate;
  const isCurrent = gateOfPhase(train.phase) === name;
  return {
    ...{ name, date, isCurrent, title: gateTitles[name] },
    ends: `ends ${phaseWords[phaseOf[name]].toLowerCase()}`,
    ...(gate.passed === undefined ? lateness(date, about.now) : {}),
    state: gateState(gate, isCurrent, about),
    criteria: criteriaOf(gate, about),
    milestones: train.milestones.filter((one) => one.gate === name).map((one) => milestoneWords(one, about)),
    levels: approvals.map((_, at) => levelRow(gate, at, about)),
    returned: returned.map(({ by, on, level, comment }) => ({
      ...{
        on,
        comment,
        words: `${level === 0 ? "Opened again" : `Level ${level} rejected`} by ${whoIs(about, by)}`,
      },
    })),
    ...gateOffers(gate, isCurrent, about),
  };
}

type Offers = Pick<GateCard, "offers" | "addCriterion" | "approvalOffers" | "complete">;

function gateOffers(gate: StageGate, isCurrent: boolean, about: About): Offers {
  const { name, date, completed } = gate;
  const title = gateTitles[name];
  const { id, manager: owner } = about.known.whole.train.value;
  const criterion = { id, text: "x", owner, daysBefore: 0, check: { kind: "manual" } } as const;
  const complete = orderOffer("Complete the gate", about, {
    ...{ order: onTrain({ kind: "completeGate", gate: name }), label: `Complete the ${title}` },
    said: `The ${title} is complete.`,
  });
  return {
    offers: [
      formOffer("Move…", about, {
        ...{ probe: onTrain({ kind: "moveGate", gate: name, date }), label: `Move… the ${title}` },
        form: formFor(gateNow(name), moveGateForm),
      }),
    ],
    addCriterion: formOffer("Add exit criterion…", about, {
      probe: onTrain({ kind: "addCriterion", gate: name, criterion }),
      ...{ label: `Add exit criterion… to the ${title}`, form: formFor(gateNow(name), criterionForm) },
    }),
    approvalOffers: approvalOffers(gate, about),
    ...(isCurrent && completed === undefined ? { complete } : {}),
  };
}

function approvalOffers(gate: StageGate, about: About): readonly Offer[] {
  const { name, approvals, completed, passed } = gate;
  const title = gateTitles[name];
  const ask = orderOffer("Ask the approvers", about, {
    ...{ order: { of: "ask", gate: name }, said: "The approvers are asked." },
    label: `Ask the approvers of the ${title}`,
  });
  const reopen = formOffer("Open again…", about, {
    probe: onTrain({ kind: "reopenGate", gate: name, reason: "x" }),
    ...{ label: `Open again… the ${title}`, form: () => reopenGateForm(gate) },
  });
  const waits = completed !== undefined && passed === undefined;
  return [
    formOffer("Set approvals…", about, {
      probe: onTrain({ kind: "setApprovals", gate: name, levels: approvals }),
      ...{ label: `Set approvals… of the ${title}`, form: formFor(gateNow(name), approvalsForm) },
    }),
    ...(waits ? [ask, reopen] : []),
  ];
}

function milestoneWords(milestone: Train["milestones"][number], about: About): string {
  const { name, date, reached, inherit } = milestone;
  if (inherit) return `${name} (${dateOf(date)}, of every application release)`;
  const state = reached === undefined ? "not reached" : `reached by ${whoIs(about, reached.by)}`;
  return `${name} (${dateOf(date)}, ${state})`;
}

/** The four gates in their order. */
export function gateCards(about: About): readonly GateCard[] {
  return about.known.whole.train.value.gates.map((gate) => gateCard(gate, about));
}
