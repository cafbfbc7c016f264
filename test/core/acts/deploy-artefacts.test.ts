import assert from "node:assert/strict";
import { Failure, refusal } from "../../../core/failure.ts";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { instant } from "../../../core/model/instant.ts";
import type { HistoryEntry } from "../../../core/ports.ts";
import { readConnectionThen } from "../../../core/model/connection-then.ts";
import { readRecord } from "../../../core/model/record.ts";
import type { Approval } from "../../../core/model/stage.ts";
import {
  artefacts,
  deploy,
  ended,
  group,
  production,
  recordOf,
  type Scene,
} from "../../support/deploying.ts";
import { refusing } from "../../support/refusing.ts";
import { sealedArtefact } from "../../support/sealed-artefact.ts";
import { sealOf } from "../../support/wire.ts";

const byPerson: Approval = { id: "1", when: "before", attempt: 1, status: "approved", automatic: false };

describe("Deploying a release's artefacts", () => {
  it("S0-12, S0-37: deploys UAT, and production later by hand, each with a record that knows the one before", async () => {
    const uat = await ended({});
    const prod = await ended({ ...production, records: { UAT: uat.record } });
    assert.deepEqual([uat.record.outcome, prod.record.outcome], ["succeeded", "succeeded"]);
    assert.equal(prod.record.previous, uat.record.hash);
    assert.equal(prod.record.seal.root, uat.record.seal.root);
    assert.deepEqual(
      [prod.record.by, prod.record.reason, prod.record.connectionChosenBy],
      ["rosa", "go-live", "the build's seal"],
    );
    assert.deepEqual(readRecord(prod.text), prod.record);
  });

  it("N13: tells what the connection was, as far as it is no secret, for a later way back", async () => {
    const { connection, record } = await ended({});
    const then = readConnectionThen(connection);
    assert.ok(!("faults" in then), connection);
    assert.deepEqual([then.environment, then.fingerprint], [record.environment, record.connection.digest]);
    assert.deepEqual(
      then.values.map(({ key, variable, text }) => [key, variable, text]),
      group.variables
        .filter(({ name }) => name.endsWith("-UAT"))
        .map(({ name, value }) => [name.replace("-UAT", ""), name, value]),
    );
  });

  it("S0-38: the comment of a classic start stands in the record as its reason, and nobody else's does", async () => {
    const at = instant(Date.parse("2022-06-16T22:48:00Z"));
    const start: Scene = { stage: "PROD", attempt: { startedBy: "person", queuedOn: at } };
    const entry = (by: string, comment: string): HistoryEntry => ({
      by: { id: by, name: by },
      on: at,
      what: "Deploy",
      detail: "PROD",
      comment,
    });
    const uat = await ended({});
    const own = await ended({ ...start, records: { UAT: uat.record }, history: [entry("rosa", "CHG-1182")] });
    const other = await ended({ ...start, records: { UAT: uat.record }, history: [entry("igor", "CHG-9")] });
    assert.deepEqual([own.record.reason, other.record.reason], ["CHG-1182", undefined]);
  });

  it("writes nothing before everything else was settled, and closes the target at the end", async () => {
    const { events, end } = deploy();
    await end;
    const firstWrite = events.indexOf("deploy Sln");
    assert.ok(events.findIndex((line) => line.startsWith("section: Evidence")) < firstWrite);
    assert.deepEqual(
      events.filter((line) => /^(deploy|note|verify|close)/.test(line)),
      ["deploy Sln", "note: Sln succeeded", "deploy Web", "note: Web succeeded", "verify", "close"],
    );
  });
});

describe("Production that starts by itself", () => {
  for (const startedBy of ["trigger", "schedule", "redeploy", "unknown"] as const) {
    it(`D10: refuses production that was started by ${startedBy}, and deploys nothing`, async () => {
      const prod = { trigger: startedBy === "schedule" ? ("scheduled" as const) : ("manual" as const) };
      const { events, end } = deploy({ stage: "PROD", attempt: { startedBy }, prod });
      await assert.rejects(end, refusing("RM002", /started automatically|who started production/));
      assert.ok(!events.some((line) => line.startsWith("deploy")));
      assert.equal(events.at(-1), "close");
    });
  }

  it("D10: lets production through that a person approved, or that the pipeline allows to start by itself", async () => {
    const records = { UAT: await recordOf({}) };
    const approved = { startedBy: "trigger", approvals: [byPerson], reason: "agreed" } as const;
    assert.equal((await ended({ stage: "PROD", records, attempt: approved })).failure, undefined);
    const floors = {
      order: "block",
      drift: "reason",
      automaticProduction: "allow",
      unreadable: "refuse",
    } as const;
    assert.equal(
      (await ended({ stage: "PROD", records, attempt: { startedBy: "trigger" }, order: { floors } })).failure,
      undefined,
    );
  });

  it("D10: lets production through that a person gave its time, and not where the stage has a schedule of its own", async () => {
    const records = { UAT: await recordOf({}) };
    const attempt = { startedBy: "schedule", reason: "x" } as const;
    assert.equal((await ended({ stage: "PROD", records, attempt })).failure, undefined);
    const next = instant(Date.parse("2022-06-17T22:00:00Z"));
    const ofItsOwn = [{ prod: { trigger: "scheduled" } }, { prod: { scheduleNext: next } }] as const;
    for (const one of [...ofItsOwn, { unasked: true } as const])
      await assert.rejects(
        deploy({ stage: "PROD", records, attempt, ...one }).end,
        refusing("RM002", /started automatically\. A schedule started it/),
      );
  });

  it("D10: an approval that Azure DevOps gave by itself is nobody's approval", () =>
    assert.rejects(
      deploy({
        stage: "PROD",
        attempt: { startedBy: "trigger", approvals: [{ ...byPerson, automatic: true }] },
      }).end,
      refusing("RM002", /started automatically/),
    ));
});

