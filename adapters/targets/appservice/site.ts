import { refusal } from "../../../core/failure.ts";
import { quoted } from "../../../core/model/defuse.ts";
import type { Secret } from "../../../core/model/secret.ts";
import { TokenRefused } from "../../entra/token-refused.ts";
import { siteAddress, type SiteAddress } from "./address.ts";
import type { AppServiceSettings, AppServiceWorld } from "./appservice-settings.ts";
import type { PlaceFacts } from "./decide-site.ts";
import { newestIn, pendingIn, type KuduRecord } from "./judge-deployment.ts";
import { readAutoSwap, readSite, readSlots, type ArmSite } from "./read-arm.ts";
import { readRecords } from "./read-kudu.ts";
import { markerPath, readMarker } from "./read-marker.ts";
import { openDoor, WebRefusal, type Call, type Door } from "./web-door.ts";
import { who } from "./words.ts";
import { once } from "../../../core/acts/once.ts";
import type { Whom } from "./why.ts";

/** The version of App Service's part of the resource manager. */
export const armVersion = "api-version=2022-03-01";

/** One place that content lies in: the site itself, or a slot of it. */
export type Place = Readonly<{
  /** `the site` or `the slot "next"`. */
  label: string;
  resource: string;
  arm: ArmSite;
  scm: Door;
  /** Where visitors reach it. */
  origin: string;
}>;

/** One site that is being worked at. Nothing is asked before a place is. */
export type Site = Readonly<{
  settings: AppServiceSettings;
  world: AppServiceWorld;
  address: SiteAddress;
  whom: Whom;
  arm: Door;
  production: () => Promise<Place>;
  /** Absent where the step names no slot. */
  slot: () => Promise<Place | undefined>;
}>;

/** Prepares the way to a site. Refuses addresses that are none. */
export function openSite(settings: AppServiceSettings, world: AppServiceWorld): Site {
  const address = siteAddress(settings);
  const { http, tokens } = world;
  const { resourceManager: origin, resource } = address;
  const whom: Whom = { environment: settings.environment, resource, clientId: settings.clientId };
  const token = (renew: boolean): Promise<Secret> => tokens(origin, renew);
  const arm = openDoor({ service: "Azure Resource Manager", origin, http, token });
  const scmToken = tokenForScm(address.scmAudiences, world);
  const door = (host: string): Door =>
    openDoor({ service: "the SCM site", origin: `https://${host}`, http, token: scmToken });
  const base = { settings, world, address, whom, arm };
  return {
    ...base,
    production: once(() => production(base, door)),
    slot: once(() => slotOf(base, door)),
  };
}

type Base = Omit<Site, "production" | "slot">;

/** The better audience first; the other one where that is refused, by whoever gives tokens or by the site itself. */
function tokenForScm(
  [first = "", second = first]: readonly string[],
  { tokens, tell }: AppServiceWorld,
): (renew: boolean) => Promise<Secret> {
  let audience = first;
  let isTold = false;
  const fallBack = (because: string): Promise<Secret> => {
    audience = second;
    tell(`${first} ${because}: signing in to the SCM site for ${second} instead.`);
    return tokens(second, true);
  };
  return async (renew) => {
    if (renew && audience === first && first !== second) return fallBack("was refused by the SCM site");
    try {
      const token = await tokens(audience, renew);
      if (!isTold) tell(`Signing in to the SCM site for ${audience}.`);
      isTold = true;
      return token;
    } catch (thrown) {
      if (!(thrown instanceof TokenRefused) || audience === second) throw thrown;
      return fallBack("is not known in this tenant");
    }
  };
}

