import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { DeployPage } from "../../../ui/deploy/deploy-page.tsx";
import { group, noRight, type Parts, production, uat } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, nameOf, openPage, settled } from "../dom.ts";
import { gives, releaseWith, watchedHub, type Watched } from "../hub.ts";

type Opened = { page: Drawn; watched: Watched; ended: string[] };

async function open(parts: Parts = {}, back: { back?: true } = {}): Promise<Opened> {
  const watched = watchedHub(parts);
  const ended: string[] = [];
  const page = draw(
    <DeployPage
      hub={watched.hub}
      over={{ panel: "deploy", id: "classic:57", stage: "Production", ...back }}
      close={() => ended.push("closed")}
      started={() => ended.push("started")}
    />,
  );
  await settled();
  return { page, watched, ended };
}

/** Secrets arrive by a linked group, so that nothing is asked but the reason and the name. */
const effect = "Deploy 2 artefacts to Production";

function fill(page: Drawn, name: string): void {
  page.type("Reason", "go-live");
  page.type(`Type ${name} to confirm`, name);
}

function nameAsked(page: Drawn): string {
  return page.one("footer strong").textContent;
}

describe("the deploy panel", () => {
  before(openPage);
  afterEach(clear);

  it("S0-04, N6: shows what goes where, the evidence, and why it cannot start yet", async () => {
    const { page } = await open();
    assert.deepEqual(
      page.all("ol.plan li b").map((name) => name.textContent),
      ["Sln", "Sln3"],
    );
    assert.ok(page.all(".findings li").length >= 5);
    assert.equal(page.one("button", effect).getAttribute("aria-disabled"), "true");
    assert.equal(page.one(".why").textContent, "Give a reason first.");
  });

  it("S0-36: starts once the reason is given and the name is typed, and only when it really started leads on", async () => {
    const started: unknown[] = [];
    const ends: (() => void)[] = [];
    const start = (...order: unknown[]): Promise<void> => {
      started.push(order);
      return new Promise((resolve) => ends.push(resolve));
    };
    const { page, watched, ended } = await open({ releases: { start } });
    fill(page, nameAsked(page));
    page.click(effect);
    page.click(effect);
    await settled();
    assert.deepEqual(started, [[57, "Production", "go-live", {}]]);
    assert.deepEqual([ended, page.one("button", effect).getAttribute("aria-busy")], [[], "true"]);
    ends[0]?.();
    await settled();
    assert.deepEqual([ended, watched.said], [["started"], ["Production was started."]]);
  });

  it("RM042: starts nothing when the release was changed meanwhile, says so and reads again", async () => {
    let reads = 0;
    const status = { state: "inProgress", wire: "inProgress" } as const;
    const changed = releaseWith({ stages: [uat, { ...production, status }] });
    const { page, ended } = await open({
      releases: {
        get: () => Promise.resolve((reads += 1) === 1 ? releaseWith({}) : changed),
        start: () => Promise.reject(new Error("must not start")),
      },
    });
    fill(page, nameAsked(page));
    page.click(effect);
    await settled();
    assert.match(
      page.one("[role=alert]").textContent,
      /Somebody changed it meanwhile: reload and look again/,
    );
    assert.deepEqual(ended, []);
  });
});

describe("the evidence that cannot be read again", () => {
  before(openPage);
  afterEach(clear);

  it("N6: says so, and lets nothing start upon what was known before", async () => {
    let isDown = false;
    const get = () => (isDown ? Promise.reject(noRight()) : Promise.resolve(releaseWith({})));
    const start = () => Promise.reject(noRight());
    const { page } = await open({ releases: { get, start } });
    fill(page, nameAsked(page));
    page.click(effect);
    await settled();
    isDown = true;
    page.click("Try again");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal(page.one(".why").textContent, "It could not be read again: see above.");
    isDown = false;
    page.click("Try again");
    await settled();
    assert.deepEqual([page.all("[role=alert]").length, page.one(".why").textContent], [0, ""]);
  });
});

describe("going back from the deploy panel", () => {
  before(openPage);
  afterEach(clear);

  it("N13: does not offer again what was started although its environment could not be held", async () => {
    const started: unknown[] = [];
    const { page, ended } = await open(
      {
        releases: { start: (...order) => Promise.resolve(void started.push(order)) },
        documents: { write: () => Promise.reject(noRight()) },
      },
      { back: true },
    );
    const [back] = page.all("footer button[type=submit]").map(nameOf);
    assert.match(back ?? "", /^Roll back Production to /);
    fill(page, nameAsked(page));
    page.click(back ?? "");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /Production was started, but PROD is not held/);
    assert.equal(page.one(".why").textContent, "It may have been done already: see above.");
    page.click(back ?? "");
    await settled();
    assert.deepEqual([started.length, ended], [1, []]);
    page.click("Try again");
    await settled();
    assert.equal(page.one(".why").textContent, "", "what is known now is judged anew");
  });
});

describe("a start that something stands against", () => {
  before(openPage);
  afterEach(clear);

  it("S0-05: has no questions and no start when UAT failed", async () => {
    const failed = { ...uat, status: { state: "failed", wire: "rejected" } } as const;
    const { page } = await open({ releases: { get: gives(releaseWith({ stages: [failed, production] })) } });
    assert.match(page.text(), /What stands in the way/);
    assert.equal(page.all("textarea").length, 0);
    assert.equal(page.one("button", effect).getAttribute("aria-disabled"), "true");
    assert.notEqual(page.one(".why").textContent, "");
  });

  it("S0-47: says before the click that the right is missing", async () => {
    const { page } = await open({ permissions: { deployStage: gives("no") } });
    assert.match(page.one(".findings li.block").textContent, /Blocks the start/);
  });

  it("asks for the secret where none can arrive, and hands it over without showing it", async () => {
    const started: unknown[] = [];
    const asking = releaseWith({
      stages: [uat, { ...production, linkedGroups: [] }],
      variables: [
        ...releaseWith({}).variables,
        { name: "Connection-Secret", secret: true, stage: "Production", allowOverride: true },
      ],
    });
    const { page } = await open({
      releases: { get: gives(asking), start: (...order) => Promise.resolve(void started.push(order)) },
      connections: { list: gives([group]) },
    });
    const field = page.one("input", "Secret of the connection");
    assert.equal(field.getAttribute("type"), "password");
    fill(page, nameAsked(page));
    page.type("Secret of the connection", "hush");
    page.click(effect);
    await settled();
    assert.deepEqual(started, [[57, "Production", "go-live", { secret: "hush" }]]);
    assert.doesNotMatch(page.text(), /hush/);
  });
});

describe("the deploy panel's ways out", () => {
  before(openPage);
  afterEach(clear);

  it("closes on Escape", async () => {
    const { page, ended } = await open();
    act(() => void page.one("dialog").dispatchEvent(new Event("cancel", { cancelable: true })));
    assert.deepEqual(ended, ["closed"]);
  });

  it("is a failure, without a button to press, when nothing could be read", async () => {
    const { page } = await open({ releases: { get: () => Promise.reject(noRight()) } });
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal(page.all("footer").length, 0);
  });
});
