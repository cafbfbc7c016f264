import type { SealedArtefact } from "./artefact.ts";
import { bounded, defuse } from "./defuse.ts";
import type { ArtefactNote } from "./note.ts";
import type { ArtefactOutcome } from "./record.ts";
import type { Operation, StillThere } from "./target.ts";
import { outcomeWords } from "./words.ts";

/** What one earlier attempt left behind that is believed. */
export type LeftBehind = Readonly<{
  attempt: number;
  notes: readonly ArtefactNote[];
  operations: readonly Operation[];
}>;

/** What the notes say of one artefact: deployed already by that attempt, or why it has to be deployed again. */
export type Claim = Readonly<
  { artefact: string } & ({ kind: "done"; attempt: number } | { kind: "again"; because: string })
>;

/** What is done with one artefact of a deployment that goes on: `proof` and `because` are clauses without a full stop. */
export type Resumption = Readonly<
  { artefact: string } & ({ kind: "skip"; proof: string } | { kind: "again"; because: string })
>;

/**
 * What earlier attempts, newest first, say of each artefact at this target, as far as nothing before it is done again:
 * only these are worth asking the target about.
 */
export function claimsOf(
  artefacts: readonly SealedArtefact[],
  left: readonly LeftBehind[],
  target: string,
): readonly Claim[] {
  return artefacts.map((artefact) => claimOf(artefact, left, target));
}

/** The artefacts that lead the order and are said to be done. What comes after the first other one is done again anyway. */
export function leadingDone(claims: readonly Claim[]): readonly string[] {
  const first = claims.findIndex(({ kind }) => kind === "again");
  return claims.slice(0, first === -1 ? claims.length : first).map(({ artefact }) => artefact);
}

/**
 * What to do with each artefact. It is skipped only where our own task deployed the same bytes to the same target, the target
 * says that it still has them, and nothing before it is done again: the order is part of what was proved.
 */
export function resumptions(claims: readonly Claim[], answers: readonly StillThere[]): readonly Resumption[] {
  let again: string | undefined;
  return claims.map((claim) => {
    const one = resumptionOf(claim, answers, again);
    if (one.kind === "again") again ??= one.artefact;
    return one;
  });
}

/**
 * Operations that may still be running, oldest first. None of an artefact that its own attempt ended well, or that a later
 * attempt ended for certain.
 */
export function openOperations(left: readonly LeftBehind[]): readonly Operation[] {
  const open = left.map(({ notes, operations }, at) => {
    const later = left.slice(0, at).flatMap((one) => one.notes);
    return operations.filter(
      ({ artefact }) => !ended(artefact, notes, good) && !ended(artefact, later, certain),
    );
  });
  return open.reverse().flat();
}

type Outcomes = ReadonlySet<ArtefactOutcome["outcome"]>;

const good: Outcomes = new Set(["succeeded", "succeededWithIssues", "skipped"]);
const certain: Outcomes = new Set([...good, "failedUnchanged"]);

function ended(name: string, notes: readonly ArtefactNote[], outcomes: Outcomes): boolean {
  return notes.some(({ artefact }) => artefact.name === name && outcomes.has(artefact.outcome));
}

function claimOf(artefact: SealedArtefact, left: readonly LeftBehind[], target: string): Claim {
  const { name, digest } = artefact;
  const noted = left.flatMap(({ attempt, notes }) =>
    notes.flatMap((note) => (note.artefact.name === name ? [{ attempt, ...note }] : [])),
  );
  const found = noted.find((note) => note.target === target);
  if (found === undefined) return again(name, notHere(left, noted[0]));
  const { attempt } = found;
  if (!good.has(found.artefact.outcome)) return again(name, notWell(found.artefact.outcome, attempt));
  if (found.artefact.digest !== digest) return again(name, `attempt ${attempt} deployed other bytes`);
  return { artefact: name, kind: "done", attempt };
}

function again(artefact: string, because: string): Claim & Resumption {
  return { artefact, kind: "again", because };
}

function notHere(
  left: readonly LeftBehind[],
  elsewhere: Readonly<{ attempt: number; target: string }> | undefined,
): string {
  if (elsewhere === undefined) return `attempt ${left[0]?.attempt ?? 1} did not finish it`;
  const { attempt, target } = elsewhere;
  return `attempt ${attempt} deployed it to another target (${bounded(defuse(target), 200)})`;
}

function notWell(outcome: ArtefactOutcome["outcome"], attempt: number): string {
  return outcome === "unknownStillRunning"
    ? `it was still running when attempt ${attempt} ended: what that one began is looked up first`
    : `attempt ${attempt} ended it as "${outcomeWords(outcome)}"`;
}

function resumptionOf(claim: Claim, answers: readonly StillThere[], before: string | undefined): Resumption {
  const { artefact } = claim;
  if (claim.kind === "again") return again(artefact, claim.because);
  if (before !== undefined) return again(artefact, `${before} before it is done again`);
  const answer = answers.find((one) => one.artefact === artefact);
  if (answer === undefined) return again(artefact, "the target does not say whether it still has it");
  if (answer.kind === "same")
    return {
      artefact,
      kind: "skip",
      proof: `attempt ${claim.attempt} left exactly these bytes there, and the target still has them`,
    };
  const because = bounded(defuse(answer.because), 400).replace(/\.$/, "");
  return again(
    artefact,
    answer.kind === "moved"
      ? `it is not as attempt ${claim.attempt} left it: ${because}`
      : `nobody can tell whether the target still has it: ${because}`,
  );
}
