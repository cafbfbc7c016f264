import assert from "node:assert/strict";
import { readTrainSettings, writeTrainSettings } from "../../../core/acts/train-settings.ts";
import { read } from "../../../core/model/reading.ts";
import type { DecidingType } from "../../../core/model/train/decision-meaning.ts";
import { noTrainSettings, type TrainSettings } from "../../../core/model/train/train-settings.ts";
import type { Identity } from "../../../core/model/person.ts";
import {
  meaningWords,
  officeRows,
  whyNotSaved,
  withHolder,
  withoutHolder,
  withState,
  withType,
} from "../../../ui/settings/offices.ts";
import { SettingsPage } from "../../../ui/settings/settings-page.tsx";
import { keptDocuments, overtaken, type KeptDocuments } from "../../core/acts/kept-documents.ts";
import {
  noRight,
  organisation,
  project,
  rita,
  world,
  type Parts,
} from "../../core/acts/sample-organisation.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const mia: Identity = { id: "mia", name: "Mia", isGroup: false };
const managers: Identity = { id: "g", name: "[Contoso]\\Managers", isGroup: true };
const task: DecidingType = {
  name: "Task",
  states: [
    { name: "To Do", category: "proposed" },
    { name: "Done", category: "completed" },
    { name: "Removed", category: "removed" },
  ],
};
const issue: DecidingType = {
  name: "Issue",
  states: [{ name: "Open" }, { name: "Shut", category: "completed" }],
};
const types = [task, issue];
const named = withHolder(withHolder(noTrainSettings, "releaseManager", mia), "releaseManager", managers);

describe("the offices of release trains", () => {
  it("S1-38: are held by people and groups, each once, and given up", () => {
    const twice = withHolder(named, "releaseManager", mia);
    assert.deepEqual(twice.offices.releaseManager, {
      people: [{ id: "mia", name: "Mia" }],
      groups: [{ id: "g", name: "[Contoso]\\Managers" }],
    });
    assert.deepEqual(twice.offices.executive, { people: [], groups: [] });
    const without = withoutHolder(withoutHolder(twice, "releaseManager", "mia"), "releaseManager", "g");
    assert.deepEqual(without, noTrainSettings);
  });

  it("S1-38: mark a group whose members could not be read", () => {
    const held = { people: ["mia"], unread: ["[Contoso]\\Managers"] };
    const nobody = { people: [], unread: [] };
    const roles = read({ releaseManager: held, releaseEngineer: nobody, executive: nobody });
    assert.deepEqual(
      officeRows(named, roles)[0]?.holders.map(({ name, unread }) => [name, unread]),
      [
        ["Mia", false],
        ["[Contoso]\\Managers", true],
      ],
    );
  });

  it("are decided on the work items that the process proposes, or on others", () => {
    assert.match(
      meaningWords(noTrainSettings, types),
      /type “Task”: “Done” means yes or done, “Removed” means/,
    );
    const other = withType(noTrainSettings, "Issue", types);
    assert.deepEqual(other.decisions, { type: "Issue", approved: "Shut" });
    assert.match(meaningWords(other, types), /“Shut” with the tag Rejected means no/);
    assert.deepEqual(withType(other, "", types), noTrainSettings);
    const rejected = withState(other, "rejected", "Open");
    assert.deepEqual(rejected.decisions, { type: "Issue", approved: "Shut", rejected: "Open" });
    assert.deepEqual(withState(rejected, "rejected", ""), other);
    assert.match(meaningWords(noTrainSettings, []), /no type of work items with a completed state/);
  });

  it("cannot be saved unchanged, or with states that say nothing", () => {
    const issues = withType(noTrainSettings, "Issue", types);
    const bare = { name: "Note", states: [{ name: "New" }] };
    const why = (draft: TrainSettings | undefined, known: readonly DecidingType[] = types) =>
      whyNotSaved(draft, read(known));
    assert.equal(why(undefined), "Nothing was changed.");
    assert.equal(why(named), undefined);
    assert.equal(why(withState(issues, "rejected", "Shut")), "Yes and no need states of their own.");
    assert.equal(why(withType(noTrainSettings, "Note", [bare]), [bare]), "Choose the state that means yes.");
    assert.match(why(issues, [task]) ?? "", /Settings name the type "Issue", which the project has not/);
  });
});

