import { Failure, type FailureReport } from "../../core/failure.ts";
import { agent, type Agent } from "./agent-task.ts";
import { tellFailure } from "./tell-failure.ts";

/** How a task that did not fail ends: its closing sentence, and whether something should be looked at. */
export type Ending = Readonly<{ result: "succeeded" | "succeededWithIssues"; sentence: string }>;

/** What a task does. `signal` is aborted when the run is cancelled: nothing new is begun then. */
export type Work = (agent: Agent, signal: AbortSignal) => Promise<Ending>;

/**
 * Runs a task from its first line to its result, which is set here and nowhere else. `load` brings everything heavy: it is
 * called after the opening line was printed. The process is never ended by force, because that loses output, and it ends
 * with 0 even after a failure, because anything else would spoil the agent's retry.
 */
export function runTask(opening: string, load: () => Promise<Work>): void {
  agent.say(opening);
  void carryOut(load);
}

async function carryOut(load: () => Promise<Work>): Promise<void> {
  const cancelling = watchForCancel();
  try {
    const work = await load();
    const { result, sentence } = await work(agent, cancelling.signal);
    agent.say(sentence);
    agent.complete(result === "succeeded" ? "Succeeded" : "SucceededWithIssues", sentence);
  } catch (thrown) {
    tellFailure(thrown instanceof Failure ? thrown.report : bug(thrown), agent);
  } finally {
    cancelling.stop();
  }
}

/**
 * On a cancel the agent sends SIGINT, 7.5 seconds later SIGTERM, 2.5 seconds later it kills. Node's default would be to die
 * at once, in the middle of a deployment.
 */
function watchForCancel(): Readonly<{ signal: AbortSignal; stop: () => void }> {
  const controller = new AbortController();
  const names =
    process.platform === "win32" ? (["SIGINT", "SIGBREAK"] as const) : (["SIGINT", "SIGTERM"] as const);
  const onSignal = (): void => {
    if (controller.signal.aborted) return;
    agent.say("Cancelling: nothing new is begun, what was done is being written down.");
    controller.abort();
  };
  for (const name of names) process.on(name, onSignal);
  return { signal: controller.signal, stop: () => names.forEach((name) => process.off(name, onSignal)) };
}

function bug(thrown: unknown): FailureReport {
  const fault = thrown instanceof Error ? thrown : new Error(String(thrown));
  agent.debug(fault.stack ?? fault.message);
  return {
    code: "RM090",
    what: "The step stopped",
    where: "Release Manager itself",
    cause: `${fault.name}: ${fault.message}`,
    state: "its state is not known",
    retry: "safe",
    next: "Run the step again with the variable System.Debug set to true, and report its log: this is a fault of Release Manager",
  };
}
