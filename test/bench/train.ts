import type { Browser, Frame, Page } from "playwright-core";
import { signIn } from "../../scripts/hub-driver.ts";
import { trainTabs, type TrainTab } from "../../ui/shared/route.ts";
import type { StandIn } from "../../standin/stand-in.ts";
import { contoso } from "../../standin/worlds/contoso.ts";
import type { Measured } from "./figure.ts";
import { inTheHub } from "./in-the-hub.ts";
import { size, storeLargeTrain } from "./large-train.ts";

const { history: _history, ...quiet } = contoso;

/**
 * A train of the size that issue 5 names, from a cold start in a real browser: after how many requests it is shown, what follows,
 * and how much of it is drawn at once.
 */
export function measureTrain(): Promise<Measured> {
  return inTheHub(
    async (browser, standIn) => {
      const number = await storeLargeTrain(standIn);
      const opened: Opened[] = [];
      for (const tab of trainTabs) opened.push(await open(browser, standIn, { number, tab }));
      return figures(standIn, opened);
    },
    { world: quiet },
  );
}

/** What one tab of it took. Times in milliseconds after the hub's frame was opened. */
type Opened = Readonly<{
  before: number;
  after: number;
  shown: number;
  whole: number;
  nodes: number;
  /** Where there is more of a list: until the rest of it is painted. */
  more?: number;
}>;

function figures({ organisation }: StandIn, opened: readonly Opened[]): Measured {
  const { releases, criteria, workItems } = size;
  const train = `a train of ${releases} application releases, ${criteria} criteria and ${workItems} work items`;
  const documents = organisation.state.documents.map(({ document }) => JSON.stringify(document).length);
  const most = (of: (one: Opened) => number): number => Math.max(...opened.map(of));
  const rest = opened.flatMap(({ more }) => more ?? []);
  if (rest.length === 0) throw new Error("No tab holds the rest of a long list back.");
  return [
    {
      what: `${train}, requests until it is shown`,
      value: most(({ before }) => before),
      bar: 8,
      unit: "requests",
    },
    {
      what: `${train}, shown after the hub's frame was opened`,
      value: most(({ shown }) => shown),
      bar: 2500,
      unit: "ms",
    },
    { what: `${train}, requests that follow`, value: most(({ after }) => after), bar: 20, unit: "requests" },
    {
      what: `${train}, whole with all that follows`,
      value: most(({ whole }) => whole),
      bar: 5000,
      unit: "ms",
    },
    {
      what: `${train}, DOM nodes of the tab with most`,
      value: most(({ nodes }) => nodes),
      bar: 2000,
      unit: "nodes",
    },
    {
      what: `${train}, the rest of a long list, key to paint`,
      value: Math.max(...rest),
      bar: 300,
      unit: "ms",
    },
    { what: `${train}, its largest document`, value: Math.max(...documents) / 1024, bar: 256, unit: "KB" },
  ];
}

type Where = Readonly<{ number: number; tab: TrainTab }>;

async function open(browser: Browser, standIn: StandIn, { number, tab }: Where): Promise<Opened> {
  const page = await managersPage(browser, standIn);
  const asked: string[] = [];
  page.on("request", (request) => {
    if (request.url().includes("/_apis/") && request.method() !== "OPTIONS") asked.push(request.url());
  });
  const goOn = await holdFacts(page);
  await page.goto(`${standIn.startPage}?view=train&train=${number}&tab=${tab}`);
  await page.frameLocator("iframe").locator(".phases").waitFor({ timeout: 60_000 });
  const before = asked.filter((url) => !isFact(url)).length;
  const frame = page.frames().find((one) => one.parentFrame() !== null);
  if (!frame) throw new Error("The hub's frame is gone.");
  goOn();
  const whole = await wholeAt(page, frame);
  const shown = await frame.evaluate(() => performance.getEntriesByName("shown")[0]?.startTime ?? Number.NaN);
  const nodes = await frame.evaluate(() => document.querySelectorAll("*").length);
  const more = await frame.evaluate(timeMore);
  await page.context().close();
  return { before, after: asked.length - before, shown, whole, nodes, ...(more === null ? {} : { more }) };
}

async function managersPage(browser: Browser, { config }: StandIn): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const person = config.people.find(({ role }) => role === "releaseManager")?.id;
  await signIn(context, person === undefined ? {} : { person });
  const page = await context.newPage();
  await page.addInitScript(markShown);
  return page;
}

function isFact(url: string): boolean {
  return /\/_apis\/(?:wit|test)\//i.test(url);
}

/** What Azure DevOps says of criteria and work items comes when it is let go: whatever is shown before does not wait for it. */
async function holdFacts(page: Page): Promise<() => void> {
  let goOn = (): void => undefined;
  const held = new Promise<void>((resolve) => (goOn = resolve));
  await page.route(
    (url) => isFact(url.href),
    async (route) => {
      await held;
      await route.continue();
    },
  );
  return goOn;
}

/** When nothing more comes: the time of what came last, in the frame's own clock. */
async function wholeAt(page: Page, frame: Frame): Promise<number> {
  await page.waitForLoadState("networkidle");
  return frame.evaluate(() => performance.getEntriesByName("changed").at(-1)?.startTime ?? Number.NaN);
}

// These run in the frame.

/** Notes when the train stands, and whenever something changed in it. */
function markShown(): void {
  const watch = new MutationObserver(() => {
    if (document.querySelector(".phases") === null) return;
    if (performance.getEntriesByName("shown").length === 0) performance.mark("shown");
    performance.mark("changed");
  });
  watch.observe(document, { subtree: true, childList: true, characterData: true });
}

async function timeMore(): Promise<number | null> {
  const more = [...document.querySelectorAll("button")].find(({ textContent }) =>
    /^Show \d+ more$/.test(textContent),
  );
  if (more === undefined) return null;
  const started = performance.now();
  more.click();
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
  return performance.now() - started;
}
