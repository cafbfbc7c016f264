import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import { defaultSettings, type Settings } from "../../../core/model/settings.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import type { Hub } from "../../../ui/shared/hub.ts";
import { SettingsPage } from "../../../ui/settings/settings-page.tsx";
import { reportText, whyNot, withKey } from "../../../ui/settings/settings.ts";
import { withClass } from "../../../ui/settings/stages.ts";
import {
  noRight,
  organisation,
  type Parts,
  pipeline,
  release,
  rita,
  world,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const key = { key: "TargetURL", type: "url", perEnvironment: true, required: true } as const;

describe("the settings of a project", () => {
  it("cannot be saved unchanged, or with keys that have no name or one name twice", () => {
    const changed = withClass(defaultSettings, "UAT", "production");
    assert.deepEqual(
      [
        whyNot(defaultSettings, defaultSettings),
        whyNot(changed, defaultSettings),
        whyNot({ ...changed, contract: [{ ...key, key: " " }] }, defaultSettings),
        whyNot({ ...changed, contract: [key, { ...key, key: "targeturl" }] }, defaultSettings),
      ],
      [
        "Nothing was changed.",
        undefined,
        "A key of the contract has no name.",
        "Two keys of the contract have the same name.",
      ],
    );
  });

  it("change one key of the contract at a time", () => {
    assert.deepEqual(withKey([key, key], 1, { required: false }), [key, { ...key, required: false }]);
  });

  it("make a report of the check that can be handed on", () => {
    const rows = [
      { id: "a", title: "List releases", result: "works", detail: "12 releases" },
      { id: "b", title: "Change groups", result: "refused", detail: "403", grant: "Library > Administrator" },
    ] as const;
    assert.equal(
      reportText(rows, { project: "Contoso" }),
      "# Release Manager: check of this organisation\n\nproject: Contoso\n\n" +
        "- Works: List releases\n    12 releases\n- Refused: Change groups\n    403\n    grant: Library > Administrator\n",
    );
  });
});

const refuse = (): Promise<never> => Promise.reject(noRight());
const refusingPort = new Proxy({}, { get: () => refuse });

const ports = Object.keys(world({})).map((port) => [port, refusingPort]);

/** An organisation that lets the person sign in, and nothing else. */
const refusing: AzureDevOps = {
  ...(Object.fromEntries(ports) as AzureDevOps),
  people: { me: gives(rita), named: gives([rita]), search: gives([]), members: gives([]) },
};

type Opened = { page: Drawn; watched: Watched };

async function open(parts: Parts = {}, over: Partial<Hub> = {}): Promise<Opened> {
  const { environments, workItems } = world({
    environments: { list: gives([{ id: 1, name: "Cloud" }]), ...parts.environments },
    workItems: { types: gives([]) },
  });
  const classic = organisation({
    ...parts,
    releases: { pipelines: gives([pipeline]), list: gives({ items: [] }), ...parts.releases },
    builds: { runs: gives({ items: [] }), ...parts.builds },
  });
  const watched = watchedHub({}, { azure: { ...classic, environments, workItems }, ...over });
  const page = draw(<SettingsPage hub={watched.hub} />);
  await settled();
  return { page, watched };
}

describe("the settings page", () => {
  before(() => {
    openPage();
    Object.assign(globalThis, { EXTENSION: { publisher: "p", id: "e", version: "0.1.0" } });
  });
  afterEach(clear);

  it("saves a class and tells what may be read by whom", async () => {
    const written: unknown[] = [];
    const { page, watched } = await open({
      documents: { write: (...order) => Promise.resolve(written.push(order)) },
    });
    assert.match(page.text(), /can only make the rules stricter/);
    assert.equal(page.one("button", "Save").title, "Nothing was changed.");
    page.choose("Class of UAT", "production");
    page.click("Save");
    await settled();
    const [order] = written as [[string, string, Settings, number | undefined]];
    assert.deepEqual(
      [order[1], order[2].stageClasses, order[3]],
      ["settings", { uat: "production" }, undefined],
    );
    assert.deepEqual(watched.said, ["The settings were saved."]);
  });

  it("adds and removes keys of the contract", async () => {
    const { page } = await open();
    const before_ = page.all("input[aria-label=Key]").length;
    page.click("Add a key");
    assert.equal(page.one(".page-header button", "Save").title, "A key of the contract has no name.");
    page.click("Remove the new key");
    assert.equal(page.all("input[aria-label=Key]").length, before_);
  });

  it("checks the organisation, says what to grant, and hands the report out as a file", async () => {
    const { page, watched } = await open({}, { azure: refusing });
    page.click("Check this organisation");
    await settled();
    const rows = page.all("tbody tr").map((row) => row.textContent);
    assert.ok(
      rows.some((row) => row.includes("Refused")),
      rows.join("\n"),
    );
    page.click("Save the report");
    const [saved] = watched.saved;
    assert.match(
      `${saved?.name ?? ""}\n${saved?.text ?? ""}`,
      /^release-manager-check\.md\n[^]*version: 0\.1\.0/,
    );
  });

  it("can be checked although the settings cannot be read", async () => {
    const { page } = await open({ documents: { read: () => Promise.reject(noRight()) } });
    assert.match(page.all("[role=alert]")[0]?.textContent ?? "", /You do not have the right/);
    assert.equal(page.one("button", "Save").title, "The settings are not read yet.");
    assert.ok(page.one("button", "Check this organisation"));
  });
});

describe("the rules of the settings page", () => {
  before(openPage);
  afterEach(clear);

  it("N11: asks for a second person in spite of the calendar", async () => {
    const written: unknown[] = [];
    const { page } = await open({
      documents: { write: (...order) => Promise.resolve(written.push(order)) },
    });
    page.choose("Deployed in spite of a freeze, a reservation or a hold", "secondPerson");
    page.click("Save");
    await settled();
    const [order] = written as [[string, string, Settings]];
    assert.equal(order[2].breakGlass, "secondPerson");
  });
});

describe("the table of stages and environments", () => {
  before(openPage);
  afterEach(clear);

  it("shows the others where one source of stages cannot be read, and names it", async () => {
    const { page } = await open({ environments: { list: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /The environments could not be read: You do not have the right\./);
    assert.ok(page.one("select", "Class of UAT"));
    assert.equal(page.all("select[aria-label='Class of Cloud']").length, 0);
  });

  it("takes back what was changed and not saved", async () => {
    const { page } = await open();
    page.choose("Class of Cloud", "production");
    page.click("Discard");
    assert.equal((page.one("select", "Class of Cloud") as HTMLSelectElement).value, "");
    assert.equal(page.all("button").filter((button) => button.textContent === "Discard").length, 0);
  });
});

describe("the data of the project", () => {
  before(openPage);
  afterEach(clear);

  it("exports everything that is stored as one file, and says what uninstalling leaves", async () => {
    const { page, watched } = await open({
      documents: { list: gives([{ id: "settings", etag: 1, value: {} }]) },
      leases: { ours: gives([]) },
    });
    assert.match(page.text(), /Uninstalling leaves nothing behind that acts/);
    page.click("Export everything");
    await settled();
    const [saved] = watched.saved;
    assert.equal(saved?.name, "release-manager-Contoso-2026-06-20.json");
    assert.match(saved.text, /"etag": 1/);
  });

  it("says why nothing was exported, and hands out no half of it", async () => {
    const { page, watched } = await open({
      documents: { list: () => Promise.reject(noRight()) },
      leases: { ours: gives([]) },
    });
    page.click("Export everything");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.deepEqual(watched.saved, []);
  });
});

describe("releasing all holds", () => {
  const lease = { id: 9, runId: 345, owner: "ours", validUntil: instant(Date.parse("2027-06-20")) };
  const kept = { ...release, protection: { keptForever: true } };
  before(openPage);
  afterEach(clear);

  async function asked(leases: Parts["leases"], keep: unknown[] = []): Promise<Drawn> {
    const { page } = await open({
      leases: { ours: gives([lease]), ...leases },
      releases: {
        list: gives({ items: [kept] }),
        keep: (...call) => Promise.resolve(void keep.push(call)),
      },
    });
    page.click("Release all holds…");
    await settled();
    return page;
  }

  it("shows first what is held, and gives back only what the person agreed to", async () => {
    const given: number[] = [];
    const keep: unknown[] = [];
    const page = await asked({ release: (id) => Promise.resolve(void given.push(id)) }, keep);
    assert.match(page.one("dialog").textContent, /Run 345 until[^]*Release-57 of Deployment/);
    assert.deepEqual(given, [], "nothing before the question");
    page.click("Give 1 hold back");
    await settled();
    assert.match(page.one("dialog").textContent, /1 given back\./);
    assert.deepEqual([given, keep], [[9], []]);
    page.one("dialog footer button", "Close").click();
    await settled();
    assert.equal(page.all("dialog").length, 0);
  });

  it("gives back what is kept for ever, too, where the person wants it, and says what is held still", async () => {
    const keep: unknown[] = [];
    const page = await asked({ release: () => Promise.reject(noRight()) }, keep);
    page.one("input", "Give these back, too").click();
    await settled();
    page.click("Give 1 hold and 1 kept release back");
    await settled();
    assert.match(
      page.one("dialog").textContent,
      /1 given back\.[^]*The hold on run 345 was not given back: You do not have the right\./,
    );
    assert.deepEqual(keep, [[57, false]]);
  });

  it("says where nothing is held, and what could not be read", async () => {
    const { page } = await open({ leases: { ours: gives([]) } });
    page.click("Release all holds…");
    await settled();
    assert.match(page.one("dialog").textContent, /No run is held, and no release is kept for ever\./);
    clear();
    const refused = await asked({ ours: () => Promise.reject(noRight()) });
    assert.match(
      refused.one("dialog").textContent,
      /The holds on runs could not be read: You do not have the right\./,
    );
  });
});
