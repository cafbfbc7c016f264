import assert from "node:assert/strict";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { instant } from "../../../core/model/instant.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import type { Release } from "../../../core/model/release.ts";
import { refusing } from "../../support/refusing.ts";
import {
  attempt,
  day,
  noRight,
  now,
  organisation,
  production,
  published,
  release,
  rita,
  uat,
  type Parts,
} from "./sample-organisation.ts";

describe("Inspecting a release", () => {
  it("S0-38: gathers the release with everything around it", async () => {
    const dossier = await inspectRelease("classic:57", organisation());
    assert.deepEqual(dossier.release, release);
    assert.deepEqual(
      dossier.records.map(({ stage, attempt: number, reading }) => [stage, number, reading.kind]),
      [["UAT", 1, "read"]],
    );
    assert.deepEqual(
      dossier.seals.map(({ alias, buildId, reading }) => [alias, buildId, reading.kind]),
      [["ARTEFACTS", 345, "read"]],
    );
    assert.deepEqual(dossier.published, { kind: "read", value: published });
    assert.deepEqual(dossier.kept, { until: now + 100 * day, forever: false });
  });

  it("draws no failed read as emptiness", async () => {
    const refuse = (): Promise<never> => Promise.reject(noRight());
    const azure = organisation({
      builds: { artefacts: refuse },
      evidences: { seal: refuse, record: refuse },
      connections: { list: refuse },
      leases: { ofRun: refuse },
      documents: { read: refuse },
      releases: { history: refuse },
    });
    const dossier = await inspectRelease("classic:57", azure);
    const { settings, published: there, leases, groups, history, seals, records } = dossier;
    const readings = [settings, there, leases, groups, history, seals[0]?.reading, records[0]?.reading];
    const failed = { kind: "failed", why: "You do not have the right." };
    assert.deepEqual(
      readings,
      Array.from({ length: 7 }, () => failed),
    );
  });
});

describe("A release that was inspected", () => {
  it("lays the project's settings over the stages, only ever stricter", async () => {
    const stageClasses = { uat: "staging", production: "test" };
    const value = { ...defaultSettings, stageClasses, environments: { production: "PROD" } };
    const read = (): Promise<{ id: string; etag: number; value: unknown }> =>
      Promise.resolve({ id: "settings", etag: 1, value });
    const { release: laid } = await inspectRelease("classic:57", organisation({ documents: { read } }));
    assert.deepEqual(
      laid.stages.map((stage) => [stage.class, stage.environment]),
      [
        ["staging", "UAT"],
        ["production", "PROD"],
      ],
    );
  });

  it("keeps a release for ever that is kept or held for a hundred years", async () => {
    const ofRun = (): ReturnType<NonNullable<NonNullable<Parts["leases"]>["ofRun"]>> =>
      Promise.resolve([{ id: 1, runId: 345, owner: "x", validUntil: instant(now + 40_000 * day) }]);
    assert.equal(
      (await inspectRelease("classic:57", organisation({ leases: { ofRun } }))).kept.forever,
      true,
    );
    const get = (): Promise<Release> => Promise.resolve({ ...release, protection: { keptForever: true } });
    assert.equal(
      (await inspectRelease("classic:57", organisation({ releases: { get } }))).kept.forever,
      true,
    );
  });

  it("refuses what is no id of a release", async () => {
    const id = "classic:x" as "classic:1";
    await assert.rejects(async () => inspectRelease(id, organisation()), refusing("RM001", /not the id/));
  });
});

describe("The reasons of attempts", () => {
  const second = { ...attempt, number: 2, queuedOn: instant(now) };
  const stages = [{ ...uat, attempts: [attempt, second] }, production];

  async function reasons(history: Parameters<typeof Promise.resolve>[0][]): Promise<(string | undefined)[]> {
    const azure = organisation({
      releases: {
        get: () => Promise.resolve({ ...release, stages }),
        history: () => Promise.resolve(history as never),
      },
    });
    const { release: told } = await inspectRelease("classic:57", azure);
    return told.stages[0]?.attempts.map((one) => one.reason) ?? [];
  }

  const entry = { by: rita, on: instant(now + 1000), what: "Deploy", detail: "", comment: "UAT again" };

  it("S0-38: are the comments of the same person at the same moment", async () => {
    assert.deepEqual(await reasons([entry]), [undefined, "UAT again"]);
  });

  it("are not those of somebody else, of another time or of another stage", async () => {
    const others = [
      { ...entry, by: { id: "p2", name: "Bo" } },
      { ...entry, on: instant(now + day) },
      { ...entry, comment: undefined },
    ];
    assert.deepEqual(await reasons(others), [undefined, undefined]);
    const named = { ...entry, comment: "to UAT", detail: "UAT" };
    assert.deepEqual(await reasons([{ ...entry, comment: "to Production", detail: "Production" }, named]), [
      undefined,
      "to UAT",
    ]);
  });

  it("are not guessed where two could be meant", async () => {
    assert.deepEqual(await reasons([entry, { ...entry, comment: "another" }]), [undefined, undefined]);
  });
});
