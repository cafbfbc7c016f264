import assert from "node:assert/strict";
import { partDocument, partsCollection } from "../../../core/acts/train-documents.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { WorkItem } from "../../../core/ports-of-work-items.ts";
import { noRight, type Parts, release as sample } from "../../core/acts/sample-organisation.ts";
import { id, release } from "../../core/model/train/builders.ts";
import { clear, openPage, settled } from "../dom.ts";
import { gives } from "../hub.ts";
import { open, type Opened, press, tick } from "./train-world.tsx";

const refuses = (): Promise<never> => Promise.reject(noRight());
const run = { ...sample, id: "run:345", name: "20260605.1" } as const;

/** An organisation with one classic release and one YAML run. */
function releases(search: (string | undefined)[] = []): Parts {
  const page = gives({ items: [run] });
  return {
    releases: {
      pipelines: gives([]),
      get: gives(sample),
      list: (query) => {
        search.push(query.search);
        return Promise.resolve({ items: [sample], next: "2" });
      },
    },
    builds: { runs: page, withStages: page },
  };
}

async function stored({ stage }: Opened): Promise<ApplicationRelease> {
  const kept = await stage.kept.documents.read(partsCollection(id(1)), partDocument("release", id(10)));
  return kept?.value as ApplicationRelease;
}

const bare: ApplicationRelease = { ...release, releases: [] };

describe("releases that are looked for", () => {
  before(openPage);
  afterEach(clear);

  it("S1-16: are the latest of both kinds, of which several are chosen beside what is typed", async () => {
    const search: (string | undefined)[] = [];
    const opened = await open({ releases: [bare] }, "releases", releases(search));
    const { page } = opened;
    page.click("Choose releases… Shop");
    page.type("Releases of Azure DevOps", "classic:12");
    await press(page, "Choose from the latest: Releases of Azure DevOps");
    await press(page, "Find: Look for: Releases of Azure DevOps");
    const found = page.one("dialog details [role=status]").textContent;
    assert.match(found, /Release-57 classic release of .*20260605\.1 YAML run of .*There are older ones/);
    await press(page, "Choose Release-57");
    await press(page, "Choose 20260605.1");
    assert.doesNotMatch(page.one("dialog details [role=status]").textContent, /Release-57/, "once is enough");
    page.type("Look for: Releases of Azure DevOps", "Release-5");
    await press(page, "Find: Look for: Releases of Azure DevOps");
    assert.deepEqual(search, [undefined, "Release-5"]);
    await press(page, "Save the releases");
    assert.deepEqual((await stored(opened)).releases, ["classic:12", "classic:57", "run:345"]);
  });

  it("S1-16: that cannot be read are a failure, and no empty list; half of them are a note", async () => {
    const { page } = await open({ releases: [bare] }, "releases", {
      releases: { pipelines: gives([]), list: refuses },
      builds: { runs: refuses, withStages: refuses },
    });
    page.click("Choose releases… Shop");
    await press(page, "Choose from the latest: Releases of Azure DevOps");
    await press(page, "Find: Look for: Releases of Azure DevOps");
    assert.match(page.one("dialog .banner").textContent, /You do not have the right/);
    clear();
    const half = await open({ releases: [bare] }, "releases", { ...releases(), builds: { runs: refuses } });
    half.page.click("Choose releases… Shop");
    await press(half.page, "Choose from the latest: Releases of Azure DevOps");
    await press(half.page, "Find: Look for: Releases of Azure DevOps");
    assert.match(
      half.page.one("dialog details [role=status]").textContent,
      /The YAML runs could not be read/,
    );
  });
});

