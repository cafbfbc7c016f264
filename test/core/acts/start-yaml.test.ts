import assert from "node:assert/strict";
import { gatherEvidence, type StartSheet } from "../../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { withRunTold } from "../../../core/acts/run-told.ts";
import { startStage } from "../../../core/acts/start-stage.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Stage, State } from "../../../core/model/stage.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  attempt,
  build,
  noRight,
  now,
  organisation,
  production,
  recorded,
  release,
  sealed,
  sha256,
  uat,
  type Parts,
} from "./sample-organisation.ts";

/** As a timeline tells it: no definition, no connection, and no step for a stage that has not run. */
function bare({ id, name, environment, class: of, trigger, after, status, attempts }: Stage): Stage {
  return { id, name, environment, class: of, trigger, after, status, attempts, linkedGroups: [] };
}

const tested: Stage = {
  ...bare({ ...uat, id: "uat" }),
  deploy: { connection: "", environment: "UAT", target: "" },
};
const waiting: Stage = bare({
  ...production,
  id: "prod",
  status: { state: "waitingForManualStart", wire: "completed, manuallyQueued" },
});

/** The release pipeline's own run: it carries build 345 of another pipeline. */
const run: Release = {
  ...release,
  id: "run:400",
  name: "2026.4",
  kind: "yaml",
  artefacts: [
    {
      alias: "Shop release",
      type: "Build",
      version: "2026.4",
      primary: true,
      build: { id: 400, pipelineId: 3, pipelineName: "Shop release", branch: "refs/heads/main" },
    },
  ],
  stages: [tested, waiting],
  variables: [],
};

const resource = {
  alias: "shop",
  pipeline: { id: 7, name: "Integration" },
  runId: 345,
  version: build.number,
};

function azureWith(shown: Release = run, over: Parts = {}): AzureDevOps {
  return organisation({
    ...over,
    builds: {
      run: () => Promise.resolve(shown),
      runs: () => Promise.resolve({ items: [shown] }),
      ...over.builds,
    },
    runs: {
      queuedWith: () =>
        Promise.resolve({ parameters: { connection: "Connection-Parameters" }, resources: [resource] }),
      ...over.runs,
    },
    evidences: {
      seal: async (id) =>
        id === 345 ? { kind: "found", value: await sealed(), text: "" } : { kind: "absent" },
      ...over.evidences,
    },
    permissions: { queueBuilds: () => Promise.resolve("yes"), ...over.permissions },
  });
}

async function sheetOf(azure = azureWith()): Promise<StartSheet> {
  return gatherEvidence(await inspectRelease("run:400", azure), "Production", azure, { now, sha256 });
}

function blocks({ findings }: StartSheet): readonly string[] {
  return findings.filter(({ level }) => level === "block").map(({ id }) => id);
}

function withUat(state: State): Release {
  const status = { state, wire: state };
  return { ...run, stages: [{ ...tested, status, attempts: [{ ...attempt, status }] }, waiting] };
}

