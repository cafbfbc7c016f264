import type { Release } from "../model/release.ts";
import type { Attempt, Stage } from "../model/stage.ts";
import type { HistoryEntry } from "../ports.ts";

// Azure DevOps stores the comment of a start in the history, a moment beside the attempt that it began.
const near = 60_000;

/**
 * The release with the reasons that people gave for starting stages. Azure DevOps ties a comment to no attempt: the one of
 * the same person at the same moment counts, and where two could be meant none does.
 */
export function withReasons(release: Release, history: readonly HistoryEntry[]): Release {
  const stages = release.stages.map((stage) => ({
    ...stage,
    attempts: stage.attempts.map((attempt) => withReason(attempt, stage, history)),
  }));
  return { ...release, stages };
}

function withReason(attempt: Attempt, stage: Stage, history: readonly HistoryEntry[]): Attempt {
  if (attempt.reason !== undefined) return attempt;
  const fitting = history.filter((entry) => fits(entry, attempt) && isNearest(entry, attempt, stage));
  const naming = fitting.filter((entry) => `${entry.what} ${entry.detail}`.includes(stage.name));
  const chosen = naming.length > 0 ? naming : fitting;
  const comments = [...new Set(chosen.map((entry) => entry.comment))];
  const [reason] = comments;
  return comments.length === 1 && reason !== undefined ? { ...attempt, reason } : attempt;
}

/** A stage that is refused at once is started again at once: each comment is of the attempt that it is nearest to. */
function isNearest(entry: HistoryEntry, attempt: Attempt, { attempts }: Stage): boolean {
  const far = ({ queuedOn }: Attempt): number => Math.abs((entry.on ?? 0) - (queuedOn ?? 0));
  return attempts.every((other) => !fits(entry, other) || far(attempt) <= far(other));
}

function fits(entry: HistoryEntry, attempt: Attempt): boolean {
  if (entry.comment === undefined || entry.on === undefined || attempt.queuedOn === undefined) return false;
  const samePerson = entry.by === undefined || entry.by.id === attempt.requestedBy?.id;
  return samePerson && Math.abs(entry.on - attempt.queuedOn) <= near;
}
