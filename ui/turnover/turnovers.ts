import type { Instant } from "../../core/model/instant.ts";
import type { TurnoverDraft } from "../../core/model/train/act-on-turnover.ts";
import type { TurnoverState } from "../../core/model/train/turnover.ts";
import { reasoned } from "../shared/form.ts";
import { boardOf, trainOf, turnoversOf } from "../shared/train-known.ts";
import { type About, becauseOf, type Offer, titleOf } from "./order.ts";
import { newForm } from "./forms-of-plan.ts";
import { doneOf, lateWords } from "./turnover.ts";

/** One turnover as a line. */
export type TurnoverRow = Readonly<{
  id: string;
  title: string;
  isProduction: boolean;
  environment: string;
  state: TurnoverState;
  /** Titles of the application releases in it. */
  parts: readonly string[];
  scheduled?: Instant;
  /** That it is late, in words. */
  late?: string;
  done: number;
  tasks: number;
}>;

/** The turnovers of a train: those without a date first, then by their date. */
export function rowsOf(about: About): readonly TurnoverRow[] {
  const rows = turnoversOf(about).map((turnover): TurnoverRow => {
    const { id, title, kind, environment, state, included, scheduled, tasks } = turnover;
    const late = lateWords(turnover, about.now);
    return {
      ...{ id, title, environment, state, isProduction: kind === "production" },
      parts: included.map((one) => titleOf(about, one.id)),
      ...(scheduled === undefined ? {} : { scheduled }),
      ...(late === undefined ? {} : { late }),
      ...{ done: doneOf(turnover), tasks: tasks.length },
    };
  });
  return [...rows].sort((a, b) => (a.scheduled ?? 0) - (b.scheduled ?? 0));
}

/** The way to a new turnover. Weighed by the smallest one that there could be: what its form can mend is said there. */
export function newOffer(about: About): Offer {
  const may = becauseOf(about, { of: "new", draft: smallest(about), workItems: [] });
  const because = may.because === undefined ? undefined : (lackingIn(about) ?? may.because);
  return { words: "New turnover…", ...reasoned(because), form: newForm };
}

function lackingIn(about: About): string | undefined {
  if (placeIn(about) === undefined) return "No environment that fits is reserved for the train.";
  return boardOf(about).length === 0 ? "No application release is on the train." : undefined;
}

function isLast(about: About): boolean {
  return trainOf(about).phase === "production";
}

function placeIn(about: About): string | undefined {
  const { environments } = trainOf(about);
  return environments.find((one) => (one.class === "production") === isLast(about))?.name;
}

function smallest(about: About): TurnoverDraft {
  const board = boardOf(about);
  const taken = board.find((one) => one.phase !== "scoping") ?? board[0];
  const others = board.filter((one) => one !== taken).map(({ id }) => ({ id, reason: "to be said" }));
  return {
    ...{ id: "", title: "to be said", kind: isLast(about) ? "production" : "application" },
    environment: placeIn(about) ?? "",
    included: taken === undefined ? [] : [{ id: taken.id, releases: [] }],
    leftOut: isLast(about) ? others : [],
  };
}
