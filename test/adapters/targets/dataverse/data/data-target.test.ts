import assert from "node:assert/strict";
import type { Target } from "../../../../../core/ports-of-targets.ts";
import type { DataTable } from "../../../../../standin/targets/books.ts";
import type { Bench } from "../bench.ts";
import { openBench } from "../bench.ts";
import { dataArtefact, id, plantRow, sampleTables } from "./data-samples.ts";
import type { SampleTable } from "./data-samples.ts";

let bench: Bench;
let target: Target;

function table(name: string): DataTable {
  return bench.targets.book("uat").tables.find((one) => one.name === name) ?? assert.fail(name);
}

function values(name: string): readonly (readonly [string, object])[] {
  return table(name).rows.map((row) => [row.id, row.values] as const);
}

function writes(): readonly string[] {
  const all = bench.targets.requests("uat").filter(({ method }) => method !== "GET");
  return all.map(({ method, path }) => `${method} ${path.replace("/api/data/v9.2/", "")}`);
}

async function open(): Promise<void> {
  bench = await openBench();
  bench.targets.book("uat").tables.push(...sampleTables());
  target = bench.target("uat");
}

async function close(): Promise<void> {
  await target.close();
  await bench.stop();
}

const text = { name: "cr_name", type: "string" } as const;
const keyed = { ...text, key: true } as const;

const countries: SampleTable = {
  name: "cr_country",
  fields: [keyed, { name: "cr_code", type: "string" }],
  rows: [
    { id: id(1), values: { cr_name: "France", cr_code: "FR" } },
    { id: id(2), values: { cr_name: "Spain", cr_code: "ES" } },
  ],
};

const lookup = { name: "cr_country", type: "entityreference" } as const;

describe("configuration data", () => {
  beforeEach(open);
  afterEach(close);

  it("is planned table by table, and nothing is written by it", async () => {
    plantRow(table("cr_country"), id(9), { cr_name: "spain", cr_code: "SP" });
    const artefact = await dataArtefact(bench.folder, "Data", [countries]);
    const plan = await target.plan([artefact]);
    assert.deepEqual(plan.steps, [
      {
        artefact: "Data",
        kind: "configurationData",
        action: "update",
        text: "Configuration data: cr_country 1 to create, 1 to update, 0 unchanged.",
      },
    ]);
    assert.match(plan.rollback, /^Configuration data goes back by deploying an earlier release's/);
    assert.deepEqual(writes(), []);
  });

  it("finds rows by the columns that the file marks, keeps what they held, and is done the second time", async () => {
    plantRow(table("cr_country"), id(9), { cr_name: "spain", cr_code: "SP" });
    const artefact = await dataArtefact(bench.folder, "Data", [countries]);
    const deployed = await bench.deploy(target, artefact);
    assert.equal(
      deployed.text,
      "Configuration data: cr_country 1 created, 1 updated, 0 unchanged, 0 failed.",
    );
    assert.deepEqual(values("cr_country"), [
      [id(9), { cr_name: "Spain", cr_code: "ES" }],
      [id(1), { cr_name: "France", cr_code: "FR" }],
    ]);
    const [kept = ""] = bench.kept.values();
    const { rows } = JSON.parse(kept) as { rows: object[] };
    assert.deepEqual(rows, [
      { table: "cr_country", id: id(1), record: id(1), action: "create", before: {} },
      {
        table: "cr_country",
        id: id(9),
        record: id(2),
        action: "update",
        before: { cr_name: "spain", cr_code: "SP" },
      },
    ]);
    assert.equal(await target.verify([artefact], bench.io), "Every row is there as Data has it.");
    assert.deepEqual(await target.stillThere([artefact]), [{ artefact: "Data", kind: "same" }]);
    const again = await target.plan([artefact]);
    assert.deepEqual(
      again.steps.map(({ action, text: words }) => [action, words]),
      [["skip", "Configuration data: cr_country 0 to create, 0 to update, 2 unchanged."]],
    );
  });
});

describe("configuration data that is partly there", () => {
  beforeEach(open);
  afterEach(close);

  it("finds rows by their id, else by their name, where the file marks no column", async () => {
    plantRow(table("cr_country"), id(1), { cr_name: "Gaul", cr_code: "FR" });
    plantRow(table("cr_country"), id(8), { cr_name: "Spain", cr_code: "ES" });
    const plain = {
      ...countries,
      primaryName: "cr_name",
      fields: [text, { name: "cr_code", type: "string" }],
    };
    await bench.deploy(target, await dataArtefact(bench.folder, "Data", [plain]));
    assert.deepEqual(values("cr_country"), [
      [id(1), { cr_name: "France", cr_code: "FR" }],
      [id(8), { cr_name: "Spain", cr_code: "ES" }],
    ]);
  });

  it("says what moved there since", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [countries]);
    await bench.deploy(target, artefact);
    const [row] = table("cr_country").rows;
    if (row) row.values["cr_code"] = "XX";
    const [still] = await target.stillThere([artefact]);
    assert.deepEqual(still, {
      artefact: "Data",
      kind: "moved",
      because: `not as deployed: 1 row, for example cr_country ${id(1)}`,
    });
    await assert.rejects(target.verify([artefact], bench.io), /RM031/);
  });

  it("refuses, without a write, when rows changed after the plan", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [countries]);
    const { steps } = await target.plan([artefact]);
    plantRow(table("cr_country"), id(9), { cr_name: "Spain", cr_code: "SP" });
    const deployed = await bench.carryOut(target, steps[0], artefact);
    assert.equal(deployed.outcome, "failedUnchanged");
    assert.match(deployed.text, /RM042/);
    assert.deepEqual(writes(), []);
  });
});

