import assert from "node:assert/strict";
import { gatherEvidence, type StartSheet } from "../../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { seenIn } from "../../../core/acts/start-current.ts";
import { startStage } from "../../../core/acts/start-stage.ts";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import { read } from "../../../core/model/reading.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Stage } from "../../../core/model/stage.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  attempt,
  day,
  group,
  noRight,
  now,
  organisation,
  production,
  published,
  recorded,
  release,
  sealed,
  sha256,
  uat,
  type Parts,
} from "./sample-organisation.ts";

async function sheetOf(azure: AzureDevOps, stage = "Production"): Promise<StartSheet> {
  return gatherEvidence(await inspectRelease("classic:57", azure), stage, azure, { now, sha256 });
}

function levels(sheet: StartSheet, ...ids: string[]): readonly string[] {
  return ids.map((id) => sheet.findings.find((finding) => finding.id === id)?.level ?? "none");
}

function found<T>(value: T): { kind: "found"; value: T; text: string } {
  return { kind: "found", value, text: "" };
}

describe("The evidence sheet of a start", () => {
  it("N6: shows what goes where, in which order, and allows it", async () => {
    const sheet = await sheetOf(organisation());
    const grave = sheet.findings.filter(({ level }) => level === "block" || level === "warning");
    assert.deepEqual(grave, []);
    assert.equal(sheet.verdict, "allowed");
    const chosenBy = "$(Variable-Group)";
    assert.deepEqual(sheet.connection, { id: 5, name: "Connection-Parameters", chosenBy });
    assert.deepEqual(sheet.target, { url: "https://prod.example", spn: "prod connection" });
    assert.deepEqual(
      [sheet.environment, sheet.nameToType, sheet.current, sheet.asksSecret],
      ["PROD", "PROD", read(undefined), false],
    );
    assert.deepEqual(
      sheet.plan.map(({ sequence, name, text }) => [sequence, name, text]),
      [
        [1, "Sln", "Core 1.2.0.1, managed"],
        [3, "Sln3", "Core 1.2.0.1, managed"],
      ],
    );
    assert.deepEqual(sheet.leftOut, ["SolutionAnalysisLogs"]);
  });

  it("S0-04: says that UAT deployed the same bytes, and blocks where it did not", async () => {
    assert.deepEqual(levels(await sheetOf(organisation()), "sameBytes"), ["ok"]);
    const record = async (): Promise<ReturnType<typeof found<Awaited<ReturnType<typeof recorded>>>>> =>
      found(await recorded({ seal: { root: "f".repeat(64) } }));
    assert.deepEqual(levels(await sheetOf(organisation({ evidences: { record } })), "sameBytes"), ["block"]);
  });

  it("N2: blocks when an artefact was published again, and when one is gone", async () => {
    const again = published.map((one) => (one.name === "Sln" ? { ...one, identity: "9:b" } : one));
    const republished = await sheetOf(organisation({ builds: { artefacts: () => Promise.resolve(again) } }));
    assert.match(republished.findings.find((one) => one.level === "block")?.detail ?? "", /"Sln"/);
    const gone = await sheetOf(
      organisation({ builds: { artefacts: () => Promise.resolve(published.slice(1)) } }),
    );
    assert.deepEqual(levels(gone, "artefactsThere"), ["block"]);
  });

  it("S0-04: does not believe a record that was altered afterwards", async () => {
    const altered = { ...(await recorded()), environment: "DEV" };
    const azure = organisation({ evidences: { record: () => Promise.resolve(found(altered)) } });
    assert.deepEqual(levels(await sheetOf(azure), "sameBytes"), ["block"]);
  });
});

