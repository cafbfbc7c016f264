import assert from "node:assert/strict";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Link, ReleaseLinks } from "../../../core/model/links.ts";
import { ReleasePage } from "../../../ui/release/release-page.tsx";
import {
  attempt,
  noRight,
  now,
  type Parts,
  production,
  published,
  sealed,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, linked, releaseWith, watchedHub, type Watched } from "../hub.ts";

type Opened = { page: Drawn; watched: Watched };

async function open(parts: Parts = {}): Promise<Opened> {
  const watched = watchedHub(parts);
  const place = { view: "release", id: "classic:57", tab: "pipeline" } as const;
  const page = draw(<ReleasePage hub={watched.hub} place={place} />);
  await settled();
  return { page, watched };
}

/** Documents of the extension in which only the links of the sample release stand. */
function stored(links: ReleaseLinks, written: unknown[] = []): NonNullable<Parts["documents"]> {
  const document = { id: "classic-57", etag: 1, value: links };
  return {
    read: (collection) => Promise.resolve(collection.startsWith("links-") ? document : undefined),
    list: gives([document]),
    write: (_, id, value) => Promise.resolve(written.push([id, value])),
  };
}

const live = { ...production, status: attempt.status, attempts: [attempt] };
const inFirst: Parts["releases"] = { get: gives(releaseWith({ stages: [uat, production] })) };

async function link(): Promise<Link> {
  const { root } = await sealed();
  return { release: "run:9", name: "R-9", pipeline: "Live", environment: "Live EU", root, on: instant(now) };
}

describe("the protection of a release", () => {
  before(openPage);
  afterEach(clear);

  it("S3-04, S3-07: a standalone release is deleted after one question, and that is recorded", async () => {
    const removed: unknown[] = [];
    const { page, watched } = await open({
      releases: { ...inFirst, remove: (...order) => Promise.resolve(void removed.push(order)) },
      documents: { remove: () => Promise.resolve() },
    });
    assert.match(page.one("dl").textContent, /ProtectionStandaloneIt was deployed to no environment beyond/);
    page.click("Delete…");
    page.type("Comment (optional)", "made by mistake");
    page.click("Delete Release-57");
    await settled();
    assert.deepEqual(removed, [[57, "made by mistake"]]);
    assert.deepEqual(watched.went, [{ place: { view: "releases" } }]);
  });

  it("S3-12, S3-13, N8: a promoted one cannot be deleted, and the reason and the chain stand there", async () => {
    const { page } = await open({ releases: { get: gives(releaseWith({ stages: [uat, live] })) } });
    const button = page.one("button", "Delete…");
    assert.equal(button.getAttribute("aria-disabled"), "true");
    assert.match(button.title, /^It was deployed onward to "Production"/);
    assert.match(page.one("dl").textContent, /ProtectionPromotedIt was deployed onward to "Production"/);
    assert.deepEqual(
      page.all(".chain li b").map((part) => part.textContent),
      ["UAT", "Production"],
    );
  });

  it("S3-01, S3-11, S3-14: a link is shown from either end, and leads to the other release", async () => {
    const { root } = await sealed();
    for (const links of [linked({ root, from: await link() }), linked({ root, onward: [await link()] })]) {
      const { page } = await open({ releases: inFirst, documents: stored(links) });
      assert.match(page.one(".chain a").textContent, /^R-9$/);
      assert.match(page.one("ol.chain").textContent, /(carries on|went on as) R-9Live, Live EU, /);
      assert.equal(page.one("button", "Delete…").getAttribute("aria-disabled"), "true");
    }
  });

  it("S3-15: cannot be deleted while its links cannot be read", async () => {
    const read = (collection: string): Promise<undefined> =>
      collection.startsWith("links-") ? Promise.reject(noRight()) : Promise.resolve(undefined);
    const { page } = await open({ releases: inFirst, documents: { read } });
    assert.match(page.one("button", "Delete…").title, /linked to another release could not be read/);
    assert.match(page.text(), /What is stored beside the release could not be read/);
  });
});

