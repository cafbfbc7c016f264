import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../../../core/failure.ts";
import type { Fault, Trouble } from "../../../support/faulty-proxy.ts";
import { azuriteToken } from "../../../support/azurite.ts";
import { refusing } from "../../../support/refusing.ts";
import { io, seenAs, sent, whole } from "./place.ts";
import { inAContainer } from "./shared-place.ts";

const old = { "index.html": "old", "gone.html": "gone" };
const site = { "index.html": "new", "film.bin": randomBytes(5 * 1024 * 1024), "style.css": "body{}" };
const r58 = { release: { id: "classic:58", name: "Release-58" }, sealRoot: "4567cdef".repeat(8) };
const xml = (code: string): string =>
  `<?xml version="1.0" encoding="utf-8"?><Error><Code>${code}</Code><Message>##vso[x]words\nRequestId:1</Message></Error>`;
const answer = (status: number, headers = {}, body = xml("ServerBusy")): Trouble => ({
  answer: { status, headers, body },
});

/** One of each kind of request. */
const requests = [
  /GET .*comp=list/,
  /PUT .*lock$/,
  /PUT .*comp=lease/,
  /PUT .*comp=metadata/,
  /PUT .*content\/[^?]*$/,
  /PUT .*comp=block&/,
  /PUT .*comp=blocklist/,
  /PUT .*\/index.html/,
  /DELETE .*gone.html/,
  /PUT .*releases\//,
  /PUT .*manifest.json/,
];

describe("A blob target in bad weather", () => {
  const { at, place } = inAContainer();
  const troubles: readonly (readonly [string, Trouble, readonly RegExp[]])[] = [
    ["a 429 that says how long to wait", answer(429, { "retry-after": "7" }), requests],
    ["a 429 that does not", answer(429), requests],
    ["a 503", answer(503), requests],
    ["a connection that breaks before the request", "resetBefore", requests],
    [
      "a connection that breaks in the middle of the body",
      "resetDuring",
      [/PUT .*content\/[^?]*$/, /comp=block&/],
    ],
    ["an answer that is lost", "lostAnswer", requests],
    ["a slow answer", { slow: 60 }, requests],
    [
      "a token that is refused once",
      answer(401, {}, xml("InvalidAuthenticationInfo")),
      [/GET .*comp=list/, /PUT .*index/],
    ],
  ];
  for (const [name, trouble, where] of troubles) {
    it(`gets through ${name}`, async () => {
      await whole(at().target(), [await at().artefact("Site", old)]);
      place().proxy.reset();
      place().proxy.add(...where.map((on): Fault => ({ on, times: 1, trouble })));
      await whole(at().target(r58), [await at().artefact("Site", site)]);
      assert.deepEqual(await at().site(), seenAs(site));
      assert.equal((await at().names()).includes(".release-manager/releases/Release-58-4567cdef.json"), true);
      const status =
        typeof trouble === "string" ? 0 : "answer" in trouble ? trouble.answer.status : undefined;
      const struck = place().proxy.passed.filter((passed) => passed.status === status);
      if (status !== undefined) assert.equal(struck.length, where.length);
    });
  }
});

