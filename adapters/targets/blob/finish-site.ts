import { Failure } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { quoted } from "../../../core/model/defuse.ts";
import { instant, iso } from "../../../core/model/instant.ts";
import { counted, listed } from "../../../core/model/words.ts";
import type { TargetState } from "../../../core/failure.ts";
import type { DeployIo } from "../../../core/ports-of-targets.ts";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { decideSite } from "./decide-site.ts";
import type { SiteDecision } from "./decide-site.ts";
import type { Lock } from "./lock.ts";
import { keptManifestName, keptReleases, manifestFor, manifestName, unneededContents } from "./manifest.ts";
import type { Manifest } from "./manifest.ts";
import { readManifest } from "./read-blob.ts";
import { siteFiles } from "./site-files.ts";
import type { SiteFile } from "./site-files.ts";
import { cancelled, changedMeanwhile, lookAt, telling } from "./site-work.ts";
import type { Seen, SiteWork } from "./site-work.ts";
import { switchSite } from "./switch-site.ts";
import { whereOf } from "./why.ts";

/** What finishing needs: the lock, how the container was when the deployment began, and where words go. */
export type Finish = Readonly<{ lock: Lock; before: Seen; io: DeployIo; noStop: () => void }>;

/**
 * Switches users to the release, asks the container whether it has it, and only then writes the manifest. Old releases go
 * last: what one of them has alone is no longer kept.
 */
export async function finishSite(
  work: SiteWork,
  artefacts: readonly SealedArtefact[],
  finish: Finish,
): Promise<string> {
  let state: TargetState = "nothing was changed";
  return telling(
    work,
    "switched to the release",
    async () => {
      const files = siteFiles(artefacts);
      const now = await lookAt(work.api);
      if (now.mark !== finish.before.mark) throw changedMeanwhile(work, finish.before, now);
      const decision = decideSite(files, now);
      if (decision.send.length > 0) throw incomplete(work, decision.send, "nothing was changed");
      if (finish.io.signal.aborted) throw cancelled(work);
      const { lock, io } = finish;
      const seen = (): void => {
        state = "it was partly changed";
        finish.noStop();
      };
      await switchSite(work, decision, { lock, seen, signal: io.signal, progress: io.progress });
      await prove(work, files, state);
      await lock.check();
      const manifest = await writeManifest(work, artefacts, files);
      state = "it was changed completely";
      await prune(work, [manifest, ...(now.manifest ? [now.manifest] : [])], finish);
      return sentence(work, decision, files);
    },
    () => state,
  );
}

/** Asks the container itself, not our memory of what we sent. */
async function prove(work: SiteWork, files: readonly SiteFile[], state: TargetState): Promise<void> {
  const { change, stale } = decideSite(files, await lookAt(work.api));
  if (change.length > 0) throw incomplete(work, change, state);
  if (stale.length > 0)
    work.world.tell(`${counted(stale.length, "file")} of earlier releases could not be deleted.`);
}

async function writeManifest(
  work: SiteWork,
  artefacts: readonly SealedArtefact[],
  files: readonly SiteFile[],
): Promise<Manifest> {
  const { settings, world, api } = work;
  const { release, sealRoot } = settings;
  const deployedOn = iso(instant(world.now()));
  const manifest = manifestFor({ release, root: sealRoot, deployedOn }, artefacts, files);
  const text = Buffer.from(`${JSON.stringify(manifest, null, 2)}\n`);
  const served = { contentType: "application/json", cacheControl: "no-cache" };
  // The kept one first: were it missing, its contents would count as nobody's.
  await api.put(keptManifestName(release.name, sealRoot), text, served);
  await api.put(manifestName, text, served);
  return manifest;
}

/** What is not kept any more is deleted. A refusal is told, no more: the release is in use. */
async function prune(
  work: SiteWork,
  always: readonly Manifest[],
  { lock, io }: Pick<Finish, "lock" | "io">,
): Promise<void> {
  try {
    const blobs = [...(await lookAt(work.api)).blobs.values()];
    const names = always.map(({ release, root }) => keptManifestName(release.name, root));
    const { stay, go } = keptReleases(blobs, work.settings.keep, names);
    const kept = await inParallel(stay, 4, (name) => keptManifest(work, name));
    const gone = new Set([...go, ...unneededContents(blobs, [...kept, ...always])]);
    const old = blobs.filter(({ name }) => gone.has(name));
    await inParallel(old, 8, async (blob) => {
      // Without the lock another deployment may need what no kept release names.
      await lock.check();
      await work.api.remove(blob);
    });
    if (go.length > 0)
      io.tell(
        `${counted(go.length, "old release")} removed: ${work.settings.keep} are kept in the container.`,
      );
  } catch (error) {
    io.tell(`Old releases stay in the container: ${causeOf(error)}`);
  }
}

function causeOf(error: unknown): string {
  if (error instanceof Failure) return error.report.cause;
  return error instanceof Error ? error.message : String(error);
}

async function keptManifest({ api }: SiteWork, name: string): Promise<Manifest> {
  const read = readManifest((await api.read(name))?.text ?? "");
  if ("faults" in read) throw new Error(`${name} cannot be read, and its contents may be needed`);
  return read;
}

function incomplete(work: SiteWork, files: readonly SiteFile[], state: TargetState): Error {
  const names = files.slice(0, 5).map(({ name }) => quoted(name));
  const others = files.length > 5 ? [counted(files.length - 5, "other file")] : [];
  return new Failure({
    code: "RM031",
    what: `${work.settings.environment} does not have the release`,
    where: whereOf(work),
    cause: `The container does not hold ${listed([...names, ...others])} as sealed`,
    state,
    retry: "safe",
    next: "Find out who else writes to the container, then run this stage again: it sends what is missing",
  });
}

function sentence(work: SiteWork, { change, stale }: SiteDecision, files: readonly SiteFile[]): string {
  const gone = stale.length === 0 ? "" : `, ${counted(stale.length, "old file")} deleted`;
  const proof = `${counted(files.length, "file")} there by digest and length`;
  return `${work.at.name} is ${quoted(work.settings.release.name)} now: ${change.length} switched${gone}, ${proof}`;
}
