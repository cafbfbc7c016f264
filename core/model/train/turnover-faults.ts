import { inForce, stops, type CalendarEntry, type Place } from "../calendar.ts";
import { quoted } from "../defuse.ts";
import { momentWords, type Instant } from "../instant.ts";
import { sameName } from "../ordinal.ts";
import { onBoard, type ApplicationRelease } from "./application-release.ts";
import { deploymentOrder } from "./dependency.ts";
import { orderFault } from "./deployment-task.ts";
import type { TrainEnvironment } from "./train.ts";
import { isDeployed, type Turnover, type TurnoverFacts } from "./turnover.ts";

/** The one sentence why a turnover cannot go where it goes, with what it takes; absent where it can. */
export function includedFault(turnover: Turnover, facts: TurnoverFacts): string | undefined {
  const place = placeOf(turnover, facts);
  if (place === undefined) return `${quoted(turnover.environment)} is not reserved for the train.`;
  if (turnover.included.length === 0) return "Say which application releases it deploys.";
  const { included, leftOut } = turnover;
  const named = [...included, ...leftOut].map((one) => one.id);
  if (new Set(named).size < named.length) return "An application release is named twice.";
  const live = onBoard(facts.releases);
  const gone = turnover.included.find((one) => !live.some(({ id }) => id === one.id));
  if (gone !== undefined) return "It names an application release that is not on the train.";
  const odd = turnover.included.find((one) => !carriesAll(live, one));
  if (odd !== undefined) return "It names a release that its application release does not carry.";
  return turnover.kind === "production"
    ? productionFault(turnover, place, facts)
    : applicationFault(turnover, place, facts);
}

function carriesAll(
  live: readonly ApplicationRelease[],
  { id, releases }: Turnover["included"][number],
): boolean {
  const carried = live.find((one) => one.id === id)?.releases ?? [];
  return releases.every((one) => carried.includes(one));
}

function productionFault(
  { id, included, leftOut }: Turnover,
  place: TrainEnvironment,
  { train, releases, turnovers }: TurnoverFacts,
): string | undefined {
  if (train.phase !== "production") return "A production turnover is made when the train is in production.";
  if (place.class !== "production") return `${quoted(place.name)} is no production environment.`;
  // Two people who create one at one moment make two: the first that is delivered is the train's, and the other stays a draft.
  const isNew = !turnovers.some((one) => one.id === id);
  const others = turnovers.filter((one) => one.kind === "production" && one.id !== id);
  const other = others.find(({ state }) => isNew || state !== "draft");
  if (other !== undefined) return `The train has a production turnover already: ${quoted(other.title)}.`;
  const named = [...included, ...leftOut].map((one) => one.id);
  const forgotten = onBoard(releases).find((one) => !named.includes(one.id));
  if (forgotten !== undefined) return `Include ${quoted(forgotten.title)}, or leave it out and say why.`;
  const unsaid = leftOut.some(({ reason }) => reason.trim() === "");
  return unsaid ? "Say why an application release is left out." : undefined;
}

function applicationFault(
  { included }: Turnover,
  place: TrainEnvironment,
  { train, releases }: TurnoverFacts,
): string | undefined {
  if (train.phase !== "construction" && train.phase !== "verification") {
    return "An application's turnover is made while the train is in construction or verification.";
  }
  if (place.class === "production")
    return `${quoted(place.name)} is production: that takes the train's own turnover.`;
  const idle = releases.find(({ id, phase }) => phase === "scoping" && included.some((one) => one.id === id));
  return idle && `${quoted(idle.title)} is in scoping still.`;
}

