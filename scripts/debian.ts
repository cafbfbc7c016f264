import { execFile } from "node:child_process";
import { existsSync } from "node:fs";

/** Installs packages of Debian's where that is possible: on Linux, as root. Tells what it does. */
export async function installDebians(
  packages: readonly string[],
  tell: (line: string) => void,
): Promise<void> {
  if (process.platform !== "linux" || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  tell(`Installing Debian's ${packages[0] ?? ""} …`);
  await succeeds("apt-get", ["update", "-q"], 300_000);
  await succeeds("apt-get", ["install", "-y", "-q", "--no-install-recommends", ...packages], 600_000);
}

/** Runs a program quietly to its end. False where it fails or takes longer than `timeout` milliseconds. */
export function succeeds(
  program: string,
  args: readonly string[],
  timeout: number,
  set: Readonly<Record<string, string>> = {},
): Promise<boolean> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", ...set };
  return new Promise((done) => {
    const child = execFile(program, [...args], { timeout, env, maxBuffer: 64e6 }, (error) =>
      done(error === null),
    );
    child.stdout?.resume();
  });
}