describe("configuration data with lookups", () => {
  beforeEach(open);
  afterEach(close);

  const capital: SampleTable = {
    name: "cr_country",
    fields: [text, { name: "cr_capital", type: "entityreference" }],
    rows: [{ id: id(1), values: { cr_name: "France", cr_capital: ["cr_city", id(11)] } }],
  };
  const cities: SampleTable = {
    name: "cr_city",
    fields: [text, lookup, { name: "cr_twin", type: "entityreference" }],
    rows: [
      {
        id: id(11),
        values: { cr_name: "Paris", cr_country: ["cr_country", id(1)], cr_twin: ["cr_city", id(12)] },
      },
      { id: id(12), values: { cr_name: "Rome" } },
    ],
  };

  it("writes a circle of new rows in two passes", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [capital, cities]);
    const deployed = await bench.deploy(target, artefact);
    assert.equal(deployed.outcome, "succeeded", deployed.text);
    assert.equal(table("cr_country").rows[0]?.values["cr_capital"], id(11));
    const paris = table("cr_city").rows.find((row) => row.id === id(11));
    assert.deepEqual([paris?.values["cr_country"], paris?.values["cr_twin"]], [id(1), id(12)]);
    assert.equal((await target.plan([artefact])).steps[0]?.action, "skip");
  });

  it("writes what is pointed to first, whatever the file's order, and follows a row that has another id there", async () => {
    plantRow(table("cr_country"), id(9), { cr_name: "France" });
    const file = [
      {
        name: "cr_city",
        fields: [text, lookup],
        rows: [{ id: id(11), values: { cr_name: "Paris", cr_country: ["cr_country", id(1)] } }],
      },
      { name: "cr_country", fields: [keyed], rows: [{ id: id(1), values: { cr_name: "France" } }] },
    ] as const;
    const deployed = await bench.deploy(target, await dataArtefact(bench.folder, "Data", file));
    assert.equal(deployed.outcome, "succeeded", deployed.text);
    assert.equal(table("cr_city").rows[0]?.values["cr_country"], id(9));
  });
});

