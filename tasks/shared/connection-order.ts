import type { ConnectionOrder } from "../../core/acts/choose-connection.ts";
import { secret, type Secret } from "../../core/model/secret.ts";
import type { Agent } from "./agent-task.ts";
import { unresolved } from "./unresolved.ts";
import { connectionOf } from "./variable-group.ts";

/** How a connection was named: by what, and the name where there is one. */
export function namedConnection(
  input: string,
  agent: Pick<Agent, "variable">,
): Pick<ConnectionOrder, "named" | "namedBy"> {
  const left = unresolved.exec(input);
  if (left) return { namedBy: left[0] };
  const ofVariable = connectionOf(agent);
  if (input === "")
    return ofVariable === undefined
      ? { namedBy: "no input" }
      : { named: ofVariable, namedBy: "$(Variable-Group)" };
  return { named: input, namedBy: ofVariable === input ? "$(Variable-Group)" : "the input connection" };
}

/** The secrets that somebody gave on purpose, masked from here on. Not one that is empty or stayed `$(name)`. */
export function givenSecrets(
  input: string,
  agent: Pick<Agent, "variable" | "protect">,
): Readonly<{ input?: Secret; stageVariable?: Secret }> {
  const ofInput = given(input, agent);
  const ofStage = given(agent.variable("Connection-Secret") ?? "", agent);
  return {
    ...(ofInput === undefined ? {} : { input: ofInput }),
    ...(ofStage === undefined ? {} : { stageVariable: ofStage }),
  };
}

function given(text: string, agent: Pick<Agent, "protect">): Secret | undefined {
  if (text.trim() === "" || /^\$\([^()]*\)$/.test(text.trim())) return undefined;
  const value = secret(text);
  agent.protect(value);
  return value;
}
