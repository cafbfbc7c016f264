import assert from "node:assert/strict";
import { startRunStage } from "../../../core/acts/start-run.ts";
import {
  keepReason,
  withKeptReasons,
  readReasons,
  withdrawReason,
} from "../../../core/acts/start-reasons.ts";
import { Failure, refusal } from "../../../core/failure.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Stage, State } from "../../../core/model/stage.ts";
import type { Documents, Stored } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { noRight, now, release as classic, rita, world } from "./sample-organisation.ts";

type Call = readonly unknown[];

function stage(state: State, attempts: number): Stage {
  const [sample] = classic.stages;
  assert.ok(sample);
  const attempt = sample.attempts[0];
  assert.ok(attempt);
  return {
    ...sample,
    id: "prod",
    name: "Production",
    status: { state, wire: state },
    attempts: Array.from({ length: attempts }, (_, at) => ({ ...attempt, number: at + 1 })),
  };
}

function runWith(one: Stage): Release {
  return { ...classic, id: "run:345", kind: "yaml", stages: [one] };
}

/** Documents as the service keeps them: a write needs the etag of what is there. */
function documents(calls: Call[]): Pick<Documents, "read" | "write"> {
  let there: Stored<unknown> | undefined;
  return {
    read: () => Promise.resolve(there),
    write: (collection, id, value, etag) => {
      calls.push(["write", collection, id, value]);
      if (etag !== there?.etag) return Promise.reject(changed());
      there = { id, etag: (there?.etag ?? 0) + 1, value };
      return Promise.resolve(there.etag);
    },
  };
}

function changed(): Error {
  return refusal({ code: "RM042", what: "x", where: "x", cause: "Somebody else wrote", next: "x" });
}

type Scene = Readonly<{
  from: Stage;
  /** What the run shows at each look; a failure is thrown. */
  shows: readonly (Stage | Failure)[];
  reason?: string;
  change?: () => Promise<void>;
  documents?: Pick<Documents, "read" | "write">;
}>;

async function start(scene: Scene): Promise<Readonly<{ calls: Call[]; waited: number }>> {
  const calls: Call[] = [];
  let waited = 0;
  let look = 0;
  const azure = world({
    documents: scene.documents ?? documents(calls),
    people: { me: () => Promise.resolve(rita) },
    builds: {
      run: () => {
        const shown = scene.shows[Math.min(look++, scene.shows.length - 1)] ?? scene.from;
        return shown instanceof Failure ? Promise.reject(shown) : Promise.resolve(runWith(shown));
      },
    },
    runs: {
      changeStage: (...call) => {
        calls.push(["changeStage", ...call]);
        return scene.change?.() ?? Promise.resolve();
      },
    },
  });
  const wait = (milliseconds: number): Promise<void> => Promise.resolve(void (waited += milliseconds));
  await startRunStage(runWith(scene.from), scene.from, scene.reason ?? "", { azure, world: { now, wait } });
  return { calls, waited };
}

const never = (): Promise<void> => Promise.reject(new Error("nothing may be started"));
const manual = stage("waitingForManualStart", 0);
const runs = stage("inProgress", 1);

describe("Starting a stage of a YAML run", () => {
  const words: readonly (readonly [State, string])[] = [
    ["waitingForManualStart", "run"],
    ["skipped", "retryAll"],
    ["failed", "retry"],
    ["rejected", "retry"],
    ["cancelled", "retry"],
    ["succeeded", "retryAll"],
  ];
  for (const [state, change] of words) {
    it(`S0-36: asks for “${change}” where the stage is “${state}”`, async () => {
      const { calls } = await start({ from: stage(state, 1), shows: [stage("inProgress", 2)] });
      assert.deepEqual(calls, [["changeStage", 345, "prod", change]]);
    });
  }

  it("keeps the reason before it starts anything, for the attempt that is about to begin", async () => {
    const { calls } = await start({ from: stage("failed", 2), shows: [runs], reason: "UAT signed" });
    assert.deepEqual(
      calls.map(([what]) => what),
      ["write", "changeStage"],
    );
    const on = new Date(now).toISOString();
    const reasons = [{ stage: "prod", attempt: 3, by: rita.id, reason: "UAT signed", on }];
    const written = { schema: 1, reasons };
    assert.deepEqual(calls[0]?.slice(1), [`reasons-${classic.project.id}`, "run-345", written]);
  });

  it("starts nothing where the reason cannot be kept", async () => {
    const calls: Call[] = [];
    const refused = { ...documents(calls), write: () => Promise.reject(noRight()) };
    const started = start({
      from: manual,
      shows: [runs],
      reason: "UAT signed",
      documents: refused,
      change: never,
    });
    await assert.rejects(started, /You do not have the right/);
  });
});

