import { randomUUID } from "node:crypto";
import type { Claims } from "../entra.ts";
import type { Answered, Asked } from "../web.ts";
import { settle, type Place } from "./place.ts";
import { appName, resourceOf, siteNames, slotName, type PlaceName, type SiteName } from "./site-names.ts";

/** A swap that goes on. */
type Swap = { id: string; site: SiteName; finishes: number; failure: string; settled: boolean };

/** What the stand-in for the resource manager knows. */
export type ArmWorld = Readonly<{
  places: ReadonlyMap<PlaceName, Place>;
  /** `localhost:8451` for visitors; the SCM site is the same port by number. */
  hosts: (place: PlaceName) => Readonly<{ site: string; scm: string }>;
  swaps: Swap[];
  check: (token: string) => Claims | undefined;
  clients: readonly string[];
  now: () => number;
}>;

/** Answers as Azure Resource Manager does for web apps: sites, slots, permissions, swaps. */
export function answerArm(world: ArmWorld, asked: Asked, self: string): Answered {
  const claims = world.check((asked.header("authorization") ?? "").replace(/^Bearer /, ""));
  if (claims?.aud !== self) return fault(401, "InvalidAuthenticationToken", "The access token is invalid.");
  const [, operation] = /\/operationresults\/([0-9a-f-]{36})$/.exec(asked.path) ?? [];
  if (operation !== undefined) return swapState(world, operation);
  const path = asked.path.toLowerCase();
  const site = siteNames.find((name) => `${path}/`.startsWith(`${resourceOf(name).toLowerCase()}/`));
  if (site === undefined)
    return fault(
      404,
      "ResourceNotFound",
      `The Resource '${asked.path}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
    );
  const rest = asked.path.slice(resourceOf(site).length);
  return answerSite(world, { site, rest, asked, claims }, self);
}

type AskedSite = Readonly<{ site: SiteName; rest: string; asked: Asked; claims: Claims }>;

function answerSite(world: ArmWorld, { site, rest, asked, claims }: AskedSite, self: string): Answered {
  const { behaviour } = placeAt(world, site);
  const right = asked.path.endsWith("slotsswap") ? "swap" : "read";
  if (behaviour.lacks === right || !world.clients.includes(claims.appid))
    return fault(
      403,
      "AuthorizationFailed",
      `The client '${claims.appid}' does not have authorization to perform action 'Microsoft.Web/sites/${right}' over scope '${asked.path}' or the scope is invalid.`,
    );
  const slot = `/slots/${slotName}`;
  const rights = "/providers/Microsoft.Authorization/permissions";
  const config = { properties: { autoSwapSlotName: behaviour.autoSwap } };
  const routes: Readonly<Record<string, () => Answered>> = {
    "GET ": () => ({ status: 200, body: siteBody(world, site) }),
    "GET /slots": () => ({ status: 200, body: { value: [{ name: `${appName(site)}/${slotName}` }] } }),
    [`GET ${slot}`]: () => ({ status: 200, body: siteBody(world, `${site}/${slotName}`) }),
    [`GET ${slot}/config/web`]: () => ({ status: 200, body: config }),
    [`GET ${rights}`]: () => permissions(behaviour.lacks),
    [`POST ${slot}/slotsswap`]: () => beginSwap(world, site, asked, self),
  };
  const route = routes[`${asked.method} ${rest}`];
  if (route !== undefined) return route();
  return rest.startsWith("/slots/")
    ? fault(404, "ResourceNotFound", `The Resource '${asked.path}' was not found.`)
    : { status: 404, unknownRoute: true };
}

function siteBody(world: ArmWorld, name: PlaceName): object {
  const { site, scm } = world.hosts(name);
  return {
    id: name.includes("/") ? `${resourceOf(siteOf(name))}/slots/${slotName}` : resourceOf(siteOf(name)),
    kind: "app",
    properties: {
      state: placeAt(world, name).behaviour.state,
      hostNames: [site],
      enabledHostNames: [site, scm],
      defaultHostName: site,
      hostNameSslStates: [
        { name: site, hostType: "Standard" },
        { name: scm, hostType: "Repository" },
      ],
    },
  };
}

function permissions(lacks: string): Answered {
  const notActions =
    lacks === "publish" ? ["Microsoft.Web/sites/*/publish/*", "Microsoft.Web/sites/publish/Action"] : [];
  return { status: 200, body: { value: [{ actions: ["Microsoft.Web/sites/*"], notActions }] } };
}

function beginSwap(world: ArmWorld, site: SiteName, asked: Asked, self: string): Answered {
  if (world.swaps.some((swap) => swap.site === site && !swap.settled))
    return fault(409, "Conflict", "Cannot modify this site because another operation is in progress.");
  const target = (JSON.parse(asked.body) as { targetSlot?: string }).targetSlot;
  if (target !== "production") return fault(400, "BadRequest", `There is no slot '${target ?? ""}'.`);
  const { behaviour, now } = placeAt(world, site);
  const swap = {
    id: randomUUID(),
    site,
    finishes: now() + behaviour.swapMilliseconds,
    failure: behaviour.swapFailure,
    settled: false,
  };
  world.swaps.push(swap);
  const path = `${resourceOf(site)}/operationresults/${swap.id}?api-version=2022-03-01`;
  const location = behaviour.oddLocation ? `http://elsewhere.example:80${path}` : `${self}${path}`;
  return { status: 202, body: "", headers: { location, "retry-after": "15" } };
}

/** Carries out the swaps that have come to their end. Called before every request. */
export async function settleSwaps(world: ArmWorld): Promise<void> {
  for (const swap of world.swaps) await settleSwap(world, swap);
}

async function settleSwap(world: ArmWorld, swap: Swap): Promise<void> {
  if (swap.settled || world.now() < swap.finishes) return;
  swap.settled = true;
  if (swap.failure !== "") return;
  const [site, slot] = [placeAt(world, swap.site), placeAt(world, `${swap.site}/${slotName}`)];
  for (const place of [site, slot]) await settle(place);
  [site.volume, slot.volume] = [slot.volume, site.volume];
}

function swapState({ swaps }: ArmWorld, id: string): Answered {
  const swap = swaps.find((one) => one.id === id);
  if (swap === undefined) return fault(404, "NotFound", "There is no such operation.");
  if (!swap.settled) return { status: 202, body: "" };
  if (swap.failure === "") return { status: 200, body: {} };
  const error = { code: "ExpectationFailed", message: swap.failure };
  return { status: 200, body: { id, status: "Failed", error } };
}

function placeAt({ places }: ArmWorld, name: PlaceName): Place {
  const place = places.get(name);
  if (place === undefined) throw new Error(`There is no place ${name}.`);
  return place;
}

function siteOf(name: PlaceName): SiteName {
  return siteNames.find((site) => name.startsWith(site)) ?? "dev";
}

function fault(status: number, code: string, message: string): Answered {
  return { status, body: { error: { code, message } } };
}
