import assert from "node:assert/strict";
import type { JSX } from "preact";
import { act } from "preact/test-utils";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { ReleaseLinks } from "../../../core/model/links.ts";
import { LinksContext } from "../../../ui/shared/nav.tsx";
import { ReleasesView } from "../../../ui/releases/releases-view.tsx";
import { useReleases } from "../../../ui/releases/use-releases.ts";
import { noRight, type Parts, project, release } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, nameOf, openPage, settled } from "../dom.ts";
import { gives, linked, releaseWith, watchedHub, type Watched } from "../hub.ts";

function Page({ watched }: { watched: Watched }): JSX.Element {
  return (
    <LinksContext.Provider value={{ href: () => "#", go: watched.hub.go }}>
      <ReleasesView {...useReleases(watched.hub)} />
    </LinksContext.Provider>
  );
}

function list(items: readonly (typeof release)[], next?: string): Parts {
  return {
    releases: { list: gives({ items, ...(next === undefined ? {} : { next }) }) },
    builds: { runs: gives({ items: [] }), withStages: gives({ items: [] }) },
  };
}

async function open(parts: Parts): Promise<{ page: Drawn; watched: Watched }> {
  const watched = watchedHub(parts);
  const page = draw(<Page watched={watched} />);
  await settled();
  return { page, watched };
}

const many = Array.from({ length: 10_000 }, (_, at) =>
  releaseWith({ id: `classic:${10_000 - at}`, name: `Release-${10_000 - at}` }),
);

describe("the list of releases", () => {
  before(openPage);
  afterEach(clear);

  it("S0-18: is a table with a row a release, a column a stage, and words for every sign", async () => {
    const { page } = await open(list([release]));
    assert.deepEqual(
      page.all("thead th").map((head) => head.textContent),
      ["Release", "Created", "UAT", "Production", "Actions"],
    );
    const [row] = page.all("tbody tr");
    assert.match(
      row?.textContent ?? "",
      /Release-57.*_20220616\.3 · main · Deployment.*Rita.*Succeeded, current/,
    );
    assert.match(row?.textContent ?? "", /Not deployedNobody has started it\./);
  });

  it("N17: says shortly why a stage is not running, and in a whole sentence on hover", async () => {
    const { page } = await open(list([release]));
    const cell = page.all("tbody td .status").at(-1);
    assert.match(cell?.textContent ?? "", /^Not deployedNobody has started it\.$/);
    assert.match(cell?.title ?? "", /\nIt is started by hand, and nobody has started it\.\n/);
  });

  it("S0-36: has one obvious button that opens the deploy panel, with a name of its own", async () => {
    const { page, watched } = await open(list([release]));
    page.click("Deploy Release-57 to Production");
    assert.deepEqual(watched.went, [
      { place: { view: "releases" }, over: { panel: "deploy", id: "classic:57", stage: "Production" } },
    ]);
  });

  it("leads to the release", async () => {
    const { page, watched } = await open(list([release]));
    page.click("Release-57");
    assert.deepEqual(watched.went, [{ place: { view: "release", id: "classic:57", tab: "pipeline" } }]);
  });

  it("S0-34: narrows to those whose production waits, with one switch that says how many", async () => {
    const done = releaseWith({ id: "classic:55", name: "Release-55", stages: release.stages.slice(0, 1) });
    const { page } = await open(list([release, done]));
    page.click("UAT passed, Production waiting (1)");
    assert.equal(
      page.one("button", "UAT passed, Production waiting (1)").getAttribute("aria-pressed"),
      "true",
    );
    assert.equal(page.all("tbody tr").length, 1);
    page.type("Filter by release, build, branch, person or description", "nothing like it");
    assert.match(page.text(), /No release matches the filter/);
    page.click("Clear the filter");
    assert.equal(page.all("tbody tr").length, 2);
  });
});

