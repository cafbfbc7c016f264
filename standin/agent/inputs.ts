import { isAbsolute, resolve } from "node:path";
import { expandText } from "./expand.ts";
import { knob, type JobState } from "./job-state.ts";
import type { StepPart } from "./step.ts";

/** Inputs by lower-case name, with the name as it was written. */
export type Inputs = ReadonlyMap<string, Readonly<{ name: string; value: string }>>;

/**
 * What a task gets: the defaults, the given values on top, trimmed, `$(x)` replaced from the variables and then from the
 * agent's own environment, file paths made absolute. Nothing is checked: the agent checks nothing either.
 */
export function resolveInputs(job: JobState, part: Pick<StepPart, "manifest" | "order">): Inputs {
  const declared = part.manifest.inputs ?? [];
  const defaults = declared.map(({ name, defaultValue = "" }): [string, string] => [name, defaultValue]);
  const raw = merged(job, [...defaults, ...Object.entries(part.order.inputs)]);
  const isPath = (key: string): boolean =>
    declared.some(({ name, type }) => type.toLowerCase() === "filepath" && name.toLowerCase() === key);
  return new Map(
    [...raw].map(([key, { name, value }]) => {
      const expanded = expandAll(job, value);
      return [key, { name, value: isPath(key) ? rooted(job, expanded) : expanded }];
    }),
  );
}

function merged(job: JobState, pairs: readonly (readonly [string, string])[]): Inputs {
  const trim = knob(job, "DISABLE_INPUT_TRIMMING")?.toLowerCase() !== "true";
  const inputs = new Map<string, { name: string; value: string }>();
  for (const [given, value] of pairs) {
    const name = given.trim();
    if (name !== "") inputs.set(name.toLowerCase(), { name, value: trim ? value.trim() : value });
  }
  return inputs;
}

/** `$(x)` from the variables, then from the agent's own environment. */
export function expandAll(job: JobState, text: string): string {
  return expandText(job.variables.expand(text), (name) => fromEnvironment(job.environment, name));
}

/** The value of an input by its name; an input that is not there is empty. */
export function inputOf(inputs: Inputs, name: string): string {
  return inputs.get(name.toLowerCase())?.value ?? "";
}

function fromEnvironment(environment: Readonly<Record<string, string>>, name: string): string | undefined {
  if (process.platform !== "win32") return Object.hasOwn(environment, name) ? environment[name] : undefined;
  const key = Object.keys(environment).find((one) => one.toLowerCase() === name.toLowerCase());
  return key === undefined ? undefined : environment[key];
}

/** An empty path becomes the root itself, a trap that tasks must know. */
function rooted(job: JobState, path: string): string {
  const plain = process.platform === "win32" ? path.replace(/^"+|"+$/g, "").replaceAll("/", "\\") : path;
  const { host } = job.order;
  const root = host === "release" ? job.folders.artifacts : job.folders.sources;
  return isAbsolute(plain) ? resolve(plain) : resolve(root, plain);
}
