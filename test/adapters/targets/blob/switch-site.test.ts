import assert from "node:assert/strict";
import type { BlobApi } from "../../../../adapters/targets/blob/blob-api.ts";
import { decideSite } from "../../../../adapters/targets/blob/decide-site.ts";
import type { Blob } from "../../../../adapters/targets/blob/read-blob.ts";
import { siteFiles } from "../../../../adapters/targets/blob/site-files.ts";
import type { SiteWork } from "../../../../adapters/targets/blob/site-work.ts";
import { switchSite } from "../../../../adapters/targets/blob/switch-site.ts";
import { refusing } from "../../../support/refusing.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";

const files = siteFiles([sealedArtefact("Site", { "index.html": "page" })]);
const page = { name: "index.html", bytes: 4, etag: "1", modified: 0, contentType: "", cacheControl: "" };
const copied: Blob = { ...page, ...files[0] };
const old: Blob = { ...copied, sha256: "0".repeat(64) };
const copying = (state: string): Blob => ({ ...old, copying: state });

describe("A copy that the service does not end at once", () => {
  it("is waited for", async () => {
    const { asked, looked } = await switched(["pending"], [copying("pending"), copying("pending"), copied]);
    assert.deepEqual([asked, looked], [1, ["index.html", "index.html", "index.html"]]);
  });

  it("and was one of an older content is made once more", async () => {
    const { asked } = await switched(["pending", "success"], [copying("pending"), old]);
    assert.equal(asked, 2);
  });

  it("is a failure where it breaks off, however that is told", async () => {
    const brokenOff = refusing("RM031", /index\.html" failed: it ended as "aborted"/);
    await assert.rejects(switched(["pending"], [copying("pending"), copying("aborted")]), brokenOff);
    await assert.rejects(switched(["aborted"], [copying("aborted")]), brokenOff);
  });

  for (const [what, blob] of [
    ["nothing", undefined],
    ["something else", old],
  ] as const)
    it(`is a failure where ${what} is there in the end`, async () => {
      await assert.rejects(switched(["pending"], [blob]), refusing("RM031", /is not there as sealed/));
    });

  it("is neither failure nor success where it takes too long", async () => {
    await assert.rejects(
      switched(["pending"], [copying("pending")]),
      refusing("RM032", /is still going on at the storage account/),
    );
  });
});

/** Switches a site of one page. The service says this of its copies, and shows this; the last answer of each stays. */
async function switched(
  said: readonly string[],
  shown: readonly (Blob | undefined)[],
): Promise<{ asked: number; looked: readonly (string | undefined)[] }> {
  let [asked, now] = [0, 0];
  const looked: (string | undefined)[] = [];
  const api: Pick<BlobApi, "copy" | "list"> = {
    copy: () => Promise.resolve(said[Math.min(asked++, said.length - 1)] ?? ""),
    list: (prefix) => {
      const blob = shown[Math.min(looked.length, shown.length - 1)];
      looked.push(prefix);
      return Promise.resolve(blob === undefined ? [] : [blob]);
    },
  };
  const world = {
    now: () => now,
    sleep: (milliseconds: number) => Promise.resolve(void (now += milliseconds)),
  };
  const at = { account: "https://x", container: "c", id: "", name: "" };
  const work = { api, world, at, settings: { environment: "UAT" } } as unknown as SiteWork;
  const lock = { check: () => Promise.resolve(), release: () => Promise.resolve() };
  const signal = new AbortController().signal;
  const rest = { progress: () => undefined, seen: () => undefined };
  await switchSite(work, decideSite(files, { blobs: new Map() }), { lock, signal, ...rest });
  return { asked, looked };
}
