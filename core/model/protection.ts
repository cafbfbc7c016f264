import { quoted } from "./defuse.ts";
import type { Instant } from "./instant.ts";
import { day } from "./judge-parts.ts";
import type { Link, ReleaseLinks } from "./links.ts";
import { placesBegun, placesOnward, type Place } from "./onward.ts";
import type { Release, ReleaseId } from "./release.ts";
import type { State } from "./stage.ts";
import { lowered } from "./why-words.ts";
import { classWords, listed, stateWords } from "./words.ts";

/** One place on the way of the same sealed bytes, through all the releases that carried them. */
export type ChainPart = Readonly<{
  where: "from" | "this" | "onward";
  release: ReleaseId;
  name: string;
  pipeline: string;
  stage?: string;
  environment?: string;
  on?: Instant;
  outcome?: State;
}>;

/** Whether a release may be deleted by a person, and what stands against it. */
export type Guard = Readonly<{
  /**
   * `standalone`: in its first environment at most. `promoted`: deployed onward, or linked. `kept`: kept for ever by a person.
   * `broken`: something beneath it is gone, whatever else it is.
   */
  state: "standalone" | "promoted" | "kept" | "broken";
  deletable: boolean;
  /** One sentence, the same through every door. */
  because: string;
  /** Where it came from, where it was, where it went on. */
  chain: readonly ChainPart[];
}>;

/**
 * What guards a release. It is protected from the first onward deployment on, however that was started and however it ended: a
 * deployment that runs or failed may have changed its target, too. Both ends of a link are protected, and what is kept for
 * ever. Links can only add to that. `gone` names artefacts that can no longer be fetched.
 */
export function protectionOf(
  release: Release,
  links: ReleaseLinks | undefined,
  gone: readonly string[] = [],
): Guard {
  const reasons = [
    ...onwardReasons(placesOnward(release, links)),
    ...linkReasons(links),
    ...(release.protection.keptForever ? ["it is kept for ever: give it back to retention first"] : []),
  ];
  const broken = gone.length === 0 ? [] : [`its artefacts are gone: ${listed(gone.slice(0, 10).map(named))}`];
  return {
    state: stateOf(reasons, release.protection.keptForever, broken.length > 0),
    deletable: reasons.length === 0,
    because: sentence([...broken, ...(reasons.length === 0 ? [free] : reasons)]),
    chain: chainOf(release, placesBegun(release, links), links),
  };
}

/** Whether a person may still change what is said of a release: until it is promoted. Keeping it does not stand against that. */
export function isEditable({ state, deletable }: Guard): boolean {
  return deletable || state === "kept";
}

/** What guards a release that Azure DevOps no longer has: what is known of it stays, as proof. */
export function brokenOf(links: ReleaseLinks): Guard {
  const own = { id: links.release, name: links.name, pipeline: links.pipeline };
  return {
    state: "broken",
    deletable: false,
    because: sentence([
      "Azure DevOps no longer has it",
      "what is known of it is kept as proof",
      ...onwardReasons(placesOnward(undefined, links)),
      ...linkReasons(links),
    ]),
    chain: chainOf(own, placesBegun(undefined, links), links),
  };
}

/** One end of a link that is to be made. `root` is its seal's, where it is sealed. */
export type LinkEnd = Readonly<{ name: string; root?: string }>;

/** Why two releases must not be linked, in a sentence; absent where both are known to carry the same sealed bytes. */
export function linkFault(from: LinkEnd, to: LinkEnd): string | undefined {
  const unsealed = [from, to].filter(({ root }) => root === undefined || !/^[0-9a-f]{64}$/.test(root));
  if (unsealed.length > 0) {
    const names = listed(unsealed.map(({ name }) => named(name)));
    return `There is no seal of ${names}, so nothing proves that both carry the same artefacts.`;
  }
  if (from.root === to.root) return undefined;
  return `${named(from.name)} and ${named(to.name)} do not carry the same sealed bytes: ${short(from)} and ${short(to)}.`;
}

const free = "it was deployed to no environment beyond its first and is linked to no other release";

function onwardReasons(onward: readonly Place[]): readonly string[] {
  if (onward.length === 0) return [];
  const failed = onward.some(({ state }) => state === "failed");
  const told = `it was deployed onward to ${listed(onward.map(placeWords))}`;
  return [failed ? `${told}, and one that failed counts, since it may have changed the target` : told];
}

function linkReasons(links: ReleaseLinks | undefined): readonly string[] {
  const onward = links?.onward ?? [];
  const words = (link: Link): string => `${named(link.name)} of ${named(link.pipeline)} (${day(link.on)})`;
  return [
    ...(links?.from === undefined ? [] : [`it carries on ${words(links.from)}`]),
    ...(onward.length === 0 ? [] : [`it went on as ${listed(onward.map(words))}`]),
  ];
}

function placeWords(place: Place): string {
  const state = place.state === "unknown" ? "unknown" : lowered(stateWords({ state: place.state, wire: "" }));
  const facts = [lowered(classWords(place.class)), ...(place.on === undefined ? [] : [day(place.on)]), state];
  return `${named(place.name)} (${facts.join(", ")})`;
}

function stateOf(reasons: readonly string[], keptForever: boolean, broken: boolean): Guard["state"] {
  if (broken) return "broken";
  if (reasons.length === 0) return "standalone";
  return keptForever && reasons.length === 1 ? "kept" : "promoted";
}

type Own = Readonly<{ id: ReleaseId; name: string; pipeline: Readonly<{ name: string }> }>;

function chainOf(own: Own, begun: readonly Place[], links: ReleaseLinks | undefined): readonly ChainPart[] {
  const self = { where: "this", release: own.id, name: own.name, pipeline: own.pipeline.name } as const;
  const here = begun.map((place) => ({ ...self, ...placePart(place) }));
  const onward = [...(links?.onward ?? [])].sort((a, b) => a.on - b.on);
  return [
    ...(links?.from === undefined ? [] : [linkPart("from", links.from)]),
    ...(here.length === 0 ? [self] : here),
    ...onward.map((link) => linkPart("onward", link)),
  ];
}

function placePart({ name, environment, on, state }: Place): Partial<ChainPart> {
  return {
    stage: name,
    ...(environment === undefined ? {} : { environment }),
    ...(on === undefined ? {} : { on }),
    outcome: state,
  };
}

function linkPart(where: "from" | "onward", link: Link): ChainPart {
  const { release, name, pipeline, environment, on } = link;
  return { where, release, name, pipeline, ...(environment === undefined ? {} : { environment }), on };
}

function named(name: string): string {
  return quoted(name, 60);
}

function sentence(clauses: readonly string[]): string {
  const text = clauses.join("; ");
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

function short({ root = "" }: LinkEnd): string {
  return root.slice(0, 8);
}
