import assert from "node:assert/strict";
import type { SiteState } from "../../../../adapters/targets/blob/decide-site.ts";
import { decideSite, planSite } from "../../../../adapters/targets/blob/decide-site.ts";
import {
  keptManifestName,
  keptReleases,
  manifestFor,
  unneededContents,
} from "../../../../adapters/targets/blob/manifest.ts";
import type { Blob } from "../../../../adapters/targets/blob/read-blob.ts";
import type { SiteFile } from "../../../../adapters/targets/blob/site-files.ts";
import { siteFiles } from "../../../../adapters/targets/blob/site-files.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";

const site = sealedArtefact("Site", { "index.html": "page", "app.css": "body{}" });
const files = siteFiles([site]);
const [page, style] = files as [SiteFile, SiteFile];
const head = {
  release: { id: "classic:57", name: "Release-57" },
  root: "ab".repeat(32),
  deployedOn: "2026-01-01T00:00:00Z",
};

function blob(file: SiteFile, changes: Partial<Blob> = {}): Blob {
  const { name, bytes, sha256, contentType, cacheControl } = file;
  return { name, bytes, sha256, contentType, cacheControl, etag: "0x1", modified: 0, ...changes };
}

function kept(file: SiteFile): Blob {
  return blob(file, { name: `.release-manager/content/${file.content}` });
}

function stateOf(...blobs: readonly Blob[]): SiteState {
  return { blobs: new Map(blobs.map((one) => [one.name, one])) };
}

const { sha256: _none, ...theirs } = blob(page, { name: "index.html" });
const cases: readonly (readonly [
  string,
  SiteState,
  readonly [string[], string[], string[], number, number],
])[] = [
  [
    "everything, where it is empty",
    stateOf(),
    [["index.html", "app.css"], ["index.html", "app.css"], [], 0, 0],
  ],
  [
    "nothing, where all is there",
    stateOf(blob(page), blob(style), kept(page), kept(style)),
    [[], [], [], 0, 0],
  ],
  [
    "switching, where it keeps the contents",
    stateOf(kept(page), kept(style), blob(style)),
    [[], ["index.html"], [], 0, 0],
  ],
  [
    "sending and switching, where the length differs",
    stateOf(blob(page, { bytes: 3 }), blob(style), kept(style)),
    [["index.html"], ["index.html"], [], 0, 0],
  ],
  [
    "switching, where it is served otherwise",
    stateOf(blob(page, { contentType: "text/plain" }), blob(style), kept(page), kept(style)),
    [[], ["index.html"], [], 0, 0],
  ],
  [
    "switching, where a copy has not ended",
    stateOf(blob(page, { copying: "pending" }), blob(style), kept(page), kept(style)),
    [[], ["index.html"], [], 0, 0],
  ],
  [
    "sending, where a kept content is not what its name says",
    stateOf(blob(page), blob(style), kept(style), { ...kept(page), sha256: "x" }),
    [["index.html"], [], [], 0, 0],
  ],
  [
    "deleting what is ours and old",
    stateOf(blob(page), blob(style), kept(page), kept(style), blob(page, { name: "old.html" })),
    [[], [], ["old.html"], 0, 0],
  ],
  [
    "nothing with what others put there",
    stateOf(theirs, { ...theirs, name: "robots.txt" }, blob(style), kept(page), kept(style)),
    [[], ["index.html"], [], 1, 1],
  ],
];

describe("What has to be done with a container", () => {
  for (const [name, state, expected] of cases) {
    it(`is ${name}`, () => {
      const { send, change, stale, strangers, overwritten } = decideSite(files, state);
      const names = (list: readonly { name: string }[]): string[] => list.map((one) => one.name);
      assert.deepEqual([names(send), names(change), names(stale), strangers, overwritten], expected);
    });
  }

  it("sends equal contents once", () => {
    const twice = sealedArtefact("Site", { "a.txt": "same", "b.txt": "same", "c.css": "same" });
    assert.deepEqual(decideSite(siteFiles([twice]), stateOf()).send.length, 2);
  });
});

describe("The plan for a container", () => {
  const manifest = manifestFor(head, [site], files);
  const cases: readonly (readonly [string, SiteState, RegExp, RegExp])[] = [
    [
      "an empty one",
      stateOf(),
      /^create 2 of 2 files to send \(10 bytes\), 2 to switch when all are there$/,
      /^no release is here yet/,
    ],
    [
      "one that has it",
      { ...stateOf(blob(page), blob(style), kept(page), kept(style)), manifest },
      /^skip is in the container already: 2 files/,
      /^deploy "Release-57" again, .*: its 2 files stay/,
    ],
    [
      "one whose contents are gone",
      { ...stateOf(blob(page), blob(style), kept(page)), manifest },
      /^update 1 of 2 files to send \(6 bytes\), 0 to switch/,
      /1 of its 2 files would be sent anew/,
    ],
    [
      "one where a run was killed",
      { ...stateOf(blob(page, { sha256: "x" }), blob(style), kept(page), kept(style)), manifest },
      /1 file of "Release-57" is not as its manifest says: a deployment broke off/,
      /./,
    ],
    [
      "one whose manifest is forged",
      { ...stateOf(), fault: "it cannot be believed" },
      /^refuse it cannot be believed$/,
      /./,
    ],
  ];
  for (const [name, state, text, rollback] of cases) {
    it(`tells ${name}`, () => {
      const plan = planSite([site], files, state);
      assert.match(plan.steps.map((step) => `${step.action} ${step.text}`).join(), text);
      assert.match(plan.rollback, rollback);
    });
  }
});

describe("The plan for a release", () => {
  it("tells what is sent: files of equal content once", () => {
    const twice = sealedArtefact("Site", { "a.txt": "same", "b.txt": "same" });
    const { steps } = planSite([twice], siteFiles([twice]), stateOf());
    assert.equal(steps[0]?.text, "1 of 2 files to send (4 bytes), 2 to switch when all are there");
  });

  it("refuses one of more files than the next deployment would believe its manifest to have", () => {
    const many = Array.from({ length: 20_001 }, () => page);
    assert.equal(planSite([site], many.slice(1), stateOf()).steps[0]?.action, "create");
    const [step] = planSite([site], many, stateOf()).steps;
    assert.deepEqual(
      [step?.action, step?.text],
      ["refuse", "the release has 20001 files; a container can have 20000 of a release at most"],
    );
  });
});

describe("What a container keeps", () => {
  const release = (name: string, modified: number): Blob =>
    blob(page, { name: keptManifestName(name, "abcdef0123"), modified });
  const of = (name: string): string => keptManifestName(name, "abcdef0123");

  it("is the newest releases, and always the current one and the one before it", () => {
    const listing = [release("A", 1), release("B", 2), release("C", 3), release("D", 4)];
    assert.deepEqual(keptReleases(listing, 3, [of("A"), of("D")]), {
      stay: ["A", "D", "C"].map(of),
      go: [of("B")],
    });
    assert.deepEqual(keptReleases(listing, 2, [of("A"), of("B")]).stay, ["A", "B"].map(of));
  });

  it("is every content that one of them needs", () => {
    const manifest = manifestFor(head, [site], [page]);
    assert.deepEqual(unneededContents([kept(page), kept(style), blob(style)], [manifest]), [
      kept(style).name,
    ]);
  });

  it("has names that every tool takes", () => {
    assert.equal(
      keptManifestName("../R 57 ü", "abcdef0123"),
      ".release-manager/releases/.._R_57_-abcdef01.json",
    );
    assert.equal(keptManifestName("", "abcdef0123"), ".release-manager/releases/release-abcdef01.json");
  });
});
