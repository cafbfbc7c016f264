import { randomUUID } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type {
  AppServiceSettings,
  Current,
} from "../../../../adapters/targets/appservice/appservice-settings.ts";
import { appServiceTarget } from "../../../../adapters/targets/appservice/appservice-target.ts";
import { targetHttp } from "../../../../adapters/targets/shared/target-http.ts";
import type { TargetHttp } from "../../../../adapters/targets/shared/target-request.ts";
import { Failure } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { instant } from "../../../../core/model/instant.ts";
import type { Operation } from "../../../../core/model/target.ts";
import type { DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import type { AppService } from "../../../../standin/targets/appservice/start-appservice.ts";
import { startTargets, type Targets } from "../../../../standin/targets/start-targets.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { tokensOf } from "./tokens.ts";

/** What differs from the usual settings, and from the usual world. */
export type Changes = Partial<AppServiceSettings> &
  Readonly<{ client?: number; now?: () => number; drop?: string }>;

/** Everything that one test has at hand. */
export type Bench = Readonly<{
  targets: Targets;
  azure: AppService;
  told: string[];
  operations: Operation[];
  io: DeployIo;
  abort: () => void;
  /** An artefact whose files lie on the agent. */
  artefact: (name: string, files: Readonly<Record<string, string | Buffer>>) => SealedArtefact;
  folder: string;
  /** The site `dev` for a release of this name; every release is an hour younger than the one before it. */
  open: (release: string, changes?: Changes) => Target;
  /** Plans, deploys and verifies as the act does. Failures are thrown. */
  whole: (target: Target, artefact: SealedArtefact, io?: DeployIo) => Promise<string>;
  close: () => Promise<void>;
}>;

const releases = ["One", "Two", "Three", "Four"];

/** Starts the stand-ins in a folder of their own. The adapter's pauses last a thousandth of what it asks for. */
export async function openBench(): Promise<Bench> {
  const folder = mkdtempSync(join(tmpdir(), "appservice-"));
  const targets = await startTargets({ folder: join(folder, "standin") });
  const told: string[] = [];
  const operations: Operation[] = [];
  const abort = new AbortController();
  const https: TargetHttp[] = [];
  const io: DeployIo = {
    tell: (sentence) => told.push(sentence),
    progress: () => undefined,
    saveOperation: (operation) => {
      operations.push(operation);
      return Promise.resolve();
    },
    earlier: [],
    keep: () => Promise.resolve(),
    signal: abort.signal,
  };
  const open = (
    release: string,
    { client, now = Date.now, drop = folder, ...changes }: Changes = {},
  ): Target => {
    const sleep = (milliseconds: number): Promise<void> =>
      new Promise((wake) => setTimeout(wake, Math.min(milliseconds / 1000, 6)));
    const current: Current = { signal: undefined };
    const stop = (): AbortSignal | undefined => current.signal;
    const http = targetHttp({ caFile: targets.caFile }, { sleep, now, newId: randomUUID, stop });
    https.push(http);
    const world = { now, sleep, http, current, path: (name: string) => join(drop, name), tell: io.tell };
    const settings = { ...settingsFor(targets, release), ...changes };
    return appServiceTarget(settings, { ...world, tokens: tokensOf(targets, http, client) });
  };
  return {
    ...{ targets, azure: targets.appservice, told, operations, io, folder, open },
    abort: () => abort.abort(),
    artefact: (name, files) => {
      rmSync(join(folder, name), { recursive: true, force: true });
      for (const [path, content] of Object.entries(files)) {
        mkdirSync(dirname(join(folder, name, path)), { recursive: true });
        writeFileSync(join(folder, name, path), content);
      }
      return sealedArtefact(name, files);
    },
    whole: (target, artefact, other = io) => whole(target, artefact, other),
    close: async () => {
      for (const http of https) http.close();
      await targets.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The usual settings of the site `dev`. */
export function settingsFor(targets: Targets, release: string): AppServiceSettings {
  const [site] = targets.appservice.sites;
  const at = Math.max(0, releases.indexOf(release));
  return {
    environment: "DEV",
    url: site?.url ?? "",
    resource: site?.resource ?? "",
    clientId: targets.knownClients[0].clientId,
    authorityUrl: targets.entra,
    resourceManagerUrl: targets.appservice.arm,
    slot: "",
    healthPath: "",
    healthStatuses: "",
    waitMinutes: 30,
    release: { id: `classic:${at + 1}`, name: release, createdOn: instant(Date.UTC(2026, 10, 1, at, 0, 1)) },
    sealRoot: String(at + 1).repeat(64),
  };
}

async function whole(target: Target, artefact: SealedArtefact, io: DeployIo): Promise<string> {
  const { steps } = await target.plan([artefact]);
  const [step] = steps;
  if (step === undefined) throw new Error("The plan has no step.");
  if (step.action !== "skip") await target.deploy(step, artefact, io);
  return target.verify([artefact], io);
}

/** The failure that something ends with. */
export async function failureOf(act: Promise<unknown>): Promise<Failure["report"]> {
  try {
    await act;
  } catch (thrown) {
    if (thrown instanceof Failure) return thrown.report;
    throw thrown;
  }
  throw new Error("It did not fail.");
}
