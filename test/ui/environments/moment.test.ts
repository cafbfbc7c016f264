import assert from "node:assert/strict";
import { instant } from "../../../core/model/instant.ts";
import {
  historyWords,
  isBeforeHistory,
  isCut,
  type Known,
  momentFault,
  momentWords,
  reachOf,
} from "../../../ui/environments/moment.ts";
import { dateOf, fieldMoment, fieldText } from "../../../ui/shared/time.ts";
import { at } from "../../core/model/a-year.ts";

const now = at("11-21 12:00");
const known: Known = { unfinished: false, partly: false };

describe("the moment that is asked about", () => {
  it("N9: is typed and shown in the reader's own zone, minutes and all", () => {
    const moment = at("05-07 14:12");
    assert.equal(fieldMoment(fieldText(moment)), moment);
    assert.match(fieldText(moment), /^2026-05-0[678]T\d\d:\d\d$/);
  });

  it("N9: is none where the field is empty or holds no date", () => {
    assert.deepEqual(
      [fieldText(undefined), fieldMoment(""), fieldMoment("soon")],
      ["", undefined, undefined],
    );
  });

  it("N9: is refused with a sentence where it has not come yet", () => {
    assert.match(momentFault(at("11-22 12:00"), now) ?? "", /November 2026.*has not come yet/);
    assert.equal(momentFault(now, now), undefined);
  });

  it("N9: is said in words", () => {
    assert.equal(momentWords(undefined), "How everything stands now.");
    assert.match(momentWords(at("05-07 14:12")), /^How everything stood on \w+,? \d+ May 2026 at /);
  });
});

describe("how far back the history is known", () => {
  const since = at("06-01 00:00");

  it("says that all of it was read, or from when on", () => {
    assert.equal(historyWords(known, now), "The whole history was read.");
    assert.match(
      historyWords({ ...known, since }, now),
      new RegExp(`^Everything since ${dateOf(since)} was read;`),
    );
    assert.match(historyWords({ ...known, since: at("11-21 11:30") }, now), /since 30 min ago/);
  });

  it("never calls a history whole of which a source is missing", () => {
    assert.equal(
      historyWords({ ...known, partly: true }, now),
      "Of what could be read, the history is whole.",
    );
  });

  it("says that it was cut where Azure DevOps has more than is read at once", () => {
    const cut = { ...known, since, wanted: at("01-01 00:00") };
    assert.ok(isCut(cut));
    assert.match(
      historyWords(cut, now),
      new RegExp(`^The history was cut at ${dateOf(since)}: there is more`),
    );
    assert.ok(!isCut({ ...cut, wanted: since }));
    assert.ok(!isCut({ ...cut, unfinished: true }));
  });

  it("knows that a moment before it cannot be told of", () => {
    assert.ok(isBeforeHistory({ ...known, since, at: at("05-31 23:59") }));
    assert.ok(!isBeforeHistory({ ...known, since, at: at("06-01 00:01") }));
    assert.ok(!isBeforeHistory({ ...known, at: at("05-31 23:59") }));
  });

  it("is asked for thirty days before the moment", () => {
    assert.equal(reachOf(at("06-01 00:00")), instant(at("05-02 00:00")));
  });
});
