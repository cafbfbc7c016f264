import assert from "node:assert/strict";
import {
  type Current,
  currentOf,
  type Facts,
  misplaced,
  movedSince,
  planOf,
  superfluous,
} from "../../../../../adapters/targets/shared/release-folder/decide-release.ts";
import { sealedArtefact } from "../../../../support/sealed-artefact.ts";

const site = sealedArtefact("Site", { "index.html": "hello" });
const layout = { releaseName: "R-2-01234567", current: "/srv/app/current" };
const facts: Facts = { layout, current: { kind: "none" }, held: {} };
const foreign: Current = { kind: "foreign", because: "it is a folder" };

describe("The plan of a release folder", () => {
  const rows: [string, Partial<Facts>, string, RegExp][] = [
    ["copies to an empty place", {}, "create", /1 file to copy to R-2-01234567\/Site/],
    ["proves again what is there", { held: { Site: site.digest } }, "update", /is in R-2-01234567 already/],
    ["copies what is there with other bytes", { held: { Site: "0".repeat(64) } }, "create", /1 file to copy/],
    ["refuses somebody else's current", { current: foreign }, "refuse", /not made by Release Manager/],
    ["refuses a place that cannot serve", { hindrance: "no links" }, "refuse", /^no links$/],
    ["refuses what has no room", { room: 4 }, "refuse", /5 bytes are needed, 4 bytes are free/],
    ["needs no room for what is there", { room: 0, held: { Site: site.digest } }, "update", /already/],
  ];
  for (const [what, given, action, text] of rows)
    it(what, () => {
      const [step] = planOf([site], { ...facts, ...given }).steps;
      assert.equal(step?.action, action);
      assert.match(step.text, text);
    });

  it("knows the way back from what is in use", () => {
    const back = (current: Current): string => planOf([], { ...facts, current }).rollback;
    assert.match(back({ kind: "none" }), /nothing is in use yet/);
    assert.match(back({ kind: "release", name: "R-1" }), /releases\/R-1 now; pointing it back/);
    assert.match(back({ kind: "release", name: layout.releaseName }), /which is this release/);
  });
});

describe("What current points to", () => {
  for (const [target, name] of [
    ["releases/R-1", "R-1"],
    ["releases\\R-1\\", "R-1"],
    ["/srv/app/releases/R-1", undefined],
    ["releases/../../etc", undefined],
    ["releases/..", undefined],
    ["releases/R-1/Site", undefined],
    ["", undefined],
  ] as const)
    it(`"${target}" is ${name ?? "somebody else's"}`, () => {
      const current = currentOf(target);
      assert.equal(current.kind === "release" ? current.name : undefined, name);
    });

  it("is compared with what it was when the plan was made", () => {
    const [one, other] = [currentOf("releases/R-1"), currentOf("releases/R-2")];
    assert.equal(movedSince(one, one), undefined);
    assert.match(movedSince(one, other) ?? "", /was releases\/R-1 .* is releases\/R-2 now/);
    assert.match(movedSince({ kind: "none" }, one) ?? "", /was nothing/);
  });
});

describe("The folders of releases", () => {
  const places = {
    root: "/a",
    releases: "/a/releases",
    release: "/a/releases/R",
    releaseName: "R",
    current: "",
    lock: "",
  };
  const [folder, link] = [{ kind: "folder", bytes: 0 } as const, { kind: "link", bytes: 9 } as const];

  it("are folders, or not there yet", () => {
    assert.equal(misplaced(places, { releases: undefined, release: undefined }), undefined);
    assert.equal(misplaced(places, { releases: folder, release: folder }), undefined);
    assert.match(misplaced(places, { releases: link, release: undefined }) ?? "", /\/a\/releases is a link/);
    assert.match(misplaced(places, { releases: folder, release: link }) ?? "", /\/a\/releases\/R is a link/);
    assert.match(
      misplaced(places, { releases: { kind: "file", bytes: 1 }, release: undefined }) ?? "",
      /no folder/,
    );
  });

  it("stay as far as they are the newest, in use, the one before, or not ours", () => {
    const all = ["R-1", "R-2", "R-3", "R-4"].map((name) => ({ name, since: `2026-01-0${name.slice(-1)}` }));
    const dated = [...all, { name: "killed", since: "" }, { name: "a file", since: undefined }];
    assert.deepEqual(superfluous(dated, 3, { now: "R-4", before: "R-3" }), ["R-1", "killed"]);
    assert.deepEqual(superfluous(dated, 2, { now: "R-1", before: "R-2" }), ["R-4", "R-3", "killed"]);
    assert.deepEqual(superfluous(dated, 5, { now: "R-4", before: "R-4" }), []);
  });
});
