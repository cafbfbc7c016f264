import { instant, type Instant } from "./instant.ts";
import type { KnownStage, Link, ReleaseLinks } from "./links.ts";
import { hexadecimal, list, object, oneOf, optional, readJson, text, wholeNumber } from "./read-shape.ts";
import type { Faults, Shape } from "./read-shape.ts";
import { readReleaseId, type ReleaseId } from "./release.ts";

/** Reads links from untrusted text, strictly. A link whose root is not the release's own is a fault of the whole. */
export function readLinks(text: string): ReleaseLinks | Faults {
  const links = readJson(text, { what: "links document", maxCharacters: 200_000, schema: 1 }, linksShape);
  if ("faults" in links) return links;
  const faults = linksFaults(links);
  return faults.length === 0 ? links : { faults };
}

function linksFaults({ release, root, from, onward }: ReleaseLinks): string[] {
  const links = [...(from === undefined ? [] : [from]), ...onward];
  return links
    .slice(0, 20)
    .flatMap((link) => [
      ...(link.root === root
        ? []
        : [`The links document: ${link.release} does not have the sealed bytes of ${release}.`]),
      ...(link.release === release ? [`The links document: ${release} is linked to itself.`] : []),
    ]);
}

/** Reads a release's id, strictly. */
export const releaseId: Shape<ReleaseId> = (value, at, faults) => {
  const id = text(40)(value, at, faults);
  if (id === null) return null;
  const known = readReleaseId(id);
  if (known !== undefined && `${known.kind}:${known.number}` === id) return `${known.kind}:${known.number}`;
  faults.push(`${at} is no release`);
  return null;
};

// No date of JavaScript is later.
const lastMoment = 8_640_000_000_000_000;

/** A moment in milliseconds since 1970. */
export const time: Shape<Instant> = (value, at, faults) => {
  const milliseconds = wholeNumber(value, at, faults);
  if (milliseconds === null) return null;
  if (milliseconds <= lastMoment) return instant(milliseconds);
  faults.push(`${at} is no moment`);
  return null;
};

const linkShape = object<Link>({
  release: releaseId,
  name: text(400),
  pipeline: text(400),
  environment: optional(text(400)),
  root: hexadecimal(64),
  on: time,
});

const stageShape = object<KnownStage>({
  name: text(400),
  class: oneOf("development", "test", "staging", "production"),
  state: oneOf(
    "notDeployed",
    "waitingForManualStart",
    "waitingForApproval",
    "waitingForCheck",
    "scheduled",
    "queued",
    "inProgress",
    "succeeded",
    "succeededWithWarnings",
    "failed",
    "rejected",
    "cancelled",
    "skipped",
    "unknownStillRunning",
    "unknown",
  ),
  on: optional(time),
});

const linksShape = object<ReleaseLinks>({
  schema: oneOf(1),
  release: releaseId,
  name: text(400),
  title: optional(text(400)),
  pipeline: object<ReleaseLinks["pipeline"]>({ id: wholeNumber, name: text(400) }),
  build: optional(object<NonNullable<ReleaseLinks["build"]>>({ id: wholeNumber, number: text(400) })),
  builds: optional(list(wholeNumber, 200)),
  root: optional(hexadecimal(64)),
  from: optional(linkShape),
  onward: list(linkShape, 200),
  stages: list(stageShape, 200),
  archivedOn: optional(time),
});
