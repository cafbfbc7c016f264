import { Failure } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { StillThere, TargetCheck, TargetIdentity } from "../../../core/model/target.ts";
import { counted } from "../../../core/model/words.ts";
import type { Deployed, DeployIo, Target } from "../../../core/ports-of-targets.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import { once } from "../../../core/acts/once.ts";
import { targetHttp } from "../shared/target-http.ts";
import { blobApi } from "./blob-api.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { BlobSettings, BlobWorld } from "./blob-settings.ts";
import { addressOf } from "./blob-settings.ts";
import { decideSite, isKept, isServed, planSite } from "./decide-site.ts";
import { finishSite } from "./finish-site.ts";
import type { Lock } from "./lock.ts";
import { takeLock } from "./lock.ts";
import { lockName } from "./manifest.ts";
import { Cancelled, sendContents } from "./send-contents.ts";
import { siteFiles } from "./site-files.ts";
import type { SiteFile } from "./site-files.ts";
import { cancelled, changedMeanwhile, lookAt, telling } from "./site-work.ts";
import type { Seen, SiteWork } from "./site-work.ts";

/** The deployment that is going on: when it is cancelled, requests are not tried again. */
type Current = {
  signal: AbortSignal | undefined;
  planned: Seen | undefined;
  begun: Promise<Begun> | undefined;
};

/** The container is ours, and is as it was planned. */
type Begun = Readonly<{ lock: Lock; seen: Seen }>;

/**
 * A container of Azure Blob Storage as a static site. Every artefact's contents are sent beside the site first, each of them
 * once; `verify` switches users to the release by copies inside the container. Refuses an address that is none; nothing is
 * asked before `identify`.
 */
export function blobTarget(settings: BlobSettings, world: BlobWorld): Target {
  const current: Current = { signal: undefined, planned: undefined, begun: undefined };
  const work = workOf(settings, world, current);
  const begin = (io: DeployIo): Promise<Begun> => (current.begun ??= beginWork(work, current, io));
  let layout: readonly SiteFile[] | undefined;
  return {
    kind: "blob",
    takes: ({ kind }) => kind !== "logs",
    identify: () => telling(work, "reached", () => identityOf(work)),
    preflight: () => checksOf(work),
    stillThere: (artefacts) => telling(work, "looked at", () => stillThere(work, artefacts)),
    plan: async (artefacts) => {
      current.planned = await telling(work, "planned", () => lookAt(work.api));
      layout = siteFiles(artefacts);
      return planSite(artefacts, layout, current.planned);
    },
    deploy: async (_step, artefact, io) => {
      current.signal = io.signal;
      const files = layout ?? siteFiles([artefact]);
      return telling(work, "deployed", async () =>
        sendArtefact(work, artefact, files, { io, ...(await begin(io)) }),
      );
    },
    verify: async (artefacts, io) => {
      current.signal = io.signal;
      const { lock, seen } = await telling(work, "verified", () => begin(io));
      const noStop = (): void => {
        current.signal = undefined;
      };
      return finishSite(work, artefacts, { lock, before: seen, io, noStop });
    },
    close: async () => {
      const begun = await current.begun?.catch(() => undefined);
      current.signal = undefined;
      await begun?.lock.release();
      work.api.close();
    },
  };
}

function workOf(settings: BlobSettings, world: BlobWorld, current: Current): SiteWork {
  const at = addressOf(settings.url, settings.environment);
  const { sleep, now, newId, tell } = world;
  const http = targetHttp(world.network, { sleep, now, newId, tell, stop: () => current.signal });
  const signedIn = once(() => world.signIn(http));
  const tokens: Tokens = async (resource, renew) => (await signedIn())(resource, renew);
  return { settings, world, at, api: blobApi(at, { http, now, tokens }) };
}

async function identityOf({ api, at }: SiteWork): Promise<TargetIdentity> {
  await api.look();
  return { id: at.id, name: at.name, url: `${at.account}/${at.container}` };
}

