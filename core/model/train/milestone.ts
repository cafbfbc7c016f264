import { quoted } from "../defuse.ts";
import type { Instant } from "../instant.ts";
import type { Stamp } from "./refused.ts";
import { insideFault, type GateName } from "./stage-gate.ts";

/** A date that something must be reached by, before a gate passes. */
export type Milestone = Readonly<{
  id: string;
  name: string;
  date: Instant;
  owner: string;
  /** The gate that does not pass before it is reached. */
  gate: GateName;
}>;

/** A milestone of a train. `inherit`: every application release reaches it on its own. */
export type TrainMilestone = Milestone & Readonly<{ inherit: boolean; reached?: Stamp }>;

/** A milestone of one application release. */
export type OwnMilestone = Milestone & Readonly<{ reached?: Stamp }>;

/** What an application release says of a milestone that it inherits: another date or owner, or that it is reached. */
export type Inherited = Readonly<{
  milestone: string;
  override?: Readonly<{ date: Instant; owner: string; reason: string }>;
  reached?: Stamp;
}>;

/** A milestone as it holds for one application release, and where it comes from. */
export type StandingMilestone = OwnMilestone & Readonly<{ origin: "own" | "inherited" | "overridden" }>;

/** The one sentence why the milestones cannot lie where they do; absent where they can. */
export function milestonesFault({
  milestones,
  ...dates
}: Readonly<{ from: Instant; to: Instant; milestones: readonly Milestone[] }>): string | undefined {
  const outside = milestones.find(({ date }) => insideFault(dates, date) !== undefined);
  return outside && `The milestone ${quoted(outside.name)} would lie outside the train's dates.`;
}

/** All milestones of an application release by date: a change in the train shows in all that do not override it. */
export function milestonesOf(
  train: Readonly<{ milestones: readonly TrainMilestone[] }>,
  release: Readonly<{ milestones: readonly OwnMilestone[]; inherited: readonly Inherited[] }>,
): readonly StandingMilestone[] {
  const own = release.milestones.map((one) => ({ ...one, origin: "own" as const }));
  const from = train.milestones
    .filter(({ inherit }) => inherit)
    .map((one) => inheritedOf(one, release.inherited));
  return [...own, ...from].sort((a, b) => a.date - b.date);
}

function inheritedOf(milestone: TrainMilestone, inherited: readonly Inherited[]): StandingMilestone {
  const { id, name, gate, date, owner } = milestone;
  const said = inherited.find((one) => one.milestone === id);
  const reached = said?.reached === undefined ? {} : { reached: said.reached };
  const standing = { id, name, gate, date, owner, ...reached };
  if (said?.override === undefined) return { ...standing, origin: "inherited" };
  return { ...standing, date: said.override.date, owner: said.override.owner, origin: "overridden" };
}
