import { refusal } from "../../../core/failure.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { quoted } from "../../../core/model/defuse.ts";
import type { PlannedArtefact, StillThere, TargetIdentity } from "../../../core/model/target.ts";
import type { DeployIo, Target } from "../../../core/ports-of-targets.ts";
import type { AppServiceSettings, AppServiceWorld } from "./appservice-settings.ts";
import { checkSite } from "./check-site.ts";
import { holds, movedWords } from "./decide-site.ts";
import { deploySite, isLiveAlready } from "./deploy-site.ts";
import { healthRule } from "./health.ts";
import { planSite, provedFacts, type Plan, type Planned } from "./plan-site.ts";
import { openSite, type Place, type Site } from "./site.ts";
import { verifySite } from "./verify-site.ts";
import { webPackage } from "./web-package.ts";
import { failureBy } from "./why.ts";
import type { Work } from "./work.ts";

/**
 * A web app of App Service as a target for one web package, with or without a slot. Refuses addresses and inputs that are
 * none; nothing is asked before `identify`.
 */
export function appServiceTarget(settings: AppServiceSettings, world: AppServiceWorld): Target {
  healthRule(settings);
  const site = openSite(settings, world);
  let planned: Planned | undefined;
  const plan = async (artefacts: readonly SealedArtefact[]): Promise<Planned> =>
    (planned = await reading(site, "planned", () => planSite(site, artefacts)));
  return {
    kind: "appservice",
    takes: ({ kind }) => kind === "files",
    identify: () => reading(site, "identified", () => identify(site)),
    preflight: () => checkSite(site),
    stillThere: (artefacts) => reading(site, "looked at", () => stillThere(site, artefacts)),
    plan: async (artefacts) => (await plan(artefacts)).told,
    deploy: async (step, artefact, io) => {
      world.current.signal = io.signal;
      const { plan: found, told } = planned ?? (await plan([artefact]));
      if (found === undefined || step.action === "refuse" || found.artefact !== artefact.name)
        throw notPlanned(
          site,
          artefact,
          told.steps.find((one) => one.artefact === artefact.name),
        );
      return deploySite(workOf(site, found, io), found);
    },
    verify: async (artefacts, io) => {
      const { plan: found } = planned ?? (await plan(artefacts));
      const [artefact] = artefacts;
      if (found === undefined || artefact === undefined) throw notPlanned(site, artefact);
      return verifySite(site, found, io, isLiveAlready(found));
    },
    close: () => {
      world.http.close();
      return Promise.resolve();
    },
  };
}

async function identify(site: Site): Promise<TargetIdentity> {
  await site.production();
  const { resource, name, origin } = site.address;
  return { id: `appservice:${resource.toLowerCase()}`, name, url: origin };
}

function workOf(site: Site, { artefact, web, place }: Plan, io: DeployIo): Work {
  const deadline = site.world.now() + site.settings.waitMinutes * 60_000;
  const isLive = site.settings.slot === "";
  return { site, place, isLive, web, artefact, io, deadline, operations: [] };
}

async function stillThere(site: Site, artefacts: readonly SealedArtefact[]): Promise<readonly StillThere[]> {
  const production = await site.production();
  return Promise.all(artefacts.map((artefact) => oneStillThere(site, production, artefact)));
}

async function oneStillThere(site: Site, place: Place, artefact: SealedArtefact): Promise<StillThere> {
  const { name, digest } = artefact;
  const web = await webPackage(artefact, site.world.path(name));
  if ("because" in web) return { artefact: name, kind: "unknown", because: web.because };
  const wanted = { root: site.settings.sealRoot, digest };
  const facts = await provedFacts(site, place, wanted, web);
  const held = holds(facts, wanted);
  if (held === "yes") return { artefact: name, kind: "same" };
  const { marker } = facts;
  const other =
    marker === undefined
      ? "the site holds nothing of Release Manager's"
      : `the site holds ${quoted(marker.release.name)}`;
  return { artefact: name, kind: "moved", because: held === "moved" ? movedWords(facts) : other };
}

/** Does something that only reads; what goes wrong is told as a failure by which nothing was changed. */
async function reading<T>(site: Site, done: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const what = `${site.settings.environment} was not ${done}`;
    throw failureBy(error, site.whom, { what, state: "nothing was changed" });
  }
}

function notPlanned(site: Site, artefact?: SealedArtefact, step?: PlannedArtefact): Error {
  return refusal({
    code: "RM022",
    what: `${site.settings.environment} was not deployed`,
    where: `artefact ${artefact?.name ?? "none"}, ${site.address.resource}`,
    cause: step?.text ?? "the artefact is not in the plan",
    next: "Mend what the plan refuses, then run this stage again",
  });
}
