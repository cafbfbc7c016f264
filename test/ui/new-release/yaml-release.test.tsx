import assert from "node:assert/strict";
import type { Build, Release } from "../../../core/model/release.ts";
import type { NewRun, QueuedWith, YamlPipeline } from "../../../core/ports-of-runs.ts";
import type { BuildQuery, NewRelease } from "../../../core/ports.ts";
import { NewReleasePage } from "../../../ui/new-release/new-release-page.tsx";
import type { Over } from "../../../ui/shared/route.ts";
import { keptDocuments } from "../../core/acts/kept-documents.ts";
import {
  artefacts,
  build,
  group,
  noRight,
  type Parts,
  pipeline,
  release,
  sealed,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";

const yaml: YamlPipeline = {
  id: 8,
  name: "Live",
  path: "\\",
  disabled: false,
  webUrl: "https://dev.azure.com/contoso/Contoso/_build/definition?definitionId=8",
};
const run: Release = {
  ...release,
  id: "run:70",
  kind: "yaml",
  name: "Live-1",
  pipeline: { id: 8, name: "Live" },
};
const made: Release = { ...run, id: "run:91", name: "Live-2" };
const clone = { ...group, id: 8, name: "Clone" };
const queued: QueuedWith = {
  parameters: { connection: "Clone", comments: "none" },
  resources: [{ alias: "web", pipeline: { id: 7, name: "Integration" }, runId: 300, version: "1" }],
  branch: "refs/heads/main",
};
const ran: Build = { ...build, id: 70, pipeline: yaml };

type Opened = Readonly<{
  page: Drawn;
  ordered: NewRun[];
  classic: NewRelease[];
  created: Release[];
  kept: ReturnType<typeof keptDocuments>;
}>;

async function open(
  over: Parts = {},
  wanted: Omit<Extract<Over, { panel: "new" }>, "panel"> = { pipeline: "yaml:8" },
): Promise<Opened> {
  const [ordered, classic, created] = [[] as NewRun[], [] as NewRelease[], [] as Release[]];
  const kept = keptDocuments();
  const list = ({ pipelineId }: BuildQuery) => Promise.resolve({ items: pipelineId === 8 ? [ran] : [build] });
  const queue = (order: NewRun) => {
    ordered.push(order);
    return Promise.resolve(made);
  };
  const create = (order: NewRelease) => {
    classic.push(order);
    return Promise.resolve({ ...release, id: "classic:58" as const, name: "Release-58" });
  };
  const page = draw(
    <NewReleasePage
      hub={
        watchedHub({
          documents: kept.documents,
          ...over,
          releases: { pipelines: gives([pipeline]), create, ...over.releases },
          builds: { list, run: gives(run), ...over.builds },
          connections: { list: gives([group, clone]), ...over.connections },
          runs: { pipelines: gives([yaml]), queuedWith: gives(queued), queue, ...over.runs },
        }).hub
      }
      over={{ panel: "new", ...wanted }}
      close={() => undefined}
      created={(one) => created.push(one)}
    />,
  );
  await settled();
  return { page, ordered, classic, created, kept };
}

const why = (page: Drawn): string => page.one(".why").textContent;

describe("a new release of a YAML pipeline", () => {
  before(openPage);
  afterEach(clear);

  it("S0-46: offers the pipelines of both worlds, each under its name", async () => {
    const { page } = await open();
    assert.deepEqual(
      page.all("optgroup").map((one) => [one.getAttribute("label"), one.textContent]),
      [
        ["Classic release pipelines", "Deployment"],
        ["YAML pipelines", "Live"],
      ],
    );
  });

  it("S0-33: sends the parameters and the connection that the build was sealed with, and pins the build by its id", async () => {
    const { page, ordered, created, kept } = await open();
    assert.equal((page.one("select", "Connection") as HTMLSelectElement).value, "Connection-Parameters");
    page.type("comments", "second try");
    page.type("Title", " Sprint 12 ");
    page.click("Create");
    await settled();
    assert.deepEqual(ordered, [
      {
        pipelineId: 8,
        branch: "refs/heads/main",
        parameters: { connection: "Connection-Parameters", comments: "second try" },
        variables: {},
        skip: [],
        resources: [{ alias: "web", runId: 345, version: "_20220616.3" }],
      },
    ]);
    assert.deepEqual(created, [made]);
    assert.equal(kept.links("run:91")?.title, "Sprint 12");
  });

  it("S0-33: sends another connection when it was picked, and the pipeline's own when none is to count", async () => {
    const { page, ordered } = await open();
    page.type("Title", "x");
    page.choose("Connection", "Clone");
    page.click("Create");
    await settled();
    page.choose("Connection", "");
    page.click("Create");
    await settled();
    assert.deepEqual(
      ordered.map(({ parameters }) => parameters["connection"]),
      ["Clone", undefined],
    );
  });
});

describe("the stages of a new release of a YAML pipeline", () => {
  before(openPage);
  afterEach(clear);

  it("leaves stages out that were clicked away, but not all of them", async () => {
    const { page, ordered } = await open();
    page.type("Title", "x");
    page.click("UATby itself");
    assert.equal(page.one(".stage-box.skipped").textContent, "UATleft out");
    page.click("Productionby hand");
    assert.equal(why(page), "Every stage is left out.");
    page.click("Productionleft out");
    page.click("Create");
    await settled();
    assert.deepEqual(ordered[0]?.skip, ["701"]);
  });

  it("D10: warns of a production stage that starts by itself", async () => {
    const stages = run.stages.map((stage) => ({ ...stage, trigger: "automatic" as const }));
    const { page } = await open({ builds: { run: gives({ ...run, stages }) } });
    assert.match(page.text(), /Production starts by itself\. ReleaseManagerDeploy refuses that, unless/);
  });

  it("says that a pipeline takes no connection where none of its parameters names one", async () => {
    const { page } = await open({ runs: { queuedWith: gives({ ...queued, parameters: {} }) } });
    assert.match(page.text(), /Live has no parameter for a connection: it takes what its YAML says\./);
  });
});

describe("a YAML pipeline that cannot be released as it is", () => {
  before(openPage);
  afterEach(clear);

  const cases: readonly (readonly [string, Parts, RegExp, RegExp])[] = [
    ["never ran", { builds: { list: gives({ items: [] }) } }, /^Live has not run yet\.$/, /Run it once/],
    [
      "has no resource for the build",
      { runs: { queuedWith: gives({ ...queued, resources: [] }) } },
      /^Live carries no build of another pipeline\.$/,
      /Run it in Azure DevOps/,
    ],
    [
      "is disabled",
      { runs: { pipelines: gives([{ ...yaml, disabled: true }]) } },
      /^Live is disabled\.$/,
      /Enable it in Azure DevOps/,
    ],
  ];
  for (const [words, parts, sentence, remedy] of cases) {
    it(`that ${words}: says so, what to do, and leads to it`, async () => {
      const { page, ordered } = await open(parts);
      page.type("Title", "x");
      assert.match(why(page), sentence);
      assert.match(page.text(), remedy);
      const link = page.all("a").find((one) => one.textContent === "Open Live in Azure DevOps");
      assert.equal(link?.getAttribute("href"), yaml.webUrl);
      page.click("Create");
      await settled();
      assert.deepEqual(ordered, []);
    });
  }

  it("shows one world's pipelines when the other's could not be read, and says so", async () => {
    const { page } = await open({ releases: { pipelines: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /The classic release pipelines could not be read: You do not have the right\./);
    assert.match(page.one("select", "Release pipeline").textContent, /Live/);
  });
});

describe("the title and the description of a new release", () => {
  before(openPage);
  afterEach(clear);

  it("S3-06: asks for a title", async () => {
    const { page, ordered } = await open();
    assert.equal(why(page), "Give the release a title.");
    page.type("Title", "   ");
    page.click("Create");
    await settled();
    assert.deepEqual(ordered, []);
  });

  it("S3-06: takes 100 characters for the title and 2000 for the description, and says so of more", async () => {
    const { page } = await open();
    page.type("Title", "x".repeat(100));
    page.type("Description", "y".repeat(2000));
    assert.equal(why(page), "");
    page.type("Description", "y".repeat(2001));
    assert.equal(why(page), "The description has 2001 of at most 2000 characters.");
    page.type("Title", "x".repeat(101));
    assert.equal(why(page), "The title has 101 of at most 100 characters.");
    assert.equal(page.one("input", "Title").getAttribute("aria-invalid"), "true");
  });

  it("S3-06: keeps both when the pipeline becomes another one, and writes the title first", async () => {
    const { page, classic } = await open();
    page.type("Title", "Sprint 12");
    page.type("Description", "Order extensions");
    page.choose("Release pipeline", "classic:3");
    await settled();
    page.click("Create");
    await settled();
    assert.equal(classic[0]?.description, "Sprint 12\nOrder extensions");
  });

  it("cannot be sent twice when the release was made and something failed after it", async () => {
    const write = () => Promise.reject(noRight());
    const { page, ordered } = await open({ documents: { ...keptDocuments().documents, write } });
    page.type("Title", "x");
    page.click("Create");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /Live-2 was created, but its title was not stored/);
    assert.equal(why(page), "It may have been done already: see above.");
    page.click("Create");
    await settled();
    assert.equal(ordered.length, 1);
  });
});

describe("promoting a release to another pipeline", () => {
  before(openPage);
  afterEach(clear);
  const from = { pipeline: "yaml:8", build: 345, from: "classic:57" } as const;

  it("S3-10: says before the click what is carried on, and links both ends", async () => {
    const keep = (): Promise<void> => Promise.resolve();
    const { page, created, kept } = await open({ releases: { keep } }, from);
    assert.equal(page.one("h2").textContent, "Promote Release-57");
    assert.match(page.text(), /It carries on Release-57 \(Deployment\)/);
    page.type("Title", "Go live");
    page.click("Promote");
    await settled();
    assert.deepEqual(created, [made]);
    const { root } = await sealed();
    assert.deepEqual(
      [kept.links("run:91")?.from?.release, kept.links("run:91")?.from?.root],
      ["classic:57", root],
    );
    assert.deepEqual(
      kept.links("classic:57")?.onward.map((link) => link.release),
      ["run:91"],
    );
  });

  it("S3-02: is not possible with other bytes, and says so before the click", async () => {
    const other = await sealed({ artefacts: artefacts.slice(1) });
    const seal = async (id: number) =>
      ({ kind: "found", value: id === 345 ? await sealed() : other, text: "" }) as const;
    const get = (id: number) => Promise.resolve({ ...build, id });
    const { page, ordered } = await open({ evidences: { seal }, builds: { get } }, { ...from, build: 346 });
    page.type("Title", "Go live");
    assert.equal(why(page), "Only the same sealed bytes can be promoted.");
    page.click("Promote");
    await settled();
    assert.deepEqual(ordered, []);
  });

  it("begins with another pipeline than its own that carries the build, if there is one", async () => {
    const other = { ...pipeline, id: 4, name: "Live, classic" };
    const value = async (pipelines: (typeof pipeline)[]): Promise<string> => {
      const { page } = await open(
        { releases: { pipelines: gives(pipelines), pipeline: gives(other) } },
        { build: 345, from: "classic:57" },
      );
      return (page.one("select", "Release pipeline") as HTMLSelectElement).value;
    };
    assert.equal(await value([pipeline, other]), "classic:4");
    assert.equal(await value([pipeline]), "");
  });
});
