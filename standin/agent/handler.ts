import { existsSync } from "node:fs";
import { resolve } from "node:path";
import { expandText } from "./expand.ts";
import type { Inputs } from "./inputs.ts";
import type { TaskManifest } from "./job.ts";
import { knob } from "./job-state.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";

/** The process that a handler becomes. */
export type Program = Readonly<{ file: string; script: string; cwd: string }>;

/** The lowest number wins. Handlers that the agent does not know are passed over. */
const priorities: Readonly<Record<string, number>> = {
  Node24: 101,
  Node20_1: 102,
  Node16: 103,
  Node10: 104,
  Node: 105,
  PowerShell3: 106,
  PowerShell: 107,
  AzurePowerShell: 108,
  PowerShellExe: 109,
  Process: 110,
};

/** The handlers of one part of a task. */
export type Handlers = NonNullable<TaskManifest["execution"]>;

/** Which handler the agent takes. */
export function chooseHandler(handlers: Handlers | undefined): string {
  const known = Object.keys(handlers ?? {}).filter((name) => name in priorities);
  const [best] = known.sort((a, b) => (priorities[a] ?? 0) - (priorities[b] ?? 0));
  if (best === undefined) throw new Error(texts.noHandler);
  return best;
}

/** Node, script and working folder for one part of a task. */
export function programOf(step: Step, folder: string, inputs: Inputs): Program {
  const handlers = handlersOf(step);
  const name = chooseHandler(handlers);
  const { target = "", workingDirectory = "" } = handlers?.[name] ?? {};
  const fill = (text: string): string => filled(step, text.trim(), folder, inputs);
  const script = resolve(folder, fill(target));
  if (!existsSync(script)) throw new Error(`File not found: '${script}'`);
  const cwd = fill(workingDirectory);
  return { file: nodeFor(step, name), script, cwd: cwd === "" ? step.job.folders.start : cwd };
}

function filled(step: Step, text: string, folder: string, inputs: Inputs): string {
  const own = expandText(text, (key) =>
    key.toLowerCase() === "currentdirectory" ? folder : inputs.get(key.toLowerCase())?.value,
  );
  return step.job.variables.expand(own);
}

function handlersOf({ part: { manifest, phase } }: Step): Handlers | undefined {
  if (phase === "pre") return manifest.prejobexecution;
  return phase === "main" ? manifest.execution : manifest.postjobexecution;
}

function nodeFor(step: Step, handler: string): string {
  const { node } = step.job.options;
  const major = wantedNode(step, handler);
  if (major === 20) return node[20];
  if (node[24] !== undefined) return node[24];
  step.warning("The agent has no Node 24. Using Node 20 instead.");
  return node[20];
}

/** The knobs that force a version go before the handler; Node24 alone needs the organisation's switch. */
function wantedNode(step: Step, handler: string): 20 | 24 {
  const isOn = (name: string): boolean => knob(step.job, name)?.toLowerCase() === "true";
  if (isOn("AGENT_USE_NODE20_1")) return 20;
  if (isOn("AGENT_USE_NODE24")) return 24;
  if (handler === "Node24") {
    return step.job.options.preferNode24 === true || isOn("AGENT_USE_NODE24_WITH_HANDLER_DATA") ? 24 : 20;
  }
  if (handler === "Node20_1") return 20;
  throw new Error(`The stand-in's runner has only Node 20 and 24, no handler '${handler}'.`);
}
