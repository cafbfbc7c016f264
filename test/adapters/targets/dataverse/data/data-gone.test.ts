import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Failure } from "../../../../../core/failure.ts";
import type { Target } from "../../../../../core/ports-of-targets.ts";
import type { DataTable } from "../../../../../standin/targets/books.ts";
import type { Bench } from "../bench.ts";
import { openBench } from "../bench.ts";
import { dataArtefact, id, plantRow, sampleTables, type SampleTable } from "./data-samples.ts";

let bench: Bench;
let target: Target;

function table(name: string): DataTable {
  return bench.targets.book("uat").tables.find((one) => one.name === name) ?? assert.fail(name);
}

const name = { name: "cr_name", type: "string" } as const;
const paris: SampleTable = {
  name: "cr_city",
  fields: [name],
  rows: [{ id: id(11), values: { cr_name: "Paris" } }],
};

describe("configuration data of which something is gone", () => {
  beforeEach(async () => {
    bench = await openBench();
    bench.targets.book("uat").tables.push(...sampleTables());
    target = bench.target("uat");
  });
  afterEach(async () => {
    await target.close();
    await bench.stop();
  });

  it("does not make a row anew that somebody deleted when only its state is to be changed", async () => {
    plantRow(table("cr_city"), id(11), { cr_name: "Paris", statecode: 0, statuscode: 1 });
    const fields = [{ name: "statuscode", type: "status" }];
    const rows = [{ id: id(11), values: { statuscode: "3" } }];
    const artefact = await dataArtefact(bench.folder, "Data", [{ ...paris, fields, rows }]);
    const { steps } = await target.plan([artefact]);
    const keep = (): Promise<void> => {
      table("cr_city").rows.length = 0;
      return Promise.resolve();
    };
    const deployed = await bench.carryOut(target, steps[0], artefact, { ...bench.io, keep });
    assert.equal(deployed.outcome, "failedUnchanged", deployed.text);
    assert.deepEqual(table("cr_city").rows, []);
  });

  it("plans associations of a row that an earlier file of the release brings", async () => {
    plantRow(table("cr_tag"), id(21), { cr_name: "old" });
    const link = { source: id(11), table: "cr_tag", relationship: "cr_city_tag", targets: [id(21)] };
    const first = await dataArtefact(bench.folder, "Data", [paris]);
    const second = await dataArtefact(bench.folder, "Data2", [{ ...paris, rows: [], links: [link] }]);
    const { steps } = await target.plan([first, second]);
    for (const [index, artefact] of [first, second].entries()) {
      const deployed = await bench.carryOut(target, steps[index], artefact);
      assert.equal(deployed.outcome, "succeeded", deployed.text);
    }
    assert.deepEqual(table("cr_city").links["cr_City_Tag"], [[id(11), id(21)]]);
  });

  it("N12: does not say that rows moved where only the file cannot be read any more", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [paris]);
    await bench.deploy(target, artefact);
    rmSync(join(bench.folder, "Data"), { recursive: true });
    const [still] = await target.stillThere([artefact]);
    assert.equal(still?.kind, "unknown");
    assert.match("because" in still ? still.because : "", /cannot be read/);
    await assert.rejects(target.verify([artefact], bench.io), ({ report }: Failure) => {
      assert.deepEqual([report.what, report.state], ["UAT was not verified", "its state is not known"]);
      return true;
    });
  });
});