describe("what a criterion asks for", () => {
  before(openPage);
  afterEach(clear);

  it("S1-05: is chosen, too: a release, and a stored query by its name and folder", async () => {
    const asked: string[] = [];
    const { page } = await open({}, "plan", {
      ...releases(),
      workItems: {
        queries: (text) => {
          asked.push(text);
          return Promise.resolve([{ id: id(9), name: "Open bugs", path: "Shared Queries/Open bugs" }]);
        },
      },
    });
    page.click("Add exit criterion… to the Scoping gate");
    page.choose("How it is found out", "deployed");
    await settled();
    await press(page, "Choose from the latest: Release");
    await press(page, "Find: Look for: Release");
    await press(page, "Choose Release-57");
    assert.equal((page.one("input", "Release") as HTMLInputElement).value, "classic:57");
    page.choose("How it is found out", "query");
    await press(page, "Choose from the stored ones: Id of the stored query");
    page.type("Look for: Id of the stored query", " bugs ");
    await press(page, "Find: Look for: Id of the stored query");
    assert.match(page.one("dialog details [role=status]").textContent, /Open bugs Shared Queries\/Open bugs/);
    await press(page, "Choose Open bugs");
    assert.equal((page.one("input", "Id of the stored query") as HTMLInputElement).value, id(9));
    assert.deepEqual(asked, ["bugs"]);
    page.type("What must be so", "Few bugs");
    page.type("Work items at most", "3");
    await press(page, "Add the criterion");
    assert.match(page.text(), /Few bugsThe query "Open bugs" finds at most 3/);
  });

  it("S1-05: is told by its id where another id was typed than that of the chosen query", async () => {
    const queries = gives([{ id: id(9), name: "Open bugs", path: "Shared Queries/Open bugs" }]);
    const { page } = await open({}, "plan", { ...releases(), workItems: { queries } });
    page.click("Add exit criterion… to the Scoping gate");
    page.choose("How it is found out", "query");
    await settled();
    await press(page, "Choose from the stored ones: Id of the stored query");
    await press(page, "Find: Look for: Id of the stored query");
    await press(page, "Choose Open bugs");
    page.type("Id of the stored query", id(8));
    page.type("What must be so", "Few bugs");
    await press(page, "Add the criterion");
    assert.ok(page.text().includes(`The query "${id(8)}" finds at most 0`));
  });
});

describe("work items of the builds", () => {
  before(openPage);
  afterEach(clear);

  const item = { id: 5, revision: 1, title: "Prices", type: "Bug", state: "Active", tags: [], webUrl: "" };
  const carried: ApplicationRelease = { ...release, releases: ["run:345"], workItems: [7] };
  const parts = (get: () => Promise<readonly WorkItem[]>, ids: readonly number[] = [5, 6, 7]): Parts => ({
    workItems: { get, ofBuild: gives(ids) },
  });

  it("S1-16: are offered, those that are associated already left out, each to be left out", async () => {
    const opened = await open({ releases: [carried] }, "releases", parts(gives([item])));
    const { page } = opened;
    page.click("Associate work items… with Shop");
    page.choose("Which ones", "builds");
    await settled();
    const boxes = page.all("dialog .check").map(({ textContent }) => textContent);
    assert.deepEqual(boxes, ["#5 Bug: Prices (Active)", "#6 not visible to you"]);
    tick(page, "#6 not visible to you");
    await press(page, "Associate them");
    assert.deepEqual((await stored(opened)).workItems, [7, 5]);
  });

  it("S1-16: say that there are none, or that they could not be read", async () => {
    const none = await open({ releases: [carried] }, "releases", parts(gives([]), [7]));
    none.page.click("Associate work items… with Shop");
    none.page.choose("Which ones", "builds");
    await settled();
    assert.match(none.page.one("dialog fieldset").textContent, /no work item that is not associated already/);
    clear();
    const { page } = await open({ releases: [carried] }, "releases", {
      workItems: { get: gives([]), ofBuild: refuses },
    });
    page.click("Associate work items… with Shop");
    page.choose("Which ones", "builds");
    await settled();
    assert.match(page.one("dialog .banner").textContent, /You do not have the right/);
  });
});
