import assert from "node:assert/strict";
import { listReleases, type ReleasesListed } from "../../../core/acts/list-releases.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Page } from "../../../core/ports.ts";
import { noRight, now, release, world } from "./sample-organisation.ts";

const run: Release = { ...release, id: "run:9", name: "2026.3", kind: "yaml", createdOn: instant(now - 5) };
const older: Release = { ...release, id: "classic:56", createdOn: instant(now - 9) };
const newest: Release = { ...release, createdOn: instant(now) };

type Asked = Readonly<Record<string, unknown>>;
type Listing = (query: Asked) => Promise<Page<Release>>;

function listed(
  query: Parameters<typeof listReleases>[0],
  list: Listing,
  runs: Listing,
  show?: (items: readonly Release[]) => void,
): Promise<ReleasesListed> {
  return listReleases(query, world({ releases: { list }, builds: { runs, withStages } }), show);
}

function withStages(items: readonly Release[]): Promise<Page<Release>> {
  return Promise.resolve({ items });
}

function page(items: readonly Release[], next?: string): Listing {
  return () => Promise.resolve({ items, ...(next === undefined ? {} : { next }) });
}

describe("The list of releases", () => {
  it("S0-35: holds classic releases and YAML runs, newest first", async () => {
    const found = await listed({}, page([older, newest]), page([run]));
    assert.deepEqual(found, { items: [newest, run, older], problems: [] });
  });

  it("asks each world for its own next page, and one that is at its end no more", async () => {
    const asked: Asked[] = [];
    const list: Listing = (query) => {
      asked.push(query);
      return page([newest], asked.length === 1 ? "55" : undefined)(query);
    };
    const first = await listed({ pipelineId: 3 }, list, page([run]));
    const second = await listed({ pipelineId: 3, next: first.next ?? "" }, list, () =>
      assert.fail("at its end"),
    );
    assert.deepEqual(asked, [
      { pipelineId: 3, top: 50 },
      { pipelineId: 3, top: 50, next: "55" },
    ]);
    assert.deepEqual(second, { items: [newest], problems: [] });
  });

  it("says which world could not be read, and shows the other", async () => {
    const found = await listed({}, () => Promise.reject(noRight()), page([run]));
    assert.deepEqual(found, {
      items: [run],
      problems: ["The classic releases could not be read: You do not have the right."],
    });
  });

  it("passes on what an older Azure DevOps cannot tell", async () => {
    const found = await listed({}, page([]), () => Promise.resolve({ items: [run], note: "It is older." }));
    assert.deepEqual(found, { items: [run], problems: ["It is older."] });
  });

  it("shows the classic releases before the runs' stages have come, and these a few at a time", async () => {
    const shown: string[][] = [];
    const runs = Array.from({ length: 8 }, (_, at): Release => ({ ...run, id: `run:${at}` }));
    await listed({}, page([older]), page(runs), (items) => shown.push(items.map(({ id }) => id)));
    assert.deepEqual(
      shown.map((ids) => [ids.length, ids.at(-1)]),
      [
        [1, "classic:56"],
        [7, "classic:56"],
        [9, "classic:56"],
      ],
    );
  });

  it("is a failure, never an emptiness, where neither world could be read", async () => {
    const refused: Listing = () => Promise.reject(noRight());
    await assert.rejects(listed({}, refused, refused), /You do not have the right/);
  });

  it("S0-14: searches the runs by their texts, since Azure DevOps does not", async () => {
    const other: Release = { ...run, id: "run:10", name: "other", pipeline: { id: 1, name: "P" } };
    const found = await listed({ search: " 2026.3 " }, page([]), page([run, other]));
    assert.deepEqual(found.items, [run]);
  });

  it("throws on what is a fault of ours", async () => {
    const broken: Listing = () => Promise.reject(new TypeError("ours"));
    await assert.rejects(listed({}, broken, page([])), TypeError);
  });
});

describe("A list of 10,000 runs", () => {
  it("bad input: is read by one page of twenty, the rest page by page as it is asked for, each once", async () => {
    const all = Array.from({ length: 10_000 }, (_, at): Release => ({ ...run, id: `run:${10_000 - at}` }));
    let asked = 0;
    const runs: Listing = ({ top, next }) => {
      asked += 1;
      const [from, to] = [Number(next ?? 0), Number(next ?? 0) + Number(top)];
      return page(all.slice(from, to), to < all.length ? String(to) : undefined)({});
    };
    const first = await listed({}, page([]), runs);
    assert.deepEqual([asked, first.items.length, first.next !== undefined], [1, 20, true]);
    const ids = first.items.map(({ id }) => id);
    for (let { next } = first; next !== undefined;) {
      const more = await listed({ next }, page([]), runs);
      ids.push(...more.items.map(({ id }) => id));
      next = more.next;
    }
    assert.deepEqual([asked, ids.length, new Set(ids).size], [500, 10_000, 10_000]);
  });
});
