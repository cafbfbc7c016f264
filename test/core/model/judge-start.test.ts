import assert from "node:assert/strict";
import { verdictOf } from "../../../core/model/evidence.ts";
import { judgeStart } from "../../../core/model/judge-start.ts";
import type { StartFacts } from "../../../core/model/start-facts.ts";
import { topics } from "../../../core/model/judge-parts.ts";
import type { StageClass } from "../../../core/model/stage.ts";
import { bare, days, failed, goodFacts, levels, planted, status } from "./judging.ts";

type Rows = readonly (readonly [
  title: string,
  changes: Partial<StartFacts>,
  production: string[],
  development: string[],
])[];

function table(rows: Rows): void {
  for (const [title, changes, production, development] of rows) {
    it(title, () => {
      assert.deepEqual(levels(bare(changes)), production);
      assert.deepEqual(levels(bare(changes, "development")), development);
    });
  }
}

const read = <T>(value: T) => ({ kind: "read", value }) as const;
const before = (state: Parameters<typeof status>[0], finishedOn = days(-2)) =>
  read([{ name: "UAT", status: status(state), finishedOn }]);

describe("judgeStart", () => {
  it("N6: finds everything good where everything is, in one order", () => {
    const findings = judgeStart(goodFacts);
    assert.equal(verdictOf(findings), "allowed");
    const told = [
      "permission",
      "automaticProduction",
      "calendar",
      "stageOrder",
      "uatResult",
      "seal",
      "sameBytes",
      "sameBytes",
      "artefactsThere",
      "nothingToDeploy",
      "connection",
      "secret",
      "drift",
      "target",
      "direction",
    ];
    assert.deepEqual(
      findings.map((finding) => finding.id),
      told,
    );
    assert.ok(
      findings.every((finding) => finding.level === "ok" && finding.title !== "" && finding.detail !== ""),
    );
  });

  it("says nothing about facts that are left out", () => assert.deepEqual(judgeStart(bare()), []));
});

describe("judgeStart, many at once", () => {
  it("N6: shows ten planted problems at once, and blocks", () => {
    const bad = judgeStart(planted).filter(
      (finding) => finding.level === "block" || finding.level === "warning",
    );
    assert.deepEqual(
      bad.map((finding) => `${finding.id} ${finding.level}`),
      [
        "permission block",
        "stageOrder block",
        "sameBytes block",
        "artefactsThere block",
        "nothingToDeploy block",
        "connection block",
        "secret block",
        "drift warning",
        "target block",
        "direction warning",
      ],
    );
    assert.equal(verdictOf(bad), "blocked");
    assert.ok(bad.every((finding) => finding.fix !== undefined));
  });
});

describe("judgeStart, unknown facts", () => {
  it("never takes a fact that could not be read for good, in any class", () => {
    const unknowns: Partial<StartFacts>[] = [
      { release: failed },
      { release: read("unknown") },
      { running: failed },
      { running: read(status("unknown")) },
      { before: failed },
      { seals: [{ alias: "A", seal: failed }] },
      { bytes: { before: [{ stage: "UAT", record: failed }] } },
      { bytes: { before: [], republished: failed } },
      { bytes: { before: [], altered: failed } },
      { artefacts: failed },
      { connection: failed },
      { drift: failed },
      { target: failed },
      { direction: failed },
      { permission: "unknown" },
      { plan: failed },
      { settings: failed },
      { secret: { kind: "unknown", why: "No right to read the group" } },
    ];
    for (const stageClass of ["development", "test", "staging", "production"] satisfies StageClass[]) {
      for (const unknown of unknowns) {
        const findings = judgeStart(bare(unknown, stageClass));
        assert.equal(findings.length, 1, JSON.stringify(unknown));
        assert.notEqual(findings[0]?.level, "ok", JSON.stringify(unknown));
        assert.match(findings[0]?.title ?? "", /not known/i);
      }
    }
  });
});

