import assert from "node:assert/strict";
import { partDocument, partsCollection } from "../../../core/acts/train-documents.ts";
import { readApplicationRelease } from "../../../core/model/train/read-turnover.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import { fieldText } from "../../../ui/shared/time.ts";
import { release as sample } from "../../core/acts/sample-organisation.ts";
import { id, june, release, train } from "../../core/model/train/builders.ts";
import { clear, openPage, settled } from "../dom.ts";
import { gives } from "../hub.ts";
import { open, type Opened, press, whyNot } from "./train-world.tsx";

async function stored({ stage }: Opened, number = 10): Promise<ApplicationRelease> {
  const kept = await stage.kept.documents.read(partsCollection(id(1)), partDocument("release", id(number)));
  const read = readApplicationRelease(JSON.stringify(kept?.value));
  assert.ok(!("faults" in read), JSON.stringify(read));
  return read;
}

const base: ApplicationRelease = { ...release, id: id(11), title: "Base", dependsOn: [] };
const shop: ApplicationRelease = { ...release, dependsOn: [id(11)] };
const going = { phase: "construction" } as const;

describe("application releases on the train's page", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11 S1-12: adds one with its application, says first what it lacks, and takes it off again", async () => {
    const { page, stage } = await open({}, "releases");
    assert.match(page.text(), /No application release is on the train/);
    page.click("Add application release…");
    await settled();
    assert.equal(page.one(".why").textContent, "Give the title, the application and the owner.");
    page.type("Title", "Shop 2");
    page.type("Application", "Shop");
    assert.match(page.one(".why").textContent, /Say which pipelines or which repository/);
    page.choose("Add to: Build pipelines of the application", "3");
    await press(page, "Add the application release");
    assert.match(page.one("section", "Shop 2").textContent, /Scoping.*Shop: 1 pipeline \(Shop build\).*Mia/);
    page.click("Take off… Shop 2");
    page.type("Reason", "Not this time");
    await press(page, "Take it off");
    assert.match(page.one("section", "Shop 2").textContent, /Cancelled.*Taken off by Mia: Not this time/);
    assert.equal((await stage.kept.documents.list(partsCollection(id(1)))).length, 1, "with its history");
  });

  it("S1-13: edits only what was changed, and warns of dates outside the train's", async () => {
    const opened = await open({ releases: [release] }, "releases");
    const { page } = opened;
    page.click("Edit… Shop");
    page.type("To", fieldText(june(40)));
    await press(page, "Save");
    assert.match(page.one("section", "Shop").textContent, /It ends after the train does\./);
    const after = await stored(opened);
    assert.deepEqual({ ...after, to: release.to, revision: 1 }, release, "and nothing else of it");
  });

  it("S1-14: notes a dependency, refuses a circle, tells the order and who waits", async () => {
    const opened = await open({ train: going, releases: [{ ...shop, ...going }, base] }, "releases");
    const { page } = opened;
    assert.match(page.text(), /Order of deployment: Base → Shop/);
    assert.match(page.one("section", "Shop").textContent, /Waits for Base/);
    assert.match(page.text(), /As a whole it is in scoping.*Shop waits for others\./);
    assert.equal(whyNot(page, "Depends on… Base"), 'That would close a circle: "Base" → "Shop" → "Base".');
    await press(page, "Remove: Shop depends on Base");
    assert.deepEqual((await stored(opened)).dependsOn, []);
    page.click("Depends on… Base");
    page.choose("Application release", id(10));
    await press(page, "Note the dependency");
    assert.match(page.text(), /Order of deployment: Shop → Base/);
  });

  it("S1-14: tells of several that wait as of several", async () => {
    const app: ApplicationRelease = { ...shop, id: id(12), title: "App" };
    const waiting = [{ ...shop, ...going }, { ...app, ...going }, base];
    const { page } = await open({ train: going, releases: waiting }, "releases");
    assert.match(page.text(), /(Shop and App|App and Shop) wait for others\./);
  });

  it("S1-14: offers a dependency where only some of the others would close a circle", async () => {
    const app: ApplicationRelease = { ...release, id: id(12), title: "App", dependsOn: [] };
    const { page } = await open({ releases: [shop, base, app] }, "releases");
    assert.equal(whyNot(page, "Depends on… Base"), "");
  });
});

