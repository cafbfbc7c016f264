import { quoted } from "../defuse.ts";
import type { Instant } from "../instant.ts";
import { listed } from "../words.ts";
import { blankFault } from "./act-on-train.ts";
import { hasEnded, type Train } from "./train.ts";
import { onBoard, phases, rankOf, type ApplicationRelease, type Phase } from "./application-release.ts";
import { cycleOf } from "./dependency.ts";
import { milestonesOf, type Inherited, type OwnMilestone } from "./milestone.ts";
import { isRefused, refused, stampOf, unless } from "./refused.ts";
import type { ActOf, Doing, Handlers, Refused } from "./refused.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";
import { insideFault } from "./stage-gate.ts";
import { isDeployed, type Turnover } from "./turnover.ts";

/** What can be done to an application release, and what each act carries. */
export type ReleaseActs = {
  plan: Partial<Pick<ApplicationRelease, "title" | "application" | "owner" | "from" | "to">>;
  /** The releases of Azure DevOps, all of them. */
  carry: Pick<ApplicationRelease, "releases">;
  /** The work items, all of them. */
  associate: Pick<ApplicationRelease, "workItems">;
  depend: { on: string };
  independ: { on: string };
  addMilestone: { milestone: Omit<OwnMilestone, "reached"> };
  /** One of its own. */
  removeMilestone: { milestone: string };
  /** An inherited one. */
  overrideMilestone: { milestone: string; date: Instant; owner: string; reason: string };
  reachMilestone: { milestone: string };
  advance: { to: Phase };
  /** Back to construction. */
  reopen: { reason: string };
  cancel: { reason: string };
};

/** One act upon an application release. */
export type ReleaseAct = ActOf<ReleaseActs>;

/** What an act upon an application release is decided from: the train with all that travels on it. */
export type ReleaseFacts = Doing &
  Readonly<{ train: Train; releases: readonly ApplicationRelease[]; turnovers: readonly Turnover[] }>;

/** What an application release begins with. */
export type ReleaseDraft = Pick<ApplicationRelease, "id" | "title" | "application" | "owner" | "from" | "to">;

/** A new application release of a train, or why there cannot be one. */
export function newApplicationRelease(
  { id, title, application, owner, from, to }: ReleaseDraft,
  { train, by }: ReleaseFacts,
  roles: Roles,
): ApplicationRelease | Refused {
  const release: ApplicationRelease = {
    schema: 1,
    id,
    revision: 1,
    train: train.id,
    ...{ title, application, owner, from, to },
    phase: "scoping",
    ...{ releases: [], dependsOn: [], milestones: [], inherited: [], workItems: [] },
  };
  const fault = permissionFault(permissions["release.create"], by, roles, []);
  return unless(fault ?? boardingFault(train) ?? headFault(release), () => release);
}

function boardingFault({ phase }: Train): string | undefined {
  return phase === "scoping" || phase === "construction"
    ? undefined
    : `Application releases come and go while the train is in scoping or construction; it is in ${phase}.`;
}

function headFault({ title, application, owner, from, to }: ApplicationRelease): string | undefined {
  const blank = blankFault([title, application.name, owner], "the title, the application and the owner");
  if (blank !== undefined) return blank;
  if (application.pipelines.length === 0 && application.repository === undefined) {
    return "Say which pipelines or which repository make the application.";
  }
  return to <= from ? "It ends before it begins." : undefined;
}

/** The application release after an act, or why the act is refused. */
export function actOnRelease<K extends keyof ReleaseActs>(
  release: ApplicationRelease,
  act: ActOf<ReleaseActs, K>,
  facts: ReleaseFacts,
  roles: Roles,
): ApplicationRelease | Refused {
  const kind: K = act.kind;
  const owners = ownersOf(release, act, facts.train);
  const fault = permissionFault(permissions[`release.${kind}`], facts.by, roles, owners);
  if (fault !== undefined) return refused(fault);
  if (hasEnded(facts.train))
    return refused(`The train is ${facts.train.phase}: nothing is changed any more.`);
  if (hasEnded(release)) return refused(`The application release is ${release.phase}.`);
  const after = handlers[kind](release, act, facts);
  return isRefused(after) ? after : { ...after, revision: release.revision + 1 };
}

function ownersOf(
  release: ApplicationRelease,
  act: Readonly<{ kind: string }>,
  train: Train,
): readonly string[] {
  if (act.kind !== "reachMilestone" || !("milestone" in act)) return [release.owner];
  const milestone = milestonesOf(train, release).find(({ id }) => id === act.milestone);
  return [release.owner, ...(milestone === undefined ? [] : [milestone.owner])];
}

