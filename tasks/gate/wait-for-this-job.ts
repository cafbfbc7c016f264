import { setTimeout as pause } from "node:timers/promises";
import { lookAtGate, type GateLook } from "../../core/acts/look-at-gate.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readHead } from "../../core/acts/train-ledger.ts";
import { quoted } from "../../core/model/defuse.ts";
import { anchorText, headAttachment } from "../../core/model/train/ledger.ts";
import { gateWords } from "../../core/model/train/stage-gate.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import type { Agent } from "../shared/agent-task.ts";
import type { Leave } from "../shared/attach.ts";
import { withWorld } from "../shared/open-world.ts";
import type { Ending, Work } from "../shared/run-task.ts";
import { gateInputs, type GateInputs } from "./inputs.ts";
import { waitForGate } from "./wait-for-gate.ts";

/** Waits for a gate of a train of the job's own project, or of another one. Reads only, with the job's token. */
export const waitForThisJob: Work = async (agent, signal) => {
  const inputs = gateInputs(agent.input);
  const { asked, project, timeoutMinutes, pollMinutes } = inputs;
  const of = project === "" ? "" : ` of the project ${quoted(project)}`;
  agent.section(`Release train ${asked.train}${of}, ${gateWords(asked.gate)}`);
  const look = await withWorld(agent, async (world) => {
    const azure = project === "" ? world.azure : await world.azure.elsewhere(project);
    const found = await waitForGate({
      asked,
      minutes: timeoutMinutes,
      pollMinutes,
      look: () => lookAtGate(asked, azure, { now: world.now(), sha256: world.sha256 }),
      now: Date.now,
      sleep: (milliseconds) => pause(milliseconds, undefined, { signal }).catch(() => undefined),
      signal,
      tell: agent.say,
    });
    await keepHead(found, azure, agent, world.leave);
    return found;
  });
  return ending(look, inputs, agent);
};

/** The run keeps the end of the ledger as it was when the gate let it through: whoever alters the ledger later does not reach it there. */
async function keepHead(
  { train: { id, number } }: GateLook,
  { documents }: Pick<AzureDevOps, "documents">,
  agent: Agent,
  leave: Leave,
): Promise<void> {
  const head = await readingOf(readHead(id, documents));
  if (head.kind === "failed") {
    agent.warn(`The end of the ledger was not kept in the run: ${head.why}`);
    return;
  }
  const sentence = anchorText(number, head.value);
  agent.say(sentence);
  await leave.attachment(headAttachment.type, `train-${number}.txt`, sentence);
}

function ending({ train, gate, lapsed }: GateLook, { asked }: GateInputs, agent: Agent): Ending {
  const state = gate.passed === undefined ? "complete" : "passed";
  agent.setOutput("state", state);
  for (const sentence of lapsed) agent.warn(`Since the gate has passed: ${sentence}`);
  const words = state === "passed" ? "has passed" : "is complete but for people's word";
  return {
    result: lapsed.length === 0 ? "succeeded" : "succeededWithIssues",
    sentence: `The ${gateWords(asked.gate)} of release train ${train.number}, ${quoted(train.title)}, ${words}.`,
  };
}
