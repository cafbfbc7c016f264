import assert from "node:assert/strict";
import { inspectRelease, type Dossier } from "../../../core/acts/inspect-release.ts";
import { extendHold, keepForever } from "../../../core/acts/keep-release.ts";
import { instant } from "../../../core/model/instant.ts";
import type { ReleaseLinks } from "../../../core/model/links.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Lease } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments } from "./kept-documents.ts";
import {
  attempt,
  day,
  noRight,
  now,
  organisation,
  production,
  release,
  uat,
  uncarried,
  world,
  type Parts,
} from "./sample-organisation.ts";

const held: Lease = { id: 1, runId: 345, owner: "ours", validUntil: instant(now + 100 * day) };
const taken: Lease = { ...held, id: 2, validUntil: instant(now + 365 * day) };
const links: ReleaseLinks = {
  schema: 1,
  release: "classic:57",
  name: "Release-57",
  pipeline: { id: 3, name: "Deployment" },
  onward: [],
  stages: [],
};
const archived = { ...links, archivedOn: now };

type Given = Readonly<{
  over?: Partial<Dossier>;
  ours?: readonly Lease[];
  stored?: readonly ReleaseLinks[];
  parts?: Parts;
}>;

async function extended({ over, ours = [held], stored = [], parts }: Given = {}): Promise<
  readonly unknown[]
> {
  const calls: unknown[] = [];
  const leases = {
    ours: (run?: number) => Promise.resolve(ours.filter(({ runId }) => runId === run)),
    take: (...call: unknown[]) => Promise.resolve((calls.push(["take", ...call]), taken)),
    release: (id: number) => Promise.resolve(void calls.push(["release", id])),
  };
  const { documents } = keptDocuments(...stored);
  const dossier = await inspectRelease("classic:57", organisation());
  await extendHold({ ...dossier, ...over }, world({ documents, leases, ...parts }), now);
  return calls;
}

describe("Extending the hold on a build", () => {
  it("D11: takes a year anew when a month is gone, and gives the old hold back", async () => {
    assert.deepEqual(await extended(), [
      ["take", 345, 7, 365],
      ["release", 1],
    ]);
  });

  it("leaves a fresh hold alone, and never gives back what others hold", async () => {
    assert.deepEqual(await extended({ ours: [taken] }), []);
    assert.deepEqual(await extended({ ours: [{ ...held, runId: 99 }] }), [["take", 345, 7, 365]]);
  });

  it("N7: holds the run itself and the build that it carries", async () => {
    // What the run publishes itself was never sealed and does not travel: the run is needed all the same.
    const run: Release = { ...release, id: "run:71", kind: "yaml", pipeline: { id: 8, name: "Live" } };
    assert.deepEqual(await extended({ over: { release: run }, ours: [] }), [
      ["take", 71, 8, 365],
      ["take", 345, 7, 365],
    ]);
  });

  it("holds nothing that was never sealed, or whose seal cannot be read", async () => {
    assert.deepEqual(await extended({ over: { seals: [] } }), []);
    const unread = { alias: "", buildId: 345, reading: { kind: "failed", why: "no" } } as const;
    assert.deepEqual(await extended({ over: { seals: [unread] } }), []);
  });

  it("shows a refusal", async () => {
    const ours = (): Promise<never> => Promise.reject(noRight());
    await assert.rejects(extended({ parts: { leases: { ours } } }), refusing("RM040", /right/));
  });

  it("takes a release for open where nobody can tell whether it is archived", async () => {
    const read = (): Promise<never> => Promise.reject(noRight());
    assert.equal((await extended({ parts: { documents: { read } } })).length, 2);
  });
});

const newer: Release = {
  ...release,
  id: "classic:58",
  name: "Release-58",
  stages: [{ ...uat, attempts: [{ ...attempt, finishedOn: instant(now - day) }] }, production],
  artefacts: [],
};
const listing = (...others: readonly Release[]): Parts => ({
  releases: {
    list: ({ buildId }) => Promise.resolve({ items: buildId === undefined ? [newer] : others }),
    get: (id) => Promise.resolve(id === 58 ? newer : release),
  },
  builds: { ...uncarried },
});
const stored = [archived];

