import assert from "node:assert/strict";
import { parseCondition } from "../../../standin/agent/condition.ts";
import type { StepResult } from "../../../standin/agent/job.ts";

const variables: Readonly<Record<string, string>> = {
  "build.reason": "Manual",
  flag: "True",
  empty: "",
  five: "5",
};

function holds(condition: string, job: StepResult = "succeeded"): boolean {
  return parseCondition(condition)({ job, variable: (name) => variables[name.toLowerCase()] });
}

describe("parseCondition", () => {
  const rows: readonly (readonly [condition: string, job: StepResult, wanted: boolean])[] = [
    ["succeeded()", "succeeded", true],
    ["succeeded()", "succeededWithIssues", true],
    ["succeeded()", "failed", false],
    ["succeeded()", "canceled", false],
    ["failed()", "failed", true],
    ["failed()", "canceled", false],
    ["canceled()", "canceled", true],
    ["succeededOrFailed()", "failed", true],
    ["succeededOrFailed()", "canceled", false],
    ["always()", "canceled", true],
    ["ALWAYS()", "failed", true],
    ["eq(variables['Build.Reason'], 'manual')", "succeeded", true],
    ["eq(variables.flag, true)", "succeeded", true],
    ["eq(true, variables['flag'])", "succeeded", true],
    ["eq(5, variables['five'])", "succeeded", true],
    ["eq(variables['missing'], '')", "succeeded", true],
    ["ne(variables['missing'], 'x')", "succeeded", true],
    ["in(variables['Build.Reason'], 'Schedule', 'MANUAL')", "succeeded", true],
    ["in(variables['Build.Reason'], 'Schedule')", "succeeded", false],
    ["and(succeeded(), not(eq(variables['a b'], 'it''s')))", "succeeded", true],
    ["or(failed(), canceled(), eq('a', 'A'))", "succeeded", true],
    ["and(true, variables['empty'])", "succeeded", false],
  ];
  for (const [condition, job, wanted] of rows) {
    it(`says ${wanted} to ${condition} in a job that ${job}`, () => {
      assert.equal(holds(condition, job), wanted);
    });
  }

  const refused: readonly (readonly [condition: string, named: string])[] = [
    ["startsWith(variables['a'], 'b')", "startsWith()"],
    ["succeeded('Build')", "an argument of succeeded"],
    ["eq('a')", "1 arguments of eq"],
    ["dependencies.a", "dependencies"],
    ["succeeded() x", "x"],
    ["eq('a', 'b'", "the end"],
    ["eq('a' 'b')", "b"],
    ["variables[a]", "a"],
    ["5abc", "5abc"],
    ["", "the end"],
  ];
  for (const [condition, named] of refused) {
    it(`refuses "${condition}" and names ${named}`, () => {
      assert.throws(() => parseCondition(condition), {
        message: `The stand-in's runner does not understand ${named} in the condition "${condition}".`,
      });
    });
  }
});
