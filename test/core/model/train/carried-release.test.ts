import assert from "node:assert/strict";
import {
  carriedId,
  carriedShape,
  ownRelease,
  readCarriedId,
  type CarriedRelease,
} from "../../../../core/model/train/carried-release.ts";

const other = "5b6e0c1d-0001-4000-8000-0000000000af";

describe("The id of a release that a train carries", () => {
  const table: readonly (readonly [string, CarriedRelease | undefined])[] = [
    ["classic:57", { release: "classic:57" }],
    ["run:345", { release: "run:345" }],
    [`classic:57@${other}`, { release: "classic:57", project: other }],
    [`run:345@${other}`, { release: "run:345", project: other }],
    ["classic:57@", undefined],
    ["classic:57@Contoso Retail", undefined],
    [`classic:57@${other.toUpperCase()}`, undefined],
    [`classic:57@${other}@${other}`, undefined],
    [`classic:57@${other}/..`, undefined],
    [`classic:0@${other}`, undefined],
    [`@${other}`, undefined],
    ["", undefined],
  ];

  for (const [text, carried] of table) {
    it(`reads ${JSON.stringify(text)}`, () => assert.deepEqual(readCarriedId(text), carried));
    it(`is stored as it is read: ${JSON.stringify(text)}`, () => {
      const faults: string[] = [];
      assert.equal(carriedShape(text, "It", faults), carried === undefined ? null : text);
      assert.deepEqual(faults, carried === undefined ? ["It is no release"] : []);
    });
  }

  it("is of the train's own project where none is named", () => {
    assert.equal(ownRelease("classic:57"), "classic:57");
    assert.equal(ownRelease(`classic:57@${other}`), undefined);
  });

  it("names its project in one way", () => {
    assert.equal(carriedId({ release: "run:345", project: other.toUpperCase() }), `run:345@${other}`);
    assert.equal(carriedId({ release: "run:345" }), "run:345");
  });
});
