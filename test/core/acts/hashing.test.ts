import assert from "node:assert/strict";
import type { Seal } from "../../../core/model/seal.ts";
import { readRecord, recordBytes, recordText } from "../../../core/model/record.ts";
import { artefactDigest, checkRecord, checkSeal, fingerprintOf } from "../../../core/acts/hashing.ts";
import { hashedRecord, sealRoot } from "../../../core/acts/hashing.ts";
import { digits, group, sampleRecord, sampleSeal, sha256 } from "../model/builders.ts";

async function rightSeal(): Promise<Seal> {
  const artefacts = await Promise.all(
    sampleSeal.artefacts.map(async (one) => ({ ...one, digest: await artefactDigest(one.files, sha256) })),
  );
  return { ...sampleSeal, artefacts, root: await sealRoot(artefacts, sha256) };
}

describe("artefactDigest", () => {
  it("is the SHA-256 of the sorted manifest, as `sha256sum` would give it", async () => {
    const files = [
      { path: "b", bytes: 2, sha256: digits("b") },
      { path: "a", bytes: 1, sha256: digits("a") },
    ];
    const manifest = `${digits("a")}  1  a\n${digits("b")}  2  b\n`;
    assert.equal(await artefactDigest(files, sha256), await sha256(manifest));
  });
});

describe("checkSeal", () => {
  it("finds nothing wrong with a right one", async () =>
    assert.deepEqual(await checkSeal(await rightSeal(), sha256), []));

  const changes: [string, (seal: Seal) => Seal, string[]][] = [
    ["a root", (seal) => ({ ...seal, root: digits("0") }), ["The root is not that of the artefacts."]],
    [
      "a file's hash",
      (seal) => ({
        ...seal,
        artefacts: seal.artefacts.map((one) => ({
          ...one,
          files: one.files.map((file) =>
            file.path === "CanExport.zip" ? { ...file, sha256: digits("0") } : file,
          ),
        })),
      }),
      ['The digest of "Sln" is not that of its files.'],
    ],
    [
      "a digest together with its file",
      (seal) => ({
        ...seal,
        artefacts: seal.artefacts.map((one) => ({ ...one, files: [], digest: digits("0") })),
      }),
      [
        'The digest of "Sln" is not that of its files.',
        'The digest of "SolutionAnalysisLogs" is not that of its files.',
        "The root is not that of the artefacts.",
      ],
    ],
    [
      "a place in the order",
      (seal) => ({
        ...seal,
        artefacts: seal.artefacts.map((one) => (one.name === "Sln" ? { ...one, sequence: 4 } : one)),
      }),
      ['"Sln" has a place in the order that its name does not give.'],
    ],
    [
      "the order",
      (seal) => ({ ...seal, artefacts: [...seal.artefacts].reverse() }),
      ["The artefacts are not in the order of deployment."],
    ],
    [
      "an artefact that is gone",
      (seal) => ({ ...seal, artefacts: seal.artefacts.slice(1) }),
      ["The root is not that of the artefacts."],
    ],
  ];
  for (const [name, change, faults] of changes) {
    it(`bad input: finds a change of ${name}`, async () => {
      assert.deepEqual(await checkSeal(change(await rightSeal()), sha256), faults);
    });
  }
});

describe("fingerprintOf", () => {
  it("N1: holds names, types and short digests, and no value of a secret", async () => {
    const print = await fingerprintOf(group(["Secret!", "ClientID=abc"]), sha256);
    assert.deepEqual(print, {
      group: { id: 5, name: "Connection-Parameters" },
      modifiedOn: "2022-06-16T00:00:00.000Z",
      variables: [
        { name: "ClientID", secret: false, digest: (await sha256("abc")).slice(0, 16) },
        { name: "Secret", secret: true },
      ],
      digest: print.digest,
    });
  });

  it("does not depend on the order of the variables or on when the group was saved", async () => {
    const { modifiedOn: _, ...unsaved } = group(["Secret!", "ClientID=abc"]);
    const one = await fingerprintOf(group(["ClientID=abc", "Secret!"]), sha256);
    const other = await fingerprintOf(unsaved, sha256);
    assert.equal(one.digest, other.digest);
    assert.equal("modifiedOn" in other, false);
  });

  it("names the vault, and takes a secret's value for none even where one is given", async () => {
    const vault = { name: "contoso-vault", serviceConnectionId: "x" };
    const variables = [
      { name: "Secret", secret: true, value: "S3cret!" },
      { name: "Empty", secret: false },
    ];
    const print = await fingerprintOf(group([], { vault, variables }), sha256);
    assert.deepEqual(print.group, { id: 5, name: "Connection-Parameters", vault: "contoso-vault" });
    assert.deepEqual(print.variables, [
      { name: "Empty", secret: false },
      { name: "Secret", secret: true },
    ]);
  });
});

describe("hashedRecord", () => {
  it("gives a record that checks and reads", async () => {
    const record = await hashedRecord(sampleRecord, sha256);
    assert.deepEqual(await checkRecord(record, sha256), []);
    assert.deepEqual(readRecord(recordText(record)), record);
  });

  it("cuts a record that is too long before it hashes it", async () => {
    const artefacts = Array.from({ length: 60 }, (_, at) => ({
      ...sampleRecord.artefacts[0],
      name: `Sln${at}`,
      text: "x".repeat(900),
    }));
    const record = await hashedRecord({ ...sampleRecord, artefacts } as typeof sampleRecord, sha256);
    assert.ok(Buffer.byteLength(recordText(record)) <= recordBytes);
    assert.deepEqual(await checkRecord(record, sha256), []);
    assert.deepEqual(readRecord(recordText(record)), record);
  });

  it("bad input: finds every change", async () => {
    const record = await hashedRecord(sampleRecord, sha256);
    const altered = ["The record was altered after it was written."];
    assert.deepEqual(await checkRecord({ ...record, by: "somebody else" }, sha256), altered);
    const { reason: _, ...without } = record;
    assert.deepEqual(await checkRecord(without, sha256), altered);
  });
});
