import { checkRecord, checkSeal } from "../../core/acts/hashing.ts";
import { type Dossier, inspectRelease } from "../../core/acts/inspect-release.ts";
import { linksOf } from "../../core/acts/links-of.ts";
import { isGone } from "../../core/acts/lost-builds.ts";
import { readBroken } from "../../core/acts/read-broken.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { primaryBuild } from "../../core/acts/release-of.ts";
import { Failure } from "../../core/failure.ts";
import type { ReleaseLinks } from "../../core/model/links.ts";
import type { Reading } from "../../core/model/reading.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { Sha256 } from "../../core/model/sha256.ts";
import type { Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { moves } from "../shared/stage-facts.ts";
import { useChanges } from "../shared/use-changes.ts";
import { type Loading, useLoaded } from "../shared/use-loaded.ts";
import { attemptKey } from "./attempts.ts";
import { type Checked, sealOf } from "./facts.ts";

/** Everything that was read about a release that is there. */
export type There = Readonly<{
  kind: "there";
  dossier: Dossier;
  checked: Checked;
  links: Reading<ReleaseLinks | undefined>;
  /** Artefacts that can no longer be fetched. */
  gone: readonly string[];
}>;

/** A release, or what is left of one that Azure DevOps no longer has. */
export type Known = There | Readonly<{ kind: "broken"; links: ReleaseLinks }>;

/** Recomputes every hash. Without a way to hash nothing is said to be verified. */
async function check(dossier: Dossier, sha256: Sha256 | undefined): Promise<Checked> {
  if (!sha256) return {};
  const seal = sealOf(dossier);
  const records: Record<string, readonly string[]> = {};
  for (const { stage, attempt, reading } of dossier.records) {
    if (reading.kind !== "read" || reading.value.kind !== "found") continue;
    records[attemptKey(stage, attempt)] = await checkRecord(reading.value.value, sha256);
  }
  return { records, ...(seal ? { seal: await checkSeal(seal, sha256) } : {}) };
}

/** Only what was sealed can be missed; a build that is gone took everything along. */
async function goneOf(dossier: Dossier, { azure }: Hub): Promise<readonly string[]> {
  const sealed = sealOf(dossier)?.artefacts.map(({ name }) => name) ?? [];
  if (dossier.published.kind === "read") {
    const there = dossier.published.value.map(({ name }) => name);
    return sealed.filter((name) => !there.includes(name));
  }
  const build = primaryBuild(dossier.release);
  if (!build || !(await isGone(azure.builds.get(build.id)))) return [];
  return sealed.length > 0 ? sealed : ["the whole build"];
}

async function readRelease(id: ReleaseId, hub: Hub): Promise<There> {
  const [dossier, links] = await Promise.all([
    inspectRelease(id, hub.azure),
    readingOf(linksOf(id, hub.azure)),
  ]);
  const [checked, gone] = await Promise.all([check(dossier, hub.sha256), goneOf(dossier, hub)]);
  return { kind: "there", dossier, checked, links, gone };
}

async function readKnown(id: ReleaseId, hub: Hub): Promise<Known> {
  try {
    return await readRelease(id, hub);
  } catch (error) {
    if (!(error instanceof Failure) || error.report.code !== "RM041") throw error;
    const links = await readBroken(id, hub.azure);
    if (links === undefined) throw error;
    return { kind: "broken", links };
  }
}

/** Reads a release with everything around it, again and again while it is looked at. */
export function useDossier(hub: Hub, id: ReleaseId): Loading<Known> {
  const loading = useLoaded<Known>(() => readKnown(id, hub), {
    key: id,
    again: (known) => (known.kind === "there" && moves(known.dossier.release) ? pace.running : pace.idle),
  });
  useChanges(loading.reload);
  return loading;
}
