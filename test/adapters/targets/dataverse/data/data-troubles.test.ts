import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Target } from "../../../../../core/ports-of-targets.ts";
import type { DataTable } from "../../../../../standin/targets/books.ts";
import type { Bench } from "../bench.ts";
import { openBench } from "../bench.ts";
import { encrypted } from "../../../../support/zip.ts";
import { sampleArtefact, zipOf } from "../samples.ts";
import { bytesArtefact, dataArtefact, id, plantRow, sampleTables, zipArtefact } from "./data-samples.ts";
import type { SampleTable } from "./data-samples.ts";

let bench: Bench;
let target: Target;

function table(name: string): DataTable {
  return bench.targets.book("uat").tables.find((one) => one.name === name) ?? assert.fail(name);
}

function writes(): number {
  return bench.targets.requests("uat").filter(({ method }) => method !== "GET").length;
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

const name = { name: "cr_name", type: "string" } as const;

/** So many countries, from id 1 on. */
function many(count: number, from = 1): SampleTable {
  const rows = Array.from({ length: count }, (_, at) => ({
    id: id(from + at),
    values: { cr_name: `Country ${from + at}`, cr_code: `C${from + at}` },
  }));
  return { name: "cr_country", fields: [name, { name: "cr_code", type: "string" }], rows };
}

describe("configuration data in trouble", () => {
  beforeEach(open);
  afterEach(close);

  it("obeys Retry-After, and survives 503, a reset and a lost answer", async () => {
    const path = "cr_countrys(";
    bench.targets.misbehave({
      at: "uat",
      troubles: [
        { path, method: "PATCH", times: 2, answer: { status: 429, retryAfter: 7, code: "0x80072322" } },
        { path, method: "PATCH", times: 1, after: 3, answer: { status: 503 } },
        { path, method: "PATCH", times: 1, after: 5, answer: "reset" },
        { path, method: "PATCH", times: 1, after: 7, answer: "lostAnswer" },
      ],
    });
    const deployed = await bench.deploy(target, await dataArtefact(bench.folder, "Data", [many(30)]));
    assert.equal(
      deployed.text,
      "Configuration data: cr_country 30 created, 0 updated, 0 unchanged, 0 failed.",
    );
    assert.equal(table("cr_country").rows.length, 30);
    assert.ok(bench.slept.filter((milliseconds) => milliseconds === 7000).length >= 2);
  });

  it("tells its own change whose answer was lost from somebody else's", async () => {
    plantRow(table("cr_country"), id(1), { cr_name: "Old", cr_code: "C1" });
    const lost = { path: "cr_countrys(", method: "PATCH", times: 1, answer: "lostAnswer" } as const;
    bench.targets.misbehave({ at: "uat", troubles: [lost] });
    const artefact = await dataArtefact(bench.folder, "Data", [many(1)]);
    const deployed = await bench.deploy(target, artefact);
    assert.equal(
      deployed.text,
      "Configuration data: cr_country 0 created, 1 updated, 0 unchanged, 0 failed.",
    );
    const [row] = table("cr_country").rows;
    if (row) row.values["cr_name"] = "Theirs";
    const answer = { status: 412, code: "0x80060882", message: "The version does not match" };
    bench.targets.misbehave({ at: "uat", troubles: [{ ...lost, answer }] });
    const refused = await bench.deploy(target, artefact);
    assert.match(refused.text, /0 updated, 0 unchanged, 1 failed\): cr_country \S+01: The version does not/);
    assert.equal(refused.outcome, "failedUnchanged");
  });

  it("fails with the rows that failed, after all others were written", async () => {
    const countries = table("cr_country");
    countries.uniqueKey = ["cr_code"];
    plantRow(countries, id(99), { cr_name: "Other", cr_code: "C3" });
    const deployed = await bench.deploy(target, await dataArtefact(bench.folder, "Data", [many(4)]));
    assert.equal(deployed.outcome, "failedPartial");
    assert.match(
      deployed.text,
      /1 rows or associations failed \(cr_country 3 created, 0 updated, 0 unchanged, 1 failed\): cr_country \S+03: A record that has the attribute values Key already exists/,
    );
    assert.match(deployed.text, /Target: it was partly changed/);
  });
});

