import assert from "node:assert/strict";
import { describeRelease, longestDescription } from "../../../core/acts/describe-release.ts";
import type { ReleaseLinks } from "../../../core/model/links.ts";
import type { Release } from "../../../core/model/release.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments } from "./kept-documents.ts";
import { attempt, now, organisation, production, release, uat } from "./sample-organisation.ts";

const deployed = { ...production, status: attempt.status, attempts: [attempt] };
const link = { release: "run:9", name: "R-9", pipeline: "Live", root: "6".repeat(64), on: now } as const;
const linked: ReleaseLinks = {
  schema: 1,
  release: release.id,
  name: release.name,
  pipeline: { id: 3, name: "Deployment" },
  root: link.root,
  onward: [link],
  stages: [],
};

type Given = Readonly<{ is?: Release; shown?: Release; links?: ReleaseLinks }>;

/** Describes what was shown, and tells what was asked of Azure DevOps. */
async function described(
  text: string,
  { is = release, shown = release, links }: Given = {},
): Promise<unknown[]> {
  const asked: unknown[] = [];
  const azure = organisation({
    releases: {
      get: () => Promise.resolve(is),
      describe: (...order) => Promise.resolve(void asked.push(order)),
    },
    documents: {
      ...keptDocuments().documents,
      read: (collection) =>
        Promise.resolve(
          links && collection.startsWith("links-") ? { id: "classic-57", etag: 1, value: links } : undefined,
        ),
    },
  });
  await describeRelease(shown, text, azure);
  return asked;
}

describe("Changing what is said of a release", () => {
  it("S3-08: is done until it is promoted, also where it is kept", async () => {
    assert.deepEqual(await described(" Sprint 13\n"), [[57, "Sprint 13"]]);
    const kept = { ...release, protection: { keptForever: true } };
    assert.deepEqual(await described("", { is: kept }), [[57, ""]]);
  });

  it("S3-08: is refused once it was deployed onward, also where the page did not know yet", async () => {
    const is = { ...release, stages: [uat, deployed] };
    await assert.rejects(
      described("x", { is }),
      refusing("RM002", /^It was deployed onward to "Production"/),
    );
  });

  it("S3-08: is refused once it is linked to another release", async () => {
    await assert.rejects(described("x", { links: linked }), refusing("RM002", /went on as "R-9"/));
  });

  it("is refused for a run, which has none, and where it is too long", async () => {
    const shown: Release = { ...release, id: "run:71", kind: "yaml" };
    await assert.rejects(described("x", { shown }), refusing("RM002", /run of a YAML pipeline/));
    await assert.rejects(described("x".repeat(longestDescription + 1)), refusing("RM001", /at most 2101/));
  });
});