describe("milestones and phases of an application release", () => {
  before(openPage);
  afterEach(clear);

  it("S1-15: tells milestones of its own from inherited ones, and overrides one", async () => {
    const inherited = {
      id: id(60),
      name: "Code complete",
      date: june(9),
      owner: "mia",
      gate: "development",
      inherit: true,
    } as const;
    const own = { id: id(61), name: "Prototype", date: june(4), owner: "olga", gate: "development" } as const;
    const opened = await open(
      { train: { milestones: [inherited] }, releases: [{ ...release, milestones: [own] }] },
      "releases",
    );
    const { page } = opened;
    assert.match(
      page.one("section", "Shop").textContent,
      /Prototypeits own.*Late by 1 d.*Code completeinherited from the train/s,
    );
    page.click("Override… Code complete of Shop");
    page.type("Date", fieldText(june(11)));
    page.type("Reason", "The supplier is late");
    await press(page, "Override the milestone");
    await press(page, "Reached: Prototype of Shop");
    assert.match(page.text(), /Code completeinherited, and overridden here/);
    const after = await stored(opened);
    assert.equal(after.inherited[0]?.override?.date, june(11));
    assert.equal(after.milestones[0]?.reached?.by, "mia");
  });

  it("S1-17: advances it with the train, and sends it back with a reason", async () => {
    const opened = await open({ train: going, releases: [release] }, "releases");
    const { page } = opened;
    await press(page, "Advance to construction: Shop");
    await press(page, "Advance to verification: Shop");
    assert.match(whyNot(page, "Advance to production: Shop"), /while the train is in verification/);
    page.click("Send back… Shop");
    page.type("Reason", "It does not work");
    await press(page, "Send it back");
    assert.equal((await stored(opened)).phase, "construction");
  });

  it("names a part that cannot be read, and changes nothing before it can", async () => {
    const { page } = await open(
      { releases: [{ ...release, schema: 2 } as unknown as ApplicationRelease] },
      "releases",
    );
    assert.match(page.text(), /could not be read: .*schema 2/);
    assert.match(whyNot(page, "Add application release…"), /A part of the train cannot be read/);
  });
});

describe("work items of an application release", () => {
  before(openPage);
  afterEach(clear);

  const item = (number: number, state: string, category: "completed" | "inProgress") => ({
    ...{ id: number, revision: 1, title: `Bug ${number}`, type: "Bug", state, category, tags: [] },
    webUrl: `https://dev.azure.com/contoso/_workitems/edit/${number}`,
  });

  it("S1-16: lists them with state and category, and says which are not visible", async () => {
    const get = gives([item(1, "Closed", "completed"), item(2, "Active", "inProgress")]);
    const { page } = await open({ releases: [{ ...release, workItems: [1, 2, 3] }] }, "releases", {
      workItems: { get },
    });
    assert.match(page.text(), /3 work items, 1 completed, 1 not visible to you/);
    const details = page.one("section", "Shop").querySelector("details");
    assert.ok(details);
    details.open = true;
    await settled();
    const text = details.textContent;
    assert.match(text, /#1 Bug: Bug 1 Closed \(Completed\).*#2 Bug: Bug 2 Active \(In progress\)/);
    assert.match(text, /#3 {1,2}not visible to you, or deleted/);
    await press(page, "Remove work item #2 of Shop");
    assert.match(page.text(), /2 work items/);
  });
});

describe("work items that are found", () => {
  before(openPage);
  afterEach(clear);

  it("S1-16: associates them by number, by a stored query, and as the builds name them", async () => {
    const asked: number[] = [];
    const opened = await open(
      { releases: [{ ...release, workItems: [1], releases: ["classic:57", "run:345"] }] },
      "releases",
      {
        releases: { get: gives(sample), pipelines: gives([]) },
        workItems: {
          get: gives([]),
          query: gives([5, 6]),
          ofBuild: (build) => {
            asked.push(build);
            return Promise.resolve([7, 5]);
          },
        },
      },
    );
    const { page, watched } = opened;
    const associate = async (by: string, field = "", text = ""): Promise<void> => {
      page.click("Associate work items… with Shop");
      page.choose("Which ones", by);
      if (field !== "") page.type(field, text);
      await press(page, "Associate them");
    };
    await associate("ids", "Numbers", "#2, 3");
    await associate("query", "Id of the stored query", id(9));
    await associate("builds");
    assert.deepEqual((await stored(opened)).workItems, [1, 2, 3, 5, 6, 7]);
    assert.deepEqual(
      asked,
      [345, 345],
      "the build of the release is the run: once to offer, once to associate",
    );
    assert.equal(watched.said.length, 3);
    await associate("query", "Id of the stored query", id(9));
    assert.match(page.one("dialog .banner").textContent, /All 2 work items are associated already\./);
  });

  it("S1-16: chooses the releases of Azure DevOps, and refuses what is none", async () => {
    const opened = await open({ train, releases: [release] }, "releases");
    const { page } = opened;
    page.click("Choose releases… Shop");
    page.type("Releases of Azure DevOps", "classic:57 the newest");
    assert.equal(page.one(".why").textContent, "A release is called classic:57 or run:345.");
    page.type("Releases of Azure DevOps", "classic:57 run:345");
    await press(page, "Save the releases");
    assert.deepEqual((await stored(opened)).releases, ["classic:57", "run:345"]);
    assert.match(page.one("section", "Shop").textContent, /\(classic release 57\).*\(YAML run 345\)/);
  });
});
