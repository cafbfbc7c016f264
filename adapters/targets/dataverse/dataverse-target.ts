import { Failure } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { PlannedArtefact, TargetPlan } from "../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports.ts";
import { entraTokens } from "../../entra/entra-tokens.ts";
import { targetHttp } from "../shared/target-http.ts";
import { dataverseApi } from "./dataverse-api.ts";
import { addressOf } from "./dataverse-settings.ts";
import type { DataverseSettings, DataverseWorld } from "./dataverse-settings.ts";
import { deploySolution } from "./deploy-solution.ts";
import { reading, whoAmI } from "./environment.ts";
import type { Environment, Self } from "./environment.ts";
import { planSolutions } from "./plan-solutions.ts";
import type { SolutionPlan } from "./plan-solutions.ts";
import { verifySolutions } from "./verify-solutions.ts";
import { deployedOf } from "./work.ts";
import type { Work } from "./work.ts";

/** A Dataverse environment as a target for solutions. Refuses an address that is none; nothing is asked before `identify`. */
export function dataverseTarget(settings: DataverseSettings, world: DataverseWorld): Target {
  const environment = environmentOf(settings, world);
  const self = once(() => whoAmI(environment));
  let planned: SolutionPlan | undefined;
  return {
    kind: "dataverse",
    takes: ({ kind }) => kind === "solution",
    identify: async () => (await self()).identity,
    plan: async (artefacts) => {
      planned = await reading(environment, "planned", () => planSolutions(environment, artefacts));
      return planOf(planned);
    },
    deploy: async (step, artefact, io) => {
      planned ??= await reading(environment, "planned", () => planSolutions(environment, [artefact]));
      return deployStep({ environment, planned, self: await self() }, step, artefact, io);
    },
    verify: (artefacts) => reading(environment, "verified", () => verifySolutions(environment, artefacts)),
    close: () => {
      environment.api.close();
      return Promise.resolve();
    },
  };
}

function environmentOf(settings: DataverseSettings, world: DataverseWorld): Environment {
  const { origin, authority } = addressOf(settings);
  const http = targetHttp(world.http, world);
  const { tenantId, clientId, secret, environment } = settings;
  const tokens = entraTokens({ tenantId, clientId, secret, authorityUrl: authority }, http);
  const whom = { environment, origin, clientId };
  return { api: dataverseApi(origin, http, tokens), settings, world, whom };
}

/** The first answer for all who ask; a failure is not kept. */
function once<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return async () => {
    answer ??= ask();
    try {
      return await answer;
    } catch (error) {
      answer = undefined;
      throw error;
    }
  };
}

function planOf({ steps }: SolutionPlan): TargetPlan {
  return {
    steps: steps.map(({ planned }) => planned),
    rollback:
      "Dataverse does not downgrade solutions: to go back, release a build with a higher version, or restore a backup of the environment.",
  };
}

type Prepared = Readonly<{ environment: Environment; planned: SolutionPlan; self: Self }>;

async function deployStep(
  { environment, planned, self }: Prepared,
  step: PlannedArtefact,
  artefact: SealedArtefact,
  io: DeployIo,
): Promise<Deployed> {
  const index = planned.steps.findIndex((one) => one.planned.artefact === step.artefact);
  const found = planned.steps[index];
  if (found?.archive === undefined || found.planned.action === "refuse") {
    const text = found?.planned.text ?? `Artefact '${artefact.name}' is not in the plan.`;
    return { outcome: "failedUnchanged", text, issues: [], operations: [] };
  }
  const work: Work = {
    environment,
    archive: found.archive,
    artefact: artefact.name,
    io,
    userId: self.userId,
    planned: found.decision,
    place: { index, count: planned.steps.length },
    deadline: environment.world.now() + environment.settings.waitMinutes * 60_000,
    operations: [],
  };
  return outcomeOf(work, planned.settings);
}

async function outcomeOf(work: Work, settings: SolutionPlan["settings"]): Promise<Deployed> {
  try {
    return await deploySolution(work, settings);
  } catch (error) {
    if (error instanceof Failure) return deployedOf(error, work.operations);
    throw error;
  }
}
