import assert from "node:assert/strict";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { TargetCheck } from "../../../../core/model/target.ts";
import type { SiteBehaviour } from "../../../../standin/targets/appservice/site-behaviour.ts";
import { failureOf, openBench, type Bench } from "./bench.ts";

let bench: Bench;

const web = (): SealedArtefact => bench.artefact("Web", { "index.html": "one" });
const behave = (behaviour: Partial<SiteBehaviour>): void => bench.azure.misbehave({ at: "dev", behaviour });

function withBench(suite: Mocha.Suite): void {
  suite.timeout(20_000);
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());
}

describe("who may deploy to a site", function () {
  withBench(this);

  it("falls back to the resource manager's audience where the SCM site takes no other, and says so", async () => {
    behave({ armAudienceOnly: true });
    await bench.whole(bench.open("One"), web());
    assert.match(
      bench.told.join("\n"),
      /appservice\.azure\.com was refused by the SCM site: signing in to the SCM site for https:\/\/localhost:\d+ instead/,
    );
  });

  it("goes on after its tokens have become worthless in the middle", async () => {
    const target = bench.open("One");
    const artefact = web();
    await target.plan([artefact]);
    bench.targets.revokeTokens();
    await bench.whole(target, artefact);
  });

  it("tells the SCM site's access restriction from a missing right, and names the agent's address", async () => {
    behave({ isBlocked: true });
    const failure = await failureOf(bench.open("One").plan([web()]));
    assert.match(failure.cause, /does not let this agent's address 203\.0\.113\.7 in/);
    assert.match(failure.next, /Access restriction/);
    assert.doesNotMatch(failure.cause, /##vso|<html/);
  });

  it("names the role that is missing: at Azure's resource manager, at the SCM site, for the swap", async () => {
    behave({ lacks: "read" });
    const read = await failureOf(bench.open("One").identify());
    assert.match(read.cause, /lacks a right on the site: The client '[^']+' does not have authorization/);
    assert.match(read.next, /Website Contributor/);
    assert.match(read.ids ?? "", /HTTP 403 AuthorizationFailed, request /);
    behave({ lacks: "publish" });
    const publish = await failureOf(bench.open("One").plan([web()]));
    assert.match(publish.cause, /may not deploy to the site/);
    behave({ lacks: "swap" });
    const swap = await failureOf(bench.whole(bench.open("One", { slot: "next" }), web()));
    assert.deepEqual([swap.code, swap.state], ["RM031", "nothing was changed"]);
    assert.match(swap.cause, /slotsswap|swap/);
  });
});

describe("what else keeps a site from being deployed to", function () {
  withBench(this);

  it("S0-48: refuses an application that nobody gave a role, and one whose secret ran out", async () => {
    const stranger = await failureOf(bench.open("One", { client: 1 }).identify());
    assert.match(stranger.cause, /does not have authorization/);
    const expired = await failureOf(bench.open("One", { client: 2 }).identify());
    assert.deepEqual([expired.code, expired.state], ["RM010", "nothing was changed"]);
    assert.match(expired.cause, /expired/);
  });

  it("takes a sign-in page for what it is, at the resource manager and at the SCM site", async () => {
    bench.azure.misbehave({ at: "arm", troubles: [{ path: "/sites/", times: 1, answer: "signInPage" }] });
    const arm = await failureOf(bench.open("One").identify());
    assert.match(arm.cause, /it answered 200 with a page instead of data/);
    bench.azure.misbehave({
      at: "dev",
      troubles: [{ path: "/api/deployments", times: 1, answer: "signInPage" }],
    });
    const scm = await failureOf(bench.open("One").plan([web()]));
    assert.match(scm.cause, /with a page instead of data/);
  });

  it("refuses a site that is stopped, before anything is sent", async () => {
    behave({ state: "Stopped" });
    const { steps } = await bench.open("One").plan([web()]);
    assert.match(steps[0]?.text ?? "", /the site is not running \("Stopped"\)/);
  });
});

describe("what is tried of a site before anything is deployed", function () {
  withBench(this);

  const results = (checks: readonly TargetCheck[]): readonly string[] => checks.map(({ result }) => result);

  it("finds address, slot, SCM site, rights and an answer in order", async () => {
    const checks = await bench.open("One", { slot: "next" }).preflight();
    assert.deepEqual(results(checks), ["ok", "ok", "ok", "ok", "ok"]);
    assert.equal(checks.at(-1)?.text, "200");
  });

  for (const [title, changes, behaviour, expected] of [
    [
      "another site's address",
      { url: "https://localhost:1" },
      {},
      ["failed", "unknown", "unknown", "unknown"],
    ],
    ["a slot that is not there", { slot: "uat" }, {}, ["ok", "failed", "unknown", "ok", "ok"]],
    ["an SCM site that lets nobody in", {}, { isBlocked: true }, ["ok", "failed", "ok", "ok"]],
    ["a role that is missing", {}, { lacks: "publish" }, ["ok", "failed", "failed", "ok"]],
  ] as const)
    it(`names ${title} with a fix, and changes nothing`, async () => {
      behave(behaviour);
      const checks = await bench.open("One", changes).preflight();
      assert.deepEqual(results(checks), expected);
      for (const { result, fix } of checks) assert.equal(result === "failed", fix !== undefined);
      assert.deepEqual(await bench.azure.files("dev"), {});
    });
});

describe("what a site still has", function () {
  withBench(this);

  it("is asked of the site: its marker, its newest deployment and its files", async () => {
    const artefact = web();
    const [before] = await bench.open("One").stillThere([artefact]);
    assert.equal(before?.kind, "moved");
    await bench.whole(bench.open("One"), artefact);
    bench.azure.note("dev");
    const [same] = await bench.open("One").stillThere([artefact]);
    assert.equal(same?.kind, "same");
    bench.azure.plant("dev", { "index.html": "theirs" });
    const [moved] = await bench.open("One").stillThere([artefact]);
    assert.ok(moved?.kind === "moved");
    assert.match(moved.because, /somebody deployed there since \(deployment "/);
  });
});
