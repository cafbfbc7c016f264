import type { TrainKnown } from "../../core/acts/open-train.ts";
import { type ApplicationRelease, onBoard } from "../../core/model/train/application-release.ts";
import type { Train } from "../../core/model/train/train.ts";
import type { Turnover } from "../../core/model/train/turnover.ts";
import type { AboutTrain } from "./form.ts";

type Known = Readonly<{ known: Pick<TrainKnown, "whole"> }>;

/** The train itself. */
export function trainOf({ known }: Known): Train {
  return known.whole.train.value;
}

/** The application releases that could be read, those taken off the train, too. */
export function releasesOf({ known }: Known): readonly ApplicationRelease[] {
  return known.whole.releases.kept.map(({ value }) => value);
}

/** The application releases that are on the train. */
export function boardOf(about: Known): readonly ApplicationRelease[] {
  return onBoard(releasesOf(about));
}

/** All turnovers of the train that could be read. */
export function turnoversOf({ known }: Known): readonly Turnover[] {
  return known.whole.turnovers.kept.map(({ value }) => value);
}

/** The documents of the train. */
export function documentsOf({
  whole,
}: Pick<TrainKnown, "whole">): readonly Readonly<{ id: string; title: string; revision: number }>[] {
  return [whole.train, ...whole.releases.kept, ...whole.turnovers.kept].map(({ value }) => value);
}

/** Somebody's name. */
export function whoIs({ known }: Readonly<{ known: Pick<TrainKnown, "people"> }>, id: string): string {
  return known.people.find((one) => one.id === id)?.name ?? "somebody whose name is not known";
}

/** Why nothing of the train is changed: this page cannot, or a part of it cannot be read. Absent where it may be. */
export function lockedFault({
  known: { whole },
  cannot,
}: Known & Pick<AboutTrain, "cannot">): string | undefined {
  if (cannot !== undefined) return cannot;
  return whole.releases.unread.length + whole.turnovers.unread.length === 0
    ? undefined
    : "A part of the train cannot be read: nothing is changed before it can.";
}

/** What the train's problems have gained. */
export function newProblems(before: TrainKnown, after: TrainKnown): readonly string[] {
  return after.problems.filter((problem) => !before.problems.includes(problem));
}
