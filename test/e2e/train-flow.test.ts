import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { unpack } from "../../standin/agent/unzip.ts";
import { runBuild } from "../support/releases.ts";
import { withFolder } from "../support/temporary-folder.ts";
import * as train from "../support/train-driver.ts";
import {
  board,
  lastItem,
  manualTask,
  plannedCriteria,
  releaseByHand,
  served,
  targetFails,
  verified,
} from "../support/train-flow.ts";
import * as turn from "../support/turnover-driver.ts";
import { violations } from "../support/violations.ts";
import { says } from "../support/says.ts";
import { aQuietWorld, shoot, type Look, type Role, type World } from "../support/world.ts";

// Who holds which office would count for every other test.
let world: World;
before(async function () {
  this.timeout(300_000);
  world = await aQuietWorld();
  await runBuild(world, "Contoso Portal");
  await runBuild(world, "Contoso Web");
});

/** Each step goes on where the one before it ended: none can be done twice, and none without the one before. */
function step(title: string, run: () => Promise<void>): void {
  it(title, async function () {
    this.timeout(120_000);
    this.retries(0);
    assert.ok(at.done, "the step before is done");
    at.done = false;
    await run();
    at.done = true;
  });
}

const dark: Look = { theme: "dark" };
/** Where the flow is: the turnover that was looked at last, and whether every step came to its end. */
const at = { page: "", done: true };
/** Numbers of the releases of Azure DevOps. */
const made = { portal: 0, web: 0 };

/** Opens the turnover that was looked at last. */
const turnover = (who: Role, look: Look = {}): Promise<OpenHub> =>
  world.visit(who, { ...look, query: at.page, height: 1400 });

describe("a train in an empty project", () => {
  step("S1-38: an administrator names a release manager, a release engineer and an executive", async () => {
    const open = await train.nameOffices(world, {
      "Release manager": "Morgan Reed",
      "Release engineer": "Casey Lund",
      Executive: "Sam Okafor",
    });
    await shoot(open, "flow-offices-light");
  });

  step("S1-01 S1-02 S1-03 S1-04 S1-05 S1-06: step 1, the train is created and planned", async () => {
    const plan = { Title: "Autumn", Type: "Major", Purpose: "Shop and portal for the autumn" };
    const open = await train.makeTrain(world, plan);
    await train.phaseIs(open, "Scoping");
    await train.setApprovals(open, "Scoping gate", [["Train", "Casey Lund"]]);
    await train.setApprovals(open, "QA gate", [
      ["Train", "Casey Lund"],
      ["Executive", "Sam Okafor"],
    ]);
    await plannedCriteria(open);
    const inherit = "Every application release reaches it on its own";
    const milestone = { Name: "Code freeze", "Before which gate": "Development gate", [inherit]: true };
    await train.submit(open, "Add milestone…", milestone, "Add the milestone");
    await open.hub.getByText("reached by 0 of 0 application releases").waitFor();
    await train.reserve(open, "UAT");
    await train.reserve(open, "PROD");
    await shoot(open, "flow-plan-light");
  });
});

/** Two browsers open the plan and type; the first saves, and the second does not know. */
async function bothPlan(first: train.Entries, second: train.Entries): Promise<readonly [OpenHub, OpenHub]> {
  const both = await Promise.all([
    train.openTrain(world, "releaseManager"),
    train.openTrain(world, "releaseManager"),
  ]);
  for (const { hub } of both) await hub.getByRole("button", { name: "Plan…" }).click();
  await train.fillIn(both[0], first);
  await train.fillIn(both[1], second);
  await train.sendForm(both[0], "Save the plan");
  return both;
}

