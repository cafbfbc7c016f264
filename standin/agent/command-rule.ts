import type { Command } from "./command.ts";
import type { Step } from "./step.ts";

/** What a logging command does. It throws where the agent says that it cannot. */
export type CommandRule = (step: Step, command: Command) => void;
