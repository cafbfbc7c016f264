import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { root } from "../../scripts/extension.ts";
import { openHub, signIn, type OpenHub } from "../../scripts/hub-driver.ts";
import { contoso } from "../../standin/worlds/contoso.ts";
import { freshPackage } from "../../scripts/package.ts";
import {
  freePorts,
  startStandIn,
  type Ports,
  type StandIn,
  type StandInOptions,
} from "../../standin/stand-in.ts";
import { theBrowser } from "./the-browser.ts";

/** The people of the sample organisation, by what they may do. */
export type Role = "administrator" | "releaseManager" | "contributor" | "approver" | "reader";

/** How somebody looks at the hub. */
export type Look = Readonly<{
  theme?: "light" | "dark" | "contrast";
  /** What stands behind the hub's address. */
  query?: string;
  /** `settings` instead of the hub itself. */
  hub?: "releases" | "settings";
  height?: number;
}>;

/** Everything that a test in a browser needs: the stand-in with the real package in it, and a browser. */
export type World = Readonly<{
  standIn: StandIn;
  /** Where the stand-in keeps everything. */
  folder: string;
  browser: Browser;
  /** Signs somebody in, in a browser of their own, and opens the hub. Closed after the test. */
  visit: (who: Role, look?: Look) => Promise<OpenHub>;
  /** A page without the hub in it. */
  page: (who: Role, look?: Look) => Promise<Page>;
  /** Tells the stand-in to do something (`/_control/<act>`). */
  control: (method: "GET" | "POST" | "DELETE", act: string, body?: unknown) => Promise<unknown>;
  /** Sends a REST request as somebody: path from the organisation's name on, or with a base before it. */
  rest: (who: Role, method: string, path: string, body?: unknown) => Promise<unknown>;
}>;

const shared: {
  world?: Promise<World>;
  quiet?: Promise<World>;
  contexts: BrowserContext[];
  undo: (() => Promise<unknown>)[];
} = { contexts: [], undo: [] };

/** The one world of this run. It is booted when the first test asks, on free ports and in a folder of its own. */
export function theWorld(): Promise<World> {
  return (shared.world ??= boot());
}

// Of every file that imports this: pages go after each test, the world after the last one.
afterEach(async () => {
  await Promise.all(shared.contexts.splice(0).map((context) => context.close()));
});
after(async function () {
  this.timeout(30_000);
  for (const step of shared.undo.splice(0).reverse()) await step();
});

/** Who writes tests keeps a world between runs, history and all: `E2E_FOLDER=/tmp/world npx mocha test/e2e/…`. */
const keptFolder = process.env["E2E_FOLDER"];
const keptPorts: Ports = { page: 18080, files: 18081, entra: 18440, dataverse: [18441, 18442, 18443, 18444] };

async function boot(): Promise<World> {
  const folder = keptFolder ?? (await newFolder());
  const ports = keptFolder === undefined ? freePorts : keptPorts;
  const [browser, vsix] = await Promise.all([theBrowser(), freshPackage()]);
  const record = join(root, "dist", `exchanges-${process.env["E2E_NAME"] ?? "e2e"}.jsonl`);
  await rm(record, { force: true });
  const world = process.env["E2E_WORLD"] === "quiet" ? { world: quiet } : {};
  return started({ vsix, folder, ports, record, ...world }, browser);
}

/** The sample organisation without its weeks of history: what happens in it is made in it. */
const { history: _history, ...quiet } = contoso;

/** A world of that for whoever holds, locks or empties what other tests need. */
export function aQuietWorld(other: Pick<StandInOptions, "serverMode"> = {}): Promise<World> {
  return anotherWorld({ world: quiet, ...other });
}

/** One of them for all who do not mind each other. */
export function theQuietWorld(): Promise<World> {
  return (shared.quiet ??= aQuietWorld());
}

/** A world beside the one of this run: another organisation, or the same as a Server. Its traffic is not recorded. */
export async function anotherWorld(other: Pick<StandInOptions, "world" | "serverMode">): Promise<World> {
  const [browser, vsix, folder] = await Promise.all([theBrowser(), freshPackage(), newFolder()]);
  return started({ vsix, folder, ports: freePorts, ...other }, browser);
}

async function newFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "release-manager-e2e-"));
  shared.undo.push(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function started(options: Omit<StandInOptions, "tell">, browser: Browser): Promise<World> {
  const standIn = await startStandIn({ ...options, tell: () => undefined });
  shared.undo.push(standIn.stop);
  return worldOf(standIn, browser, options.folder);
}

function worldOf(standIn: StandIn, browser: Browser, folder: string): World {
  const page = async (who: Role, look: Look = {}): Promise<Page> => {
    const context = await browser.newContext({
      viewport: { width: 1366, height: look.height ?? 900 },
      reducedMotion: "reduce",
    });
    shared.contexts.push(context);
    const person = standIn.config.people.find(({ role }) => role === who)?.id ?? who;
    await signIn(context, { person, ...(look.theme ? { theme: look.theme } : {}) });
    return context.newPage();
  };
  return {
    standIn,
    folder,
    browser,
    page,
    visit: async (who, look = {}) => openHub(await page(who, look), hubAddress(standIn, look)),
    control: (method, act, body) => control(standIn, method, act, body),
    rest: (who, method, path, body) => standIn.organisation.call(who, method, path, body),
  };
}

function hubAddress(standIn: StandIn, { hub = "releases", query = "" }: Look): string {
  const page = standIn.startPage.replace(/releases$/, hub);
  return `${hub === "settings" ? page.replace("_apps/hub", "_settings") : page}${query}`;
}

async function control(standIn: StandIn, method: string, act: string, body?: unknown): Promise<unknown> {
  const answer = await fetch(`${standIn.address}/_control/${act}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${act}: ${answer.status} ${text}`);
  return text === "" ? undefined : JSON.parse(text);
}

/** Keeps a picture of the page in `dist/screenshots/`. */
export async function shoot({ page }: OpenHub, name: string): Promise<void> {
  const folder = join(root, "dist", "screenshots");
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), caret: "hide", animations: "disabled" });
}
