import assert from "node:assert/strict";
import { act } from "preact/test-utils";
import { calendarCollection } from "../../../core/acts/calendar.ts";
import type { CalendarEntry } from "../../../core/model/calendar.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Documents, People } from "../../../core/ports.ts";
import { CalendarPage } from "../../../ui/calendar/calendar-page.tsx";
import { fieldText } from "../../../ui/shared/time.ts";
import { keptDocuments, type KeptDocuments } from "../../core/acts/kept-documents.ts";
import {
  noRight,
  now,
  organisation,
  pipeline,
  project,
  rita,
  world,
} from "../../core/acts/sample-organisation.ts";
import { entryWith, guid } from "../../core/model/entries.ts";
import { clear, draw, type Drawn, openPage, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

const hour = 3_600_000;
const at = (hours: number): typeof now => instant(now + hours * hour);
const freeze = entryWith({ from: at(-1), to: at(2), by: rita.id });
const coming = entryWith({ id: guid(1), title: "Audit", from: at(24), to: at(48), by: rita.id });
const over = entryWith({ id: guid(2), title: "Easter", from: at(-99), to: at(-50), by: "gone" });

type Cloud = Readonly<{ environments?: readonly string[]; named?: People["named"] }>;
type Opened = { page: Drawn; watched: Watched; kept: KeptDocuments };

async function open(
  entries: readonly CalendarEntry[],
  documents: Partial<Documents> = {},
  { environments: names = ["Cloud"], named = gives([rita]) }: Cloud = {},
): Promise<Opened> {
  const kept = keptDocuments();
  for (const entry of entries) kept.put(calendarCollection(project.id), entry.id, entry);
  const { environments, runs } = world({
    environments: { list: gives(names.map((name, id) => ({ id, name }))) },
    runs: { pipelines: gives([]) },
  });
  const azure = organisation({
    documents: { ...kept.documents, ...documents },
    releases: { pipelines: gives([pipeline]) },
    people: { me: gives(rita), named },
  });
  const watched = watchedHub({}, { azure: { ...azure, environments, runs } });
  const page = draw(<CalendarPage hub={watched.hub} />);
  await settled();
  return { page, watched, kept };
}

function type(page: Drawn, title: string): void {
  page.type("Title", title);
  page.type("Reason", "The books are closed.");
}

const stored = ({ kept }: Opened): Promise<readonly unknown[]> =>
  kept.documents.list(calendarCollection(project.id)).then((all) => all.map(({ value }) => value));

/** Ticks or unticks a box. */
function tick(page: Drawn, name: string): void {
  act(() => page.one("input[type=checkbox]", name).click());
}

describe("the calendar's page", () => {
  before(openPage);
  afterEach(clear);

  it("N11: tells what holds, what comes and what is over, with who made it", async () => {
    const { page } = await open([over, coming, freeze]);
    const tables = page.all("table").map((table) => table.textContent);
    assert.equal(tables.length, 3);
    assert.match(tables[0] ?? "", /^Now.*Year's end Freeze.*The books are closed.*PROD.*made by/);
    assert.match(tables[1] ?? "", /^Coming.*Audit/);
    assert.match(tables[2] ?? "", /^Over.*Easter.*somebody whose name is not known/);
    assert.match(page.one("time[datetime='2026-06-20T14:00:00.000Z']").title, /20 June 2026/);
  });

  it("N11: says what it is for where it is empty, and never draws a failure as empty", async () => {
    assert.match((await open([])).page.text(), /Nothing is reserved or frozen.*obeyed by every deployment/);
    const failed = await open([], { list: () => Promise.reject(noRight()) });
    assert.match(failed.page.text(), /You do not have the right/);
    assert.doesNotMatch(failed.page.text(), /Nothing is reserved/);
  });

  it("N11: says that the names of people could not be read, and tells the calendar all the same", async () => {
    const { page } = await open([freeze], {}, { named: () => Promise.reject(noRight()) });
    assert.match(page.text(), /The names of people could not be read: You do not have the right/);
    assert.match(page.text(), /Year's end.*made by somebody whose name is not known/);
  });

  it("N11: makes a freeze, which says first what it lacks", async () => {
    const opened = await open([]);
    const { page, watched } = opened;
    page.click("Freeze…");
    assert.equal(page.one(".why").textContent, "Give it a title.");
    assert.equal(page.one("input", "Title").getAttribute("maxlength"), "200", "a longer one is not read");
    type(page, "Year's end");
    page.type("To", fieldText(now));
    assert.match(page.one(".why").textContent, /It ends before it begins|over already/);
    page.type("To", fieldText(at(5)));
    tick(page, "Staging");
    page.click("Save the freeze");
    await settled();
    const [entry] = (await stored(opened)) as CalendarEntry[];
    assert.deepEqual(
      [entry?.kind, entry?.title, entry?.classes, entry?.by, entry?.to],
      ["freeze", "Year's end", ["staging"], rita.id, at(5)],
    );
    assert.deepEqual(watched.said, ["Year's end is in the calendar."]);
    assert.match(page.text(), /every environment of class staging/);
  });
});

describe("a reservation in the form of the calendar", () => {
  before(openPage);
  afterEach(clear);

  it("N11 S1-04: shows a conflict of reservations before anything is saved", async () => {
    const taken = { ...freeze, kind: "reservation", title: "Regression", environments: ["UAT"] } as const;
    const opened = await open([taken]);
    const { page } = opened;
    page.click("Reserve…");
    type(page, "Load test");
    assert.equal(page.one(".why").textContent, "Say whom it is reserved for.");
    page.choose("Add a pipeline", "classic:3");
    tick(page, "Cloud");
    assert.equal(page.one(".why").textContent, "");
    tick(page, "Cloud");
    tick(page, "UAT");
    assert.equal(page.one(".why").textContent, "It meets another reservation.");
    assert.match(page.text(), /It meets “Regression”: then neither of them may deploy/);
    tick(page, "I know, and save it all the same");
    page.click("Save the reservation");
    await settled();
    const [, entry] = (await stored(opened)) as CalendarEntry[];
    assert.deepEqual(entry?.for, [{ kind: "pipeline", id: "classic:3", name: "Deployment" }]);
    assert.equal(page.all("small.fault").length, 2, "both say that they meet");
  });

  it("N11: takes one release for which it does not count, and takes it out again", async () => {
    const { page } = await open([]);
    page.click("Freeze…");
    page.type("Or one release", "the newest");
    assert.equal(page.one("button", "Add the release").getAttribute("aria-disabled"), "true");
    page.type("Or one release", "classic:57");
    page.click("Add the release");
    page.click("Take release classic:57 out");
    assert.equal(page.all("dialog li").length, 0);
  });
});

describe("the environments in the form of the calendar", () => {
  before(openPage);
  afterEach(clear);

  it("N11: says that not all are offered, and what is stored can be taken out wherever it stands", async () => {
    const environments = Array.from({ length: 130 }, (_, at) => `Place ${at}`);
    const opened = await open([{ ...freeze, environments: ["place 129"] }], {}, { environments });
    const { page } = opened;
    page.click("Change Year's end");
    assert.match(page.text(), /Only 100 of 132 environments are offered: for the others choose a class\./);
    assert.equal(page.all("dialog fieldset:first-of-type input").length, 100);
    tick(page, "place 129");
    tick(page, "Place 3");
    page.click("Save the freeze");
    await settled();
    const [entry] = (await stored(opened)) as CalendarEntry[];
    assert.deepEqual(entry?.environments, ["Place 3"]);
  });
});

describe("an entry that comes again", () => {
  before(openPage);
  afterEach(clear);

  it("N11: ends what has begun, though it comes again later, and removes what has not, and says which", async () => {
    const weekends = { ...over, title: "Weekends", to: at(-98), weekly: { zone: "UTC" } };
    const opened = await open([weekends, coming]);
    const { page, watched } = opened;
    assert.match(page.one("table").textContent, /^Coming.*Audit.*Weekends/);
    for (const name of ["End now Weekends", "Remove Audit"]) {
      const button = page.one("button", name);
      assert.ok(name.startsWith(button.textContent), "it is called as it reads");
      page.click(name);
      await settled();
    }
    assert.deepEqual(await stored(opened), [{ ...weekends, weekly: { zone: "UTC", until: now } }]);
    assert.deepEqual(watched.said, ["Weekends is ended.", "Audit is removed."]);
  });

  it("N11: keeps an entry on the clocks that it was made for, ticked or not", async () => {
    const { page } = await open([{ ...freeze, weekly: { zone: "Pacific/Auckland" } }]);
    page.click("Change Year's end");
    const again = "Again every week at these times, on the clocks of Pacific/Auckland";
    tick(page, again);
    assert.equal((page.one("input", again) as HTMLInputElement).checked, false);
  });
});

describe("the calendar's acts", () => {
  before(openPage);
  afterEach(clear);

  it("N13: makes a hold without an end, and one that comes every week on the reader's clocks", async () => {
    const opened = await open([]);
    const { page } = opened;
    page.click("Hold…");
    type(page, "After the rollback");
    page.click("Save the hold");
    await settled();
    page.click("Freeze…");
    type(page, "Weekends");
    const again = page.all("dialog .check").find(({ textContent }) => textContent.startsWith("Again"));
    act(() => page.one("input", again?.textContent ?? "").click());
    page.click("Save the freeze");
    await settled();
    const [hold, weekly] = (await stored(opened)) as CalendarEntry[];
    assert.deepEqual([hold?.kind, hold?.to], ["hold", undefined]);
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    assert.deepEqual(weekly?.weekly, { zone });
    assert.match(page.text(), /again every week, on the clocks of/);
  });

  it("N11: changes what is stored, ends it, and removes what is over", async () => {
    const opened = await open([freeze, over]);
    const { page, kept } = opened;
    page.click("Change Year's end");
    page.type("Title", "The year's end");
    page.click("Save the freeze");
    await settled();
    const [changed] = (await stored(opened)) as CalendarEntry[];
    assert.deepEqual(changed, { ...freeze, title: "The year's end" }, "and nothing else of it");
    page.click("End now The year's end");
    await settled();
    page.click("Remove Easter");
    await settled();
    assert.deepEqual(kept.changes, [`write ${freeze.id}`, `write ${freeze.id}`, `remove ${over.id}`]);
    assert.match(page.all("table")[0]?.textContent ?? "", /^Over/);
  });

  it("N11: names what cannot be understood, and lets it be removed", async () => {
    const { page, kept } = await open([{ ...freeze, schema: 2 } as unknown as CalendarEntry]);
    assert.match(page.text(), /schema 2.*Update the extension.*While it is there, production is refused/);
    page.click(`Remove the entry ${freeze.id}`);
    await settled();
    assert.deepEqual(kept.changes, [`remove ${freeze.id}`]);
  });
});
