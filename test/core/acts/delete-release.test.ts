import assert from "node:assert/strict";
import { deleteRelease } from "../../../core/acts/delete-release.ts";
import { Failure, refusal } from "../../../core/failure.ts";
import type { Link, ReleaseLinks } from "../../../core/model/links.ts";
import { protectionOf } from "../../../core/model/protection.ts";
import type { Release } from "../../../core/model/release.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments, type KeptDocuments } from "./kept-documents.ts";
import {
  attempt,
  build,
  noRight,
  now,
  production,
  project,
  release,
  uat,
  world,
  type Parts,
} from "./sample-organisation.ts";

const run: Release = { ...release, id: "run:71", name: "Live-1", kind: "yaml" };
const deployed = { ...production, status: uat.status, attempts: [attempt] };
const root = "6".repeat(64);
const links: ReleaseLinks = {
  schema: 1,
  release: "classic:57",
  name: "Release-57",
  pipeline: { id: 3, name: "Deployment" },
  onward: [],
  stages: [],
};
const later: ReleaseLinks = {
  ...links,
  release: "run:72",
  name: "Live-2",
  pipeline: { id: 8, name: "Live" },
};
const link: Link = { release: "classic:57", name: "Release-57", pipeline: "Deployment", root, on: now };

type Given = Readonly<{ shown?: Release; is?: Release; kept?: KeptDocuments; over?: Parts }>;

/** Deletes what was shown, and tells what was asked of Azure DevOps. */
async function deleted({
  shown = release,
  is,
  kept = keptDocuments(),
  over = {},
}: Given): Promise<unknown[]> {
  const calls: unknown[] = [];
  const told =
    (what: string) =>
    (...call: unknown[]) =>
      Promise.resolve(void calls.push([what, ...call]));
  const azure = world({
    documents: kept.documents,
    releases: {
      get: () => Promise.resolve(is ?? shown),
      list: () => Promise.resolve({ items: [] }),
      remove: told("remove"),
      ...over.releases,
    },
    builds: {
      run: () => Promise.resolve(is ?? shown),
      get: () => Promise.resolve({ ...build, id: 71, retainedByRelease: false }),
      runs: () => Promise.resolve({ items: [] }),
      ...over.builds,
    },
    runs: { remove: told("removeRun"), ...over.runs },
    leases: {
      ours: (run) =>
        Promise.resolve(run === 71 ? [{ id: 0, runId: run, owner: "ours", validUntil: now }] : []),
      release: told("giveBack"),
      ...over.leases,
    },
  });
  await deleteRelease(shown, " old ", azure);
  return calls;
}

