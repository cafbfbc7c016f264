import assert from "node:assert/strict";
import { ago, dateOf, duration, exactTime, followCulture, size } from "../../../ui/shared/time.ts";

const at = (text: string): number => Date.parse(text);
const now = at("2022-06-16T22:40:00Z");

describe("a moment", () => {
  for (const [when, words] of [
    ["2022-06-16T22:39:30Z", "just now"],
    ["2022-06-16T22:28:00Z", "12 min ago"],
    ["2022-06-16T20:36:00Z", "today 20:36"],
    ["2022-06-16T22:41:00Z", "today 22:41"],
    ["2022-06-15T22:36:00Z", "yesterday 22:36"],
    ["2022-06-17T06:00:00Z", "tomorrow 06:00"],
    ["2022-06-09T14:02:00Z", "9 Jun 14:02"],
    ["2021-06-03T14:02:00Z", "3 Jun 2021"],
  ] as const) {
    it(`reads “${words}” for ${when}`, () => assert.equal(ago(at(when), now, "UTC"), words));
  }

  it("is told in the reader's own zone", () => {
    assert.equal(ago(at("2022-06-16T20:36:00Z"), now, "Asia/Tokyo"), "today 05:36");
  });

  it("is told exactly, too, with its zone", () => {
    const exact = exactTime(at("2022-06-16T22:36:05Z"), "UTC");
    // Newer browsers write no comma.
    assert.equal(exact.replace(",", ""), "Thursday 16 June 2022 at 22:36:05 UTC");
    assert.equal(dateOf(at("2027-06-16T00:00:00Z"), "UTC"), "16 Jun 2027");
  });
});

describe("a moment in the host's culture", () => {
  afterEach(() => followCulture());

  const british = [
    "9 Jun 14:02",
    "today 06:05",
    "3 Jun 2021",
    /^Thursday,? 16 June 2022 at 06:05:09 UTC$/,
  ] as const;
  for (const [culture, day, today, date, exact] of [
    ["en-GB", ...british],
    ["en-US", "Jun 9 2:02 PM", "today 6:05 AM", "Jun 3, 2021", /^Thursday, June 16, 2022 at 6:05:09 AM UTC$/],
    ["de-DE", "9. Juni 14:02", "today 06:05", "3. Juni 2021", /^Donnerstag, 16\. Juni 2022 um 06:05:09 UTC$/],
    ["ja-JP", "6月9日 14:02", "today 6:05", "2021年6月3日", /^2022年6月16日木曜日 6:05:09 UTC$/],
    ["nonsense", ...british],
    ["en_US", ...british],
    ["", ...british],
    [undefined, ...british],
  ] as const) {
    it(`is written as ${culture ?? "no culture at all"} has it`, () => {
      followCulture("sv-SE");
      followCulture(culture);
      const plain = (text: string): string => text.replaceAll("\u202f", " ");
      const read = (when: string): string => plain(ago(at(when), now, "UTC"));
      assert.deepEqual(
        [read("2022-06-09T14:02:00Z"), read("2022-06-16T06:05:09Z"), read("2021-06-03T14:02:00Z")],
        [day, today, date],
      );
      assert.match(plain(exactTime(at("2022-06-16T06:05:09Z"), "UTC")), exact);
    });
  }
});

describe("a measure", () => {
  for (const [seconds, words] of [
    [-3, "0 s"],
    [45, "45 s"],
    [60, "1 min"],
    [372, "6 min 12 s"],
    [5040, "1 h 24 min"],
    [266_400, "3 d 2 h"],
  ] as const) {
    it(`of ${seconds} seconds reads “${words}”`, () => assert.equal(duration(seconds * 1000), words));
  }

  for (const [bytes, words] of [
    [0, "0 B"],
    [812, "812 B"],
    [1_400_000, "1.4 MB"],
    [123_400_000, "123 MB"],
    [4_294_967_296, "4.3 GB"],
  ] as const) {
    it(`of ${bytes} bytes reads “${words}”`, () => assert.equal(size(bytes), words));
  }
});