/** The one sentence why a turnover cannot be handed over; absent where it can. */
export function deliverFault(turnover: Turnover, { releases, now }: TurnoverFacts): string | undefined {
  if (turnover.tasks.length === 0) return "It has no deployment task.";
  if (turnover.scheduled === undefined) return "Say when it is to be deployed.";
  if (turnover.scheduled < now && turnover.state === "draft") return "The date of deployment is over.";
  if (turnover.included.some((one) => one.releases.length === 0))
    return "Name the releases of every application release.";
  // Two people who note dependencies at one moment can close a circle that neither of them saw.
  if (deploymentOrder(releases) === undefined)
    return "The dependencies of the application releases go in a circle.";
  return orderFault(turnover.tasks, releases);
}

/** The one sentence why nothing can be deployed there at that moment; absent where it can. */
export function blockFault(turnover: Turnover, moment: Instant, facts: TurnoverFacts): string | undefined {
  const { calendar } = facts;
  if (calendar.kind === "failed") return `The calendar could not be read: ${calendar.why}`;
  const place = calendarPlace(turnover, facts);
  const against = inForce(calendar.value, moment).find(({ entry }) => stops(entry, place, false));
  if (against === undefined) return undefined;
  const { entry, span } = against;
  const until = span.to === undefined ? "until somebody ends it" : `until ${momentWords(span.to)}`;
  return `${quoted(turnover.environment)} is not free at ${momentWords(moment)}: ${quoted(entry.title)} holds ${until}.`;
}

/** The one sentence why the environment is not the train's at the scheduled moment; absent where it is. */
export function reservedFault(turnover: Turnover, facts: TurnoverFacts): string | undefined {
  const { scheduled } = turnover;
  const { calendar, train } = facts;
  if (scheduled === undefined) return "Say when it is to be deployed.";
  const blocked = blockFault(turnover, scheduled, facts);
  if (blocked !== undefined || calendar.kind === "failed") return blocked;
  const entry = placeOf(turnover, facts)?.entry;
  const held = inForce(calendar.value, scheduled).some(
    (one) => one.entry.id === entry && keeps(one.entry, train.id),
  );
  return held
    ? undefined
    : `${quoted(turnover.environment)} is not reserved for the train at ${momentWords(scheduled)}.`;
}

/** The one sentence why a turnover cannot begin now; absent where it can. */
export function startFault(turnover: Turnover, facts: TurnoverFacts): string | undefined {
  const { scheduled } = turnover;
  if (scheduled === undefined || facts.now < scheduled) {
    return `It is scheduled for ${scheduled === undefined ? "no time" : momentWords(scheduled)}; it does not start before.`;
  }
  return (
    includedFault(turnover, facts) ?? blockFault(turnover, facts.now, facts) ?? waitFault(turnover, facts)
  );
}

function waitFault({ included, environment }: Turnover, facts: TurnoverFacts): string | undefined {
  const inIt = included.map(({ id }) => id);
  const there = facts.turnovers
    .filter((one) => isDeployed(one) && sameName(one.environment, environment))
    .flatMap((one) => one.included.map(({ id }) => id));
  const needed = facts.releases.filter(({ id }) => inIt.includes(id)).flatMap(({ dependsOn }) => dependsOn);
  const missing = needed.find((id) => !inIt.includes(id) && !there.includes(id));
  const title = facts.releases.find(({ id }) => id === missing)?.title ?? "";
  return missing === undefined
    ? undefined
    : `It waits for ${quoted(title)}, which is not in ${quoted(environment)} yet.`;
}

function placeOf({ environment }: Turnover, { train }: TurnoverFacts): TrainEnvironment | undefined {
  return train.environments.find(({ name }) => sameName(name, environment));
}

function calendarPlace(turnover: Turnover, facts: TurnoverFacts): Place {
  const releases = turnover.included.flatMap((one) =>
    one.releases.map((id) => ({ kind: "release" as const, id })),
  );
  return {
    names: [turnover.environment],
    class: placeOf(turnover, facts)?.class ?? "production",
    of: [{ kind: "train", id: facts.train.id }, ...releases],
  };
}

function keeps(entry: CalendarEntry, train: string): boolean {
  return (
    entry.kind === "reservation" && entry.for.some(({ kind, id }) => kind === "train" && sameName(id, train))
  );
}
