import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { CheckerThreshold } from "../../../../../adapters/targets/dataverse/dataverse-settings.ts";
import { verdictOn } from "../../../../../adapters/targets/dataverse/checker/checker-fault.ts";
import { readSarif } from "../../../../../adapters/targets/dataverse/checker/read-sarif.ts";
import type { SealedArtefact } from "../../../../../core/model/artefact.ts";
import type { Bench } from "../bench.ts";
import { openBench } from "../bench.ts";
import { sampleArtefact } from "../samples.ts";

/** A log of the shape that the Power Apps checker writes. */
function sarif(results: readonly object[], rules: readonly object[] = []): string {
  return JSON.stringify({
    version: "2.1.0",
    runs: [{ tool: { driver: { name: "PowerApps-Checker", rules } }, results }],
  });
}

function finding(severity: string, ruleId = "web-avoid-eval"): object {
  return {
    ruleId,
    level: "warning",
    message: { text: "Do not use eval" },
    locations: [{ physicalLocation: { artifactLocation: { uri: "a.js" }, region: { startLine: 7 } } }],
    properties: { severity },
  };
}

describe("readSarif", () => {
  const severities = (text: string): unknown => readSarif(text)?.map(({ severity }) => severity);

  it("takes the checker's own severity, of the result or of its rule", () => {
    const rule = { id: "r1", properties: { severity: "High" } };
    assert.deepEqual(severities(sarif([finding("Critical"), { ruleId: "r1" }], [rule])), [
      "critical",
      "high",
    ]);
  });

  it("counts an error without a severity as critical, a warning as medium", () => {
    assert.deepEqual(severities(sarif([{ level: "error" }, { level: "warning" }, { level: "note" }, {}])), [
      ...["critical", "medium", "low", "medium"],
    ]);
  });

  it("leaves out what passed and what a person suppressed", () => {
    const passed = { ...finding("Critical"), kind: "pass" };
    const suppressed = { ...finding("Critical"), suppressions: [{ kind: "inSource" }] };
    assert.deepEqual(readSarif(sarif([passed, suppressed])), []);
  });

  it("does not take another text for a log without findings", () => {
    for (const text of ["", "{}", "[]", "<html>", '{"runs":{}}']) assert.equal(readSarif(text), undefined);
  });
});

describe("verdictOn", () => {
  const order = ["critical", "high", "medium", "low"] as const;
  for (const [at, threshold] of order.entries()) {
    it(`S0-50: refuses from ${threshold} on, and nothing below`, () => {
      for (const [severityAt, severity] of [...order, "informational" as const].entries()) {
        const found = verdictOn([{ severity, rule: "r", text: "t", place: "" }], threshold);
        assert.equal(found !== undefined, severityAt <= at, severity);
      }
    });
  }
});

describe("the solution checker's logs beside a solution", () => {
  let bench: Bench;
  before(async () => {
    bench = await openBench();
  });
  after(() => bench.stop());

  async function withLog(text: string): Promise<SealedArtefact> {
    const artefact = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.0.0.0" });
    mkdirSync(join(bench.folder, "Sln", "PowerAppsChecker"), { recursive: true });
    writeFileSync(join(bench.folder, "Sln", "PowerAppsChecker", "log.sarif"), text);
    const sha256 = createHash("sha256").update(text).digest("hex");
    const log = { path: "PowerAppsChecker/log.sarif", bytes: Buffer.byteLength(text), sha256 };
    return { ...artefact, files: [...artefact.files, log] };
  }

  async function planned(artefact: SealedArtefact, checkerThreshold: CheckerThreshold): Promise<string> {
    const target = bench.target("uat", { checkerThreshold });
    const { steps } = await target.plan([artefact]);
    await target.close();
    return `${steps[0]?.action ?? ""}: ${steps[0]?.text ?? ""}`;
  }

  it("S0-50: refuse it when it is planned, with counts and the worst first", async () => {
    const artefact = await withLog(
      sarif([finding("High"), finding("Critical", "##vso[task.complete]"), finding("High")]),
    );
    assert.equal(
      await planned(artefact, "high"),
      "refuse: The solution checker found 1 critical and 2 high, and checkerThreshold is high: critical # #vso[task.complete] in a.js:7: Do not use eval; high web-avoid-eval in a.js:7: Do not use eval; high web-avoid-eval in a.js:7: Do not use eval.",
    );
    assert.match(await planned(artefact, "critical"), /^refuse: The solution checker found 1 critical, and/);
    assert.match(await planned(artefact, "none"), /^create: /);
  });

  it("S0-50: let it through below the threshold", async () => {
    const artefact = await withLog(sarif([finding("Medium"), finding("Low")]));
    assert.match(await planned(artefact, "high"), /^create: /);
    assert.match(await planned(artefact, "medium"), /^refuse: /);
  });

  it("D7: refuse it where they cannot be read or were altered", async () => {
    const artefact = await withLog("not a log");
    assert.match(
      await planned(artefact, "critical"),
      /^refuse: PowerAppsChecker\/log\.sarif of Sln is no log/,
    );
    const altered = await withLog(sarif([finding("Critical")]));
    writeFileSync(join(bench.folder, "Sln", "PowerAppsChecker", "log.sarif"), sarif([]));
    assert.match(
      await planned(altered, "critical"),
      /^refuse: .*it is not the sealed one\), so its findings are/,
    );
    rmSync(join(bench.folder, "Sln"), { recursive: true });
    assert.match(await planned(altered, "critical"), /^refuse: .*log\.sarif of Sln cannot be read \(ENOENT/);
  });
});
