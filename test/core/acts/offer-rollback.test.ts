import assert from "node:assert/strict";
import { offerRollback, type RollbackOffer } from "../../../core/acts/offer-rollback.ts";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Seal } from "../../../core/model/seal.ts";
import type { State } from "../../../core/model/stage.ts";
import type { Found } from "../../../core/ports.ts";
import {
  attempt,
  build,
  day,
  noRight,
  now,
  organisation,
  type Parts,
  release,
  sealed,
  uat,
} from "./sample-organisation.ts";

/** A release of build `build` that came to UAT so many days ago. */
function ran(number: number, build: number, daysAgo: number, state: State = "succeeded"): Release {
  const finishedOn = instant(now - daysAgo * day);
  const status = { state, wire: state };
  const [source] = release.artefacts;
  return {
    ...release,
    id: `classic:${number}`,
    name: `Release-${number}`,
    artefacts: source?.build
      ? [{ ...source, version: `build ${build}`, build: { ...source.build, id: build } }]
      : [],
    stages: [{ ...uat, id: String(number), status, attempts: [{ ...attempt, status, finishedOn }] }],
  };
}

const releases = [
  ran(60, 360, 1),
  ran(59, 359, 2, "failed"),
  ran(58, 358, 3),
  ran(57, 357, 4),
  ran(56, 360, 5),
];

function offered(over: Parts = {}, all: readonly Release[] = releases): Promise<RollbackOffer> {
  const azure = organisation({
    releases: {
      get: (id) => Promise.resolve(all.find((one) => one.id === `classic:${id}`) ?? release),
      list: () => Promise.resolve({ items: all }),
    },
    ...over,
  });
  return offerRollback("classic:60", "UAT", azure);
}

describe("What a stage can go back to", () => {
  it("N13: is what it ran well before, of an older build, the newest first", async () => {
    const { current, candidates } = await offered();
    assert.equal(current.name, "Release-60");
    assert.deepEqual(
      candidates.map((one) => [one.release.name, one.stage, one.build?.number]),
      [
        ["Release-58", "UAT", "build 358"],
        ["Release-57", "UAT", "build 357"],
      ],
    );
  });

  it("N13: goes by what runs there now, whichever release is looked at", async () => {
    const all = [ran(61, 361, 0.5), ...releases];
    const { current, candidates } = await offered({}, all);
    assert.deepEqual([current.name, candidates[0]?.release.name], ["Release-61", "Release-60"]);
  });

  it("N13: says whose bytes are gone, and never that bytes are there which could not be looked for", async () => {
    const seal = await sealed();
    const artefacts = (
      id: number,
    ): Promise<readonly { name: string; identity: string; downloadUrl: string }[]> => {
      if (id === 358) return Promise.reject(noRight());
      const cause = "There is no such build";
      return Promise.reject(refusal({ code: "RM041", what: "x", where: "y", cause, next: "z" }));
    };
    const { candidates } = await offered({
      builds: { artefacts },
      evidences: { seal: () => Promise.resolve({ kind: "found", value: seal, text: "" }) },
    });
    assert.deepEqual(
      candidates.map(({ bytes }) => bytes),
      [
        { kind: "failed", why: "You do not have the right." },
        { kind: "read", value: { gone: "its build was deleted" } },
      ],
    );
  });

  it("N13: names the artefacts that cannot be fetched any more", async () => {
    const { candidates } = await offered({ builds: { artefacts: () => Promise.resolve([]) } });
    const [first] = candidates;
    assert.ok(first?.bytes.kind === "read" && first.bytes.value !== "there");
    assert.match(first.bytes.value.gone, /^of its build, .*Sln.* cannot be fetched any more$/);
  });
});

describe("What a stage of a YAML run can go back to", () => {
  it("N13: compares the builds that YAML runs carry, and looks for their bytes, not for the runs' own", async () => {
    const { current, candidates } = await offeredOfRuns({ 501: 341, 502: 340, 503: 342 });
    assert.equal(current.name, "Release-503");
    assert.deepEqual(
      candidates.map(({ release: { name }, build, bytes }) => [name, build?.id, bytes]),
      [
        ["Release-502", 340, { kind: "read", value: "there" }],
        ["Release-501", 341, { kind: "read", value: "there" }],
      ],
    );
  });

  it("N13: looks for the build that was sealed, not for the first of those that a run carries", async () => {
    const { candidates } = await offeredOfRuns({ 501: 340, 502: 341 }, [tools]);
    assert.deepEqual(
      candidates.map(({ build, bytes }) => [build?.id, bytes]),
      [[340, { kind: "read", value: "there" }]],
    );
  });

  it("N13: leaves out a newer run of a newer build, and never a run of which it is not known what it carries", async () => {
    const { candidates } = await offeredOfRuns({ 501: undefined, 502: 343, 503: 342 });
    const why = "What the run was queued with could not be read: You do not have the right.";
    assert.deepEqual(
      candidates.map(({ release: { name }, bytes }) => [name, bytes]),
      [["Release-501", { kind: "failed", why }]],
    );
  });
});

/** A build that runs carry and never deploy. */
const tools = { alias: "tools", pipeline: { id: 5, name: "tools" }, runId: 77, version: "tools 77" };

/** What the newest of some runs can go back to, each of which carries that build; `undefined`: it cannot be read which. */
function offeredOfRuns(
  carried: Readonly<Record<number, number | undefined>>,
  beside: readonly (typeof tools)[] = [],
): Promise<RollbackOffer> {
  const newest = Math.max(...Object.keys(carried).map(Number));
  const run = (number: number): Release => ({
    ...ran(number, number, newest + 1 - number),
    id: `run:${number}`,
    kind: "yaml",
  });
  const builds: Parts["builds"] = {
    run: (number) => Promise.resolve(run(number)),
    runs: () => Promise.resolve({ items: Object.keys(carried).map((number) => run(Number(number))) }),
    get: (id) => Promise.resolve({ ...build, id }),
  };
  const queuedWith: NonNullable<Parts["runs"]>["queuedWith"] = (_, number) => {
    const runId = carried[number];
    if (runId === undefined) return Promise.reject(noRight());
    const web = { alias: "web", pipeline: { id: 6, name: "web-build" }, runId, version: `web ${runId}` };
    return Promise.resolve({ parameters: {}, resources: [...beside, web] });
  };
  const seal = async (id: number): Promise<Found<Seal>> =>
    id === carried[501] || id === carried[502]
      ? { kind: "found", value: await sealed(), text: "" }
      : { kind: "absent" };
  const azure = organisation({ builds, runs: { queuedWith }, evidences: { seal } });
  return offerRollback(`run:${newest}`, "UAT", azure);
}
