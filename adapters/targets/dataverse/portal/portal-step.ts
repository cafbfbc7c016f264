import { join, posix } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { listed } from "../../../../core/model/words.ts";
import type { Environment } from "../environment.ts";
import { plannedAs, refusedStep } from "../step.ts";
import type { Step } from "../step.ts";
import { findPac } from "./pac.ts";
import { uploadSite } from "./upload-site.ts";

/** A site's folder inside its artefact, with `/`; empty: the artefact's root. Absent: there is no site. */
export function siteFolder({ files }: SealedArtefact): string | undefined {
  const site = files.find(({ path }) => /^([^/]+\/){0,2}website\.ya?ml$/i.test(path));
  if (site === undefined) return undefined;
  const folder = posix.dirname(site.path);
  return folder === "." ? "" : folder;
}

/** The plan for a site that is no solution: `pac` uploads it. Refused where it cannot. */
export async function planPortal(environment: Environment, artefact: SealedArtefact): Promise<Step> {
  const { settings, world } = environment;
  const { name } = artefact;
  const folder = siteFolder(artefact);
  if (folder === undefined)
    return refusedStep(artefact, `${name} holds no website.yml, so it is no site that pac could upload`);
  const pac = await findPac(world.variables);
  if (pac === undefined)
    return refusedStep(artefact, `${name} ${noPac}`, "Install the Power Platform CLI on the agent");
  if (settings.pages === undefined) return noSecret(artefact, settings.environment);
  const pages = { ...settings.pages, profile: plainProfile(settings.pages.profile) };
  const fault = profileFault(artefact, pages.profile, settings.environment);
  if (fault !== undefined) return refusedStep(artefact, fault);
  const profile = pages.profile === "" ? "" : ` with the profile ${pages.profile}`;
  const text = `The site in ${name} will be uploaded by pac${profile}. What it replaces is not compared first, and pac does not take it back.`;
  const place = join(world.archivePath(artefact), folder);
  return {
    planned: plannedAs(artefact, "update", text),
    carryOut: (io) => uploadSite({ environment, pages, pac, artefact: name, folder: place }, io),
  };
}

const noPac = "is a site that is no solution, and only pac can upload it: pac is not on the agent's PATH";

function noSecret(artefact: SealedArtefact, environment: string): Step {
  const because = `only a client secret signs pac in, and the connection gives none for ${environment}`;
  return refusedStep(
    artefact,
    because,
    "Give the group TenantID and Secret, or bring the site into a solution",
  );
}

/** Profiles are named with or without the end of their file's name. */
function plainProfile(profile: string): string {
  return profile.trim().replace(/\.deployment\.ya?ml$/i, "");
}

function profileFault(
  { name, files }: SealedArtefact,
  wanted: string,
  environment: string,
): string | undefined {
  if (wanted === "") return undefined;
  const known = files.flatMap(({ path }) => {
    const found = /(?:^|\/)deployment-profiles\/([^/]+)\.deployment\.ya?ml$/i.exec(path)?.[1];
    return found === undefined ? [] : [found];
  });
  if (known.some((one) => one.toLowerCase() === wanted.toLowerCase())) return undefined;
  const there = known.length === 0 ? "it has none" : `it has ${listed(known)}`;
  return `DeploymentProfile-${environment} names the profile '${wanted}', which ${name} has not: ${there}`;
}
