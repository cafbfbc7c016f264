import assert from "node:assert/strict";
import { nameFault, pathFault, twinFault } from "../../../core/model/path.ts";

const good = [
  "a",
  "a/b.zip",
  "PowerAppsChecker/x y.sarif",
  "100%;].txt",
  "ä/漢/😀",
  "..a/b..",
  "ab:c",
  ".config/x",
];

const bad: [string, string][] = [
  ["", "is empty or longer than 1024 characters"],
  ["x".repeat(1025), "is empty or longer than 1024 characters"],
  ["a\nb", "has a control character or half a character in it"],
  ["a\u0000", "has a control character or half a character in it"],
  ["a\uD83D", "has a control character or half a character in it"],
  ["\uDE00a", "has a control character or half a character in it"],
  ["a\\b", "has a backslash in it"],
  ["/etc/passwd", "is not relative"],
  ["C:/Windows", "is not relative"],
  ["c:x", "is not relative"],
  ["../a", "leaves its root or has an empty part"],
  ["a/../../b", "leaves its root or has an empty part"],
  ["a/./b", "leaves its root or has an empty part"],
  ["a//b", "leaves its root or has an empty part"],
  ["a/", "leaves its root or has an empty part"],
  ["..", "leaves its root or has an empty part"],
];

describe("pathFault", () => {
  for (const path of good)
    it(`finds nothing wrong with ${path}`, () => assert.equal(pathFault(path), undefined));
  for (const [path, fault] of bad) {
    it(`bad input: says that ${JSON.stringify(path.slice(0, 20))} ${fault}`, () =>
      assert.equal(pathFault(path), fault));
  }
});

describe("nameFault", () => {
  const table: [string, string | undefined][] = [
    ["Sln 2; 100%]", undefined],
    ["##vso[x]", undefined],
    ["a/b", "has a slash in it"],
    [" ", "is empty or longer than 256 characters"],
    ["x".repeat(257), "is empty or longer than 256 characters"],
    ["..", "leaves its root or has an empty part"],
    ["a\\b", "has a backslash in it"],
  ];
  for (const [name, fault] of table) {
    it(`says ${fault ?? "nothing"} of ${JSON.stringify(name.slice(0, 20))}`, () =>
      assert.equal(nameFault(name), fault));
  }
});

describe("twinFault", () => {
  it("bad input: names two files, or two folders, that would be one where case does not count", () => {
    for (const paths of [
      ["a/Read.me", "A/read.me"],
      ["a/Read.me", "a/read.me"],
      ["a/x", "A/y"],
      ["a", "A/y"],
    ])
      assert.match(twinFault(paths) ?? "", /^"a.*" and "[aA].*" differ in upper and lower case only/);
  });

  it("finds nothing wrong with paths that share their folders", () =>
    assert.equal(twinFault(["a/b/c", "a/b/d", "a/bc", "b/a", "ä", "Ö"]), undefined));
});
