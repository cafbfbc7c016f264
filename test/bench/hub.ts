import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, BrowserContext, Frame, Page } from "playwright-core";
import type { StandIn } from "../../standin/stand-in.ts";
import type { Measured } from "./figure.ts";
import { inTheHub } from "./in-the-hub.ts";

type Wire = Record<string, unknown>;

/** The hub in a real browser: how much it asks for, and how it bears 10,000 releases of four stages. */
export function measureHub(): Promise<Measured> {
  return inTheHub(async (browser, standIn) => [
    ...(await requests(browser, standIn)),
    ...(await manyReleases(browser, standIn)),
  ]);
}

async function requests(browser: Browser, standIn: StandIn): Promise<Measured> {
  const { page, answer } = await openPage(browser, standIn, 50);
  const asked: string[] = [];
  let before = Number.NaN;
  page.on("request", (request) => {
    if (request.url().includes("/_apis/") && request.method() !== "OPTIONS") asked.push(request.url());
  });
  page.on("response", (response) => {
    const isAnswer = response.url() === answer || asked.includes(response.url());
    // Interception makes that one answer late: what is sent before any answer is what the first row waits for.
    if (isAnswer && Number.isNaN(before))
      before = asked.some((url) => isList(new URL(url))) ? asked.length : Infinity;
  });
  await page.goto(standIn.startPage);
  await firstRow(page);
  await page.waitForTimeout(2000);
  await page.context().close();
  const ofRuns = asked.flatMap((url) => /\/build\/builds\/(\d+)\//i.exec(url)?.[1] ?? []);
  const ofOneRun = ofRuns.map((run) => ofRuns.filter((other) => other === run).length);
  return [
    {
      what: "requests sent at once, the one that brings the first row among them",
      value: before,
      bar: 2,
      unit: "requests",
    },
    {
      what: "requests for 50 classic rows, without those for single YAML runs",
      value: asked.length - ofRuns.length,
      bar: 8,
      unit: "requests",
    },
    { what: "requests for each YAML run", value: Math.max(0, ...ofOneRun), bar: 1, unit: "requests" },
  ];
}

async function manyReleases(browser: Browser, standIn: StandIn): Promise<Measured> {
  const { page } = await openPage(browser, standIn, 10_000);
  await page.goto(standIn.startPage);
  const frame = await firstRow(page);
  const nodes = await frame.evaluate(() => document.querySelectorAll("*").length);
  const filter = await frame.evaluate(timeFilter);
  const scroll = await frame.evaluate(timeScroll);
  await page.context().close();
  return [
    { what: "DOM nodes, 10,000 releases of 4 stages", value: nodes, bar: 2000, unit: "nodes" },
    { what: "filtering 10,000 releases, one key to paint", value: filter, bar: 100, unit: "ms" },
    { what: "scrolling 10,000 releases, 95th percentile of a frame", value: scroll, bar: 33, unit: "ms" },
  ];
}

function isList({ pathname }: URL): boolean {
  return /\/_apis\/release\/releases$/i.test(pathname);
}

/** A page in which the list of classic releases is as long as wanted. The answer is made before, at an address of its own: it comes as soon as it is asked for. */
async function openPage(
  browser: Browser,
  standIn: StandIn,
  count: number,
): Promise<Readonly<{ page: Page; answer: string }>> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } });
  const page = await context.newPage();
  const answer = await serve(context, JSON.stringify(await multiplied(standIn, count)));
  await page.route(isList, (route) =>
    // By a server of its own: the browser's own channel does not bear an answer of this size.
    route.request().method() === "GET" ? route.continue({ url: answer }) : route.continue(),
  );
  return { page, answer };
}

/** The stand-in's own answer, its first release as often as wanted, each with four stages and names of its own. */
async function multiplied({ organisation }: StandIn, count: number): Promise<unknown> {
  const { organisation: of, project } = organisation.state;
  const path = `/rm/${of.name}/${project.id}/_apis/release/releases`;
  const query = "$expand=environments,artifacts,variables,approvals&$top=1&api-version=7.0";
  const answer = await organisation.call("reader", "GET", `${path}?${query}`);
  const [model = {}] = (answer as { value: Wire[] }).value;
  return { count, value: Array.from({ length: count }, (_, at) => copyOf(model, count - at)) };
}

async function serve(context: BrowserContext, body: string): Promise<string> {
  const server = createServer((_, response) => {
    response.writeHead(200, { "content-type": "application/json", "access-control-allow-origin": "*" });
    response.end(body);
  });
  context.on("close", () => server.close());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function copyOf(model: Wire, number: number): Wire {
  const [stage] = (model["environments"] as Wire[] | undefined) ?? [];
  // What a list shows needs neither the snapshot of the pipeline, nor approvals, nor the steps of every phase.
  const { deploySteps, status } = stage ?? {};
  const steps = (deploySteps as Wire[] | undefined)?.map((step) => ({ ...step, releaseDeployPhases: [] }));
  const environments = ["Dev", "Test", "UAT", "Production"].map((name, at) => ({
    name,
    status,
    rank: at + 1,
    id: number * 10 + at,
    definitionEnvironmentId: at + 1,
    conditions: [],
    deploySteps: steps,
  }));
  return { ...model, variables: {}, variableGroups: [], id: number, name: `Release-${number}`, environments };
}

async function firstRow(page: Page): Promise<Frame> {
  await page
    .frameLocator("iframe")
    .locator("table tbody tr[aria-rowindex]")
    .first()
    .waitFor({ timeout: 60_000 });
  const frame = page.frames().find((one) => one.parentFrame() !== null);
  if (!frame) throw new Error("The hub's frame is gone.");
  return frame;
}

// These two run in the page.
async function timeFilter(): Promise<number> {
  const input = document.querySelector<HTMLInputElement>("input[type=search]");
  const taken: number[] = [];
  for (const text of ["5", "57", "573", "57", ""]) {
    const started = performance.now();
    if (input) input.value = text;
    input?.dispatchEvent(new Event("input", { bubbles: true }));
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 0)));
    taken.push(performance.now() - started);
  }
  return taken.sort((a, b) => a - b)[2] ?? Number.NaN;
}

async function timeScroll(): Promise<number> {
  const scroller = document.querySelector(".matrix");
  const frames: number[] = [];
  for (let step = 0; step < 120; step += 1) {
    const started = performance.now();
    scroller?.scrollBy(0, 400);
    await new Promise((resolve) => requestAnimationFrame(resolve));
    frames.push(performance.now() - started);
  }
  return frames.sort((a, b) => a - b)[Math.floor(frames.length * 0.95)] ?? Number.NaN;
}
