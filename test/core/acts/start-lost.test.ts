import assert from "node:assert/strict";
import { startStage } from "../../../core/acts/start-stage.ts";
import { refusal } from "../../../core/failure.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Attempt } from "../../../core/model/stage.ts";
import { attempt, now, organisation, production, release, sha256, uat } from "./sample-organisation.ts";

const me = { id: "me", name: "Rita" };
const order = { release: "classic:57", stage: "Production", reason: "go-live", typedName: "PROD" } as const;

type Code = "RM043" | "RM002";

const attempts = (all: readonly Attempt[]): Release => ({
  ...release,
  stages: [uat, { ...production, attempts: all }],
});

/** Starts Production, where Azure DevOps answers with a failure and shows these attempts then. */
async function started(after: readonly Attempt[], code: Code = "RM043", before: readonly Attempt[] = []) {
  let asked = false;
  const azure = organisation({
    releases: {
      get: () => Promise.resolve(attempts(asked ? after : before)),
      start: () => {
        asked = true;
        return Promise.reject(refusal({ code, what: "w", where: "w", cause: "c", next: "n" }));
      },
    },
    people: { me: () => Promise.resolve(me) },
  });
  await startStage(order, azure, { now, sha256, wait: () => Promise.resolve() });
}

const running = (by: string): Attempt => ({
  ...attempt,
  requestedBy: { ...me, id: by },
  status: { state: "queued", wire: "queued" },
});

describe("Starting a stage, when the answer is lost", () => {
  it("believes what Azure DevOps shows: the stage began", () => started([running("me")]));
  it("says so when the stage did not begin", () => assert.rejects(started([]), /RM043/));
  it("believes it too where a browser sent the start again, which is refused then", () =>
    started([running("me")], "RM002"));
  it("N8: takes nobody else's start for its own", () =>
    assert.rejects(started([running("somebody")], "RM002"), /RM002/));
  it("N8: takes no earlier start of the same person for this one", async () => {
    const earlier: Attempt = { ...attempt, requestedBy: me, status: { state: "failed", wire: "failed" } };
    await assert.rejects(started([earlier], "RM043", [earlier]), /RM043/);
    await started([earlier, running("me")], "RM043", [earlier]);
  });
});
