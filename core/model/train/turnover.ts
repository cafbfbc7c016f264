import type { CalendarEntry } from "../calendar.ts";
import type { Instant } from "../instant.ts";
import type { Reading } from "../reading.ts";
import type { State } from "../stage.ts";
import type { ApplicationRelease } from "./application-release.ts";
import type { CarriedId } from "./carried-release.ts";
import type { DeploymentTask } from "./deployment-task.ts";
import type { StateCategory } from "./exit-criterion.ts";
import type { AskedItem } from "./asked-item.ts";
import { stampOf, type Doing, type ItemChange, type Stamp } from "./refused.ts";
import type { Train } from "./train.ts";

/** Where a turnover is. One that failed is retried or sent back to draft. */
export type TurnoverState =
  "draft" | "delivered" | "accepted" | "ready" | "deploying" | "deployed" | "failed" | "closed";

/** An application release in a turnover, with the releases of Azure DevOps that are deployed for it. */
export type TurnoverRelease = Readonly<{ id: string; releases: readonly CarriedId[] }>;

/** Artefacts handed over for deployment to one environment. One document. */
export type Turnover = Readonly<{
  schema: 1;
  id: string;
  /** Counts its acts. */
  revision: number;
  train: string;
  title: string;
  /** A production turnover is the train's own. */
  kind: "application" | "production";
  /** Name of the one environment, which is among the train's reserved ones. */
  environment: string;
  included: readonly TurnoverRelease[];
  /** Application releases that a production turnover leaves behind on purpose. */
  leftOut: readonly Readonly<{ id: string; reason: string }>[];
  workItems: readonly number[];
  scheduled?: Instant;
  state: TurnoverState;
  /** The work items on which release engineers accept it, once they were asked. */
  items?: readonly AskedItem[];
  /** In the order in which they are done. */
  tasks: readonly DeploymentTask[];
  /** The turnover that this one repeats in another environment. */
  promotedFrom?: string;
  /** Every change of state, the latest last. */
  moves: readonly (Stamp & Readonly<{ state: TurnoverState; reason: string }>)[];
}>;

/** What an act upon a turnover is decided from. */
export type TurnoverFacts = Doing &
  Readonly<{
    train: Train;
    releases: readonly ApplicationRelease[];
    /** All turnovers of the train. */
    turnovers: readonly Turnover[];
    calendar: Reading<readonly CalendarEntry[]>;
    /** How far work items are, by id. */
    workItems: Reading<Readonly<Record<number, StateCategory>>>;
    /** What Azure DevOps says of the stages that automated tasks started, by the task's id. */
    stages: Readonly<Record<string, Reading<State>>>;
  }>;

// Whoever clicks at the scheduled minute is not late.
const grace = 15 * 60_000;

/** By how many milliseconds the turnover was started too late, or is late now; 0 where it is not. */
export function lateBy({ scheduled, moves }: Turnover, now: Instant): number {
  if (scheduled === undefined) return 0;
  const started = moves.find(({ state, on }) => state === "deploying" && on >= scheduled)?.on ?? now;
  return started - scheduled > grace ? started - scheduled : 0;
}

/** Whether its artefacts are where they should be. */
export function isDeployed({ state }: Pick<Turnover, "state">): boolean {
  return state === "deployed" || state === "closed";
}

/** The turnover in another state, with who brought it there, why, and by which change of a work item. */
export function moved(
  turnover: Turnover,
  state: TurnoverState,
  doing: Doing & Readonly<{ change?: ItemChange | undefined }>,
  reason = "",
): Turnover {
  const move = { ...stampOf(doing, doing.change), state, reason };
  return { ...turnover, state, moves: [...turnover.moves, move] };
}

/** Back to draft: it is delivered and accepted anew, on new work items. */
export function returned(
  turnover: Turnover,
  doing: Doing & Readonly<{ change?: ItemChange | undefined }>,
  reason: string,
): Turnover {
  const { items: _, ...rest } = turnover;
  return moved(rest, "draft", doing, reason);
}
