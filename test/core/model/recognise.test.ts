import assert from "node:assert/strict";
import type { ArtefactArchive } from "../../../core/model/recognise.ts";
import { readSolutionXml, recogniseKind, type Recognised } from "../../../core/model/recognise.ts";

function solutionXml(parts: Partial<Record<"name" | "version" | "managed" | "more", string>> = {}): string {
  const { name = "CanExport", version = "1.0.0.1", managed = "1", more = "<MissingDependencies />" } = parts;
  return `<ImportExportXml version="9.2" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">
  <SolutionManifest>
    <UniqueName>${name}</UniqueName><LocalizedNames><LocalizedName description="Can &amp; Export" /></LocalizedNames>
    <Version>${version}</Version><Managed>${managed}</Managed>
    <Publisher><UniqueName>contoso</UniqueName><EMailAddress xsi:nil="true"></EMailAddress></Publisher>
    ${more}
  </SolutionManifest>
</ImportExportXml>`;
}

const facts = { uniqueName: "CanExport", version: "1.0.0.1", managed: true };

describe("readSolutionXml", () => {
  const good: [string, string, object][] = [
    ["a managed solution", solutionXml(), facts],
    ["an unmanaged one", solutionXml({ managed: "0" }), { ...facts, managed: false }],
    ["blanks, comments and CDATA around", solutionXml({ name: " <!-- x --><![CDATA[CanExport]]>\n" }), facts],
    ["a version of two parts", solutionXml({ version: "1.0" }), { ...facts, version: "1.0" }],
  ];
  for (const [name, xml, expected] of good) {
    it(`reads ${name}`, () =>
      assert.deepEqual(readSolutionXml(xml), { ...expected, missingDependencies: [] }));
  }

  it("names what must be in the target before", () => {
    const required = [
      '<Required key="1" type="1" schemaName="contoso_customer" displayName="Customer" solution="ContosoBase" />',
      '<Required solution="Active" displayName="contoso_x" schemaName="contoso_x" type="29" />',
      '<Required type="61" id="{guid}"/>',
      '<Required schemaName="a&amp;b" type="2" solution="S (1.0)"><package>x</package></Required>',
    ];
    const more = `<MissingDependencies>${required.map((one) => `<MissingDependency>${one}<Dependent type="26" displayName="No"/></MissingDependency>`).join("")}</MissingDependencies>`;
    assert.deepEqual(readSolutionXml(solutionXml({ more }))?.missingDependencies, [
      "Customer (contoso_customer), component type 1, of solution ContosoBase",
      "contoso_x, component type 29, of solution Active",
      "something without a name, component type 61, of solution unknown",
      "a&b, component type 2, of solution S (1.0)",
    ]);
  });

  it("names at most a thousand of them", () => {
    const one = '<MissingDependency><Required type="1" schemaName="x"/></MissingDependency>';
    const more = `<MissingDependencies>${one.repeat(1200)}</MissingDependencies>`;
    assert.equal(readSolutionXml(solutionXml({ more }))?.missingDependencies.length, 1000);
  });

  const bad: [string, string][] = [
    ["no XML", "not xml"],
    ["another document", "<Solution><UniqueName>A</UniqueName></Solution>"],
    ["no name", solutionXml({ name: "" })],
    ["a name that is none", solutionXml({ name: "../Can Export" })],
    ["a version that is none", solutionXml({ version: "one" })],
    ["neither managed nor not", solutionXml({ managed: "yes" })],
    ["two names", solutionXml({ more: "<UniqueName>Other</UniqueName>" })],
    ["an entity of its own", `<!DOCTYPE a [<!ENTITY n "CanExport">]>${solutionXml({ name: "&n;" })}`],
  ];
  for (const [name, xml] of bad) {
    it(`bad input: is absent for ${name}`, () => assert.equal(readSolutionXml(xml), undefined));
  }
});

const solution = (path: string, xml: string | undefined = solutionXml()): ArtefactArchive => ({
  path,
  entries: ["[Content_Types].xml", "customizations.xml", "solution.xml"],
  ...(xml === "" ? {} : { solutionXml: xml }),
});
const data = (path: string): ArtefactArchive => ({
  path,
  entries: ["[Content_Types].xml", "data.xml", "data_schema.xml"],
});
const plain = (path: string): ArtefactArchive => ({ path, entries: ["index.html", "sub/solution.xml"] });

