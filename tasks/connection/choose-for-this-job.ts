import { chooseConnection, type ChosenConnection, fromVaultOf } from "../../core/acts/choose-connection.ts";
import type { Agent } from "../shared/agent-task.ts";
import { connectionWorld, jobConnection } from "../shared/job-connection.ts";
import { type TaskWorld, withWorld } from "../shared/open-world.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { connectionInputs, type ConnectionTaskInputs } from "./inputs.ts";

/** Chooses the connection of the environment that this job works for, or tries it in all its environments. */
export const chooseForThisJob: Work = (agent) => {
  const inputs = connectionInputs(agent.input, agent.rawInput);
  return withWorld(agent, async (world) => {
    if (!inputs.preflight) return choose(inputs, agent, world);
    const { tryConnection } = await import("../shared/targets/try-connection.ts");
    return tryConnection(inputs, agent, world);
  });
};

async function choose(inputs: ConnectionTaskInputs, agent: Agent, world: TaskWorld): Promise<Ending> {
  const { order } = await jobConnection(inputs, agent, world);
  return give(await chooseConnection(order, connectionWorld(inputs, agent, world)), agent);
}

function give({ group, resolved, fingerprint, chosenBy, stale }: ChosenConnection, agent: Agent): Ending {
  for (const value of resolved.values) if (value.kind === "secret") agent.protect(value.secret);
  agent.section(
    `${group.name} (id ${group.id}), named by ${chosenBy}, for ${resolved.environment}${fromVaultOf(group)}`,
  );
  for (const value of resolved.values) {
    agent.setOutput(value.key, value.kind === "secret" ? value.secret : value.text);
    const shown = value.kind === "secret" ? `secret, by ${value.route}` : value.text;
    agent.say(`${value.key}: ${shown} (${value.variable})`);
  }
  tellStale(stale, agent);
  agent.setOutput("connectionId", String(group.id));
  agent.setOutput("connectionName", group.name);
  agent.setOutput("fingerprint", fingerprint.digest);
  const sentence = `${resolved.values.length} values of ${group.name} for ${resolved.environment}, fingerprint ${fingerprint.digest}.`;
  return { result: "succeeded", sentence };
}

function tellStale(names: readonly string[], agent: Agent): void {
  if (names.length === 0) return;
  agent.warn(
    `The job holds older values than the variable group has now: ${names.join(", ")}. The group's values of now are given.`,
  );
}
