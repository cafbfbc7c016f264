import assert from "node:assert/strict";
import { blobApi, type BlobApi } from "../../../../adapters/targets/blob/blob-api.ts";
import type { TargetHttp } from "../../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../../core/model/secret.ts";

const at = { account: "https://a.test", container: "site", id: "blob:a/site", name: "a/site" };

/** A client of a service whose answers are these. */
function clientOf(send: TargetHttp["send"]): BlobApi {
  const http = { close: () => undefined, send };
  return blobApi(at, { http, now: () => 0, tokens: () => Promise.resolve(secret("token")) });
}

/** A service that gives so many pages of so many blobs each. */
function listing(pages: number, blobs: number): Promise<readonly unknown[]> {
  let page = 0;
  return clientOf(() => {
    page += 1;
    const names = Array.from({ length: blobs }, (_, n) => `<Blob><Name>${page}-${n}</Name></Blob>`).join("");
    const next = page < pages ? `<NextMarker>${page}</NextMarker>` : "<NextMarker/>";
    const text = `<EnumerationResults><Blobs>${names}</Blobs>${next}</EnumerationResults>`;
    return Promise.resolve({ status: 200, header: () => undefined, text, requestId: "" });
  }).list();
}

describe("The listing of a container", () => {
  it("may come in many pages of few blobs, or of none, as the service likes", async () => {
    assert.equal((await listing(60, 1)).length, 60);
    assert.equal((await listing(60, 0)).length, 0);
  });

  it("bad input: is refused where it holds more than a site has, or never ends", async () => {
    await assert.rejects(listing(40, 5000), /more than 100000 blobs/);
    await assert.rejects(listing(Infinity, 0), /more than 100000 blobs/);
  }).timeout(30_000);

  it("is of the blobs whose names begin as they are asked for", async () => {
    const urls: string[] = [];
    await clientOf(({ url }) => {
      urls.push(url);
      const text = "<EnumerationResults><Blobs/></EnumerationResults>";
      return Promise.resolve({ status: 200, header: () => undefined, text, requestId: "" });
    }).list("a b/ü.html");
    assert.deepEqual(
      urls.map((url) => new URL(url).searchParams.get("prefix")),
      ["a b/ü.html"],
    );
  });
});

describe("A copy that is asked for while one to that name goes on", () => {
  it("is pending: a lost answer that is asked for again is no refusal", async () => {
    const text = "<Error><Code>PendingCopyOperation</Code><Message>There is one.</Message></Error>";
    const api = clientOf(() =>
      Promise.resolve({ status: 409, header: () => undefined, text, requestId: "" }),
    );
    assert.equal(await api.copy("a", "b"), "pending");
  });
});
