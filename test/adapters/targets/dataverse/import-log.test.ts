import assert from "node:assert/strict";
import {
  missingIn,
  missingWords,
  parseImportLog,
} from "../../../../adapters/targets/dataverse/import-log.ts";

const block =
  '<MissingDependencies><MissingDependency><Required type="1" schemaName="cr_asset" displayName="Asset" solution="Base (1.2)" /><Dependent type="2" displayName="Mine" /></MissingDependency></MissingDependencies>';
const asset = { type: "1", name: "cr_asset", solution: "Base (1.2)", neededBy: "Mine" };

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

describe("parseImportLog", () => {
  it("counts results by their word: a success with an empty errortext is no error", () => {
    const log = parseImportLog(
      `<importexportxml><entities><entity LocalizedName="Account"><result result="success" errorcode="0" errortext="" /></entity><entity LocalizedName="Asset"><result result="failure" errorcode="0x80040265" errortext="Broken" /></entity></entities><workflows><workflow LocalizedName="Nightly"><result result="warning" errorcode="0x80060467" errortext="Not turned on" /></workflow></workflows></importexportxml>`,
    );
    assert.deepEqual(log, {
      failures: [{ component: "entity 'Asset'", code: "0x80040265", text: "Broken" }],
      warnings: [{ component: "workflow 'Nightly'", code: "0x80060467", text: "Not turned on" }],
      missing: [],
    });
  });

  it("reads missing dependencies that are escaped inside an errortext", () => {
    const text = escaped(`Some dependencies are missing. ${block}`);
    const log = parseImportLog(
      `<importexportxml><entity><result result="failure" errortext="${text}" /></entity></importexportxml>`,
    );
    assert.deepEqual(log.missing, [asset]);
  });

  it("does not take what the manifest declares for missing where the failure is another one", () => {
    const failure = '<entity><result result="failure" errortext="Broken" /></entity>';
    const log = parseImportLog(
      `<importexportxml><solutionManifest>${block}</solutionManifest>${failure}</importexportxml>`,
    );
    assert.deepEqual(log.missing, []);
  });

  it("goes as far as a log that breaks off, and keeps fifty lines of each kind", () => {
    const row = '<entity><result result="warning" errortext="w" /></entity>';
    const log = parseImportLog(`<importexportxml>${row.repeat(70)}<entity><resu`);
    assert.deepEqual([log.warnings.length, log.failures.length], [50, 0]);
  });

  it("is not led astray by a text that is no XML", () => {
    assert.deepEqual(parseImportLog("no xml & <<<"), { failures: [], warnings: [], missing: [] });
  });
});

describe("missingIn", () => {
  for (const [words, text] of [
    ["plain", block],
    ["escaped once", escaped(block)],
    ["escaped twice", escaped(escaped(block))],
  ] as const) {
    it(`finds dependencies that are ${words}`, () =>
      assert.deepEqual(missingIn([`Some words: ${text} , more`]), [asset]));
  }

  it("names each component once", () => assert.equal(missingIn([block, escaped(block)]).length, 1));
});

describe("missingWords", () => {
  it("says what is missing in words a person knows", () => {
    const masking = { type: "MaskingRule", name: "Date_Slash", solution: "Active", neededBy: "" };
    assert.equal(
      missingWords([asset, masking]),
      "2 components that it needs are missing there: table 'cr_asset' (of solution 'Base (1.2)'), MaskingRule 'Date_Slash'",
    );
  });

  it("stops after ten names", () => {
    const many = Array.from({ length: 12 }, (_, index) => ({ ...asset, name: `cr_${index}` }));
    assert.match(missingWords(many), /^12 components .* and 2 more$/);
  });
});
