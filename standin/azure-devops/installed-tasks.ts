import { access } from "node:fs/promises";
import { text } from "node:stream/consumers";
import { inBoxTask } from "../agent/in-box.ts";
import type { TaskManifest, TaskStore } from "../agent/job.ts";
import { readManifest } from "../agent/read-manifest.ts";
import { taskStore } from "../agent/task-store.ts";
import { eachFile } from "../agent/unzip.ts";
import type { ConnectionInputs } from "./engine/connections.ts";
import type { StepDefinition, YamlRun } from "./state/build-state.ts";
import type { State } from "./state/state.ts";
import { taskSteps } from "./yaml/plan.ts";
import type { InstalledTask } from "./world.ts";

/** The tasks that the installed extension brings. */
export type InstalledTasks = Readonly<{
  store: () => TaskStore;
  named: (name: string) => InstalledTask;
  /** By the words of YAML, `CmdLine@2`: of the package, or an in-box one that the runner plays. */
  worded: (reference: string) => InstalledTask | undefined;
  connectionInputs: ConnectionInputs;
  /** Another package takes the first one's place. */
  install: (vsix: string) => Promise<void>;
}>;

const none: TaskStore = { find: () => Promise.resolve(undefined) };

export function installedTasks(folder: string, given: TaskStore | undefined): InstalledTasks {
  let store = given ?? none;
  let tasks: readonly KnownTask[] = [];
  return {
    store: () => store,
    named: (name) => {
      const found = tasks.find((task) => task.name === name);
      if (found === undefined) throw new Error(`The installed extension has no task ${name}.`);
      return found;
    },
    worded: (reference) => {
      const [name = "", major] = reference.split("@");
      const found = tasks.find((task) => task.name.toLowerCase() === name.toLowerCase());
      const fits = major === undefined || found?.version === `${major}.*`;
      return found !== undefined && fits ? found : inBoxTask(name, major);
    },
    connectionInputs: (taskId) => tasks.find(({ id }) => id === taskId)?.connections ?? [],
    install: async (vsix) => {
      await access(vsix);
      tasks = await tasksIn(vsix);
      store = given ?? taskStore(vsix, folder);
    },
  };
}

type KnownTask = InstalledTask & Readonly<{ connections: ReturnType<ConnectionInputs> }>;

async function tasksIn(vsix: string): Promise<readonly KnownTask[]> {
  const found: KnownTask[] = [];
  await eachFile(vsix, async (name, content) => {
    if (!/(^|\/)task\.json$/.test(name)) return;
    const manifest = readManifest(await text(await content()), name);
    const { id, name: task, version } = manifest;
    const connections = connectionInputsOf(manifest);
    found.push({ id, name: task, version: `${version.Major}.*`, connections });
  });
  return found;
}

function connectionInputsOf({ inputs = [] }: TaskManifest): ReturnType<ConnectionInputs> {
  return inputs.flatMap(({ name, type: words }) => {
    const [kind = "", type = ""] = words.split(":");
    return kind.toLowerCase() === "connectedservice" ? [{ name, type }] : [];
  });
}

/** Definitions keep working when a package of another channel, with other ids, is installed. */
export function followTasks(state: State, named: InstalledTasks["named"]): void {
  const steps: StepDefinition[] = [
    ...state.build.definitions.flatMap(({ phases }) => phases.flatMap((phase) => phase.steps)),
    ...state.build.builds.flatMap(({ run }) => plannedSteps(run)),
    ...state.release.definitions.flatMap(({ stages }) => stages.flatMap(stepsOf)),
    ...state.release.releases.flatMap(({ environments }) =>
      environments.flatMap((one) => stepsOf(one.definition)),
    ),
  ];
  for (const step of steps.filter(({ taskName }) => taskName.startsWith("ReleaseManager"))) {
    step.taskId = named(step.taskName).id;
  }
}

function stepsOf({
  phases,
}: State["release"]["definitions"][number]["stages"][number]): readonly StepDefinition[] {
  return phases.flatMap((phase) => phase.steps);
}

function plannedSteps(run: YamlRun | undefined): readonly StepDefinition[] {
  const jobs = run?.plan.stages.flatMap((stage) => stage.jobs) ?? [];
  return jobs.flatMap(taskSteps);
}