describe("The evidence of a YAML run's start", () => {
  it("S0-04 S0-05: lets Production start where UAT passed with the same sealed bytes", async () => {
    const sheet = await sheetOf();
    assert.deepEqual([sheet.verdict, blocks(sheet)], ["allowed", []]);
    assert.deepEqual(
      [sheet.target?.url, sheet.connection?.name, sheet.nameToType],
      ["https://prod.example", "Connection-Parameters", "PROD"],
    );
    assert.equal(sheet.plan.length, 2, "the artefacts of the build that the run carries");
  });

  for (const state of ["failed", "cancelled", "inProgress", "skipped", "unknown"] as const) {
    it(`S0-05: refuses Production while UAT is “${state}”, although Azure DevOps would start it`, async () => {
      assert.deepEqual(blocks(await sheetOf(azureWith(withUat(state)))), ["stageOrder"]);
    });
  }

  it("S0-04: refuses Production where UAT got other bytes", async () => {
    const record = await recorded({ seal: { root: "f".repeat(64) } });
    const evidences = { record: () => Promise.resolve({ kind: "found", value: record, text: "" } as const) };
    assert.deepEqual(blocks(await sheetOf(azureWith(run, { evidences }))), ["sameBytes"]);
  });

  it("N13: tells newer from older by the builds that runs carry, not by the runs", async () => {
    const status = { state: "succeeded", wire: "succeeded" } as const;
    const ran = { ...waiting, status, attempts: [{ ...attempt, status }] };
    const later: Release = { ...run, id: "run:401", name: "2026.5", stages: [tested, ran] };
    const builds: Parts["builds"] = {
      run: (number) => Promise.resolve(number === 401 ? later : run),
      runs: () => Promise.resolve({ items: [later, run] }),
      get: (id) => Promise.resolve({ ...build, id }),
    };
    const queuedWith: NonNullable<Parts["runs"]>["queuedWith"] = (_, number) =>
      Promise.resolve({ parameters: {}, resources: [{ ...resource, runId: number === 401 ? 344 : 345 }] });
    const { findings } = await sheetOf(azureWith(run, { builds, runs: { queuedWith } }));
    assert.equal(findings.find(({ id }) => id === "direction")?.title, 'Newer than "2026.5"');
  });

  it("S0-47: refuses who may not queue the pipeline's runs", async () => {
    const permissions = { queueBuilds: () => Promise.resolve("no" as const) };
    const sheet = await sheetOf(azureWith(run, { permissions }));
    assert.deepEqual(blocks(sheet), ["permission"]);
    assert.match(sheet.findings.find(({ id }) => id === "permission")?.fix ?? "", /“Queue builds”/);
  });

  it("S0-26: takes the connection of the run's own parameter before the one that UAT used", async () => {
    const queuedWith = () =>
      Promise.resolve({ parameters: { "variable-group": "Elsewhere" }, resources: [resource] });
    const sheet = await sheetOf(azureWith(run, { runs: { queuedWith } }));
    assert.match(sheet.findings.find(({ id }) => id === "connection")?.detail ?? "", /Elsewhere/);
  });

  it("S0-04: judges the artefacts of the build that travels, not of another one that the run carries", async () => {
    const tools = { alias: "tools", pipeline: { id: 9, name: "Tools" }, runId: 500, version: "7" };
    const queuedWith = () => Promise.resolve({ parameters: {}, resources: [tools, resource] });
    const azure = azureWith(run, { runs: { queuedWith } });
    const artefacts = (id: number) => (id === 345 ? azure.builds.artefacts(345) : Promise.resolve([]));
    const dossier = await inspectRelease("run:400", {
      ...azure,
      builds: { ...azure.builds, run: azure.builds.run, get: azure.builds.get, artefacts },
    });
    assert.deepEqual([dossier.published.kind === "read" && dossier.published.value.length], [3]);
    assert.equal(dossier.release.artefacts.find(({ primary }) => primary)?.build?.id, 345);
  });
});

describe("What runs in a stage that was renamed, or that ran long ago", () => {
  const status = { state: "succeeded", wire: "succeeded" } as const;

  /** What the evidence says of a list of runs beside the one that is to be deployed. */
  async function direction(others: readonly Stage[], next?: string): Promise<readonly unknown[]> {
    const items = others.map((stage, at): Release => {
      return { ...run, id: `run:${300 + at}`, name: `2026.${at}`, stages: [tested, stage] };
    });
    const runs = () => Promise.resolve({ items: [run, ...items], ...(next === undefined ? {} : { next }) });
    const one = (number: number) => Promise.resolve(items.find(({ id }) => id === `run:${number}`) ?? run);
    const { findings } = await sheetOf(azureWith(run, { builds: { runs, run: one } }));
    const found = findings.find(({ id }) => id === "direction");
    return [found?.level, found?.title, found?.detail];
  }

  const ran: Stage = { ...waiting, status, attempts: [{ ...attempt, status }] };
  const unknown = ["note", 'Not known: whether anything runs in "Production"'];

  it("bad input: is found by its id where only its display name is another one", async () => {
    assert.deepEqual((await direction([{ ...ran, name: "Live" }]))[1], 'The same build as "2026.0"');
  });

  it("bad input: is not said to be nothing where the stage has both names anew", async () => {
    assert.deepEqual(await direction([{ ...ran, id: "live", name: "Live" }]), [
      ...unknown,
      '"2026.0" succeeded in "Live", which this release does not have: "Production" may be that stage under another name.',
    ]);
  });

  it("bad input: is not said to be nothing where older runs were not looked at", async () => {
    assert.deepEqual(await direction([waiting], "more"), [
      ...unknown,
      'The newest 2 releases of the pipeline were looked at, and none of them succeeded in "Production"; older ones may have.',
    ]);
  });

  it("is nothing where every run was looked at and none came there", async () => {
    assert.deepEqual((await direction([waiting])).slice(0, 2), [
      "ok",
      'The first deployment to "Production"',
    ]);
  });
});

