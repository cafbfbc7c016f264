import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser } from "playwright-core";
import { launchBrowser } from "../../scripts/browser.ts";
import { freshPackage } from "../../scripts/package.ts";
import { freePorts, type StandIn, type StandInOptions, startStandIn } from "../../standin/stand-in.ts";
import type { Measured } from "./figure.ts";

/** Measures something with the real package in a stand-in of its own, and a browser. */
export async function inTheHub(
  measure: (browser: Browser, standIn: StandIn) => Promise<Measured>,
  options: Pick<StandInOptions, "world"> = {},
): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "hub-bench-"));
  const standIn = await startStandIn({
    vsix: await freshPackage(),
    folder,
    ports: freePorts,
    tell: () => undefined,
    ...options,
  });
  const browser = await launchBrowser();
  try {
    return await measure(browser, standIn);
  } finally {
    await browser.close();
    await standIn.stop();
    await rm(folder, { recursive: true, force: true });
  }
}