describe("A start that was sent", () => {
  it("comes back when the stage really moves, not before", async () => {
    const { waited } = await start({ from: manual, shows: [manual, manual, runs] });
    assert.equal(waited, 500 + 1000 + 1500);
  });

  it("says it when Azure DevOps answers yes and nothing starts", async () => {
    await assert.rejects(
      start({ from: manual, shows: [manual] }),
      refusing(
        "RM043",
        /answered yes, and half a minute later the stage is still “Waiting for manual start”/,
      ),
    );
  });

  for (const state of ["notDeployed", "skipped", "unknown"] as const) {
    it(`does not take “${state}” for a beginning: nothing of the stage is there yet`, async () => {
      const { waited } = await start({ from: manual, shows: [stage(state, 0), runs] });
      assert.equal(waited, 500 + 1000);
      const only = start({ from: manual, shows: [stage(state, 0)] });
      await assert.rejects(only, refusing("RM043", /half a minute later the stage has not begun: it is “/));
    });
  }

  it("looks again where a look fails, and never says that it knows what it could not read", async () => {
    const broken = refusal({ code: "RM043", what: "x", where: "x", cause: "The line broke", next: "x" });
    const { waited } = await start({ from: manual, shows: [broken, runs] });
    assert.equal(waited, 500 + 1000);
    const unread = start({ from: manual, shows: [manual, broken] });
    await assert.rejects(
      unread,
      /It is not known whether Production began.*could not be read: The line broke/,
    );
  });

  it("believes the run where the answer was lost on its way back", async () => {
    const lost = refusal({ code: "RM043", what: "x", where: "x", cause: "The line broke", next: "x" });
    await start({ from: manual, shows: [manual, runs], change: () => Promise.reject(lost) });
    const still = start({ from: manual, shows: [manual], change: () => Promise.reject(lost) });
    await assert.rejects(still, refusing("RM043", /The line broke/));
  });

  it("takes the reason away again where Azure DevOps refuses: it is nobody else's", async () => {
    const calls: Call[] = [];
    const refused = () => Promise.reject(noRight());
    const started = start({
      from: manual,
      shows: [],
      reason: "UAT signed",
      change: refused,
      documents: documents(calls),
    });
    await assert.rejects(started, /You do not have the right/);
    assert.deepEqual(
      calls.map(([, , , value]) => (value as { reasons: unknown[] }).reasons.length),
      [1, 0],
    );
  });
});

describe("A start that never came to anything", () => {
  /** How many reasons were kept after each write. */
  async function kept(shows: Scene["shows"]): Promise<readonly number[]> {
    const calls: Call[] = [];
    const all = documents(calls);
    await assert.rejects(start({ from: manual, shows, reason: "UAT signed", documents: all }));
    const writes = calls.filter(([what]) => what === "write");
    return writes.map(([, , , value]) => (value as { reasons: unknown[] }).reasons.length);
  }

  it("N8: leaves no reason for whoever starts the stage next, on Azure DevOps's own page", async () => {
    assert.deepEqual(await kept([manual]), [1, 0]);
  });

  it("keeps its reason where nobody knows whether it began", async () => {
    const broken = refusal({ code: "RM043", what: "x", where: "x", cause: "The line broke", next: "x" });
    assert.deepEqual(await kept([broken]), [1]);
  });
});

describe("A start that is refused", () => {
  it("looks no further where Azure DevOps refuses", async () => {
    const refused = start({ from: manual, shows: [], change: () => Promise.reject(noRight()) });
    await assert.rejects(refused, /You do not have the right/);
  });

  it("S2-13: does not start what an approval starts", async () => {
    const waiting = start({ from: stage("waitingForApproval", 1), shows: [], change: never });
    await assert.rejects(waiting, refusing("RM002", /an approval starts it/));
  });
});

describe("Two people who start one stage at the same moment", () => {
  it("keep a reason each, and who is refused takes only their own away", async () => {
    const kept = documents([]);
    const run = runWith(manual);
    const on = "2026-11-21T05:00:00.000Z";
    const first = { stage: "prod", attempt: 1, by: rita.id, reason: "UAT signed", on };
    const second = { ...first, by: "p2", reason: "Go" };
    await keepReason(run, { ...first, reason: "mistyped" }, kept);
    for (const reason of [first, second]) await keepReason(run, reason, kept);
    assert.deepEqual(await readReasons(run, kept), [first, second]);
    await withdrawReason(run, second, kept);
    assert.deepEqual(await readReasons(run, kept), [first]);
  });
});

describe("The reasons of a run's starts", () => {
  const attempt = {
    stage: "prod",
    attempt: 1,
    by: rita.id,
    reason: "UAT signed",
    on: "2026-11-21T05:00:00.000Z",
  };

  async function kept(value: unknown, of = stage("succeeded", 2)): Promise<Release> {
    const document = { id: "run-345", etag: 1, value };
    const run = runWith(of);
    return withKeptReasons(run, await readReasons(run, { read: () => Promise.resolve(document) }));
  }

  it("reach the attempts that they were given for", async () => {
    const read = await kept({ schema: 1, reasons: [{ ...attempt, attempt: 2 }] });
    assert.deepEqual(
      read.stages[0]?.attempts.map(({ reason }) => reason),
      [undefined, "UAT signed"],
    );
  });

  it("reach the second attempt of a stage that was left out when the run was queued", async () => {
    const second = { ...stage("succeeded", 2), attempts: stage("succeeded", 2).attempts.slice(1) };
    const read = await kept({ schema: 1, reasons: [attempt] }, second);
    assert.deepEqual(
      read.stages[0]?.attempts.map(({ number, reason }) => [number, reason]),
      [[2, "UAT signed"]],
    );
  });

  it("do not pass on to a later attempt for which nobody gave one", async () => {
    const read = await kept({ schema: 1, reasons: [attempt] });
    assert.deepEqual(
      read.stages[0]?.attempts.map(({ reason }) => reason),
      ["UAT signed", undefined],
    );
  });

  it("are refused where somebody wrote something else there", async () => {
    await assert.rejects(kept({ schema: 1, reasons: "none" }), refusing("RM044", /is no list/));
    await assert.rejects(kept({ schema: 2, reasons: [] }), refusing("RM044", /has schema 2/));
  });
});
