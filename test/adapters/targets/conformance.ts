import assert from "node:assert/strict";
import { outcomeFor } from "../../../core/acts/deploy-in-order.ts";
import { Failure } from "../../../core/failure.ts";
import type { DeployIo } from "../../../core/ports-of-targets.ts";
import { eachOf, hook, same, type BadInput, type Fault, type Kind, type Point } from "./target-world.ts";
import type { ReleaseName, TargetWorld } from "./target-world.ts";
import { hearing, whole } from "./whole.ts";

/**
 * Defines the tests of one kind of target; every adapter goes through the same ones. A kind comes in by a file
 * `<kind>-conformance.test.ts` beside this one that describes its world (`target-world.ts`), and by a process in `children/`
 * that deploys one order and dies at its n-th write (`kill-at.ts`).
 */
export function conforms<W extends TargetWorld>(kind: Kind<W>): void {
  describe(`Conformance of the target ${kind.name}`, function () {
    this.timeout(180_000);
    if (kind.before) before(kind.before);
    if (kind.after) after(kind.after);
    plans(kind);
    refusesEmpty(kind);
    for (const define of rulesOf(kind)) define(kind);
    checks(kind);
    for (const bad of kind.badInputs ?? []) refuses(kind, bad);
    for (const fault of kind.faults ?? []) survives(kind, fault);
  });
}

function rulesOf<W extends TargetWorld>({ without = {} }: Kind<W>): readonly ((kind: Kind<W>) => void)[] {
  const rules: Readonly<Record<Point, (kind: Kind<W>) => void>> = {
    moved,
    killed,
    together,
    cancelled,
    "changed source": changedSource,
    verified,
    marker,
    "way back": wayBack,
    "still there": stillThere,
    again,
  };
  return Object.entries(rules).flatMap(([point, define]) => (Object.hasOwn(without, point) ? [] : [define]));
}

function plans<W extends TargetWorld>({ withWorld, reachesNothing }: Kind<W>): void {
  const nothing = reachesNothing === undefined ? ", and writes nothing before it deploys" : "";
  it(`plans every artefact once, in order and in words, says the way back${nothing}`, () =>
    withWorld(async (world) => {
      const everything = reachesNothing === undefined ? hook(world, "everything") : undefined;
      const before = await everything?.();
      const target = await world.open("first");
      const artefacts = world.artefacts("first");
      assert.ok(artefacts.every((artefact) => target.takes(artefact)));
      const identity = await target.identify();
      assert.deepEqual(await target.identify(), identity);
      assert.match(identity.id, /^[a-z-]+:./);
      const { steps, rollback } = await target.plan(artefacts);
      assert.deepEqual(
        steps.map(({ artefact, kind }) => [artefact, kind]),
        artefacts.map(({ name, kind }) => [name, kind]),
      );
      assert.ok(steps.every(({ text }) => text.length > 10) && rollback.length > 10);
      await target.preflight();
      await target.stillThere(artefacts);
      await target.close();
      assert.deepEqual(await everything?.(), before);
    }));
}

function refusesEmpty<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("bad input: refuses an artefact without any file when it is planned", () =>
    withWorld(async (world) => {
      const target = await world.open("first");
      const empty = world.artefacts("first").map((artefact) => ({ ...artefact, files: [] }));
      const { steps } = await target.plan(empty);
      await target.close();
      for (const { action, text } of steps) {
        assert.equal(action, "refuse");
        assert.match(text, /empty|no file|no zip|0 zips/);
      }
    }));
}

function moved<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("looks again before its first write: what somebody deployed since the plan is not run over", () =>
    withWorld(async (world) => {
      const target = await world.open("second", "slow");
      const artefacts = world.artefacts("second");
      const { steps } = await target.plan(artefacts);
      await deployed(world, "first");
      const thrown = await failureOf(async () => {
        const [artefact] = artefacts;
        const [step] = steps;
        assert.ok(artefact && step);
        await target.deploy(step, artefact, hearing().io);
      });
      await target.close();
      assert.deepEqual(
        [thrown.report.code, thrown.report.state, thrown.report.retry],
        ["RM042", "nothing was changed", "safe"],
      );
      assert.deepEqual(await world.seen(), world.expected("first"));
      await deployed(world, "second");
    }));
}