describe("Deleting a release", () => {
  it("S3-07: deletes what is still in its first environment, with the comment and what was stored beside it", async () => {
    const kept = keptDocuments(links);
    assert.deepEqual(await deleted({ kept }), [["remove", 57, "old"]]);
    assert.deepEqual(kept.changes, ["remove classic-57"]);
  });

  it("S3-07: deletes a run after its own hold was given back, and no other hold", async () => {
    assert.deepEqual(await deleted({ shown: run }), [
      ["giveBack", 0],
      ["removeRun", 71],
    ]);
  });

  for (const shown of [release, run]) {
    it(`N8, S3-12: refuses a ${shown.kind} one that was deployed onward meanwhile, with the hub's own sentence`, async () => {
      const is = { ...shown, stages: [uat, deployed] };
      await assert.rejects(deleted({ shown, is }), (thrown) => {
        assert.ok(thrown instanceof Failure);
        assert.equal(thrown.report.cause, protectionOf(is, undefined).because);
        assert.match(thrown.report.cause, /^It was deployed onward to "Production" \(production, /);
        return thrown.report.code === "RM002";
      });
    });
  }

  it("S3-14: refuses both ends of a link, also where only the other end still knows of it", async () => {
    const onward = keptDocuments({ ...later, root, from: link });
    await assert.rejects(deleted({ kept: onward }), refusing("RM002", /went on as "Live-2" of "Live"/));
    const from = keptDocuments({ ...later, root, onward: [link] });
    await assert.rejects(deleted({ kept: from }), refusing("RM002", /carries on "Live-2" of "Live"/));
    const own = keptDocuments({ ...links, root, onward: [{ ...link, release: "run:72" }] });
    await assert.rejects(deleted({ kept: own }), refusing("RM002", /went on as/));
  });

  it("counts classes as the project's settings say, and what was known of its stages", async () => {
    const kept = keptDocuments();
    const settings = { schema: 1, stageClasses: { UAT: "production" }, environments: {} };
    kept.put(`settings-${project.id}`, "settings", { ...settings, outOfOrder: "reason", drift: "reason" });
    await assert.rejects(deleted({ kept }), refusing("RM002", /onward to "UAT" \(production/));
    const stages = [{ name: "Live", class: "production", state: "failed", on: now }] as const;
    const known = keptDocuments({ ...links, stages });
    await assert.rejects(
      deleted({ kept: known }),
      refusing("RM002", /onward to "Live".*one that failed counts/),
    );
  });

  it("refuses what is kept for ever", async () => {
    const shown = { ...release, protection: { keptForever: true } };
    await assert.rejects(deleted({ shown }), refusing("RM002", /kept for ever/));
  });
});

describe("Deleting a release of which not everything is known", () => {
  it("S3-15: is refused where its links cannot be read or understood", async () => {
    const list = (): Promise<never> => Promise.reject(noRight());
    const { documents } = keptDocuments();
    const unread = { ...keptDocuments(), documents: { ...documents, list } };
    await assert.rejects(deleted({ kept: unread }), refusing("RM040", /linked to another could not be read/));
    for (const [id, value] of [
      ["classic-57", { broken: true }],
      ["run-72", { ...later, from: link, surprise: 1 }],
    ] as const) {
      const kept = keptDocuments();
      kept.put(`links-${project.id}`, id, value);
      await assert.rejects(deleted({ kept }), refusing("RM002", /links cannot be understood/));
    }
    const strange = keptDocuments();
    strange.put(`links-${project.id}`, "run-99", { broken: true });
    assert.equal((await deleted({ kept: strange })).length, 1);
  });

  it("is refused where the settings cannot be read", async () => {
    const kept = keptDocuments();
    kept.put(`settings-${project.id}`, "settings", { schema: 1 });
    await assert.rejects(deleted({ kept }), refusing("RM044", /may be deleted could not be read/));
  });

  it("S3-15: tells a second tab that it is gone already", async () => {
    const gone = refusal({ code: "RM041", what: "", where: "", cause: "404", next: "" });
    const releases = { get: () => Promise.reject(gone) };
    await assert.rejects(deleted({ over: { releases } }), refusing("RM041", /gone already/));
  });
});

describe("Deleting a run whose artefacts travel", () => {
  it("N8: is refused where another release carries them", async () => {
    const carrier = { ...links, build: { id: 71, number: "1" } };
    await assert.rejects(
      deleted({ shown: run, kept: keptDocuments(carrier) }),
      refusing("RM002", /travel in Release-57 of Deployment/),
    );
    const get = (): Promise<typeof build> => Promise.resolve(build);
    await assert.rejects(
      deleted({ shown: run, over: { builds: { get } } }),
      refusing("RM002", /travel in a classic release/),
    );
  });

  it("N8: is refused where a run that nobody opened carries them, or where nobody can tell", async () => {
    const live: Release = { ...run, id: "run:99", name: "Live-9" };
    const builds = {
      runs: () => Promise.resolve({ items: [live] }),
      withStages: (items: readonly Release[]) => Promise.resolve({ items }),
    };
    const resource = { alias: "web", pipeline: build.pipeline, runId: 71, version: "1" };
    const queuedWith = () => Promise.resolve({ parameters: {}, resources: [resource] });
    await assert.rejects(
      deleted({ shown: run, over: { builds, runs: { queuedWith } } }),
      refusing("RM002", /travel in Live-9 of Deployment/),
    );
    const unread = { runs: () => Promise.reject(noRight()) };
    await assert.rejects(
      deleted({ shown: run, over: { builds: unread } }),
      refusing("RM002", /travel cannot be told: The YAML runs could not be read/),
    );
    const several = keptDocuments({ ...links, build: { id: 345, number: "1" }, builds: [345, 71] });
    await assert.rejects(deleted({ shown: run, kept: several }), refusing("RM002", /travel in Release-57/));
  });
});

describe("Deleting a release that Azure DevOps does not delete, or not wholly", () => {
  it("holds a run anew that Azure DevOps did not delete, and says so where that fails, too", async () => {
    const runs = { remove: () => Promise.reject(noRight()) };
    const taken: unknown[] = [];
    const take = (...call: unknown[]) =>
      Promise.resolve((taken.push(call), { id: 9, runId: 71, owner: "ours", validUntil: now }));
    await assert.rejects(
      deleted({ shown: run, over: { runs, leases: { take } } }),
      refusing("RM040", /^You do not have the right$/),
    );
    assert.deepEqual(taken, [[71, 3, 365]]);
    await assert.rejects(
      deleted({ shown: run, over: { runs, leases: { take: () => Promise.reject(noRight()) } } }),
      refusing("RM040", /not held any more/),
    );
  });

  it("shows why Azure DevOps keeps it, and forgets nothing then", async () => {
    const kept = keptDocuments({ ...links, release: "run:71" });
    const remove = (): Promise<never> => Promise.reject(noRight());
    await assert.rejects(
      deleted({ shown: run, kept, over: { runs: { remove }, leases: { ours: () => Promise.resolve([]) } } }),
      refusing("RM040", /right/),
    );
    assert.deepEqual(kept.changes, []);
  });

  it("says that it is deleted where only what was stored beside it stayed", async () => {
    const { documents } = keptDocuments();
    const remove = (): Promise<never> => Promise.reject(noRight());
    const kept = { ...keptDocuments(), documents: { ...documents, remove } };
    await assert.rejects(
      deleted({ kept }),
      /^Failure: Release-57 was deleted, but not what was stored beside it/,
    );
  });
});
