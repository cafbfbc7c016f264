import assert from "node:assert/strict";
import { walkXml } from "../../../../adapters/targets/shared/walk-xml.ts";

describe("The text of an element", () => {
  it("is told whole, however it was written", () => {
    const texts: [string, string][] = [];
    const xml = "<a>x &amp; <b>y</b><![CDATA[<z> & ]]>.</a>";
    assert.equal(
      walkXml(xml, ({ path, text }) => void texts.push([path, text])),
      true,
    );
    assert.deepEqual(texts, [
      ["a/b", "y"],
      ["a", "x & <z> & ."],
    ]);
  });
});
