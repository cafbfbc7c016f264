import { Failure } from "../../../../core/failure.ts";
import type { TargetState } from "../../../../core/failure.ts";
import { bounded, defuse } from "../../../../core/model/defuse.ts";
import type { Deployed, DeployIo } from "../../../../core/ports-of-targets.ts";
import type { PagesSettings } from "../dataverse-settings.ts";
import { whereOf } from "../environment.ts";
import type { Environment } from "../environment.ts";
import { callPac } from "./pac.ts";
import type { Called } from "./pac.ts";

/** One site that pac uploads. */
export type SiteWork = Readonly<{
  environment: Environment;
  pages: PagesSettings;
  /** Where pac is. */
  pac: string;
  artefact: string;
  /** The site's folder on the agent. */
  folder: string;
}>;

/** Signs pac in under a profile of its own, uploads the site and takes the profile away again, whatever happens. */
export async function uploadSite(work: SiteWork, io: DeployIo): Promise<Deployed> {
  const { environment, pages, folder } = work;
  const { origin } = environment.api;
  const name = `release-manager-${environment.world.newId().slice(0, 8)}`;
  const run = (args: readonly string[], signal = io.signal): Promise<Ended> =>
    call(work, args, { io, signal });
  if (io.signal.aborted) throw cancelled(work, "nothing was changed");
  try {
    io.progress(5, "Signing pac in");
    await must(work, io, "nothing was changed", run(signInOf(work, name)));
    await must(work, io, "nothing was changed", run(["auth", "select", "--name", name]));
    io.progress(10, "pac uploads the site");
    const profile = pages.profile === "" ? [] : ["--deploymentProfile", pages.profile];
    const upload = ["pages", "upload", "--path", folder, ...profile, "--environment", origin];
    await must(work, io, "it was partly changed", run(upload));
  } finally {
    const gone = await run(["auth", "delete", "--name", name], new AbortController().signal);
    if (gone.code !== 0)
      io.tell(`The sign-in profile ${name} of pac could not be taken away: remove it on the agent.`);
  }
  io.progress(100, "The site is uploaded");
  return {
    outcome: "succeeded",
    text: `pac uploaded the site of ${work.artefact}.`,
    issues: [],
    operations: [],
  };
}

// pac takes the secret as an argument only; the variable is for the commands after it, which sign in anew.
function signInOf({ environment, pages }: SiteWork, name: string): readonly string[] {
  const { clientId } = environment.settings;
  const who = [
    "--applicationId",
    clientId,
    "--tenant",
    pages.tenantId,
    "--clientSecret",
    pages.secret.reveal(),
  ];
  const where = ["--environment", environment.api.origin, "--cloud", cloudOf(environment.api.origin)];
  return ["auth", "create", "--name", name, ...where, ...who];
}

/** pac's names of the clouds, by the addresses of their environments. */
const clouds: readonly Readonly<{ hosts: RegExp; name: string }>[] = [
  { hosts: /\.crm9\.dynamics\.com$/i, name: "UsGov" },
  { hosts: /\.microsoftdynamics\.us$/i, name: "UsGovHigh" },
  { hosts: /\.appsplatform\.us$/i, name: "UsGovDod" },
  { hosts: /\.dynamics\.cn$/i, name: "China" },
];

function cloudOf(origin: string): string {
  const { hostname } = new URL(origin);
  return clouds.find(({ hosts }) => hosts.test(hostname))?.name ?? "Public";
}

type Running = Readonly<{ io: DeployIo; signal: AbortSignal }>;

type Ended = Called & Readonly<{ isLate: boolean }>;

async function call(work: SiteWork, args: readonly string[], { io, signal }: Running): Promise<Ended> {
  const { environment, pages, pac } = work;
  const secret = pages.secret.reveal();
  const late = AbortSignal.timeout(environment.settings.waitMinutes * 60_000);
  const called = await callPac({
    ...{ path: pac, args, signal: AbortSignal.any([signal, late]) },
    variables: { ...environment.world.variables, PAC_CLI_SPN_SECRET: secret },
    line: (text) => io.tell(`pac: ${bounded(defuse(text), 500)}`),
    hide: (text) => text.replaceAll(secret, "***"),
  });
  return { code: called.code, tail: bounded(defuse(called.tail), 1500), isLate: late.aborted };
}

async function must(
  work: SiteWork,
  io: DeployIo,
  state: TargetState,
  calling: Promise<Ended>,
): Promise<void> {
  const { code, tail, isLate } = await calling;
  if (io.signal.aborted) throw cancelled(work, state);
  // pac has ended well with words of failure before (#543, #712 of its build tools).
  if (code === 0 && !/^\s*error\b/im.test(tail)) return;
  const { waitMinutes } = work.environment.settings;
  const early = code === undefined ? "was ended or could not be started" : `ended with ${code}`;
  const how = isLate ? `took longer than ${waitMinutes} min` : early;
  throw failure(work, { cause: `pac ${how}: ${tail || "it said nothing"}`, state });
}

function cancelled(work: SiteWork, state: TargetState): Failure {
  return failure(work, { code: "RM050", cause: "The stage was cancelled, and pac was ended", state });
}

function failure(
  { environment, artefact }: SiteWork,
  report: Readonly<{ code?: "RM050"; cause: string; state: TargetState }>,
): Failure {
  return new Failure({
    code: "RM031",
    what: `The site was not deployed to ${environment.settings.environment}`,
    where: `artefact ${artefact}, ${whereOf(environment)}`,
    retry: "safe once that is mended",
    next: "Mend the cause, then run this stage again: pac uploads the site anew.",
    ...report,
  });
}