describe("what is said of a release", () => {
  before(openPage);
  afterEach(clear);

  it("S3-08: what is said of a standalone one can be changed, and of a promoted one not, with the reason", async () => {
    const written: unknown[] = [];
    const { page } = await open({
      releases: { ...inFirst, describe: (...order) => Promise.resolve(void written.push(order)) },
    });
    page.click("Edit description");
    page.click("Save the description");
    assert.match(page.one("dialog .why").textContent, /Nothing was changed/);
    page.type("Description", "Sprint 12, with the fix");
    page.click("Save the description");
    await settled();
    assert.deepEqual(written, [[57, "Sprint 12, with the fix"]]);
    clear();
    const promoted = await open({ releases: { get: gives(releaseWith({ stages: [uat, live] })) } });
    const button = promoted.page.one("button", "Edit description");
    assert.equal(button.getAttribute("aria-disabled"), "true");
    assert.match(button.title, /^It was deployed onward to "Production"/);
  });
});

describe("closing a release", () => {
  before(openPage);
  afterEach(clear);

  it("N8: archives it, and brings it back", async () => {
    const written: unknown[] = [];
    const first = await open({
      releases: { ...inFirst, list: gives({ items: [] }) },
      documents: stored(linked(), written),
    });
    first.page.click("Archive");
    await settled();
    assert.match(JSON.stringify(written.at(-1)), /"archivedOn"/);
    assert.match(first.watched.said.join(" "), /It is archived/);

    const again: unknown[] = [];
    const second = await open({
      releases: { ...inFirst, list: gives({ items: [] }) },
      leases: { release: () => Promise.resolve() },
      documents: stored(linked({ archivedOn: instant(now) }), again),
    });
    assert.match(second.page.one(".page-header").textContent, /Archived/);
    second.page.click("Bring back");
    await settled();
    assert.doesNotMatch(JSON.stringify(again.at(-1)), /"archivedOn"/);
  });

  it("N7: says until when it is kept, that the hold was refused, and which artefacts are gone", async () => {
    const old = { id: 1, runId: 345, owner: "ours", validUntil: instant(now + 3_600_000) };
    const { page } = await open({
      builds: { artefacts: gives(published.slice(1)) },
      leases: { ofRun: gives([old]), ours: gives([old]), take: () => Promise.reject(noRight()) },
    });
    const facts = page.one("dl").textContent;
    assert.match(facts, /Kept until20 Jun 2026/);
    assert.match(facts, /Gone: Sln\./);
    assert.match(facts, /The hold was not extended: You do not have the right\./);
    assert.match(facts, /ProtectionBrokenIts artefacts are gone: "Sln"/);
  });
});

describe("a release that Azure DevOps no longer has", () => {
  before(openPage);
  afterEach(clear);

  const gone = refusal({
    code: "RM041",
    what: "x",
    where: "y",
    cause: "There is no such release",
    next: "z",
  });

  it("S3-18: is shown as broken, with what is still known of it", async () => {
    const stages = [{ name: "UAT", class: "test", state: "succeeded", on: instant(now) }] as const;
    const { root } = await sealed();
    const links = linked({ title: "Go-live", root, onward: [await link()], stages });
    const { page } = await open({ releases: { get: () => Promise.reject(gone) }, documents: stored(links) });
    assert.equal(page.one("h1").textContent, "Release-57");
    assert.match(
      page.one(".banner.bad").textContent,
      /This release is broken\. Azure DevOps no longer has it/,
    );
    assert.match(page.one("tbody tr").textContent, /UATTestSucceeded/);
    assert.equal(page.one(".chain a").textContent, "R-9");
  });

  it("is a failure where nothing was kept of it", async () => {
    const { page } = await open({ releases: { get: () => Promise.reject(gone) } });
    assert.match(page.one("[role=alert]").textContent, /There is no such release/);
  });
});
