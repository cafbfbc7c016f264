import assert from "node:assert/strict";
import fc from "fast-check";
import { walkXml, xmlBounds } from "../../../core/model/xml.ts";

function events(xml: string): string[] | undefined {
  const seen: string[] = [];
  const whole = walkXml(xml, {
    open: (path, attributes) =>
      seen.push(`<${path}${[...attributes].map(([name, value]) => ` ${name}=${value}`).join("")}`),
    text: (path, text) => seen.push(`${path}: ${text}`),
  });
  return whole ? seen : undefined;
}

const good: [string, string[]][] = [
  ["<a/>", ["<a"]],
  ["\uFEFF<?xml version='1.0'?><a></a >\n", ["<a"]],
  ["<a><b>x</b></a>", ["<a", "<a/b", "a/b: x"]],
  [`<a x="1" y = '2"'/>`, [`<a x=1 y=2"`]],
  ["<a>x<!-- <b> & --- -->y</a>", ["<a", "a: x", "a: y"]],
  ["<a><![CDATA[<b>&amp;]]></a>", ["<a", "a: <b>&amp;"]],
  ["<a>&lt;&gt;&amp;&quot;&apos;&#65;&#x1F600;</a>", ["<a", `a: <>&"'A😀`]],
  ['<a t="&#x41;&amp;"/>', ["<a t=A&"]],
  ["<ä:b-1.c/>", ["<ä:b-1.c"]],
];

const bad = [
  "",
  "text",
  "<a>",
  "<a></b>",
  "</a>",
  "<a/><b/>",
  "<a/>text",
  "<a",
  "<a x=1/>",
  "<a x='1' x='2'/>",
  "<a x='<'/>",
  "<a x='1'y='2'/>",
  "<1/>",
  "<a>&nbsp;</a>",
  "<a>&amp</a>",
  "<a>& </a>",
  "<a>&#0;</a>",
  "<a>&#xD800;</a>",
  "<a>&#x110000;</a>",
  "<a x='&unknown;'/>",
  "<!-- never closed",
  "<?never closed",
  "<a><![CDATA[never closed</a>",
  "<![CDATA[outside]]><a/>",
  '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>',
  "<!DOCTYPE a SYSTEM 'http://example.invalid/a.dtd'><a/>",
  `${"<a>".repeat(xmlBounds.depth + 1)}${"</a>".repeat(xmlBounds.depth + 1)}`,
];

describe("walkXml", () => {
  for (const [xml, seen] of good) it(`reads ${xml}`, () => assert.deepEqual(events(xml), seen));
  for (const xml of bad)
    it(`bad input: refuses ${JSON.stringify(xml.slice(0, 60))}`, () => assert.equal(events(xml), undefined));

  it("bad input: refuses a text that is too long", () => {
    assert.equal(events(`<a>${" ".repeat(xmlBounds.characters)}</a>`), undefined);
  });

  it("reads a long text in a time that grows with its length only", () => {
    const rows = '<r id="1" name="x &amp; y"/>'.repeat(50_000);
    assert.equal(events(`<a>${rows}</a>`)?.length, 50_001);
  });

  it("ends for every text", () => {
    const parts = fc.constantFrom(
      "<",
      ">",
      "/",
      "a",
      "<a>",
      "</a>",
      "&",
      ";",
      "amp",
      "<!--",
      "-->",
      "]]>",
      "<![CDATA[",
      '"',
      "=",
      " ",
      "?",
      "!",
    );
    fc.assert(
      fc.property(fc.array(parts), (chosen) => {
        events(chosen.join(""));
      }),
    );
  });
});
