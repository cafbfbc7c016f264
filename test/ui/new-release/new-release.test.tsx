import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import type { VariableGroup } from "../../../core/model/connection.ts";
import type { Release } from "../../../core/model/release.ts";
import type { GroupDraft, NewRelease } from "../../../core/ports.ts";
import { NewReleasePage } from "../../../ui/new-release/new-release-page.tsx";
import { build, group, noRight, type Parts, pipeline, release } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub } from "../hub.ts";

type Opened = { page: Drawn; ordered: NewRelease[]; created: Release[]; closed: () => number };

const nameTaken = "There is a connection of this name already: give another one.";
const copyBox = "Make a new connection for it: a copy with other values";
const failed = { ...build, id: 346, number: "_20220617.1", result: "failed" } as const;
const other = { ...group, id: 6, name: "Connection-Fabrikam", variables: group.variables.slice(0, 4) };
const parts: Parts = {
  releases: { pipelines: gives([pipeline, { ...pipeline, id: 4, name: "Old", disabled: true }]) },
  builds: {
    list: gives({ items: [failed, build] }),
    get: (id) => Promise.resolve(id === 346 ? failed : build),
  },
  connections: { list: gives([group, other]) },
  runs: { pipelines: gives([]) },
  documents: { read: gives(undefined), write: gives(1) },
};

type WantedHere = { build?: number; elsewhere?: true };

async function open(over: Parts = {}, wanted: WantedHere = {}): Promise<Opened> {
  const ordered: NewRelease[] = [];
  const created: Release[] = [];
  let closes = 0;
  const merged: Parts = {
    ...parts,
    ...over,
    releases: {
      create: (order) => {
        ordered.push(order);
        return Promise.resolve(release);
      },
      ...parts.releases,
      ...over.releases,
    },
    builds: { ...parts.builds, ...over.builds },
  };
  const page = draw(
    <NewReleasePage
      hub={watchedHub(merged).hub}
      over={{ panel: "new", ...wanted }}
      close={() => (closes += 1)}
      created={(one) => created.push(one)}
    />,
  );
  await settled();
  return { page, ordered, created, closed: () => closes };
}

describe("the panel that makes a release", () => {
  before(openPage);
  afterEach(clear);

  it("S0-09: offers project, pipeline, build, stages, artefacts, connection, description, Create and Cancel", async () => {
    const { page, closed } = await open();
    assert.match(page.text(), /Project Contoso/);
    assert.deepEqual(
      page.all("label").map((label) => label.textContent),
      [
        "Release pipeline",
        "Title",
        "Description",
        "Build",
        "Start all stages by hand",
        "Connection",
        copyBox,
      ],
    );
    assert.deepEqual(
      page.all(".stage-box").map((stage) => [stage.textContent, stage.getAttribute("aria-pressed")]),
      [
        ["UATby itself", "false"],
        ["Productionby hand", "true"],
      ],
    );
    page.click("Cancel");
    assert.equal(closed(), 1);
  });

  it("S0-15, D10: starts production by hand when nothing was touched, although the pipeline would do it by itself", async () => {
    const { page, ordered, created } = await open();
    page.type("Title", "Sprint 12");
    page.click("Create");
    await settled();
    assert.deepEqual(ordered[0]?.manualStages, ["Production"]);
    assert.deepEqual(created, [release]);
  });

  it("S0-10: switches stages by clicking them, and all of them at once", async () => {
    const { page, ordered } = await open();
    page.click("UATby itself");
    page.type("Title", "Sprint 12");
    page.click("Create");
    await settled();
    assert.deepEqual([...(ordered[0]?.manualStages ?? [])].sort(), ["Production", "UAT"]);
    const all = page.one("input", "Start all stages by hand") as HTMLInputElement;
    assert.equal(all.checked, true);
    all.checked = false;
    all.dispatchEvent(new Event("change", { bubbles: true }));
    await settled();
    assert.match(page.text(), /Production would start by itself\. ReleaseManagerDeploy refuses that/);
  });
});

