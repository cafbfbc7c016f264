import type { Instant } from "../../core/model/instant.ts";
import type { StageGate } from "../../core/model/train/stage-gate.ts";
import type { TrainApproval } from "../../core/model/train/train-approval.ts";
import type { Sign } from "../shared/icons.tsx";
import { gateTitles } from "../shared/train-words.ts";
import { whoIs } from "../shared/train-known.ts";
import { formFor } from "../shared/form.ts";
import { type About, gateNow, type Offer } from "./about.ts";
import { decideForm } from "./forms-of-gate.ts";
import { formOffer } from "./train.ts";

/** A work item that stands for a decision. */
export type ItemLink = Readonly<{ id: number; words: string; url?: string }>;

/** One level of approval. */
export type LevelRow = Readonly<{
  level: number;
  kind: string;
  approvers: string;
  state: Readonly<{ sign: Sign; words: string }>;
  on?: Instant;
  comment?: string;
  items: readonly ItemLink[];
  offers: readonly Offer[];
}>;

const kindWords: Readonly<Record<TrainApproval["kind"], string>> = {
  development: "Development",
  train: "Train",
  executive: "Executive",
};

function itemsOf({ items = [] }: TrainApproval, about: About): readonly ItemLink[] {
  const reading = about.known.items;
  const all = reading.kind === "read" ? reading.value : [];
  return items.map(({ person, item }) => {
    const found = all.find(({ id }) => id === item);
    const state = found?.state ?? (reading.kind === "read" ? "not visible to you" : "not read");
    const url = found === undefined ? {} : { url: found.webUrl };
    return { id: item, words: `#${item}, ${whoIs(about, person)}: ${state}`, ...url };
  });
}

function levelState(gate: StageGate, at: number, about: About): Pick<LevelRow, "state" | "on" | "comment"> {
  const approval = gate.approvals[at];
  if (approval?.approved !== undefined) {
    const { by, on, comment } = approval.approved;
    return { state: { sign: "ok", words: `Approved by ${whoIs(about, by)}` }, on, comment };
  }
  if (gate.completed === undefined)
    return { state: { sign: "none", words: "Comes when the gate is complete" } };
  const next = gate.approvals.findIndex(({ approved }) => approved === undefined);
  if (next < at) return { state: { sign: "none", words: `Waits for level ${next + 1}` } };
  const words = approval?.items === undefined ? "Waits; nobody was asked yet" : "Waits for one of them";
  return { state: { sign: "waiting", words } };
}

const noApproval: TrainApproval = { kind: "train", approvers: [] };

/** One level, and who decides it. */
export function levelRow(gate: StageGate, at: number, about: About): LevelRow {
  const approval = gate.approvals[at] ?? noApproval;
  const { kind, approvers } = approval;
  const level = at + 1;
  const decide = (approve: boolean, words: string): Offer =>
    formOffer(words, about, {
      probe: { of: "decide", gate: gate.name, level, approve, comment: "x" },
      label: `${words} level ${level} of the ${gateTitles[gate.name]}`,
      form: formFor(gateNow(gate.name), (found) => decideForm(found, level, approve)),
    });
  const waits = gate.completed !== undefined && gate.passed === undefined && approval.approved === undefined;
  return {
    ...{ level, kind: kindWords[kind], approvers: approvers.map((id) => whoIs(about, id)).join(", ") },
    ...levelState(gate, at, about),
    items: itemsOf(approval, about),
    offers: waits ? [decide(true, "Approve…"), decide(false, "Reject…")] : [],
  };
}
