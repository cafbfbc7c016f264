import assert from "node:assert/strict";
import { inspectRelease, type Dossier } from "../../../core/acts/inspect-release.ts";
import { deleteRelease, extendHold, keepForever, whyProtected } from "../../../core/acts/keep-release.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Lease, Leases } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  attempt,
  day,
  noRight,
  now,
  organisation,
  production,
  release,
  uat,
  world,
} from "./sample-organisation.ts";

describe("Extending the hold on a build", () => {
  const taken: Lease = { id: 2, runId: 345, owner: "ours", validUntil: instant(now + 365 * day) };

  async function extended(over: Partial<Dossier> = {}): Promise<readonly unknown[]> {
    const calls: unknown[] = [];
    const leases: Partial<Leases> = {
      take: (...call) => {
        calls.push(["take", ...call]);
        return Promise.resolve(taken);
      },
      release: (id) => {
        calls.push(["release", id]);
        return Promise.resolve();
      },
    };
    const dossier = await inspectRelease("classic:57", organisation());
    await extendHold({ ...dossier, ...over }, world({ leases }), now);
    return calls;
  }

  it("D11: takes a year anew when a month is gone, and gives the old hold back", async () => {
    assert.deepEqual(await extended(), [
      ["take", 345, 7, 365],
      ["release", 1],
    ]);
  });

  it("leaves a fresh hold alone, and never gives back what others hold", async () => {
    assert.deepEqual(await extended({ leases: { kind: "read", value: [taken] } }), []);
    const theirs = { ...taken, id: 3, owner: "theirs", validUntil: instant(now + day) };
    assert.deepEqual(await extended({ leases: { kind: "read", value: [theirs] } }), [["take", 345, 7, 365]]);
  });

  it("holds nothing that was never sealed, is abandoned, or cannot be looked at", async () => {
    assert.deepEqual(await extended({ seals: [] }), []);
    assert.deepEqual(await extended({ release: { ...release, status: "abandoned" } }), []);
    assert.deepEqual(await extended({ leases: { kind: "failed", why: "no" } }), []);
  });

  it("shows a refusal", async () => {
    const dossier = await inspectRelease("classic:57", organisation());
    const leases = { take: () => Promise.reject(noRight()) };
    await assert.rejects(extendHold(dossier, world({ leases }), now), refusing("RM040", /right/));
  });
});

describe("Keeping and deleting a release", () => {
  it("keeps a classic release for ever, and refuses it for a run", async () => {
    const calls: unknown[] = [];
    const releases = { keep: (...call: unknown[]) => Promise.resolve(void calls.push(call)) };
    await keepForever(release, true, releases);
    assert.deepEqual(calls, [[57, true]]);
    await assert.rejects(
      keepForever({ ...release, id: "run:345" }, true, releases),
      refusing("RM002", /YAML/),
    );
  });

  const deployed = { ...production, status: uat.status, attempts: [attempt] };

  async function deleted(now_: Release): Promise<unknown[]> {
    const calls: unknown[] = [];
    const releases = {
      get: () => Promise.resolve(now_),
      remove: (...call: unknown[]) => Promise.resolve(void calls.push(call)),
    };
    await deleteRelease(release, " old ", releases);
    return calls;
  }

  it("N8: deletes what is still in development, with the comment", async () => {
    assert.deepEqual(await deleted(release), [[57, "old"]]);
  });

  it("N8: refuses what was deployed onward, as it is now and not as it was shown", async () => {
    const onward = { ...release, stages: [uat, deployed] };
    await assert.rejects(deleted(onward), refusing("RM002", /deployed onward to Production \(production\)/));
  });

  it("refuses what is kept for ever", async () => {
    await assert.rejects(
      deleted({ ...release, protection: { keptForever: true } }),
      refusing("RM002", /kept for ever/),
    );
  });

  for (const [state, startedOn, isProtected] of [
    ["waitingForApproval", undefined, false],
    ["rejected", undefined, false],
    ["cancelled", undefined, false],
    ["cancelled", instant(now), true],
    ["inProgress", undefined, true],
    ["failed", undefined, true],
    ["unknown", undefined, true],
  ] as const) {
    it(`${isProtected ? "protects" : "does not protect"} a release whose Production is ${state}${startedOn ? " after it began" : ""}`, () => {
      const { startedOn: _, ...rest } = attempt;
      const one = {
        ...rest,
        status: { state, wire: state },
        ...(startedOn === undefined ? {} : { startedOn }),
      };
      const stages = [uat, { ...production, attempts: [one] }];
      assert.equal(whyProtected({ ...release, stages }) !== undefined, isProtected);
    });
  }
});