describe("the build of a new release", () => {
  before(openPage);
  afterEach(clear);

  it("S0-06: offers builds that succeeded, and says of the others why not", async () => {
    const { page } = await open();
    const builds = [...page.one("select", "Build").querySelectorAll("option")];
    assert.deepEqual(
      builds.map((option) => [option.textContent, option.disabled]),
      [
        ["_20220616.3 · main", false],
        ["_20220617.1 · main (failed)", true],
      ],
    );
  });

  it("S0-06: refuses a build that failed, although the address names it", async () => {
    const { page, ordered } = await open({}, { build: 346 });
    const create = page.one("button", "Create");
    assert.equal(create.getAttribute("aria-disabled"), "true");
    page.click("Create");
    await settled();
    assert.deepEqual([ordered, page.one(".why").textContent === ""], [[], false]);
  });

  it("S0-07: finds the pipeline that carries the build which the address names", async () => {
    const second = { ...pipeline, id: 9, name: "Another", sources: [] };
    const { page } = await open({ releases: { pipelines: gives([second, pipeline]) } }, { build: 345 });
    assert.equal((page.one("select", "Release pipeline") as HTMLSelectElement).value, "classic:3");
  });

  it("S0-13, S0-39: shows source and version, and the artefacts in their order", async () => {
    const { page } = await open();
    assert.equal(page.one("caption").textContent, "Artefacts from ARTEFACTS _20220616.3");
    assert.deepEqual(
      page.all("tbody tr").map((row) => row.textContent),
      ["SlnSolution1", "Sln3Solution2", "SolutionAnalysisLogsLogsnot deployed"],
    );
  });
});

describe("the connection of a new release", () => {
  before(openPage);
  afterEach(clear);

  it("S0-29, S0-33: inherits the connection, and sends another one when it was picked, with what is wrong with it", async () => {
    const { page, ordered } = await open();
    assert.equal((page.one("select", "Connection") as HTMLSelectElement).value, "Connection-Parameters");
    page.choose("Connection", "Connection-Fabrikam");
    assert.match(
      page.text(),
      /Connection-Fabrikam has no keys for Production: Production could not be deployed\./,
    );
    page.type("Title", "Sprint 12");
    page.type("Description", "Second family");
    page.click("Create");
    await settled();
    assert.deepEqual(
      ordered.map((order) => [order.variables, order.description]),
      [[{ "Variable-Group": "Connection-Fabrikam" }, "Sprint 12\nSecond family"]],
    );
  });

  it("says when the groups could not be read, instead of offering none", async () => {
    const { page } = await open({ connections: { list: () => Promise.reject(noRight()) } });
    assert.match(page.one("select", "Connection").textContent, /could not be read/);
  });
});

type Made = { drafts: GroupDraft[]; authorised: (readonly number[])[]; parts: Parts };

function connections(): Made {
  const drafts: GroupDraft[] = [];
  const authorised: (readonly number[])[] = [];
  const create = (draft: GroupDraft): Promise<VariableGroup> => {
    drafts.push(draft);
    return Promise.resolve({ ...group, ...draft, id: 12 });
  };
  const authorise = (_: number, pipelines: readonly number[]): Promise<void> => {
    authorised.push(pipelines);
    return Promise.resolve();
  };
  return { drafts, authorised, parts: { connections: { list: gives([group, other]), create, authorise } } };
}

