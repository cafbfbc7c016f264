import assert from "node:assert/strict";
import type { FrameLocator, Locator } from "playwright-core";
import { choose, type OpenHub } from "../../scripts/hub-driver.ts";
import { retried } from "./says.ts";
import type { Look, Role, World } from "./world.ts";

/** What is typed, chosen or ticked in a form, by the labels of its fields. */
export type Entries = Readonly<Record<string, string | boolean>>;

/** The tabs of a train's page. */
export type TrainTab = "plan" | "releases" | "turnovers" | "timeline" | "ledger";

/** Opens train 1 as somebody. */
export function openTrain(
  world: World,
  who: Role,
  tab: TrainTab = "plan",
  look: Look = {},
): Promise<OpenHub> {
  return world.visit(who, { ...look, query: `?view=train&train=1&tab=${tab}`, height: 1600 });
}

/** Goes to another tab of the train's page. */
export async function goTo({ hub }: OpenHub, tab: string): Promise<void> {
  await hub.getByRole("navigation", { name: "Release train" }).getByRole("link", { name: tab }).click();
}

/** Fills in the form that is open. */
export async function fillIn({ hub }: OpenHub, entries: Entries): Promise<Locator> {
  const form = hub.getByRole("dialog");
  for (const [label, value] of Object.entries(entries)) {
    // What the project has to choose from comes later than the form.
    const field =
      label === "Environment"
        ? form.getByRole("combobox", { name: label })
        : form.getByLabel(label, { exact: true });
    if (typeof value === "boolean") await field.setChecked(value);
    else if ((await field.evaluate(({ tagName }) => tagName)) === "SELECT") await choose(field, value);
    else await field.fill(value);
  }
  return form;
}

/** Opens a form with its button, fills it in, sends it with the button that says so, and waits until it has gone. */
export async function submit(open: OpenHub, button: string, entries: Entries, send: string): Promise<void> {
  await open.hub.getByRole("button", { name: button, exact: true }).click();
  await fillIn(open, entries);
  await sendForm(open, send);
}

/** Sends the form that is open. What it says instead of going is the error. */
export async function sendForm({ hub }: OpenHub, send: string): Promise<void> {
  const form = hub.getByRole("dialog");
  await form.getByRole("button", { name: send, exact: true }).click();
  await form.waitFor({ state: "detached" }).catch(async () => {
    throw new Error(`The form stays open:\n${await form.innerText()}`);
  });
}

/** Looks for somebody in a field for people, and chooses them. */
export async function pick(within: Locator | FrameLocator, label: string, name: string): Promise<void> {
  const field = within.getByLabel(label, { exact: true });
  await field.fill(name);
  await field.press("Enter");
  await within.getByRole("button", { name: `Choose ${name}` }).click();
}

/** Why a button cannot be pressed; absent where it can. While something is under way that cannot be said. */
async function refusalOf({ hub }: OpenHub, button: string): Promise<string | undefined> {
  const idle = hub.locator("button:not([aria-busy])");
  const found = hub.getByRole("button", { name: button, exact: true }).and(idle);
  await found.waitFor();
  return (await found.getAttribute("aria-disabled")) === "true"
    ? ((await found.getAttribute("title")) ?? "")
    : undefined;
}

/** Waits until a button cannot be pressed, for such a reason. */
export function isRefused(open: OpenHub, button: string, why: RegExp): Promise<void> {
  return retried(async () => assert.match((await refusalOf(open, button)) ?? "", why));
}

/** An administrator names who holds which office. */
export async function nameOffices(world: World, offices: Readonly<Record<string, string>>): Promise<OpenHub> {
  const open = await world.visit("administrator", { hub: "settings", height: 1700 });
  for (const [office, name] of Object.entries(offices)) {
    await pick(open.hub, `Add: ${office}`, name);
    await open.hub.getByRole("button", { name: `Take ${name} out: ${office}` }).waitFor();
  }
  await open.hub.getByRole("button", { name: "Save the release trains" }).click();
  await open.hub.getByRole("button", { name: "Discard these changes" }).waitFor({ state: "detached" });
  return open;
}