describe("What a YAML run is told elsewhere", () => {
  it("N8: is never another person's reason: a retry on Azure DevOps's page has none", async () => {
    const again = { ...tested, attempts: [attempt, { ...attempt, number: 2 }] };
    const kept = { stage: "uat", by: "somebody", reason: "Hotfix", on: "2026-06-20T12:00:00Z" };
    const value = { schema: 1, reasons: [{ ...kept, attempt: 1 }] };
    const documents = { read: () => Promise.resolve({ id: "run-400", etag: 1, value }) };
    const azure = azureWith(run, { documents });
    const reasons = async (by?: string): Promise<readonly unknown[]> => {
      const told = await withRunTold({ ...run, stages: [again] }, azure, by);
      return (told.release.stages[0]?.attempts ?? []).map(({ reason }) => reason);
    };
    assert.deepEqual(await reasons(), ["Hotfix", undefined]);
    assert.deepEqual(await reasons("another"), [undefined, undefined]);
  });

  it("N17: knows that the run's pipeline is disabled", async () => {
    const pipelines = (disabled: boolean) => () =>
      Promise.resolve([{ id: run.pipeline.id, name: "Shop", path: "\\", disabled, webUrl: "" }]);
    const disabled = async (is: boolean): Promise<boolean> =>
      (await inspectRelease("run:400", azureWith(run, { runs: { pipelines: pipelines(is) } }))).disabled;
    assert.deepEqual([await disabled(true), await disabled(false)], [true, false]);
  });

  it("says what of a run could not be read, and takes the run for its own build then", async () => {
    const refused = (): Promise<never> => Promise.reject(noRight());
    const azure = azureWith(run, { runs: { queuedWith: refused }, documents: { read: refused } });
    const dossier = await inspectRelease("run:400", azure);
    assert.deepEqual(dossier.problems, [
      "What the run was queued with could not be read: You do not have the right.",
      "The reasons of earlier starts could not be read: You do not have the right.",
    ]);
    assert.deepEqual(dossier.release.artefacts, run.artefacts);
    const sheet = await gatherEvidence(dossier, "Production", azure, { now, sha256 });
    assert.ok(blocks(sheet).includes("seal"), "what is not known of its builds never counts as good");
  });
});

describe("Starting Production of a YAML run", () => {
  const order = { release: "run:400", stage: "Production", reason: "UAT signed", typedName: "PROD" } as const;
  const begun: Release = {
    ...run,
    stages: [tested, { ...waiting, status: { state: "inProgress", wire: "x" } }],
  };

  async function started(first: Release): Promise<readonly string[]> {
    const calls: string[] = [];
    const azure = azureWith(first, {
      builds: { run: () => Promise.resolve(calls.includes("changeStage prod run") ? begun : first) },
      documents: {
        read: () => Promise.resolve(undefined),
        write: (collection) => Promise.resolve(void calls.push(collection.split("-")[0] ?? "")).then(() => 1),
      },
    });
    const changeStage = (_: number, stage: string, change: string): Promise<void> =>
      Promise.resolve(void calls.push(`changeStage ${stage} ${change}`));
    const runs = { ...azure.runs, changeStage, queuedWith: azure.runs.queuedWith };
    await startStage(order, { ...azure, runs }, { now, sha256, wait: () => Promise.resolve() });
    return calls;
  }

  it("S0-01 S0-03: keeps the reason, then starts the stage that waited", async () => {
    assert.deepEqual(await started(run), ["reasons", "changeStage prod run"]);
  });

  it("bad input: sends nothing where the run's pipeline is disabled, and says so", async () => {
    const calls: string[] = [];
    const { id } = run.pipeline;
    const sent = (): Promise<void> => Promise.resolve(void calls.push("changeStage"));
    const pipelines = [{ id, name: "Shop", path: "\\", disabled: true, webUrl: "" }];
    const azure = azureWith(run, {
      runs: { pipelines: () => Promise.resolve(pipelines), changeStage: sent },
      documents: { write: () => Promise.resolve(calls.push("reason")) },
    });
    await assert.rejects(
      startStage(order, azure, { now, sha256, wait: () => Promise.resolve() }),
      refusing("RM002", /The pipeline is disabled: Azure DevOps starts nothing of it/),
    );
    assert.deepEqual(calls, []);
  });

  it("S0-05: starts nothing before UAT passed", async () => {
    await assert.rejects(started(withUat("failed")), refusing("RM002", /"UAT" has not succeeded/));
  });

  it("refuses to choose between two stages of one display name", async () => {
    const twin = { ...waiting, id: "prod2" };
    await assert.rejects(
      started({ ...run, stages: [tested, waiting, twin] }),
      refusing("RM001", /2 stages are called “Production”: prod, prod2/),
    );
  });
});
