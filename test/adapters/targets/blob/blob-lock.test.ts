import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { refusing } from "../../../support/refusing.ts";
import { bundleOf } from "../children/run-child.ts";
import { seenAs, sent, whole } from "./place.ts";
import { inAContainer } from "./shared-place.ts";

const old = { "index.html": "old", "old.html": "old", "app.css": "old" };
const site = { "index.html": "new", "about.html": "new", "app.css": "new", "app.3f2a9b1c.js": "new" };
const quick = { lease: 15_000, beat: 20_000, wait: 500 };
const r58 = {
  release: { id: "classic:58", name: "Release-58" },
  sealRoot: "4567cdef".repeat(8),
  job: "other",
};

describe("The lock of a blob target", () => {
  const { at } = inAContainer();

  it("lets one of two deployments go and tells the other who holds the container", async () => {
    const artefact = await at().artefact("Site", site);
    const first = at().target({ stage: "UAT ##vso[x" });
    await sent(first, [artefact]);
    const second = at().target({ ...r58, lock: quick });
    await assert.rejects(
      sent(second, [artefact]),
      refusing(
        "RM031",
        /^"Release-57", stage "UAT # #vso\[x", is deploying to the same container since \d{4}-/,
      ),
    );
    assert.match(at().told.join(), /waiting for it, 1 s at most/);
    await second.close();
    await first.close();
    await whole(at().target(r58), [artefact]);
    assert.deepEqual(await at().site(), seenAs(site));
  });

  it("is waited for, and what the other one changed meanwhile is planned anew", async () => {
    const artefact = await at().artefact("Site", site);
    const first = at().target();
    await sent(first, [artefact]);
    const second = at().target({ ...r58, lock: { ...quick, wait: 90_000 } });
    const waiting = assert.rejects(
      sent(second, [artefact]),
      refusing("RM042", /"Release-57" was deployed to the container at/),
    );
    while (at().told.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    await whole({ ...first, plan: () => Promise.resolve({ steps: [], rollback: "" }) }, [artefact]);
    await waiting;
    await second.close();
    await whole(at().target(r58), [artefact]);
  });

  it("is taken again at once by the same job", async () => {
    const artefact = await at().artefact("Site", site);
    await sent(at().target({ lock: quick }), [artefact]);
    await whole(at().target({ lock: { ...quick, wait: 0 } }), [artefact]);
    assert.deepEqual(await at().site(), seenAs(site));
  });
});

describe("The lock of a blob target that goes wrong", () => {
  const { at, place } = inAContainer();

  it("is given back at once where nobody could be told whose it is", async () => {
    const artefact = await at().artefact("Site", site);
    const refusal = { status: 403, headers: {}, body: "" };
    place().proxy.add({ on: /PUT .*comp=metadata/, times: 1, trouble: { answer: refusal } });
    const first = at().target();
    await assert.rejects(sent(first, [artefact]), refusing("RM031", /refused/));
    await first.close();
    await whole(at().target({ ...r58, lock: { ...quick, wait: 0 } }), [artefact]);
    assert.deepEqual(await at().site(), seenAs(site));
  });

  it("that was lost stops the switch before anything is visible", async () => {
    const artefact = await at().artefact("Site", site);
    const target = at().target({ lock: { ...quick, beat: 0 } });
    await sent(target, [artefact]);
    await at().seize();
    const going = { ...target, plan: () => Promise.resolve({ steps: [], rollback: "" }) };
    await assert.rejects(
      whole(going, [artefact]),
      refusing("RM042", /The lease on the container was lost meanwhile/),
    );
    assert.deepEqual(await at().site(), {});
    assert.equal(
      place().proxy.passed.some(({ headers }) => "x-ms-copy-source" in headers),
      false,
    );
  });
});

describe("The lock of a blob target that is lost behind the switch", () => {
  const { at, place } = inAContainer();
  const pruned = { lock: { ...quick, beat: 20 }, keep: 2 };

  /** Somebody takes it when such a request is about to be sent, and for long enough that it is noticed. */
  const lostAt = (moment: RegExp): void =>
    place().proxy.watch(async (line) => {
      if (!moment.test(line)) return;
      await at().seize();
      await new Promise((resolve) => setTimeout(resolve, 60));
    });

  it("keeps the container from being said to have the release", async () => {
    await whole(at().target(), [await at().artefact("Site", old)]);
    lostAt(/DELETE .*old\.html/);
    await assert.rejects(
      whole(at().target({ ...r58, ...pruned }), [await at().artefact("Site", site)]),
      refusing("RM042", /The lease on the container was lost meanwhile/),
    );
    assert.ok(!(await at().names()).some((name) => name.includes("Release-58")));
  });

  it("keeps the contents of old releases, which another deployment may need", async () => {
    const r56 = { release: { id: "classic:56", name: "Release-56" }, sealRoot: "89abcdef".repeat(8) };
    for (const [settings, index] of [
      [r56, "oldest"],
      [{}, "old"],
    ] as const)
      await whole(at().target(settings), [await at().artefact("Site", { "index.html": index })]);
    const before = (await at().names()).filter((name) => name.includes("/content/"));
    lostAt(/PUT .*\/manifest\.json/);
    const told: string[] = [];
    const artefact = await at().artefact("Site", site);
    await whole(at().target({ ...r58, ...pruned }), [artefact], { tell: (line) => void told.push(line) });
    assert.match(told.join(), /^Old releases stay in the container: The lease on the container was lost/);
    const names = await at().names();
    assert.deepEqual(
      [...before, ".release-manager/releases/Release-56-89abcdef.json"].filter(
        (name) => !names.includes(name),
      ),
      [],
    );
  });
});

describe("A deployment to a container that is killed", () => {
  const { at, place } = inAContainer();
  const moments: readonly (readonly [string, RegExp])[] = [
    ["while it sends", /PUT .*content\/[^?]*$/],
    ["before the first file that users see", /PUT .*\/app.css/],
    ["before index.html", /PUT .*\/index.html/],
    ["before it deletes", /DELETE .*old.html/],
    ["before it writes the marker", /PUT .*manifest.json/],
  ];
  for (const [name, moment] of moments) {
    it(`${name} is finished by the next run`, async () => {
      await whole(at().target(), [await at().artefact("Site", old)]);
      const artefact = await at().artefact("Site", site);
      await killedAt(moment, [artefact]);
      const page = (await at().served("index.html")).text;
      assert.equal(page, /DELETE|manifest/.test(moment.source) ? "new" : "old");
      await whole(at().target(r58), [artefact]);
      assert.deepEqual(await at().site(), seenAs(site));
    }).timeout(60_000);
  }

  it("gives its lock back by itself", async () => {
    const artefact = await at().artefact("Site", site);
    await killedAt(/PUT .*content\/[^?]*$/, [artefact]);
    const started = Date.now();
    await whole(at().target({ lock: { ...quick, wait: 3_000_000 }, job: "another" }), [artefact]);
    assert.deepEqual(await at().site(), seenAs(site));
    assert.ok(Date.now() - started < 20_000);
  }).timeout(60_000);

  /** Runs a deployment in a process of its own and kills it when it is about to make such a request. */
  async function killedAt(moment: RegExp, artefacts: readonly SealedArtefact[]): Promise<void> {
    const told = join(place().folder, "told.json");
    const given = { settings: { ...r58, lock: { ...quick, lease: 15_000 } }, told: [] };
    await writeFile(told, JSON.stringify({ spot: at().spot, given, artefacts }));
    const script = await bundleOf(join(import.meta.dirname, "children/deploy-site.ts"));
    const child = spawn(process.execPath, [script, told], { stdio: ["ignore", "ignore", "inherit"] });
    const ended = once(child, "exit");
    place().proxy.watch(async (line) => {
      if (!moment.test(line)) return;
      child.kill("SIGKILL");
      // The request must not reach the service any more.
      await new Promise(() => undefined);
    });
    const [, signal] = (await ended) as [number | null, string | null];
    place().proxy.reset();
    assert.equal(signal, "SIGKILL");
  }
});
