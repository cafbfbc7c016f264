import { refusal } from "../failure.ts";
import type { SealedArtefact } from "../model/artefact.ts";
import { claimsOf, leadingDone, openOperations, resumptions } from "../model/resume.ts";
import type { Claim, LeftBehind, Resumption } from "../model/resume.ts";
import type { Operation, StillThere, TargetIdentity } from "../model/target.ts";
import type { Evidences, Tell } from "../ports.ts";
import type { Target } from "../ports-of-targets.ts";
import type { PlannedStep } from "./deploy-in-order.ts";
import type { Start } from "./read-start.ts";
import { readingOf } from "./reading-of.ts";

/** A plan that goes on where earlier attempts stopped, and what these began and did not see the end of. */
export type Resumed = Readonly<{ plan: readonly PlannedStep[]; operations: readonly Operation[] }>;

/** What is resumed, and where. */
export type ToResume = Readonly<{
  start: Pick<Start, "release" | "stage">;
  attempt: number;
  target: Pick<Target, "kind" | "stillThere">;
  identity: TargetIdentity;
  plan: readonly PlannedStep[];
}>;

type World = Readonly<{ evidences: Pick<Evidences, "left">; warn: Tell }>;

/** So many attempts back are looked through. */
const mostAttempts = 10;

/**
 * Takes out of the plan what an earlier attempt did and the target still has, and says of everything else why it is done
 * again. An attempt that succeeded ends the looking back: to deploy again what succeeded is meant. Refused (RM044) where it
 * cannot be read what an earlier attempt began.
 */
export async function resumeDeployment(order: ToResume, world: World): Promise<Resumed> {
  const { plan, target, identity } = order;
  // What other people's steps did is known to nobody here.
  const left = target.kind === "external" ? [] : await leftBehind(order, world);
  if (left.length === 0) return { plan, operations: [] };
  const artefacts = plan.map(({ artefact }) => artefact);
  const claims = claimsOf(artefacts, left, identity.id);
  const decided = resumptions(claims, await answers(claims, artefacts, target));
  return { plan: plan.map((step, at) => resumed(step, decided[at])), operations: openOperations(left) };
}

async function leftBehind(order: ToResume, world: World): Promise<readonly LeftBehind[]> {
  const { start, attempt } = order;
  const newestFirst = start.stage.attempts
    .filter(({ number }) => number <= attempt)
    .sort((a, b) => b.number - a.number);
  const success = newestFirst.findIndex(({ status }) => status.state.startsWith("succeeded"));
  const since = newestFirst.slice(0, success === -1 ? mostAttempts : Math.min(success, mostAttempts));
  const found: LeftBehind[] = [];
  for (const { number } of since) found.push(...(await leftBy(number, order, world)));
  return found;
}

async function leftBy(
  number: number,
  { start, attempt }: ToResume,
  world: World,
): Promise<readonly LeftBehind[]> {
  const left = await readingOf(world.evidences.left(start.release, start.stage, number));
  // What an earlier attempt began may still run: nothing is begun beside it.
  if (left.kind === "failed" && number !== attempt) throw unread(start, number, left.why);
  const doubts = left.kind === "read" ? left.value.notBelieved : [left.why];
  for (const doubt of doubts) world.warn(`What attempt ${number} left behind does not count: ${doubt}`);
  return left.kind === "read" && left.value.notes.length + left.value.operations.length > 0
    ? [left.value]
    : [];
}

function unread({ release, stage }: ToResume["start"], attempt: number, cause: string): Error {
  return refusal({
    code: "RM044",
    what: `It is not known what attempt ${attempt} at ${stage.name} began`,
    where: release.name,
    cause,
    next: "Run the stage again when Azure DevOps answers",
  });
}

async function answers(
  claims: readonly Claim[],
  artefacts: readonly SealedArtefact[],
  target: ToResume["target"],
): Promise<readonly StillThere[]> {
  const asked = leadingDone(claims);
  if (asked.length === 0) return [];
  const answer = await readingOf(target.stillThere(artefacts.filter(({ name }) => asked.includes(name))));
  if (answer.kind === "read") return answer.value;
  return asked.map((artefact) => ({ artefact, kind: "unknown", because: answer.why }));
}

/** What the target refuses or has by itself stays as it says. */
function resumed(planned: PlannedStep, resumption: Resumption | undefined): PlannedStep {
  const { artefact, step } = planned;
  if (resumption === undefined || step.action === "refuse") return planned;
  if (resumption.kind === "skip")
    return { artefact, step: { ...step, action: "skip", text: `is skipped: ${resumption.proof}` } };
  if (step.action === "skip") return planned;
  return { artefact, step: { ...step, text: `again, because ${resumption.because}: ${step.text}` } };
}
