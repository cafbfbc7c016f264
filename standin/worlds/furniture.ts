import { join } from "node:path";
import type { StepDefinition } from "../azure-devops/state/build-state.ts";
import type { ReleaseDefinition, StageDefinition } from "../azure-devops/state/release-state.ts";
import type { Kit } from "../azure-devops/world.ts";

/** What every release pipeline of the samples has: an administrator made it, and nobody changed it since. */
export function released({
  site,
}: Kit): Omit<ReleaseDefinition, "id" | "name" | "revision" | "artefacts" | "stages"> {
  const administrator = site.callers.identity(site.callers.person("administrator")?.id ?? "");
  const now = site.clock.iso();
  return {
    path: "\\",
    isDisabled: false,
    createdBy: administrator,
    createdOn: now,
    modifiedBy: administrator,
    modifiedOn: now,
    description: "",
    releaseNameFormat: "Release-$(rev:r)",
    variables: {},
    variableGroups: [],
  };
}

/** What every stage of the samples has: one job on an agent, and nobody to ask. */
export function oneJob(
  steps: readonly StepDefinition[],
): Omit<StageDefinition, "id" | "name" | "rank" | "ownerId" | "conditions"> {
  return {
    preApprovers: [],
    postApprovers: [],
    variables: {},
    variableGroups: [],
    releaseCreatorCanBeApprover: true,
    concurrencyCount: 1,
    queueDepthCount: 0,
    phases: [{ name: "Agent job", refName: "Phase_1", rank: 1, steps: [...steps] }],
  };
}

/** Makes the steps that definitions are built of. */
export type Steps = Readonly<{
  /** A command. `node` and `workshop` are put in front of what begins with them. */
  cmd: (name: string, script: string, more?: Partial<StepDefinition>) => StepDefinition;
  /** One of the helper script's acts. */
  workshop: (name: string, args: string) => StepDefinition;
  copy: (name: string, from: string, to: string) => StepDefinition;
  publish: (artefact: string, folder?: string) => StepDefinition;
  /** A task of the installed extension. */
  task: (taskName: string, name: string, inputs: Record<string, string>) => StepDefinition;
}>;

const script = join(import.meta.dirname, "workshop.mjs");
const inBox = {
  CmdLine: { id: "d9bafed4-0b18-4f58-968d-86655b4d2ce9", version: "2.*" },
  CopyFiles: { id: "5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c", version: "2.*" },
  PublishBuildArtifacts: { id: "2ff763a7-ce83-4e1f-bc89-0ae63477cebe", version: "1.*" },
} as const;

export function stepsOf(kit: Kit): Steps {
  let count = 0;
  const make = (
    task: { id: string; name: string; version: string },
    name: string,
    inputs: Record<string, string>,
  ): StepDefinition => {
    count += 1;
    return {
      taskId: task.id,
      taskName: task.name,
      version: task.version,
      name,
      refName: `${task.name}${count}`,
      enabled: true,
      inputs,
    };
  };
  const known = (name: keyof typeof inBox): { id: string; name: string; version: string } => ({
    ...inBox[name],
    name,
  });
  return {
    cmd: (name, text, more = {}) => ({ ...make(known("CmdLine"), name, { script: text }), ...more }),
    workshop: (name, args) =>
      make(known("CmdLine"), name, { script: `"${process.execPath}" "${script}" ${args}` }),
    copy: (name, from, to) =>
      make(known("CopyFiles"), name, {
        SourceFolder: from,
        Contents: "**",
        TargetFolder: to,
        OverWrite: "true",
      }),
    publish: (artefact, folder = `$(Build.ArtifactStagingDirectory)/${artefact}`) =>
      make(known("PublishBuildArtifacts"), `Publish ${artefact}`, {
        PathtoPublish: folder,
        ArtifactName: artefact,
        publishLocation: "Container",
        ArtifactType: "Container",
      }),
    task: (taskName, name, inputs) => make(kit.task(taskName), name, inputs),
  };
}