const handlers: Handlers<ReleaseActs, ApplicationRelease, ReleaseFacts> = {
  plan: (release, { kind: _, ...changes }) => {
    const next = { ...release, ...changes };
    return unless(headFault(next), () => next);
  },
  carry: (release, { releases }) => ({ ...release, releases: [...new Set(releases)] }),
  associate: (release, { workItems }) => ({ ...release, workItems: [...new Set(workItems)] }),
  depend: (release, { on }, { releases }) => {
    const live = onBoard(releases);
    if (!live.some(({ id }) => id === on))
      return refused("There is no such application release on this train.");
    if (release.dependsOn.includes(on)) return refused("The dependency is noted already.");
    const cycle = cycleOf(live, release.id, on);
    const fault = cycle && `That would close a circle: ${cycle.map((one) => quoted(one)).join(" → ")}.`;
    return unless(fault, () => ({ ...release, dependsOn: [...release.dependsOn, on] }));
  },
  independ: (release, { on }) =>
    unless(release.dependsOn.includes(on) ? undefined : "There is no such dependency.", () => ({
      ...release,
      dependsOn: release.dependsOn.filter((id) => id !== on),
    })),
  addMilestone: (release, { milestone }, { train }) => {
    const { id, name, date, owner, gate } = milestone;
    const known = [...train.milestones, ...release.milestones].some((one) => one.id === id);
    const passed = train.gates.some((one) => one.name === gate && one.completed !== undefined);
    const fault = known ? "There is such a milestone already." : passed ? "Its gate is complete." : undefined;
    const other = blankFault([name, owner], "its name and its owner") ?? insideFault(train, date);
    return unless(fault ?? other, () => ({
      ...release,
      milestones: [...release.milestones, { id, name, date, owner, gate }],
    }));
  },
  removeMilestone: (release, { milestone }) => {
    const own = release.milestones.find(({ id }) => id === milestone);
    if (own === undefined)
      return refused("It has no such milestone of its own; an inherited one is the train's.");
    return unless(own.reached && "The milestone is reached already.", () => ({
      ...release,
      milestones: release.milestones.filter(({ id }) => id !== milestone),
    }));
  },
  overrideMilestone: (release, { milestone, date, owner, reason }, { train }) => {
    const standing = milestonesOf(train, release).find(({ id }) => id === milestone);
    if (standing === undefined || standing.origin === "own") return refused("It inherits no such milestone.");
    const fault = standing.reached ? "The milestone is reached already." : insideFault(train, date);
    return unless(fault ?? blankFault([owner, reason], "the owner and the reason"), () =>
      withInherited(release, milestone, { override: { date, owner, reason } }),
    );
  },
  reachMilestone: (release, { milestone }, facts) => {
    const standing = milestonesOf(facts.train, release).find(({ id }) => id === milestone);
    if (standing === undefined) return refused("There is no such milestone.");
    if (standing.reached !== undefined) return refused("The milestone is reached already.");
    const reached = stampOf(facts);
    if (standing.origin !== "own") return withInherited(release, milestone, { reached });
    return {
      ...release,
      milestones: release.milestones.map((one) => (one.id === milestone ? { ...one, reached } : one)),
    };
  },
  advance: (release, { to }, facts) =>
    unless(advanceFault(release, to, facts), () => ({ ...release, phase: to })),
  reopen: (release, { reason }, { train }) => {
    const back = release.phase === "verification" || release.phase === "production";
    const open = train.phase === "construction" || train.phase === "verification";
    const fault =
      back && open ? undefined : "It goes back to construction before the train is in production.";
    return unless(fault ?? blankFault([reason], "the reason"), () => ({ ...release, phase: "construction" }));
  },
  cancel: (release, { reason }, facts) => {
    const needing = onBoard(facts.releases).filter(({ dependsOn }) => dependsOn.includes(release.id));
    const titles = listed(needing.slice(0, 5).map(({ title }) => quoted(title)));
    const fault = needing.length > 0 ? `${titles} depends on it.` : undefined;
    return unless(boardingFault(facts.train) ?? fault ?? blankFault([reason], "the reason"), () => ({
      ...release,
      phase: "cancelled",
      cancelled: { ...stampOf(facts), reason },
    }));
  },
};

function withInherited(
  release: ApplicationRelease,
  milestone: string,
  said: Omit<Inherited, "milestone">,
): ApplicationRelease {
  const known = release.inherited.find((one) => one.milestone === milestone);
  const others = release.inherited.filter((one) => one !== known);
  return { ...release, inherited: [...others, { ...known, ...said, milestone }] };
}

/** In which phases of the train an application release may come to its own next one. */
const trainFor: Readonly<Partial<Record<Phase, readonly Phase[]>>> = {
  construction: ["construction"],
  verification: ["construction", "verification"],
  production: ["verification"],
  closed: ["production"],
};

function advanceFault(release: ApplicationRelease, to: Phase, facts: ReleaseFacts): string | undefined {
  const next = phases[rankOf(release.phase) + 1];
  if (to !== next) return `From ${release.phase} it goes to ${next ?? "nowhere"}, not to ${to}.`;
  const fit = trainFor[to] ?? [];
  if (!fit.includes(facts.train.phase)) {
    return `It goes to ${to} while the train is in ${fit.join(" or ")}; the train is in ${facts.train.phase}.`;
  }
  return to === "closed" ? deployedFault(release, facts) : undefined;
}

function deployedFault({ id, title }: ApplicationRelease, { turnovers }: ReleaseFacts): string | undefined {
  const done = turnovers.some(
    (one) => one.kind === "production" && isDeployed(one) && one.included.some((each) => each.id === id),
  );
  return done ? undefined : `No production turnover has deployed ${quoted(title)}.`;
}
