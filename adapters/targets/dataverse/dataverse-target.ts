import { Failure, refusal } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { PlannedArtefact, TargetCheck, TargetPlan } from "../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports-of-targets.ts";
import { entraTokens } from "../../entra/entra-tokens.ts";
import { targetHttp } from "../shared/target-http.ts";
import { dataverseApi } from "./dataverse-api.ts";
import { addressOf } from "./dataverse-settings.ts";
import type { DataverseSettings, DataverseWorld } from "./dataverse-settings.ts";
import { deploySolution } from "./deploy-solution.ts";
import { reading, whereOf, whoAmI } from "./environment.ts";
import type { Environment, Self } from "./environment.ts";
import { planSolutions } from "./plan-solutions.ts";
import type { SolutionPlan } from "./plan-solutions.ts";
import { solutionsThere, verifySolutions } from "./verify-solutions.ts";
import type { Work } from "./work.ts";

/** A Dataverse environment as a target for solutions. Refuses an address that is none; nothing is asked before `identify`. */
export function dataverseTarget(settings: DataverseSettings, world: DataverseWorld): Target {
  const current: Current = { signal: undefined };
  const environment = environmentOf(settings, world, current);
  const self = once(() => whoAmI(environment));
  let planned: SolutionPlan | undefined;
  return {
    kind: "dataverse",
    takes: ({ kind }) => kind === "solution",
    identify: async () => (await self()).identity,
    preflight: () => checksOf(environment, self),
    stillThere: (artefacts) =>
      reading(environment, "looked at", () => solutionsThere(environment, artefacts)),
    plan: async (artefacts) => {
      planned = await reading(environment, "planned", () => planSolutions(environment, artefacts));
      return planOf(planned);
    },
    deploy: async (step, artefact, io) => {
      current.signal = io.signal;
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

/** The host answers, the sign-in is accepted and the application is a user there: one request tells all three. */
async function checksOf(
  environment: Environment,
  self: () => Promise<Self>,
): Promise<readonly TargetCheck[]> {
  const name = `The application can sign in to ${environment.whom.origin}`;
  try {
    const { identity } = await self();
    return [{ name, result: "ok", text: `${identity.name} answers` }];
  } catch (thrown) {
    if (!(thrown instanceof Failure)) throw thrown;
    return [{ name, result: "failed", text: thrown.report.cause, fix: thrown.report.next }];
  }
}

/** The deployment that is going on: when it is cancelled, requests are not tried again. */
type Current = { signal: AbortSignal | undefined };

function environmentOf(settings: DataverseSettings, world: DataverseWorld, current: Current): Environment {
  const { origin, authority } = addressOf(settings);
  const { sleep, now, newId, tell } = world;
  const http = targetHttp(world.http, { sleep, now, newId, tell, stop: () => current.signal });
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
  const found = planned.steps.find((one) => one.planned.artefact === step.artefact);
  if (found?.archive === undefined || found.planned.action === "refuse") {
    throw refusal({
      code: "RM022",
      what: `${environment.settings.environment} was not deployed`,
      where: `artefact ${artefact.name}, ${whereOf(environment)}`,
      cause: found?.planned.text ?? "The artefact is not in the plan",
      next: "Mend what the plan refuses, then run this stage again.",
    });
  }
  const minutes = environment.settings.waitMinutes;
  const work: Work = {
    environment,
    archive: found.archive,
    artefact: artefact.name,
    io,
    userId: self.userId,
    planned: found.decision,
    deadline: environment.world.now() + minutes * 60_000,
    operations: [],
  };
  return deploySolution(work, planned.settings);
}