describe("the same artefacts, sent elsewhere", () => {
  before(openPage);
  afterEach(clear);

  it("N5: asks only for what must differ, makes the connection, and a release of the same build through it", async () => {
    const { drafts, authorised, parts: made } = connections();
    const { page, ordered } = await open(made, { build: 345, elsewhere: true });
    assert.match(page.text(), /Send the same artefacts elsewhere/);
    assert.match(page.text(), /Connection-Parameters stays as it is/);
    page.type("Title", "For Fabrikam");
    assert.match(page.one(".why").textContent, /TargetURL-UAT|Secret/);
    page.type("Name of the new connection", "Fabrikam");
    page.type("TargetURL-UAT", "https://fabrikam-uat.example");
    page.type("TargetURL-PROD", "https://fabrikam.example");
    page.type("Secret", "hush");
    page.click("Create");
    await settled();
    assert.deepEqual(
      drafts.map(({ name, variables }) => [
        name,
        variables.find((one) => one.name === "TargetURL-UAT")?.value,
      ]),
      [["Fabrikam", "https://fabrikam-uat.example"]],
    );
    assert.deepEqual(authorised, [[7]]);
    assert.deepEqual(
      ordered.map((order) => [order.variables, order.artefacts[0]?.buildId]),
      [[{ "Variable-Group": "Fabrikam" }, 345]],
    );
  });

  it("N4, N5: makes nothing while a value is missing or the name is taken", async () => {
    const { drafts, parts: made } = connections();
    const { page, ordered } = await open(made, { build: 345, elsewhere: true });
    page.type("Title", "For Fabrikam");
    page.click("Create");
    assert.match(page.one(".why").textContent, /Secret/);
    page.type("Secret", "hush");
    page.type("Name of the new connection", " connection-fabrikam ");
    assert.equal(page.one(".why").textContent, nameTaken);
    page.click("Create");
    await settled();
    assert.deepEqual([drafts, ordered], [[], []]);
  });

  it("takes the copy back when it is not wanted", async () => {
    const { drafts, parts: made } = connections();
    const { page, ordered } = await open(made, { build: 345, elsewhere: true });
    page.type("Title", "As before");
    act(() => page.one("input", copyBox).click());
    page.click("Create");
    await settled();
    assert.deepEqual([drafts.length, ordered.length], [0, 1]);
  });
});

describe("a connection that is to be copied for a new release", () => {
  before(openPage);
  afterEach(clear);

  it("N5: says why none can be copied where the groups could not be read, and goes on without a copy", async () => {
    let isReadable = false;
    const list = () => (isReadable ? Promise.resolve([group]) : Promise.reject(noRight()));
    const { page, ordered } = await open({ connections: { list } }, { build: 345, elsewhere: true });
    page.type("Title", "For Fabrikam");
    assert.match(page.one(".why").textContent, /^The connections could not be read: You do not have/);
    act(() => page.one("input", copyBox).click());
    isReadable = true;
    page.click("Create");
    await settled();
    assert.deepEqual(
      ordered.map(({ variables }) => variables),
      [{ "Variable-Group": "Connection-Parameters" }],
    );
  });

  it("N5: is none any more where the pipeline's own is taken", async () => {
    const { page, ordered } = await open({}, { build: 345, elsewhere: true });
    page.type("Title", "As the pipeline says");
    page.choose("Connection", "");
    page.click("Create");
    await settled();
    assert.equal(ordered.length, 1);
  });

  it("N5: asks anew where another one is chosen: a typed secret is for one connection only", async () => {
    const { page } = await open({}, { build: 345, elsewhere: true });
    page.type("Name of the new connection", "Fabrikam");
    page.type("Secret", "hush");
    page.choose("Connection", "Connection-Fabrikam");
    const typed = (label: string): string => (page.one("input", label) as HTMLInputElement).value;
    assert.deepEqual([typed("Name of the new connection"), typed("Secret")], ["Connection-Fabrikam-2", ""]);
  });
});

describe("a new release that is refused", () => {
  before(openPage);
  afterEach(clear);

  it("keeps what was typed and says why when Azure DevOps refuses", async () => {
    const { page, created } = await open({ releases: { create: () => Promise.reject(noRight()) } });
    page.type("Title", "Sprint 12");
    page.type("Description", "kept");
    page.click("Create");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal((page.one("textarea") as HTMLTextAreaElement).value, "kept");
    assert.deepEqual(created, []);
  });

  it("is a failure when the pipelines cannot be read", async () => {
    const refused = () => Promise.reject(noRight());
    const { page } = await open({ releases: { pipelines: refused }, runs: { pipelines: refused } });
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal(page.one(".why").textContent, "Choose a pipeline first.");
  });
});
