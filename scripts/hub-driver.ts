import type { BrowserContext, FrameLocator, Locator, Page } from "playwright-core";

/** The hub in its page, as a person sees it. */
export type OpenHub = Readonly<{ page: Page; hub: FrameLocator }>;

/** Who looks, in which theme. */
export type Visitor = Readonly<{ person?: string; theme?: "light" | "dark" | "contrast" }>;

/** Signs somebody in for every page that is opened from now on, as the host page's own pickers do. */
export async function signIn(context: BrowserContext, visitor: Visitor): Promise<void> {
  const { person, theme } = visitor;
  const kept = {
    ...(person ? { "standin.person": person } : {}),
    ...(theme ? { "standin.theme": theme } : {}),
  };
  const script = `for (const [k, v] of Object.entries(${JSON.stringify(kept)})) if (window.top === window) localStorage.setItem(k, v);`;
  await context.addInitScript(script);
}

/** Opens a page of the stand-in that frames the hub, and waits until the hub has drawn itself. */
export async function openHub(page: Page, url: string): Promise<OpenHub> {
  await page.goto(url);
  const hub = page.frameLocator("iframe.external-content--iframe");
  await hub.locator("main").waitFor();
  return { page, hub };
}

/** What is chosen in the panel *New release*. Nothing chosen: what the panel suggests. */
export type Order = Readonly<{
  pipeline: string;
  title?: string;
  build?: string;
  description?: string;
  connection?: string;
}>;

/** Opens the panel *New release* and chooses. Nothing is created yet. */
export async function fillNewRelease({ hub }: OpenHub, order: Order): Promise<Locator> {
  // Where there are no releases yet the empty list offers one, too.
  await hub.getByRole("button", { name: "New release" }).first().click();
  const panel = hub.getByRole("dialog", { name: "New release" });
  await panel.getByLabel("Release pipeline").selectOption({ label: order.pipeline });
  await panel.getByLabel("Build", { exact: true }).waitFor();
  if (order.build !== undefined) await choose(panel.getByLabel("Build", { exact: true }), order.build);
  if (order.connection !== undefined)
    await choose(panel.getByLabel("Connection", { exact: true }), order.connection);
  await panel.getByLabel("Title").fill(order.title ?? "New in this release");
  if (order.description !== undefined) await panel.getByLabel("Description").fill(order.description);
  return panel;
}

/** Picks the first choice that begins with the words. */
export async function choose(select: Locator, words: string): Promise<void> {
  const option = select.locator("option").filter({ hasText: words }).first();
  await select.selectOption({ label: (await option.textContent()) ?? words });
}

/** Makes a release and gives its name. */
export async function createRelease(open: OpenHub, order: Order): Promise<string> {
  const panel = await fillNewRelease(open, order);
  await panel.getByRole("button", { name: "Create" }).click();
  const said = open.hub.getByText(/has been created\./);
  await said.waitFor();
  return (await said.getByRole("link").textContent()) ?? "";
}

/** Goes from the list, or from the message, to one release. */
export async function openRelease({ hub }: OpenHub, name: string): Promise<void> {
  await hub.getByRole("link", { name, exact: true }).first().click();
  await hub.getByRole("heading", { name, level: 1 }).waitFor();
}

/** The card of one stage. */
export function stageCard({ hub }: OpenHub, stage: string): Locator {
  return hub.getByRole("article", { name: stage, exact: true });
}

// What a card said before a refresh may stand there until the answer comes.
const staysFailed = 10_000;

/** Waits until a stage's card says so. A card that goes on saying `failed` ends the waiting, with its errors. */
export async function waitForStage(open: OpenHub, stage: string, words: RegExp, seconds = 60): Promise<void> {
  const status = stageCard(open, stage).locator(".status b");
  const over = /^(Failed|Rejected|Cancelled)/;
  const end = Date.now() + seconds * 1000;
  let failedSince = Infinity;
  for (;;) {
    const now = (await status.first().textContent()) ?? "";
    if (words.test(now)) return;
    failedSince = over.test(now) ? Math.min(failedSince, Date.now()) : Infinity;
    if (Date.now() > Math.min(end, failedSince + staysFailed)) {
      const card = await stageCard(open, stage).innerText();
      throw new Error(`${stage} is "${now}", not ${String(words)}:\n${card}`);
    }
    await open.page.waitForTimeout(250);
  }
}

/** Opens the evidence sheet of a stage from its card. */
export async function openDeployPanel(open: OpenHub, stage: string): Promise<Locator> {
  await stageCard(open, stage)
    .getByRole("button", { name: /^(Deploy|Redeploy) /u })
    .click();
  return deployPanel(open, stage);
}

async function deployPanel({ hub }: OpenHub, stage: string): Promise<Locator> {
  const panel = hub.getByRole("dialog", { name: new RegExp(`to ${stage}$`) });
  await panel.getByRole("heading", { name: "What will happen, in this order" }).waitFor();
  return panel;
}

/** What is typed into the evidence sheet. */
export type DeployEntry = Readonly<{ reason?: string; type?: string; secret?: string }>;

/** Fills in the evidence sheet and starts the stage. */
export async function deploy(open: OpenHub, stage: string, entry: DeployEntry): Promise<void> {
  await openDeployPanel(open, stage);
  await deployShown(open, stage, entry);
}

/** Fills in the evidence sheet that is open, and starts the stage. */
export async function deployShown(open: OpenHub, stage: string, entry: DeployEntry): Promise<void> {
  const panel = await deployPanel(open, stage);
  if (entry.reason !== undefined) await panel.getByLabel(/^Reason/).fill(entry.reason);
  if (entry.secret !== undefined) await panel.getByLabel("Secret of the connection").fill(entry.secret);
  if (entry.type !== undefined) await panel.getByLabel(/^Type /).fill(entry.type);
  await panel.getByRole("button", { name: /^(Deploy|Redeploy) .* to / }).click();
  await panel.waitFor({ state: "detached" });
}
