import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { outcomeFor } from "../../../../core/acts/deploy-in-order.ts";
import { Failure } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { type Secret, secret } from "../../../../core/model/secret.ts";
import type { Operation, PlannedArtefact } from "../../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import { tokensFor } from "../../../../adapters/entra/entra-tokens.ts";
import type {
  DataverseSettings,
  DataverseWorld,
} from "../../../../adapters/targets/dataverse/dataverse-settings.ts";
import { dataverseTarget } from "../../../../adapters/targets/dataverse/dataverse-target.ts";
import type { NetworkOptions } from "../../../../adapters/targets/shared/target-request.ts";
import type { EnvironmentName } from "../../../../standin/targets/known.ts";
import { startTargets } from "../../../../standin/targets/start-targets.ts";
import type { Targets, TargetsOptions } from "../../../../standin/targets/start-targets.ts";

/** Everything that one test has at hand: the stand-ins, a folder, and what the adapter told. */
export type Bench = Readonly<{
  targets: Targets;
  folder: string;
  told: string[];
  operations: Operation[];
  slept: number[];
  progress: string[];
  /** What was kept, by its name. */
  kept: ReadonlyMap<string, string>;
  io: DeployIo;
  abort: () => void;
  target: (at?: EnvironmentName, changes?: Changes) => Target;
  /** Deploys what was planned before. */
  carryOut: (
    target: Target,
    step: PlannedArtefact | undefined,
    artefact: SealedArtefact,
    io?: DeployIo,
  ) => Promise<Deployed>;
  /** Plans and deploys one artefact. */
  deploy: (target: Target, artefact: SealedArtefact) => Promise<Deployed>;
  stop: () => Promise<void>;
}>;

export type Changes = Partial<DataverseSettings & Identity> &
  Readonly<{ http?: NetworkOptions; now?: () => number; variables?: DataverseWorld["variables"] }>;

/** Who signs in, and where. */
type Identity = Readonly<{ tenantId: string; secret: Secret; authorityUrl: string }>;

/** Starts the stand-ins in a folder of their own. The adapter's pauses last a hundredth of what it asks for. */
export async function openBench(options: Partial<TargetsOptions> = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "dataverse-"));
  const targets = await startTargets({ folder: join(folder, "standin"), importMilliseconds: 30, ...options });
  const [told, slept, progress]: [string[], number[], string[]] = [[], [], []];
  const operations: Operation[] = [];
  const abort = new AbortController();
  const kept = new Map<string, string>();
  const io: DeployIo = {
    tell: (sentence) => told.push(sentence),
    progress: (percent, doing) => progress.push(`${percent} ${doing}`),
    saveOperation: async (operation) => {
      operations.push(operation);
      return Promise.resolve();
    },
    earlier: [],
    keep: async (name, text) => {
      kept.set(name, text);
      return Promise.resolve();
    },
    signal: abort.signal,
  };
  const target = (at: EnvironmentName = "uat", changes: Changes = {}): Target =>
    targetAt({ targets, folder, tell: io.tell, slept }, at, changes);
  return {
    ...{ targets, folder, told, operations, slept, progress, kept, io, target },
    abort: () => abort.abort(),
    carryOut: (made, step, artefact, other = io) => carryOut(made, step, artefact, other),
    deploy: (made, artefact) => planAndDeploy(made, artefact, io),
    stop: async () => {
      await targets.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** What leads to a running organisation; whatever of it can be told to another process. */
export type Desk = Readonly<{
  targets: Pick<Targets, "entra" | "knownClients" | "caFile" | "dataverse">;
  /** Where artefacts lie. */
  folder: string;
  tell: DeployIo["tell"];
  slept: number[];
}>;

/** An environment as a target, in this process or in one that will be killed. */
export function targetAt(
  { targets, folder, tell, slept }: Desk,
  at: EnvironmentName,
  changes: Changes,
): Target {
  const { http, now, variables, ...changed } = changes;
  const { tenantId, secret, authorityUrl, ...settings } = { ...settingsFor(targets, at), ...changed };
  const { clientId } = settings;
  const application = { tenantId, clientId, proof: { kind: "secret", secret }, authorityUrl } as const;
  return dataverseTarget(settings, {
    now: now ?? Date.now,
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      await new Promise((wake) => setTimeout(wake, milliseconds / 100));
    },
    newId: randomUUID,
    http: http ?? { caFile: targets.caFile },
    signIn: (over) => Promise.resolve(tokensFor(application, over)),
    archivePath: ({ name }) => join(folder, name),
    variables: variables ?? {},
    tell,
  });
}

function settingsFor(targets: Desk["targets"], at: EnvironmentName): DataverseSettings & Identity {
  const [client] = targets.knownClients;
  return {
    environment: at.toUpperCase(),
    url: targets.dataverse.find(({ name }) => name === at)?.url ?? "",
    tenantId: client.tenantId,
    clientId: client.clientId,
    secret: secret(client.secret),
    authorityUrl: targets.entra,
    stageClass: at === "prod" ? "production" : at === "dev" ? "development" : "test",
    waitMinutes: 120,
    checkerThreshold: "critical",
  };
}

async function planAndDeploy(target: Target, artefact: SealedArtefact, io: DeployIo): Promise<Deployed> {
  const { steps } = await target.plan([artefact]);
  return carryOut(target, steps[0], artefact, io);
}

/** Deploys a step as the act does: a failure becomes an outcome, and its whole text the words. */
async function carryOut(
  target: Target,
  step: PlannedArtefact | undefined,
  artefact: SealedArtefact,
  io: DeployIo,
): Promise<Deployed> {
  if (!step) throw new Error("The plan has no step.");
  const operations: Operation[] = [];
  const saveOperation = async (operation: Operation): Promise<void> => {
    operations.push(operation);
    await io.saveOperation(operation);
  };
  try {
    return await target.deploy(step, artefact, { ...io, saveOperation });
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { outcome: outcomeFor(error), text: error.message, issues: [], operations };
  }
}
