import { randomUUID } from "node:crypto";
import { copyFileSync, mkdirSync, readdirSync, statSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { attach, existingFile } from "./attachment-commands.ts";
import type { CommandRule } from "./command-rule.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";

const logType = "Distributedtask.Core.Log";

const upload: CommandRule = (step, { properties, data }) => {
  const name = properties.get("artifactname");
  if (name === undefined) throw new Error(texts.artifactNameRequired);
  if (data === "") throw new Error(texts.artifactLocationRequired);
  if (step.job.order.host !== "build") throw new Error(texts.uploadNotSupported(step.job.order.host));
  const path = resolve(step.job.folders.work, data);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) throw new Error(texts.pathNotFound(path));
  if (found.isDirectory() && readdirSync(path).length === 0) {
    step.warning(texts.folderIsEmpty(path, name));
    return;
  }
  const folder = found.isDirectory() ? path : folderOfOne(step, path);
  step.handOver(step.job.listener.artefact(name, folder));
};

/** The commands of `##vso[artifact.…]`. */
export const artifactCommands: Readonly<Record<string, CommandRule>> = { upload };

/** The commands of `##vso[build.…]`. */
export const buildCommands: Readonly<Record<string, CommandRule>> = {
  updatebuildnumber: (step, { data }) => {
    needBuild(step, "updatebuildnumber");
    if (data === "") throw new Error(texts.buildNumberRequired);
    step.job.variables.set("build.buildNumber", data);
    step.job.listener.buildNumber(data);
  },
  addbuildtag: (step, { data }) => {
    needBuild(step, "addbuildtag");
    if (data === "") throw new Error(texts.buildTagRequired);
    step.job.listener.tag(data);
  },
  uploadlog: (step, { data }) => {
    needBuild(step, "uploadlog");
    const path = existingFile(step, data);
    if (path === undefined) throw new Error(texts.logMissing(data));
    attach(step, logType, basename(path), path);
  },
};

/** The commands of `##vso[release.…]`. */
export const releaseCommands: Readonly<Record<string, CommandRule>> = {
  updatereleasename: (step, { data }) => {
    if (data === "") throw new Error(texts.releaseNameRequired);
    step.job.variables.set("release.releaseName", data);
    step.job.listener.releaseName?.(data);
  },
};

function needBuild(step: Step, event: string): void {
  if (step.job.variables.get("build.buildId") === undefined) throw new Error(texts.buildRequired(event));
}

/** An artefact of one file is handed over as a folder, like every other. */
function folderOfOne(step: Step, file: string): string {
  const folder = join(step.job.folders.temp, randomUUID());
  mkdirSync(folder);
  copyFileSync(file, join(folder, basename(file)));
  return folder;
}