type Row = [title: string, name: string, paths: string[], archives: ArtefactArchive[], expected: Recognised];

const rows: Row[] = [
  [
    "S0-40: a zip with solution.xml is a solution",
    "Sln",
    ["A.zip", "PowerAppsChecker/r.sarif"],
    [solution("A.zip")],
    { kind: "solution", solution: facts },
  ],
  [
    "S0-40: a zip with data.xml and data_schema.xml is configuration data",
    "Data2",
    ["Data.zip"],
    [data("Data.zip")],
    { kind: "configurationData" },
  ],
  [
    "S0-40: the same two files without a zip are configuration data",
    "Data",
    ["data.xml", "data_schema.xml"],
    [],
    { kind: "configurationData" },
  ],
  [
    "S0-40: a site's folder is a portal",
    "Portal",
    ["contoso---x/website.yml", "contoso---x/a.html"],
    [],
    { kind: "portal" },
  ],
  [
    "S0-40: a site's manifest makes a portal",
    "P",
    ["site/.portalconfig/org-manifest.yml", "site/a"],
    [],
    { kind: "portal" },
  ],
  [
    "S0-40: deployment profiles make a portal",
    "P",
    ["Deployment-Profiles/uat.deployment.yml"],
    [],
    { kind: "portal" },
  ],
  ["S0-39: only reports are logs", "Analysis", ["a.SARIF", "IssueResultSummary.md"], [], { kind: "logs" }],
  ["S0-39: a name ending in Logs is logs", "SolutionAnalysisLogs", ["a.txt"], [], { kind: "logs" }],
  ["leaves a catalogue what it is", "Catalogs", ["a.txt"], [], { kind: "files" }],
  ["takes anything else for files", "drop", ["app.zip", "README.md"], [plain("app.zip")], { kind: "files" }],
  ["takes an empty artefact for files", "drop", [], [], { kind: "files" }],
  ["does not take a deep website.yml for a portal", "drop", ["a/b/c/website.yml"], [], { kind: "files" }],
  [
    "does not count the checker's own copy of a solution",
    "Sln",
    ["A.zip", "PowerAppsChecker/B.zip"],
    [solution("A.zip"), solution("PowerAppsChecker/B.zip")],
    { kind: "solution", solution: facts },
  ],
  [
    "bad input: a solution that cannot be read has no facts",
    "Sln",
    ["A.zip"],
    [solution("A.zip", "<broken")],
    { kind: "solution" },
  ],
  [
    "bad input: a solution whose text is missing has no facts",
    "Sln",
    ["A.zip"],
    [solution("A.zip", "")],
    { kind: "solution" },
  ],
  [
    "D6: two solutions are ambiguous",
    "Sln",
    ["B.zip", "A.zip"],
    [solution("B.zip"), solution("A.zip")],
    { ambiguous: ["A.zip", "B.zip"] },
  ],
  [
    "D6: a solution and data are ambiguous",
    "Sln",
    ["S.zip", "D.zip"],
    [solution("S.zip"), data("D.zip")],
    { ambiguous: ["D.zip", "S.zip"] },
  ],
  [
    "D6: a solution and a site are ambiguous",
    "drop",
    ["S.zip", "site/website.yml", "site/.portalconfig/x"],
    [solution("S.zip")],
    { ambiguous: ["S.zip", "site/.portalconfig/x"] },
  ],
  [
    "D6: a solution named like logs is deployed",
    "ContosoLogs",
    ["S.zip"],
    [solution("S.zip")],
    { kind: "solution", solution: facts },
  ],
  [
    "does not take a solution with data files inside for both",
    "Sln",
    ["S.zip"],
    [{ ...solution("S.zip"), entries: ["Solution.xml", "data.xml", "data_schema.xml"] }],
    { kind: "solution", solution: facts },
  ],
];

describe("recogniseKind", () => {
  for (const [title, name, paths, archives, expected] of rows) {
    it(title, () => {
      const files = paths.map((path) => ({ path, bytes: 1 }));
      assert.deepEqual(recogniseKind({ name, files, archives }), expected);
    });
  }
});
