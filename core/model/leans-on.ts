import type { Release } from "./release.ts";
import { guessClass, saidClass } from "./stage-class.ts";
import type { Stage, StageClass } from "./stage.ts";

/**
 * The stages of a run, in their order, each with the names of those that it leans on. Azure DevOps does not tell what depends
 * on what, and lets a manual stage start without anything before it: the order of the run counts. It is the stage before it
 * and, past those that deploy nothing, the last that does; before staging and production every test and staging stage. A stage
 * that its own condition left out, that never deployed and whose name says no class (a clean-up after failures) is passed over.
 */
export function leaning(stages: readonly Stage[]): readonly Stage[] {
  return stages.map((stage, at) => ({ ...stage, after: leansOn(stage, stages.slice(0, at)) }));
}

/** A run whose stages lean on what their classes ask for as they are now. What a classic release's lean on is told, and stays. */
export function withLeaning(release: Release): Release {
  return release.kind === "classic" ? release : { ...release, stages: leaning(release.stages) };
}

function leansOn(stage: Pick<Stage, "class">, before: readonly Stage[]): readonly string[] {
  const counting = before.filter((one) => !isPassedOver(one));
  const last = counting.findLastIndex(isPlace);
  const near = counting.slice(last === -1 ? -1 : last);
  const isStrict = stage.class === "staging" || stage.class === "production";
  return counting.filter((one) => near.includes(one) || (isStrict && isTested(one))).map(({ name }) => name);
}

function isPassedOver(stage: Stage): boolean {
  return stage.status.state === "skipped" && stage.skippedBecause !== undefined && !isPlace(stage);
}

/** What a stage that has not run will be told is only presumed: it makes no place of it. */
function isPlace({ name, deploy, attempts }: Stage): boolean {
  return (deploy !== undefined && attempts.length > 0) || saidClass(name) !== undefined;
}

const tests: readonly StageClass[] = ["test", "staging"];

/** A test that the project's settings count as production stays one: they can only make things stricter. */
function isTested(stage: Stage): boolean {
  return isPlace(stage) && [stage.class, guessClass(stage.name)].some((one) => tests.includes(one));
}