type Opened = { page: Drawn; watched: Watched; kept: KeptDocuments };

async function open(parts: Parts = {}, settings?: TrainSettings): Promise<Opened> {
  const kept = keptDocuments();
  if (settings) await writeTrainSettings(project.id, settings, undefined, kept.documents);
  const { environments, workItems } = world({
    environments: { list: gives([]) },
    workItems: { types: gives(types), ...parts.workItems },
  });
  const azure = organisation({
    releases: { pipelines: gives([]) },
    builds: { runs: gives({ items: [] }) },
    people: { me: gives(rita), search: gives([mia, managers]), members: gives(["mia"]), ...parts.people },
    documents: { ...kept.documents, ...parts.documents },
  });
  const watched = watchedHub({}, { azure: { ...azure, environments, workItems } });
  const page = draw(<SettingsPage hub={watched.hub} />);
  await settled();
  return { page, watched, kept };
}

describe("the section of release trains in the settings", () => {
  before(() => {
    openPage();
    Object.assign(globalThis, { EXTENSION: { publisher: "p", id: "e", version: "0.1.0" } });
  });
  afterEach(clear);

  it("S1-38: says what happens while nobody is named, and what the names do not do", async () => {
    const { page } = await open();
    assert.match(page.text(), /before the first release manager is named, nobody can make a train/);
    assert.match(page.text(), /Azure DevOps enforces who decided a work item, and when/);
    assert.equal(page.all("td .fault").length, 3, "each office says that nobody holds it");
  });

  it("S1-38: names a group and a person that were found, and stores them", async () => {
    const { page, watched, kept } = await open();
    for (const one of ["[Contoso]\\Managers", "Mia"]) {
      page.type("Add: Executive", "m");
      page.click("Find: Add: Executive");
      await settled();
      page.click(`Choose ${one}`);
    }
    page.choose("Work items for decisions and manual tasks", "Issue");
    page.click("Save the release trains");
    await settled();
    const { value } = await readTrainSettings(project.id, kept.documents);
    assert.deepEqual(value.offices.executive, {
      people: [{ id: "mia", name: "Mia" }],
      groups: [{ id: "g", name: "[Contoso]\\Managers" }],
    });
    assert.deepEqual(value.decisions, { type: "Issue", approved: "Shut" });
    assert.deepEqual(watched.said, ["The settings of release trains were saved."]);
    assert.equal(page.one("button", "Save the release trains").title, "Nothing was changed.");
  });

  it("takes somebody out, and takes it back", async () => {
    const { page } = await open({}, named);
    page.click("Take Mia out: Release manager");
    assert.equal(page.all("[aria-label='Take Mia out: Release manager']").length, 0);
    page.click("Discard these changes");
    assert.ok(page.one("button", "Take Mia out: Release manager"));
  });
});

describe("trouble in the section of release trains", () => {
  before(openPage);
  afterEach(clear);

  it("S1-38: says whose members cannot be told, and that nobody is found", async () => {
    const refuse = (): Promise<never> => Promise.reject(noRight());
    const { page } = await open({ people: { members: refuse, search: gives([]) } }, named);
    assert.match(page.text(), /Managers group ?Its members could not be read/);
    page.type("Add: Executive", "mia");
    page.click("Find: Add: Executive");
    await settled();
    assert.match(page.text(), /Nobody is called so\. Azure DevOps may ask for the whole name/);
  });

  it("keeps what was chosen where somebody else stored meanwhile, and says so", async () => {
    const { page } = await open({ documents: { write: () => Promise.reject(overtaken()) } }, named);
    page.click("Take Mia out: Release manager");
    page.click("Save the release trains");
    await settled();
    assert.match(page.one("[role=alert]").textContent, /Somebody changed it meanwhile/);
    assert.ok(page.one("button", "Discard these changes"));
  });

  it("names people although the types of work items cannot be read", async () => {
    const { page } = await open({ workItems: { types: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /The types of work items could not be read: You do not have the right/);
    assert.ok(page.one("input", "Add: Executive"));
  });
});
