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

describe("A copy that the service does not end at once", () => {
  it("is waited for", async () => {
    const { looked } = await switched(["pending", "pending", ""]);
    assert.equal(looked, 3);
  });

  it("is a failure where it breaks off", async () => {
    await assert.rejects(
      switched(["pending", "aborted"]),
      refusing("RM031", /index\.html" failed: it ended as "aborted"/),
    );
  });

  it("is neither failure nor success where it takes too long", async () => {
    await assert.rejects(
      switched(["pending"]),
      refusing("RM032", /is still going on at the storage account/),
    );
  });
});

/** Switches a site of one page to which the service copies; the last answer about the copy stays. */
async function switched(answers: readonly string[]): Promise<{ looked: number }> {
  let [looked, now] = [0, 0];
  const list = (): Promise<Blob[]> => {
    const copying = answers[Math.min(looked, answers.length - 1)] ?? "";
    looked += 1;
    const blob = { name: "index.html", bytes: 4, etag: "1", modified: 0, contentType: "", cacheControl: "" };
    return Promise.resolve([copying === "" ? blob : { ...blob, copying }]);
  };
  const api: Pick<BlobApi, "copy" | "list"> = { copy: () => Promise.resolve("pending"), list };
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
  return { looked };
}
