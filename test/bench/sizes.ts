import { stat } from "node:fs/promises";
import { freshPackage } from "../../scripts/package.ts";
import { packageSizes } from "../../scripts/package-rules.ts";
import { readVsix } from "../../scripts/vsix.ts";
import type { Measured } from "./figure.ts";

/** What users download. */
export async function measureSizes(): Promise<Measured> {
  const vsix = await freshPackage();
  const sizes = packageSizes(await readVsix(vsix), (await stat(vsix)).size);
  return sizes.map(({ what, bytes, bar }) => ({ what, value: bytes / 1024, bar: bar / 1024, unit: "KB" }));
}
