import { execFileSync } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium, type Browser } from "playwright-core";
import { installDebians, succeeds } from "./debian.ts";

/** A browser that can be started, or one sentence that says what to do. */
export type FoundBrowser = Readonly<{ path: string }> | Readonly<{ missing: string }>;

const advice =
  "No browser was found: install Chrome, Chromium or Edge, or set CHROME_PATH to one that is installed.";

const names = [
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "chromium",
  "chromium-browser",
  "microsoft-edge",
  "msedge",
];

/**
 * Looks for Chrome, Chromium or Edge: `CHROME_PATH`, the usual places, and Playwright's own. Where there is none it
 * is fetched (Playwright's) or installed (Debian's `chromium`, as root).
 */
export async function findBrowser(
  tell: (line: string) => void = (line) => process.stderr.write(`${line}\n`),
): Promise<FoundBrowser> {
  const named = process.env["CHROME_PATH"];
  if (named) return runs(named) ? { path: named } : { missing: `CHROME_PATH names no program: ${named}` };
  const installed = installedBrowser();
  if (installed) return { path: installed };
  tell("No browser found: fetching one for the tests …");
  await fetchPlaywrights();
  if (!installedBrowser()) await installDebians(["chromium", "fonts-liberation"], tell);
  const path = installedBrowser();
  return path ? { path } : { missing: advice };
}

/** Starts a browser without a window, or throws the sentence that says what to do. */
export async function launchBrowser(): Promise<Browser> {
  const found = await findBrowser();
  if ("missing" in found) throw new Error(found.missing);
  return chromium.launch({ executablePath: found.path, headless: true, args: flags() });
}

// The address bar's own pages, which every new window would load: half of what opening the hub costs.
const addressBar = ["WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup", "AimEnabled"];
// The last list is the one that counts: what Playwright turns off, for steady pages, stands in ours too.
const unsteady = [
  "AvoidCorsURLLoaderRestartOnRedirect",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsFirstBalancedModeAutoEnable",
  "HttpsUpgrades",
  "LensOverlay",
  "MediaRouter",
  "NetworkTimeServiceQuerying",
  "OptimizationHints",
  "PaintHolding",
  "PreconnectToSearch",
  "TcpPortRandomizationWin",
  "ThirdPartyStoragePartitioning",
];

function flags(): string[] {
  const quiet = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
  const still = ["--disable-component-update", "--disable-sync", "--disable-dev-shm-usage"];
  const root = process.getuid?.() === 0 ? ["--no-sandbox"] : [];
  return [...quiet, ...still, ...root, `--disable-features=${[...addressBar, ...unsteady].join(",")}`];
}

function installedBrowser(): string | undefined {
  return [...onPath(), ...usualPlaces(), chromium.executablePath()].find(runs);
}

function onPath(): string[] {
  const folders = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const suffix = process.platform === "win32" ? ".exe" : "";
  return names.flatMap((name) => folders.map((folder) => join(folder, name + suffix)));
}

function usualPlaces(): string[] {
  if (process.platform === "darwin") {
    return ["Google Chrome", "Chromium", "Microsoft Edge"].map(
      (name) => `/Applications/${name}.app/Contents/MacOS/${name}`,
    );
  }
  if (process.platform === "win32") return windowsPlaces();
  return ["/usr/bin/chromium", "/snap/bin/chromium", "/opt/google/chrome/chrome"];
}

function windowsPlaces(): string[] {
  const roots = ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].map((name) => process.env[name]);
  const inside = ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"];
  return roots.flatMap((root) => (root ? inside.map((path) => join(root, path)) : []));
}

function runs(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Playwright's own browser, where its store can be reached within a minute; its libraries may still be missing. */
async function fetchPlaywrights(): Promise<void> {
  const cli = fileURLToPath(new URL("cli.js", import.meta.resolve("playwright-core/package.json")));
  const quick = { PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT: "8000" };
  const got = await succeeds(process.execPath, [cli, "install", "chromium"], 60_000, quick);
  if (got && !starts(chromium.executablePath()))
    await succeeds(process.execPath, [cli, "install-deps"], 120_000, quick);
}

function starts(path: string): boolean {
  try {
    execFileSync(path, ["--version"], { stdio: "ignore", timeout: 20_000 });
    return true;
  } catch {
    return false;
  }
}
