import assert from "node:assert/strict";
import { tellFailure } from "../../../tasks/shared/tell-failure.ts";
import type { Agent } from "../../../tasks/shared/agent-task.ts";
import type { FailureReport } from "../../../core/failure.ts";

const report: FailureReport = {
  code: "RM031",
  what: "UAT was not deployed",
  where: "Release-57",
  cause: "disk full",
  state: "it was partly changed",
  retry: "safe",
  next: "Make room",
  ids: "E1",
};

describe("A failure of a task", () => {
  it("is one error with what, where, cause, state, retry, next step and ids in this order", () => {
    const { faults, completed } = told(report);
    const sentence =
      "UAT was not deployed (Release-57): disk full. Target: it was partly changed. Running again is safe. Make room. [RM031, E1]";
    assert.deepEqual(faults, [sentence]);
    assert.deepEqual(completed, [["Failed", sentence]]);
  });

  it("says what was done and what was not beside the target's state: it is no cause of its own", () => {
    const { faults, grouped } = told({ ...report, done: "Deployed: Sln. Not reached: Web." });
    assert.deepEqual(faults, [
      "UAT was not deployed (Release-57): disk full. Target: it was partly changed. Deployed: Sln. Not reached: Web. Running again is safe. Make room. [RM031, E1]",
    ]);
    assert.equal(grouped[3], "Target  it was partly changed. Deployed: Sln. Not reached: Web.");
  });

  it("is one error for each cause, and at most ten in all, because no more are kept", () => {
    const causes = Array.from({ length: 14 }, (_, at) => `cause ${at + 1}`);
    const { faults } = told({ ...report, cause: causes.join("\n") });
    assert.equal(faults.length, 10);
    assert.deepEqual(faults.slice(0, 2), ["cause 1", "cause 2"]);
    assert.match(faults.at(-1) ?? "", /14 faults, each an error of this step/);
  });

  it("stands in the log once more, line by line, with every cause", () => {
    const { grouped } = told({ ...report, cause: "first\nsecond" });
    assert.deepEqual(grouped, [
      "What    UAT was not deployed.",
      "Where   Release-57",
      "Cause   first",
      "        second",
      "Target  it was partly changed.",
      "Again   Running again is safe.",
      "Next    Make room.",
      "Ids     RM031, E1",
    ]);
  });
});

function told(failure: FailureReport): {
  faults: string[];
  grouped: readonly string[];
  completed: [string, string][];
} {
  const faults: string[] = [];
  const completed: [string, string][] = [];
  let grouped: readonly string[] = [];
  const agent: Pick<Agent, "fault" | "group" | "complete"> = {
    fault: (text) => void faults.push(text),
    group: (_title, lines) => (grouped = lines),
    complete: (result, message) => void completed.push([result, message]),
  };
  tellFailure(failure, agent);
  return { faults, grouped, completed };
}