/** The guard against a wrong address: the site with this id must answer to the address that was given. */
async function production(base: Base, door: (host: string) => Door): Promise<Place> {
  const { address, arm, settings } = base;
  const answer = await arm.call(`${address.resource}?${armVersion}`);
  const site = readSite(answer.text);
  const { host } = new URL(address.origin);
  if (!site.hosts.includes(host)) {
    const names = site.hosts.length === 0 ? "none" : site.hosts.slice(0, 10).join(", ");
    throw refusal({
      code: "RM030",
      what: `${settings.environment} was not reached`,
      where: `TargetURL-${settings.environment} and TargetResource-${settings.environment}`,
      cause: `${address.origin} is not an address of the site ${address.name}: it answers to ${names}`,
      next: "Correct the one of the two that is wrong: nothing is sent until they mean the same site",
    });
  }
  return placeOf(base, { label: "the site", resource: address.resource, arm: site }, door, address.origin);
}

async function slotOf(base: Base, door: (host: string) => Door): Promise<Place | undefined> {
  const { settings, address, arm } = base;
  const { slot } = settings;
  if (slot === "") return undefined;
  if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,58}$/.test(slot) || slot.toLowerCase() === "production")
    throw badSlot(base, `${quoted(slot)} is no name of a slot`);
  const resource = `${address.resource}/slots/${slot}`;
  const answer = await arm.call(`${resource}?${armVersion}`, { allow: [404] });
  if (answer.status === 404) {
    const there = readSlots((await arm.call(`${address.resource}/slots?${armVersion}`)).text).map((name) =>
      quoted(name),
    );
    const others = there.length === 0 ? "it has none" : `it has ${there.slice(0, 10).join(", ")}`;
    throw badSlot(base, `The site ${address.name} has no slot ${quoted(slot)}: ${others}`);
  }
  const config = await arm.call(`${resource}/config/web?${armVersion}`);
  const autoSwap = readAutoSwap(config.text);
  if (autoSwap !== "")
    throw badSlot(
      base,
      `The slot ${quoted(slot)} swaps itself with ${quoted(autoSwap)} after each deployment (auto swap), before anybody knows whether it is healthy`,
    );
  const site = readSite(answer.text);
  return placeOf(
    base,
    { label: `the slot ${quoted(slot)}`, resource, arm: site },
    door,
    `https://${site.defaultHost}`,
  );
}

function placeOf(
  { settings }: Base,
  place: Pick<Place, "label" | "resource" | "arm">,
  door: (host: string) => Door,
  origin: string,
): Place {
  const { scmHost, defaultHost } = place.arm;
  if (scmHost !== "" && defaultHost !== "") return { ...place, scm: door(scmHost), origin };
  throw refusal({
    code: "RM031",
    what: `${settings.environment} was not reached`,
    where: place.resource,
    cause: `Azure tells no ${scmHost === "" ? "SCM" : "default"} host of ${place.label}`,
    next: "Check that TargetResource names a web app of App Service",
  });
}

function badSlot({ settings, address }: Base, cause: string): Error {
  return refusal({
    code: "RM010",
    what: `${settings.environment} was not reached`,
    where: `input slot, ${address.resource}`,
    cause,
    next: "Name a slot of the site that has auto swap switched off, or leave the input slot empty to deploy without one",
  });
}

/** The deployments that a place remembers, whoever made them. */
export async function recordsOf({ scm }: Place, call: Call = {}): Promise<readonly KuduRecord[]> {
  const answer = await scm.call("/api/deployments", call);
  const records = readRecords(answer.text);
  if (records !== undefined) return records;
  throw new WebRefusal(answer, { service: "the SCM site", call: "GET /api/deployments" });
}

/** What a place says about its content now. */
export async function factsOf(site: Site, place: Place): Promise<PlaceFacts> {
  const [records, answer] = await Promise.all([
    recordsOf(place),
    place.scm.call(`/api/vfs/${markerPath(site.address.name)}`, { allow: [404] }),
  ]);
  const marker = answer.status === 404 ? undefined : readMarker(answer.text);
  const newest = newestIn(records);
  const pending = pendingIn(records);
  return {
    ...(marker === undefined ? {} : { marker }),
    ...(newest === undefined ? {} : { newest: { id: newest.id, receivedOn: newest.receivedOn } }),
    ...(pending === undefined ? {} : { pending: who(pending) }),
  };
}
