import assert from "node:assert/strict";
import fc from "fast-check";
import type { Deployment } from "../../../core/model/deployment.ts";
import { matrixAt, whereWas, type MatrixCell } from "../../../core/model/where-what.ts";
import { at, aYear, deployed, pipelines, type PipelineKey } from "./a-year.ts";

const settings = { environments: { "go live": "PROD" }, stageClasses: {} };

function cellAt(
  moment: string | undefined,
  pipeline: PipelineKey,
  environment: string,
): MatrixCell | undefined {
  const matrix = matrixAt(aYear, { settings, ...(moment === undefined ? {} : { at: at(moment) }) });
  const column = matrix.environments.findIndex(({ name }) => name === environment);
  assert.notEqual(column, -1, `no column ${environment}`);
  const { id, kind } = pipelines[pipeline];
  return matrix.rows.find((row) => row.pipeline.id === id && row.pipeline.kind === kind)?.cells[column];
}

function told(deployment: Deployment | undefined): string {
  return deployment === undefined ? "-" : `${deployment.build?.number} ${deployment.status.state}`;
}

type Question = [string, string | undefined, PipelineKey, string, string];
const current: Question[] = [
  ["which version was in UAT when the bug was reported", "05-07 14:12", "shop", "UAT", "2026-05"],
  ["the same in production", "05-07 14:12", "shop", "PROD", "2026-04"],
  ["before the first deployment", "2025-12-01 09:05", "shop", "UAT", "-"],
  ["in the minute in which it ended", "2025-12-01 09:10", "shop", "UAT", "2025-12"],
  ["nothing in production yet", "2025-12-10 00:00", "shop", "PROD", "-"],
  ["on New Year's Eve", "2025-12-31 23:59", "shop", "PROD", "2025-12"],
  ["after the failed deployment the version before is told", "04-15 21:00", "shop", "PROD", "2026-03"],
  ["after the second try", "04-16 08:10", "shop", "PROD", "2026-04"],
  ["before going back", "06-20 11:09", "shop", "PROD", "2026-06"],
  ["after going back to an older build", "06-20 11:10", "shop", "PROD", "2026-05"],
  ["long after going back, until the next release", "07-15 20:05", "shop", "PROD", "2026-05"],
  ["a YAML pipeline of the same number", "04-15 21:00", "api", "PROD", "2026-04"],
  ["while the next deployment was in progress", "08-15 21:30", "api", "PROD", "2026-07"],
  ["when it had ended", "08-15 23:00", "api", "PROD", "2026-08"],
  ["an environment written in another case", "03-03 12:00", "billing", "UAT", "2026-03"],
  ["a success with warnings", "05-02 00:00", "billing", "UAT", "2026-05"],
  ["production under another name", "06-30 00:00", "portal", "PROD", "2026-06"],
  ["a cancelled deployment never becomes current", "07-20 00:00", "portal", "PROD", "2026-06"],
  ["nor a rejected one", "09-20 00:00", "portal", "PROD", "2026-08"],
  ["nor one that ended in a way that is not known", "06-30 00:00", "web", "PROD", "2026-05"],
  ["while the next one waited for approval", "09-15 12:00", "web", "PROD", "2026-08"],
  ["after the approval", "09-16 08:10", "web", "PROD", "2026-09"],
  ["nor a skipped one", "10-20 00:00", "jobs", "PROD", "2026-09"],
  ["an end before its start counts as the start", "02-15 20:03", "jobs", "PROD", "2026-01"],
  ["and from then on it is current", "02-15 20:05", "jobs", "PROD", "2026-02"],
  ["now, while November's is in progress", undefined, "jobs", "PROD", "2026-09"],
  ["now", undefined, "shop", "PROD", "2026-11"],
];

const others: [string, string | undefined, PipelineKey, "last" | "waiting", string][] = [
  ["one that failed is the last", "04-15 21:00", "shop", "last", "2026-04 failed"],
  ["one that ended later was in progress", "08-15 21:30", "api", "last", "2026-08 inProgress"],
  ["a cancelled one is the last", "07-20 00:00", "portal", "last", "2026-07 cancelled"],
  ["a rejected one never began", "09-20 00:00", "portal", "last", "2026-08 succeeded"],
  ["a rejected one waits no longer", "09-20 00:00", "portal", "waiting", "-"],
  ["one that waited was queued", "09-15 12:00", "web", "waiting", "2026-09 queued"],
  ["one that waits is not the last", "09-15 12:00", "web", "last", "2026-08 succeeded"],
  ["one that had begun waits no longer", "09-16 08:00", "web", "waiting", "-"],
  ["a word that we do not know is told", "06-30 00:00", "web", "last", "2026-06 unknown"],
  ["one that has not ended is in progress now", undefined, "jobs", "last", "2026-11 inProgress"],
  ["nobody had asked yet", "09-14 17:59", "web", "waiting", "-"],
];

