import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deployArtefacts, type DeployEnd } from "../../core/acts/deploy-artefacts.ts";
import type { DeployLog, DeployOrder, DeployWorld } from "../../core/acts/deployment.ts";
import { connectionAttachment, connectionCharacters } from "../../core/model/connection-then.ts";
import { noteAttachment, noteText, operationAttachment } from "../../core/model/note.ts";
import { recordAttachment } from "../../core/model/record.ts";
import { outcomeWords } from "../../core/model/words.ts";
import type { Agent } from "../shared/agent-task.ts";
import { artefactFolder } from "../shared/artefact-folder.ts";
import { artefactPlace, type ArtefactPlace } from "../shared/artefact-place.ts";
import { namedConnection } from "../shared/connection-order.ts";
import { connectionWorld } from "../shared/job-connection.ts";
import { type TaskWorld, withWorld } from "../shared/open-world.ts";
import { remembered } from "../shared/remembered.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { takeHold } from "../shared/take-hold.ts";
import { needsOf, openTarget } from "../shared/targets/open-target.ts";
import { tryConnection } from "../shared/targets/try-connection.ts";
import { deploySummary } from "./deploy-summary.ts";
import { type DeployInputs, deployInputs } from "./inputs.ts";

/** Attachments for a person who looks for what happened; nothing is decided by them. */
const logType = "release-manager.log";
const keptType = "release-manager.kept";

/** Deploys the release that this job belongs to. */
export const deployForThisJob: Work = (agent, signal) => {
  const inputs = deployInputs(agent);
  return withWorld(agent, async (world) => {
    if (inputs.preflight) return tryConnection(inputs, agent, world);
    const transcript: string[] = [];
    const log = logTo(agent, transcript);
    try {
      const place = await artefactPlace(inputs.artefacts, world.context);
      return await deploy({ inputs, agent, world, place, log, signal });
    } catch (thrown) {
      transcript.push(thrown instanceof Error ? thrown.message : String(thrown));
      await leaveTranscript(`${transcript.join("\n")}\n`, agent, world);
      throw thrown;
    }
  });
};

/** Never in the way of the failure itself. */
async function leaveTranscript(text: string, agent: Agent, { leave }: TaskWorld): Promise<void> {
  try {
    await leave.log("release-manager-deploy.log", text);
    await leave.attachment(logType, "deploy.log", text);
  } catch (lost) {
    agent.warn(lost instanceof Error ? lost.message : String(lost));
  }
}

type Job = Readonly<{
  inputs: DeployInputs;
  agent: Agent;
  world: TaskWorld;
  place: ArtefactPlace;
  log: DeployLog;
  signal: AbortSignal;
}>;

async function deploy(job: Job): Promise<Ending> {
  const end = await deployArtefacts(orderOf(job), worldOf(job));
  await leaveConnection(end, job);
  await (job.inputs.target === "external" ? leaveToPost(end, job) : leaveRecord(end, job));
  await holdAll(job);
  if (end.failure !== undefined) throw end.failure;
  return ending(end);
}

/** The run that deploys keeps the record, the build keeps the bytes: both must outlive what is deployed. */
async function holdAll({ world, place, agent }: Job): Promise<void> {
  const { build } = world.context;
  await takeHold(build, world.azure.leases, agent);
  if (place.build.id !== build.id) await takeHold(place.build, world.azure.leases, agent);
}

function orderOf({ inputs, agent, world, place }: Job): DeployOrder {
  const { context } = world;
  const environment = inputs.environment || context.environment;
  return {
    release: context.release,
    stage: context.stage.name,
    ...(context.stage.id === undefined ? {} : { stageId: context.stage.id }),
    attempt: context.stage.attempt,
    ...(context.stage.startedBy === undefined ? {} : { startedBy: context.stage.startedBy }),
    ...(environment === undefined ? {} : { environment }),
    floors: inputs.floors,
    build: place.build,
    connection: { ...namedConnection(inputs.connection, agent), ...needsOf(inputs) },
    exclude: inputs.exclude,
    acknowledgedTarget: inputs.acknowledgeTarget || (agent.variable("Acknowledged-Target") ?? ""),
    requestedBy: context.requestedBy,
    breakGlass: agent.variable("Break-Glass") ?? "",
  };
}