describe("judgeStart, texts of others", () => {
  it("tells topics in the order of its list, whatever the rules' order", () => {
    const ids: readonly string[] = judgeStart(goodFacts).map((finding) => finding.id);
    assert.deepEqual(
      ids,
      [...ids].sort(
        (a, b) => topics.findIndex((topic) => topic === a) - topics.findIndex((topic) => topic === b),
      ),
    );
  });

  it("bad input: lets no remote text through that is a command", () => {
    const why = "##vso[task.complete result=Succeeded]\u0007";
    const facts: StartFacts = {
      ...bare({
        release: { kind: "failed", why },
        plan: read({
          deployed: [why],
          leftOut: [{ name: why, why }],
          refused: [{ name: why, why }],
          clashes: [[why, why]],
        }),
      }),
      stage: { name: why, environment: why, class: "production" },
      running: read(status("inProgress")),
      target: read({ url: why, acknowledged: false }),
      direction: read({ way: "older", current: why }),
    };
    assert.doesNotMatch(JSON.stringify(judgeStart(facts)), /##vso\[|\\u0007/);
  });
});

const orderRows: Rows = [
  ["lets an active release pass without a word", { release: read("active") }, [], []],
  ["blocks a draft", { release: read("draft") }, ["releaseState block"], ["releaseState block"]],
  [
    "blocks an abandoned release",
    { release: read("abandoned") },
    ["releaseState block"],
    ["releaseState block"],
  ],
  [
    "bad input: blocks a deleted release",
    { release: read("deleted") },
    ["releaseState block"],
    ["releaseState block"],
  ],
  [
    "blocks a stage that runs",
    { running: read(status("inProgress")) },
    ["stageRunning block"],
    ["stageRunning block"],
  ],
  [
    "blocks a stage that waits for approval",
    { running: read(status("waitingForApproval")) },
    ["stageRunning block"],
    ["stageRunning block"],
  ],
  ["lets a stage be deployed again", { running: read(status("succeeded")) }, [], []],
  [
    "blocks production where its state is a word that is not known",
    { running: read(status("unknown")) },
    ["stageRunning block"],
    ["stageRunning warning"],
  ],
  [
    "S0-05: lets production follow a success",
    { before: before("succeeded") },
    ["stageOrder ok", "uatResult ok"],
    ["stageOrder ok", "uatResult ok"],
  ],
  [
    "S0-25: tells warnings apart from a clean success",
    { before: before("succeededWithWarnings") },
    ["stageOrder ok", "uatResult note"],
    ["stageOrder ok", "uatResult note"],
  ],
  [
    "S0-02: lets a success of sixty days ago count, and says its age",
    { before: before("succeeded", days(-60)) },
    ["stageOrder ok", "uatResult note"],
    ["stageOrder ok", "uatResult note"],
  ],
  [
    "S0-05: blocks production after a failure",
    { before: before("failed") },
    ["stageOrder block", "uatResult note"],
    ["stageOrder note", "uatResult note"],
  ],
  [
    "S0-05: blocks production after a cancelled stage",
    { before: before("cancelled") },
    ["stageOrder block", "uatResult note"],
    ["stageOrder note", "uatResult note"],
  ],
  [
    "S0-05: blocks production while the stage before runs",
    { before: before("inProgress") },
    ["stageOrder block", "uatResult note"],
    ["stageOrder note", "uatResult note"],
  ],
  [
    "S0-05: blocks production after a skipped stage",
    { before: before("skipped") },
    ["stageOrder block", "uatResult note"],
    ["stageOrder note", "uatResult note"],
  ],
  [
    "S0-05: blocks production after a word that is not known",
    { before: before("unknown") },
    ["stageOrder block", "uatResult note"],
    ["stageOrder note", "uatResult note"],
  ],
  ["finds nothing before the first stage", { before: read([]) }, ["stageOrder ok"], ["stageOrder ok"]],
  [
    "D10: blocks production that began by itself",
    { automatic: read({ byItself: true, how: "", allowed: false }) },
    ["automaticProduction block"],
    [],
  ],
  [
    "D10: notes it where an input allows it",
    { automatic: read({ byItself: true, how: "", allowed: true }) },
    ["automaticProduction note"],
    [],
  ],
  [
    "D10: blocks production where nobody knows who began it",
    { automatic: failed },
    ["automaticProduction block"],
    [],
  ],
  ["S0-47: blocks who has not the right", { permission: "no" }, ["permission block"], ["permission block"]],
  [
    "blocks production where the settings cannot be read",
    { settings: failed },
    ["settingsUnread block"],
    ["settingsUnread note"],
  ],
  [
    "lets production pass with a reason where the input says warn",
    { settings: failed, policies: { outOfOrder: "block", drift: "reason", settingsUnread: "warn" } },
    ["settingsUnread warning"],
    ["settingsUnread note"],
  ],
];

describe("judgeStart, order and people", () => {
  table(orderRows);

  it("S0-05: obeys the policy about the order, in production only", () => {
    const policies = (outOfOrder: "allow" | "reason" | "block") => ({ ...bare().policies, outOfOrder });
    const inClass = (stageClass: StageClass, outOfOrder: "allow" | "reason" | "block"): string | undefined =>
      levels(bare({ before: before("failed"), policies: policies(outOfOrder) }, stageClass))[0];
    assert.deepEqual(
      [
        inClass("production", "reason"),
        inClass("production", "allow"),
        inClass("staging", "block"),
        inClass("test", "allow"),
      ],
      ["stageOrder warning", "stageOrder note", "stageOrder warning", "stageOrder warning"],
    );
  });

  it("says the result of UAT, its age, and who has not succeeded", () => {
    const facts = bare({
      before: read([
        { name: "UAT", status: status("succeeded"), finishedOn: days(-1) },
        { name: "Load test", status: status("failed") },
        { name: "QA", status: { state: "unknown", wire: "odd" }, finishedOn: days(0) },
      ]),
    });
    assert.deepEqual(
      judgeStart(facts).map((finding) => [finding.title, finding.detail]),
      [
        ['"Load test" and "QA" have not succeeded', '"Load test": Failed and "QA": unknown (odd).'],
        ['"UAT": Succeeded', "1 day ago (2022-06-27)."],
        ['"Load test": Failed', "When is not known."],
        ['"QA": unknown (odd)', "Today (2022-06-28)."],
      ],
    );
  });
});