function killed<W extends TargetWorld>(kind: Kind<W>): void {
  for (const from of ["nothing", "first"] as const)
    it(`killed at any write, from ${from} on: users see the old release or the new one, and the next run finishes`, async () => {
      const stride = kind.killStride ?? 1;
      const first = from === "nothing" ? 1 : stride;
      let died = 0;
      const lane = async (n: number, step: number): Promise<void> => {
        for (let at = n; await killedOnce(kind, from, at); at += step) died += 1;
      };
      // Two worlds at a time: most of it is waiting.
      if (kind.oneAtATime !== undefined) await lane(first, stride);
      else await Promise.all([lane(first, 2 * stride), lane(first + stride, 2 * stride)]);
      assert.ok(died > 0, "it was never killed");
    });
}

async function killedOnce<W extends TargetWorld>(
  { withWorld, mixes }: Kind<W>,
  from: "nothing" | "first",
  n: number,
): Promise<boolean> {
  let died = false;
  await withWorld(async (world) => {
    if (from === "first") await deployed(world, "first");
    const before = await world.seen();
    died = await hook(world, "killedAt")("second", n);
    const after = await world.seen();
    const releases = [before, world.expected("second")];
    const right = mixes === undefined ? releases.some((one) => same(one, after)) : eachOf(after, releases);
    assert.ok(right, `killed at write ${n}: ${JSON.stringify(after)}`);
    await deployed(world, "second", "next");
  });
  return died;
}

function together<W extends TargetWorld>({ withWorld, together: way = "refuses" }: Kind<W>): void {
  it(`of two deployments at once one goes and the other ${way}, and says who is there since when`, () =>
    withWorld(async (world) => {
      const one = await world.open("first", "one");
      const artefacts = world.artefacts("first");
      const { steps } = await one.plan(artefacts);
      const [artefact] = artefacts;
      const [step] = steps;
      assert.ok(artefact && step);
      await one.deploy(step, artefact, hearing().io);
      const heard = hearing();
      const other = whole(await world.open("second", "two"), world.artefacts("second"), heard.io);
      const said = way === "waits" ? "" : (await failureOf(() => other)).report.cause;
      for (const more of artefacts.slice(1)) {
        const planned = steps.find((found) => found.artefact === more.name);
        assert.ok(planned);
        await one.deploy(planned, more, hearing().io);
      }
      await one.verify(artefacts, hearing().io);
      await one.close();
      if (way === "waits") assert.equal(await other, "succeeded");
      else assert.deepEqual(await world.seen(), world.expected("first"));
      const words = [said, ...heard.told].join("\n");
      assert.ok(words.includes(world.known("first").name), words);
      assert.match(words, /\d{4}-\d\d-\d\dT\d\d:\d\d/);
      await deployed(world, "second");
    }));
}

function cancelled<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  for (const when of ["before it begins", "at its first progress"] as const)
    it(`cancelled ${when}: begins nothing more, says so, users see no mixture, and the next run finishes`, () =>
      withWorld(async (world) => {
        await deployed(world, "first");
        const cancel = new AbortController();
        if (when === "before it begins") cancel.abort();
        const io = hearing({ signal: cancel.signal, progress: () => cancel.abort() }).io;
        assert.equal(await cancelledOutcome(world, io), "cancelled");
        assert.deepEqual(await world.seen(), world.expected("first"));
        await deployed(world, "second");
      }));
}

async function cancelledOutcome(world: TargetWorld, io: DeployIo): Promise<string> {
  try {
    return await whole(await world.open("second"), world.artefacts("second"), io);
  } catch (thrown) {
    assert.ok(thrown instanceof Failure && thrown.report.code === "RM050", String(thrown));
    return "cancelled";
  }
}

