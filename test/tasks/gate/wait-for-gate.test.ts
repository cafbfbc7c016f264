import assert from "node:assert/strict";
import type { GateLook } from "../../../core/acts/look-at-gate.ts";
import { refusal, type FailureCode } from "../../../core/failure.ts";
import { type Awaited, waitForGate } from "../../../tasks/gate/wait-for-gate.ts";
import { train } from "../../core/model/train/builders.ts";
import { refusing } from "../../support/refusing.ts";

describe("Waiting for a gate", () => {
  it("N10: ends with the look at which nothing is open any more", async () => {
    const { awaited, pauses } = waiting([["a bug", "a test"], ["a bug"], []]);
    assert.deepEqual((await waitForGate(awaited)).open, []);
    assert.deepEqual(pauses, [300_000, 300_000]);
  });

  it("tells only what changed", async () => {
    const { awaited, told } = waiting([["a bug"], ["a bug"], ["a bug", "a test"], ["a bug", "a test"], []]);
    await waitForGate(awaited);
    assert.deepEqual(told, ["a bug", "a test"]);
  });

  it("fails when its minutes are over, with everything that is open, and never waits past them", async () => {
    const { awaited, pauses } = waiting([["a bug", "a test"]], { minutes: 7 });
    await assert.rejects(waitForGate(awaited), refusing("RM002", /^a bug\na test$/));
    assert.deepEqual(pauses, [300_000, 120_000]);
  });

  it("looks once where it may not wait", async () => {
    const { awaited, pauses } = waiting([["a bug"]], { minutes: 0 });
    await assert.rejects(waitForGate(awaited), refusing("RM002", /^a bug$/));
    assert.deepEqual(pauses, []);
  });

  it("names twenty open things at most, and counts the others", async () => {
    const many = Array.from({ length: 25 }, (_, at) => `bug ${at}`);
    const { awaited } = waiting([many], { minutes: 0 });
    await assert.rejects(waitForGate(awaited), refusing("RM002", /bug 19\nAnd 5 more$/));
    const { awaited: whole } = waiting([many.slice(0, 20)], { minutes: 0 });
    await assert.rejects(waitForGate(whole), refusing("RM002", /bug 19$/));
  });

  it("tells a failure in seven parts: nothing was changed, running again is safe", async () => {
    const { awaited } = waiting([["a bug"]], { minutes: 7 });
    await assert.rejects(
      waitForGate(awaited),
      /^Failure: The QA gate has not passed after 7 minutes \(release train 7\): a bug\. Target: nothing was changed\. Running again is safe\. Settle .*\. \[RM002\]$/,
    );
  });

  it("goes on where Azure DevOps cannot be reached for a while, and repeats nothing afterwards", async () => {
    const { awaited, told } = waiting([["a bug"], "RM043", "RM043", ["a bug"], []]);
    await waitForGate(awaited);
    assert.deepEqual(told, ["a bug", "It could not be looked at: RM043 it is."]);
  });

  it("fails at once where it never could look, and where it is told no", async () => {
    await assert.rejects(waitForGate(waiting(["RM043", []]).awaited), refusing("RM043", /it is/));
    await assert.rejects(waitForGate(waiting([["a bug"], "RM040"]).awaited), refusing("RM040", /it is/));
    await assert.rejects(waitForGate(waiting([["a bug"], "RM041"]).awaited), refusing("RM041", /it is/));
  });
});

describe("Waiting for a gate in a run that is cancelled", () => {
  it("S2-13: ends at once, in a pause", async () => {
    const cancel = new AbortController();
    const { awaited, looks } = waiting([["a bug"]], {
      signal: cancel.signal,
      sleep: () => {
        cancel.abort();
        return Promise.resolve();
      },
    });
    await assert.rejects(waitForGate(awaited), refusing("RM050", /^The run was cancelled$/));
    assert.equal(looks(), 1);
  });

  it("S2-13: ends at once, while Azure DevOps does not answer", async () => {
    const cancel = new AbortController();
    const { awaited } = waiting([], { signal: cancel.signal, look: () => new Promise(() => undefined) });
    const waited = waitForGate(awaited);
    cancel.abort();
    await assert.rejects(waited, refusing("RM050", /^The run was cancelled$/));
  });
});

type Scene = Readonly<{ awaited: Awaited; told: string[]; pauses: number[]; looks: () => number }>;

/** The gate as each look finds it, by what is open, or the failure that the look ends with; the last one stays. */
function waiting(found: readonly (readonly string[] | FailureCode)[], changes: Partial<Awaited> = {}): Scene {
  const told: string[] = [];
  const pauses: number[] = [];
  let now = 0;
  let looks = 0;
  const awaited: Awaited = {
    asked: { train: 7, gate: "qa", goal: "passed" },
    minutes: 60,
    pollMinutes: 5,
    look: () => {
      const one = found[Math.min(looks, found.length - 1)] ?? [];
      looks += 1;
      return typeof one === "string" ? Promise.reject(failing(one)) : Promise.resolve(lookOf(one));
    },
    now: () => now,
    sleep: (milliseconds) => {
      pauses.push(milliseconds);
      now += milliseconds;
      return Promise.resolve();
    },
    signal: new AbortController().signal,
    tell: (sentence) => void told.push(sentence),
    ...changes,
  };
  return { awaited, told, pauses, looks: () => looks };
}

function failing(code: FailureCode): Error {
  return refusal({ code, what: "x", where: "y", cause: `${code} it is`, next: "z" });
}

function lookOf(open: readonly string[]): GateLook {
  const [gate] = train.gates;
  assert.ok(gate);
  return { train, gate, criteria: open, open, lapsed: [], problems: [] };
}
