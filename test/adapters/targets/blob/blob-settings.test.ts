import assert from "node:assert/strict";
import { addressOf } from "../../../../adapters/targets/blob/blob-settings.ts";
import {
  readBlobError,
  readHolder,
  readListing,
  readManifest,
} from "../../../../adapters/targets/blob/read-blob.ts";
import { refusing } from "../../../support/refusing.ts";

describe("The address of a container", () => {
  const good: readonly (readonly [string, string, string])[] = [
    ["https://contoso.blob.core.windows.net/$web", "https://contoso.blob.core.windows.net", "contoso/$web"],
    [
      " https://Contoso.blob.core.windows.net/%24web/ ",
      "https://contoso.blob.core.windows.net",
      "contoso/$web",
    ],
    [
      "https://contoso.blob.core.usgovcloudapi.net/site",
      "https://contoso.blob.core.usgovcloudapi.net",
      "contoso/site",
    ],
    [
      "https://localhost:1/devstoreaccount1/$web",
      "https://localhost:1/devstoreaccount1",
      "devstoreaccount1/$web",
    ],
  ];
  for (const [text, account, name] of good)
    it(`is read: ${text}`, () => {
      const at = addressOf(text, "UAT");
      assert.deepEqual([at.account, at.name, at.id], [account, name, `blob:${account}/${at.container}`]);
    });

  const bad: readonly (readonly [string, RegExp])[] = [
    ["contoso", /is no address/],
    ["http://contoso.blob.core.windows.net/$web", /is no https address/],
    ["https://me:s3cret@contoso.blob.core.windows.net/$web", /holds a name or a password/],
    ["https://contoso.blob.core.windows.net/$web?sv=1&sig=s3cret", /A shared access signature is a secret/],
    ["https:me:s3cret@contoso.blob.core.windows.net/$web", /holds a name or a password/],
    ["me:s3cret@contoso", /is no/],
    ["https://contoso.blob.core.windows.net/$web?sv=1\n&sig=s3cret", /A shared access signature is a secret/],
    ["https://contoso.z6.web.core.windows.net/", /is the site's public address/],
    ["https://contoso.dfs.core.windows.net/$web", /another service of the storage account/],
    ["https://contoso.blob.core.windows.net/", /names no container/],
    ["https://contoso.blob.core.windows.net/$web/docs", /names a folder inside a container/],
    ["https://contoso.blob.core.windows.net/No", /"No" is not a name that a container can have/],
    ["https://contoso.blob.core.windows.net/a--b", /is not a name that a container can have/],
  ];
  for (const [text, cause] of bad)
    it(`bad input: is refused: ${text}`, () => {
      assert.throws(() => addressOf(text, "UAT"), refusing("RM010", cause));
      assert.throws(
        () => addressOf(text, "UAT"),
        (thrown: Error) => !thrown.message.includes("s3cret"),
      );
    });
});

describe("What a storage account says", () => {
  const listing = (blobs: string): string =>
    `<?xml version="1.0"?><EnumerationResults><Blobs>${blobs}</Blobs><NextMarker>next</NextMarker></EnumerationResults>`;

  it("is read from its listing", () => {
    const one = `<Blob><Name>a&amp;b.txt</Name><Properties><Last-Modified>Thu, 01 Jan 2026 00:00:00 GMT</Last-Modified><Etag>0x1</Etag><Content-Length>3</Content-Length><Content-Type>text/plain</Content-Type><Cache-Control>no-cache</Cache-Control><CopyStatus>success</CopyStatus></Properties><Metadata><rm_sha256>ab</rm_sha256></Metadata></Blob>`;
    const other = `<Blob><Name Encoded="true">x%EF%BF%BF</Name><Properties><Content-Length>0</Content-Length><CopyStatus>pending</CopyStatus></Properties></Blob>`;
    const read = readListing(listing(one + other));
    assert.equal(read?.next, "next");
    assert.deepEqual(read.blobs[0], {
      name: "a&b.txt",
      bytes: 3,
      etag: "0x1",
      modified: Date.UTC(2026, 0, 1),
      contentType: "text/plain",
      cacheControl: "no-cache",
      sha256: "ab",
    });
    assert.deepEqual(
      [read.blobs[1]?.name, read.blobs[1]?.copying, read.blobs[1]?.sha256],
      ["x\uFFFF", "pending", undefined],
    );
  });

  it("is not believed where it breaks off or is something else", () => {
    const garbled = listing('<Blob><Name Encoded="true">%zz</Name></Blob>');
    for (const text of [garbled, listing("").slice(0, -5), "<html></html>", "", "{}"])
      assert.equal(readListing(text), undefined);
  });

  it("is read from its errors, without the ids", () => {
    const text = "<Error><Code>A</Code><Message>words\nRequestId:1</Message></Error>";
    assert.deepEqual(readBlobError(text), { code: "A", message: "words" });
    assert.deepEqual(readBlobError("<html>"), { code: "", message: "" });
  });

  it("is read from a manifest and a lock strictly", () => {
    for (const text of ["", "[]", '{"schema":1}', '{"schema":9}']) assert.ok("faults" in readManifest(text));
    for (const text of [undefined, "", "%", "%7B%7D", "null"]) assert.equal(readHolder(text), undefined);
    const holder = { release: "R", stage: "S", since: "2026" };
    assert.deepEqual(readHolder(encodeURIComponent(JSON.stringify(holder))), holder);
  });
});
