import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { copyFile, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { appendEntry, ledgerTextFault, readLedger } from "../../core/acts/train-ledger.ts";
import {
  anchorText,
  entryText,
  headOf,
  ledgerLines,
  type LedgerEntry,
} from "../../core/model/train/ledger.ts";
import { root } from "../../scripts/extension.ts";
import { keptDocuments } from "../core/acts/kept-documents.ts";
import { sha256 } from "../core/acts/sample-organisation.ts";
import { id, june } from "../core/model/train/builders.ts";
import { withFolder } from "../support/temporary-folder.ts";

const script = join(root, "docs/verify.mjs");

type Ended = Readonly<{ code: number; said: string }>;

/** Runs it as an auditor does: plain Node, nothing of ours beside it. */
function run(verifier: string, ...args: readonly string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [verifier, ...args],
      { env: { ...process.env, NODE_OPTIONS: "" } },
      (error, stdout, stderr) => {
        resolve({ code: typeof error?.code === "number" ? error.code : 0, said: stdout + stderr });
      },
    );
  });
}

async function entriesOf(count: number): Promise<readonly LedgerEntry[]> {
  const { documents } = keptDocuments();
  for (let at = 1; at <= count; at += 1) {
    const document = { id: id(1), revision: at, title: `Juni ü ${at}` };
    const draft = {
      train: id(1),
      subject: { kind: "train" },
      act: { kind: "plan", note: "ü\u2028\uFFFD" },
      document,
    } as const;
    await appendEntry(draft, { by: "mia", now: june(at) }, documents, sha256);
  }
  return readLedger(id(1), documents);
}

/** The entry, changed and hashed anew as somebody would who knows how. */
async function forged(entry: LedgerEntry, changes: Readonly<Record<string, unknown>>): Promise<LedgerEntry> {
  const { hash: _, ...rest } = { ...entry, ...changes };
  return { ...rest, hash: await sha256(entryText(rest)) };
}

/** Ledgers that were altered in every way that we know, and what each is called. */
async function alterations(entries: readonly LedgerEntry[]): Promise<Readonly<Record<string, string>>> {
  const text = ledgerLines(entries);
  const [a, b, c, d] = entries;
  assert.ok(a && b && c && d);
  const lines = (...some: readonly LedgerEntry[]): string => ledgerLines(some);
  const wrongShapes: Readonly<Record<string, unknown>>[] = [
    { schema: 2 },
    { number: "1" },
    { train: "x" },
    { subject: { ...a.subject, kind: "task" } },
    { subject: null },
    { by: 7 },
    { by: "x".repeat(201) },
    { on: -1 },
    { on: 1.5 },
    { on: 8_640_000_000_000_001 },
    { act: "x".repeat(60_001) },
    { document: a.document.toUpperCase() },
    { previous: "0" },
    { more: 1 },
  ];
  const shapes = await Promise.all(
    wrongShapes.map(async (one) => [
      `first entry with ${JSON.stringify(one).slice(0, 40)}`,
      lines(await forged(a, one)),
    ]),
  );
  const rehashed = await forged(b, { by: "eve" });
  const stranger = await forged(b, { train: id(2) });
  return {
    "nothing at all": "",
    "one removed": lines(a, c, d),
    "the first one removed": lines(b, c, d),
    "the last one removed": lines(a, b, c),
    "two reordered": lines(a, c, b, d),
    "one twice": lines(a, b, b, c, d),
    "one changed": lines(a, { ...b, by: "eve" }, c, d),
    "one changed and hashed anew": lines(a, rehashed, c, d),
    "the last one changed and hashed anew": lines(a, b, c, await forged(d, { by: "eve" })),
    "one of another train": lines(a, stranger),
    "one without a field": text.replace('"by":"mia",', ""),
    "fields in another order": text.replace(/"act":("(?:[^"\\]|\\.)*"),"by":"mia"/, '"by":"mia","act":$1'),
    "a blank more": text.replace('"by":', '"by": '),
    "a field twice": text.replace('"by":"mia"', '"by":"eve","by":"mia"'),
    "an empty line": text.replace("\n", "\n\n"),
    "an empty line at the end": `${text}\n`,
    "lines that end as Windows ends them": text.replaceAll("\n", "\r\n"),
    "a mark at the beginning": `\uFEFF${text}`,
    "the end cut off": text.slice(0, -1),
    "half of a line": text.slice(0, text.length - 40),
    "no JSON": "x\n",
    ...(Object.fromEntries(shapes) as Record<string, string>),
  };
}