describe("matrixAt, asked about a year", () => {
  for (const [question, moment, pipeline, environment, version] of current) {
    it(`N9: knows what was current: ${question}`, () =>
      assert.equal(cellAt(moment, pipeline, environment)?.current?.build?.number ?? "-", version));
  }

  for (const [question, moment, pipeline, part, expected] of others) {
    it(`N9: knows what was under way: ${question}`, () =>
      assert.equal(told(cellAt(moment, pipeline, "PROD")?.[part]), expected));
  }

  it("N9: tells an attempt as it was, without its later end", () => {
    const last = cellAt("08-15 21:30", "api", "PROD")?.last;
    assert.deepEqual([last?.status, last?.finishedOn], [{ state: "inProgress", wire: "" }, undefined]);
    const waiting = cellAt("09-15 12:00", "web", "PROD")?.waiting;
    assert.deepEqual([waiting?.startedOn, waiting?.finishedOn], [undefined, undefined]);
  });

  it("N9: has one row a pipeline of either world, and one column an environment", () => {
    const matrix = matrixAt(aYear, { settings });
    assert.deepEqual(
      matrix.rows.map(({ pipeline }) => `${pipeline.name} ${pipeline.kind}:${pipeline.id}`),
      [
        "Billing classic:6",
        "Jobs yaml:9",
        "Portal classic:7",
        "Shop classic:5",
        "Shop API yaml:5",
        "Web yaml:8",
      ],
    );
    assert.deepEqual(matrix.environments, [
      { name: "UAT", class: "test" },
      { name: "PROD", class: "production" },
    ]);
  });
});

describe("matrixAt", () => {
  it("orders columns by class, then by name, and Settings may only make a class stricter", () => {
    const names = ["Zeta", "PROD", "dev", "UAT", "Alpha", "QA"];
    const list = names.map((name) => deployed("shop", "2026-01", "UAT", { stage: name, environment: name }));
    const columns = (stageClasses: Record<string, "production" | "development">): string[] =>
      matrixAt(list, { settings: { environments: {}, stageClasses } }).environments.map(({ name }) => name);
    assert.deepEqual(columns({}), ["dev", "QA", "UAT", "Alpha", "Zeta", "PROD"]);
    assert.deepEqual(columns({ qa: "production", prod: "development" }), [
      "dev",
      "UAT",
      "Alpha",
      "Zeta",
      "PROD",
      "QA",
    ]);
  });

  it("gives an alias only to a stage whose environment is its own name", () => {
    const own = deployed("api", "2026-01", "PROD", { stage: "Go live", environment: "EU" });
    assert.deepEqual(matrixAt([own], { settings }).environments, [{ name: "EU", class: "staging" }]);
  });

  it("is empty for nothing", () => assert.deepEqual(matrixAt([]), { environments: [], rows: [] }));

  it("leaves out what was never at any time, but not its row", () => {
    const timeless = deployed("shop", "2026-01", "UAT", {
      queued: undefined,
      started: undefined,
      finished: undefined,
    });
    assert.deepEqual(matrixAt([timeless]).rows[0]?.cells, [undefined]);
  });

  it("takes the earliest moment that is told for an end that is not", () => {
    const endless = deployed("shop", "2026-01", "UAT", { finished: undefined });
    const current = (moment: string): string =>
      told(matrixAt([endless], { at: at(moment) }).rows[0]?.cells[0]?.current);
    assert.deepEqual([current("01-01 09:00"), current("01-01 09:01")], ["-", "2026-01 succeeded"]);
  });

  it("never depends on the order of the pages, nor on what they have twice", () => {
    const days = fc.integer({ min: 0, max: 364 });
    const pages = fc.shuffledSubarray([...aYear], { minLength: aYear.length });
    fc.assert(
      fc.property(pages, days, fc.nat(60), (mixed, day, twice) => {
        const options = {
          settings,
          at: at(new Date(Date.UTC(2025, 11, 1 + day, 20, 5)).toISOString().slice(0, 16)),
        };
        assert.deepEqual(matrixAt([...mixed, ...mixed.slice(0, twice)], options), matrixAt(aYear, options));
      }),
      { numRuns: 40 },
    );
  });
});

describe("two readings of one attempt", () => {
  const done = deployed("shop", "2026-01", "PROD");
  const { finishedOn: _, ...early } = done;
  const running: Deployment = { ...early, status: { state: "inProgress", wire: "inProgress" } };
  const failed: Deployment = { ...done, status: { state: "failed", wire: "failed" } };
  const cell = (...list: Deployment[]): MatrixCell | undefined => matrixAt(list).rows[0]?.cells[0];

  it("count once, and go on where a job goes on", () => {
    for (const list of [
      [done, running],
      [running, done],
    ]) {
      assert.deepEqual(
        [told(cell(...list)?.current), told(cell(...list)?.last)],
        ["-", "2026-01 inProgress"],
      );
    }
  });

  it("are no success where one of them failed", () => {
    for (const list of [
      [done, failed],
      [failed, done],
    ]) {
      assert.deepEqual([told(cell(...list)?.current), told(cell(...list)?.last)], ["-", "2026-01 failed"]);
    }
  });
});

describe("whereWas", () => {
  it("N9: names what ran in UAT when the bug was reported, for every pipeline", () => {
    const there = whereWas(aYear, "uat", { at: at("05-01 09:05"), settings });
    assert.deepEqual(
      there.map(({ pipeline, build }) => `${pipeline.name} ${build?.number}`),
      [
        "Billing 2026-04",
        "Jobs 2026-04",
        "Portal 2026-04",
        "Shop 2026-04",
        "Shop API 2026-04",
        "Web 2026-04",
      ],
    );
  });

  it("N9: knows an environment by the alias that Settings give", () => {
    const portal = whereWas(aYear, "Prod", { at: at("06-30 00:00"), settings }).filter(
      ({ pipeline }) => pipeline.id === 7,
    );
    assert.deepEqual(portal.map(told), ["2026-06 succeeded"]);
    assert.deepEqual(whereWas(aYear, "Go live", { at: at("06-30 00:00"), settings }), []);
    assert.deepEqual(whereWas(aYear, "Go live", { at: at("06-30 00:00") }).map(told), ["2026-06 succeeded"]);
  });

  it("is empty for an environment that nothing went to", () =>
    assert.deepEqual(whereWas(aYear, "DEV", { at: at("06-30 00:00") }), []));
});
