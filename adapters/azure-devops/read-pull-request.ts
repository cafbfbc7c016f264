import { readObject } from "./read-answer.ts";
import { numbered, worded } from "./read-common.ts";

/** `GitPullRequest`, git 7.0: which one it is and how it stands. */
export type WirePullRequest = Readonly<{ pullRequestId?: number | null; status?: string | number | null }>;

const states = { active: "active", completed: "completed", abandoned: "abandoned" } as const;
const numbers = ["notset", "active", "abandoned", "completed"];

/** How a pull request stands. Absent for a word that is none of the three, and for another pull request. */
export function readPullRequest(
  body: unknown,
  id: number,
): Readonly<{ id: number; status: "active" | "completed" | "abandoned" }> | undefined {
  const { pullRequestId, status: wire } = (readObject(body) ?? {}) as WirePullRequest;
  const status = worded(states, numbered(wire, numbers));
  return pullRequestId === id && status !== "unknown" ? { id, status } : undefined;
}
