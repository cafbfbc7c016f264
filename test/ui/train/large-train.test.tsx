import assert from "node:assert/strict";
import { id, manual, release, train } from "../../core/model/train/builders.ts";
import { clear, openPage } from "../dom.ts";
import { open } from "./train-world.tsx";

const criteria = Array.from({ length: 100 }, (_, at) => ({
  ...manual,
  id: id(1000 + at),
  text: `Rule ${at + 1}`,
}));
const releases = Array.from({ length: 60 }, (_, at) => ({
  ...release,
  id: id(2000 + at),
  title: `Application ${at + 1}`,
}));

describe("the page of a large train", () => {
  before(openPage);
  afterEach(clear);

  it("S1-39: begins with fifteen exit criteria of each gate, and brings the others when they are asked for", async () => {
    const { page } = await open({ train: { gates: train.gates.map((gate) => ({ ...gate, criteria })) } });
    const rows = (): readonly (string | null)[] =>
      page
        .all("section[aria-label='Scoping gate'] tbody th")
        .map(({ firstChild }) => firstChild?.textContent ?? null);
    assert.deepEqual([rows().length, rows().at(-1)], [15, "Rule 15"]);
    assert.ok(page.all("*").length < 2000, `${page.all("*").length} elements`);
    page.click("Show 85 more exit criteria of the Scoping gate");
    assert.deepEqual([rows().length, rows().at(-1)], [100, "Rule 100"]);
    assert.equal(
      page.all("section[aria-label='QA gate'] tbody tr").length,
      15,
      "the other gates stay as they are",
    );
    assert.ok(!/Show \d+ more/.test(page.one("section", "Scoping gate").textContent));
  });

  it("S1-39: begins with twenty application releases in the order of deployment", async () => {
    const { page } = await open({ releases }, "releases");
    assert.equal(page.all("section.card").length, 20);
    assert.match(page.text(), /Order of deployment:.*Application 60/);
    page.click("Show 40 more application releases");
    assert.equal(page.all("section.card").length, 60);
  });
});