describe("A blob target whose way is barred", () => {
  const { at, place } = inAContainer();

  it("renews a token that has expired", async () => {
    const token = (renew: boolean): string => azuriteToken(renew ? 3600 : -1800);
    await whole(at().target({}, token), [await at().artefact("Site", old)]);
    assert.deepEqual(await at().site(), seenAs(old));
  });

  it("stops where it must, with the old site in place, and goes on next time", async () => {
    await whole(at().target(), [await at().artefact("Site", old)]);
    const artefact = await at().artefact("Site", site);
    place().proxy.add({ on: /PUT .*content\/[^?]*$/, times: 99, trouble: answer(403, {}, xml("Odd")) });
    await assert.rejects(whole(at().target(r58), [artefact]), (thrown) => {
      assert.ok(thrown instanceof Failure);
      assert.equal(thrown.report.state, "nothing was changed");
      assert.match(thrown.report.cause, /refused: # #vso\[x\]words$/);
      return /Put Blob, HTTP 403 Odd/.test(thrown.report.ids ?? "");
    });
    assert.deepEqual(await at().site(), seenAs(old));
    place().proxy.reset();
    await whole(at().target(r58), [artefact]);
    assert.deepEqual(await at().site(), seenAs(site));
  });

  it("says that users may see a part where the switch was refused", async () => {
    await whole(at().target(), [await at().artefact("Site", old)]);
    place().proxy.add({
      on: /PUT .*\/index.html/,
      times: 9,
      trouble: answer(412, {}, xml("LeaseIdMissing")),
    });
    await assert.rejects(whole(at().target(r58), [await at().artefact("Site", site)]), (thrown) => {
      assert.ok(thrown instanceof Failure);
      assert.match(thrown.report.cause, /Somebody holds a lease on a file/);
      return thrown.report.state === "it was partly changed";
    });
  });
});

describe("What a storage account refuses", () => {
  const { at, place } = inAContainer();
  const cases: readonly (readonly [string, Trouble, RegExp])[] = [
    [
      "a role that is missing",
      answer(403, {}, xml("AuthorizationPermissionMismatch")),
      /lacks the role Storage Blob Data Contributor, or was given it less than 10 minutes ago/,
    ],
    ["a firewall", answer(403, {}, xml("AuthorizationFailure")), /firewall does not let this agent in/],
    [
      "a page instead of data",
      { answer: { status: 200, headers: { "content-type": "text/html" }, body: "<html>Sign in" } },
      /answered 200 with a page instead of data/,
    ],
    [
      "a listing that breaks off",
      { answer: { status: 200, body: "<EnumerationResults><Blobs/>" } },
      /answered with a listing that breaks off/,
    ],
    [
      "a redirect",
      { answer: { status: 302, headers: { location: "https://evil.example/x" } } },
      /wants us to go to evil\.example; redirects are not followed/,
    ],
  ];
  for (const [name, trouble, cause] of cases) {
    it(`is told in words: ${name}`, async () => {
      place().proxy.add({ on: /comp=list/, times: 9, trouble });
      const target = at().target();
      await assert.rejects(target.plan([await at().artefact("Site", old)]), refusing("RM031", cause));
      const [read, write] = await target.preflight();
      assert.deepEqual([read?.result, write?.result], ["failed", "unknown"]);
      assert.match(read?.text ?? "", cause);
      await target.close();
    });
  }

  it("is told in words: a container that is not there, and a sign-in that is not accepted", async () => {
    const nowhere = at().target({ url: `${at().url}-not` });
    await assert.rejects(nowhere.identify(), refusing("RM031", /There is no container c.*-not in https/));
    const stranger = at().target({}, () => azuriteToken(-1800));
    await assert.rejects(
      stranger.identify(),
      refusing("RM031", /does not accept the sign-in of ClientID the-client/),
    );
    const reader = at().target();
    place().proxy.add({
      on: /lock-try/,
      times: 9,
      trouble: answer(403, {}, xml("AuthorizationPermissionMismatch")),
    });
    assert.deepEqual(
      (await reader.preflight()).map(({ result }) => result),
      ["ok", "failed"],
    );
    for (const target of [nowhere, stranger, reader]) await target.close();
  });
});

describe("A file that is not the sealed one any more", () => {
  const { at } = inAContainer();
  const film = "film.bin";
  const large = randomBytes(5 * 1024 * 1024);
  const changes: readonly (readonly [string, string, string | Buffer])[] = [
    ["a small one", "index.html", "altered!"],
    ["one that grew", "index.html", "new and longer"],
    ["one that is sent in blocks", film, Buffer.concat([large.subarray(1), Buffer.from("x")])],
    ["one that became shorter", film, large.subarray(1)],
  ];
  for (const [name, path, content] of changes) {
    it(`is refused and never stored: ${name}`, async () => {
      const artefact = await at().artefact("Site", { "index.html": "sealed!!", [film]: large });
      await writeFile(join(at().spot.folder, "Site", path), content);
      const target = at().target();
      await assert.rejects(
        sent(target, [artefact]),
        refusing("RM021", /was changed on the agent while it was sent/),
      );
      await target.close();
      const sealed = artefact.files.find((file) => file.path === path)?.sha256 ?? "";
      assert.deepEqual(
        (await at().names()).filter((stored) => stored.includes(sealed)),
        [],
      );
      assert.deepEqual(await at().site(), {});
    });
  }
});

describe("A cancel of a blob target", () => {
  const { at, place } = inAContainer();

  it("stops between two files, and users keep the old site", async () => {
    await whole(at().target(), [await at().artefact("Site", old)]);
    const abort = new AbortController();
    place().proxy.watch((line) => {
      if (/content\/[^?]*$/.test(line)) abort.abort();
    });
    const target = at().target(r58);
    const [done] = await sent(target, [await at().artefact("Site", site)], { signal: abort.signal });
    assert.deepEqual(
      [done?.outcome, (done?.text ?? "").split(";")[0]],
      ["cancelled", "stopped between two files"],
    );
    await assert.rejects(
      target.verify([await at().artefact("Site", site)], io({ signal: abort.signal })),
      Failure,
    );
    await target.close();
    assert.deepEqual(await at().site(), seenAs(old));
  });

  it("is obeyed before the switch; once users can see something of it, the site is made whole", async () => {
    await whole(at().target(), [await at().artefact("Site", old)]);
    const artefact = await at().artefact("Site", site);
    const early = new AbortController();
    const target = at().target(r58);
    await sent(target, [artefact]);
    early.abort();
    await assert.rejects(
      target.verify([artefact], io({ signal: early.signal })),
      refusing("RM050", /before the site was switched/),
    );
    await target.close();
    assert.deepEqual(await at().site(), seenAs(old));
    const hashed = await at().artefact("Site", { ...site, "app.3f2a9b1c.js": "script" });
    const middle = new AbortController();
    place().proxy.watch((line) => {
      if (line.includes("/app.3f2a9b1c.js")) middle.abort();
    });
    const io2 = { signal: middle.signal };
    await assert.rejects(
      whole(at().target(r58), [hashed], io2),
      refusing("RM050", /before the site was switched/),
    );
    assert.equal((await at().served("index.html")).text, "old");
    await at().artefact("Site", site);
    const late = new AbortController();
    place().proxy.watch((line) => {
      if (line.includes("/index.html")) late.abort();
    });
    place().proxy.add({ on: /PUT .*\/index.html/, times: 1, trouble: answer(503) });
    await whole(at().target(r58), [artefact], { signal: late.signal });
    assert.deepEqual(await at().site(), seenAs(site));
  });
});
