import assert from "node:assert/strict";
import { defaultSettings, type Settings } from "../../../core/model/settings.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import type { Hub } from "../../../ui/shared/hub.ts";
import { SettingsPage } from "../../../ui/settings/settings-page.tsx";
import {
  reportText,
  stageSettings,
  whyNot,
  withClass,
  withEnvironment,
  withKey,
} from "../../../ui/settings/settings.ts";
import { noRight, type Parts, pipeline, rita } from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const key = { key: "TargetURL", type: "url", perEnvironment: true, required: true } as const;

describe("the settings of a project", () => {
  it("know every stage name of the pipelines, and those that only the settings have", () => {
    const settings: Settings = {
      ...defaultSettings,
      stageClasses: { uat: "staging" },
      environments: { gone: "X" },
    };
    assert.deepEqual(stageSettings(["UAT", "Production"], settings), [
      { stage: "UAT", class: "staging", environment: "" },
      { stage: "Production", class: "", environment: "" },
      { stage: "gone", class: "", environment: "X" },
    ]);
  });

  it("are set and taken away by stage, in lower case", () => {
    const set = withEnvironment(withClass(defaultSettings, "UAT", "production"), "UAT", "ACC");
    assert.deepEqual([set.stageClasses, set.environments], [{ uat: "production" }, { uat: "ACC" }]);
    assert.deepEqual(withEnvironment(withClass(set, "uat", ""), "UAT", ""), defaultSettings);
    assert.deepEqual(withClass(defaultSettings, "UAT", "nonsense"), defaultSettings);
  });

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

/** An organisation that lets the person sign in, and nothing else. */
const refusing: AzureDevOps = {
  ...(Object.fromEntries(
    ["releases", "builds", "evidences", "connections", "leases", "documents", "permissions"].map((port) => [
      port,
      refusingPort,
    ]),
  ) as AzureDevOps),
  people: { me: gives(rita), named: gives([rita]) },
};

async function open(parts: Parts = {}, over: Partial<Hub> = {}): Promise<{ page: Drawn; watched: Watched }> {
  const watched = watchedHub({ ...parts, releases: { pipelines: gives([pipeline]) } }, over);
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
    assert.match(page.one("[role=alert]").textContent, /You do not have the right/);
    assert.equal(page.one("button", "Save").title, "The settings are not read yet.");
    assert.ok(page.one("button", "Check this organisation"));
  });
});
