import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { request } from "node:https";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BlobSettings } from "../../../../adapters/targets/blob/blob-settings.ts";
import { blobTarget } from "../../../../adapters/targets/blob/blob-target.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import { certificatesIn } from "../../../../standin/targets/certificates.ts";
import { azuriteToken, findAzurite, startAzurite } from "../../../support/azurite.ts";
import type { FaultyProxy } from "../../../support/faulty-proxy.ts";
import { startFaultyProxy } from "../../../support/faulty-proxy.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { write } from "../../../support/temporary-folder.ts";

/** The files of one artefact. */
export type Files = Readonly<Record<string, string | Buffer>>;

/** A storage account with a server before it that can be told to misbehave. */
export type Place = Readonly<{
  caFile: string;
  folder: string;
  proxy: FaultyProxy;
  /** Makes a container and gives its address. */
  container: () => Promise<Container>;
  stop: () => Promise<void>;
}>;

/** One container, what it holds, and targets for it. */
export type Container = Readonly<{
  url: string;
  spot: Spot;
  told: string[];
  target: (settings?: Partial<BlobSettings>, token?: Given["token"]) => Target;
  /** Writes the artefact to the agent and seals it. */
  artefact: (name: string, files: Files) => Promise<SealedArtefact>;
  /** What users get: SHA-256 by name, and how it is served. */
  site: () => Promise<Record<string, string>>;
  served: (name: string) => Promise<Readonly<{ text: string; type: string; cache: string }>>;
  /** Everything, as the service lists it. */
  names: () => Promise<string[]>;
  /** Somebody else writes, or deletes where there is no text. */
  meddle: (name: string, text: string | undefined) => Promise<void>;
  /** Somebody breaks our lease and takes one of their own. */
  seize: () => Promise<void>;
}>;

/** Starts Azurite, or says why it cannot. */
export async function openPlace(): Promise<Place | Readonly<{ missing: string }>> {
  const found = await findAzurite();
  if ("missing" in found) return found;
  const folder = await realpath(await mkdtemp(join(tmpdir(), "blob-")));
  const certificates = await certificatesIn(join(folder, "tls"));
  const azurite = await startAzurite(found.path, certificates, folder);
  const proxy = await startFaultyProxy(azurite.url, certificates);
  const { caFile } = certificates;
  const container = async (): Promise<Container> => {
    const url = `${azurite.url}/${`c${randomUUID()}`.slice(0, 20).replace(/-+$/, "")}`;
    await ask(caFile, "PUT", `${url}?restype=container`);
    return containerAt({ caFile, folder: join(folder, randomUUID()), url, origin: proxy.origin });
  };
  const stop = async (): Promise<void> => {
    await proxy.stop();
    await azurite.stop();
    await rm(folder, { recursive: true, force: true });
  };
  return { caFile, folder, proxy, container, stop };
}

/** Where a container is, and where its artefacts lie. */
export type Spot = Readonly<{ caFile: string; folder: string; url: string; origin: string }>;

function containerAt(spot: Spot): Container {
  const { caFile, folder, url, origin } = spot;
  const told: string[] = [];
  const names = async (): Promise<string[]> => {
    const { text } = await ask(caFile, "GET", `${url}?restype=container&comp=list`);
    return [...text.matchAll(/<Name>([^<]*)<\/Name>/g)].map(([, name = ""]) => name.replaceAll("&amp;", "&"));
  };
  const get = (name: string): Promise<Got> => ask(caFile, "GET", addressOf(url, name));
  return {
    url: url.replace(new URL(url).origin, origin),
    spot,
    told,
    names,
    target: (settings, token) => targetAt(spot, { settings, token, told }),
    artefact: async (name, files) => {
      await rm(join(folder, name), { recursive: true, force: true });
      await write(join(folder, name), files);
      return sealedArtefact(name, files);
    },
    site: async () => {
      const own = (await names()).filter((name) => !name.startsWith(".release-manager/"));
      const entries = own.map(async (name) => [name, (await get(name)).sha256] as const);
      return Object.fromEntries(await Promise.all(entries));
    },
    served: async (name) => {
      const { text, headers } = await get(name);
      return { text, type: headers["content-type"] ?? "", cache: headers["cache-control"] ?? "" };
    },
    meddle: async (name, text) => {
      const at = addressOf(url, name);
      await (text === undefined ? ask(caFile, "DELETE", at) : ask(caFile, "PUT", at, { body: text }));
    },
    seize: async () => {
      const lock = `${addressOf(url, ".release-manager/lock")}?comp=lease`;
      const broken = { "x-ms-lease-action": "break", "x-ms-lease-break-period": "0" };
      await ask(caFile, "PUT", lock, { headers: broken });
      const taken = { "x-ms-lease-action": "acquire", "x-ms-lease-duration": "15" };
      await ask(caFile, "PUT", lock, { headers: taken });
    },
  };
}

