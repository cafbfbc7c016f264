import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { planSite } from "../../../adapters/targets/blob/decide-site.ts";
import { siteFiles } from "../../../adapters/targets/blob/site-files.ts";
import { folderTarget } from "../../../adapters/targets/folder/folder-target.ts";
import { sealBuild } from "../../../core/acts/seal-build.ts";
import { instant } from "../../../core/model/instant.ts";
import { artefactFolder } from "../../../tasks/shared/artefact-folder.ts";
import { sha256Of } from "../../support/sealed-artefact.ts";
import { withFolder, write } from "../../support/temporary-folder.ts";

const build = { id: 7, number: "7", pipeline: { id: 1, name: "Web" }, project: "p", branch: "main" };
const many = 5000;

describe("An artefact of very many files", () => {
  it("bad input: 5,000 are sealed and planned in little memory", () =>
    withFolder(async (base) => {
      const names = Array.from({ length: many }, (_, n) => `Site/d${n % 50}/f${n}.txt`);
      await write(join(base, "drop"), Object.fromEntries(names.map((name) => [name, name])));
      await mkdir(join(base, "target"));
      const before = process.memoryUsage().rss;
      const artefacts = artefactFolder(join(base, "drop"));
      const seal = await sealBuild(
        { build, kinds: {}, exclude: {}, identities: {} },
        {
          artefacts,
          archive: () => assert.fail("there is no zip"),
          sha256: (text) => Promise.resolve(sha256Of(text)),
          now: () => instant(0),
          tell: () => undefined,
        },
      );
      const site = planSite(seal.artefacts, siteFiles(seal.artefacts), { blobs: new Map() });
      assert.match(site.steps[0]?.text ?? "", /^5000 of 5000 files to send/);
      const folder = await folderTarget({
        path: join(base, "target"),
        release: { id: "run:7", name: "7" },
        sealRoot: seal.root,
        stage: "UAT",
        job: "job",
        keep: 5,
        source: artefacts.path,
      });
      assert.match((await folder.plan(seal.artefacts)).steps[0]?.text ?? "", /^5000 files to copy/);
      const grown = (process.memoryUsage().rss - before) / 1024 / 1024;
      assert.ok(grown < 120, `${Math.round(grown)} MB more`);
    })).timeout(120_000);
});