describe("docs/verify.mjs, which travels with an exported ledger", function () {
  this.timeout(60_000);

  it("N10: finds a whole ledger whole, and says its head, with no file named and no package at hand", () =>
    withFolder(async (folder) => {
      const entries = await entriesOf(60);
      await copyFile(script, join(folder, "verify.mjs"));
      await writeFile(join(folder, "train-7-ledger.jsonl"), ledgerLines(entries));
      const ended = await run(join(folder, "verify.mjs"));
      assert.deepEqual(
        [ended.code, ended.said.includes(`OK: entry 60 is the last one, ${headOf(entries).hash}.`)],
        [0, true],
      );
    }));

  it("N10: says of every altered ledger what the hub says: the same line and the same why", () =>
    withFolder(async (folder) => {
      const entries = await entriesOf(4);
      const anchors = [headOf([]), headOf(entries.slice(0, 2)), headOf(entries)];
      const all = Object.entries(await alterations(entries));
      const found = await inParallel(all, 3, async ([name, text]) => {
        const file = join(folder, `${all.findIndex(([one]) => one === name)}.jsonl`);
        await writeFile(file, text);
        const fault = await ledgerTextFault(text, anchors, sha256);
        const { code, said } = await run(script, file, ...anchors.map((head) => anchorText(7, head)));
        return { name, fault, code, said };
      });
      for (const { name, fault, code, said } of found) {
        assert.ok(fault, name);
        assert.deepEqual([name, code, said], [name, 1, `WRONG at line ${fault.at}: ${fault.why}\n`]);
      }
    }));

  it("N10: points at the line of any byte that was changed", () =>
    withFolder(async (folder) => {
      const bytes = Buffer.from(ledgerLines(await entriesOf(3)));
      // A step that meets no multiple of a line's length: it comes by every field of an entry.
      const places = Array.from({ length: 48 }, (_, at) => (at * 37) % bytes.length);
      const found = await inParallel(places, 3, async (place) => {
        const changed = Buffer.from(bytes);
        changed[place] = (changed[place] ?? 0) ^ (place % 2 === 0 ? 1 : 0x80);
        await writeFile(join(folder, `${place}.jsonl`), changed);
        const line = bytes.subarray(0, place).toString("latin1").split("\n").length;
        return { place, line, ...(await run(script, join(folder, `${place}.jsonl`))) };
      });
      for (const { place, line, code, said } of found) {
        const at = Number(/^WRONG at line (\d+): /.exec(said)?.[1]);
        assert.ok(code === 1 && at >= line && at <= line + 1, `byte ${place} of line ${line}: ${said}`);
      }
    }));
});

describe("When docs/verify.mjs does not say OK", function () {
  this.timeout(60_000);

  it("N10: at a byte that is no letter in place of the sign for such a byte", () =>
    withFolder(async (folder) => {
      const bytes = Buffer.from(ledgerLines(await entriesOf(2)));
      const at = bytes.lastIndexOf("\uFFFD");
      const file = join(folder, "x.jsonl");
      await writeFile(file, Buffer.concat([bytes.subarray(0, at), Buffer.of(0xff), bytes.subarray(at + 3)]));
      const said = "WRONG at line 2: The line is no entry as it was written.\n";
      assert.deepEqual(await run(script, file), { code: 1, said });
    }));

  it("N10: at a head that the ledger never had", () =>
    withFolder(async (folder) => {
      const file = join(folder, "x.jsonl");
      await writeFile(file, ledgerLines(await entriesOf(2)));
      const head = anchorText(7, { number: 2, hash: "a".repeat(64) });
      assert.deepEqual(await run(script, file, head), {
        code: 1,
        said: "WRONG at line 2: It is not the entry that was anchored elsewhere.\n",
      });
    }));

  it("where it could not look: no file, two files, a sentence without a hash", () =>
    withFolder(async (folder) => {
      const verifier = join(folder, "verify.mjs");
      await copyFile(script, verifier);
      assert.equal((await run(verifier)).code, 2);
      for (const name of ["a.jsonl", "b.jsonl"]) await writeFile(join(folder, name), "");
      const two = await run(verifier);
      assert.deepEqual([two.code, /^NOT VERIFIED: 2 files/.test(two.said)], [2, true]);
      assert.equal((await run(verifier, join(folder, "a.jsonl"), "entry 1")).code, 2);
      assert.equal((await run(verifier, join(folder, "none.jsonl"))).code, 2);
    }));

  it("needs nothing but Node", async () => {
    const imported = [...(await readFile(script, "utf8")).matchAll(/from "([^"]+)"/g)].map(
      ([, name]) => name,
    );
    assert.ok(imported.every((name) => name?.startsWith("node:")));
  });
});