describe("The evidence sheet of a start, about its way", () => {
  for (const state of ["failed", "cancelled", "inProgress", "rejected", "unknown"] as const) {
    it(`S0-05: blocks Production while UAT is ${state}`, async () => {
      const status = { state, wire: state };
      const stages = [{ ...uat, status, attempts: [{ ...attempt, status }] }, production];
      const get = (): Promise<typeof release> => Promise.resolve({ ...release, stages });
      const sheet = await sheetOf(organisation({ releases: { get } }));
      assert.deepEqual([levels(sheet, "stageOrder"), sheet.verdict], [["block"], "blocked"]);
    });
  }

  it("S0-05: asks for a reason instead where settings and pipeline say so", async () => {
    const status = { state: "failed", wire: "failed" } as const;
    assert.ok(production.deploy);
    const lenient: Stage = { ...production, deploy: { ...production.deploy, outOfOrder: "reason" } };
    const stages = [{ ...uat, status, attempts: [{ ...attempt, status }] }, lenient];
    const get = (): Promise<typeof release> => Promise.resolve({ ...release, stages });
    const read = (): Promise<{ id: string; etag: number; value: unknown }> =>
      Promise.resolve({ id: "settings", etag: 1, value: { ...defaultSettings, outOfOrder: "reason" } });
    const sheet = await sheetOf(organisation({ releases: { get }, documents: { read } }));
    assert.equal(sheet.verdict, "allowedWithReason");
  });

  it("blocks production where the settings cannot be read", async () => {
    const sheet = await sheetOf(organisation({ documents: { read: () => Promise.reject(noRight()) } }));
    assert.deepEqual(levels(sheet, "settingsUnread"), ["block"]);
  });

  it("S0-47: says that the right is missing before the click", async () => {
    const no = (): Promise<"no"> => Promise.resolve("no");
    const unknown = (): Promise<"unknown"> => Promise.resolve("unknown");
    assert.deepEqual(
      levels(await sheetOf(organisation({ permissions: { deployStage: no } })), "permission"),
      ["block"],
    );
    assert.deepEqual(
      levels(await sheetOf(organisation({ permissions: { deployStage: unknown } })), "permission"),
      ["note"],
    );
  });
});

describe("The evidence sheet of a start, about what runs there", () => {
  it("says what it replaces, and whether that is newer", async () => {
    const there: Release = {
      ...release,
      id: "classic:55",
      name: "Release-55",
      artefacts: release.artefacts.map((one) => ({
        ...one,
        ...(one.build ? { build: { ...one.build, id: 400 } } : {}),
      })),
      stages: [uat, { ...production, status: uat.status, attempts: [attempt] }],
    };
    const earlier = { ...attempt, finishedOn: instant(now - 30 * day) };
    const stages = [uat, { ...production, status: uat.status, attempts: [earlier] }];
    const before: Release = { ...there, id: "classic:54", name: "Release-54", stages };
    const azure = organisation({
      releases: {
        get: (id) => Promise.resolve(id === 55 ? there : release),
        list: () => Promise.resolve({ items: [before, release, there] }),
      },
    });
    const sheet = await sheetOf(azure);
    assert.deepEqual(
      [seenIn(sheet.current)?.release.name, levels(sheet, "direction")],
      ["Release-55", ["warning"]],
    );
  });
});

describe("The evidence sheet of a start, about its connection", () => {
  it("N1: names what changed in the connection since UAT", async () => {
    const changed = {
      ...group,
      variables: group.variables.map((one) => (one.name === "ClientID" ? { ...one, value: "other" } : one)),
    };
    const sheet = await sheetOf(organisation({ connections: { list: () => Promise.resolve([changed]) } }));
    const drift = sheet.findings.find((finding) => finding.id === "drift");
    assert.equal(drift?.level, "warning");
    assert.match(drift.detail, /ClientID/);
  });

  it("D2: blocks an environment whose target is another one's, with both names", async () => {
    const same = {
      ...group,
      variables: group.variables.map((one) =>
        one.name === "TargetURL-PROD" ? { ...one, value: "https://UAT.example/" } : one,
      ),
    };
    const sheet = await sheetOf(organisation({ connections: { list: () => Promise.resolve([same]) } }));
    const target = sheet.findings.find((finding) => finding.id === "target");
    assert.equal(target?.level, "block");
    assert.match(target.detail, /TargetURL-UAT.*TargetURL-PROD/);
  });

  it("S0-45: names the missing key, and says which group was not found", async () => {
    const lacking = { ...group, variables: group.variables.filter(({ name }) => name !== "TargetURL-PROD") };
    const missing = await sheetOf(organisation({ connections: { list: () => Promise.resolve([lacking]) } }));
    assert.deepEqual(levels(missing, "connection"), ["block"]);
    const none = await sheetOf(organisation({ connections: { list: () => Promise.resolve([]) } }));
    assert.match(
      none.findings.find(({ id }) => id === "connection")?.detail ?? "",
      /no variable group "Connection-Parameters"/,
    );
  });

  it("S0-29: takes the group that the build was queued with where the release names none", async () => {
    const get = (): Promise<typeof release> => Promise.resolve({ ...release, variables: [] });
    const sheet = await sheetOf(organisation({ releases: { get } }));
    assert.deepEqual(sheet.connection, {
      id: 5,
      name: "Connection-Parameters",
      chosenBy: "the build's seal",
    });
  });
});