function changedSource<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("refuses a byte that was changed on the agent after it was proved, and users see the old release", () =>
    withWorld(async (world) => {
      await deployed(world, "first");
      await hook(world, "alterSource")("second");
      const thrown = await failureOf(async () =>
        whole(await world.open("second"), world.artefacts("second")),
      );
      assert.equal(thrown.report.code, "RM021");
      assert.deepEqual(await world.seen(), world.expected("first"));
    }));
}

function verified<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("asks the target, not its memory, whether it has everything", () =>
    withWorld(async (world) => {
      const target = await world.open("second");
      const artefacts = world.artefacts("second");
      const { steps } = await target.plan(artefacts);
      for (const artefact of artefacts) {
        const step = steps.find((one) => one.artefact === artefact.name);
        assert.ok(step);
        await target.deploy(step, artefact, hearing().io);
      }
      await hook(world, "alter")("second");
      await failureOf(() => target.verify(artefacts, hearing().io));
      await target.close();
      await deployed(world, "second");
    }));
}

function marker<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("leaves a marker with release, seal and digests, and no secret in it", () =>
    withWorld(async (world) => {
      await deployed(world, "first");
      const text = await hook(world, "marker")();
      const { name, root } = world.known("first");
      for (const part of [name, root, ...world.artefacts("first").map(({ digest }) => digest)])
        assert.ok(text.includes(part), `${part} is not in ${text}`);
      assert.match(text, /\d{4}-\d\d-\d\dT\d\d:\d\d/);
      for (const secret of hook(world, "secrets")) assert.ok(!text.includes(secret));
    }));
}

function wayBack<W extends TargetWorld>({ withWorld, wayBack: words = /./ }: Kind<W>): void {
  it("goes back to an earlier release, and says beforehand that it is still there", () =>
    withWorld(async (world) => {
      await deployed(world, "first");
      await deployed(world, "second");
      const target = await world.open("first");
      const { steps, rollback } = await target.plan(world.artefacts("first"));
      await target.close();
      assert.match(rollback, words);
      assert.ok(
        steps.every(({ action }) => action !== "refuse"),
        JSON.stringify(steps),
      );
      await deployed(world, "first");
    }));
}

function stillThere<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("tells what it still has: nothing before, the same after, not the same once somebody altered it", () =>
    withWorld(async (world) => {
      const ask = async (): Promise<readonly string[]> => {
        const target = await world.open("first");
        const answers = await target.stillThere(world.artefacts("first"));
        await target.close();
        const named = answers.map(({ artefact }) => artefact);
        assert.deepEqual(
          named,
          world.artefacts("first").map(({ name }) => name),
        );
        for (const answer of answers) if (answer.kind !== "same") assert.notEqual(answer.because, "");
        return answers.map((answer) => answer.kind);
      };
      assert.ok(!(await ask()).includes("same"));
      await deployed(world, "first");
      assert.deepEqual(new Set(await ask()), new Set(["same"]));
      await hook(world, "alter")("first");
      assert.ok((await ask()).some((answer) => answer !== "same"));
    }));
}

function again<W extends TargetWorld>({ withWorld }: Kind<W>): void {
  it("deployed a second time changes nothing that users see", () =>
    withWorld(async (world) => {
      await deployed(world, "first");
      await deployed(world, "first", "another");
    }));
}

function checks<W extends TargetWorld>({ withWorld, reachesNothing, broken = [] }: Kind<W>): void {
  it("finds nothing wrong with a place that works, and names what it tried", () =>
    withWorld(async (world) => {
      const target = await world.open("first");
      const found = await target.preflight();
      await target.close();
      assert.deepEqual(
        found.filter(({ result }) => result === "failed"),
        [],
      );
      assert.equal(found.length > 0, reachesNothing === undefined);
      assert.ok(found.every(({ name, text }) => name.length > 5 && text !== ""));
    }));

  for (const { title, open } of broken)
    it(`finds ${title} before anything is deployed, with a fix`, () =>
      withWorld(async (world) => {
        const everything = hook(world, "everything");
        const before = await everything();
        const target = await open(world);
        const failed = (await target.preflight()).filter(({ result }) => result === "failed");
        await target.close();
        assert.ok(failed.length > 0);
        assert.ok(failed.every(({ fix = "" }) => fix.length > 5));
        assert.deepEqual(await everything(), before);
      }));
}

