import assert from "node:assert/strict";
import { type SealOrder, type SealWorld, sealBuild } from "../../../core/acts/seal-build.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Seal } from "../../../core/model/seal.ts";
import { refusing } from "../../support/refusing.ts";
import { sha256Of } from "../../support/sealed-artefact.ts";

const solutionXml = (name: string, managed = 1): string =>
  `<ImportExportXml><SolutionManifest><UniqueName>${name}</UniqueName><Version>1.2.0.1</Version><Managed>${managed}</Managed></SolutionManifest></ImportExportXml>`;
const solution = (name: string): Archive => ({ entries: ["solution.xml"], solutionXml: solutionXml(name) });
const data: Archive = { entries: ["data.xml", "data_schema.xml"] };

type Archive = Readonly<{ entries: readonly string[]; solutionXml?: string }>;
type Drop = Readonly<Record<string, Readonly<Record<string, string | Archive>>>>;

const picture6: Drop = {
  Data2: { "Data.zip": data },
  Portal: { "website.yml": "site" },
  ReleaseManagerSeal: { "seal.json": "an older copy" },
  Sln: { "Core.zip": solution("Core"), "PowerAppsChecker/x.zip": "not looked at" },
  Sln3: { "Base.zip": solution("Base") },
  SolutionAnalysisLogs: { "a.sarif": "{}", "IssueResultSummary.md": "#" },
};

describe("Sealing a build", () => {
  it("S0-39: orders Sln, Data2, Sln3, Portal and names the logs that stay behind", async () => {
    const seal = await sealOf(picture6);
    assert.deepEqual(
      seal.artefacts.map(({ name, kind, sequence }) => [name, kind, sequence]),
      [
        ["Sln", "solution", 1],
        ["Data2", "configurationData", 2],
        ["Sln3", "solution", 3],
        ["Portal", "portal", 1],
        ["SolutionAnalysisLogs", "logs", 1],
      ],
    );
    assert.deepEqual(seal.artefacts[0]?.solution, { uniqueName: "Core", version: "1.2.0.1", managed: true });
  });

  it("S0-42: needs nobody to type a name", async () => {
    const seal = await sealOf({ Web: { "index.html": "<html>" } });
    assert.deepEqual(
      seal.artefacts.map(({ name, kind }) => [name, kind]),
      [["Web", "files"]],
    );
  });

  it("S0-29: keeps the connection that the build was queued with", async () => {
    assert.equal(
      (await sealOf(picture6, { connection: "Connection-Parameters" })).connection,
      "Connection-Parameters",
    );
    assert.equal("connection" in (await sealOf(picture6)), false);
  });

  it("gives the same root for the same bytes and another for one altered byte", async () => {
    const [one, same, other] = await Promise.all([
      sealOf({ A: { x: "1" } }),
      sealOf({ A: { x: "1" } }, { build: { ...build, id: 8 } }),
      sealOf({ A: { x: "2" } }),
    ]);
    assert.equal(one.root, same.root);
    assert.notEqual(one.root, other.root);
  });
});

describe("The kind of an artefact", () => {
  it("S0-40: takes the kind that an input says, in any case", async () => {
    const seal = await sealOf(
      { Odd: { "x.bin": "x" }, Zip: { "x.zip": solution("Core") } },
      { kinds: { Odd: "PORTAL", Zip: "files" } },
    );
    assert.deepEqual(
      seal.artefacts.map(({ name, kind }) => [name, kind]),
      [
        ["Zip", "files"],
        ["Odd", "portal"],
      ],
    );
  });

  it("S0-40: refuses a kind that nobody knows, by name", () =>
    assert.rejects(
      sealOf(picture6, { kinds: { Sln: "helm" } }),
      refusing("RM020", /"helm" is no kind.*configurationData/),
    ));

  it("leaves out what is excluded with a reason", async () => {
    const seal = await sealOf(picture6, { exclude: { Portal: "not this time" } });
    assert.ok(seal.artefacts.every(({ name }) => name !== "Portal"));
  });

  it("refuses inputs that name what is not there", () =>
    assert.rejects(
      sealOf(picture6, { exclude: { Portall: "x" }, kinds: { Slm: "solution" } }),
      refusing("RM020", /Slm, named in the input kinds, .*\nPortall, named in the input exclude,/),
    ));
});

