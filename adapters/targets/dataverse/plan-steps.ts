import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { checkerFault } from "./checker/checker-fault.ts";
import { planDataStep } from "./data/data-step.ts";
import type { BeforeData, DataStep } from "./data/data-step.ts";
import { deploySolution } from "./deploy-solution.ts";
import type { Environment, Self } from "./environment.ts";
import { planPortal } from "./portal/portal-step.ts";
import { planSolutions } from "./plan-solutions.ts";
import type { SolutionStep } from "./plan-solutions.ts";
import type { DeploymentSettings } from "./deployment-settings.ts";
import { refusedStep } from "./step.ts";
import type { Step } from "./step.ts";

/** Reads the artefacts and the environment, and decides for each artefact in the given order. Writes nothing. */
export async function planSteps(
  environment: Environment,
  self: Self,
  artefacts: readonly SealedArtefact[],
): Promise<readonly Step[]> {
  const solutions = await planSolutions(
    environment,
    artefacts.filter(({ kind }) => kind === "solution"),
  );
  const before: BeforeData = { places: new Map(), tables: new Map(), brought: new Map() };
  const steps: Step[] = [];
  for (const artefact of artefacts) {
    const fault = await checkerFault(environment, artefact);
    if (fault !== undefined) steps.push(refusedStep(artefact, fault));
    else if (artefact.kind === "portal") steps.push(await planPortal(environment, artefact));
    else if (artefact.kind === "configurationData") {
      const step = await planDataStep(environment, artefact, snapshot(before));
      addData(before, artefact, step);
      steps.push(step);
    } else {
      const found = solutions.steps.find(({ planned }) => planned.artefact === artefact.name);
      if (found) addSolution(before, found);
      steps.push(
        found ? solutionStep({ environment, self, settings: solutions.settings }, found) : notTaken(artefact),
      );
    }
  }
  return steps;
}

function notTaken(artefact: SealedArtefact): Step {
  return refusedStep(artefact, `Dataverse takes no artefact of kind ${artefact.kind}`);
}

/** What comes later must not change what an earlier step will look at. */
function snapshot({ places, tables, brought }: BeforeData): BeforeData {
  return { places: new Map(places), tables: new Map(tables), brought: new Map(brought) };
}

function addData({ places, tables }: BeforeData, { name }: SealedArtefact, step: DataStep): void {
  for (const table of step.tables) tables.set(table, name);
  for (const [key, { id }] of step.places) places.set(key, { id, coming: false });
}

/** Tables and columns that a solution will have brought when its turn is over. */
function addSolution({ brought }: BeforeData, { planned, archive }: SolutionStep): void {
  if (planned.action === "refuse" || planned.action === "skip" || archive === undefined) return;
  for (const [table, columns] of archive.content.tables) {
    const earlier = brought.get(table)?.columns ?? [];
    brought.set(table, { artefact: planned.artefact, columns: new Set([...earlier, ...columns]) });
  }
}

type Order = Readonly<{ environment: Environment; self: Self; settings: DeploymentSettings }>;

function solutionStep(
  { environment, self, settings }: Order,
  { planned, archive, decision }: SolutionStep,
): Step {
  if (archive === undefined || planned.action === "refuse") return { planned };
  const minutes = environment.settings.waitMinutes;
  return {
    planned,
    carryOut: (io) =>
      deploySolution(
        {
          ...{ environment, archive, artefact: planned.artefact, io, userId: self.userId, planned: decision },
          deadline: environment.world.now() + minutes * 60_000,
          operations: [],
        },
        settings,
      ),
  };
}
