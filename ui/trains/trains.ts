import type { Person } from "../../core/model/person.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { Phase } from "../../core/model/train/application-release.ts";
import { permissionFault, permissions, type Roles } from "../../core/model/train/role.ts";
import { gateOf, gateOfPhase, hasEnded, type Train } from "../../core/model/train/train.ts";
import { gateTitles, noDigests, phaseWords, typeWords } from "../shared/train-words.ts";
import { duration } from "../shared/time.ts";

/** What comes next on a train. `late`: by how much, where its date has gone by. */
export type Next = Readonly<{ words: string; at: Instant; late?: string }>;

/** One train as a line. */
export type TrainRow = Readonly<{
  number: number;
  title: string;
  type: string;
  phase: Phase;
  manager: string;
  from: Instant;
  to: Instant;
  next?: Next;
  /** How it ended, and why. */
  ended?: Readonly<{ on: Instant; by: string; reason: string }>;
}>;

/** What narrows the list. `phase`: empty for all. */
export type TrainFilter = Readonly<{ text: string; phase: string }>;

/** The name of somebody whom the list names. */
export function nameOf(people: readonly Person[], id: string): string {
  return people.find((one) => one.id === id)?.name ?? "somebody whose name is not known";
}

/** What is to come next, and by when; absent for a train that has ended. */
export function nextOf(train: Train, now: Instant): Next | undefined {
  const name = gateOfPhase(train.phase);
  const gate = name && gateOf(train, name);
  if (gate === undefined) return undefined;
  const title = gateTitles[gate.name];
  if (gate.passed !== undefined) return dated("To be closed", train.to, now);
  return dated(gate.completed === undefined ? title : `${title}, waits for approval`, gate.date, now);
}

/** A date with how late it is. */
export function dated(words: string, at: Instant, now: Instant): Next {
  return { words, at, ...(at < now ? { late: duration(now - at) } : {}) };
}

/** Trains as lines, in the order in which they come. */
export function rowsOf(
  trains: readonly Train[],
  people: readonly Person[],
  now: Instant,
): readonly TrainRow[] {
  return trains.map((train) => {
    const { number, title, type, phase, manager, from, to, ended } = train;
    const next = nextOf(train, now);
    return {
      ...{ number, title, phase, from, to, type: typeWords[type], manager: nameOf(people, manager) },
      ...(next === undefined ? {} : { next }),
      ...(ended === undefined
        ? {}
        : { ended: { on: ended.on, by: nameOf(people, ended.by), reason: ended.reason } }),
    };
  });
}

/** The lines that the filter lets through, those of ended trains apart. */
export function sectionsOf(
  rows: readonly TrainRow[],
  { text, phase }: TrainFilter,
): Readonly<{ open: readonly TrainRow[]; ended: readonly TrainRow[] }> {
  const words = text.toLowerCase().split(/\s+/);
  const shown = rows.filter((row) => {
    const { number, title, type, manager } = row;
    const all = [`#${number}`, title, type, manager, phaseWords[row.phase]].join(" ").toLowerCase();
    return (phase === "" || row.phase === phase) && words.every((word) => all.includes(word));
  });
  return { open: shown.filter((row) => !hasEnded(row)), ended: shown.filter(hasEnded) };
}

/** Why the reader cannot make a train; absent where they can. */
export function whyNoTrain(me: string, roles: Reading<Roles>, canHash: boolean): string | undefined {
  if (!canHash) return noDigests;
  if (roles.kind === "failed") return `Who may create a train could not be told: ${roles.why}`;
  return permissionFault(permissions["train.create"], me, roles.value, []);
}

/** Whether nobody at all may make a train yet. */
export function nobodyManages(roles: Reading<Roles>): boolean {
  if (roles.kind === "failed") return false;
  const { people, unread } = roles.value.releaseManager;
  return people.length === 0 && unread.length === 0;
}
