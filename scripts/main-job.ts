import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Page } from "playwright-core";
import { freePorts, startStandIn, type StandIn } from "../standin/stand-in.ts";
import { launchBrowser } from "./browser.ts";
import { root } from "./extension.ts";
import {
  createRelease,
  deploy,
  openHub,
  openRelease,
  signIn,
  waitForStage,
  type OpenHub,
} from "./hub-driver.ts";
import { freshPackage } from "./package.ts";
import { writeTally } from "./tally.ts";

const picture = join(root, "dist", "check-failed.png");

/** One thing that the check does, told when it is done. */
type Step = (what: string, work: () => Promise<unknown>) => Promise<void>;

/**
 * `npm start -- --check`: boots everything on free ports and in a folder of its own, opens the hub in a browser and
 * does the main job once.
 */
async function main(): Promise<number> {
  const { values } = parseArgs({ options: { record: { type: "string" } } });
  const folder = await mkdtemp(join(tmpdir(), "release-manager-check-"));
  const counted = { passed: 0, failed: 0 };
  const step: Step = async (what, work) => {
    const began = performance.now();
    await work();
    counted.passed += 1;
    console.log(`  ok  ${what} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
  };
  const state: { page?: Page; running?: StandIn } = {};
  const browser = await launchBrowser();
  try {
    await step("the stand-in starts, and makes its history", async () => {
      const record = values.record === undefined ? {} : { record: values.record };
      const tell = (line: string): void => console.log(`      ${line}`);
      state.running = await startStandIn({
        vsix: await freshPackage(),
        folder,
        ports: freePorts,
        tell,
        ...record,
      });
    });
    const context = await browser.newContext({ viewport: { width: 1366, height: 900 } });
    state.page = await context.newPage();
    await signIn(context, { person: personOf(state.running, "releaseManager") });
    await mainJob(state.page, state.running?.startPage ?? "", step);
  } catch (error) {
    counted.failed = 1;
    console.error(`  FAILED  ${error instanceof Error ? error.message : String(error)}`);
    await photograph(state.page);
  } finally {
    await browser.close();
    await state.running?.stop();
    await rm(folder, { recursive: true, force: true });
  }
  await writeTally("main-job", counted);
  return counted.failed;
}

async function mainJob(page: Page, address: string, step: Step): Promise<void> {
  const stage: { hub?: OpenHub; release?: string } = {};
  const hub = (): OpenHub => stage.hub ?? notOpen();
  const release = (): string => stage.release ?? notOpen();
  await step("the hub opens", async () => (stage.hub = await openHub(page, address)));
  await step("a release is made of the newest successful build", async () => {
    stage.release = await createRelease(hub(), { pipeline: "Contoso ALM", description: "Made by the check" });
    await openRelease(hub(), release());
  });
  await step("UAT is deployed by itself, Production waits", async () => {
    await waitForStage(hub(), "UAT", /^Succeeded/);
    await waitForStage(hub(), "Production", /^Not deployed/, 1);
  });
  await step("Production is started by hand, with a reason and its name typed, and succeeds", async () => {
    await deploy(hub(), "Production", { reason: "The check does the main job", type: "PROD" });
    await waitForStage(hub(), "Production", /^Succeeded/);
  });
}

function notOpen(): never {
  throw new Error("The step before was not done.");
}

function personOf(running: StandIn | undefined, role: string): string {
  return running?.config.people.find((person) => person.role === role)?.id ?? "";
}

async function photograph(page: Page | undefined): Promise<void> {
  if (!page) return;
  await mkdir(join(root, "dist"), { recursive: true });
  await page.screenshot({ path: picture, fullPage: true }).catch(() => undefined);
  console.error(`  What was on the screen: ${picture}`);
}

const failed = await main();
console.log(failed === 0 ? "The main job works." : "The main job does not work.");
process.exit(failed === 0 ? 0 : 1);
