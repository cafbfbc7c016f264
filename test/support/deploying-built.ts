import assert from "node:assert/strict";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type DeploymentRecord, readRecord } from "../../core/model/record.ts";
import type { Seal } from "../../core/model/seal.ts";
import { type BuiltEnd, type BuiltRun, manifestOf, runBuiltTask } from "./run-built-task.ts";
import { scriptedAzure, type ScriptedAzure } from "./scripted-azure.ts";
import { withFolder, write } from "./temporary-folder.ts";
import { attachedSeal, wireGroup, wireRelease, type WireStage } from "./wire.ts";

/** A release 57 of a sealed build, two folders as targets, and the built task to deploy it. */
export type Deploying = Readonly<{
  run: (run: Partial<BuiltRun>, files?: Readonly<Record<string, string>>) => Promise<BuiltEnd>;
  azure: ScriptedAzure;
  targets: string;
  release: (stages: readonly WireStage[]) => void;
}>;

/** Sets the scene for the built deploy task, and takes it down again. */
export async function deploying(
  seal: Seal,
  drop: Readonly<Record<string, string>>,
  use: (at: Deploying) => Promise<void>,
): Promise<void> {
  const [sealTask, deployTask] = await Promise.all([manifestOf("seal"), manifestOf("deploy")]);
  const azure = await scriptedAzure({ seal: attachedSeal(seal, sealTask.id) });
  const release: Deploying["release"] = (stages) => {
    azure.holdings.releases[57] = wireRelease(57, stages, deployTask.id);
  };
  release([{ name: "UAT" }, { name: "PROD", status: "notStarted", attempts: [], after: "UAT" }]);
  try {
    await withFolder(async (base) => {
      const targets = await targetsIn(base);
      azure.holdings.groups = [
        wireGroup(5, "Connection-Parameters", {
          "TargetPath-UAT": join(targets, "uat"),
          "TargetPath-PROD": join(targets, "prod"),
        }),
      ];
      let at = 0;
      const run: Deploying["run"] = (given, files = drop) => {
        at += 1;
        return runBuiltTask(runOf(given, files, azure, join(base, `w${at}`)));
      };
      await use({ run, azure, targets, release });
    });
  } finally {
    await azure.close();
  }
}

async function targetsIn(base: string): Promise<string> {
  const targets = join(base, "targets");
  for (const name of ["uat", "prod"]) await mkdir(join(targets, name), { recursive: true });
  return targets;
}

function runOf(
  given: Partial<BuiltRun>,
  files: Readonly<Record<string, string>>,
  azure: ScriptedAzure,
  work: string,
): BuiltRun {
  return {
    task: "deploy",
    url: azure.url,
    work,
    host: "release",
    inputs: { target: "folder" },
    download: (folder) => write(join(folder, "ARTEFACTS"), files),
    ...given,
    variables: {
      "Release.ReleaseId": "57",
      "Release.ReleaseName": "Release-57",
      "Release.EnvironmentName": "UAT",
      "Release.AttemptNumber": "1",
      "Release.PrimaryArtifactSourceAlias": "ARTEFACTS",
      "Release.Artifacts.ARTEFACTS.DefinitionId": "3",
      ...given.variables,
    },
  };
}

/** The one record that a run attached. */
export function recordIn(end: BuiltEnd): DeploymentRecord {
  const texts = end.attachments.filter(({ type }) => type === "release-manager.deployment");
  assert.equal(texts.length, 1, end.log);
  const record = readRecord(texts[0]?.text ?? "");
  assert.ok(!("faults" in record), JSON.stringify(record));
  return record;
}

/** An output variable of the step. */
export function output(end: BuiltEnd, name: string): string | undefined {
  return (end.outputs[`ours.${name}`] ?? end.outputs[name])?.value;
}

/** The files with a folder before their paths. */
export function under(folder: string, files: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}
