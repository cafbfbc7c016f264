import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { fillNewRelease, type OpenHub } from "../../scripts/hub-driver.ts";
import { openBugs } from "../../standin/worlds/work.ts";
import { releasesOf } from "./releases.ts";
import * as train from "./train-driver.ts";
import { taskIs } from "./turnover-driver.ts";
import type { Role, World } from "./world.ts";

/** What the verifier of an export says, after its exit code. */
export async function verified(folder: string): Promise<string> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, ["verify.mjs"], { cwd: folder });
    return `0 ${stdout}`;
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    return `${code} ${stdout}${stderr}`;
  }
}

/** What an environment serves. */
export async function served(world: World, environment: string): Promise<readonly string[]> {
  const names = await readdir(join(world.folder, "targets/contoso", environment, "current"));
  return names.filter((name) => !name.startsWith(".")).sort();
}

/** A file lies where the target's folder of releases would be, until it is taken away. */
export async function targetFails(world: World): Promise<() => Promise<void>> {
  const place = join(world.folder, "targets/contoso/uat");
  await mkdir(place, { recursive: true });
  await writeFile(join(place, "releases"), "in the way");
  return () => rm(join(place, "releases"));
}

/** Makes a release of which every stage is begun by hand. Gives its number. */
export async function releaseByHand(
  world: World,
  open: OpenHub,
  pipeline: string,
  title: string,
): Promise<number> {
  const panel = await fillNewRelease(open, { pipeline, title });
  await panel.getByLabel("Start all stages by hand").check();
  await panel.getByRole("button", { name: "Create" }).click();
  // That one was created may still be said of the release before this one.
  await panel.waitFor({ state: "hidden" });
  await open.hub.getByText(/has been created\./).waitFor();
  return (await releasesOf(world, pipeline))[0]?.id ?? 0;
}

/** Adds an application release with one release of Azure DevOps. */
export async function board(
  open: OpenHub,
  title: string,
  application: string,
  release: number,
): Promise<void> {
  const entries = {
    Title: title,
    Application: application,
    "Add to: Build pipelines of the application": application,
  };
  await train.submit(open, "Add application release…", entries, "Add the application release");
  const card = open.hub.getByRole("region", { name: title });
  await card.waitFor();
  const carried = { "Releases of Azure DevOps": `classic:${release}` };
  await train.submit(open, `Choose releases… ${title}`, carried, "Save the releases");
  await card.getByRole("link", { name: `of ${application}` }).waitFor();
}

/** Somebody finds their task in the list of what waits for them, and says that it is done. */
export async function manualTask(world: World, who: Role, task: string): Promise<void> {
  const open = await world.visit(who, { query: "?view=trains", height: 1000 });
  await open.hub.getByRole("button", { name: /^Look at turnovers/ }).click();
  await open.hub.getByRole("link", { name: `Do the deployment task “${task}”` }).click();
  await train.submit(open, `Done ${task}`, { "Note (optional)": "All pages look right" }, "It is done");
  await taskIs(open, task, "Done");
}

/** The work item that was made last. */
export function lastItem(world: World): number {
  return world.standIn.organisation.state.work.items.at(-1)?.id ?? 0;
}

/** What the gates ask for: somebody's word at first, and what checks itself after that. */
export async function plannedCriteria(open: OpenHub): Promise<void> {
  await open.hub.getByRole("button", { name: "Add exit criterion… to the Scoping gate" }).click();
  const form = await train.fillIn(open, { "What must be so": "The scope is agreed" });
  await form.getByText("Somebody else: Owner").click();
  await train.pick(form, "Look for: Owner", "Robin Vale");
  await train.sendForm(open, "Add the criterion");
  await open.hub.getByRole("rowheader", { name: "The scope is agreed" }).waitFor();
  const kind = "How it is found out";
  await train.addCriterion(open, "Development gate", {
    "What must be so": "No open bug",
    [kind]: "A query finds few enough",
    "Id of the stored query": openBugs,
    "Work items at most": "0",
  });
  await train.addCriterion(open, "Development gate", {
    "What must be so": "Everything that was promised is done",
    [kind]: "All associated work items",
  });
  await train.addCriterion(open, "QA gate", {
    "What must be so": "The browser's tests pass",
    [kind]: "Enough tests of a run pass",
    "Number of the test run": "1",
    "Per cent that must pass": "95",
  });
  await train.addCriterion(open, "QA gate", {
    "What must be so": "The sale is merged",
    [kind]: "Pull requests are completed",
    Repository: "Contoso",
    "Numbers of the pull requests": "1",
  });
}
