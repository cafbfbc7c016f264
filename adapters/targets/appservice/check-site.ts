import type { FailureReport } from "../../../core/failure.ts";
import type { TargetCheck } from "../../../core/model/target.ts";
import { askHealth, healthRule } from "./health.ts";
import { readPermissions, type Permission } from "./read-arm.ts";
import { recordsOf, type Place, type Site } from "./site.ts";
import { failureBy } from "./why.ts";

/** Tries everything that can be tried at a site without a change: address, sign-in, slot, SCM site, rights, an answer. */
export async function checkSite(site: Site): Promise<readonly TargetCheck[]> {
  const found = "The site is found in Azure and answers to TargetURL";
  const production = await tried(site, found, () => site.production());
  const checks = [production.check];
  const place = production.value;
  const { slot } = site.settings;
  const sent =
    slot === "" ? { value: place } : await triedAt(site, "The slot is there", place, () => site.slot());
  if ("check" in sent) checks.push(sent.check);
  checks.push((await triedAt(site, "The SCM site lets this agent in", sent.value, recordsOf)).check);
  checks.push(await rightsCheck(site, place));
  checks.push(await answerCheck(site, place));
  return checks;
}

type Tried<T> = Readonly<{ check: TargetCheck; value?: T }>;

function notTried(name: string): TargetCheck {
  return { name, result: "unknown", text: "not tried, because something before it failed" };
}

/** Where the place is not there nothing can be tried. */
async function triedAt<T>(
  site: Site,
  name: string,
  place: Place | undefined,
  act: (place: Place) => Promise<T>,
): Promise<Tried<T>> {
  return place === undefined ? { check: notTried(name) } : tried(site, name, () => act(place));
}

async function tried<T>(site: Site, name: string, act: () => Promise<T>): Promise<Tried<T>> {
  try {
    const value = await act();
    return { check: { name, result: "ok", text: site.address.name }, value };
  } catch (thrown) {
    const { cause, next } = reportOf(site, thrown);
    return { check: { name, result: "failed", text: cause, fix: next } };
  }
}

function reportOf(site: Site, thrown: unknown): FailureReport {
  return failureBy(thrown, site.whom, { what: "", state: "nothing was changed" }).report;
}

/** What deploying and swapping take, in Azure's words. */
function actionsFor(slot: string): readonly string[] {
  return slot === ""
    ? ["Microsoft.Web/sites/publish/action"]
    : ["Microsoft.Web/sites/slots/publish/action", "Microsoft.Web/sites/slots/slotsswap/action"];
}

/** Whether the permissions hold an action. Pure. */
export function allows(permissions: readonly Permission[], action: string): boolean {
  const fits = (pattern: string): boolean =>
    new RegExp(
      `^${pattern
        .split("*")
        .map((part) => part.replace(/[^A-Za-z0-9/]/g, "\\$&"))
        .join(".*")}$`,
      "i",
    ).test(action);
  return permissions.some(({ actions, notActions }) => actions.some(fits) && !notActions.some(fits));
}

async function rightsCheck(site: Site, place: Place | undefined): Promise<TargetCheck> {
  const name = "The application may deploy to the site";
  if (place === undefined) return notTried(name);
  try {
    const path = `${place.resource}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`;
    const permissions = readPermissions((await site.arm.call(path)).text);
    const lacking = actionsFor(site.settings.slot).filter((action) => !allows(permissions, action));
    if (lacking.length === 0) return { name, result: "ok", text: "Azure says so" };
    const fix = `Give ClientID ${site.whom.clientId} the role Website Contributor on ${place.resource}`;
    return { name, result: "failed", text: `it lacks ${lacking.join(", ")}`, fix };
  } catch (thrown) {
    return { name, result: "unknown", text: `Azure does not tell: ${reportOf(site, thrown).cause}` };
  }
}

/** One look at what is live now: whether it is healthy is for the deployment to say. */
async function answerCheck(site: Site, place: Place | undefined): Promise<TargetCheck> {
  const name = `${site.address.origin} answers`;
  if (place === undefined) return notTried(name);
  const { answers, reached } = await askHealth(
    place.origin,
    healthRule(site.settings),
    site.world,
    () => true,
  );
  const text = answers.join(", ");
  if (reached) return { name, result: "ok", text };
  return { name, result: "failed", text, fix: "Check TargetURL, and that the agent's network reaches it" };
}
