import { deepEqual, ok } from "node:assert/strict";
import { readFile, readdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import { existsSync } from "node:fs";
import { createHash } from "node:crypto";
import { Ajv } from "ajv";
import { describe, it } from "mocha";
import { checkRecord, checkSeal, shortDigest } from "../../core/acts/hashing.ts";
import { doubtsOf } from "../../core/model/compare-values.ts";
import { readConnectionThen } from "../../core/model/connection-then.ts";
import { readRecord } from "../../core/model/record.ts";
import { readSeal } from "../../core/model/seal.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import { failureCodes } from "../../core/failure.ts";
import { root } from "../../scripts/extension.ts";
import { freshPackage } from "../../scripts/package.ts";
import { readVsix } from "../../scripts/vsix.ts";

const page = (path: string): Promise<string> => readFile(join(root, path), "utf8");

async function pages(): Promise<string[]> {
  const docs = (await readdir(join(root, "docs"))).map((name) => `docs/${name}`);
  return [...docs, "README.md", "CONTRIBUTING.md", "core/README.md"].filter((path) => path.endsWith(".md"));
}

describe("the documentation", () => {
  it("explains every failure code, and none that there is not", async () => {
    const rows = [...(await page("docs/failures.md")).matchAll(/^\| (RM\d+) +\| ([^|]+?) +\|/gm)].map(
      (row) => [row[1], row[2]],
    );
    deepEqual(rows, Object.entries(failureCodes));
  });

  it("links only to files that are there", async () => {
    const broken: string[] = [];
    for (const path of await pages())
      for (const [, link] of (await page(path)).matchAll(/\]\((?!https?:)([^)#]+)[^)]*\)/g))
        if (link && !existsSync(join(root, dirname(path), link)) && !existsSync(join(root, link)))
          broken.push(`${path}: ${link}`);
    deepEqual(broken, []);
  });

  it("names every script of the README in package.json", async () => {
    const { scripts } = JSON.parse(await page("package.json")) as { scripts: Record<string, string> };
    const named = [
      ...(await page("README.md")).matchAll(/`npm (?:run )?(start|test|check|package|bench|conformance)`/g),
    ].map((match) => match[1]);
    ok(named.length >= 6);
    deepEqual(
      named.filter((name) => name === undefined || scripts[name] === undefined),
      [],
    );
  });
});

describe("the worked example", () => {
  const sha256: Sha256 = (text) => Promise.resolve(createHash("sha256").update(text).digest("hex"));
  const example = async (path: string): Promise<string> =>
    /```json\n([\s\S]+?)```/.exec(await page(path))?.[1] ?? "";
  const schemaFaults = async (schema: string, value: unknown): Promise<unknown> => {
    const ajv = new Ajv({ strict: false, validateFormats: false });
    ajv.validate(JSON.parse(await page(schema)) as object, value);
    return ajv.errors ?? [];
  };

  it("of the seal obeys its schema and proves itself", async () => {
    const text = await example("docs/seal.md");
    const seal = readSeal(text);
    if ("faults" in seal) throw new Error(seal.faults.join("\n"));
    deepEqual(await schemaFaults("docs/seal.schema.json", JSON.parse(text)), []);
    deepEqual(await checkSeal(seal, sha256), []);
  });

  it("of the record obeys its schema and proves itself", async () => {
    const text = await example("docs/record.md");
    const record = readRecord(text);
    if ("faults" in record) throw new Error(record.faults.join("\n"));
    deepEqual(await schemaFaults("docs/record.schema.json", JSON.parse(text)), []);
    deepEqual(await checkRecord(record, sha256), []);
  });

  it("N13: of what a connection was obeys its schema, and is what the record proves", async () => {
    const [, recorded = "", kept = ""] =
      /```json\n([\s\S]+?)```[\s\S]+?```json\n([\s\S]+?)```/.exec(await page("docs/record.md")) ?? [];
    const [record, then] = [readRecord(recorded), readConnectionThen(kept)];
    if ("faults" in record || "faults" in then) throw new Error(JSON.stringify([record, then]));
    deepEqual(await schemaFaults("docs/connection.schema.json", JSON.parse(kept)), []);
    const digests = await Promise.all(then.values.map(({ text }) => shortDigest(text, sha256)));
    deepEqual(doubtsOf(then, record.connection, digests), undefined);
  });

  it("N11: of the record leave room for a glass that was broken, as the reader does", async () => {
    const entries = [{ id: "11111111-2222-4333-8444-555555555555", kind: "freeze", title: "Year's end" }];
    const record = JSON.parse(await example("docs/record.md")) as object;
    for (const [more, isGood] of [
      [{ entries, reason: "The tills are down", by: "1", second: "2" }, true],
      [{ entries, reason: "The tills are down" }, false],
      [{ entries: [{ ...entries[0], kind: "siesta" }], reason: "x", by: "1" }, false],
    ] as const) {
      const broken = { ...record, breakGlass: more };
      const faults = await schemaFaults("docs/record.schema.json", broken);
      deepEqual(
        [JSON.stringify(faults) === "[]", !("faults" in readRecord(JSON.stringify(broken)))],
        [isGood, isGood],
        JSON.stringify(more),
      );
    }
  });
});

describe("docs/dependencies.md", function () {
  this.timeout(120_000);

  it("names every package that ships, and no other as chosen", async () => {
    const files = await readVsix(await freshPackage());
    const notices =
      files.find(({ path }) => path === "ThirdPartyNotices.txt")?.content.toString("utf8") ?? "";
    const shipped = [...notices.matchAll(/^(@?[\w./-]+) \d+\.\d+\.\d+\S* \(/gm)].map(
      (match) => match[1] ?? "",
    );
    const text = await page("docs/dependencies.md");
    ok(shipped.length > 10);
    deepEqual(
      shipped.filter((name) => !text.includes(name)),
      [],
    );
    const chosen = [...text.matchAll(/^\| (@?[\w./-]+) +\| \d/gm)].map((match) => match[1] ?? "");
    deepEqual(
      chosen.filter((name) => !shipped.includes(name)),
      [],
    );
  });
});
