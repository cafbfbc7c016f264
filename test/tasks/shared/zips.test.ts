import assert from "node:assert/strict";
import { copyFile, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { downloadArtefacts } from "../../../tasks/shared/download.ts";
import { readArchive } from "../../../tasks/shared/read-archive.ts";
import { refusing } from "../../support/refusing.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { encrypted, hostileZip, writeZip } from "../../support/zip.ts";

describe("A zip inside an artefact", () => {
  it("gives its entries and its solution.xml", () =>
    withFolder(async (folder) => {
      const path = join(folder, "Core.zip");
      await writeZip(path, { "solution.xml": "\uFEFF<ImportExportXml/>", "Workflows/a.xaml": "x" });
      assert.deepEqual(await readArchive(path, "Sln/Core.zip"), {
        entries: ["solution.xml", "Workflows/a.xaml"],
        solutionXml: "<ImportExportXml/>",
      });
    }));

  it("is refused by name when it is no zip", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "x.zip"), "this is text");
      await assert.rejects(
        readArchive(join(folder, "x.zip"), "Sln/x.zip"),
        refusing("RM020", /^Sln\/x\.zip is no zip/),
      );
    }));

  for (const name of ["../evil.txt", "a/../../evil.txt", "/etc/passwd", "C:/evil.txt", "a\\..\\evil.txt"]) {
    it(`is refused when an entry is called ${name}`, () =>
      withFolder(async (folder) => {
        await writeFile(join(folder, "x.zip"), hostileZip([{ name, content: "x" }]));
        await assert.rejects(
          readArchive(join(folder, "x.zip"), "Sln/x.zip"),
          refusing("RM020", /no zip that can be read/),
        );
      }));
  }

  it("bad input: is refused when it is encrypted, damaged, or holds its solution.xml twice", () =>
    withFolder(async (folder) => {
      const good = hostileZip([{ name: "solution.xml", content: "<a/>" }]);
      const twins = ["solution.xml", "Solution.xml"].map((name) => ({ name, content: "<a/>" }));
      await writeZip(join(folder, "packed.zip"), { "solution.xml": "<a/>" });
      const cases: readonly (readonly [Buffer, RegExp])[] = [
        [encrypted(await readFile(join(folder, "packed.zip"))), /solution\.xml is encrypted/],
        [good.subarray(0, good.length - 30), /no zip that can be read/],
        [good.subarray(0, 40), /no zip that can be read/],
        [hostileZip(twins), /holds solution\.xml twice/],
      ];
      for (const [bytes, cause] of cases) {
        await writeFile(join(folder, "x.zip"), bytes);
        await assert.rejects(readArchive(join(folder, "x.zip"), "Sln/x.zip"), refusing("RM020", cause));
      }
    }));

  it("is refused when its solution.xml says that it is larger than ten megabytes", () =>
    withFolder(async (folder) => {
      const zip = hostileZip([{ name: "solution.xml", content: "<a/>", says: 20_000_000 }]);
      await writeFile(join(folder, "x.zip"), zip);
      await assert.rejects(readArchive(join(folder, "x.zip"), "x.zip"), refusing("RM020", /.+/));
    }));
});

describe("Downloaded artefacts", () => {
  it("lie in a folder each, without the folder that Azure DevOps puts around them", () =>
    withFolder(async (folder) => {
      await writeZip(join(folder, "sln.zip"), { "Sln/Core.zip": "core", "Sln/a/b.txt": "b" });
      await writeZip(join(folder, "flat.zip"), { "x.txt": "x", "Flat/y.txt": "y" });
      const out = join(folder, "out");
      await downloadArtefacts(
        [published("Sln", "sln.zip"), published("Flat", "flat.zip")],
        out,
        from(folder),
      );
      assert.deepEqual((await readdir(out)).sort(), ["Flat", "Sln"]);
      assert.equal(await readFile(join(out, "Sln/a/b.txt"), "utf8"), "b");
      assert.equal(await readFile(join(out, "Flat/Flat/y.txt"), "utf8"), "y");
    }));

  it("are fetched afresh by a retry", () =>
    withFolder(async (folder) => {
      await writeZip(join(folder, "sln.zip"), { "Sln/Core.zip": "core" });
      const fetch = (): Promise<void> =>
        downloadArtefacts([published("Sln", "sln.zip")], join(folder, "out"), from(folder));
      await fetch();
      await fetch();
      assert.deepEqual(await readdir(join(folder, "out/Sln")), ["Core.zip"]);
    }));

  it("that Azure DevOps cannot hand out, as those on a share, are refused by name", () =>
    withFolder((folder) =>
      assert.rejects(
        downloadArtefacts(
          [{ name: "Share", identity: "1", downloadUrl: "" }],
          join(folder, "out"),
          from(folder),
        ),
        refusing("RM021", /Share cannot be downloaded/),
      ),
    ));

  it("are refused when an entry is a link", () =>
    withFolder(async (folder) => {
      const link = { name: "A/link", content: "/etc/passwd", mode: 0o120777 };
      await writeFile(join(folder, "a.zip"), hostileZip([link]));
      await assert.rejects(
        downloadArtefacts([published("A", "a.zip")], join(folder, "out"), from(folder)),
        refusing("RM021", /A\/link is a link/),
      );
    }));
});

describe("Downloaded artefacts that mean ill", () => {
  it("bad input: are refused when the zip is encrypted, damaged, or unpacks to more than the disk has", () =>
    withFolder(async (folder) => {
      const good = hostileZip([{ name: "A/x.txt", content: "more than ten bytes" }]);
      await writeZip(join(folder, "packed.zip"), { "A/x.txt": "x" });
      const cases: readonly (readonly [Buffer, number, RegExp])[] = [
        [encrypted(await readFile(join(folder, "packed.zip"))), 100, /A\/x\.txt is encrypted/],
        [good.subarray(0, good.length - 30), 100, /.+/],
        [good, 10, /unpacks to 19 bytes, and 10 are free/],
      ];
      for (const [bytes, room, cause] of cases) {
        await writeFile(join(folder, "a.zip"), bytes);
        const out = join(folder, "out");
        const download = downloadArtefacts([published("A", "a.zip")], out, from(folder), () =>
          Promise.resolve(room),
        );
        await assert.rejects(download, refusing("RM021", cause));
        await assert.rejects(readFile(join(out, "A/x.txt")));
      }
    }));

  it("are refused when an entry or the artefact's own name leads out of the folder", () =>
    withFolder(async (folder) => {
      await writeFile(join(folder, "a.zip"), hostileZip([{ name: "../evil.txt", content: "x" }]));
      for (const name of ["A", "../A", "a/b"]) {
        const download = downloadArtefacts([published(name, "a.zip")], join(folder, "out"), from(folder));
        await assert.rejects(download, refusing("RM021", /relative path|leads out/));
      }
    }));
});

function published(name: string, file: string): { name: string; identity: string; downloadUrl: string } {
  return { name, identity: "1", downloadUrl: file };
}

function from(folder: string): { download: (url: string, file: string) => Promise<void> } {
  return { download: (url, file) => copyFile(join(folder, url), file) };
}