function refuses<W extends TargetWorld>({ withWorld }: Kind<W>, bad: BadInput<W>): void {
  it(`refuses ${bad.title}, and changes nothing`, () =>
    withWorld(async (world) => {
      const seen = await world.seen();
      const { report } = await failureOf(() => bad.act(world));
      assert.equal(report.code, bad.code, report.cause);
      assert.match(report.cause, bad.cause);
      assert.equal(report.state, "nothing was changed");
      assert.deepEqual(await world.seen(), seen);
    }));
}

function survives<W extends TargetWorld>(kind: Kind<W>, { title, arm, ends }: Fault<W>): void {
  const words = {
    succeeds: "succeeds all the same",
    fails: "fails truthfully",
    stillRunning: "is told as running",
  };
  it(`with ${title} it ${words[ends]}, and the next run finishes`, () =>
    kind.withWorld(async (world) => {
      await deployed(world, "first");
      const before = await world.writes?.();
      await arm(world);
      const heard = hearing();
      const run = async (): Promise<string> =>
        whole(await world.open("second"), world.artefacts("second"), heard.io);
      await (ends === "succeeds" ? succeeded(world, run) : stopped(world, run, ends));
      await world.calm?.();
      await deployed(world, "second", "next", heard.operations);
      // Nothing was lost, and nothing carried out twice.
      if (before !== undefined) assert.equal(((await world.writes?.()) ?? 0) - before, kind.writesOfSecond);
    }));
}

async function succeeded(world: TargetWorld, run: () => Promise<string>): Promise<void> {
  assert.equal(await run(), "succeeded");
  assert.ok(hook(world, "struck")() > 0, "the fault never came");
  assert.deepEqual(await world.seen(), world.expected("second"));
}

/** A failure that says "nothing was changed" must be right about it; what still runs is no failure. */
async function stopped(
  world: TargetWorld,
  run: () => Promise<string>,
  ends: "fails" | "stillRunning",
): Promise<void> {
  const outcome = await run().catch((thrown: unknown) => outcomeFor(wellTold(thrown)));
  const allowed = ends === "stillRunning" ? ["unknownStillRunning"] : ["failedUnchanged", "failedPartial"];
  assert.ok(allowed.includes(outcome), outcome);
  if (outcome === "failedUnchanged") assert.deepEqual(await world.seen(), world.expected("first"));
}

/** Deploys a release to its end; users see exactly what was sealed. */
async function deployed(
  world: TargetWorld,
  release: ReleaseName,
  job = "job",
  earlier: DeployIo["earlier"] = [],
): Promise<void> {
  const outcome = await whole(
    await world.open(release, job),
    world.artefacts(release),
    hearing({ earlier }).io,
  );
  assert.equal(outcome, "succeeded");
  assert.deepEqual(await world.seen(), world.expected(release));
}

async function failureOf(act: () => Promise<unknown>): Promise<Failure> {
  try {
    await act();
  } catch (thrown) {
    return wellTold(thrown);
  }
  return assert.fail("Nothing was refused");
}

/** A `Failure` with all its parts and no logging command in it. */
function wellTold(thrown: unknown): Failure {
  if (!(thrown instanceof Failure)) throw thrown;
  const { what, where, cause, next } = thrown.report;
  for (const part of [what, where, cause, next]) assert.ok(part.trim() !== "", thrown.message);
  assert.doesNotMatch(thrown.message, /##vso\[|##\[/);
  return thrown;
}
