import { setTimeout as pause } from "node:timers/promises";
import { gatherEvidence, type StartSheet } from "../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../core/acts/inspect-release.ts";
import { tellFinding } from "../../core/acts/judge-deployment.ts";
import { releaseOf, stageOf } from "../../core/acts/release-of.ts";
import { sheetFor, startStage } from "../../core/acts/start-stage.ts";
import type { Release } from "../../core/model/release.ts";
import type { Stage, Status } from "../../core/model/stage.ts";
import { classWords, stateWords } from "../../core/model/words.ts";
import type { Agent } from "../shared/agent-task.ts";
import { givenSecrets } from "../shared/connection-order.ts";
import { type TaskWorld, withWorld, withWorldAs } from "../shared/open-world.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { findRelease } from "./find-release.ts";
import { followStage } from "./follow-stage.ts";
import { type StartInputs, startInputs } from "./inputs.ts";
import { signIn } from "./sign-in.ts";

/** Starts a stage of another release, as the identity of a service connection. */
export const startForThisJob: Work = async (agent, signal) => {
  const inputs = startInputs(agent);
  const identity = await signIn(agent);
  const begun = await withWorldAs(identity, agent, (world) => start(inputs, agent, world));
  agent.setOutput("release", begun.release.id);
  agent.setOutput("stage", begun.stage.name);
  agent.say(begun.release.webUrl);
  if (inputs.waitMinutes === 0) return ending(begun, begun.stage.status, agent);
  // Following may outlast the token that the stage was started with; the job's own lives as long as the job.
  const status = await withWorld(agent, (world) => follow(begun, { inputs, agent, world, signal }));
  return ending(begun, status, agent);
};

/** The stage as it was seen last, and how many attempts there were before it was started. */
type Begun = Readonly<{ release: Release; stage: Stage; before: number }>;

async function start(inputs: StartInputs, agent: Agent, world: TaskWorld): Promise<Begun> {
  const { azure, sha256 } = world;
  const id = await findRelease(inputs.release, azure);
  const dossier = await inspectRelease(id, azure);
  const before = stageIn(dossier.release, inputs.stage);
  const evidence = { now: world.now(), sha256, wait: (milliseconds: number) => pause(milliseconds) };
  const sheet = await gatherEvidence(dossier, before.name, azure, evidence);
  tellSheet(sheetFor(inputs.reason, sheet), agent);
  const { input: secret } = givenSecrets(inputs.secret, agent);
  const order = { release: id, stage: before.name, reason: inputs.reason, typedName: inputs.environment };
  await startStage(
    { ...order, seen: sheet.seen, ...(secret === undefined ? {} : { secret: secret.reveal() }) },
    azure,
    evidence,
  );
  const release = await releaseOf(id, azure);
  return { release, stage: sameStage(release, before), before: before.attempts.length };
}

function sameStage(release: Release, { id, name }: Stage): Stage {
  return (
    release.stages.find((stage) => stage.id === id) ?? stageOf(release, name, `${name} was not followed`)
  );
}

/** By its shown name, else by the reference name that YAML gives it. */
function stageIn(release: Release, name: string): Stage {
  const named = release.stages.find((stage) => stage.name === name);
  const referred = release.kind === "yaml" ? release.stages.find(({ id }) => id === name) : undefined;
  return named ?? referred ?? stageOf(release, name, `${name} was not started`);
}

function tellSheet({ release, stage, environment, findings, plan }: StartSheet, agent: Agent): void {
  agent.section(`${release.name} (${release.id}) to ${stage.name}`);
  agent.say(`Environment ${environment}, class ${classWords(stage.class)}`);
  for (const { name, text } of plan) agent.say(`${name}: ${text}`);
  agent.section("Evidence");
  for (const finding of findings) tellFinding(finding, { tell: agent.say, warn: agent.warn });
}

type Job = Readonly<{ inputs: StartInputs; agent: Agent; world: TaskWorld; signal: AbortSignal }>;

async function follow({ release, stage, before }: Begun, job: Job): Promise<Status> {
  const { inputs, agent, world, signal } = job;
  const attempt = await followStage({
    name: `${stage.name} of ${release.name}`,
    before,
    minutes: inputs.waitMinutes,
    read: async () => sameStage(await releaseOf(release.id, world.azure), stage),
    now: Date.now,
    sleep: (milliseconds) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
    signal,
    tell: agent.say,
  });
  return attempt.status;
}

function ending({ release, stage }: Begun, status: Status, agent: Agent): Ending {
  agent.setOutput("state", status.state);
  return {
    result: status.state === "succeededWithWarnings" ? "succeededWithIssues" : "succeeded",
    sentence: `${stage.name} of ${release.name} (${release.id}) was started: ${stateWords(status)}.`,
  };
}