/** What a target is told besides what all are told. */
export type Given = Readonly<{
  settings?: Partial<BlobSettings> | undefined;
  token?: ((renew: boolean) => string) | undefined;
  told: string[];
}>;

/** Pauses last a hundredth of what is asked for, and the clock runs with them. */
/** A target for a container, in this process or in one that will be killed. */
export function targetAt({ caFile, folder, url, origin }: Spot, { settings, token, told }: Given): Target {
  let slept = 0;
  const common: BlobSettings = {
    environment: "UAT",
    url: url.replace(new URL(url).origin, origin),
    release: { id: "classic:57", name: "Release-57" },
    sealRoot: "0123abcd".repeat(8),
    stage: "UAT",
    job: "job",
    keep: 5,
    clientId: "the-client",
  };
  return blobTarget(
    { ...common, ...settings },
    {
      now: () => Date.now() + slept,
      sleep: (milliseconds) => {
        slept += milliseconds;
        return new Promise((resolve) => setTimeout(resolve, milliseconds / 100));
      },
      newId: randomUUID,
      network: { caFile },
      signIn: () =>
        Promise.resolve((_, renew) => Promise.resolve(secret(token ? token(renew) : azuriteToken()))),
      source: (artefact) => join(folder, artefact),
      tell: (line) => told.push(line),
    },
  );
}

/** An io that keeps nothing. */
export function io(changes: Partial<DeployIo> = {}): DeployIo {
  const nothing = { tell: () => undefined, progress: () => undefined, earlier: [] };
  const kept = { saveOperation: () => Promise.resolve(), keep: () => Promise.resolve() };
  return { ...nothing, ...kept, signal: new AbortController().signal, ...changes };
}

/** Plans, deploys and verifies, as the act does. */
export async function whole(
  target: Target,
  artefacts: readonly SealedArtefact[],
  changes: Partial<DeployIo> = {},
): Promise<string> {
  try {
    await sent(target, artefacts, changes);
    return await target.verify(artefacts, io(changes));
  } finally {
    await target.close();
  }
}

/** Plans and deploys, and leaves the target open. */
export async function sent(
  target: Target,
  artefacts: readonly SealedArtefact[],
  changes: Partial<DeployIo> = {},
): Promise<Deployed[]> {
  const { steps } = await target.plan(artefacts);
  const done: Deployed[] = [];
  for (const artefact of artefacts) {
    const step = steps.find((one) => one.artefact === artefact.name);
    if (step !== undefined && step.action !== "skip")
      done.push(await target.deploy(step, artefact, io(changes)));
  }
  return done;
}

/** What a site of one artefact looks like to its users. */
export function seenAs(files: Files): Record<string, string> {
  const entries = Object.entries(files).map(([name, content]) => [name, sha256(Buffer.from(content))]);
  return Object.fromEntries(entries) as Record<string, string>;
}

type Got = Readonly<{
  status: number;
  text: string;
  sha256: string;
  headers: Readonly<Record<string, string | undefined>>;
}>;

function addressOf(url: string, name: string): string {
  return `${url}/${name.split("/").map(encodeURIComponent).join("/")}`;
}

/** A request of somebody else's, past the proxy. */
function ask(
  caFile: string,
  method: string,
  url: string,
  { body = "", headers = {} }: Readonly<{ body?: string; headers?: Readonly<Record<string, string>> }> = {},
): Promise<Got> {
  const usual = {
    authorization: `Bearer ${azuriteToken()}`,
    "x-ms-version": "2021-12-02",
    "x-ms-blob-type": "BlockBlob",
    "content-length": String(Buffer.byteLength(body)),
  };
  return new Promise((resolve, reject) => {
    const asked = request(
      url,
      { method, headers: { ...usual, ...headers }, ca: readFileSync(caFile) },
      (answer) => {
        const parts: Buffer[] = [];
        answer.on("data", (part: Buffer) => parts.push(part));
        answer.on("end", () => {
          const all = Buffer.concat(parts);
          const got = answer.headers as Got["headers"];
          resolve({
            status: answer.statusCode ?? 0,
            text: all.toString(),
            sha256: sha256(all),
            headers: got,
          });
        });
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}
