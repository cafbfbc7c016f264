import { readObject } from "./read-answer.ts";
import { lower } from "./read-common.ts";

/** `TestRun`, test 7.0 (vsts-rest-api-specs, specification/test/7.0): its state and its counts. */
export type WireTestRun = Readonly<{ state?: string; totalTests?: unknown; passedTests?: unknown }>;

/** How a test run went. Absent where its counts cannot be. */
export function readTestRun(
  body: unknown,
): Readonly<{ finished: boolean; passed: number; total: number }> | undefined {
  const { state, totalTests = 0, passedTests = 0 } = (readObject(body) ?? {}) as WireTestRun;
  if (typeof state !== "string" || !isCount(totalTests) || !isCount(passedTests)) return undefined;
  if (passedTests > totalTests) return undefined;
  // A run that was aborted or waits for somebody to look at it has not come to its end.
  return { finished: lower(state) === "completed", passed: passedTests, total: totalTests };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}
