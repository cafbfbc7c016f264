import { quoted } from "../../../core/model/defuse.ts";
import type { Marker } from "./read-marker.ts";

/** What one place (the site, or a slot of it) says about its content. */
export type PlaceFacts = Readonly<{
  /** Absent: Release Manager never deployed here. */
  marker?: Marker;
  /** The deployment that its content came by; absent where the site remembers none. */
  newest?: Marker["deployment"];
  /** Somebody's deployment that is going on: who and since when. */
  pending?: string;
  /** A file that is not the released one although the marker says so, in words. */
  altered?: string;
}>;

/** What is to be live. */
export type Wanted = Readonly<{ root: string; digest: string }>;

/** What will be done. */
export type SiteDecision = Readonly<{
  do: "nothing" | "deploy" | "deployAndSwap" | "swap";
  /** A clause for the plan, after the artefact's name. */
  text: string;
  rollback: string;
}>;

type Situation = Readonly<{ wanted: Wanted; site: PlaceFacts; slot?: PlaceFacts; slotName: string }>;

/** What has to be done so that the site serves what is wanted, from what is there. Pure. */
export function decideSite(situation: Situation): SiteDecision {
  const { wanted, site, slot, slotName } = situation;
  const rollback = rollbackOf(situation);
  if (holds(site, wanted) === "yes")
    return { do: "nothing", text: `is live already (${idOf(site)})`, rollback };
  const wait = waitWords(slot ?? site);
  if (slot === undefined)
    return {
      do: "deploy",
      text: `is deployed over the running site, which is not atomic: while files are copied, visitors may see old and new ones${wait}`,
      rollback,
    };
  const name = quoted(slotName);
  const held = holds(slot, wanted);
  if (held === "yes" && slot.pending === undefined)
    return {
      do: "swap",
      text: `lies in the slot ${name} already (${idOf(slot)}): swapped, nothing is sent`,
      rollback,
    };
  const since = held === "moved" ? `; the slot held it, but ${movedWords(slot)}` : "";
  return {
    do: "deployAndSwap",
    text: `is deployed to the slot ${name}, proved there, then swapped with the running site${since}${wait}`,
    rollback,
  };
}

/** Whether a place has these bytes; `moved`: it had them, until somebody else deployed or changed a file. */
export function holds(
  { marker, newest, altered }: PlaceFacts,
  { root, digest }: Wanted,
): "yes" | "moved" | "no" {
  if (marker?.root !== root || marker.artefact.digest !== digest) return "no";
  if (altered !== undefined) return "moved";
  // By time, not only by id: a site forgets old deployments, and not every history moves along with a swap.
  const since = newest !== undefined && newest.id !== marker.deployment.id;
  return since && newest.receivedOn >= marker.deployment.receivedOn ? "moved" : "yes";
}

/** Whether what is there is still what the plan was made from. */
export function sameFacts(a: Situation, b: Situation): boolean {
  const parts = ({ site, slot }: Situation): readonly unknown[] =>
    [site, slot].map((place) => [place?.newest?.id ?? "", place?.marker?.deployment.id ?? ""]);
  return JSON.stringify(parts(a)) === JSON.stringify(parts(b));
}

function idOf({ marker }: PlaceFacts): string {
  return `deployment ${quoted(marker?.deployment.id ?? "")}`;
}

/** Why a place no longer has what its marker says, as a clause. */
export function movedWords({ newest, altered }: PlaceFacts): string {
  if (altered !== undefined) return `somebody changed its files since: ${altered}`;
  return `somebody deployed there since (deployment ${quoted(newest?.id ?? "")}, ${newest?.receivedOn ?? ""})`;
}

function waitWords({ pending }: PlaceFacts): string {
  return pending === undefined ? "" : `; a deployment is going on there (${pending}) and is waited for`;
}

function rollbackOf({ site, slot, slotName, wanted }: Situation): string {
  const now =
    site.marker === undefined
      ? "what is live now, which Release Manager did not deploy"
      : quoted(site.marker.release.name);
  if (slot === undefined)
    return `deploy the earlier release again (${now} is live now): its package is sent anew, which is not atomic either`;
  const name = quoted(slotName);
  if (holds(site, wanted) === "yes") {
    const kept =
      slot.marker === undefined
        ? "content that Release Manager did not deploy"
        : quoted(slot.marker.release.name);
    return `the slot ${name} holds ${kept}: deploying that release swaps it back, unless somebody deployed to the slot since`;
  }
  return `the slot ${name} will hold ${now}: deploying that release again is one swap, as long as nobody deploys to the slot. A database is not swapped back`;
}