describe("configuration data that points outside", () => {
  beforeEach(open);
  afterEach(close);

  it("finds currencies, users and roles by name where their ids differ", async () => {
    plantRow(table("transactioncurrency"), id(70), { currencyname: "Euro", isocurrencycode: "EUR" });
    plantRow(table("systemuser"), id(71), { fullname: "Ada L", domainname: "ada@contoso.com" });
    const file: SampleTable = {
      name: "cr_city",
      fields: [
        text,
        { name: "transactioncurrencyid", type: "entityreference" },
        { name: "ownerid", type: "owner" },
      ],
      rows: [
        {
          id: id(11),
          values: {
            cr_name: "Paris",
            transactioncurrencyid: ["transactioncurrency", id(50), "Euro"],
            ownerid: ["systemuser", id(51), "Ada L"],
          },
        },
      ],
    };
    const artefact = await dataArtefact(bench.folder, "Data", [file]);
    const deployed = await bench.deploy(target, artefact);
    assert.equal(deployed.outcome, "succeeded", deployed.text);
    const [paris] = table("cr_city").rows;
    assert.deepEqual([paris?.values["transactioncurrencyid"], paris?.values["ownerid"]], [id(70), id(71)]);
    table("transactioncurrency").rows.length = 0;
    const { steps } = await target.plan([artefact]);
    assert.match(
      steps[0]?.text ?? "",
      /row \S+50 \('Euro'\) of transactioncurrency, which column transactioncurrencyid of row \S+11 of cr_city points to, is not there by its id, and 0 rows have its name/,
    );
  });

  it("knows rows that an earlier file of the release brings", async () => {
    const first = await dataArtefact(bench.folder, "Data", [
      { ...countries, fields: [text, { name: "cr_code", type: "string" }] },
    ]);
    const second = await dataArtefact(bench.folder, "Data2", [
      {
        name: "cr_city",
        fields: [text, lookup],
        rows: [{ id: id(11), values: { cr_name: "Paris", cr_country: ["cr_country", id(1)] } }],
      },
    ]);
    const { steps } = await target.plan([first, second]);
    assert.deepEqual(
      steps.map(({ action }) => action),
      ["create", "create"],
    );
    for (const [index, artefact] of [first, second].entries()) {
      const deployed = await bench.carryOut(target, steps[index], artefact);
      assert.equal(deployed.outcome, "succeeded", deployed.text);
    }
    assert.equal(table("cr_city").rows[0]?.values["cr_country"], id(1));
  });
});

describe("configuration data with states, values and associations", () => {
  beforeEach(open);
  afterEach(close);

  it("sets states after the rows, days as days, and associates; a duplicate is a success", async () => {
    plantRow(table("cr_tag"), id(21), { cr_name: "old" });
    const file: SampleTable = {
      name: "cr_city",
      fields: [
        text,
        { name: "cr_people", type: "number" },
        { name: "cr_big", type: "bool" },
        { name: "cr_founded", type: "datetime" },
        { name: "cr_seen", type: "datetime" },
        { name: "statecode", type: "state" },
        { name: "statuscode", type: "status" },
      ],
      rows: [
        {
          id: id(11),
          values: {
            cr_name: "Paris",
            cr_people: "2100000",
            cr_big: "True",
            cr_founded: "1990-05-04T00:00:00.0000000Z",
            cr_seen: "2020-01-02T03:04:05.0000000Z",
            statecode: "1",
            statuscode: "2",
          },
        },
      ],
      links: [{ source: id(11), table: "cr_tag", relationship: "cr_city_tag", targets: [id(21), id(22)] }],
    };
    const tags: SampleTable = {
      name: "cr_tag",
      fields: [text],
      rows: [{ id: id(22), values: { cr_name: "new" } }],
    };
    const artefact = await dataArtefact(bench.folder, "Data", [file, tags]);
    bench.targets.misbehave({ at: "uat", troubles: [{ path: "$ref", times: 1, answer: "lostAnswer" }] });
    const deployed = await bench.deploy(target, artefact);
    assert.equal(deployed.outcome, "succeeded", deployed.text);
    assert.deepEqual(table("cr_city").rows[0]?.values, {
      ...{ cr_name: "Paris", cr_people: 2100000, cr_big: true, cr_founded: "1990-05-04" },
      ...{ cr_seen: "2020-01-02T03:04:05Z", statecode: 1, statuscode: 2 },
    });
    assert.deepEqual(table("cr_city").links["cr_City_Tag"]?.sort(), [
      [id(11), id(21)],
      [id(11), id(22)],
    ]);
    assert.match(deployed.text, /1 association made, 1 already there/);
    assert.equal((await target.plan([artefact])).steps[0]?.action, "skip");
  });
});
