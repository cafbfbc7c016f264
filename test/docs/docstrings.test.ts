import { deepEqual, equal } from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, it } from "mocha";
import { root } from "../../scripts/extension.ts";

/** Exports that no comment stands above. */
function bare(source: string): readonly string[] {
  const lines = source.split("\n");
  return lines.filter(
    (line, at) =>
      /^export (async )?(function\*?|const|type|class|interface) \w/.test(line) &&
      !lines[at - 1]?.trimEnd().endsWith("*/"),
  );
}

async function sources(folder: string): Promise<readonly string[]> {
  const names = await readdir(join(root, folder), { recursive: true });
  return names.filter((name) => name.endsWith(".ts")).map((name) => join(folder, name));
}

describe("every export of core/ and adapters/", () => {
  it("says what its caller gets", async () => {
    const missing: string[] = [];
    for (const path of [...(await sources("core")), ...(await sources("adapters"))])
      for (const line of bare(await readFile(join(root, path), "utf8"))) missing.push(`${path}: ${line}`);
    deepEqual(missing, []);
  });

  it("is looked at: one without a comment is found", () => {
    equal(bare("/** Fine. */\nexport const a = 1;\nexport type B = string;").length, 1);
  });
});