describe("A build that cannot be sealed", () => {
  it("D6: two solutions in one artefact are an error that names both", () =>
    assert.rejects(
      sealOf({ Sln: { "Core.zip": solution("Core"), "Base.zip": solution("Base") } }),
      refusing("RM020", /more than one way: Base\.zip, Core\.zip/),
    ));

  it("D9: two kinds that claim one place in the order are an error that names both", () =>
    assert.rejects(
      sealOf({ Data2: { "Data.zip": data }, Sln2: { "Core.zip": solution("Core") } }),
      refusing("RM020", /Data2 and Sln2 have the same place/),
    ));

  it("D3: nothing to seal is an error", async () => {
    await assert.rejects(sealOf({}), refusing("RM022", /there is no artefact/));
    await assert.rejects(
      sealOf({ A: { x: "1" } }, { exclude: { A: "no" } }),
      refusing("RM022", /every artefact is excluded/),
    );
    await assert.rejects(sealOf({ A: {} }), refusing("RM020", /A holds no file/));
  });

  it("refuses a zip that is said to be a solution and is none", () =>
    assert.rejects(
      sealOf({ Sln: { "x.zip": data } }, { kinds: { Sln: "solution" } }),
      refusing("RM020", /no zip in it holds a solution\.xml/),
    ));

  it("refuses a solution.xml that names no solution", () =>
    assert.rejects(
      sealOf({ Sln: { "x.zip": { entries: ["solution.xml"], solutionXml: "<ImportExportXml/>" } } }),
      refusing("RM020", /cannot be read/),
    ));

  it("is not fooled by names that every object has", () =>
    assert.rejects(
      sealOf({ A: { x: "1" } }, { kinds: { constructor: "files" } }),
      refusing("RM020", /constructor, named/),
    ));
});

const build: Seal["build"] = {
  id: 7,
  number: "_20220616.3",
  pipeline: { id: 1, name: "Integration" },
  project: "Contoso",
  branch: "refs/heads/main",
};

describe("Sealing a build of very many files", () => {
  it("bad input: 100,000 files are refused with their number, and where they are", async () => {
    const files = Array.from({ length: 100_000 }, (_, n) => ({
      path: `f${n}`,
      bytes: 1,
      sha256: sha256Of("x"),
    }));
    const world = worldOf({ Web: {} });
    const artefacts = { ...world.artefacts, files: () => Promise.resolve(files) };
    await assert.rejects(
      sealBuild({ build, kinds: {}, exclude: {}, identities: {} }, { ...world, artefacts }),
      refusing("RM020", /hold 100000 files, 100000 of them in Web, and a seal holds 10000 at most/),
    );
  }).timeout(30_000);
});

function sealOf(drop: Drop, order: Partial<SealOrder> = {}): Promise<Seal> {
  return sealBuild({ build, kinds: {}, exclude: {}, identities: {}, ...order }, worldOf(drop));
}

function worldOf(drop: Drop): SealWorld {
  const text = (content: string | Archive): string =>
    typeof content === "string" ? content : JSON.stringify(content);
  return {
    artefacts: {
      names: () => Promise.resolve(Object.keys(drop)),
      files: (name) =>
        Promise.resolve(
          Object.entries(drop[name] ?? {}).map(([path, content]) => ({
            path,
            bytes: text(content).length,
            sha256: sha256Of(text(content)),
          })),
        ),
    },
    archive: (name, path) => {
      const content = drop[name]?.[path];
      return typeof content === "object"
        ? Promise.resolve(content)
        : Promise.reject(new Error(`${path} was opened`));
    },
    sha256: (content) => Promise.resolve(sha256Of(content)),
    now: () => instant(0),
    tell: () => undefined,
  };
}
