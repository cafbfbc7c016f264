import { Failure, type FailureReport, type TargetState } from "../../../core/failure.ts";
import { counted } from "../../../core/model/words.ts";
import type { DeployIo } from "../../../core/ports-of-targets.ts";
import { holds } from "./decide-site.ts";
import { askHealth, healthRule } from "./health.ts";
import type { Plan } from "./plan-site.ts";
import { proveFiles } from "./prove-files.ts";
import { factsOf, type Site } from "./site.ts";
import { failureBy } from "./why.ts";

/**
 * Asks the running site itself: it holds this release, its files are the released ones, and visitors get the answers that
 * were asked for. Gives the proof in one sentence, or throws. `unchanged`: nothing was done, it was live before.
 */
export async function verifySite(site: Site, plan: Plan, io: DeployIo, unchanged: boolean): Promise<string> {
  const state: TargetState = unchanged ? "nothing was changed" : "it was changed completely";
  const production = await site.production();
  const { facts, proof } = await asked(site, plan, state);
  if (holds(facts, plan.situation.wanted) !== "yes")
    throw notIt(site, {
      cause: `The site does not hold this release: ${facts.marker === undefined ? "it has no marker of ours" : "somebody deployed to it meanwhile"}`,
      state: "its state is not known",
      next: "Find out who else deploys to the site, then run this stage again",
    });
  if (proof.faults.length > 0)
    throw notIt(site, {
      cause: `On the running site ${proof.faults.slice(0, 9).join("; ")}`,
      state,
      next: "Find out who or what else writes into the site, then run this stage again",
    });
  const rule = healthRule(site.settings);
  io.progress(95, `Asking ${production.origin} whether it is healthy`);
  const verdict = await askHealth(production.origin, rule, site.world, () => io.signal.aborted);
  const said = `GET ${rule.path} answered ${verdict.answers.join(", ")}`;
  if (!verdict.isHealthy && io.signal.aborted)
    throw notIt(site, {
      code: "RM050",
      what: `${site.settings.environment} was deployed, but not proved healthy`,
      cause: `The stage was cancelled before the site was healthy three times in a row: ${said}`,
      state,
      next: "Run this stage again: it looks first what is live",
    });
  if (!verdict.isHealthy)
    throw notIt(site, {
      cause: `The site is not healthy: ${said}, and should answer ${rule.text} three times in a row`,
      state,
      next: `Look at the site's log stream. The way back: ${plan.decision.rollback}`,
    });
  const files = counted(plan.web.files.length, "file");
  return `${production.origin} serves ${site.settings.release.name} (${files}): ${proof.text}; ${said}`;
}

type Asked = Readonly<{
  facts: Awaited<ReturnType<typeof factsOf>>;
  proof: Awaited<ReturnType<typeof proveFiles>>;
}>;

async function asked(site: Site, plan: Plan, state: TargetState): Promise<Asked> {
  try {
    const production = await site.production();
    return { facts: await factsOf(site, production), proof: await proveFiles(production, plan.web) };
  } catch (error) {
    throw failureBy(error, site.whom, { what: `${site.settings.environment} was not verified`, state });
  }
}

function notIt(
  site: Site,
  about: Pick<FailureReport, "cause" | "state" | "next"> & Partial<FailureReport>,
): Failure {
  return new Failure({
    code: "RM031",
    what: `${site.settings.environment} was deployed, but is not as it should be`,
    where: `${site.address.origin}, ${site.address.resource}`,
    retry: "safe",
    ...about,
  });
}
