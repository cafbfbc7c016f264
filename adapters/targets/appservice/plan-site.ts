import type { SealedArtefact } from "../../../core/model/artefact.ts";
import { quoted } from "../../../core/model/defuse.ts";
import type { PlannedArtefact, TargetPlan } from "../../../core/model/target.ts";
import { listed } from "../../../core/model/words.ts";
import { decideSite, holds, type PlaceFacts, type SiteDecision, type Wanted } from "./decide-site.ts";
import { proveFiles } from "./prove-files.ts";
import { factsOf, type Place, type Site } from "./site.ts";
import { webPackage, type WebPackage } from "./web-package.ts";

/** What the decision is made from. */
export type Situation = Parameters<typeof decideSite>[0];

/** What will be done with the one package. */
export type Plan = Readonly<{
  artefact: string;
  situation: Situation;
  decision: SiteDecision;
  web: WebPackage;
  place: Place;
}>;

/** A plan, or only the steps that refuse. */
export type Planned = Readonly<{ told: TargetPlan; plan?: Plan }>;

/** Looks at the site and decides. Reads only. */
export async function planSite(site: Site, artefacts: readonly SealedArtefact[]): Promise<Planned> {
  const [artefact, ...more] = artefacts;
  if (artefact === undefined) return { told: { steps: [], rollback: "nothing is deployed" } };
  if (more.length > 0) return { told: tooMany(artefacts) };
  const production = await site.production();
  const place = (await site.slot()) ?? production;
  const web = await webPackage(artefact, site.world.path(artefact.name));
  if ("because" in web) return { told: refusing(artefact, web.because) };
  const stopped = [production, place].find(({ arm }) => !/^running$/i.test(arm.state));
  if (stopped !== undefined)
    return {
      told: refusing(
        artefact,
        `${stopped.label} is not running (${quoted(stopped.arm.state)}): start it first`,
      ),
    };
  const situation = await situationOf(site, { root: site.settings.sealRoot, digest: artefact.digest }, web);
  const decision = decideSite(situation);
  const step: PlannedArtefact = {
    artefact: artefact.name,
    kind: artefact.kind,
    action: actions[decision.do],
    text: decision.text,
  };
  return {
    told: { steps: [step], rollback: decision.rollback },
    plan: { artefact: artefact.name, situation, decision, web, place },
  };
}

const actions = { nothing: "skip", deploy: "update", deployAndSwap: "update", swap: "update" } as const;

/** What the site and the slot say now; where one says that it has the package, its files are looked at, too. */
export async function situationOf(site: Site, wanted: Wanted, web: WebPackage): Promise<Situation> {
  const [production, slot] = [await site.production(), await site.slot()];
  const [facts, slotFacts] = await Promise.all([
    provedFacts(site, production, wanted, web),
    slot === undefined ? undefined : provedFacts(site, slot, wanted, web),
  ]);
  const { slot: slotName } = site.settings;
  return { wanted, site: facts, slotName, ...(slotFacts === undefined ? {} : { slot: slotFacts }) };
}

/** What one place says, and whether its files bear it out. */
export async function provedFacts(
  site: Site,
  place: Place,
  wanted: Wanted,
  web: WebPackage,
): Promise<PlaceFacts> {
  const facts = await factsOf(site, place);
  if (holds(facts, wanted) !== "yes") return facts;
  const [altered] = (await proveFiles(place, web)).faults;
  return altered === undefined ? facts : { ...facts, altered };
}

/** A site holds one package: which of several is meant is for a person to say, never for us to guess. */
function tooMany(artefacts: readonly SealedArtefact[]): TargetPlan {
  const names = listed(artefacts.map(({ name }) => quoted(name)));
  const text = `a site takes one web package, and ${names} could each be it: exclude all but one, with a reason`;
  const steps = artefacts.map(
    ({ name, kind }) => ({ artefact: name, kind, action: "refuse", text }) as const,
  );
  return { steps, rollback: "nothing is deployed" };
}

function refusing({ name, kind }: SealedArtefact, text: string): TargetPlan {
  return { steps: [{ artefact: name, kind, action: "refuse", text }], rollback: "nothing is deployed" };
}
