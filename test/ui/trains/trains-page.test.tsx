import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { exportTrain } from "../../../core/acts/carry-train.ts";
import {
  listTrains,
  partsCollection,
  templatesCollection,
  trainsCollection,
} from "../../../core/acts/train-documents.ts";
import { writeTrainSettings } from "../../../core/acts/train-settings.ts";
import { createTrain } from "../../../core/acts/trains.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Identity } from "../../../core/model/person.ts";
import type { Office } from "../../../core/model/train/role.ts";
import { templateOf } from "../../../core/model/train/template.ts";
import { noTrainSettings } from "../../../core/model/train/train-settings.ts";
import type { Train } from "../../../core/model/train/train.ts";
import type { Documents, People } from "../../../core/ports.ts";
import type { Hub } from "../../../ui/shared/hub.ts";
import type { Over } from "../../../ui/shared/route.ts";
import { TrainsPage } from "../../../ui/trains/trains-page.tsx";
import { keptDocuments, type KeptDocuments } from "../../core/acts/kept-documents.ts";
import { noRight, now, organisation, project, rita, sha256 } from "../../core/acts/sample-organisation.ts";
import { done, id, june, roles, train as plain, turnover } from "../../core/model/train/builders.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const train: Train = { ...plain, manager: rita.id, number: 7 };
const template = done(templateOf(plain, { id: id(90), name: "Monthly" }, { by: "mia", now: june(1) }, roles));
const mia: Identity = { id: "a1b2c3d4-0000-4000-8000-00000000000b", name: "Mia", isGroup: false };

type World = Readonly<{
  trains?: readonly Train[];
  offices?: readonly Office[];
  documents?: Partial<Documents>;
  /** The collections that were listed. */
  watch?: string[];
  people?: Partial<People>;
  over?: Over;
  hub?: Partial<Hub>;
}>;
type Opened = { page: Drawn; watched: Watched; kept: KeptDocuments };

async function open(world: World = {}): Promise<Opened> {
  const { trains = [train], offices = ["releaseManager"] } = world;
  const kept = keptDocuments();
  for (const one of trains) kept.put(trainsCollection(project.id), String(one.number), one);
  kept.put(templatesCollection(project.id), template.id, template);
  const named = Object.fromEntries(offices.map((office) => [office, { people: [rita], groups: [] }]));
  const settings = { ...noTrainSettings, offices: { ...noTrainSettings.offices, ...named } };
  await writeTrainSettings(project.id, settings, undefined, kept.documents);
  kept.changes.length = 0;
  const list: Documents["list"] = (collection) => {
    world.watch?.push(collection);
    return kept.documents.list(collection);
  };
  const azure = organisation({
    documents: { ...kept.documents, list, ...world.documents },
    people: { me: gives(rita), named: gives([rita]), ...world.people },
  });
  const watched = watchedHub({}, { azure, ...world.hub });
  const page = draw(<TrainsPage hub={watched.hub} over={world.over} />);
  await settled();
  return { page, watched, kept };
}

const stored = async ({ kept }: Opened): Promise<readonly Train[]> =>
  (await listTrains(project.id, kept.documents)).kept.map(({ value }) => value);

/** Chooses a file as the browser's own dialog does. */
async function choose(page: Drawn, text: string): Promise<void> {
  const input = page.one("input[type=file]");
  Object.defineProperty(input, "files", { value: [new Blob([text])], configurable: true });
  act(() => void input.dispatchEvent(new window.Event("change", { bubbles: true })));
  await settled();
}

