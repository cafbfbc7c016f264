import type { CommandRule } from "./command-rule.ts";
import { artifactCommands, buildCommands, releaseCommands } from "./build-commands.ts";
import { parseCommand, type Command } from "./command.ts";
import { knob } from "./job-state.ts";
import { mayCommand } from "./restrictions.ts";
import type { Step } from "./step.ts";
import { taskCommands } from "./task-commands.ts";
import { texts } from "./texts.ts";

type Area = Readonly<{ hosts: readonly string[]; events: Readonly<Record<string, CommandRule>> }>;

const everywhere = ["build", "release"];
const telemetry: CommandRule = (_step, { properties }) => {
  if (!properties.has("area") || !properties.has("feature")) {
    throw new Error("Area and feature are required for ##vso[telemetry.publish].");
  }
};

const areas: Readonly<Record<string, Area>> = {
  task: { hosts: everywhere, events: taskCommands },
  artifact: { hosts: everywhere, events: artifactCommands },
  build: { hosts: everywhere, events: buildCommands },
  release: { hosts: ["release"], events: releaseCommands },
  telemetry: { hosts: everywhere, events: { publish: telemetry } },
};

/** Areas of the real agent that this runner does not play: it says so and fails, instead of passing over them. */
const notPlayed = ["results", "codecoverage", "plugininternal", "pluginevent"];

/** Takes one line of a process: a command is executed and not shown, everything else is shown. */
export function takeLine(step: Step, line: string): void {
  if (!step.closed && !executed(step, line)) step.write(line);
}

function executed(step: Step, line: string): boolean {
  const command = parseCommand(line, knob(step.job, "DECODE_PERCENTS")?.toLowerCase() !== "false");
  if (command === undefined) {
    if (line.includes("##vso")) step.warning(texts.commandKeywordDetected(line));
    return false;
  }
  const name = command.area.toLowerCase();
  const area = Object.hasOwn(areas, name) ? areas[name] : undefined;
  if (area === undefined) unknownArea(step, command);
  else if (!area.hosts.includes(step.job.order.host)) {
    step.error(texts.commandNotSupported(command.area, step.job.order.host));
    step.failCommand();
    return false;
  } else execute(step, command, { area, line });
  return true;
}

function execute(step: Step, command: Command, { area, line }: { area: Area; line: string }): void {
  try {
    dispatch(step, command, area);
  } catch (error) {
    step.error(texts.commandProcessFailed(line));
    step.error(error instanceof Error ? error.message : String(error));
    step.failCommand();
  }
  const name = `${command.area}.${command.event}`.toLowerCase();
  if (name !== "task.debug") step.debug(`Processed: ${line}`);
}

function dispatch(step: Step, command: Command, area: Area): void {
  const event = command.event.toLowerCase();
  const rule = Object.hasOwn(area.events, event) ? area.events[event] : undefined;
  if (rule === undefined) throw new Error(texts.commandNotFound2(command.area, command.event));
  if (mayCommand(step.part.manifest.restrictions, command.area, command.event)) rule(step, command);
  else step.warning(texts.commandNotAllowed(command.area, command.event));
}

function unknownArea(step: Step, { area, event }: Command): void {
  if (notPlayed.includes(area.toLowerCase())) {
    step.error(`The stand-in's runner does not play ##vso[${area}.${event}].`);
    step.failCommand();
  } else step.warning(texts.commandNotFound(area));
}
