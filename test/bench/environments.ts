import type { Browser, Frame, Page, Route } from "playwright-core";
import type { StandIn } from "../../standin/stand-in.ts";
import { classicPage, places, records } from "./deployed.ts";
import { approvals, pipelines, timeline, unfinished } from "./waiting.ts";
import type { Measured } from "./figure.ts";
import { inTheHub } from "./in-the-hub.ts";

/**
 * What is where for 50 classic and 50 YAML pipelines in 20 environments, from a cold start in a real browser. What was deployed
 * takes 30 requests at most. What waits takes 23 more, however many runs do: the YAML pipelines, the runs that have not ended,
 * the timelines of twenty of them, and all their approvals at once.
 */
export function measureEnvironments(): Promise<Measured> {
  return inTheHub(async (browser, standIn) => {
    const page = await browserPage(browser);
    let asked = 0;
    page.on("request", (request) => {
      if (request.url().includes("/_apis/") && request.method() !== "OPTIONS") asked += 1;
    });
    const sent = await answer(page);
    const frame = await open(page, standIn);
    const [first = Number.NaN, whole = Number.NaN] = await frame.evaluate(() =>
      ["first row", "whole matrix"].map((name) => performance.getEntriesByName(name)[0]?.startTime),
    );
    await page.context().close();
    const what = "100 pipelines in 20 environments";
    return [
      { what: `${what}, requests`, value: asked, bar: 30 + 23, unit: "requests" },
      {
        what: `${what}, what was deployed and waits on the wire`,
        value: sent() / 1024,
        bar: 4096,
        unit: "KB",
      },
      { what: `${what}, first row after the hub's frame was opened`, value: first, bar: 1500, unit: "ms" },
      { what: `${what}, whole matrix`, value: whole, bar: 5000, unit: "ms" },
    ];
  });
}

async function browserPage(browser: Browser): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  await page.addInitScript(markRows);
  return page;
}

// Runs in every frame: notes when the first row stands, and when the history is read.
function markRows(): void {
  const watch = new MutationObserver(() => {
    if (document.querySelector(".places tbody tr[aria-rowindex]") === null) return;
    if (performance.getEntriesByName("first row").length === 0) performance.mark("first row");
    if (document.body.textContent.includes("The history is being read")) return;
    performance.mark("whole matrix");
    watch.disconnect();
  });
  watch.observe(document, { subtree: true, childList: true, characterData: true });
}

async function open(page: Page, standIn: StandIn): Promise<Frame> {
  await page.goto(`${standIn.startPage}?view=environments`);
  const hub = page.frameLocator("iframe");
  await hub.getByText(/^Everything since .* was read/).waitFor({ timeout: 60_000 });
  const shown = await hub.locator("table").getAttribute("aria-rowcount");
  if (shown !== "101") throw new Error(`The matrix has ${shown ?? "no"} rows.`);
  await hub.getByText("More than 20 runs have not ended").waitFor({ timeout: 5_000 });
  await hub.getByRole("searchbox").fill("Service 1000");
  await hub.getByText("It waits for approval, asked: Morgan Reed").waitFor({ timeout: 5_000 });
  const frame = page.frames().find((one) => one.parentFrame() !== null);
  if (!frame) throw new Error("The hub's frame is gone.");
  return frame;
}

/** A list is wrapped as Azure DevOps wraps it. */
type Answer = (route: Route, answer: unknown, next?: string) => Promise<void>;

/** More runs have not ended than are looked at, and each waits for an approval. */
async function answerRuns(page: Page, now: number, reply: Answer): Promise<void> {
  await page.route(/\/_apis\/build\/definitions\?/i, (route) => reply(route, pipelines));
  await page.route(/\/_apis\/build\/builds\?.*statusFilter=inProgress/i, (route) =>
    reply(route, unfinished(now), "more"),
  );
  await page.route(/\/_apis\/build\/builds\/9\d{4}\/timeline/i, (route) => {
    const [, id] = /builds\/(\d+)\//i.exec(route.request().url()) ?? [];
    return reply(route, { records: timeline(now, Number(id)) });
  });
  await page.route(/\/_apis\/pipelines\/approvals\?/i, (route) => reply(route, approvals(now)));
}

/** Answers what the environments ask for. Gives how many bytes that were so far. */
async function answer(page: Page): Promise<() => number> {
  let bytes = 0;
  const reply: Answer = async (route, answer, next) => {
    const body = JSON.stringify(Array.isArray(answer) ? { count: answer.length, value: answer } : answer);
    bytes += Buffer.byteLength(body);
    const headers = {
      "content-type": "application/json",
      "access-control-allow-origin": "*",
      "access-control-expose-headers": "x-ms-continuationtoken",
      ...(next === undefined ? {} : { "x-ms-continuationtoken": next }),
    };
    await route.fulfill({ status: 200, headers, body });
  };
  const now = Date.now();
  await page.route(/\/_apis\/release\/deployments\?/i, (route) => {
    const from = Number(new URL(route.request().url()).searchParams.get("continuationToken") ?? 0);
    const { value, next } = classicPage(now, from);
    return reply(route, value, next);
  });
  await page.route(/\/_apis\/pipelines\/environments\?/i, (route) => reply(route, places));
  await page.route(/\/environmentdeploymentrecords\?/i, (route) => {
    const [, id] = /environments\/(\d+)\//i.exec(route.request().url()) ?? [];
    return reply(route, records(now, Number(id)), "more");
  });
  await answerRuns(page, now, reply);
  return () => bytes;
}
