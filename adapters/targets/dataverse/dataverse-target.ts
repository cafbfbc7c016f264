import { refusal } from "../../../core/failure.ts";
import type { ArtefactKind, SealedArtefact } from "../../../core/model/artefact.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports-of-targets.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import { once } from "../../../core/acts/once.ts";
import { targetHttp } from "../shared/target-http.ts";
import { checksOf } from "./checks.ts";
import { dataverseApi } from "./dataverse-api.ts";
import { originOf } from "./dataverse-settings.ts";
import type { DataverseSettings, DataverseWorld } from "./dataverse-settings.ts";
import { reading, whereOf, whoAmI } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { planSteps } from "./plan-steps.ts";
import type { Step } from "./step.ts";
import { allThere, verifyAll } from "./verify-all.ts";

/** What a Dataverse environment takes. */
const kinds: readonly ArtefactKind[] = ["solution", "configurationData", "portal"];

/**
 * A Dataverse environment as a target for solutions, configuration data and sites. Refuses an address that is none; nothing
 * is asked before `identify`.
 */
export function dataverseTarget(settings: DataverseSettings, world: DataverseWorld): Target {
  const current: Current = { signal: undefined };
  const environment = environmentOf(settings, world, current);
  const self = once(() => whoAmI(environment));
  const plan = async (artefacts: readonly SealedArtefact[]): Promise<readonly Step[]> => {
    const own = await self();
    return reading(environment, "planned", () => planSteps(environment, own, artefacts));
  };
  let planned: readonly Step[] | undefined;
  return {
    kind: "dataverse",
    takes: ({ kind }) => kinds.includes(kind),
    identify: async () => (await self()).identity,
    preflight: () => checksOf(environment, self),
    stillThere: (artefacts) => reading(environment, "looked at", () => allThere(environment, artefacts)),
    plan: async (artefacts) => {
      planned = await plan(artefacts);
      return { steps: planned.map((step) => step.planned), rollback: rollbackOf(artefacts) };
    },
    deploy: async (_, artefact, io) => {
      current.signal = io.signal;
      planned ??= await plan([artefact]);
      return deployStep(environment, planned, artefact, io);
    },
    verify: (artefacts) => reading(environment, "verified", () => verifyAll(environment, artefacts)),
    close: () => {
      environment.api.close();
      return Promise.resolve();
    },
  };
}

/** The deployment that is going on: when it is cancelled, requests are not tried again. */
type Current = { signal: AbortSignal | undefined };

function environmentOf(settings: DataverseSettings, world: DataverseWorld, current: Current): Environment {
  const origin = originOf(settings);
  const { sleep, now, newId, tell } = world;
  const http = targetHttp(world.http, { sleep, now, newId, tell, stop: () => current.signal });
  const { clientId, environment } = settings;
  const signedIn = once(() => world.signIn(http));
  const tokens: Tokens = async (resource, renew) => (await signedIn())(resource, renew);
  const whom = { environment, origin, clientId };
  return { api: dataverseApi(origin, http, tokens), settings, world, whom };
}

/** How to go back, for the kinds that this release holds. */
function rollbackOf(artefacts: readonly SealedArtefact[]): string {
  const held = kinds.filter((kind) => artefacts.some((artefact) => artefact.kind === kind));
  return held.map((kind) => waysBack.get(kind) ?? "").join(" ");
}

const waysBack = new Map<ArtefactKind, string>([
  [
    "solution",
    "Dataverse does not downgrade solutions: to go back, release a build with a higher version, or restore a backup of the environment.",
  ],
  [
    "configurationData",
    "Configuration data goes back by deploying an earlier release's: its rows get their values of then, rows made since stay. What is changed now is kept with the run before it is changed.",
  ],
  ["portal", "A site goes back by uploading an earlier release's."],
]);

async function deployStep(
  environment: Environment,
  planned: readonly Step[],
  { name }: SealedArtefact,
  io: DeployIo,
): Promise<Deployed> {
  const found = planned.find((one) => one.planned.artefact === name);
  if (found?.carryOut) return found.carryOut(io);
  throw refusal({
    code: "RM022",
    what: `${environment.settings.environment} was not deployed`,
    where: `artefact ${name}, ${whereOf(environment)}`,
    cause: found?.planned.text ?? "The artefact is not in the plan",
    next: "Mend what the plan refuses, then run this stage again.",
  });
}