describe("The order of stages", () => {
  for (const state of ["failed", "cancelled", "inProgress", "notDeployed", "unknown"] as const) {
    it(`S0-05: refuses production while UAT is ${state}`, () =>
      assert.rejects(
        deploy({ ...production, uat: { status: { state, wire: state } } }).end,
        refusing("RM002", /"UAT" has not succeeded/),
      ));
  }

  it("S0-05: lets a policy allow it with a reason, and never without one", async () => {
    const uat = { status: { state: "failed", wire: "rejected" } } as const;
    const records = { UAT: await recordOf({}) };
    const settings = (): Promise<unknown> =>
      Promise.resolve({
        schema: 1,
        stageClasses: {},
        environments: {},
        outOfOrder: "reason",
        drift: "reason",
      });
    const floors = {
      order: "reason",
      drift: "reason",
      automaticProduction: "refuse",
      unreadable: "refuse",
    } as const;
    const scene: Scene = { ...production, uat, records, settings, order: { floors } };
    assert.equal((await ended(scene)).failure, undefined);
    await assert.rejects(
      deploy({ ...scene, attempt: { startedBy: "person" } }).end,
      refusing("RM002", /nobody gave a reason/),
    );
  });

  it("S0-04: refuses production of other bytes than UAT had", async () => {
    const other = sealOf([sealedArtefact("Web", { "index.html": "other" })]);
    const records = { UAT: await recordOf({ seal: other }) };
    await assert.rejects(deploy({ ...production, records }).end, refusing("RM002", /Not the bytes of "UAT"/));
  });

  it("asks for a reason where UAT left no record of its bytes", () =>
    assert.rejects(
      deploy({ stage: "PROD", attempt: { startedBy: "person" } }).end,
      refusing("RM002", /nobody gave a reason.*\n.*UAT/),
    ));
});

describe("A deployment that does not go well", () => {
  const failing = (state: Failure["report"]["state"]): Scene => ({
    target: {
      deploy: (step) =>
        step.artefact === "Web"
          ? Promise.reject(
              refusal({
                code: "RM031",
                what: "No",
                where: "server",
                cause: "disk full",
                state,
                next: "Make room",
                ids: "E1",
              }),
            )
          : Promise.resolve({ outcome: "succeeded", text: "copied", issues: [], operations: [] }),
    },
  });

  it("S0-41: leaves a record, and says what was deployed, what was not, and in which state the target is", async () => {
    const { record, failure } = await ended(failing("nothing was changed"));
    assert.deepEqual(
      record.artefacts.map(({ name, outcome }) => [name, outcome]),
      [
        ["Sln", "succeeded"],
        ["Web", "failedUnchanged"],
      ],
    );
    assert.deepEqual(failure?.report, {
      code: "RM031",
      what: "UAT was not deployed",
      where: "Release-57, UAT (/srv/uat); server",
      cause: "disk full",
      state: "it was partly changed",
      done: "Deployed: Sln. Not reached: none.",
      retry: "safe once that is mended",
      next: "Make room",
      ids: "E1",
    });
  });

  it("N12: says nothing of what was deployed where the artefact that failed is the only one", async () => {
    const { failure, record } = await ended({
      ...failing("nothing was changed"),
      seal: sealOf(artefacts.slice(1)),
    });
    assert.deepEqual(
      record.artefacts.map(({ name, outcome }) => [name, outcome]),
      [["Web", "failedUnchanged"]],
    );
    assert.deepEqual([failure?.report.state, failure?.report.done], ["nothing was changed", undefined]);
  });
});

describe("A target that throws nothing", () => {
  it("S0-41: is no success where it says that it failed: which artefact did, and how it left the target", async () => {
    const failed = { outcome: "failedPartial", text: "2 of 3 files were sent" } as const;
    const deployed = { ...failed, issues: [], operations: [] };
    const { failure, record } = await ended({ target: { deploy: () => Promise.resolve(deployed) } });
    assert.deepEqual(record.artefacts[0]?.text, failed.text);
    assert.deepEqual(
      [failure?.report.cause, failure?.report.state],
      ["Sln failed and left the target partly changed", "it was partly changed"],
    );
  });
});

