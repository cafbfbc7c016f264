import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { quoted } from "../../../core/model/defuse.ts";
import type { PlannedArtefact, TargetPlan } from "../../../core/model/target.ts";
import { counted } from "../../../core/model/words.ts";
import type { Manifest, ManifestFile } from "./manifest.ts";
import { contentName, mostFiles, ownFolder } from "./manifest.ts";
import type { Blob } from "./read-blob.ts";
import type { SiteFile } from "./site-files.ts";
import { artefactFault } from "./site-files.ts";

/** What a container holds. */
export type SiteState = Readonly<{
  blobs: ReadonlyMap<string, Blob>;
  manifest?: Manifest;
  /** Why the manifest cannot be believed. */
  fault?: string;
}>;

/** What has to be done so that a container holds a site, and nothing else of ours. */
export type SiteDecision = Readonly<{
  /** Contents to send; files of equal content once. */
  send: readonly SiteFile[];
  /** Files that users get otherwise, or not at all, today. */
  change: readonly SiteFile[];
  /** What Release Manager put there and the site no longer has. */
  stale: readonly Blob[];
  /** How many files others put there. They stay. */
  strangers: number;
  /** Those of others that the site has, too: they are overwritten. */
  overwritten: number;
}>;

/** Decides from what is there and what is wanted. A file counts as there by its digest, its length and how it is served. */
export function decideSite(files: readonly SiteFile[], { blobs }: SiteState): SiteDecision {
  const wanted = new Map(files.map((file) => [file.name, file]));
  const contents = new Map(files.map((file) => [file.content, file]));
  const site = [...blobs.values()].filter(({ name }) => !name.startsWith(ownFolder));
  const strangers = site.filter(({ sha256 }) => sha256 === undefined);
  const overwritten = strangers.filter(({ name }) => wanted.has(name)).length;
  return {
    send: [...contents.values()].filter((file) => !isKept(file, blobs)),
    change: files.filter((file) => !isServed(file, blobs)),
    stale: site.filter(({ name, sha256 }) => sha256 !== undefined && !wanted.has(name)),
    strangers: strangers.length - overwritten,
    overwritten,
  };
}

/** Whether the container keeps the file's content, so that it need not be sent. */
export function isKept(file: SiteFile, blobs: SiteState["blobs"]): boolean {
  return isSame(file, blobs.get(contentName(file)));
}

/** Whether users get exactly this file. */
export function isServed(file: SiteFile, blobs: SiteState["blobs"]): boolean {
  return isSame(file, blobs.get(file.name));
}

/** Whether a blob is exactly this file, served as it is to be. */
export function isSame(file: SiteFile, blob: Blob | undefined): boolean {
  if (blob === undefined || blob.copying !== undefined) return false;
  const bytes = blob.sha256 === file.sha256 && blob.bytes === file.bytes;
  return bytes && blob.contentType === file.contentType && blob.cacheControl === file.cacheControl;
}

/** The plan in words. Nothing is changed by it. */
export function planSite(
  artefacts: readonly SealedArtefact[],
  files: readonly SiteFile[],
  state: SiteState,
): TargetPlan {
  const decision = decideSite(files, state);
  const remarks = remarksOn(decision, state);
  const steps = artefacts.map((artefact, at): PlannedArtefact => {
    const step = stepOf(artefact, files, state);
    const last = at === artefacts.length - 1 && step.action !== "refuse";
    return last && remarks !== "" ? { ...step, text: `${step.text}; ${remarks}` } : step;
  });
  return { steps, rollback: wayBack(decision, state) };
}

function stepOf(artefact: SealedArtefact, files: readonly SiteFile[], state: SiteState): PlannedArtefact {
  const common = { artefact: artefact.name, kind: artefact.kind };
  const because = state.fault ?? sizeFault(files) ?? artefactFault(artefact, files);
  if (because !== undefined) return { ...common, action: "refuse", text: because };
  const own = files.filter((file) => file.artefact === artefact.name);
  const { send, change } = decideSite(own, state);
  const all = counted(own.length, "file");
  if (send.length + change.length === 0)
    return { ...common, action: "skip", text: `is in the container already: ${all}, by digest and length` };
  const action = own.some(({ name }) => state.blobs.has(name)) ? "update" : "create";
  if (send.length === 0)
    return {
      ...common,
      action,
      text: `${change.length} of ${all} to switch; their bytes are kept in the container, nothing is sent`,
    };
  const bytes = send.reduce((sum, file) => sum + file.bytes, 0);
  const sent = `${send.length} of ${all} to send (${counted(bytes, "byte")})`;
  return { ...common, action, text: `${sent}, ${change.length} to switch when all are there` };
}

/** A manifest that names more is not believed by the next deployment. */
function sizeFault({ length }: readonly SiteFile[]): string | undefined {
  return length > mostFiles
    ? `the release has ${counted(length, "file")}; a container can have ${mostFiles} of a release at most`
    : undefined;
}

function remarksOn({ stale, strangers, overwritten }: SiteDecision, state: SiteState): string {
  const broken = differencesFrom(state);
  const name = quoted(state.manifest?.release.name ?? "");
  return [
    broken === 0
      ? ""
      : `${counted(broken, "file")} of ${name} ${broken === 1 ? "is" : "are"} not as its manifest says: a deployment broke off, or somebody changed them`,
    overwritten === 0 ? "" : `${counted(overwritten, "file")} of somebody else's will be overwritten`,
    stale.length === 0
      ? ""
      : `${counted(stale.length, "file")} of earlier releases will be deleted at the end`,
    strangers === 0 ? "" : `${counted(strangers, "file")} that Release Manager did not put there will stay`,
  ]
    .filter((text) => text !== "")
    .join("; ");
}

/** How many files of the current release are not in the container as its manifest says. */
function differencesFrom({ manifest, blobs }: SiteState): number {
  const files = Object.entries(manifest?.files ?? {});
  return files.filter(([name, file]) => !fits(file, blobs.get(name))).length;
}

/** Whether a blob has the bytes that a manifest names. */
export function fits(
  { sha256, bytes }: Pick<ManifestFile, "sha256" | "bytes">,
  blob: Blob | undefined,
): boolean {
  return blob?.sha256 === sha256 && blob.bytes === bytes && blob.copying === undefined;
}

function wayBack({ overwritten }: SiteDecision, { manifest, blobs }: SiteState): string {
  if (manifest === undefined)
    return overwritten === 0
      ? "no release is here yet: there is none to go back to"
      : "what is here now was not put here by Release Manager: what is overwritten cannot be brought back";
  const files = Object.values(manifest.files);
  const lost = files.filter((file) => !fits(file, blobs.get(contentName(file)))).length;
  const again = `deploy ${quoted(manifest.release.name)} again, which is in use now`;
  return lost === 0
    ? `${again}: its ${counted(files.length, "file")} stay in the container and are only switched to`
    : `${again}: ${lost} of its ${counted(files.length, "file")} would be sent anew, the others stay in the container`;
}
