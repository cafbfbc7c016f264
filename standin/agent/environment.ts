import { delimiter } from "node:path";
import { endpointEnvironment, namedEndpoints, systemEndpoint } from "./endpoints.ts";
import { expandAll, inputOf, type Inputs } from "./inputs.ts";
import type { JobState } from "./job-state.ts";
import { resultWord } from "./results.ts";
import type { Step, StepPart } from "./step.ts";
import { texts } from "./texts.ts";

/** Linux refuses to start a process when one entry, with its name and "=", reaches this. */
const longestOnLinux = 131_071;
const longestOnWindows = 32_766;

/** A name as the agent writes it into the environment: only "." and blank change, and the case. */
export function environmentName(name: string, preserveCase = false): string {
  const plain = name.replace(/[. ]/g, "_");
  return preserveCase ? plain : plain.toUpperCase();
}

/** All that a task's process gets, in the agent's order: what comes later overwrites. */
export function taskEnvironment(step: Step, inputs: Inputs): Record<string, string> {
  const { job, part } = step;
  refuseSecureFiles(part, inputs);
  const added = new Map<string, string>([
    ...stepEnvironment(job, part),
    ...variableEnvironment(job),
    ...[...inputs.values()].map(({ name, value }) => [`INPUT_${environmentName(name)}`, value] as const),
    ...[...namedEndpoints(part.manifest, inputs, job.endpoints), systemEndpoint(job.order)].flatMap(
      (endpoint) => [...endpointEnvironment(endpoint, environmentName)],
    ),
    ...[...part.taskVariables.values()].map(
      ({ name, value }) => [`VSTS_TASKVARIABLE_${environmentName(name)}`, value] as const,
    ),
  ]);
  return finished(step, added);
}

/** What a script of an in-box step gets: the task library before it has taken every secret away. */
export function scriptEnvironment(step: Step): Record<string, string> {
  const { job, part } = step;
  const variables = variableEnvironment(job).filter(([name]) => !name.startsWith("SECRET_"));
  return finished(step, new Map([...stepEnvironment(job, part), ...variables]));
}

function finished(step: Step, added: Map<string, string>): Record<string, string> {
  const { job } = step;
  const path = added.get("PATH") ?? job.environment["PATH"] ?? "";
  if (job.prependPath.length > 0)
    added.set("PATH", [...[...job.prependPath].reverse(), path].join(delimiter));
  for (const [name, value] of added) checkEntry(step, name, value);
  return {
    ...job.environment,
    ...Object.fromEntries(added),
    VSTS_PROCESS_LOOKUP_ID: job.lookupId,
    TF_BUILD: "True",
  };
}

function stepEnvironment(job: JobState, { order }: StepPart): [string, string][] {
  return Object.entries(order.environment ?? {})
    .filter(([name]) => name.trim() !== "")
    .map(([name, value]) => [name.trim(), expandAll(job, value.trim())]);
}

function variableEnvironment(job: JobState): [string, string][] {
  const all = job.variables.all();
  const shown = all.filter(({ secret }) => !secret);
  const hidden = all.filter(({ secret }) => secret);
  return [
    ...shown.map(({ name, value, preserveCase }): [string, string] => [
      environmentName(name, preserveCase),
      value,
    ]),
    ["VSTS_PUBLIC_VARIABLES", JSON.stringify(shown.map(({ name }) => name))],
    ...hidden.map(({ name, value, preserveCase }): [string, string] => [
      `SECRET_${environmentName(name, preserveCase)}`,
      value,
    ]),
    ["VSTS_SECRET_VARIABLES", JSON.stringify(hidden.map(({ name }) => name))],
    ["agent.jobstatus", resultWord(job.status.result ?? "succeeded")],
  ];
}

function checkEntry(step: Step, name: string, value: string): void {
  if (value.includes("\0") || name.includes("\0")) {
    throw new Error(`Environment variable '${name}' contains a null character.`);
  }
  const length = Buffer.byteLength(`${name}=${value}`);
  if (process.platform === "win32" && value.length > longestOnWindows) {
    step.warning(texts.environmentTooLong(name, value.length, longestOnWindows));
  }
  if (process.platform !== "win32" && length >= longestOnLinux) {
    throw new Error(texts.environmentTooLong(name, length, longestOnLinux));
  }
}

function refuseSecureFiles({ manifest }: StepPart, inputs: Inputs): void {
  const named = (manifest.inputs ?? []).find(
    ({ type, name }) => type.toLowerCase() === "securefile" && inputOf(inputs, name) !== "",
  );
  if (named !== undefined) {
    throw new Error(`The stand-in's runner has no secure files, and input '${named.name}' names one.`);
  }
}