describe("the page of release trains", () => {
  before(openPage);
  afterEach(clear);

  it("S1-39: lists a train with its phase, manager, dates and what comes next, late in words", async () => {
    const { page } = await open();
    const row = page.all("tbody tr")[0]?.textContent ?? "";
    assert.match(
      row,
      /#7 June.*Minor.*Scoping.*Rita.*1 Jun 2026 to 30 Jun 2026.*Scoping gate.*Late by 15 d 12 h/,
    );
  });

  it("folds the trains that have ended, and tells who ended them and why", async () => {
    const ended = { by: rita.id, on: june(2), reason: "Nobody needs it" };
    const { page } = await open({ trains: [{ ...train, phase: "cancelled", ended }] });
    assert.match(page.text(), /No open train is there/);
    assert.equal((page.one(".content > details") as HTMLDetailsElement).open, false);
    assert.match(page.text(), /Ended \(1\).*by Rita.*Nobody needs it/);
    page.type("Filter by number, title, type or manager", "June");
    assert.equal((page.one(".content > details") as HTMLDetailsElement).open, true);
  });

  it("says what a train is where there is none, and never draws a failure as empty", async () => {
    const empty = (await open({ trains: [] })).page;
    assert.match(empty.text(), /There is no release train yet.*gates that check themselves/);
    const { page } = await open({ documents: { list: () => Promise.reject(noRight()) } });
    assert.match(page.text(), /You do not have the right/);
    assert.doesNotMatch(page.text(), /There is no release train yet/);
  });

  it("names a document that cannot be understood, and shows the others", async () => {
    const { page } = await open({ trains: [train, { ...train, number: 8, schema: 2 } as unknown as Train] });
    assert.match(page.text(), /The document 8 cannot be understood, and is not shown: .*schema 2/);
    assert.match(page.text(), /#7 June/);
  });

  it("tells the trains although the names of people cannot be read", async () => {
    const other = { ...train, manager: mia.id };
    const refuse = (): Promise<never> => Promise.reject(noRight());
    const { page } = await open({ trains: [other], people: { named: refuse } });
    assert.match(page.text(), /The names of people could not be read: You do not have the right/);
    assert.match(page.text(), /#7 June.*somebody whose name is not known/);
  });
});

describe("who may make a train", () => {
  before(openPage);
  afterEach(clear);

  it("S1-38: leads to the settings while nobody is a release manager", async () => {
    const { page } = await open({ offices: [] });
    assert.match(page.text(), /Nobody is a release manager yet, so nobody can make a train/);
    assert.equal(
      page.one(".banner a").getAttribute("href"),
      "https://dev.azure.com/contoso/Contoso/_settings/contoso.rm.settings",
    );
  });

  it("S1-38: says before the click that only a release manager may, on every way there", async () => {
    const { page } = await open({ offices: ["executive"] });
    const because = "Only a release manager may create a train.";
    for (const name of ["New release train…", "Import…", "New train from Monthly"]) {
      assert.equal(page.one("button", name).title, because);
      assert.equal(page.one("button", name).getAttribute("aria-disabled"), "true");
    }
  });

  it("S1-38: cannot tell where the settings cannot be read, and lists the trains all the same", async () => {
    const { page } = await open({ documents: { read: () => Promise.reject(noRight()) } });
    assert.match(page.one("button", "New release train…").title, /could not be told: You do not have/);
    assert.match(page.text(), /The settings of release trains could not be read: You do not have.*#7 June/);
  });
});

describe("making a train", () => {
  before(openPage);
  afterEach(clear);

  it("S1-01 S1-02: stores a numbered train in scoping and leads to it", async () => {
    const opened = await open({ over: { panel: "new-train" } });
    const { page, watched } = opened;
    assert.equal(page.one(".why").textContent, "Give the title, the manager and the purpose.");
    page.type("Title", "July");
    page.type("Purpose", "What July brings");
    page.choose("Type", "major");
    assert.equal(page.one(".why").textContent, "");
    page.click("Make the train");
    await settled();
    const [made] = await stored(opened);
    assert.deepEqual(
      [made?.number, made?.title, made?.type, made?.manager, made?.phase, made?.from],
      [8, "July", "major", rita.id, "scoping", now],
    );
    assert.deepEqual(watched.said, ["Train #8 is made."]);
    assert.deepEqual(watched.went, [{ place: { view: "train", train: 8, tab: "plan" } }]);
  });

  it("S1-02: is led by somebody who was looked for, and Enter there makes no train yet", async () => {
    const asked: string[] = [];
    const group = { id: id(5), name: "Managers", isGroup: true };
    const search = (text: string): Promise<readonly Identity[]> => {
      asked.push(text);
      return Promise.resolve([group, mia]);
    };
    const opened = await open({ over: { panel: "new-train" }, people: { search } });
    const { page } = opened;
    page.type("Title", "July");
    page.type("Purpose", "What July brings");
    page.type("Who leads it", " mia ");
    const enter = new window.KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true });
    act(() => void page.one("input", "Who leads it").dispatchEvent(enter));
    await settled();
    assert.equal(enter.defaultPrevented, true);
    assert.deepEqual(asked, ["mia"]);
    assert.doesNotMatch(page.one("dialog").textContent, /Managers/, "a group cannot lead a train");
    page.click("Choose Mia");
    page.click("Make the train");
    await settled();
    assert.equal((await stored(opened))[0]?.manager, mia.id);
  });
});

describe("the removing of a template", () => {
  before(openPage);
  afterEach(clear);

  it("S1-10: is asked first, leaves the trains that were made of it, and can be left", async () => {
    const opened = await open();
    const { page, kept, watched } = opened;
    page.click("Remove the template Monthly…");
    assert.match(page.one("dialog").textContent, /Trains that were made of it stay as they are/);
    page.click("Back");
    assert.equal(page.all("dialog").length, 0);
    page.click("Remove the template Monthly…");
    page.click("Remove the template");
    await settled();
    assert.deepEqual(watched.said, ["The template Monthly is removed."]);
    assert.deepEqual(await kept.documents.list(templatesCollection(project.id)), []);
    assert.deepEqual(await stored(opened), [train]);
    assert.match(page.text(), /Templates ?None yet/);
  });

  it("S1-10: is told where it fails, and where the reader may not", async () => {
    const { page } = await open({ documents: { remove: () => Promise.reject(noRight()) } });
    page.click("Remove the template Monthly…");
    page.click("Remove the template");
    await settled();
    assert.match(page.one("dialog .banner").textContent, /You do not have the right/);
    const { page: other } = await open({ offices: ["executive"] });
    const button = other.one("button", "Remove the template Monthly…");
    assert.equal(button.title, "Only a release manager may remove a template.");
  });
});

describe("templates that could not be read", () => {
  before(openPage);
  afterEach(clear);

  const list: Documents["list"] = (collection) =>
    collection === templatesCollection(project.id) ? Promise.reject(noRight()) : Promise.resolve([]);

  it("S1-10: are told of, never drawn as none, and not as gone where one was asked for", async () => {
    const over = { panel: "new-train", template: template.id } as const;
    const { page } = await open({ over, documents: { list } });
    assert.match(page.text(), /The templates could not be read: You do not have the right/);
    assert.doesNotMatch(page.text(), /None yet/);
    assert.match(page.one(".why").textContent, /^The templates could not be read: You do not/);
  });
});

describe("making a train of a template", () => {
  before(openPage);
  afterEach(clear);

  it("S1-10: begins with a template, shows the dates that it gives, and leaves it as it is", async () => {
    const opened = await open({ over: { panel: "new-train", template: template.id } });
    const { page, kept } = opened;
    assert.equal(page.all("dialog textarea").length, 0, "the purpose comes from the template");
    page.type("Title", "July");
    assert.match(page.text(), /What the template makes of it.*Scoping gate: .*24 June 2026/);
    page.click("Make the train");
    await settled();
    const [made] = await stored(opened);
    assert.deepEqual([made?.purpose, made?.to], [plain.purpose, instant(now + (plain.to - plain.from))]);
    assert.deepEqual(
      kept.changes.filter((change) => change.includes(template.id)),
      [],
    );
  });

  it("says that a template is gone, and closes to the list", async () => {
    const { page, watched } = await open({ over: { panel: "new-train", template: id(99) } });
    assert.match(page.one(".why").textContent, /not there any more/);
    page.click("Cancel");
    assert.deepEqual(watched.went, [{ place: { view: "trains" } }]);
  });

  it("says so when it could not be stored, and keeps what was typed", async () => {
    const write = (): Promise<never> => Promise.reject(noRight());
    const opened = await open({ over: { panel: "new-train" }, documents: { write } });
    const { page } = opened;
    page.type("Title", "July");
    page.type("Purpose", "What July brings");
    page.click("Make the train");
    await settled();
    assert.match(page.one("dialog").textContent, /You do not have the right/);
    assert.equal((page.one("input", "Title") as HTMLInputElement).value, "July");
    assert.equal((await stored(opened)).length, 1);
  });
});

describe("my approvals and tasks", () => {
  before(openPage);
  afterEach(clear);

  const delivered = { ...turnover, state: "delivered", items: [{ person: rita.id, item: 41 }] } as const;

  it("S1-33: looks through what travels when it is asked to, one request a train, and leads to the work item", async () => {
    const listed: string[] = [];
    const opened = await open({ offices: ["releaseEngineer"], watch: listed });
    const { page, kept } = opened;
    kept.put(partsCollection(train.id), `turnover-${delivered.id}`, delivered);
    assert.match(page.text(), /My approvals and tasks ?Nothing waits for you on the trains themselves/);
    const before_ = listed.length;
    page.click("Look at turnovers and application releases, too");
    await settled();
    assert.deepEqual(listed.slice(before_), [partsCollection(train.id)]);
    assert.match(page.text(), /Accept or reject the turnover “Shop to UAT”.*Work item #41.*#7 June.*Late by/);
    assert.match(page.one("th small a").getAttribute("href") ?? "", /Contoso\/_workitems\/edit\/41$/);
  });

  it("says which train could not be looked through", async () => {
    const { page, kept } = await open();
    kept.put(partsCollection(train.id), "turnover-x", { schema: 1 });
    page.click("Look at turnovers and application releases, too");
    await settled();
    assert.match(page.text(), /Something of #7 cannot be understood/);
  });
});

describe("importing a train", () => {
  before(openPage);
  afterEach(clear);

  async function exported(projectId = project.id): Promise<string> {
    const { documents } = keptDocuments();
    const doing = { by: "mia", now: june(1) };
    const draft = { ...plain, id: id(77) };
    await createTrain({ draft }, { projectId, doing, roles, documents, sha256 });
    return exportTrain(projectId, 1, documents);
  }

  it("stores it with its own number and leads to it", async () => {
    const opened = await open();
    await choose(opened.page, await exported());
    assert.deepEqual(
      (await stored(opened)).map(({ number, id: one }) => [number, one]),
      [
        [7, train.id],
        [1, id(77)],
      ],
    );
    assert.deepEqual(opened.watched.went, [{ place: { view: "train", train: 1, tab: "plan" } }]);
  });

  it("shows what is left out of another project's first, and stores the plan only when that is wanted", async () => {
    const opened = await open();
    await choose(opened.page, await exported("elsewhere"));
    assert.match(opened.page.text(), /Import the plan of June.*It was exported from another project/);
    assert.match(
      opened.page.text(),
      /Left out.*not known in this organisation: what they led or owned is yours/,
    );
    assert.deepEqual(opened.kept.changes, []);
    opened.page.click("Cancel");
    assert.doesNotMatch(opened.page.text(), /Import the plan/);
    await choose(opened.page, await exported("elsewhere"));
    opened.page.click("Import the plan");
    await settled();
    const [made] = await stored(opened);
    assert.deepEqual([made?.number, made?.manager, made?.id === id(77)], [8, rita.id, false]);
    assert.deepEqual(opened.watched.went, [{ place: { view: "train", train: 8, tab: "plan" } }]);
  });

  it("refuses an altered one in the words of the rules, and changes nothing", async () => {
    const opened = await open();
    await choose(opened.page, (await exported()).replace('"June"', '"August"'));
    assert.match(opened.page.text(), /The train was not imported.*Not as its ledger left it: .August/);
    assert.deepEqual(opened.kept.changes, []);
    assert.deepEqual(opened.watched.went, []);
  });

  it("refuses what is no train", async () => {
    const { page } = await open();
    await choose(page, "hello");
    assert.match(page.text(), /The train was not imported/);
  });
});
