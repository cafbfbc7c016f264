import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { root } from "./extension.ts";
import { writeTally } from "./tally.ts";

const checker = join(root, "..", "shared", "tools", "conformance.mjs");

/** What Microsoft describes nowhere (design, section 11). */
const unknown = [
  "_apis/connectionData",
  "_apis/resourceAreas",
  "_apis/ExtensionManagement/InstalledExtensions/[^/]+/[^/]+/(Data|ExtensionDataCollectionQuery)",
  "_apis/[Rr]elease/releases/\\d+(/history)?$",
  // Described with the timeline's id only; without one it is the newest.
  "_apis/build/builds/\\d+/timeline$",
  // Microsoft describes them, but not among the descriptions that lie beside the project.
  "_apis/(wit|test)/",
];

/** Checks recorded traffic against Microsoft's published descriptions. */
async function main(): Promise<void> {
  if (!existsSync(checker)) return skip("the published descriptions are not beside the project (../shared)");
  const files = (await readdir(join(root, "dist")).catch(() => [])).filter((name) =>
    /^exchanges.*\.jsonl$/.test(name),
  );
  if (files.length === 0)
    return fail(
      "no traffic was recorded: run `npm test` and `npm start -- --check --record dist/exchanges-check.jsonl` first",
    );
  let passed = 0;
  let failed = 0;
  for (const file of files) {
    const result = await check(join(root, "dist", file));
    console.log(`${file}: ${result.said}`);
    passed += result.passed;
    failed += result.failed;
  }
  await writeTally("conformance", { passed, failed });
  process.exitCode = failed === 0 ? 0 : 1;
}

async function check(file: string): Promise<{ said: string; passed: number; failed: number }> {
  const lines = (await readFile(file, "utf8")).split("\n").filter((line) => line !== "");
  const origins = new Set(lines.map((line) => new URL((JSON.parse(line) as { url: string }).url).origin));
  const bases = [...origins].flatMap((origin) =>
    [
      ["contoso", "dev.azure.com"],
      ["rm/contoso", "vsrm.dev.azure.com"],
      ["em/contoso", "extmgmt.dev.azure.com"],
      ["ps/contoso", "vssps.dev.azure.com"],
    ].flatMap(([path, host]) => ["--base", `${origin}/${path}=${host}`]),
  );
  const allowed = unknown.flatMap((path) => ["--allow-unknown", path]);
  const judged = join(root, "dist", "judged.jsonl");
  await writeFile(judged, `${lines.map(withoutTexts).join("\n")}\n`);
  const { stdout, stderr } = spawnSync(process.execPath, [checker, judged, ...bases, ...allowed], {
    encoding: "utf8",
    maxBuffer: 1 << 26,
  });
  await rm(judged);
  const last = /(\d+) passed, (\d+) failed/.exec(stdout.trimEnd().split("\n").at(-1) ?? "");
  if (!last) return { said: `the checker failed: ${stdout}${stderr}`, passed: 0, failed: 1 };
  const counts = { passed: Number(last[1]), failed: Number(last[2]) };
  return { said: counts.failed > 0 ? stdout : last[0], ...counts };
}

/** A run's template parameters are described as objects; the service takes and gives texts. */
function withoutTexts(line: string): string {
  const exchange = JSON.parse(line) as { responseBody?: { templateParameters?: unknown } };
  if (exchange.responseBody?.templateParameters === undefined) return line;
  const { templateParameters: _, ...responseBody } = exchange.responseBody;
  return JSON.stringify({ ...exchange, responseBody });
}

async function skip(why: string): Promise<void> {
  console.log(`Skipped: ${why}.`);
  await writeTally("conformance", { passed: 0, failed: 0, skipped: 1 });
}

async function fail(why: string): Promise<void> {
  console.log(`Failed: ${why}.`);
  await writeTally("conformance", { passed: 0, failed: 1 });
  process.exitCode = 1;
}

await main();
