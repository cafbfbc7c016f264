import assert from "node:assert/strict";
import type { Release } from "../../../core/model/release.ts";
import type { Between } from "../../../core/ports-of-work-items.ts";
import { DeployPage } from "../../../ui/deploy/deploy-page.tsx";
import { attempt, noRight, type Parts, production, release } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";

const item = {
  ...{ id: 12, revision: 1, title: "Summer sale", type: "User Story", state: "Active", tags: [] },
  webUrl: "https://dev.azure.com/contoso/Contoso/_workitems/edit/12",
};

/** Release-60, which runs in production, of this build. */
function runs(build: number): Release {
  const artefacts = release.artefacts.map((one) =>
    one.build ? { ...one, version: `_${build}`, build: { ...one.build, id: build } } : one,
  );
  const status = { state: "succeeded", wire: "succeeded" } as const;
  const stages = [{ ...production, status, attempts: [attempt] }];
  return { ...release, id: "classic:60", name: "Release-60", artefacts, stages };
}

const found: Between = { changes: 5, items: [12, 13, 14], more: false };

/** The sheet of Release-57, where another release runs. */
async function sheet(there: Release | undefined, workItems: Parts["workItems"] = {}): Promise<Drawn> {
  const { hub } = watchedHub({
    releases: {
      get: (id) => Promise.resolve(id === 60 && there ? there : release),
      list: gives({ items: there ? [there, release] : [release] }),
    },
    workItems: { between: gives(found), get: gives([item]), ...workItems },
  });
  const over = { panel: "deploy", id: "classic:57", stage: "Production" } as const;
  const nothing = (): undefined => undefined;
  const page = draw(<DeployPage hub={hub} over={over} close={nothing} started={nothing} />);
  await settled();
  return page;
}

describe("what a deployment brings, on its evidence sheet", () => {
  before(openPage);
  afterEach(clear);

  it("N14: is counted since the build that runs there, and unfolds to the work items by name", async () => {
    const page = await sheet(runs(300));
    assert.match(page.text(), /What it brings ?Brings 3 work items and 5 changes since _300/);
    assert.match(page.text(), /_300 runs there now, and this is _20220616\.3/);
    const fold = page.one("details");
    assert.equal(fold.hasAttribute("open"), false);
    assert.equal(fold.querySelector("summary")?.textContent, "3 work items");
    assert.match(fold.textContent, /#12 Summer sale User Story, Active.*#13 deleted, or you may not see it/);
    assert.equal(page.one("a", "#12").getAttribute("href"), item.webUrl);
  });

  it("N14: holds nothing up: the sheet can be used before it is there, and what was typed stays", async () => {
    let answer: (known: Between) => void = () => undefined;
    const page = await sheet(runs(300), { between: () => new Promise((resolve) => (answer = resolve)) });
    assert.match(page.text(), /What it brings ?Being read…/);
    const name = page.one("footer strong").textContent;
    page.type("Reason", "go-live");
    page.type(`Type ${name} to confirm`, name);
    assert.equal(page.one("button", "Deploy 2 artefacts to Production").getAttribute("aria-disabled"), null);
    answer(found);
    await settled();
    assert.match(page.text(), /Brings 3 work items/);
    assert.doesNotMatch(page.text(), /Being read/);
    assert.equal((page.one("textarea") as HTMLTextAreaElement).value, "go-live");
  });
});

describe("what a deployment changes, in words", () => {
  before(openPage);
  afterEach(clear);

  for (const [what, there, workItems, said] of [
    [
      "at least so much where Azure DevOps tells no more",
      runs(300),
      { between: gives({ ...found, changes: 200, more: true }) },
      /Brings at least 3 work items and at least 200 changes since _300/,
    ],
    [
      "nothing where the same build runs",
      runs(345),
      {},
      /The same build: nothing changes ?_20220616\.3 runs there now\./,
    ],
    ["the first where nothing ran", undefined, {}, /What it brings ?The first deployment here/],
    [
      "what it removes, where a newer build runs",
      runs(350),
      {},
      /What going back removes ?Removes 3 work items, returns to _20220616\.3.*#12 Summer sale/,
    ],
    [
      "not known, with the reason",
      runs(300),
      { between: () => Promise.reject(noRight()) },
      /What it brings is not known ?You do not have the right\./,
    ],
    [
      "not known where its code did not arrive",
      runs(300),
      { between: () => Promise.reject(new Error("Loading chunk 7 failed")) },
      /What it brings is not known ?Loading chunk 7 failed\./,
    ],
  ] as const) {
    it(`N14: is ${what}`, async () => {
      const page = await sheet(there, workItems);
      assert.match(page.text(), said);
      assert.doesNotMatch(page.text(), /Brings 0|Being read/);
    });
  }
});
