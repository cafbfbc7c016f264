import { randomUUID } from "node:crypto";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { Operation } from "../../../../core/model/target.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports.ts";
import type { DataverseSettings } from "../../../../adapters/targets/dataverse/dataverse-settings.ts";
import { dataverseTarget } from "../../../../adapters/targets/dataverse/dataverse-target.ts";
import type { NetworkOptions } from "../../../../adapters/targets/shared/target-request.ts";
import { certificatesIn } from "../../../../standin/targets/certificates.ts";
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
  io: DeployIo;
  abort: () => void;
  target: (at?: EnvironmentName, changes?: Changes) => Target;
  /** Plans and deploys one artefact. */
  deploy: (target: Target, artefact: SealedArtefact) => Promise<Deployed>;
  stop: () => Promise<void>;
}>;

export type Changes = Partial<DataverseSettings> & Readonly<{ http?: NetworkOptions; now?: () => number }>;

/** Starts the stand-ins in a folder of their own. The adapter's pauses last a hundredth of what it asks for. */
export async function openBench(options: Partial<TargetsOptions> = {}): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "dataverse-"));
  cpSync(await tlsFolder(), join(folder, "standin", "tls"), { recursive: true });
  const targets = await startTargets({ folder: join(folder, "standin"), importMilliseconds: 30, ...options });
  const [told, slept, progress]: [string[], number[], string[]] = [[], [], []];
  const operations: Operation[] = [];
  const abort = new AbortController();
  const io: DeployIo = {
    tell: (sentence) => told.push(sentence),
    progress: (percent, doing) => progress.push(`${percent} ${doing}`),
    saveOperation: async (operation) => {
      operations.push(operation);
      return Promise.resolve();
    },
    signal: abort.signal,
  };
  const sleep = async (milliseconds: number): Promise<void> => {
    slept.push(milliseconds);
    await new Promise((wake) => setTimeout(wake, milliseconds / 100));
  };
  const target = (at: EnvironmentName = "uat", changes: Changes = {}): Target => {
    const { http, now, ...settings } = changes;
    return dataverseTarget(
      { ...settingsFor(targets, at), ...settings },
      {
        now: now ?? Date.now,
        sleep,
        newId: randomUUID,
        http: http ?? { caFile: targets.caFile },
        archivePath: ({ name }) => join(folder, name),
        tell: io.tell,
      },
    );
  };
  return {
    ...{ targets, folder, told, operations, slept, progress, io, target },
    abort: () => abort.abort(),
    deploy: (made, artefact) => planAndDeploy(made, artefact, io),
    stop: async () => {
      await targets.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

let tls: string | undefined;

/** Keys take a while to make: one set serves all tests of a run. */
async function tlsFolder(): Promise<string> {
  if (tls === undefined) {
    const folder = mkdtempSync(join(tmpdir(), "dataverse-tls-"));
    process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
    await certificatesIn(folder);
    tls = folder;
  }
  return tls;
}

function settingsFor(targets: Targets, at: EnvironmentName): DataverseSettings {
  const [client] = targets.knownClients;
  if (!client) throw new Error("The stand-in knows no client.");
  return {
    environment: at.toUpperCase(),
    url: targets.dataverse.find(({ name }) => name === at)?.url ?? "",
    tenantId: client.tenantId,
    clientId: client.clientId,
    secret: secret(client.secret),
    authorityUrl: targets.entra,
    stageClass: at === "prod" ? "production" : at === "dev" ? "development" : "test",
    waitMinutes: 120,
  };
}

async function planAndDeploy(target: Target, artefact: SealedArtefact, io: DeployIo): Promise<Deployed> {
  const { steps } = await target.plan([artefact]);
  const [step] = steps;
  if (!step) throw new Error("The plan has no step.");
  return target.deploy(step, artefact, io);
}