describe("configuration data that is broken off", () => {
  beforeEach(open);
  afterEach(close);

  it("stops when the sign-in is refused in the middle, and goes on from there the next time", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [many(60)]);
    const trouble = {
      path: "cr_countrys(",
      method: "PATCH",
      times: 40,
      after: 20,
      answer: { status: 401 },
    } as const;
    bench.targets.misbehave({ at: "uat", troubles: [trouble] });
    const stopped = await bench.deploy(target, artefact);
    assert.equal(stopped.outcome, "failedPartial");
    assert.match(stopped.text, /Dataverse does not accept the token.*Until then: cr_country \d+ created/);
    bench.targets.behave();
    const there = table("cr_country").rows.length;
    assert.ok(there >= 20 && there < 60, String(there));
    const again = await bench.deploy(target, artefact);
    const words = `cr_country ${60 - there} created, 0 updated, ${there} unchanged, 0 failed`;
    assert.equal(again.text, `Configuration data: ${words}.`);
  });

  it("writes nothing new once the stage is cancelled, and says what was done", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [many(200)]);
    const { steps } = await target.plan([artefact]);
    const io = { ...bench.io, progress: (percent: number) => (percent >= 10 ? bench.abort() : undefined) };
    const deployed = await bench.carryOut(target, steps[0], artefact, io);
    assert.equal(deployed.outcome, "cancelled");
    assert.match(deployed.text, /The stage was cancelled. Until then: cr_country \d+ created/);
    assert.match(deployed.text, /Target: it was partly changed/);
    assert.ok(table("cr_country").rows.length < 60);
  });

  it("writes nothing where what was there cannot be kept", async () => {
    const artefact = await dataArtefact(bench.folder, "Data", [many(3)]);
    const { steps } = await target.plan([artefact]);
    const io = { ...bench.io, keep: () => Promise.reject(new Error("no room")) };
    await assert.rejects(bench.carryOut(target, steps[0], artefact, io), /no room/);
    assert.equal(writes(), 0);
  });

  it("keeps much in portions", async () => {
    const long = many(12).rows.map((row) => ({
      ...row,
      values: { ...row.values, cr_code: "x".repeat(200_000) },
    }));
    for (const row of long)
      plantRow(table("cr_country"), row.id, { cr_name: "y", cr_code: row.values.cr_code });
    const artefact = await dataArtefact(bench.folder, "Data", [many(12)]);
    await bench.deploy(target, artefact);
    assert.equal(bench.kept.size, 3);
    for (const text of bench.kept.values()) assert.ok(text.length < 1_100_000 && JSON.parse(text));
  });
});

async function refusal(tables: readonly SampleTable[]): Promise<string> {
  const { steps } = await target.plan([await dataArtefact(bench.folder, "Data", tables)]);
  assert.equal(steps[0]?.action, "refuse", steps[0]?.text);
  return steps[0].text;
}

describe("configuration data refused when it is planned", () => {
  before(open);
  after(close);

  it("bad input: names a table and a column that are not there", async () => {
    const row = { id: id(1), values: { cr_name: "x" } };
    const words = await refusal([
      { name: "cr_nowhere", fields: [name], rows: [row] },
      { ...many(1), fields: [...many(1).fields, { name: "cr_nope", type: "string" }] },
    ]);
    assert.match(
      words,
      /does not fit UAT: table cr_nowhere is not there; column cr_nope of table cr_country is not there/,
    );
  });

  it("names a value that is none, and its row", async () => {
    const words = await refusal([
      {
        name: "cr_city",
        fields: [
          { name: "cr_people", type: "number" },
          { name: "cr_seen", type: "datetime" },
        ],
        rows: [{ id: id(1), values: { cr_people: "many", cr_seen: "01/02/2020" } }],
      },
    ]);
    assert.match(words, /row \S+01 of table cr_city: column cr_people: 'many' is no number/);
    assert.match(words, /column cr_seen: '01\/02\/2020' is no datetime/);
  });

  it("names a type that is not deployed, a relationship that is not there and a row that nobody has", async () => {
    const city = {
      name: "cr_city",
      fields: [name],
      rows: [{ id: id(1), values: { cr_name: "x" } }],
    } as const;
    const file = { ...city, fields: [{ name: "cr_name", type: "filedata" }] };
    assert.match(
      await refusal([file]),
      /column cr_name of table cr_city is of type 'filedata', which is not deployed/,
    );
    const link = { source: id(1), table: "cr_tag", relationship: "cr_nope", targets: [id(2)] };
    assert.match(
      await refusal([{ ...city, links: [link] }]),
      /relationship cr_nope of table cr_city is not there/,
    );
    const far = { ...link, relationship: "cr_city_tag" };
    assert.match(
      await refusal([{ ...city, links: [far] }]),
      /row \S+02 of cr_tag, which relationship cr_city_tag of cr_city points to, is neither in the file nor there/,
    );
  });
});