/** Takes the lock, then looks once more whether the container is as it was planned. Nothing but the lock is written before. */
async function beginWork(work: SiteWork, current: Current, io: DeployIo): Promise<Begun> {
  if (io.signal.aborted) throw cancelled(work);
  const planned = current.planned ?? (await lookAt(work.api));
  const lock = await takeLock(work, io.signal);
  const seen = await lookAt(work.api).catch(async (error: unknown) => {
    await lock.release();
    throw error;
  });
  if (seen.mark === planned.mark) return { lock, seen };
  await lock.release();
  throw changedMeanwhile(work, planned, seen);
}

type Sending = Begun & Readonly<{ io: DeployIo }>;

async function sendArtefact(
  work: SiteWork,
  artefact: SealedArtefact,
  files: readonly SiteFile[],
  { lock, seen, io }: Sending,
): Promise<Deployed> {
  await lock.check();
  const own = files.filter((file) => file.artefact === artefact.name);
  const { send } = decideSite(own, seen);
  const bytes = send.reduce((sum, file) => sum + file.bytes, 0);
  let arrived = 0;
  const sent = (more: number): void => {
    arrived += more;
    io.progress(
      bytes === 0 ? 100 : (arrived / bytes) * 100,
      `${artefact.name}: ${arrived} of ${bytes} bytes sent`,
    );
  };
  const common = { issues: [], operations: [] };
  try {
    await sendContents(work.api, send, { folder: work.world.source(artefact.name), signal: io.signal, sent });
  } catch (error) {
    if (!(error instanceof Cancelled || io.signal.aborted)) throw error;
    const text =
      "stopped between two files; the site was not touched, and what was sent stays for the next run";
    return { outcome: "cancelled", text, ...common };
  }
  const kept = own.filter((file) => isKept(file, seen.blobs)).length;
  const text = `${counted(send.length, "file")} sent (${counted(bytes, "byte")}), ${kept} there already; users see them when the site is switched`;
  return { outcome: "succeeded", text, ...common };
}

/** An artefact is still there when all its contents are; where its release is in use, users must get it, too. */
async function stillThere(
  { api }: SiteWork,
  artefacts: readonly SealedArtefact[],
): Promise<readonly StillThere[]> {
  const { blobs, manifest } = await lookAt(api);
  return artefacts.map((artefact): StillThere => {
    const place = manifest?.artefacts.find(
      ({ name, digest }) => name === artefact.name && digest === artefact.digest,
    );
    const files = siteFiles([artefact]);
    const lost = files.filter((file) => !isKept(file, blobs)).length;
    const served = files.map((file) => ({
      ...file,
      name: [place?.folder, file.path].filter(Boolean).join("/"),
    }));
    const other = place === undefined ? 0 : served.filter((file) => !isServed(file, blobs)).length;
    if (lost + other === 0) return { artefact: artefact.name, kind: "same" };
    const because =
      lost > 0
        ? `${lost} of ${counted(files.length, "file")} are no longer kept in the container`
        : `${other} of ${counted(files.length, "file")} were changed in the container since`;
    return { artefact: artefact.name, kind: "moved", because };
  });
}

/** The right to write is tried by a write whose condition cannot be met: it changes nothing. */
async function checksOf(work: SiteWork): Promise<readonly TargetCheck[]> {
  const { api, at } = work;
  const read = await check(work, `The application can read ${at.name}`, () => api.list());
  const name = `The application may write to ${at.name}`;
  if (read.result !== "ok") return [read, { name, result: "unknown", text: "not tried: reading failed" }];
  const served = { contentType: "application/octet-stream", cacheControl: "no-cache" };
  const write = await check(work, name, async () => {
    try {
      await api.put(`${lockName}-try`, new Uint8Array(0), { ...served, extra: { "if-match": '"0x0"' } });
    } catch (error) {
      if (!(error instanceof TargetRefusal && ["ConditionNotMet", "BlobNotFound"].includes(error.code)))
        throw error;
    }
  });
  return [read, write];
}

async function check(work: SiteWork, name: string, attempt: () => Promise<unknown>): Promise<TargetCheck> {
  try {
    await telling(work, "reached", attempt);
    return { name, result: "ok", text: `${work.at.account} answers and allows it` };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { name, result: "failed", text: error.report.cause, fix: error.report.next };
  }
}
