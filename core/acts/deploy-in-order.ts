import { Failure } from "../failure.ts";
import type { SealedArtefact } from "../model/artefact.ts";
import { defuse } from "../model/defuse.ts";
import { iso, type Instant } from "../model/instant.ts";
import type { ArtefactOutcome } from "../model/record.ts";
import type { Operation, Outcome, PlannedArtefact } from "../model/target.ts";
import type { Tell } from "../ports.ts";
import type { Deployed, DeployIo, Target } from "../ports-of-targets.ts";

/** One artefact and what the plan says about it. */
export type PlannedStep = Readonly<{ artefact: SealedArtefact; step: PlannedArtefact }>;

/** What deploying needs of the world. */
export type OrderWorld = Readonly<{
  target: Pick<Target, "deploy">;
  /** Sends the note of one finished artefact at once. */
  note: (sequence: number, outcome: ArtefactOutcome) => Promise<void>;
  saveOperation: (operation: Operation) => Promise<void>;
  /** What earlier attempts at this stage saved. */
  earlier: readonly Operation[];
  keep: DeployIo["keep"];
  section: Tell;
  tell: Tell;
  warn: Tell;
  progress: (percent: number, doing: string) => void;
  signal: AbortSignal;
  now: () => Instant;
}>;

/** What became of the artefacts, whether all were reached or not. */
export type Deployment = Readonly<{
  artefacts: readonly ArtefactOutcome[];
  operations: readonly Operation[];
  issues: number;
  /** What stopped it: an outcome, and the failure where there was one. Absent when every artefact went well. */
  stopped?: Readonly<{ outcome: Outcome; text: string; failure?: Failure }>;
}>;

/**
 * Deploys one artefact after the other. The first one that does not go well ends it: those after it are not touched. A
 * cancel is obeyed between two artefacts, and inside one as far as its target can.
 */
export async function deployInOrder(steps: readonly PlannedStep[], world: OrderWorld): Promise<Deployment> {
  const artefacts: ArtefactOutcome[] = [];
  const operations: Operation[] = [];
  let issues = 0;
  let stopped: Deployment["stopped"];
  for (const [at, planned] of steps.entries()) {
    if (stopped === undefined && world.signal.aborted)
      stopped = { outcome: "cancelled", text: "the stage was cancelled" };
    if (stopped !== undefined) {
      artefacts.push(outcomeOf(planned.artefact, "notReached", `not deployed: ${stopped.text}`));
      continue;
    }
    const done = await deployOne(planned, at, steps.length, world);
    operations.push(...done.deployed.operations);
    issues += done.deployed.issues.length;
    artefacts.push(done.outcome);
    await world.note(at + 1, done.outcome);
    stopped = stopAfter(done);
  }
  return { artefacts, operations, issues, ...(stopped === undefined ? {} : { stopped }) };
}

type Done = Readonly<{ deployed: Deployed; outcome: ArtefactOutcome; failure?: Failure }>;

async function deployOne(
  { artefact, step }: PlannedStep,
  at: number,
  of: number,
  world: OrderWorld,
): Promise<Done> {
  world.section(`${at + 1} of ${of}: ${artefact.name}`);
  if (step.action === "skip") {
    const deployed: Deployed = { outcome: "succeeded", text: step.text, issues: [], operations: [] };
    world.tell(`${artefact.name} ${step.text}`);
    return { deployed, outcome: outcomeOf(artefact, "skipped", step.text) };
  }
  const began = world.now();
  const { deployed, failure } = await attempted({ artefact, step }, at, of, world);
  const seconds = Math.round((world.now() - began) / 1000);
  world.tell(`${artefact.name}: ${deployed.text} (${seconds} s, ended ${iso(world.now())})`);
  for (const issue of deployed.issues) world.warn(`${artefact.name}: ${issue}`);
  const outcome = outcomeOf(artefact, deployed.outcome, deployed.text);
  return { deployed, outcome, ...(failure === undefined ? {} : { failure }) };
}

async function attempted(
  { artefact, step }: PlannedStep,
  at: number,
  of: number,
  world: OrderWorld,
): Promise<Pick<Done, "deployed" | "failure">> {
  const operations: Operation[] = [];
  const io: DeployIo = {
    tell: world.tell,
    progress: (percent, doing) => world.progress(((at + percent / 100) / of) * 100, doing),
    saveOperation: async (operation) => {
      operations.push(operation);
      await world.saveOperation(operation);
    },
    earlier: world.earlier.filter((operation) => operation.artefact === artefact.name),
    keep: world.keep,
    signal: world.signal,
  };
  try {
    return { deployed: await world.target.deploy(step, artefact, io) };
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    const text = defuse(thrown.report.cause);
    return { deployed: { outcome: outcomeFor(thrown), text, issues: [], operations }, failure: thrown };
  }
}

/** What a failure says about the target, as an outcome. */
export function outcomeFor({ report }: Failure): Outcome {
  if (report.code === "RM050") return "cancelled";
  if (report.code === "RM032" || report.state === "it is being changed still") return "unknownStillRunning";
  return report.state === "nothing was changed" ? "failedUnchanged" : "failedPartial";
}

function stopAfter({ deployed, outcome, failure }: Done): Deployment["stopped"] {
  if (deployed.outcome === "succeeded" || deployed.outcome === "succeededWithIssues") return undefined;
  const text = `${outcome.name} ${stopWords[deployed.outcome]}`;
  return { outcome: deployed.outcome, text, ...(failure === undefined ? {} : { failure }) };
}

const stopWords = {
  failedUnchanged: "failed",
  failedPartial: "failed and left the target partly changed",
  unknownStillRunning: "is still running at the target",
  cancelled: "was cancelled",
} as const;

function outcomeOf(
  artefact: SealedArtefact,
  outcome: ArtefactOutcome["outcome"],
  text: string,
): ArtefactOutcome {
  return { name: artefact.name, kind: artefact.kind, digest: artefact.digest, outcome, text };
}