describe("the planning of a train", () => {
  step("S1-02: step 1, two browsers plan it at once, and both changes survive", async () => {
    const [first, second] = await bothPlan({ Title: "Autumn for all" }, { Purpose: "Shop and portal" });
    await train.sendForm(second, "Save the plan");
    await second.hub.getByText("Shop and portal", { exact: true }).waitFor();
    await second.hub.getByRole("heading", { name: "#1 Autumn for all" }).waitFor();
    await Promise.all([first.page.close(), second.page.close()]);
  });

  step("RM042: step 1, of what both change the second is asked, field by field", async () => {
    const purpose = "Shop and portal, before the first of December";
    const mine = { Title: "Autumn of the shop", Purpose: purpose };
    const [, second] = await bothPlan({ Title: "Autumn sale" }, mine);
    const form = second.hub.getByRole("dialog");
    await form.getByRole("button", { name: "Save the plan" }).click();
    const row = form.getByRole("row", { name: /Title/ });
    for (const text of ["Autumn for all", "Autumn sale", "Autumn of the shop"])
      await row.getByText(text, { exact: true }).waitFor();
    await shoot(second, "flow-meanwhile-light");
    await form.getByRole("button", { name: "Keep mine: Title" }).click();
    await train.sendForm(second, "Save the plan");
    await second.hub.getByRole("heading", { name: "#1 Autumn of the shop" }).waitFor();
    await second.hub.getByText(purpose).waitFor();
  });

  step("S1-07 S1-08 S1-09: step 1, an approval is rejected, asked for again, and given", async () => {
    const owner = await train.openTrain(world, "approver");
    await train.isRefused(owner, "Complete the Scoping gate", /release manager/);
    await train.submit(
      owner,
      "Tick… The scope is agreed",
      { Evidence: "Minutes of Monday" },
      "Tick the criterion",
    );
    await owner.hub.getByText("Minutes of Monday").waitFor();
    const manager = await train.openTrain(world, "releaseManager");
    await train.complete(manager, "Scoping gate");
    const engineer = await train.openTrain(world, "contributor", "plan", dark);
    const why = { Why: "The portal's scope is missing" };
    await train.submit(engineer, "Reject… level 1 of the Scoping gate", why, "Reject");
    await engineer.hub.getByText("Level 1 rejected by Casey Lund").waitFor();
    await shoot(engineer, "flow-rejected-dark");
    await manager.page.reload();
    await manager.hub.getByText(/Level 1 rejected by Casey Lund.*The portal's scope is missing/).waitFor();
    await train.complete(manager, "Scoping gate");
    await manager.hub.getByText(/#\d+, Casey Lund: New/).waitFor();
    await shoot(manager, "flow-approvals-light");
    await train.moveItem(world, "contributor", lastItem(world), "Closed");
    await manager.page.reload();
    await train.phaseIs(manager, "Construction");
    await manager.hub.getByText("Approved by Casey Lund").waitFor();
  });
});

describe("what travels on a train", () => {
  step("S1-11 S1-12 S1-13 S1-14 S1-15 S1-16: step 2, of two applications one needs the other", async () => {
    const open = await world.visit("releaseManager");
    made.portal = await releaseByHand(world, open, "Contoso Portal", "The portal of the autumn");
    made.web = await releaseByHand(world, open, "Contoso Web", "The shop of the autumn");
    await open.page.goto(open.page.url().replace(/\?.*$/, "?view=train&train=1&tab=releases"));
    await board(open, "Portal 4", "Contoso Portal", made.portal);
    await board(open, "Shop 9", "Contoso Web", made.web);
    const on = { "Application release": "Portal 4" };
    await train.submit(open, "Depends on… Shop 9", on, "Note the dependency");
    await open.hub.getByText("Order of deployment: Portal 4 → Shop 9").waitFor();
    await train.isRefused(open, "Depends on… Portal 4", /would close a circle/);
    const numbers = {
      Numbers: ["New start page", "Summer sale"].map((name) => train.itemCalled(world, name)).join(" "),
    };
    await train.submit(open, "Associate work items… with Shop 9", numbers, "Associate them");
    await open.hub.getByText("2 work items, 1 completed").waitFor();
    await shoot(open, "flow-releases-light");
  });
});

describe("a turnover to a test environment", () => {
  step("S1-17 S1-19 S1-20 S1-22 S1-23: step 3, a turnover to UAT is delivered and accepted", async () => {
    const open = await train.openTrain(world, "releaseManager", "releases");
    for (const title of ["Portal 4", "Shop 9"]) await train.advance(open, title, "construction");
    await train.goTo(open, "Turnovers");
    const draft = {
      Title: "Autumn to UAT",
      Environment: "UAT",
      "To be deployed": train.inMinutes(world, 30),
      "Portal 4": true,
      "Shop 9": true,
    };
    await train.submit(open, "New turnover…", draft, "Create the turnover");
    await open.hub.getByRole("heading", { name: "Tasks, one after the other" }).waitFor();
    at.page = new URL(open.page.url()).search;
    await turn.addTask(open, "Deploy the portal", {
      stage: `classic:${made.portal} UAT`,
      owner: "Casey Lund",
    });
    await turn.addTask(open, "Deploy the shop", { stage: `classic:${made.web} UAT`, owner: "Casey Lund" });
    await turn.addTask(open, "Click through the pages", { owner: "Robin Vale" });
    await train.submit(open, "Deliver…", {}, "Deliver it");
    await open.hub.getByText(/Casey Lund decides on #/).waitFor();
    await shoot(open, "flow-delivered-light");
    const engineer = await turnover("contributor", dark);
    await train.submit(engineer, "Accept…", { "Comment (optional)": "Fine" }, "Accept it");
    await train.submit(engineer, "Make ready…", {}, "Make it ready");
    await train.isRefused(engineer, "Start…", /It is scheduled for .*; it does not start before/);
    await shoot(engineer, "flow-ready-dark");
  });

  step("S1-34 S1-35 S1-36 S1-40: step 3, the turnover fails, is retried, and is deployed", async () => {
    const gone = await targetFails(world);
    await world.control("POST", "clock", { advance: 45 * 60_000 });
    const engineer = await turnover("contributor", dark);
    await train.submit(engineer, "Start…", {}, "Start it");
    await turn.begin(engineer, "Deploy the portal", "UAT");
    await turn
      .row(engineer, "Deploy the portal")
      .getByText(/^(Under way|Failed)$/)
      .waitFor();
    await shoot(engineer, "flow-running-dark");
    await turn.taskIs(engineer, "Deploy the portal", "Failed");
    await says(turn.row(engineer, "Deploy the shop"), /Locked/);
    await shoot(engineer, "flow-failed-dark");
    assert.deepEqual(await violations(engineer), []);
    await gone();
    await train.submit(engineer, "Retry…", { Reason: "The folder is free again" }, "Retry it");
    for (const task of ["Deploy the portal", "Deploy the shop"]) {
      await turn.begin(engineer, task, "UAT");
      await turn.taskIs(engineer, task, "Done");
    }
    await manualTask(world, "approver", "Click through the pages");
    // Else the page looks every half a minute.
    await engineer.page.reload();
    await turn.stateIs(engineer, "Deployed");
    await train.submit(engineer, "Close…", { "Comment (optional)": "UAT is verified" }, "Close it");
    await turn.stateIs(engineer, "Closed");
    assert.deepEqual(await served(world, "uat"), ["Web", "Web2"]);
  });
});

describe("the gates of construction and verification", () => {
  step("S1-24 S1-25: step 3, the last open bug is closed, and one refresh turns the gate", async () => {
    const open = await train.openTrain(world, "releaseManager", "releases");
    for (const title of ["Portal 4", "Shop 9"]) {
      await train.advance(open, title, "verification");
      await open.hub.getByRole("button", { name: `Reached: Code freeze of ${title}` }).click();
      await open.hub.getByRole("region", { name: title }).getByText("reached by Morgan Reed").waitFor();
    }
    await train.goTo(open, "Plan");
    const row = open.hub.getByRole("row", { name: /No open bug/ });
    await says(row, /Not met[^]*1 work item found, at most 0 allowed/);
    await train.moveItem(
      world,
      "contributor",
      train.itemCalled(world, "Prices of the sale are shown without tax"),
      "Closed",
    );
    await train.moveItem(world, "contributor", train.itemCalled(world, "Summer sale"), "Closed");
    await open.hub.getByRole("button", { name: "Refresh" }).click();
    await row.getByText("Met", { exact: true }).waitFor();
    await says(row, /0 work items found, at most 0 allowed[^]*counted just now/);
    await shoot(open, "flow-gate-met-light");
    await open.hub.getByRole("button", { name: "Complete the Development gate" }).click();
    await train.phaseIs(open, "Verification");
  });

  step("S1-26 S1-27 S1-28: step 4, the release engineer approves, and only then the executive", async () => {
    const manager = await train.openTrain(world, "releaseManager", "releases");
    for (const title of ["Portal 4", "Shop 9"]) await train.advance(manager, title, "production");
    await train.goTo(manager, "Plan");
    await train.complete(manager, "QA gate");
    const executive = await train.openTrain(world, "reader");
    await train.isRefused(executive, "Approve… level 2 of the QA gate", /Level 2 waits for level 1/);
    const engineer = await train.openTrain(world, "contributor", "plan", dark);
    await train.submit(
      engineer,
      "Approve… level 1 of the QA gate",
      { "Comment (optional)": "UAT ran well" },
      "Approve",
    );
    await engineer.hub.getByText("UAT ran well").waitFor();
    await executive.hub.getByRole("link", { name: "Trains", exact: true }).first().click();
    const mine = executive.hub.getByRole("link", { name: /Decide the executive approval of the QA gate/ });
    await mine.waitFor();
    await shoot(executive, "flow-mine-light");
    await mine.click();
    await train.submit(executive, "Approve… level 2 of the QA gate", {}, "Approve");
    await train.phaseIs(executive, "Production");
  });
});

describe("the turnover to production", () => {
  step("S1-29 S1-30 S1-31: step 5, the production turnover takes its tasks from UAT", async () => {
    const open = await train.openTrain(world, "releaseManager", "plan");
    await train.addCriterion(open, "Production gate", {
      "What must be so": "The shop runs in production",
      "How it is found out": "A release stands in an environment",
      Release: `classic:${made.web}`,
      "Hours for which it must have been there": "0",
      Environment: "PROD",
    });
    await train.goTo(open, "Turnovers");
    const draft = {
      Title: "Autumn to production",
      Environment: "PROD",
      "To be deployed": train.inMinutes(world, 30),
    };
    await train.submit(open, "New turnover…", draft, "Create the turnover");
    await open.hub.getByRole("heading", { name: "Tasks, one after the other" }).waitFor();
    at.page = new URL(open.page.url()).search;
    await train.submit(open, "Copy tasks…", { From: "Autumn to UAT" }, "Copy the tasks");
    await open.hub.getByText("copied from Autumn to UAT").first().waitFor();
    // Casey may not deploy to production in Azure DevOps: the tasks get another owner.
    await turn.changeTask(open, "Deploy the portal", `classic:${made.portal} Production`);
    await turn.changeTask(open, "Deploy the shop", `classic:${made.web} Production`);
    await open.hub.getByRole("button", { name: "Up Deploy the shop" }).click();
    await open.hub.getByRole("row", { name: /^1 Deploy the shop/ }).waitFor();
    await train.isRefused(open, "Deliver…", /depends/);
    await open.hub.getByRole("button", { name: "Down Deploy the shop" }).click();
    await open.hub.getByRole("row", { name: /^1 Deploy the portal/ }).waitFor();
    await shoot(open, "flow-production-draft-light");
    assert.deepEqual(await violations(open), []);
  });

  step("S1-32 S1-33: step 6, it is delivered, locked, and accepted by the release engineer", async () => {
    const manager = await turnover("releaseManager");
    await train.submit(manager, "Deliver…", {}, "Deliver it");
    await turn.stateIs(manager, "Delivered");
    assert.equal(await manager.hub.getByRole("button", { name: "Add task…" }).count(), 0, "it is locked");
    await train.isRefused(manager, "Accept…", /release engineer/);
    const engineer = await turnover("contributor", dark);
    await train.submit(engineer, "Accept…", { "Comment (optional)": "Read and accepted" }, "Accept it");
    await train.submit(engineer, "Make ready…", {}, "Make it ready");
    await turn.stateIs(engineer, "Ready");
  });

  step("S1-34 S1-36: step 7, it is deployed on its date, task by task", async () => {
    await world.control("POST", "clock", { advance: 45 * 60_000 });
    const engineer = await turnover("contributor", dark);
    await train.submit(engineer, "Start…", {}, "Start it");
    await turn.stateIs(engineer, "Deploying");
    const owner = await turnover("releaseManager");
    for (const task of ["Deploy the portal", "Deploy the shop"]) {
      await turn.begin(owner, task, "Production");
      await turn.taskIs(owner, task, "Done");
    }
    await manualTask(world, "approver", "Click through the pages");
    // Else the page looks every half a minute.
    await owner.page.reload();
    await turn.stateIs(owner, "Deployed");
    assert.deepEqual(await served(world, "prod"), ["Web", "Web2"]);
    await shoot(owner, "flow-deployed-light");
  });
});

describe("the end of a train", () => {
  step("S1-37 S1-39: step 8, production is verified, and the release engineer closes the train", async () => {
    const engineer = await turnover("contributor", dark);
    await train.submit(engineer, "Close…", { "Comment (optional)": "Production is verified" }, "Close it");
    const manager = await train.openTrain(world, "releaseManager", "releases");
    for (const title of ["Portal 4", "Shop 9"]) await train.advance(manager, title, "closed");
    await train.goTo(manager, "Plan");
    await manager.hub.getByRole("button", { name: "Complete the Production gate" }).click();
    await manager.hub
      .getByRole("row", { name: /The shop runs in production/ })
      .getByText("Met", { exact: true })
      .waitFor();
    await manager.hub
      .getByRole("region", { name: "Production gate" })
      .getByText("Passed, by Morgan Reed")
      .waitFor();
    const open = await train.openTrain(world, "contributor", "plan", dark);
    await train.submit(open, "Close…", { "Comment (optional)": "All of it is live" }, "Close the train");
    await open.hub.getByText("Closed by Casey Lund: All of it is live").waitFor();
    await train.isRefused(open, "Plan…", /closed|Only a release manager/);
    await train.goTo(open, "Timeline");
    await open.hub.getByRole("group", { name: "Timeline" }).waitFor();
    await shoot(open, "flow-timeline-dark");
    assert.deepEqual(await violations(open), []);
  });

  step("N10: the exported ledger is whole, and a changed byte is found by its own verifier", async () => {
    const open = await train.openTrain(world, "reader", "ledger");
    // Until the work items are read the page says that it could not compare.
    await open.hub
      .getByText(/The chain of \d+ entries is whole.* It holds the \d+ ends that work items keep/)
      .waitFor();
    await shoot(open, "flow-ledger-light");
    const [download] = await Promise.all([
      open.page.waitForEvent("download"),
      open.hub.getByRole("button", { name: "Export as JSON lines" }).click(),
    ]);
    await withFolder(async (folder) => {
      await unpack(await download.path(), "", folder);
      const [ledger = ""] = (await readdir(folder)).filter((name) => name.endsWith(".jsonl"));
      assert.match(await verified(folder), /^0 OK: entry \d+ is the last one/);
      const lines = (await readFile(join(folder, ledger), "utf8")).split("\n");
      const altered = lines.map((line, place) => (place === 6 ? line.replace(/"by":"./, '"by":"0') : line));
      await writeFile(join(folder, ledger), altered.join("\n"));
      assert.match(await verified(folder), /^1 WRONG at line 7/);
    });
  });
});