describe("configuration data that cannot be read", () => {
  before(open);
  after(close);

  it("names rows that cannot be told apart", async () => {
    plantRow(table("cr_tag"), id(31), { cr_name: "same" });
    plantRow(table("cr_tag"), id(32), { cr_name: "SAME" });
    const rows = [{ id: id(1), values: { cr_name: "Same" } }];
    const words = await refusal([{ name: "cr_tag", fields: [{ ...name, key: true }], rows }]);
    assert.match(words, /2 rows of table cr_tag there may be row \S+01 of the file/);
  });

  it("refuses files that are damaged, altered, of another form or empty", async () => {
    const good = await dataArtefact(bench.folder, "Good", [many(1)]);
    const schema = '<entities><entity name="cr_tag" primaryidfield="cr_tagid"><fields/></entity></entities>';
    const cases: readonly (readonly [Readonly<Record<string, string>>, RegExp])[] = [
      [{ "data.xml": "<entities/>" }, /it holds no data_schema\.xml/],
      [{ "data.xml": "<entities><entity", "data_schema.xml": schema }, /no well-formed XML/],
      [
        { "data.xml": '<!DOCTYPE x [<!ENTITY e "x">]><entities/>', "data_schema.xml": schema },
        /document type/,
      ],
      [
        { "data.xml": "<entities><surprise/></entities>", "data_schema.xml": schema },
        /holds entities\/surprise, which is not understood/,
      ],
      [
        { "data.xml": '<entities><entity name="a/b"/></entities>', "data_schema.xml": schema },
        /the name 'a\/b', which is none/,
      ],
      [{ "data.xml": "<entities/>", "data_schema.xml": schema }, /holds no row/],
    ];
    for (const [entries, words] of cases) {
      const { steps } = await target.plan([await zipArtefact(bench.folder, "Bad", entries)]);
      assert.equal(steps[0]?.action, "refuse");
      assert.match(steps[0].text, words);
    }
    const torn = bytesArtefact(bench.folder, "Torn", Buffer.from("no zip at all"));
    assert.match((await target.plan([torn])).steps[0]?.text ?? "", /cannot be read/);
    writeFileSync(join(bench.folder, "Good", "Data.zip"), "altered");
    assert.match(
      (await target.plan([good])).steps[0]?.text ?? "",
      /was changed on the agent: it is not the sealed one/,
    );
    assert.equal(writes(), 0);
  });
});

describe("configuration data in a zip that means ill", () => {
  before(open);
  after(close);

  async function refusedAs(bytes: Buffer): Promise<string> {
    const { steps } = await target.plan([bytesArtefact(bench.folder, "Ill", bytes)]);
    assert.equal(steps[0]?.action, "refuse");
    return steps[0].text;
  }
  const entries = { "data.xml": "<entities/>", "data_schema.xml": "<entities/>" };

  it("bad input: is refused when it is encrypted", async () => {
    assert.match(await refusedAs(encrypted(await zipOf(entries))), /is encrypted/);
  });

  it("bad input: is refused when it unpacks to too much, whatever its header says", async () => {
    const large = await zipOf({
      ...entries,
      "data_schema.xml": `<entities>${" ".repeat(17 * 1024 * 1024)}</entities>`,
    });
    assert.match(await refusedAs(large), /data_schema\.xml is too large/);
    const lying = await zipOf({ ...entries, "data.xml": `<entities>${" ".repeat(5000)}</entities>` });
    const mark = Buffer.from("504b0102", "hex");
    const at = lying.indexOf(mark);
    lying.writeUInt32LE(10, at + 24);
    assert.match(await refusedAs(lying), /cannot be read/);
  });
});

describe("configuration data and solutions of one release", () => {
  beforeEach(open);
  afterEach(close);

  const fresh: SampleTable = {
    name: "cr_fresh",
    fields: [name],
    rows: [{ id: id(1), values: { cr_name: "first" } }],
  };

  it("waits for the solution that brings its table", async () => {
    const brings = { uniqueName: "Core", version: "1.0.0.0", tables: { cr_fresh: ["cr_name"] } };
    const solution = await sampleArtefact(bench.folder, "Sln", brings);
    const data = await dataArtefact(bench.folder, "Data2", [fresh]);
    const { steps } = await target.plan([solution, data]);
    assert.equal(
      steps[1]?.text,
      "Configuration data: 1 row, counted when Sln has brought what is not there yet.",
    );
    for (const [index, artefact] of [solution, data].entries()) {
      const deployed = await bench.carryOut(target, steps[index], artefact);
      assert.equal(deployed.outcome, "succeeded", deployed.text);
    }
    assert.equal(table("cr_fresh").rows.length, 1);
    assert.match(
      await target.verify([solution, data], bench.io),
      /Installed in UAT: 'Core' 1\.0\.0\.0\. Every row/,
    );
  });

  it("is refused before the solution that would bring its table", async () => {
    const brings = { uniqueName: "Core", version: "1.0.0.0", tables: { cr_fresh: ["cr_name"] } };
    const solution = await sampleArtefact(bench.folder, "Sln2", brings);
    const { steps } = await target.plan([await dataArtefact(bench.folder, "Data", [fresh]), solution]);
    assert.match(
      steps[0]?.text ?? "",
      /table cr_fresh is not there\. Deploy the solution that brings it first\./,
    );
  });

  it("counts again what an earlier file of the release changes too, and the last one wins", async () => {
    const first = await dataArtefact(bench.folder, "Data", [many(1)]);
    const second = await dataArtefact(bench.folder, "Data2", [
      { ...many(1), rows: [{ id: id(1), values: { cr_name: "Last", cr_code: "C1" } }] },
    ]);
    plantRow(table("cr_country"), id(1), { cr_name: "Last", cr_code: "C1" });
    const { steps } = await target.plan([first, second]);
    assert.deepEqual(
      steps.map(({ action }) => action),
      ["update", "update"],
    );
    for (const [index, artefact] of [first, second].entries())
      assert.equal((await bench.carryOut(target, steps[index], artefact)).outcome, "succeeded");
    assert.equal(table("cr_country").rows[0]?.values["cr_name"], "Last");
    assert.match(await target.verify([first, second], bench.io), /Every row is there as Data, Data2 has it/);
  });
});
