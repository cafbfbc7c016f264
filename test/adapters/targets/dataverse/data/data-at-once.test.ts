import assert from "node:assert/strict";
import type { SealedArtefact } from "../../../../../core/model/artefact.ts";
import type { Target } from "../../../../../core/ports-of-targets.ts";
import type { Bench } from "../bench.ts";
import { openBench } from "../bench.ts";
import { dataArtefact, id, plantRow, sampleTables } from "./data-samples.ts";

const count = 40;
let bench: Bench;
let targets: readonly Target[];

/** So many countries whose names say which deployment they are of. */
function ofDeployment(letter: string): Promise<SealedArtefact> {
  const rows = Array.from({ length: count }, (_, at) => ({
    id: id(1 + at),
    values: { cr_name: `${letter} ${at}`, cr_code: `C${at}` },
  }));
  const fields = [
    { name: "cr_name", type: "string" },
    { name: "cr_code", type: "string", key: true },
  ] as const;
  return dataArtefact(bench.folder, `Data${letter}`, [{ name: "cr_country", fields, rows }]);
}

function letters(): readonly string[] {
  const table = bench.targets.book("uat").tables.find(({ name }) => name === "cr_country");
  return [...new Set(table?.rows.map(({ values }) => String(values["cr_name"]).slice(0, 1)))];
}

/** Both have planned before either begins; then both write at once. Gives what each came to, with its text. */
async function together(): Promise<readonly Readonly<{ letter: string; outcome: string; text: string }>[]> {
  const both = await Promise.all(
    targets.map(async (target, at) => {
      const letter = "AB".charAt(at);
      const artefact = await ofDeployment(letter);
      const { steps } = await target.plan([artefact]);
      return { target, letter, artefact, step: steps[0] };
    }),
  );
  return Promise.all(
    both.map(async ({ target, letter, artefact, step }) => {
      const { outcome, text } = await bench.carryOut(target, step, artefact);
      if (outcome === "succeeded") await target.verify([artefact], bench.io);
      return { letter, outcome, text };
    }),
  );
}

describe("two deployments of configuration data to one organisation at once", () => {
  beforeEach(async () => {
    bench = await openBench();
    bench.targets.book("uat").tables.push(...sampleTables());
    targets = [bench.target("uat"), bench.target("uat")];
  });
  afterEach(async () => {
    for (const target of targets) await target.close();
    await bench.stop();
  });

  for (const [what, there] of [
    ["make", 0],
    ["change", count],
  ] as const)
    it(`N8: that ${what} the same rows: one goes, the other writes nothing and says who was there, and when`, async () => {
      const table = bench.targets.book("uat").tables.find(({ name }) => name === "cr_country");
      for (let at = 0; at < there; at += 1)
        plantRow(table, id(101 + at), { cr_name: `old ${at}`, cr_code: `C${at}` });
      const all = await together();
      assert.deepEqual(all.map(({ outcome }) => outcome).sort(), ["failedUnchanged", "succeeded"]);
      const won = all.filter(({ outcome }) => outcome === "succeeded").map(({ letter }) => letter);
      assert.deepEqual(letters(), won, "the rows are all of the one that went");
      const said = all.map(({ text }) => text).join("\n");
      assert.match(said, /RM042/);
      assert.match(said, /It was changed at \d{4}-\d\d-\d\dT\d\d:\d\d\S+ by "# [\w-]+"\./);
    });
});