describe("The hold on the build of a closed release", () => {
  it("N7: is given back when the release is current nowhere", async () => {
    assert.deepEqual(await extended({ stored, parts: listing() }), [["release", 1]]);
    const over = { release: { ...release, status: "abandoned" } } as const;
    assert.deepEqual(await extended({ over, parts: listing() }), [["release", 1]]);
  });

  it("N7: stays, and is extended, while the release is current anywhere", async () => {
    const list = (): Promise<{ items: Release[] }> => Promise.resolve({ items: [] });
    assert.deepEqual(await extended({ stored, parts: { releases: { list } } }), [
      ["take", 345, 7, 365],
      ["release", 1],
    ]);
  });

  it("stays where another release needs the build, is current by it, or nobody can tell", async () => {
    const other = { ...release, id: "classic:60" as const };
    assert.deepEqual(await extended({ stored, parts: listing(other) }), []);
    const run = { ...links, release: "run:71", build: { id: 345, number: "1" } } as const;
    assert.deepEqual(await extended({ stored: [...stored, run], parts: listing() }), []);
    const closed = { ...newer, status: "abandoned" } as const;
    assert.deepEqual(await extended({ stored, parts: listing(closed) }), []);
    const list = (): Promise<never> => Promise.reject(noRight());
    assert.deepEqual(await extended({ stored, parts: { releases: { list } } }), []);
  });

  it("reads once for all what is stored of the project's releases", async () => {
    const asked: string[] = [];
    const { documents } = keptDocuments(...stored);
    const list = (collection: string): ReturnType<typeof documents.list> => {
      asked.push(collection);
      return documents.list(collection);
    };
    const parts = { ...listing(), documents: { ...documents, list } };
    assert.deepEqual(await extended({ stored, parts }), [["release", 1]]);
    assert.deepEqual(asked, [`links-${release.project.id}`]);
  });

  it("is given back where the others are closed and superseded, too", async () => {
    const closed = { ...release, id: "classic:60", status: "abandoned" } as const;
    assert.deepEqual(await extended({ stored, parts: listing(closed) }), [["release", 1]]);
    const put = { ...release, id: "classic:60" } as const;
    const away = { ...archived, release: put.id };
    assert.deepEqual(await extended({ stored: [...stored, away], parts: listing(put) }), [["release", 1]]);
  });
});

describe("The hold on the build of a closed release that an unopened run may carry", () => {
  it("N7: stays where an open run carries the build that nobody opened, or that cannot be told", async () => {
    const live: Release = { ...release, id: "run:371", kind: "yaml", name: "Live-371" };
    const builds: Parts["builds"] = {
      ...uncarried,
      runs: () => Promise.resolve({ items: [live] }),
      withStages: (items) => Promise.resolve({ items }),
    };
    const carrying = (runId: number): Parts["runs"] => ({
      queuedWith: () =>
        Promise.resolve({
          parameters: {},
          resources: [{ alias: "web", pipeline: { id: 7, name: "Integration" }, runId, version: "1" }],
        }),
    });
    const given = (runs: Parts["runs"]): Promise<readonly unknown[]> =>
      extended({ stored, parts: { ...listing(), builds, runs: runs ?? {} } });
    assert.deepEqual(await given(carrying(345)), []);
    assert.deepEqual(await given({ queuedWith: () => Promise.reject(noRight()) }), []);
    assert.deepEqual(await given(carrying(300)), [["release", 1]]);
  });
});

describe("Keeping a release for ever", () => {
  it("keeps a classic release, and refuses it for a run", async () => {
    const calls: unknown[] = [];
    const releases = { keep: (...call: unknown[]) => Promise.resolve(void calls.push(call)) };
    await keepForever(release, true, releases);
    assert.deepEqual(calls, [[57, true]]);
    await assert.rejects(
      keepForever({ ...release, id: "run:345" }, true, releases),
      refusing("RM002", /YAML/),
    );
  });
});