/** The release manager makes the first train of the project. */
export async function makeTrain(world: World, entries: Entries): Promise<OpenHub> {
  const open = await world.visit("releaseManager", { query: "?view=trains", height: 1600 });
  await submit(open, "New release train…", entries, "Make the train");
  await open.page.waitForURL(/view=train&train=1\b/);
  await open.hub.getByRole("region", { name: "Scoping gate" }).waitFor();
  return open;
}

/** Somebody brings a work item into a state on its own page: the request that the page sends. */
export async function moveItem(world: World, who: Role, item: number, state: string): Promise<void> {
  const patch = [{ op: "add", path: "/fields/System.State", value: state }];
  await world.rest(who, "PATCH", `/contoso/_apis/wit/workitems/${item}?api-version=7.0`, patch);
}

/** The number of the work item of that title. */
export function itemCalled(world: World, title: string): number {
  const found = world.standIn.organisation.state.work.items.find(
    ({ revisions }) => revisions.at(-1)?.fields.title === title,
  );
  if (found === undefined) throw new Error(`No work item is called ${title}.`);
  return found.id;
}

/** A moment so many minutes from now by the organisation's clock, as a field of the browser takes it. */
export function inMinutes(world: World, minutes: number): string {
  const at = new Date(world.standIn.organisation.clock.now() + minutes * 60_000);
  const two = (part: number): string => String(part).padStart(2, "0");
  const date = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `${date}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** Adds an exit criterion to a gate. */
export async function addCriterion(open: OpenHub, gate: string, entries: Entries): Promise<void> {
  await submit(open, `Add exit criterion… to the ${gate}`, entries, "Add the criterion");
  await open.hub.getByRole("rowheader", { name: String(entries["What must be so"]) }).waitFor();
}

/** Reserves an environment for the train. */
export async function reserve(open: OpenHub, environment: string): Promise<void> {
  await open.hub.getByRole("button", { name: "Reserve…" }).click();
  const field = open.hub.getByRole("dialog").getByRole("combobox", { name: "Environment" });
  await field.selectOption({ label: environment });
  await sendForm(open, "Reserve the environment");
  await open.hub.getByRole("button", { name: `Give up ${environment}` }).waitFor();
}

/** Waits until the train is in a phase. */
export async function phaseIs({ hub }: OpenHub, phase: string): Promise<void> {
  await hub.locator("[aria-current=step]", { hasText: phase }).waitFor();
}

/** The open gate is complete, and waits for its approvals or lets the train go on. */
export async function complete(open: OpenHub, gate: string): Promise<void> {
  await open.hub.getByRole("button", { name: `Complete the ${gate}` }).click();
  const region = open.hub.getByRole("region", { name: gate });
  await region.getByText(/waits for approval/).waitFor();
  // Where they are asked at once nobody is left to be asked.
  const ask = `Ask the approvers of the ${gate}`;
  if ((await refusalOf(open, ask)) === undefined) await open.hub.getByRole("button", { name: ask }).click();
  await region
    .getByText(/Work item #\d+/)
    .first()
    .waitFor();
}

/** Advances an application release to its next phase. */
export async function advance({ hub }: OpenHub, title: string, phase: string): Promise<void> {
  await hub.getByRole("button", { name: `Advance to ${phase}: ${title}` }).click();
  await hub
    .getByRole("region", { name: title })
    .getByText(new RegExp(`^${phase}$`, "i"))
    .waitFor();
}

/** Sets the levels of a gate's approvals, each with its kind and one approver. */
export async function setApprovals(
  open: OpenHub,
  gate: string,
  levels: readonly (readonly [kind: string, who: string])[],
): Promise<void> {
  const entries: Record<string, string> = {};
  for (const [at, [kind, who]] of levels.entries()) {
    entries[`Level ${at + 1}`] = kind;
    entries[`Add to: Approvers of level ${at + 1}`] = who;
  }
  await submit(open, `Set approvals… of the ${gate}`, entries, "Save the approvals");
  const region = open.hub.getByRole("region", { name: gate });
  await region.getByText(`Approvers: ${levels.at(-1)?.[1] ?? ""}`).waitFor();
}
