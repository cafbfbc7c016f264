import assert from "node:assert/strict";
import { partDocument, partsCollection } from "../../../core/acts/train-documents.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { noRight, type Parts, world } from "../../core/acts/sample-organisation.ts";
import { id, release } from "../../core/model/train/builders.ts";
import { clear, openPage } from "../dom.ts";
import { open, type Opened, press } from "./train-world.tsx";

const retail = { id: "5b6e0c1d-0001-4000-8000-000000000009", name: "Contoso Retail" };

/** The organisation has one other project that may be read. */
function elsewhere(there: Parts = {}, asked: string[] = []): Parts {
  const names = { of: () => Promise.resolve(new Map([[57, { name: "Release-57", pipeline: "Till" }]])) };
  const azure: AzureDevOps = { ...world({ names, ...there }), project: retail };
  return {
    elsewhere: (named: string) => {
      asked.push(named);
      return [retail.id, retail.name].includes(named) ? Promise.resolve(azure) : Promise.reject(noRight());
    },
  };
}

const carried: ApplicationRelease = {
  ...release,
  application: { name: "Till", pipelines: [] },
  releases: [`classic:57@${retail.id}`, `classic:58@${retail.id}`],
};

const cardOf = ({ page }: Opened): string => page.one("section", "Shop").textContent;

async function stored({ stage }: Opened): Promise<ApplicationRelease> {
  const kept = await stage.kept.documents.read(partsCollection(id(1)), partDocument("release", id(10)));
  return kept?.value as ApplicationRelease;
}

describe("releases of other projects on a train", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11: are named with their project, lead to the hub there, and hide what the reader may not see", async () => {
    const asked: string[] = [];
    const opened = await open({ releases: [carried] }, "releases", elsewhere({}, asked));
    assert.match(cardOf(opened), /Release-57 of Till in Contoso Retail/);
    assert.match(cardOf(opened), /not visible to you, or deleted \(classic release 58 in Contoso Retail\)/);
    assert.deepEqual(asked, [retail.id]);
    const link = opened.page.all("a").find(({ textContent }) => textContent.includes("Release-57"));
    assert.deepEqual(
      [link?.getAttribute("href"), link?.getAttribute("target")],
      [`https://x/${retail.id}`, "_top"],
    );
  });

  it("S1-11: are ids where the reader may not see the project, with the reason in a sentence", async () => {
    const parts = { elsewhere: () => Promise.reject(noRight()) };
    const opened = await open({ releases: [carried] }, "releases", parts);
    assert.match(cardOf(opened), new RegExp(`classic:57@${retail.id}`));
    assert.match(
      opened.page.text(),
      /The names of classic releases of another project could not be read: You do not have the right\./,
    );
  });
});

describe("releases of other projects that are taken aboard", () => {
  before(openPage);
  afterEach(clear);

  it("S1-11: are chosen by their project's name, and kept by its id", async () => {
    const opened = await open({ releases: [{ ...release, releases: [] }] }, "releases", elsewhere());
    const { page } = opened;
    page.click("Choose releases… Shop");
    page.type("Releases of Azure DevOps", "run:345");
    page.type("Releases of other projects", "classic:57");
    assert.match(page.one(".why").textContent, /^A release of another project is called classic:57@/);
    page.type("Releases of other projects", "classic:57@Contoso Retail, run:9@Nowhere");
    await press(page, "Save the releases");
    assert.match(page.one("dialog .banner").textContent, /You do not have the right/);
    page.type("Releases of other projects", "classic:57@Contoso Retail,");
    await press(page, "Save the releases");
    assert.deepEqual((await stored(opened)).releases, ["run:345", `classic:57@${retail.id}`]);
  });

  it("S1-11: stay as they are, also where somebody saves who may not see their project", async () => {
    const releases = ["run:345", `classic:57@${retail.id}`] as const;
    const parts = { elsewhere: () => Promise.reject(noRight()) };
    const opened = await open({ releases: [{ ...release, releases }] }, "releases", parts);
    opened.page.click("Choose releases… Shop");
    opened.page.type("Releases of Azure DevOps", "");
    await press(opened.page, "Save the releases");
    assert.deepEqual((await stored(opened)).releases, [`classic:57@${retail.id}`]);
  });

  it("S1-14: bring the work items that the commits of their builds name", async () => {
    const builds = [{ alias: "_till", build: { id: 900 } }];
    const there = {
      releases: { get: () => Promise.resolve({ artefacts: builds } as never) },
      workItems: { ofBuild: (build: number) => Promise.resolve(build === 900 ? [4] : []) },
    };
    const one = { ...carried, releases: [`classic:57@${retail.id}` as const] };
    const parts = { ...elsewhere(there), workItems: { get: () => Promise.resolve([]) } };
    const opened = await open({ releases: [one] }, "releases", parts);
    opened.page.click("Associate work items… with Shop");
    opened.page.choose("Which ones", "builds");
    await press(opened.page, "Associate them");
    assert.deepEqual((await stored(opened)).workItems, [4]);
  });
});
