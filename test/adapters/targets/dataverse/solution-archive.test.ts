import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateRawSync } from "node:zlib";
import { BodyChanged } from "../../../../adapters/targets/shared/target-request.ts";
import { bodyWithArchive, openArchive } from "../../../../adapters/targets/dataverse/solution-archive.ts";
import type { SolutionArchive } from "../../../../adapters/targets/dataverse/solution-archive.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { encrypted, hostileZip } from "../../../support/zip.ts";
import { artefactAt, sampleArtefact, zipOf } from "./samples.ts";

let folder = "";

async function opened(artefact: SealedArtefact): Promise<SolutionArchive> {
  const archive = await openArchive(artefact, join(folder, artefact.name));
  assert.ok(!("because" in archive), "because" in archive ? archive.because : "");
  return archive;
}

async function artefactOf(name: string, entries: Readonly<Record<string, string>>): Promise<SealedArtefact> {
  return artefactOfBytes(name, await zipOf(entries));
}

function artefactOfBytes(name: string, bytes: Buffer): SealedArtefact {
  mkdirSync(join(folder, name), { recursive: true });
  writeFileSync(join(folder, name, "x.zip"), bytes);
  return artefactAt(name, join(folder, name, "x.zip"));
}

async function faultOf(artefact: SealedArtefact): Promise<string> {
  const archive = await openArchive(artefact, join(folder, artefact.name));
  assert.ok("because" in archive);
  return archive.because;
}

describe("openArchive", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("reads the solution, its environment variables and its connection references", async () => {
    const artefact = await sampleArtefact(folder, "Sln", {
      uniqueName: "Core",
      version: "1.2.0.0",
      variables: [
        { schemaName: "cr_a" },
        { schemaName: "cr_b", defaultValue: "x" },
        { schemaName: "cr_c", value: "y" },
      ],
      references: ["cr_ref"],
    });
    assert.deepEqual((await opened(artefact)).content, {
      needs: [],
      tables: new Map(),
      facts: { uniqueName: "Core", version: "1.2.0.0", managed: true },
      variables: [
        { schemaName: "cr_a", hasValue: false, exportedValue: false },
        { schemaName: "cr_b", hasValue: true, exportedValue: false },
        { schemaName: "cr_c", hasValue: true, exportedValue: true },
      ],
      references: [
        {
          logicalName: "cr_ref",
          displayName: "cr_ref shown",
          connectorId: "/providers/Microsoft.PowerApps/apis/shared_x",
        },
      ],
    });
  });

  it("takes the path of the zip itself, too", async () => {
    const artefact = await sampleArtefact(folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const archive = await openArchive(artefact, join(folder, "Sln", artefact.files[0]?.path ?? ""));
    assert.ok("content" in archive && archive.sha256 === artefact.files[0]?.sha256);
  });

  it("finds the solution among other zips, and refuses two", async () => {
    const artefact = await sampleArtefact(folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    writeFileSync(join(folder, "Sln", "other.zip"), await zipOf({ "a.txt": "a" }));
    const both = { ...artefact, files: [...artefact.files, { path: "other.zip", bytes: 1, sha256: "0" }] };
    assert.equal((await opened(both)).content.facts.uniqueName, "Core");
    const twice = { ...artefact, files: [...artefact.files, ...artefact.files] };
    assert.equal(await faultOf(twice), "it holds 2 solutions; one artefact is one solution");
  });

  it("refuses a zip that is no solution, is damaged, or says something else than the seal", async () => {
    const none = /^its x\.zip is no solution/;
    assert.match(await faultOf(await artefactOf("A", { "a.txt": "a" })), none);
    assert.match(await faultOf(await artefactOf("B", { "solution.xml": "<a>" })), none);
    const damaged = await faultOf(artefactOfBytes("C", Buffer.from("PK no zip")));
    assert.match(damaged, /^its x\.zip cannot be read as a zip/);
    assert.equal(await faultOf({ ...artefactOfBytes("D", Buffer.alloc(0)), files: [] }), "it holds no zip");
    const sample = await sampleArtefact(folder, "E", { uniqueName: "Core", version: "1.0.0.0" });
    const other = { ...sample, solution: { uniqueName: "Core", version: "1.1.0.0", managed: true } };
    assert.equal(await faultOf(other), "the seal says 'Core' 1.1.0.0, the zip says 'Core' 1.0.0.0");
  });
});

describe("A solution's zip that means ill", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const name = "solution.xml";
  const good = hostileZip([{ name, content: "<a/>" }]);
  const cases: readonly (readonly [string, Buffer, RegExp])[] = [
    ["it is cut", good.subarray(0, good.length - 30), /cannot be read as a zip/],
    ["a name leads out of it", hostileZip([{ name: "../x" }, { name }]), /relative path/],
    ["a name is absolute", hostileZip([{ name: "/etc/x" }, { name }]), /absolute path/],
    [
      "two names differ in case only",
      hostileZip([{ name }, { name: "Solution.XML" }]),
      /holds solution\.xml twice/,
    ],
    ["it would unpack to more than 64 MB", zipBomb(), /customizations\.xml is too large/],
    ["it is empty", hostileZip([]), /is no solution/],
  ];
  for (const [title, bytes, because] of cases)
    it(`bad input: is refused where ${title}`, async () =>
      assert.match(await faultOf(artefactOfBytes("Ill", bytes)), because));

  it("bad input: is refused where it is encrypted", async () =>
    assert.match(
      await faultOf(artefactOfBytes("Ill", encrypted(await zipOf({ [name]: "<a/>" })))),
      /solution\.xml is encrypted/,
    ));

  /** 65 MB of nothing, in 65 KB. */
  function zipBomb(): Buffer {
    const raw = Buffer.alloc(65 * 1024 * 1024);
    const bytes = hostileZip([{ name: "customizations.xml", bytes: deflateRawSync(raw), says: raw.length }]);
    for (const [mark, method] of [
      ["504b0102", 10],
      ["504b0304", 8],
    ] as const)
      bytes.writeUInt16LE(8, bytes.indexOf(Buffer.from(mark, "hex")) + method);
    return bytes;
  }
});

describe("bodyWithArchive", () => {
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "archive-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function textOf(archive: SolutionArchive, body: Record<string, unknown>): Promise<string> {
    let text = "";
    for await (const part of bodyWithArchive(archive, body).open()) text += String(part);
    return text;
  }

  for (const ballast of [0, 1, 2, 700_001]) {
    it(`gives exactly the announced bytes, with ${ballast} bytes more in the zip`, async () => {
      const artefact = await sampleArtefact(folder, "Sln", {
        uniqueName: "Core",
        version: "1.0.0.0",
        ballast,
      });
      const archive = await opened(artefact);
      for (const body of [{}, { PublishWorkflows: true, name: "ü" }]) {
        const text = await textOf(archive, body);
        const { CustomizationFile: file, ...rest } = JSON.parse(text) as Record<string, unknown>;
        assert.deepEqual(rest, body);
        assert.equal(Buffer.byteLength(text), bodyWithArchive(archive, body).bytes);
        assert.equal(Buffer.from(String(file), "base64").length, archive.bytes);
      }
    });
  }

  it("N2: breaks off when the file is not the sealed one any more", async () => {
    const artefact = await sampleArtefact(folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    const archive = await opened(artefact);
    const bytes = await zipOf({ "solution.xml": "other" });
    writeFileSync(
      archive.path,
      Buffer.concat([bytes, Buffer.alloc(Math.max(0, archive.bytes - bytes.length))]),
    );
    await assert.rejects(textOf(archive, {}), BodyChanged);
  });
});