describe("A plan that refuses", () => {
  it("says what to do about what the plan refuses: no other target is the remedy for a damaged zip", async () => {
    const steps = artefacts.map(({ name, kind }) => ({
      artefact: name,
      kind,
      action: name === "Sln" ? ("refuse" as const) : ("create" as const),
      text: "Its Core.zip is encrypted.",
    }));
    const { events, end } = deploy({ target: { plan: () => Promise.resolve({ steps, rollback: "none" }) } });
    const thrown: unknown = await end.catch((error: unknown) => error);
    assert.ok(thrown instanceof Failure);
    const { code, cause, state, next } = thrown.report;
    assert.deepEqual(
      [code, cause, state],
      ["RM022", "Sln: Its Core.zip is encrypted.", "nothing was changed"],
    );
    assert.match(next, /^Mend it where the cause lies, in the build or at the target/);
    assert.ok(!events.some((line) => line.startsWith("deploy")));
  });
});

describe("A deployment that does not end well at its end", () => {
  it("is no success when the target does not really have it", async () => {
    const { record, failure } = await ended({
      target: {
        verify: () =>
          Promise.reject(
            refusal({
              code: "RM031",
              what: "No",
              where: "there",
              cause: "index.html differs",
              state: "it was changed completely",
              next: "Look",
            }),
          ),
      },
    });
    assert.equal(record.outcome, "failedPartial");
    assert.deepEqual(
      [failure?.report.cause, failure?.report.done],
      ["index.html differs", "Deployed: Sln, Web. Not reached: none."],
    );
  });
});

describe("A deployment that does not end", () => {
  it("is told as still running when the server goes on, which is no failure", async () => {
    const { record, failure } = await ended({
      target: {
        deploy: () =>
          Promise.resolve({
            outcome: "unknownStillRunning",
            text: "67 %",
            issues: [],
            operations: [
              { kind: "import", id: "5d", artefact: "Sln", startedOn: "2026-01-01T00:00:00.000Z" },
            ],
          }),
      },
    });
    assert.deepEqual([record.outcome, record.operations.length], ["unknownStillRunning", 1]);
    assert.deepEqual([failure?.report.code, failure?.report.state], ["RM032", "it is being changed still"]);
  });

  it("writes its record when it was cancelled, and begins nothing new", async () => {
    const cancel = new AbortController();
    cancel.abort();
    const { events, end } = deploy({ signal: cancel.signal });
    const { record, failure } = await end;
    assert.deepEqual(
      [record.outcome, failure?.report.code, failure?.report.state],
      ["cancelled", "RM050", "nothing was changed"],
    );
    assert.ok(!events.some((line) => line.startsWith("deploy") || line === "verify"));
  });

  it("gives the target's warnings on and ends as succeeded with warnings", async () => {
    const { record, failure } = await ended({
      target: {
        deploy: () =>
          Promise.resolve({
            outcome: "succeededWithIssues",
            text: "imported",
            issues: ["a flow is off"],
            operations: [],
          }),
      },
    });
    assert.deepEqual([record.outcome, failure], ["succeededWithIssues", undefined]);
  });
});

describe("A deployment that is refused before its first artefact", () => {
  it("S0-49: refuses an unmanaged solution outside development, whatever the target takes", async () => {
    const unmanaged = {
      ...sealedArtefact("Sln", { "x.zip": "x" }, "solution"),
      solution: { uniqueName: "Core", version: "1.0", managed: false },
    };
    const seal = sealOf([unmanaged]);
    await assert.rejects(deploy({ seal }).end, refusing("RM022", /Sln .*unmanaged/));
    const floors = {
      stageClass: "development",
      order: "block",
      drift: "reason",
      automaticProduction: "refuse",
      unreadable: "refuse",
    } as const;
    assert.equal((await ended({ seal, order: { floors } })).failure, undefined);
  });

  it("S0-45: finds a misspelt key before the first artefact", async () => {
    const misspelt: VariableGroup = {
      ...group,
      variables: [
        { name: "TargetPaht-UAT", secret: false, value: "/srv/uat" },
        { name: "TargetPath-PROD", secret: false, value: "/srv/prod" },
      ],
    };
    const { events, end } = deploy({ group: misspelt });
    await assert.rejects(end, refusing("RM010", /TargetPaht-UAT/));
    assert.ok(!events.some((line) => line.startsWith("deploy")));
  });

  it("refuses a plan that forgets an artefact, and one in which the target refuses", async () => {
    const steps = (action: "create" | "refuse", count: number) =>
      artefacts
        .slice(0, count)
        .map(({ name, kind }) => ({ artefact: name, kind, action, text: "would be a downgrade" }));
    await assert.rejects(
      deploy({ target: { plan: () => Promise.resolve({ steps: steps("create", 1), rollback: "" }) } }).end,
      refusing("RM022", /Web has no place/),
    );
    await assert.rejects(
      deploy({ target: { plan: () => Promise.resolve({ steps: steps("refuse", 2), rollback: "" }) } }).end,
      refusing("RM022", /downgrade/),
    );
  });
});
