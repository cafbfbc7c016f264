import { chooseConnection, type ChosenConnection } from "../../core/acts/choose-connection.ts";
import { releaseOf } from "../../core/acts/release-of.ts";
import { readSettings } from "../../core/acts/settings.ts";
import { defaultContract, type Contract } from "../../core/model/connection.ts";
import { Failure } from "../../core/failure.ts";
import type { Release } from "../../core/model/release.ts";
import type { Agent } from "../shared/agent-task.ts";
import { givenSecrets, namedConnection } from "../shared/connection-order.ts";
import { type TaskWorld, withWorld } from "../shared/open-world.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { type ConnectionInputs, connectionInputs } from "./inputs.ts";

/** Chooses the connection of the environment that this job works for. */
export const chooseForThisJob: Work = (agent) => {
  const inputs = connectionInputs(agent.input, agent.rawInput);
  return withWorld(agent, (world) => choose(inputs, agent, world));
};

async function choose(inputs: ConnectionInputs, agent: Agent, world: TaskWorld): Promise<Ending> {
  const { context, azure } = world;
  const secrets = { ...givenSecrets(inputs.secret, agent), job: agent.lookup };
  const release = await knownRelease(world, agent);
  const stage = release?.stages.find(({ name }) => name === context.stage.name);
  const sealed = await sealedWith(world);
  const chosen = await chooseConnection(
    {
      ...namedConnection(inputs.connection, agent),
      ...(sealed === undefined ? {} : { sealed }),
      environment: inputs.environment || context.environment || stage?.environment || context.stage.name,
      stageNames: release?.stages.map(({ name }) => name) ?? [context.stage.name],
      contract: await contractOf(world, agent),
      needs: [],
      requireSecrets: true,
      linkedGroups: stage?.linkedGroups.map(({ id }) => id) ?? [],
    },
    { connections: azure.connections, secrets, sha256: world.sha256 },
  );
  return give(chosen, agent);
}

function give({ group, resolved, fingerprint, chosenBy, stale }: ChosenConnection, agent: Agent): Ending {
  for (const value of resolved.values) if (value.kind === "secret") agent.protect(value.secret);
  agent.section(`${group.name} (id ${group.id}), named by ${chosenBy}, for ${resolved.environment}`);
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

/** What cannot be read is said and done without: this task decides nothing by it. */
async function knownRelease(world: TaskWorld, agent: Agent): Promise<Release | undefined> {
  return orTold(() => releaseOf(world.context.release, world.azure), agent);
}

async function sealedWith(world: TaskWorld): Promise<string | undefined> {
  const found = await world.azure.evidences.seal(world.context.build.id);
  return found.kind === "found" ? found.value.connection : undefined;
}

async function contractOf(world: TaskWorld, agent: Agent): Promise<Contract> {
  const stored = await orTold(() => readSettings(world.context.project.id, world.azure.documents), agent);
  return stored?.value.contract ?? defaultContract;
}

async function orTold<T>(read: () => Promise<T>, agent: Agent): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    agent.warn(thrown.message);
    return undefined;
  }
}