describe("the columns of the list", () => {
  before(openPage);
  afterEach(clear);

  it("are those of the chosen pipeline only, which narrows the table", async () => {
    const other = releaseWith({
      id: "classic:3",
      pipeline: { id: 4, name: "Portal" },
      stages: release.stages.slice(0, 1),
    });
    const { page } = await open(list([release, other]));
    const heads = (): readonly (string | null)[] => page.all("thead th").map((head) => head.textContent);
    assert.deepEqual(heads(), ["Release", "Created", "UAT", "Production", "Actions"]);
    page.choose("Pipeline", "classic:4");
    assert.deepEqual(heads(), ["Release", "Created", "UAT", "Actions"]);
  });
});

describe("a long list of releases", () => {
  before(openPage);
  afterEach(clear);

  it("draws only what is in sight of 10,000 releases, and tells a screen reader how many there are", async () => {
    const { page } = await open(list(many));
    assert.equal(page.one("table").getAttribute("aria-rowcount"), "10001");
    assert.equal(page.one("tbody tr[aria-rowindex='2']").textContent.slice(0, 13), "Release-10000");
    assert.ok(page.all("*").length < 2000, `${page.all("*").length} nodes`);
  });

  it("loads older ones on demand and keeps what it has", async () => {
    const older = releaseWith({ id: "classic:12", name: "Release-12" });
    const parts = list([release], "more");
    const pages: Parts = {
      ...parts,
      releases: {
        list: ({ next }) =>
          Promise.resolve(next === "more" ? { items: [older] } : { items: [release], next: "more" }),
      },
    };
    const { page } = await open(pages);
    page.click("Load older releases");
    await settled();
    assert.deepEqual(
      page.all("tbody th a").map((link) => link.textContent),
      ["Release-57", "Release-12"],
    );
    assert.equal(
      page.all("button").some((button) => button.textContent === "Load older releases"),
      false,
    );
  });
});

const stored = (...links: ReleaseLinks[]): NonNullable<Parts["documents"]> => ({
  list: (collection) =>
    Promise.resolve(
      collection === `links-${project.id}`
        ? links.map((value) => ({ id: value.release.replace(":", "-"), etag: 1, value }))
        : [],
    ),
  read: (_, id) => {
    const value = links.find((one) => one.release.replace(":", "-") === id);
    return Promise.resolve(value && { id, etag: 1, value });
  },
});

describe("what is stored beside the releases of the list", () => {
  before(openPage);
  afterEach(clear);

  it("N8: hides an archived release, and shows it by a switch", async () => {
    const documents = stored(linked({ archivedOn: instant(1) }));
    const { page } = await open({ ...list([release, releaseWith({ id: "classic:58" })]), documents });
    assert.equal(page.all("tbody tr").length, 1);
    page.click("Archived (1)");
    assert.equal(page.one("button", "Archived (1)").getAttribute("aria-pressed"), "true");
    assert.deepEqual(
      page.all("tbody th a").map((link) => link.textContent),
      ["Release-57"],
    );
  });

  it("S3-13: has the reason and the chain on the icon, on focus and on hover, until Escape", async () => {
    const onward = [
      { release: "run:9", name: "R-9", pipeline: "Live", root: "0".repeat(64), on: instant(1) },
    ] as const;
    const { page } = await open({
      ...list([release]),
      documents: stored(linked({ onward, root: "0".repeat(64) })),
    });
    const [lock] = page.all(".tip button").filter((one) => /cannot be deleted/.test(nameOf(one)));
    assert.match(
      lock ? nameOf(lock) : "",
      /^Promoted, cannot be deleted\. It went on as "R-9".*UAT → R-9 of Live\.$/,
    );
    act(() => lock?.focus());
    assert.match(page.one(".tip-words").textContent, /It went on as "R-9"/);
    act(() => void lock?.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true })));
    assert.equal(page.all(".tip-words").length, 0);
  });

  it("S3-18: names a release that Azure DevOps no longer has, with a way to what is known of it", async () => {
    const documents = stored(linked({ release: "classic:56", name: "Release-56" }), linked());
    const gone = refusal({ code: "RM041", what: "x", where: "y", cause: "It is gone", next: "z" });
    const { page, watched } = await open({
      ...list([release]),
      releases: { list: gives({ items: [release] }), get: () => Promise.reject(gone) },
      documents,
    });
    assert.match(page.one(".banner.bad").textContent, /A release is broken\..*Release-56 of Deployment/);
    page.click("Release-56");
    assert.deepEqual(watched.went, [{ place: { view: "release", id: "classic:56", tab: "pipeline" } }]);
  });

  it("says that it could not be read, and shows the releases", async () => {
    const { page } = await open({ ...list([release]), documents: { list: () => Promise.reject(noRight()) } });
    assert.equal(page.all("tbody tr").length, 1);
    assert.match(
      page.text(),
      /What is stored beside the releases could not be read: You do not have the right/,
    );
  });
});

