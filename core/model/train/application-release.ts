import type { Instant } from "../instant.ts";
import type { CarriedId } from "./carried-release.ts";
import { deploymentOrder } from "./dependency.ts";
import type { Inherited, OwnMilestone } from "./milestone.ts";
import type { Stamp } from "./refused.ts";

/** Where a train or an application release is. An application release in production is verified, one that is closed is deployed. */
export type Phase = "scoping" | "construction" | "verification" | "production" | "closed" | "cancelled";

/** What is released: the pipelines and the repository that make an application. */
export type Application = Readonly<{ name: string; pipelines: readonly number[]; repository?: string }>;

/** What travels on a train: one application's share, with dates and work items of its own. One document. */
export type ApplicationRelease = Readonly<{
  schema: 1;
  id: string;
  /** Counts its acts: two documents of one revision are two people's edits. */
  revision: number;
  train: string;
  title: string;
  application: Application;
  owner: string;
  from: Instant;
  to: Instant;
  phase: Phase;
  /** The releases of Azure DevOps that bring it to its environments. */
  releases: readonly CarriedId[];
  /** Ids of application releases of the same train that must go before it. */
  dependsOn: readonly string[];
  milestones: readonly OwnMilestone[];
  inherited: readonly Inherited[];
  workItems: readonly number[];
  /** Who took it off the train, and why. */
  cancelled?: Stamp & Readonly<{ reason: string }>;
}>;

/** Phases in their order. */
export const phases = ["scoping", "construction", "verification", "production", "closed"] as const;

/** How far a phase is. A cancelled one is nowhere. */
export function rankOf(phase: Phase): number {
  return phases.findIndex((one) => one === phase);
}

/** Those that are still on the train. */
export function onBoard(releases: readonly ApplicationRelease[]): readonly ApplicationRelease[] {
  return releases.filter(({ phase }) => phase !== "cancelled");
}

/** A whole train at a glance: the phase of whoever is furthest behind, and who waits for whom, in the order of deployment. */
export type RollUp = Readonly<{
  behind?: Phase;
  blocked: readonly Readonly<{ release: string; waitsFor: readonly string[] }>[];
  order?: readonly string[];
}>;

/** The whole of a train's application releases. */
export function rollUp(releases: readonly ApplicationRelease[]): RollUp {
  const live = onBoard(releases);
  const behind = phases.find((phase) => live.some((one) => one.phase === phase));
  const order = deploymentOrder(live);
  const waiting = live.map((one) => ({ release: one.id, waitsFor: waitsFor(one, live) }));
  return {
    ...(behind === undefined ? {} : { behind }),
    ...(order === undefined ? {} : { order }),
    blocked: waiting.filter((one) => one.waitsFor.length > 0),
  };
}

function waitsFor(release: ApplicationRelease, live: readonly ApplicationRelease[]): readonly string[] {
  return live
    .filter(({ id, phase }) => release.dependsOn.includes(id) && rankOf(phase) < rankOf(release.phase))
    .map(({ id }) => id);
}

/** What is odd about the dates of an application release, though they may stand. */
export function scheduleWarnings(
  { from, to }: Pick<ApplicationRelease, "from" | "to">,
  train: Readonly<{ from: Instant; to: Instant }>,
): readonly string[] {
  return [
    ...(from < train.from ? ["It begins before the train does."] : []),
    ...(to > train.to ? ["It ends after the train does."] : []),
  ];
}
