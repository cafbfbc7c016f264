import { EOL } from "node:os";
import { escapeValue, type Command } from "./command.ts";
import { knob } from "./job-state.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";

/** `task.setvariable`: an output variable is known by its step's name only, a plain one by its own. */
export function setVariable(step: Step, command: Command, maySet: (name: string) => boolean): void {
  const name = command.properties.get("variable");
  if (name === undefined) throw new Error(texts.missingVariableName);
  checkReadOnly(step, name);
  const secret = isTrue(command, "issecret");
  if (secret) registerSecret(step, command.data);
  if (!maySet(name)) return;
  const output = isTrue(command, "isoutput");
  const readOnly = isTrue(command, "isreadonly");
  const traits = { secret, preserveCase: isTrue(command, "preservecase") };
  if (!output && !declaredOutput(step, name)) {
    step.job.variables.set(name, command.data, { ...traits, readOnly });
    return;
  }
  const full = `${step.part.order.refName}.${name}`;
  const value = { value: command.data, isSecret: secret, isReadOnly: output || readOnly };
  step.job.variables.set(full, command.data, { ...traits, readOnly: value.isReadOnly });
  step.job.outputs[full] = value;
  step.job.listener.output(full, value);
}

/** `task.settaskvariable`: for the pre-job, main and post-job part of the same step. */
export function setTaskVariable(step: Step, command: Command): void {
  const name = command.properties.get("variable");
  if (name === undefined) throw new Error(texts.missingTaskVariableName);
  const secret = isTrue(command, "issecret");
  if (secret) {
    registerSecret(step, command.data);
    step.job.masker.add(command.data);
  }
  step.part.taskVariables.set(name.toLowerCase(), { name, value: command.data, secret });
}

function checkReadOnly(step: Step, name: string): void {
  const { variables } = step.job;
  if (!variables.isReadOnly(name)) return;
  if (variables.isTrue("agent.readOnlyVariables")) throw new Error(texts.readOnlyVariable(name));
  step.warning(texts.readOnlyVariableWarning(name));
}

/** A secret of many lines could not be masked line by line, so it is refused. */
function registerSecret(step: Step, value: string): void {
  const unsafe = knob(step.job, "SYSTEM_UNSAFEALLOWMULTILINESECRET")?.toLowerCase() === "true";
  if (value.includes(EOL) && !unsafe) throw new Error(texts.multilineSecret);
  step.job.masker.add(escapeValue(value));
}

function declaredOutput(step: Step, name: string): boolean {
  const declared = step.part.manifest.outputVariables ?? [];
  return declared.some((one) => one.name.toLowerCase() === name.toLowerCase());
}

function isTrue(command: Command, property: string): boolean {
  return command.properties.get(property)?.trim().toLowerCase() === "true";
}
