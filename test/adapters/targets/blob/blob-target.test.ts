import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readManifest } from "../../../../adapters/targets/blob/read-blob.ts";
import { refusing } from "../../../support/refusing.ts";
import { seenAs, sent, whole } from "./place.ts";
import { inAContainer } from "./shared-place.ts";

const first = {
  "index.html": "<script src=app.3f2a9b1c.js>",
  "app.3f2a9b1c.js": "one",
  "about/index.html": "about",
  "a b/ü%;]+.txt": "odd",
  "empty.txt": "",
};
const second = {
  "index.html": "<script src=app.4e2a9b1c.js>",
  "app.4e2a9b1c.js": "two",
  "about/index.html": "about us",
  "a b/ü%;]+.txt": "odd",
  "sw.js": "worker",
  "style.css": "body{}",
};
const r58 = { release: { id: "classic:58", name: "Release-58" }, sealRoot: "4567cdef".repeat(8) };

describe("A blob target", () => {
  const { at } = inAContainer();

  it("puts one artefact into the container's root, served by type", async () => {
    const site = await at().artefact("Site", first);
    const said = await whole(at().target(), [site]);
    assert.deepEqual(await at().site(), seenAs(first));
    assert.match(said, /is "Release-57" now: 5 switched, 5 files there by digest and length/);
    const { type, cache } = await at().served("index.html");
    assert.deepEqual([type, cache], ["text/html; charset=utf-8", "no-cache"]);
    assert.equal((await at().served("app.3f2a9b1c.js")).cache, "public, max-age=31536000, immutable");
  });

  it("puts each of several artefacts into a folder of its name", async () => {
    const site = await at().artefact("Site", { "index.html": "a" });
    const docs = await at().artefact("Docs", { "index.html": "b" });
    await whole(at().target(), [site, docs]);
    assert.deepEqual(await at().site(), seenAs({ "Docs/index.html": "b", "Site/index.html": "a" }));
    const target = at().target();
    assert.deepEqual(
      (await target.stillThere([docs, site])).map(({ kind }) => kind),
      ["same", "same"],
    );
    await target.close();
  });
});

describe("The plan of a blob target, and its progress", () => {
  const { at } = inAContainer();

  it("says how far it is in numbers, also where there is no byte to send", async () => {
    const percents: number[] = [];
    const progress = (percent: number): void => void percents.push(percent);
    await whole(at().target(), [await at().artefact("Site", { "empty.txt": "" })], { progress });
    assert.ok(percents.length > 0 && percents.every((one) => one >= 0 && one <= 100), percents.join());
  });

  it("plans without writing anything", async () => {
    const site = await at().artefact("Site", first);
    const target = at().target();
    const { id, name } = await target.identify();
    const { steps, rollback } = await target.plan([site]);
    assert.deepEqual(
      [id, name],
      [`blob:${at().url}`, `devstoreaccount1/${at().url.split("/").at(-1) ?? ""}`],
    );
    assert.deepEqual(
      [steps[0]?.action, steps[0]?.text],
      ["create", "5 of 5 files to send (39 bytes), 5 to switch when all are there"],
    );
    assert.equal(rollback, "no release is here yet: there is none to go back to");
    assert.deepEqual(await target.stillThere([site]), [
      { artefact: "Site", kind: "moved", because: "5 of 5 files are no longer kept in the container" },
    ]);
    assert.deepEqual(
      (await target.preflight()).map(({ result }) => result),
      ["ok", "ok"],
    );
    await target.close();
    assert.deepEqual(await at().names(), []);
  });

  it("shows nothing of a release before all of it is there", async () => {
    await whole(at().target(), [await at().artefact("Site", first)]);
    const target = at().target(r58);
    await sent(target, [await at().artefact("Site", second)]);
    assert.deepEqual(await at().site(), seenAs(first));
    await target.close();
  });
});

