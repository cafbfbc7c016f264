import assert from "node:assert/strict";
import { archiveRelease, unarchiveRelease } from "../../../core/acts/archive-release.ts";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { ReleaseLinks } from "../../../core/model/links.ts";
import { protectionOf } from "../../../core/model/protection.ts";
import type { Release } from "../../../core/model/release.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments, type KeptDocuments } from "./kept-documents.ts";
import {
  attempt,
  day,
  now,
  production,
  release,
  uat,
  uncarried,
  world,
  type Parts,
} from "./sample-organisation.ts";

const newer: Release = {
  ...release,
  id: "classic:58",
  stages: [{ ...uat, attempts: [{ ...attempt, finishedOn: instant(now - day) }] }, production],
  artefacts: [],
};
const links: ReleaseLinks = {
  schema: 1,
  release: "classic:57",
  name: "Release-57",
  pipeline: { id: 3, name: "Deployment" },
  onward: [{ release: "run:71", name: "Live-1", pipeline: "Live", root: "6".repeat(64), on: now }],
  root: "6".repeat(64),
  stages: [],
};

async function archive(
  kept: KeptDocuments,
  others: readonly Release[],
  over: Parts = {},
): Promise<unknown[]> {
  const released: unknown[] = [];
  const azure = world({
    documents: kept.documents,
    releases: {
      get: () => Promise.resolve(release),
      list: ({ buildId }) => Promise.resolve({ items: buildId === undefined ? others : [] }),
    },
    builds: uncarried,
    leases: {
      ours: (run) =>
        Promise.resolve(run === 345 ? [{ id: 1, runId: run, owner: "ours", validUntil: now }] : []),
      release: (id) => Promise.resolve(void released.push(id)),
    },
    ...over,
  });
  await archiveRelease("classic:57", azure, now);
  return released;
}

describe("Archiving a release", () => {
  it("N8: closes it, gives its holds back, and leaves its links as they protect it", async () => {
    const kept = keptDocuments(links);
    assert.deepEqual(await archive(kept, [newer]), [1]);
    const stored = kept.links("classic:57");
    assert.equal(stored?.archivedOn, now);
    assert.equal(protectionOf(release, stored).deletable, false);
  });

  it("N7: keeps the holds of a release that is current anywhere", async () => {
    const kept = keptDocuments();
    assert.deepEqual(await archive(kept, []), []);
    assert.equal(kept.links("classic:57")?.archivedOn, now);
  });

  it("keeps the day on which it was archived first", async () => {
    const kept = keptDocuments({ ...links, archivedOn: instant(now - day) });
    await archive(kept, [newer]);
    assert.equal(kept.links("classic:57")?.archivedOn, now - day);
  });

  it("is undone, and undoing it twice writes nothing more", async () => {
    const kept = keptDocuments(links);
    await archive(kept, []);
    const azure = world({ documents: kept.documents });
    await unarchiveRelease("classic:57", azure);
    await unarchiveRelease("classic:57", azure);
    assert.deepEqual(kept.links("classic:57"), links);
    assert.deepEqual(kept.changes, ["write classic-57", "write classic-57"]);
    await unarchiveRelease("classic:99", azure);
    assert.equal(kept.changes.length, 2);
  });

  it("S3-18: works for what is left of a release that is gone, and for no other", async () => {
    const gone = refusal({ code: "RM041", what: "", where: "", cause: "no such release", next: "" });
    const releases = { get: () => Promise.reject(gone) };
    const kept = keptDocuments(links);
    assert.deepEqual(await archive(kept, [], { releases }), []);
    assert.equal(kept.links("classic:57")?.archivedOn, now);
    await assert.rejects(archive(keptDocuments(), [], { releases }), refusing("RM041", /no such release/));
  });
});
