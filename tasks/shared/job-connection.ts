import type { ConnectionOrder, ConnectionWorld } from "../../core/acts/choose-connection.ts";
import { releaseOf } from "../../core/acts/release-of.ts";
import { readSettings } from "../../core/acts/settings.ts";
import { Failure } from "../../core/failure.ts";
import { type Contract, defaultContract } from "../../core/model/connection.ts";
import type { Release } from "../../core/model/release.ts";
import type { Stage } from "../../core/model/stage.ts";
import type { JobContext } from "./agent-context.ts";
import type { Agent } from "./agent-task.ts";
import { givenSecrets, namedConnection } from "./connection-order.ts";
import { vaultReader } from "./open-vault.ts";
import type { TaskWorld } from "./open-world.ts";

/** What a step was told about its connection. */
export type ConnectionInputs = Readonly<{
  /** As it was given: a variable in it may have no value. */
  connection: string;
  environment: string;
  secret: string;
  /** Ids of service connections: of the one that signs in to the target, and of the one that reads key vaults. */
  serviceConnection: string;
  vaultConnection: string;
}>;

/** The connection that a job works with, and what is known of the release that it belongs to. */
export type JobConnection = Readonly<{ order: ConnectionOrder; release: Release | undefined }>;

/** Finds out which connection this job is to use, and where. What cannot be read is said, and done without. */
export async function jobConnection(
  inputs: ConnectionInputs,
  agent: Agent,
  world: TaskWorld,
): Promise<JobConnection> {
  const { context } = world;
  const sealed = await sealedWith(world);
  const release = await orTold(() => releaseOf(context.release, world.azure), agent);
  const order: ConnectionOrder = {
    ...namedConnection(inputs.connection, agent),
    ...(sealed === undefined ? {} : { sealed }),
    ...placeOf(inputs.environment, release, context),
    contract: await contractOf(world, agent),
    needs: [],
    requireSecrets: true,
    ...(inputs.serviceConnection === "" ? {} : { signsIn: "service connection" }),
  };
  return { order, release };
}

/** Where a job's connection and its secrets come from. */
export function connectionWorld(inputs: ConnectionInputs, agent: Agent, world: TaskWorld): ConnectionWorld {
  return {
    connections: world.azure.connections,
    secrets: { ...givenSecrets(inputs.secret, agent), job: agent.lookup },
    readVault: vaultReader(inputs, agent),
    sha256: world.sha256,
  };
}

type At = Pick<ConnectionOrder, "environment" | "stageNames" | "linkedGroups">;

function placeOf(input: string, release: Release | undefined, context: JobContext): At {
  const stage = release === undefined ? undefined : stageIn(release.stages, context.stage);
  const said = [input, context.environment, stage?.environment].find(
    (name) => name !== undefined && name !== "",
  );
  return {
    environment: said ?? context.stage.name,
    stageNames: (release?.stages ?? [context.stage]).map(({ name }) => name),
    linkedGroups: stage === undefined ? [] : stage.linkedGroups.map(({ id }) => id),
  };
}

/** Two stages may be shown by one name: the reference name tells them apart. */
function stageIn(stages: readonly Stage[], { id, name }: JobContext["stage"]): Stage | undefined {
  return stages.find((stage) => stage.id === id) ?? stages.find((stage) => stage.name === name);
}

/** What the build was sealed with: this run, else the run of another pipeline that it carries. */
async function sealedWith({ context, azure }: TaskWorld): Promise<string | undefined> {
  const carried = context.resources.filter(({ foreign }) => !foreign);
  for (const { build } of [context, ...carried]) {
    const found = await azure.evidences.seal(build.id);
    if (found.kind === "found") return found.value.connection;
  }
  return undefined;
}

async function contractOf(world: TaskWorld, agent: Agent): Promise<Contract> {
  const stored = await orTold(() => readSettings(world.context.project.id, world.azure.documents), agent);
  return stored?.value.contract ?? defaultContract;
}

/** What cannot be read is said and done without: nothing is decided by it. */
async function orTold<T>(read: () => Promise<T>, agent: Agent): Promise<T | undefined> {
  try {
    return await read();
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    agent.warn(thrown.message);
    return undefined;
  }
}