describe("The switch of a blob target", () => {
  const { at, place } = inAContainer();

  it("goes from what others lead to up to index.html, and deletes behind that", async () => {
    await whole(at().target(), [await at().artefact("Site", first)]);
    place().proxy.reset();
    await whole(at().target(r58), [await at().artefact("Site", second)]);
    assert.deepEqual(await at().site(), seenAs(second));
    const changes = place().proxy.passed.filter(
      ({ line, headers }) =>
        !line.includes(".release-manager") && ("x-ms-copy-source" in headers || /^DELETE/.test(line)),
    );
    const order = changes.map(({ line }) => line.replace(/ .*?\/c[0-9a-f-]+\//, " "));
    assert.deepEqual(
      [order.slice(0, 5), order.slice(5).sort()],
      [
        ["PUT app.4e2a9b1c.js", "PUT style.css", "PUT sw.js", "PUT about/index.html", "PUT index.html"],
        ["DELETE app.3f2a9b1c.js", "DELETE empty.txt"],
      ],
    );
  });

  it("sends only what the container does not keep, told by digest and never by name", async () => {
    await whole(at().target(), [await at().artefact("Site", first)]);
    place().proxy.reset();
    const site = await at().artefact("Site", { ...first, "empty.txt": "full", "copy.txt": "odd" });
    const [done] = await sent(at().target(r58), [site]);
    assert.match(done?.text ?? "", /^1 file sent \(4 bytes\), 5 there already/);
    const contents = place().proxy.passed.filter(({ line }) => line.includes("/content/"));
    assert.equal(contents.length, 1);
  });

  it("says of files of equal content that one was sent, not that the others were there", async () => {
    const [done] = await sent(at().target(), [
      await at().artefact("Site", { "a.txt": "same", "b.txt": "same" }),
    ]);
    assert.match(done?.text ?? "", /^1 file sent \(4 bytes\), 0 there already/);
  });
});

describe("What others put beside a site", () => {
  const { at } = inAContainer();

  it("stays, and it is said before something of theirs is overwritten", async () => {
    await at().meddle("index.html", "theirs");
    await at().meddle("robots.txt", "theirs");
    const site = await at().artefact("Site", first);
    const target = at().target();
    const { steps, rollback } = await target.plan([site]);
    assert.match(
      steps[0]?.text ?? "",
      /1 file of somebody else's will be overwritten; 1 file that .* will stay$/,
    );
    assert.match(rollback, /what is overwritten cannot be brought back/);
    await whole(target, [site]);
    assert.deepEqual(await at().site(), seenAs({ ...first, "robots.txt": "theirs" }));
  });

  it("is found where it took the place of a file of the release", async () => {
    const site = await at().artefact("Site", first);
    await whole(at().target(), [site]);
    const again = at().target();
    const { steps } = await again.plan([site]);
    assert.deepEqual(
      steps.map(({ action, text }) => `${action} ${text}`),
      ["skip is in the container already: 5 files, by digest and length"],
    );
    await at().meddle("index.html", "hacked");
    assert.deepEqual(await again.stillThere([site]), [
      { artefact: "Site", kind: "moved", because: "1 of 5 files were changed in the container since" },
    ]);
    assert.match(
      (await again.plan([site])).steps[0]?.text ?? "",
      /1 file of "Release-57" is not as its manifest says/,
    );
    await whole(again, [site]);
    assert.deepEqual(await at().site(), seenAs(first));
  });
});

describe("The releases that a blob target keeps", () => {
  const { at, place } = inAContainer();

  it("are gone back to by copies inside the container, byte for byte", async () => {
    const big = { ...first, "film.bin": randomBytes(9 * 1024 * 1024 + 7) };
    const site = await at().artefact("Site", big);
    await whole(at().target(), [site]);
    const newer = await at().artefact("Site", second);
    const forward = at().target(r58);
    assert.match(
      (await forward.plan([newer])).rollback,
      /^deploy "Release-57" again, which is in use now: its 6 files stay in the container/,
    );
    await whole(forward, [newer]);
    // The way back needs nothing of the agent.
    await at().artefact("Site", {});
    place().proxy.reset();
    const back = at().target();
    const { steps } = await back.plan([site]);
    assert.match(
      steps[0]?.text ?? "",
      /5 of 6 files to switch; their bytes are kept in the container, nothing is sent/,
    );
    await whole(back, [site]);
    assert.deepEqual(await at().site(), seenAs(big));
    assert.deepEqual(
      place().proxy.passed.filter(({ line }) => /PUT .*\/content\//.test(line)),
      [],
    );
  });

  it("are as many as are asked for; what they alone had goes with them", async () => {
    for (const number of [1, 2, 3]) {
      const release = { id: `classic:${number}`, name: `R ${number}` };
      const site = await at().artefact("Site", { "index.html": `page ${number}`, "same.txt": "same" });
      await whole(at().target({ release, keep: 2 }), [site]);
    }
    const names = await at().names();
    assert.deepEqual(
      names.filter((name) => name.includes("/releases/")),
      ["R_2-0123abcd.json", "R_3-0123abcd.json"].map((name) => `.release-manager/releases/${name}`),
    );
    assert.equal(names.filter((name) => name.includes("/content/")).length, 3);
  });
});

describe("The marker of a blob target", () => {
  const { at } = inAContainer();

  it("says what is there, and nothing secret", async () => {
    const site = await at().artefact("Site", first);
    await whole(at().target(), [site]);
    const { text, type } = await at().served(".release-manager/manifest.json");
    const manifest = readManifest(text);
    assert.ok(!("faults" in manifest));
    assert.deepEqual(
      [type, manifest.release],
      ["application/json", { id: "classic:57", name: "Release-57" }],
    );
    assert.deepEqual(manifest.artefacts, [{ name: "Site", digest: site.digest, folder: "" }]);
    assert.deepEqual(
      Object.fromEntries(Object.entries(manifest.files).map(([name, { sha256 }]) => [name, sha256])),
      seenAs(first),
    );
    assert.doesNotMatch(text, /the-client|Bearer|eyJ/);
  });

  it("refuses the deployment where it cannot be believed", async () => {
    await at().meddle(".release-manager/manifest.json", '{"schema":2}');
    const target = at().target();
    const { steps } = await target.plan([await at().artefact("Site", first)]);
    await target.close();
    const told = steps.map(({ action, text }) => `${action} ${text}`);
    assert.match(told.join(), /^refuse .*has schema 2; this Release Manager knows 1/);
  });
});

describe("A container that somebody else writes to", () => {
  const { at, place } = inAContainer();

  it("is not touched where it was changed after the plan", async () => {
    const site = await at().artefact("Site", first);
    const target = at().target();
    const { steps } = await target.plan([site]);
    await at().meddle("index.html", "theirs");
    const deploying = (): Promise<unknown> =>
      sent({ ...target, plan: () => Promise.resolve({ steps, rollback: "" }) }, [site]);
    await assert.rejects(deploying(), refusing("RM042", /changed after this deployment was planned/));
    await target.close();
    assert.deepEqual(await at().site(), seenAs({ "index.html": "theirs" }));
  });

  it("is not switched where it was changed, or a content was taken away, after the last artefact", async () => {
    const site = await at().artefact("Site", first);
    const target = at().target();
    await sent(target, [site]);
    await at().meddle("index.html", "theirs");
    await assert.rejects(
      whole({ ...target, plan: () => Promise.resolve({ steps: [], rollback: "" }) }, [site]),
      refusing("RM042", /were changed/),
    );
    const again = at().target();
    await sent(again, [site]);
    const [content = ""] = (await at().names()).filter((name) => name.includes("/content/"));
    await at().meddle(content, undefined);
    await assert.rejects(
      whole({ ...again, plan: () => Promise.resolve({ steps: [], rollback: "" }) }, [site]),
      refusing("RM031", /does not hold .* as sealed/),
    );
    assert.deepEqual(await at().site(), seenAs({ "index.html": "theirs" }));
  });

  it("keeps what somebody wrote where an old file was to be deleted", async () => {
    await whole(at().target(), [await at().artefact("Site", first)]);
    place().proxy.watch(async (line) => {
      if (/PUT .*\/style.css/.test(line)) await at().meddle("empty.txt", "theirs");
    });
    await whole(at().target(r58), [await at().artefact("Site", second)]);
    assert.deepEqual(await at().site(), seenAs({ ...second, "empty.txt": "theirs" }));
    assert.match(at().told.join(), /"empty.txt" stays: somebody wrote it/);
  });

  it("does not have the release where it was changed during the switch: asked, not remembered", async () => {
    await whole(at().target(), [await at().artefact("Site", first)]);
    place().proxy.watch(async (line) => {
      if (/DELETE .*empty.txt/.test(line)) await at().meddle("style.css", "theirs");
    });
    await assert.rejects(
      whole(at().target(r58), [await at().artefact("Site", second)]),
      (thrown) =>
        refusing("RM031", /does not hold "style.css" as sealed/)(thrown) &&
        /partly changed/.test(String(thrown)),
    );
    assert.match((await at().served(".release-manager/manifest.json")).text, /Release-57/);
  });
});
