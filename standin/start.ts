import { spawn } from "node:child_process";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { lockFolder } from "./lock.ts";
import { startStandIn, usualPorts, type StandIn } from "./stand-in.ts";

const root = join(import.meta.dirname, "..");
const folder = join(root, ".standin");

/** `npm start`: the stand-in with the packaged extension in it, until Ctrl+C. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { reset: { type: "boolean" }, check: { type: "boolean" }, record: { type: "string" } },
  });
  if (values.check) {
    process.exitCode = await check(values.record);
    return;
  }
  if (values.reset) await reset();
  const began = performance.now();
  const tell = (line: string): void => console.log(line);
  const record = values.record === undefined ? {} : { record: values.record };
  const running = await startStandIn({ vsix: await packaged(), folder, ports: usualPorts, tell, ...record });
  stopWithUs(running);
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  console.log(`\nRelease Manager is open at\n\n  ${running.startPage}\n\n(${seconds} s; Ctrl+C stops it)`);
  openDesktop(running.startPage);
}

/** The newest package: `npm start` makes it before it comes here. */
async function packaged(): Promise<string> {
  const dist = join(root, "dist");
  const names = (await readdir(dist).catch(() => [])).filter((name) =>
    /^release-manager-\d.*\.vsix$/.test(name),
  );
  const newest = names.sort().at(-1);
  if (newest === undefined) throw new Error("There is no package in dist/: run `npm run package` first.");
  return join(dist, newest);
}

async function reset(): Promise<void> {
  const lock = await lockFolder(folder);
  await lock.release();
  await rm(folder, { recursive: true, force: true });
}

/** The main job once, in a browser, in a process of its own: it needs what the stand-in itself must not know. */
function check(record: string | undefined): Promise<number> {
  const script = join(root, "scripts", "main-job.ts");
  const args = ["--import", "tsx", script, ...(record === undefined ? [] : ["--record", record])];
  return new Promise((done) => {
    const child = spawn(process.execPath, args, { stdio: "inherit", cwd: root });
    child.on("exit", (code) => done(code ?? 1));
  });
}

function stopWithUs(running: StandIn): void {
  const stop = (): void => {
    console.log("\nStopping …");
    void running.stop().finally(() => process.exit());
  };
  process.once("SIGINT", stop);
  process.once("SIGTERM", stop);
}

/** Opens a browser where somebody sits in front of one. */
function openDesktop(address: string): void {
  const { CI, DISPLAY, WAYLAND_DISPLAY } = process.env;
  const isDesktop = process.platform !== "linux" || Boolean(DISPLAY) || Boolean(WAYLAND_DISPLAY);
  if (CI || !isDesktop) return;
  const opener = { darwin: ["open"], win32: ["cmd", "/c", "start", ""] }[process.platform as string] ?? [
    "xdg-open",
  ];
  const [program = "xdg-open", ...args] = opener;
  spawn(program, [...args, address], { stdio: "ignore", detached: true })
    .on("error", () => undefined)
    .unref();
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
