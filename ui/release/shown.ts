import type { Dossier } from "../../core/acts/inspect-release.ts";
import type { ReleaseLinks } from "../../core/model/links.ts";
import type { Instant } from "../../core/model/instant.ts";
import type { Release } from "../../core/model/release.ts";
import type { Pages } from "../shared/pages.ts";
import { type ArtefactRow, artefactsOf, type Verified } from "./artefacts.ts";
import { type AttemptRow, attemptsOf, type History } from "./attempts.ts";
import { type Card, cardsOf } from "./cards.ts";
import { type Facts, factsOf, sealOf } from "./facts.ts";
import { missingOf, type Standing, standingOf } from "./standing.ts";
import type { There } from "./use-dossier.ts";
import type { Refused } from "./use-hold.ts";

/** One release, ready to draw. */
export type Shown = Readonly<{
  release: Release;
  title: string;
  facts: Facts;
  standing: Standing;
  buildUrl?: string;
  columns: readonly (readonly Card[])[];
  attempts: readonly AttemptRow[];
  artefacts: readonly ArtefactRow[];
  artefactsFailed?: string;
  history: History;
  /** What a run lacks that is for looking only, and where it is told how to add it. */
  missing: readonly string[];
  docs: string;
  /** What could not be read beside the release, and what was refused. */
  problems: readonly string[];
}>;

/** What was found and refused while it was looked at. */
export type Found = Readonly<{ verified: Verified; refused: Refused; pages: Pages; now: Instant }>;

function failures({ dossier, links }: There, { memory }: Refused): readonly string[] {
  const failed = (what: string, reading: { kind: string; why?: string }): string =>
    reading.kind === "failed" ? `${what} could not be read: ${reading.why ?? ""}` : "";
  return [
    ...dossier.problems,
    failed("The settings", dossier.settings),
    failed("The calendar", dossier.calendar),
    failed("The artefacts", dossier.published),
    failed("The holds on the build", dossier.leases),
    failed("The variable groups", dossier.groups),
    failed("What is stored beside the release", links),
    memory === undefined ? "" : `What is known of the release could not be kept beside it: ${memory}`,
  ].filter(Boolean);
}

/** A title is the first line of a classic release's description, too: it is not said twice. */
function titleOf({ description }: Release, links: ReleaseLinks | undefined): string {
  const title = links?.title ?? "";
  return description.startsWith(title) ? "" : title;
}

function artefactsFailed({ published }: Dossier, isSealed: boolean): Pick<Shown, "artefactsFailed"> {
  return published.kind === "failed" && !isSealed ? { artefactsFailed: published.why } : {};
}

/** The release as it is drawn. */
export function shownOf(there: There, { verified, refused, pages, now }: Found): Shown {
  const { dossier, checked, gone } = there;
  const facts = factsOf(dossier, checked, {
    gone,
    ...(refused.hold === undefined ? {} : { refused: refused.hold }),
  });
  const missing = missingOf(dossier);
  return {
    release: dossier.release,
    title: titleOf(dossier.release, there.links.kind === "read" ? there.links.value : undefined),
    facts,
    standing: standingOf(there),
    ...(facts.build?.id === undefined ? {} : { buildUrl: pages.build(facts.build.id) }),
    columns: cardsOf(dossier, { gone, readOnly: missing.length > 0, now }),
    attempts: attemptsOf(dossier, checked),
    artefacts: artefactsOf(dossier, verified),
    ...artefactsFailed(dossier, sealOf(dossier) !== undefined),
    history: dossier.history,
    missing,
    docs: pages.docs,
    problems: failures(there, refused),
  };
}
