import assert from "node:assert/strict";
import { differenceTo } from "../../../core/acts/difference-to.ts";
import { read } from "../../../core/model/reading.ts";
import type { Release } from "../../../core/model/release.ts";
import type { Between } from "../../../core/ports-of-work-items.ts";
import { noRight, organisation, type Parts, release } from "./sample-organisation.ts";

type Carried = NonNullable<Release["artefacts"][number]["build"]>;

const [source] = release.artefacts;
assert.ok(source?.build);
const from = source;
const carried = source.build;
const oneOf: Between = { changes: 5, items: [12], more: false };

/** What runs there: Release-60 with another build. */
function runs(build: Partial<Carried>): Release {
  const artefacts = [{ ...from, version: `_${build.id ?? carried.id}`, build: { ...carried, ...build } }];
  return { ...release, id: "classic:60", name: "Release-60", artefacts };
}

function of(there: Release | undefined, parts: Parts["workItems"] = {}): ReturnType<typeof differenceTo> {
  const current = read(there && { release: there, record: { kind: "absent" as const } });
  return differenceTo(release, current, organisation({ workItems: parts }));
}

/** What was asked, and what was said: nothing else may be asked. */
async function compared(there: Release | undefined, between = oneOf): Promise<readonly [unknown[], unknown]> {
  const asked: unknown[] = [];
  const known = await of(there, {
    between: (...builds) => Promise.resolve((asked.push(builds), between)),
    get: (ids) => Promise.resolve((asked.push(ids), [])),
  });
  return [asked, known.kind === "read" ? known.value : known.why];
}

const to = "_20220616.3";
const told = { between: oneOf, items: [] };
const beside = { alias: "Beside", primary: false, version: "_7" };

describe("What a deployment changes where something runs", () => {
  const { id } = carried;
  for (const [what, there, asked, said] of [
    [
      "brings what came after the build that runs there, whichever releases lie between",
      runs({ id: id - 40 }),
      [[id - 40, id], [12]],
      { way: "brings", from: `_${id - 40}`, to, ...told },
    ],
    [
      "removes what came after its own build where a newer one runs",
      runs({ id: id + 5 }),
      [[id, id + 5], [12]],
      { way: "removes", from: `_${id + 5}`, to, ...told },
    ],
    ["changes nothing where the same build runs", runs({}), [], { way: "same", build: to, beside: false }],
    ["changes nothing where it runs itself", release, [], { way: "same", build: to, beside: false }],
    ["is the first there", undefined, [], { way: "first" }],
  ] as const) {
    it(`N14: ${what}`, async () => {
      assert.deepEqual(await compared(there), [asked, said]);
    });
  }

  it("N14: says that other builds are carried beside the same one", async () => {
    const there = runs({});
    const other = { ...from, ...beside, build: { ...carried, id: id - 300, pipelineId: 99 } };
    const ours = { ...release, artefacts: [from, { ...other, build: { ...other.build, id: id - 299 } }] };
    const current = read({
      release: { ...there, artefacts: [...there.artefacts, other] },
      record: { kind: "absent" as const },
    });
    const known = await differenceTo(ours, current, organisation());
    assert.deepEqual(known, read({ way: "same", build: to, beside: true }));
  });

  it("N14: names fifty of very many", async () => {
    const items = Array.from({ length: 120 }, (_, index) => index + 1);
    const [[, ids]] = await compared(runs({ id: id - 1 }), { ...oneOf, items });
    assert.deepEqual(ids, items.slice(0, 50));
  });
});

describe("What a deployment changes, where that is not known", () => {
  const { id } = carried;
  for (const [what, there, because] of [
    [
      "the builds are of different pipelines",
      runs({ id: id - 1, pipelineId: 99 }),
      /^"Release-60" runs there, and its build is not known to be a newer one or an older one: .* different pipelines\.$/,
    ],
    [
      "the builds are of different branches",
      runs({ id: id - 1, branch: "other" }),
      /of different branches\.$/,
    ],
    ["no build is carried", { ...runs({}), artefacts: [] }, /: one of the two carries no build\.$/],
  ] as const) {
    it(`N14: says that ${what}`, async () => {
      const [asked, said] = await compared(there);
      assert.deepEqual(asked, []);
      assert.match(String(said), because);
    });
  }

  it("N14: says why it could not be read, which is never nothing", async () => {
    const why = "You do not have the right.";
    const failed = { kind: "failed", why } as const;
    assert.deepEqual(await of(runs({ id: id - 1 }), { between: () => Promise.reject(noRight()) }), failed);
    assert.deepEqual(await differenceTo(release, failed, organisation()), failed);
    const unseen = read({ unseen: "Older ones may have" });
    const known = await differenceTo(release, unseen, organisation());
    assert.deepEqual(known, { kind: "failed", why: "Older ones may have." });
  });
});