describe("The evidence sheet of a start, about its secret", () => {
  const without = { ...production, linkedGroups: [] };
  const secretOf = async (
    stage: typeof production,
    variables = release.variables,
  ): Promise<readonly string[]> => {
    const get = (): Promise<typeof release> =>
      Promise.resolve({ ...release, variables, stages: [uat, stage] });
    const sheet = await sheetOf(organisation({ releases: { get } }));
    return [...levels(sheet, "secret"), sheet.asksSecret ? "asks" : "does not ask"];
  };

  it("finds the way by which the secret arrives, and blocks where there is none", async () => {
    assert.deepEqual(await secretOf(production), ["ok", "does not ask"]);
    assert.deepEqual(await secretOf(without), ["block", "does not ask"]);
    assert.deepEqual(
      await secretOf({ ...without, deploy: { connection: "5", environment: "", target: "folder" } }),
      ["ok", "does not ask"],
    );
    const asked = { name: "Connection-Secret", secret: true, stage: "Production", allowOverride: true };
    assert.deepEqual(await secretOf(without, [...release.variables, asked]), ["note", "asks"]);
    assert.deepEqual(await secretOf(production, [...release.variables, asked]), ["ok", "does not ask"]);
    const elsewhere = { ...asked, stage: "UAT" };
    assert.deepEqual(await secretOf(without, [...release.variables, elsewhere]), ["block", "does not ask"]);
  });
});

describe("The evidence sheet of a start, about its artefacts", () => {
  it("S0-49: blocks an unmanaged solution, and N2: an altered seal", async () => {
    const first = (await sealed()).artefacts[0];
    assert.ok(first?.solution);
    const unmanaged = { ...first, solution: { ...first.solution, managed: false } };
    const one = await sealed({ artefacts: [unmanaged] });
    const azure = organisation({ evidences: { seal: () => Promise.resolve(found(one)) } });
    assert.deepEqual(levels(await sheetOf(azure), "plan"), ["block"]);
    const altered = { ...(await sealed()), root: "a".repeat(64) };
    const wrong = organisation({ evidences: { seal: () => Promise.resolve(found(altered)) } });
    assert.deepEqual(levels(await sheetOf(wrong), "seal"), ["block"]);
  });

  it("never calls anything verified that it could not hash", async () => {
    const azure = organisation();
    const sheet = await gatherEvidence(await inspectRelease("classic:57", azure), "Production", azure, {
      now,
    });
    assert.deepEqual(levels(sheet, "seal", "drift"), ["warning", "warning"]);
  });

  it("S0-40: promises data and sites to a Dataverse environment, as its step takes them", async () => {
    const [first] = (await sealed()).artefacts;
    assert.ok(first);
    const { solution: _, ...plain } = first;
    const data = { ...plain, name: "Data2", sequence: 2, kind: "configurationData" as const };
    const portal = { ...plain, name: "Portal", kind: "portal" as const };
    const all = await sealed({ artefacts: [first, data, portal] });
    const seal = (): Promise<ReturnType<typeof found<typeof all>>> => Promise.resolve(found(all));
    assert.deepEqual(levels(await sheetOf(organisation({ evidences: { seal } })), "plan"), ["none"]);
  });

  it("D5: says why an artefact is left out, and blocks one that no target takes", async () => {
    const [first] = (await sealed()).artefacts;
    assert.ok(first);
    const { solution: _, ...plain } = first;
    const web = { ...plain, name: "Web", kind: "files" as const };
    const both = await sealed({ artefacts: [first, web] });
    const seal = (): Promise<ReturnType<typeof found<typeof both>>> => Promise.resolve(found(both));
    assert.deepEqual(levels(await sheetOf(organisation({ evidences: { seal } })), "plan"), ["block"]);
    const deploy = {
      connection: "$(Variable-Group)",
      environment: "",
      target: "dataverse",
      exclude: "Web: by hand: later",
    };
    const get = (): Promise<typeof release> =>
      Promise.resolve({ ...release, stages: [uat, { ...production, deploy }] });
    const sheet = await sheetOf(organisation({ evidences: { seal }, releases: { get } }));
    assert.deepEqual([levels(sheet, "plan"), sheet.plan[1]?.excluded], [["none"], "by hand: later"]);
  });
});

