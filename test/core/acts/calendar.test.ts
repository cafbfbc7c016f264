import assert from "node:assert/strict";
import { addEntry, calendarCollection, changeEntry, endEntry } from "../../../core/acts/calendar.ts";
import { listCalendar, readCalendar, removeEntry } from "../../../core/acts/calendar.ts";
import type { CalendarEntry } from "../../../core/model/calendar.ts";
import { refusing } from "../../support/refusing.ts";
import { endless, entryWith, guid, hours } from "../model/entries.ts";
import { now } from "../model/judging.ts";
import { keptDocuments, type KeptDocuments } from "./kept-documents.ts";
import { project } from "./sample-organisation.ts";

const reserved = entryWith({ kind: "reservation", title: "Regression" });
const other = entryWith({ id: guid(2), kind: "reservation", title: "Load test" });
const storing = { now, acknowledged: false };

function holding(...entries: readonly CalendarEntry[]): KeptDocuments {
  const kept = keptDocuments();
  for (const entry of entries) kept.put(calendarCollection(project.id), entry.id, entry);
  return kept;
}

const add = ({ documents }: KeptDocuments, entry: CalendarEntry, over: Partial<typeof storing> = {}) =>
  addEntry(project.id, entry, documents, { ...storing, ...over });
const titles = async ({ documents }: KeptDocuments): Promise<string[]> =>
  (await readCalendar(project.id, documents)).map(({ title }) => title);

describe("The calendar of a project", () => {
  it("N11: keeps an entry as a document of its own, and gives it back", async () => {
    const kept = holding();
    await add(kept, reserved);
    assert.deepEqual(kept.changes, [`write ${reserved.id}`]);
    assert.deepEqual(await readCalendar(project.id, kept.documents), [reserved]);
  });

  it("N11 S1-04: refuses a reservation that meets another one, and takes it when somebody says that they know", async () => {
    const kept = holding(reserved);
    await assert.rejects(add(kept, other), refusing("RM042", /It meets “Regression”/));
    await add(kept, other, { acknowledged: true });
    assert.deepEqual(await titles(kept), ["Regression", "Load test"]);
  });

  it("N11: refuses what is over, and what lacks something", async () => {
    const kept = holding();
    await assert.rejects(add(kept, entryWith({ to: hours(-0.5) })), refusing("RM001", /over already/));
    await assert.rejects(add(kept, entryWith({ reason: "" })), refusing("RM001", /reason/));
    assert.deepEqual(kept.changes, []);
  });

  it("N11: refuses what could not be read again, before it keeps everybody from reading the calendar", async () => {
    const kept = holding();
    for (const [long, why] of [
      [{ title: "x".repeat(201) }, /title is longer than 200 characters/],
      [{ reason: "x".repeat(2001) }, /reason is longer than 2000 characters/],
      [{ weekly: { zone: "Atlantis" } }, /weekly\.zone is no time zone/],
    ] as const)
      await assert.rejects(add(kept, entryWith(long)), refusing("RM001", why));
    await add(kept, reserved);
    const change = changeEntry(
      project.id,
      { entry: { ...reserved, title: "x".repeat(201) }, etag: 1 },
      kept.documents,
      storing,
    );
    await assert.rejects(change, refusing("RM001", /longer than 200/));
    assert.deepEqual(await titles(kept), ["Regression"]);
  });

  it("N11: refuses more entries than are ever meant", async () => {
    const many = Array.from({ length: 500 }, (_, at) => entryWith({ id: guid(at) }));
    await assert.rejects(
      add(holding(...many), entryWith()),
      /holds 500 entries already\. .*Remove entries that are over\. \[RM001\]/,
    );
  });
});

describe("The calendar of a project, as it is changed", () => {
  it("N11: changes an entry that nobody else changed meanwhile", async () => {
    const kept = holding(reserved);
    const longer = { ...reserved, to: hours(5) };
    await changeEntry(project.id, { entry: longer, etag: 1 }, kept.documents, storing);
    assert.deepEqual(await readCalendar(project.id, kept.documents), [longer]);
    const late = changeEntry(project.id, { entry: reserved, etag: 1 }, kept.documents, storing);
    await assert.rejects(late, refusing("RM042", /etag/));
  });

  it("N11: ends an entry now, a weekly one for all weeks, and removes what has not begun", async () => {
    const weekly = entryWith({ id: guid(3), title: "Fridays", weekly: { zone: "UTC" } });
    const coming = entryWith({ id: guid(4), title: "Coming", from: hours(1) });
    const all = [reserved, weekly, coming, endless({ id: guid(5) })];
    const kept = holding(...all);
    for (const entry of all) await endEntry(project.id, { entry, etag: 1 }, kept.documents, now);
    const left = await readCalendar(project.id, kept.documents);
    assert.deepEqual(
      left.map(({ title, to, weekly: again }) => [title, again?.until ?? to]),
      [
        ["Regression", now],
        ["Fridays", now],
        ["After the rollback", now],
      ],
    );
  });

  it("N11: leaves what is over as it is, however old the page is that it is ended on", async () => {
    const weekly = entryWith({
      id: guid(2),
      from: hours(-400),
      to: hours(-398),
      weekly: { zone: "UTC", until: hours(-1) },
    });
    const all = [entryWith({ to: hours(-0.5) }), weekly];
    const kept = holding(...all);
    for (const entry of all) await endEntry(project.id, { entry, etag: 1 }, kept.documents, now);
    assert.deepEqual([kept.changes, await readCalendar(project.id, kept.documents)], [[], all]);
  });

  it("N11: removes nothing that somebody else changed since, but what somebody else removed is no harm", async () => {
    const coming = entryWith({ from: hours(1) });
    const kept = holding(coming);
    await changeEntry(project.id, { entry: reserved, etag: 1 }, kept.documents, storing);
    const late = endEntry(project.id, { entry: coming, etag: 1 }, kept.documents, now);
    await assert.rejects(late, refusing("RM042", /Somebody else changed it meanwhile/));
    assert.deepEqual(await titles(kept), ["Regression"]);
    await removeEntry(project.id, reserved.id, kept.documents);
    await endEntry(project.id, { entry: coming, etag: 1 }, kept.documents, now);
    assert.deepEqual(await titles(kept), []);
  });

  it("N11: is not read where one entry cannot be understood, which is listed and can be removed", async () => {
    const kept = holding(reserved);
    kept.put(calendarCollection(project.id), guid(7), { schema: 2 });
    kept.put(calendarCollection(project.id), guid(8), entryWith());
    await assert.rejects(titles(kept), refusing("RM044", /schema 2.*holds 11111111/s));
    const { kept: known, unread } = await listCalendar(project.id, kept.documents);
    assert.deepEqual([known.length, unread.map(({ id }) => id)], [1, [guid(7), guid(8)]]);
    for (const { id } of unread) await removeEntry(project.id, id, kept.documents);
    assert.deepEqual(await titles(kept), ["Regression"]);
  });
});
