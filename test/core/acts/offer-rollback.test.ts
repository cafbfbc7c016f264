import assert from "node:assert/strict";
import { offerRollback, type RollbackOffer } from "../../../core/acts/offer-rollback.ts";
import { refusal } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { State } from "../../../core/model/stage.ts";
import {
  attempt,
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
