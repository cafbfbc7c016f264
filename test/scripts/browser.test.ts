import assert from "node:assert/strict";
import { findBrowser } from "../../scripts/browser.ts";

describe("the search for a browser", () => {
  const before = process.env["CHROME_PATH"];
  afterEach(() => {
    if (before === undefined) delete process.env["CHROME_PATH"];
    else process.env["CHROME_PATH"] = before;
  });

  it("takes the program that CHROME_PATH names", async () => {
    process.env["CHROME_PATH"] = process.execPath;
    assert.deepEqual(await findBrowser(), { path: process.execPath });
  });

  it("says so when CHROME_PATH names no program, and installs nothing then", async () => {
    process.env["CHROME_PATH"] = "/nowhere/chrome";
    assert.deepEqual(await findBrowser(), { missing: "CHROME_PATH names no program: /nowhere/chrome" });
  });
});
