import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { root } from "./extension.ts";

const run = promisify(execFile);
const folders = ["core", "adapters", "tasks", "ui", "standin", "test", "scripts"];

type Violation = Readonly<{ from: string; to: string; rule: Readonly<{ name: string }> }>;
type Report = Readonly<{
  modules: readonly Readonly<{ source: string }>[];
  summary: Readonly<{ violations: readonly Violation[] }>;
}>;

/** For each rule a file that breaks it: a rule that does not catch its own would be worse than none. */
const controls: readonly Readonly<{ rule: string; file: string; imports: string }>[] = [
  { rule: "model-is-pure", file: "core/model/negative-control.ts", imports: "../failure.ts" },
  { rule: "core-knows-no-host", file: "core/acts/negative-control.ts", imports: "node:fs" },
  {
    rule: "azure-devops-runs-everywhere",
    file: "adapters/azure-devops/negative-control.ts",
    imports: "azure-devops-node-api",
  },
  { rule: "entra", file: "adapters/entra/negative-control.ts", imports: "../azure-devops/http.ts" },
  {
    rule: "targets-shared",
    file: "adapters/targets/shared/negative-control.ts",
    imports: "../../azure-devops/http.ts",
  },
  {
    rule: "targets-are-apart",
    file: "adapters/targets/folder/negative-control.ts",
    imports: "../external/external-target.ts",
  },
  { rule: "tasks-shared", file: "tasks/shared/negative-control.ts", imports: "../seal/inputs.ts" },
  { rule: "tasks-are-apart", file: "tasks/seal/negative-control.ts", imports: "../deploy/inputs.ts" },
  { rule: "ui-shared", file: "ui/shared/negative-control.ts", imports: "node:path" },
  { rule: "ui-main", file: "ui/main.tsx", imports: "../tasks/seal/inputs.ts" },
  { rule: "views-are-apart", file: "ui/releases/negative-control.ts", imports: "../deploy/deploy.ts" },
  {
    rule: "views-only-draw",
    file: "ui/releases/negative-control-view.tsx",
    imports: "../../core/failure.ts",
  },
  {
    rule: "stand-in-knows-no-product",
    file: "standin/host/negative-control.ts",
    imports: "../../core/failure.ts",
  },
  {
    rule: "nobody-imports-tests",
    file: "tasks/shared/negative-control.ts",
    imports: "../../scripts/extension.ts",
  },
  { rule: "no-cycles", file: "core/model/negative-control.ts", imports: "./negative-control.ts" },
  { rule: "resolvable", file: "core/model/negative-control.ts", imports: "./nothing-of-that-name.ts" },
];

/** Checks the dependency rules on the whole tree, and that as many modules were seen as there are files. */
export async function checkRules(): Promise<string> {
  const { modules, summary } = await cruise(root, folders);
  const said = summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} imports ${to}`);
  if (said.length > 0) throw new Error(said.join("\n"));
  const seen = new Set(modules.map(({ source }) => source));
  const missed = (await sourceFiles(root)).filter((file) => !seen.has(file));
  if (missed.length > 0) throw new Error(`dependency-cruiser did not look at:\n${missed.join("\n")}`);
  return `${seen.size} modules`;
}

/** Proves in a scratch tree that every rule catches a deliberate violation. */
export async function checkControls(): Promise<string> {
  const scratch = join(root, "dist", "negative-controls");
  const missed: string[] = [];
  for (const control of controls) if (!(await isCaught(scratch, control))) missed.push(control.rule);
  await rm(scratch, { recursive: true, force: true });
  if (missed.length > 0)
    throw new Error(`These rules did not catch their negative control: ${missed.join(", ")}`);
  return `${controls.length} negative controls caught`;
}

async function isCaught(
  scratch: string,
  { rule, file, imports }: (typeof controls)[number],
): Promise<boolean> {
  await rm(scratch, { recursive: true, force: true });
  await write(join(scratch, file), `import "${imports}";\n`);
  await write(join(scratch, "tsconfig.json"), "{}");
  const target = join(dirname(join(scratch, file)), imports);
  if (imports.startsWith(".") && rule !== "no-cycles" && rule !== "resolvable")
    await write(target, "export {};\n");
  const { summary } = await cruise(scratch, [file]);
  return summary.violations.some((violation) => violation.rule.name === rule);
}

async function cruise(cwd: string, paths: readonly string[]): Promise<Report> {
  const cli = join(root, "node_modules", "dependency-cruiser", "bin", "dependency-cruise.mjs");
  const args = [cli, "--config", join(root, ".dependency-cruiser.cjs"), "--output-type", "json", ...paths];
  // It exits with the number of violations: the report says more.
  const done = await run(process.execPath, args, { cwd, maxBuffer: 1 << 28 }).catch(
    (fault: unknown) => fault as { stdout: string; stderr: string },
  );
  if (!done.stdout.trimStart().startsWith("{")) throw new Error(`dependency-cruiser failed: ${done.stderr}`);
  return JSON.parse(done.stdout) as Report;
}

async function sourceFiles(cwd: string): Promise<string[]> {
  const lists = await Promise.all(
    folders.map((folder) =>
      readdir(join(cwd, folder), { recursive: true }).then((names) =>
        names.map((name) => `${folder}/${name}`),
      ),
    ),
  );
  return lists.flat().filter((name) => /\.tsx?$/.test(name) && !name.endsWith(".d.ts"));
}

async function write(path: string, content: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, content);
}
