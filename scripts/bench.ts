import { mkdir, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { join } from "node:path";
import { measureBlobUpload } from "../test/bench/blob-upload.ts";
import { measureEnvironments } from "../test/bench/environments.ts";
import { isWithin, type Measured } from "../test/bench/figure.ts";
import { measureHub } from "../test/bench/hub.ts";
import { measureSealing } from "../test/bench/sealing.ts";
import { measureSizes } from "../test/bench/sizes.ts";
import { measureStartUp } from "../test/bench/start-up.ts";
import { measureTrain } from "../test/bench/train.ts";
import { measureUpload } from "../test/bench/upload.ts";
import { measureUploadOverSsh } from "../test/bench/upload-ssh.ts";
import { root } from "./extension.ts";

/** The figures of the design's section 10 that apply, each with its bar. `dist/bench.json` keeps them for comparison. */
const parts = [
  measureSizes,
  measureStartUp,
  measureSealing,
  measureUpload,
  measureUploadOverSsh,
  measureBlobUpload,
  measureHub,
  measureEnvironments,
  measureTrain,
];

const measured: Measured[number][] = [];
for (const part of parts) {
  const figures = await part();
  for (const figure of figures) console.log(line(figure));
  measured.push(...figures);
}
await mkdir(join(root, "dist"), { recursive: true });
const machine = {
  node: process.version,
  platform: process.platform,
  cores: cpus().length,
  memoryGiB: Math.round(totalmem() / 2 ** 30),
};
await writeFile(
  join(root, "dist", "bench.json"),
  `${JSON.stringify({ machine, figures: measured }, null, 2)}\n`,
);
const missed = measured.filter((figure) => "value" in figure && !isWithin(figure));
console.log(
  missed.length === 0 ? "Every figure is within its bar." : `${missed.length} figures miss their bar.`,
);
process.exitCode = missed.length === 0 ? 0 : 1;

function line(figure: Measured[number]): string {
  if (!("value" in figure)) return `not measured  ${figure.what}: ${figure.why}`;
  const { what, value, bar, unit, least } = figure;
  return `${isWithin(figure) ? "within" : "MISSED"}  ${what}: ${value.toFixed(value < 10 ? 2 : 0)} ${unit}, bar ${least ? "≥" : "≤"} ${bar} ${unit}`;
}
