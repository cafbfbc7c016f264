import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import { RollbackPage } from "../../../ui/rollback/rollback-page.tsx";
import { attempt, day, noRight, now, type Parts, release, uat } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";

function ran(number: number, daysAgo: number): Release {
  const finishedOn = instant(now - daysAgo * day);
  const [source] = release.artefacts;
  const build = { id: 300 + number, pipelineId: 7, pipelineName: "Integration", branch: "refs/heads/main" };
  return {
    ...release,
    id: `classic:${number}`,
    name: `Release-${number}`,
    artefacts: source ? [{ ...source, version: `_2022.${number}`, build }] : [],
    stages: [{ ...uat, attempts: [{ ...attempt, finishedOn }] }],
  };
}

const nothingBetween: Parts["workItems"] = {
  between: gives({ changes: 0, items: [], more: false }),
  get: gives([]),
};

const all = [ran(60, 1), ran(58, 3), ran(57, 4)];

async function open(parts: Parts = {}): Promise<{ page: Drawn; went: () => unknown }> {
  const get = (id: number): Promise<Release> =>
    Promise.resolve(all.find((one) => one.id === `classic:${id}`) ?? release);
  const { hub, went } = watchedHub({ releases: { get, list: gives({ items: all }) }, ...parts });
  const over = { panel: "rollback", id: "classic:60", stage: "UAT" } as const;
  const page = draw(<RollbackPage hub={hub} over={over} close={() => undefined} />);
  await settled();
  return { page, went: () => went.at(-1) };
}

describe("the panel that says what a stage can go back to", () => {
  before(openPage);
  afterEach(clear);

  it("N13: names what runs now, what ran well before, and leads to the evidence of what is chosen", async () => {
    const { page, went } = await open({
      workItems: nothingBetween,
      evidences: { connection: gives({ kind: "absent" }) },
    });
    assert.match(page.text(), /UAT runs Release-60 now/);
    assert.deepEqual(
      page
        .all("li b")
        .map((name) => name.textContent)
        .filter((name) => /^Release/.test(name)),
      ["Release-58", "Release-57"],
    );
    page.click("Go back to Release-57");
    await settled();
    page.click("Show the evidence for going back to Release-57");
    assert.deepEqual(went(), {
      place: { view: "release", id: "classic:57", tab: "pipeline" },
      over: { panel: "deploy", id: "classic:57", stage: "UAT", back: true },
    });
  });

  it("N13: cannot choose what has lost its bytes, and says which are gone", async () => {
    const { page, went } = await open({ builds: { artefacts: gives([]) } });
    const button = page.one("button", "Go back to Release-58");
    assert.equal(button.getAttribute("aria-disabled"), "true");
    button.click();
    assert.equal(went(), undefined);
    assert.match(page.text(), /Its bytes are gone: of its build, .*Sln/);
  });

  it("says that nothing ran before, and tells a failure as one", async () => {
    const { page } = await open({
      releases: { get: gives(ran(60, 1)), list: gives({ items: [ran(60, 1)] }) },
    });
    assert.match(page.text(), /there is nothing to go back to/);
    clear();
    const failed = await open({ releases: { get: () => Promise.reject(noRight()) } });
    assert.match(failed.page.one("[role=alert]").textContent, /You do not have the right/);
  });
});
