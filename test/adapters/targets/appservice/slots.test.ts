import assert from "node:assert/strict";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { failureOf, openBench, type Bench } from "./bench.ts";

let bench: Bench;
const slot = { slot: "next" };

const web = (text: string): SealedArtefact => bench.artefact("Web", { "index.html": text, "v.txt": text });
const uploads = (): number =>
  bench.azure.requests("dev/next").filter(({ path }) => path.startsWith("/api/publish")).length;
const swaps = (): number =>
  bench.azure.requests("arm").filter(({ path }) => path.includes("/slotsswap")).length;

/** The site serves release One, the slot nothing of ours. */
async function afterOne(): Promise<void> {
  await bench.whole(bench.open("One", slot), web("one"));
}

function withBench(suite: Mocha.Suite): void {
  suite.timeout(30_000);
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.close());
}

describe("the target appservice, with a slot", function () {
  withBench(this);

  it("deploys to the slot, proves it there, swaps it, and the slot keeps what was live", async () => {
    await afterOne();
    const proof = await bench.whole(bench.open("Two", slot), web("two"));
    assert.match(proof, /serves Two/);
    assert.equal((await bench.azure.files("dev"))["v.txt"], "two");
    assert.equal((await bench.azure.files("dev/next"))["v.txt"], "one");
    assert.deepEqual(
      bench.operations.slice(-2).map(({ kind }) => kind),
      ["appservice.deployment", "appservice.swap"],
    );
  });

  it("goes back by a swap alone, and says so before", async () => {
    await afterOne();
    await bench.whole(bench.open("Two", slot), web("two"));
    const before = uploads();
    const target = bench.open("One", slot);
    const { steps, rollback } = await target.plan([web("one")]);
    assert.match(steps[0]?.text ?? "", /lies in the slot "next" already .*: swapped, nothing is sent/);
    assert.match(rollback, /the slot "next" will hold "Two"/);
    await bench.whole(target, web("one"));
    assert.equal(uploads(), before);
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });

  it("sends the whole release again when somebody deployed to the slot since, and names that deployment", async () => {
    await afterOne();
    await bench.whole(bench.open("Two", slot), web("two"));
    bench.azure.plant("dev/next", { "v.txt": "theirs" });
    const target = bench.open("One", slot);
    const { steps } = await target.plan([web("one")]);
    assert.match(steps[0]?.text ?? "", /the slot held it, but somebody deployed there since \(deployment "/);
    await bench.whole(target, web("one"));
    assert.deepEqual(await bench.azure.files("dev"), { "index.html": "one", "v.txt": "one" });
  });

  it("does not swap a slot that answers wrongly: production is unchanged, and the last answers are told", async () => {
    await afterOne();
    bench.azure.misbehave({ at: "dev/next", behaviour: { health: [200, 200], healthStatus: 500 } });
    let later = Date.now();
    const now = (): number => (later += 20_000);
    const failure = await failureOf(bench.whole(bench.open("Two", { ...slot, now }), web("two")));
    assert.equal(failure.state, "nothing was changed");
    assert.match(
      failure.cause,
      /the slot "next" is not healthy: GET \/ should answer 200-299 three times in a row and answered (500, )+500/,
    );
    assert.equal(swaps(), 1);
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });
});

describe("the target appservice, with a slot: health", function () {
  withBench(this);

  it("does not follow a redirect to a page of signing in: it is no health", async () => {
    bench.azure.misbehave({ at: "dev/next", behaviour: { healthStatus: 302 } });
    let later = Date.now();
    const failure = await failureOf(
      bench.whole(bench.open("Two", { ...slot, now: () => (later += 20_000) }), web("two")),
    );
    assert.match(failure.cause, /302 to https:\/\/login\.example\//);
    bench.azure.behave();
    bench.azure.misbehave({ at: "dev/next", behaviour: { healthStatus: 401 } });
    await bench.whole(bench.open("Two", { ...slot, healthStatuses: "200-299, 401" }), web("two"));
  });
});

describe("the target appservice, with a slot: swaps", function () {
  withBench(this);

  it("tells a swap that Azure gave up (417) in words, and the next run only swaps", async () => {
    await afterOne();
    const swapFailure =
      "Cannot swap slots for site 'space-game-dev' because the worker process in 'next' slot did not respond to http ping. ##vso[task.complete]";
    bench.azure.misbehave({ at: "dev", behaviour: { swapFailure } });
    const failure = await failureOf(bench.whole(bench.open("Two", slot), web("two")));
    assert.match(failure.cause, /did not answer while it was warmed up \(five tries of 90 s\)/);
    assert.doesNotMatch(failure.cause, /##vso/);
    assert.equal(failure.state, "nothing was changed");
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
    bench.azure.behave();
    const before = uploads();
    await bench.whole(bench.open("Two", slot), web("two"));
    assert.equal(uploads(), before);
  });

  it("follows the swap at Azure's own address, although its Location is http and elsewhere", async () => {
    bench.azure.misbehave({ at: "dev", behaviour: { oddLocation: true } });
    await bench.whole(bench.open("One", slot), web("one"));
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });

  it("finds a swap whose answer was lost by what is live", async () => {
    const trouble = { path: "/slotsswap", method: "POST", times: 1, answer: "lostAnswer" } as const;
    bench.azure.misbehave({ at: "arm", troubles: [trouble] });
    await bench.whole(bench.open("One", slot), web("one"));
    assert.equal(swaps(), 1);
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });
});

describe("the target appservice, with a slot: swaps that nobody may look at", function () {
  withBench(this);

  const looks = { path: "/operationresults/", method: "GET" } as const;
  const hurried = () => {
    let later = Date.now();
    return { ...slot, waitMinutes: 5, now: () => (later += 2000) };
  };

  for (const status of [401, 403, 404])
    it(`takes a look that is refused with ${status} for no end of the swap, and finds it by what is live`, async () => {
      bench.azure.misbehave({ at: "dev", behaviour: { swapMilliseconds: 100 } });
      bench.azure.misbehave({ at: "arm", troubles: [{ ...looks, times: 99, answer: { status } }] });
      await bench.whole(bench.open("One", slot), web("one"));
      assert.equal(swaps(), 1);
      assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
    });

  it("takes an operation that Azure ends with 417 as the swap's own failure", async () => {
    const answer = { status: 417, message: "It did not respond to http ping." };
    bench.azure.misbehave({ at: "arm", troubles: [{ ...looks, times: 1, answer }] });
    const failure = await failureOf(bench.whole(bench.open("One", slot), web("one")));
    assert.match(failure.cause, /^Azure gave the swap up, because the slot "next" did not answer/);
  });

  for (const [title, trouble] of [
    ["a look that is refused for ever", { ...looks, times: 999, answer: { status: 403 } }],
    ["a lost answer", { path: "/slotsswap", method: "POST", times: 1, answer: "lostAnswer" }],
  ] as const)
    it(`after ${title} says only that the swap may go on still, once the time is up`, async () => {
      bench.azure.misbehave({ at: "dev", behaviour: { swapMilliseconds: 3_600_000 } });
      bench.azure.misbehave({ at: "arm", troubles: [trouble] });
      const failure = await failureOf(bench.whole(bench.open("One", hurried()), web("one")));
      assert.deepEqual([failure.code, failure.state], ["RM032", "it is being changed still"]);
      assert.match(failure.cause, /After 5 min nobody knows whether the swap has ended/);
    });

  it("waits longer than a minute for a swap whose answer was lost", async () => {
    let later = Date.now();
    const lost = { path: "/slotsswap", method: "POST", times: 1, answer: "lostAnswer" } as const;
    bench.azure.misbehave({ at: "dev", behaviour: { swapMilliseconds: 500 } });
    bench.azure.misbehave({ at: "arm", troubles: [lost] });
    await bench.whole(bench.open("One", { ...slot, now: () => (later += 100) }), web("one"));
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });

  it("tells why Azure does not begin a swap, in its own words, and that nothing was changed", async () => {
    const answer = { status: 409, message: "The site is in a read-only state. ##vso[task.complete]" };
    const trouble = { path: "/slotsswap", times: 99, answer };
    bench.azure.misbehave({ at: "arm", troubles: [trouble] });
    const failure = await failureOf(bench.whole(bench.open("One", hurried()), web("one")));
    assert.match(failure.cause, /did not begin the swap in 5 min: The site is in a read-only state\. /);
    assert.doesNotMatch(`${failure.cause}${bench.told.join("")}`, /##vso/);
    assert.deepEqual([failure.code, failure.state], ["RM031", "nothing was changed"]);
    assert.match(bench.told.join("\n"), /does not begin the swap now: The site is in a read-only state/);
    const swapped = { kind: "appservice.swap", id: "x", artefact: "Web", startedOn: "" };
    const io = { ...bench.io, earlier: [swapped] };
    const again = await failureOf(bench.whole(bench.open("One", hurried()), web("one"), io));
    assert.deepEqual([again.code, again.state], ["RM032", "it is being changed still"]);
  });
});

describe("the target appservice, with a slot: what stands against a swap", function () {
  withBench(this);

  it("does not swap what somebody put into the slot after it was proved", async () => {
    await afterOne();
    const target = bench.open("Two", slot);
    const artefact = web("two");
    const { steps } = await target.plan([artefact]);
    const progress = (percent: number): void => {
      if (percent === 82) bench.azure.plant("dev/next", { "v.txt": "theirs" });
    };
    const [step] = steps;
    assert.ok(step);
    const failure = await failureOf(target.deploy(step, artefact, { ...bench.io, progress }));
    assert.equal(failure.code, "RM042");
    assert.equal((await bench.azure.files("dev"))["v.txt"], "one");
  });

  it("refuses a slot that is not there, and names those that are", async () => {
    const failure = await failureOf(bench.open("One", { slot: "uat" }).plan([web("one")]));
    assert.equal(failure.code, "RM010");
    assert.match(failure.cause, /has no slot "uat": it has "next"/);
  });

  it("refuses a slot that swaps itself before anybody knows whether it is healthy", async () => {
    bench.azure.misbehave({ at: "dev", behaviour: { autoSwap: "production" } });
    const failure = await failureOf(bench.open("One", slot).plan([web("one")]));
    assert.match(failure.cause, /auto swap/);
  });

  it("cancelled between proof and swap: the site is not touched, and the next run only swaps", async () => {
    await afterOne();
    const cancel = new AbortController();
    const progress = (percent: number): void => {
      if (percent === 80) cancel.abort();
    };
    const io = { ...bench.io, progress, signal: cancel.signal };
    const failure = await failureOf(bench.whole(bench.open("Two", slot), web("two"), io));
    assert.deepEqual([failure.code, failure.state], ["RM050", "nothing was changed"]);
    const before = uploads();
    await bench.whole(bench.open("Two", slot), web("two"));
    assert.equal(uploads(), before);
  });
});