describe("a list of releases that is empty or refused", () => {
  before(openPage);
  afterEach(clear);

  it("says that there is nothing yet, and how to begin", async () => {
    const { page, watched } = await open(list([]));
    assert.match(page.text(), /No releases yet/);
    page.click("New release");
    assert.deepEqual(watched.went, [{ place: { view: "releases" }, over: { panel: "new" } }]);
  });

  it("is a failure, not an empty list, when Azure DevOps refuses", async () => {
    const { page } = await open({
      releases: { list: () => Promise.reject(noRight()) },
      builds: { runs: () => Promise.reject(noRight()) },
    });
    assert.match(page.one("[role=alert]").textContent, /did not let you.*You do not have the right/);
    assert.doesNotMatch(page.text(), /No releases yet/);
  });

  it("shows what it has of one world and says that the other could not be read", async () => {
    const { page } = await open({ ...list([release]), builds: { runs: () => Promise.reject(noRight()) } });
    assert.equal(page.all("tbody tr").length, 1);
    assert.match(page.text(), /The YAML runs could not be read: You do not have the right/);
  });

  it("shows the classic releases while the YAML runs are still being read", async () => {
    const { page } = await open({ ...list([release]), builds: { runs: () => new Promise(() => undefined) } });
    assert.equal(page.all("tbody tr").length, 1);
    assert.equal(page.one(".matrix .more").textContent, "More are being read…");
    assert.doesNotMatch(page.one(".filters").textContent, /being read/, "the bar keeps its one row");
  });

  it("shows hostile names as text", async () => {
    const { page } = await open(list([releaseWith({ name: "<img src=x onerror=alert(1)>" })]));
    assert.equal(page.all("tbody img").length, 0);
    assert.equal(page.one("tbody th a").textContent, "<img src=x onerror=alert(1)>");
  });
});

describe("a release whose artefacts were lost", () => {
  before(openPage);
  afterEach(clear);

  it("N7: says so in its row, before anybody plans with it, and asks once for all builds", async () => {
    const asked: unknown[] = [];
    const gone = refusal({ code: "RM041", what: "x", where: "y", cause: "It is gone", next: "z" });
    const [source] = release.artefacts;
    const carries = (id: number): typeof release =>
      releaseWith({
        id: `classic:${id}`,
        name: `Release-${id}`,
        artefacts: source?.build ? [{ ...source, build: { ...source.build, id } }] : [],
      });
    const parts = list([carries(58), carries(57)]);
    const { page } = await open({
      ...parts,
      builds: {
        ...parts.builds,
        listed: (ids) => {
          asked.push(ids);
          return Promise.resolve([58]);
        },
        get: (id) => {
          asked.push(id);
          return Promise.reject(gone);
        },
      },
    });
    const told = page.all("tbody tr").map(({ textContent }) => /Its artefacts are gone/.test(textContent));
    assert.deepEqual(
      [told, asked],
      [
        [false, true],
        [[58, 57], 57],
      ],
    );
  });
});
