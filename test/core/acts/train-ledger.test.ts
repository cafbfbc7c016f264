import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import {
  appendEntry,
  ledgerCollection,
  ledgerFault,
  ledgerTextFault,
} from "../../../core/acts/train-ledger.ts";
import { documentsPastLedger, readLedger } from "../../../core/acts/train-ledger.ts";
import { exportLedger } from "../../../core/acts/carry-train.ts";
import { entryText, headOf, type LedgerEntry } from "../../../core/model/train/ledger.ts";
import { id, june } from "../model/train/builders.ts";
import { keptDocuments, type KeptDocuments } from "./kept-documents.ts";

/** SHA-256 as Node gives it. */
export function sha256(text: string): Promise<string> {
  return Promise.resolve(createHash("sha256").update(text, "utf8").digest("hex"));
}

const document = (revision: number) => ({ id: id(1), revision, title: `Juni ü ${revision}` });

const draftOf = (at: number) => ({
  train: id(1),
  subject: { kind: "train" as const },
  act: { kind: "plan", at },
  document: document(at),
});

async function filled(count: number): Promise<KeptDocuments> {
  const kept = keptDocuments();
  for (let at = 1; at <= count; at += 1) {
    await appendEntry(draftOf(at), { by: "mia", now: june(at) }, kept.documents, sha256);
  }
  return kept;
}

async function entriesOf(count: number): Promise<readonly LedgerEntry[]> {
  return readLedger(id(1), (await filled(count)).documents);
}

describe("the ledger of a train", () => {
  it("is one whole chain, over more parts than one", async () => {
    const entries = await entriesOf(107);
    assert.deepEqual(
      entries.map(({ number }) => number),
      Array.from({ length: 107 }, (_, at) => at + 1),
    );
    assert.equal(await ledgerFault(entries, [headOf(entries)], sha256), undefined);
    assert.equal((await (await filled(107)).documents.list(ledgerCollection(id(1)))).length, 3);
  });

  it("puts the entry of whoever was faster before its own", async () => {
    const kept = await filled(1);
    const doing = { by: "eve", now: june(2) };
    await Promise.all([1, 2, 3].map(() => appendEntry(draftOf(2), doing, kept.documents, sha256)));
    assert.equal(await ledgerFault(await readLedger(id(1), kept.documents), [], sha256), undefined);
    assert.equal((await readLedger(id(1), kept.documents)).length, 4);
  });

  it("goes on where somebody stopped after a full part was put away", async () => {
    const kept = await filled(50);
    const [full] = await kept.documents.list(ledgerCollection(id(1)));
    kept.put(ledgerCollection(id(1)), "from-1", full?.value);
    await appendEntry(draftOf(51), { by: "mia", now: june(2) }, kept.documents, sha256);
    const entries = await readLedger(id(1), kept.documents);
    assert.deepEqual([entries.length, await ledgerFault(entries, [], sha256)], [51, undefined]);
  });

  it("shows any byte of its text that was changed, at that entry", async () => {
    const text = await exportLedger(id(1), (await filled(4)).documents);
    assert.equal(await ledgerTextFault(text, [], sha256), undefined);
    const places = fc.tuple(fc.nat(text.length - 1), fc.string({ minLength: 1, maxLength: 1 }));
    await fc.assert(
      fc.asyncProperty(places, async ([at, other]) => {
        fc.pre(text[at] !== other);
        const fault = await ledgerTextFault(text.slice(0, at) + other + text.slice(at + 1), [], sha256);
        const line = text.slice(0, at).split("\n").length;
        assert.ok(
          fault !== undefined && fault.at >= line && fault.at <= line + 1,
          `entry ${line}: ${fault?.at ?? "unseen"}`,
        );
      }),
      { numRuns: 500 },
    );
  });

  it("shows an entry that was removed, put elsewhere or hashed anew", async () => {
    const entries = await entriesOf(5);
    const [a, b, c, d, e] = entries;
    assert.ok(a && b && c && d && e);
    const at = async (all: readonly LedgerEntry[]) => (await ledgerFault(all, [headOf(entries)], sha256))?.at;
    assert.equal(await at([a, c, d, e]), 2);
    assert.equal(await at([a, b, d, c, e]), 3);
    assert.equal(await at([a, b, b, c, d, e]), 3);
    assert.equal(await at([a, b, c, d]), 5);
    assert.equal(await ledgerFault([a, b, c, d], [], sha256), undefined);
    assert.equal(await at([a, { ...b, by: "eve" }, c, d, e]), 2);
    const { hash: _, ...forged } = { ...b, by: "eve" };
    assert.equal(await at([a, { ...forged, hash: await sha256(entryText(forged)) }, c, d, e]), 3);
    const other = await entriesOf(1);
    assert.equal(await at([...entries.slice(0, 4), ...other]), 5);
  });
});

describe("what the ledger does not fit", () => {
  it("names a document that was changed past it", async () => {
    const entries = await entriesOf(3);
    const changed = { ...document(3), title: "x" };
    assert.deepEqual(await documentsPastLedger(entries, [document(3)], sha256), []);
    assert.deepEqual(await documentsPastLedger(entries, [changed], sha256), [id(1)]);
    assert.deepEqual(await documentsPastLedger(entries, [document(2)], sha256), [id(1)]);
  });

  it("is refused where a part of it cannot be understood", async () => {
    const kept = await filled(1);
    kept.put(ledgerCollection(id(1)), "from-1", { schema: 2 });
    await assert.rejects(readLedger(id(1), kept.documents), /RM044/);
  });
});
