import assert from "node:assert/strict";
import { escapeValue, parseCommand } from "../../../standin/agent/command.ts";

function parsed(line: string, decodePercents = true): unknown {
  const command = parseCommand(line, decodePercents);
  return command && [command.area, command.event, Object.fromEntries(command.properties), command.data];
}

describe("parseCommand", () => {
  const rows: readonly (readonly [title: string, line: string, wanted: unknown])[] = [
    [
      "reads area, event, properties and data",
      "##vso[task.setvariable variable=a;issecret=true]b c",
      ["task", "setvariable", { variable: "a", issecret: "true" }, "b c"],
    ],
    ["drops what stands before", "2024 ##vso[task.debug]x", ["task", "debug", {}, "x"]],
    [
      "ends the header at the first bracket",
      "##vso[task.logissue type=error;code=a]b]c",
      ["task", "logissue", { type: "error", code: "a" }, "b]c"],
    ],
    ["drops empty parts of the name", "##vso[task..debug]x", ["task", "debug", {}, "x"]],
    ["refuses a name of one part", "##vso[task]x", undefined],
    ["refuses a name of three parts", "##vso[a.b.c]x", undefined],
    ["refuses a header without its end", "##vso[task.debug x", undefined],
    ["looks at the case of the keyword", "##VSO[task.debug]x", undefined],
    [
      "does not trim property names",
      "##vso[task.setvariable variable=a; isOutput=true]b",
      ["task", "setvariable", { variable: "a", " isoutput": "true" }, "b"],
    ],
    [
      "gives property names no case",
      "##vso[task.setvariable VARIABLE=a]b",
      ["task", "setvariable", { variable: "a" }, "b"],
    ],
    ["keeps a later = in the value", "##vso[a.b key=x=y==]", ["a", "b", { key: "x=y==" }, ""]],
    ["passes over an empty value", "##vso[a.b key=;other=1;;]", ["a", "b", { other: "1" }, ""]],
    ["passes over an empty key", "##vso[a.b ==v]", ["a", "b", {}, ""]],
    [
      "unescapes ; CR LF ] and then %",
      "##vso[a.b k=%3B%0D%0A%5D%AZP25]%AZP253B%0A",
      ["a", "b", { k: ";\r\n]%" }, "%3B\n"],
    ],
    ["leaves %25 alone", "##vso[a.b]100%25", ["a", "b", {}, "100%25"]],
  ];
  for (const [title, line, wanted] of rows) {
    it(title, () => {
      assert.deepEqual(parsed(line), wanted);
    });
  }

  it("leaves %AZP25 alone where DECODE_PERCENTS is off", () => {
    assert.deepEqual(parsed("##vso[a.b]%AZP25%0A", false), ["a", "b", {}, "%AZP25\n"]);
  });

  it("reads back whatever escapeValue wrote", () => {
    const nasty = "a%;]\r\n%0A%AZP25##vso[task.complete]ä";
    assert.deepEqual(parsed(`##vso[a.b k=${escapeValue(nasty)}]${escapeValue(nasty)}`), [
      "a",
      "b",
      { k: nasty },
      nasty,
    ]);
  });
});
