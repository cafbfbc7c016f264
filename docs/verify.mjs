// Verifies the ledger of a release train that was exported from Release Manager. Needs Node 20 or newer, and nothing else:
//
//   node verify.mjs [ledger.jsonl] ["Ledger of release train 7: entry 12 is …"]
//
// Without a file it takes the one .jsonl that lies beside it. The sentence stands in comments of the work items on which the
// train was decided. Give it, once or more: that the last entries were taken away shows by nothing else.
// Exit code: 0 whole, 1 not whole, 2 not verified.
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const noEntry = "0".repeat(64);
const asWritten = "The line is no entry as it was written.";

const whole = (value) => Number.isSafeInteger(value) && value >= 0;
const text = (most) => (value) => typeof value === "string" && value.length <= most;
const like = (pattern) => (value) => typeof value === "string" && pattern.test(value);
const object = (fields) => (value) =>
  typeof value === "object" &&
  value !== null &&
  Object.keys(value).every((name) => Object.hasOwn(fields, name)) &&
  Object.entries(fields).every(([name, isFit]) => Object.hasOwn(value, name) && isFit(value[name]));

const guid = like(/^[\da-f-]{36}$/i);
const digest = like(/^[\da-f]{64}$/);

/** An entry: who did what and when, the digest of the document that it left, and the hash of the entry before it. */
const isEntry = object({
  schema: (value) => value === 1,
  number: whole,
  train: guid,
  subject: object({ kind: like(/^(train|release|turnover)$/), id: guid, revision: whole }),
  by: text(200),
  on: (value) => whole(value) && value <= 8_640_000_000_000_000,
  act: text(60_000),
  document: digest,
  previous: digest,
  hash: digest,
});

/** The one JSON text of an entry: names in order, no blanks. */
function canonical(value) {
  if (typeof value !== "object") return JSON.stringify(value);
  const fields = Object.keys(value)
    .sort()
    .map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
  return `{${fields.join(",")}}`;
}

/** The entry of a line, byte for byte as it was written; absent where it is none. */
function entryOf(bytes) {
  try {
    const line = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    const entry = JSON.parse(line);
    return line.length <= 80_000 && isEntry(entry) && canonical(entry) === line ? entry : undefined;
  } catch {
    return undefined;
  }
}

/** Why an entry cannot stand at this place; absent where it can. */
function entryFault(entry, at, previous, first) {
  if (entry.number !== at)
    return `Entry ${entry.number} stands here: one was removed, added or put elsewhere.`;
  if (entry.previous !== previous) return "It does not follow the entry before it.";
  if (entry.train !== first.train) return "It is of another train.";
  const { hash, ...hashed } = entry;
  const is = createHash("sha256").update(canonical(hashed), "utf8").digest("hex");
  return is === hash ? undefined : "It was changed after it was written.";
}

function linesOf(bytes) {
  const lines = [];
  let from = 0;
  for (let to = bytes.indexOf(10); to >= 0; to = bytes.indexOf(10, from)) {
    lines.push(bytes.subarray(from, to));
    from = to + 1;
  }
  return { lines, rest: bytes.subarray(from) };
}

/** The hashes of all entries, and where the ledger is first wrong. */
function verify(bytes, heads) {
  const { lines, rest } = linesOf(bytes);
  const hashes = [];
  const wrong = (at, why) => ({ hashes, fault: { at, why } });
  if (rest.length > 0) return wrong(lines.length + 1, "The last line does not end.");
  let first;
  for (const line of lines) {
    const at = hashes.length + 1;
    const entry = entryOf(line);
    first ??= entry;
    const why = entry === undefined ? asWritten : entryFault(entry, at, hashes.at(-1) ?? noEntry, first);
    if (why !== undefined) return wrong(at, why);
    hashes.push(entry.hash);
  }
  const lost = heads.find(({ number, hash }) => number > 0 && hashes[number - 1] !== hash);
  return lost ? wrong(lost.number, "It is not the entry that was anchored elsewhere.") : { hashes };
}

function onlyLedger() {
  const here = fileURLToPath(new URL(".", import.meta.url));
  const found = readdirSync(here).filter((name) => name.endsWith(".jsonl"));
  if (found.length !== 1) throw new Error(`${found.length} files end with .jsonl in ${here}: name the one`);
  return here + found[0];
}

function headsIn(sentences) {
  const heads = sentences.map((one) => /entry (\d{1,9}) is ([\da-f]{64})/.exec(one));
  if (heads.includes(null)) throw new Error("A sentence names no entry with its hash of 64 digits");
  return heads.map(([, number, hash]) => ({ number: Number(number), hash }));
}

try {
  const [file = onlyLedger(), ...sentences] = process.argv.slice(2);
  const heads = headsIn(sentences);
  const { hashes, fault } = verify(readFileSync(file), heads);
  if (fault === undefined) {
    const kept =
      heads.length === 0 ? "Compare it with the comments of the work items." : "It is as anchored.";
    console.log(`OK: entry ${hashes.length} is the last one, ${hashes.at(-1) ?? noEntry}. ${kept}`);
  } else {
    console.log(`WRONG at line ${fault.at}: ${fault.why}`);
    process.exitCode = 1;
  }
} catch (error) {
  console.error(`NOT VERIFIED: ${error.message}`);
  process.exitCode = 2;
}