function worldOf({ inputs, agent, world, place, log, signal }: Job): DeployWorld {
  const { context, azure, leave } = world;
  const artefacts = artefactFolder(place.folder);
  const opening = { inputs, context, agent, artefacts };
  return {
    azure,
    ...connectionWorld(inputs, agent, world),
    artefacts,
    openTarget: (proved) => openTarget(opening, proved),
    note: (sequence, outcome, target) =>
      leave.attachment(noteAttachment.type, `${sequence}-${outcome.name}.json`, noteText(target, outcome)),
    saveOperation: ({ kind, id, artefact, startedOn }) => {
      const name = `${kind}-${artefact}-${id}.json`;
      return leave.attachment(
        operationAttachment.type,
        name,
        JSON.stringify({ kind, id, artefact, startedOn }),
      );
    },
    keep: (name, text) => leave.attachment(keptType, name, text),
    log,
    signal,
    sha256: world.sha256,
    now: world.now,
  };
}

function logTo(agent: Agent, transcript: string[]): DeployLog {
  const both = (say: (text: string) => void) => (text: string) => {
    transcript.push(text);
    say(text);
  };
  return {
    section: both(agent.section),
    tell: both(agent.say),
    warn: both(agent.warn),
    progress: agent.progress,
  };
}

async function leaveRecord({ record, text }: DeployEnd, { agent, world }: Job): Promise<void> {
  // First, so that it stands somewhere even where it cannot be kept.
  agent.group("The deployment record", [text]);
  await world.leave.attachment(recordAttachment.type, recordAttachment.name, text);
  await world.leave.summary("Release Manager deployment.md", deploySummary(record));
  setOutputs(record, agent);
}

/** Only a later way back asks for it: the deployment is what it is without. */
async function leaveConnection({ connection }: DeployEnd, { agent, world }: Job): Promise<void> {
  try {
    if (connection.length > connectionCharacters) throw new Error(`it has ${connection.length} characters`);
    await world.leave.attachment(connectionAttachment.type, connectionAttachment.name, connection);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    agent.warn(`The values of the connection were not kept for a later rollback: ${why}`);
  }
}

function setOutputs(record: DeployEnd["record"], agent: Agent): void {
  agent.setOutput("outcome", record.outcome);
  agent.setOutput("targetIdentity", record.target.id);
  agent.setOutput("recordHash", record.hash);
}

/** The team's own steps come now: what became of it is known, and recorded, in the post-job part only. */
async function leaveToPost({ record, text }: DeployEnd, { agent, world }: Job): Promise<void> {
  const path = join(world.context.temp, `release-manager-record-${record.hash.slice(0, 16)}.json`);
  await writeFile(path, text, { mode: 0o600 });
  agent.remember(remembered.record, path);
  setOutputs(record, agent);
}

function ending({ record }: DeployEnd): Ending {
  const deployed = record.artefacts.filter(({ outcome }) => outcome !== "excluded").length;
  const where = `${record.target.name} (${record.target.url})`;
  const result = record.outcome === "succeededWithIssues" ? "succeededWithIssues" : "succeeded";
  if (record.target.kind === "external")
    return {
      result,
      sentence: `${record.release.name} is proved for ${where}: ${deployed} artefacts. The steps that follow deploy; the end of this job is recorded.`,
    };
  const words = outcomeWords(record.outcome);
  return {
    result,
    sentence: `${words}: ${record.stage.name} has ${record.release.name}, ${deployed} artefacts at ${where}. Record ${record.hash}.`,
  };
}
