import type { WholeTrain } from "../../core/acts/train-documents.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Roles } from "../../core/model/train/role.ts";
import { onBoard } from "../../core/model/train/application-release.ts";
import { dueOf } from "../../core/model/train/exit-criterion.ts";
import { milestonesOf } from "../../core/model/train/milestone.ts";
import { gateWords, type StageGate } from "../../core/model/train/stage-gate.ts";
import { gateOf, gateOfPhase, type Train } from "../../core/model/train/train.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import { levelThatWaits } from "../../core/model/train/waiting-decision.ts";
import type { Place } from "../shared/route.ts";
import { dated, type Next } from "./trains.ts";

/** Something that waits for the reader. */
export type Mine = Pick<Next, "words" | "late"> &
  Readonly<{
    key: string;
    /** The number and title of its train. */
    train: string;
    to: Place;
    at?: Instant;
    /** The work item on which it is decided or done. */
    item?: number;
  }>;

type Found = Readonly<{ key: string; words: string; at?: Instant | undefined; item?: number | undefined }>;

function mineIn({ number, title }: Train, found: Found, { now, to }: { now: Instant; to?: Place }): Mine {
  const { key, words, at, item } = found;
  return {
    ...(at === undefined ? { words } : dated(words, at, now)),
    key: `${number} ${key}`,
    train: `#${number} ${title}`,
    to: to ?? { view: "train", train: number, tab: "plan" },
    ...(item === undefined ? {} : { item }),
  };
}

function earliestFirst(mine: readonly Mine[]): readonly Mine[] {
  return [...mine].sort((a, b) => (a.at ?? Infinity) - (b.at ?? Infinity));
}

function openGate(train: Train): StageGate | undefined {
  const name = gateOfPhase(train.phase);
  const gate = name && gateOf(train, name);
  return gate?.completed === undefined && gate?.passed === undefined ? gate : undefined;
}

/** What the trains' own documents say that the reader is waited for, the earliest first. */
export function mineOf(trains: readonly Train[], me: string, now: Instant): readonly Mine[] {
  const mine = trains.flatMap((train) => {
    const gate = openGate(train);
    const found = gate ? [...ticks(gate, me), ...milestones(train, gate, me)] : approval(train, me);
    return found.map((one) => mineIn(train, one, { now }));
  });
  return earliestFirst(mine);
}

function approval(train: Train, me: string): readonly Found[] {
  const waits = levelThatWaits(train);
  if (waits === undefined) return [];
  const gate = gateOf(train, waits.gate);
  const level = gate?.approvals[waits.level - 1];
  if (!gate || !level?.approvers.includes(me)) return [];
  const words = `Decide the ${level.kind} approval of the ${gateWords(gate.name)}, level ${waits.level} of ${gate.approvals.length}`;
  const item = level.items?.find(({ person }) => person === me)?.item;
  return [{ key: `level ${waits.level}`, words, at: gate.date, item }];
}

function ticks({ date, criteria }: StageGate, me: string): readonly Found[] {
  return criteria
    .filter(({ owner, check, tick }) => owner === me && check.kind === "manual" && tick === undefined)
    .map((one) => ({ key: one.id, words: `Tick the exit criterion “${one.text}”`, at: dueOf(one, date) }));
}

function milestones(train: Train, { name }: StageGate, me: string): readonly Found[] {
  return train.milestones
    .filter((one) => !one.inherit && one.owner === me && one.gate === name && one.reached === undefined)
    .map(({ id, name: words, date }) => ({ key: id, words: `Reach the milestone “${words}”`, at: date }));
}

/** A train with what travels on it. */
export type Travelling = Readonly<{ train: Train }> & Pick<WholeTrain, "releases" | "turnovers">;

type Reader = Readonly<{ me: string; roles: Roles; now: Instant }>;

/** What waits for the reader on turnovers and application releases, the earliest first. */
export function mineTravelling(all: readonly Travelling[], reader: Reader): readonly Mine[] {
  const mine = all.flatMap(({ train, releases, turnovers }) => [
    ...turnovers.kept.flatMap(({ value }) => inTurnover(train, value, reader)),
    ...onBoard(releases.kept.map(({ value }) => value)).flatMap((release) => {
      const gate = openGate(train);
      const to: Place = { view: "train", train: train.number, tab: "releases" };
      return milestonesOf(train, release)
        .filter((one) => one.owner === reader.me && one.gate === gate?.name && one.reached === undefined)
        .map(({ id, name, date }) => {
          const words = `Reach the milestone “${name}” of ${release.title}`;
          return mineIn(train, { key: `${release.id} ${id}`, words, at: date }, { now: reader.now, to });
        });
    }),
  ]);
  return earliestFirst(mine);
}

function inTurnover(train: Train, turnover: Turnover, { me, roles, now }: Reader): readonly Mine[] {
  const { id, title, state, scheduled: at, items = [], tasks } = turnover;
  const to: Place = { view: "turnover", train: train.number, turnover: id };
  const asked = items.find(({ person }) => person === me)?.item;
  const acceptance =
    state === "delivered" && roles.releaseEngineer.people.includes(me)
      ? [{ key: id, words: `Accept or reject the turnover “${title}”`, at, item: asked }]
      : [];
  const doable = state === "deploying" ? tasks : [];
  const mine = doable
    .filter((task) => task.owner === me && task.state === "actionable")
    .map((task) => ({ key: task.id, words: `Do the deployment task “${task.title}”`, at, item: task.item }));
  return [...acceptance, ...mine].map((one) => mineIn(train, one, { now, to }));
}