const order = {
  release: "classic:57",
  stage: "Production",
  reason: " UAT passed ",
  typedName: "PROD",
} as const;
type Started = readonly unknown[];

async function started(over: object, given: Parts = {}, at = now): Promise<Started[]> {
  const calls: Started[] = [];
  const start = (...call: Started): Promise<void> => {
    calls.push(call);
    return Promise.resolve();
  };
  const azure = organisation({ ...given, releases: { ...given.releases, start } });
  await startStage({ ...order, ...over }, azure, { now: at, sha256, wait: () => Promise.resolve() });
  return calls;
}

describe("Starting a stage", () => {
  it("S0-36: starts Production with the reason", async () => {
    assert.deepEqual(await started({}), [[57, "Production", "UAT passed", {}]]);
  });

  it("S0-02: starts it 60 days later, too", async () => {
    assert.equal((await started({}, {}, instant(now + 60 * day))).length, 1);
  });

  it("refuses without a reason, and with another name typed", async () => {
    await assert.rejects(started({ reason: "  " }), refusing("RM001", /reason/));
    await assert.rejects(started({ typedName: "prod" }), refusing("RM001", /PROD must be typed/));
  });

  it("refuses a reason that is too long to be kept, and says how long it is", async () => {
    await assert.rejects(started({ reason: "x".repeat(4001) }), refusing("RM001", /has 4001 characters/));
    assert.equal((await started({ reason: "x".repeat(4000) })).length, 1);
  });

  it("S0-05: refuses when the rules do, with every cause", async () => {
    const failed = { ...uat, status: { state: "failed", wire: "failed" } as const };
    const get = (): Promise<typeof release> => Promise.resolve({ ...release, stages: [failed, production] });
    await assert.rejects(started({}, { releases: { get } }), refusing("RM002", /"UAT" has not succeeded/));
  });

  it("refuses when somebody else changed the release meanwhile", async () => {
    const seen = { modifiedOn: instant(1), state: "notDeployed", attempts: 0 } as const;
    await assert.rejects(started({ seen }), refusing("RM042", /was changed since you opened it/));
    const gone = { ...seen, modifiedOn: instant(now - 2 * day), state: "failed" } as const;
    await assert.rejects(started({ seen: gone }), refusing("RM042", /“Not deployed” by now/));
    assert.equal((await started({ seen: { ...gone, state: "notDeployed" } })).length, 1);
  });
});

describe("Starting a stage, with a secret and without a build", () => {
  it("hands the asked-for secret over, and refuses without it", async () => {
    const asked = { name: "Connection-Secret", secret: true, stage: "Production", allowOverride: true };
    const stages = [uat, { ...production, linkedGroups: [] }];
    const get = (): Promise<typeof release> =>
      Promise.resolve({ ...release, stages, variables: [...release.variables, asked] });
    assert.deepEqual((await started({ secret: "s3cret" }, { releases: { get } }))[0]?.[3], {
      secret: "s3cret",
    });
    await assert.rejects(started({}, { releases: { get } }), refusing("RM001", /secret/));
  });

  it("never sends a secret that was not asked for", async () => {
    assert.deepEqual((await started({ secret: "s3cret" }))[0]?.[3], {});
  });

  it("refuses a stage that is not there", async () => {
    await assert.rejects(started({ stage: "QA" }), refusing("RM001", /no stage “QA”/));
  });

  it("refuses a build that was deleted", async () => {
    const gone = refusal({ code: "RM041", what: "x", where: "y", cause: "deleted", next: "z" });
    const builds = { get: () => Promise.reject(gone), artefacts: () => Promise.reject(gone) };
    await assert.rejects(started({}, { builds }), refusing("RM002", /Artefacts are gone/));
  });
});
