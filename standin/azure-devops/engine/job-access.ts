import type { Endpoint, JobOrder, JobVariable } from "../../agent/job.ts";
import type { CallingJob } from "../people/callers.ts";
import { projectAddress } from "../site.ts";
import type { Site } from "../site.ts";
import type { StepDefinition } from "../state/build-state.ts";
import { endpointOf, namedConnections } from "./connections.ts";
import type { EngineWorld } from "./engine-world.ts";

/** A job that is about to begin. */
export type BeginningJob = Omit<CallingJob, "connections"> &
  Readonly<{ name: string; steps: readonly StepDefinition[]; variables: JobOrder["variables"] }>;

/** What a job may reach: the organisation, by a token of its own, and the service connections that its steps name. */
export type JobAccess = Pick<JobOrder, "system" | "endpoints" | "variables">;

/** Runs a job with what it may reach, until it has ended. Throws where a step names a connection that may not be used. */
export async function withAccess<T>(
  { site, connectionInputs }: Pick<EngineWorld, "site" | "connectionInputs">,
  { name, steps, variables, ...job }: BeginningJob,
  use: (access: JobAccess) => Promise<T>,
): Promise<T> {
  const variable = lookupIn(variables);
  const endpoints = endpointsOf(site, namedConnections(site, connectionInputs, { name, steps, variable }));
  const connections = endpoints.map(({ id }) => id);
  const { token, end } = site.callers.jobToken({ ...job, connections });
  try {
    return await use({
      system: { url: `${site.address("core")}/`, token },
      endpoints,
      variables: { ...variables, ...identityVariables(site, job) },
    });
  } finally {
    end();
  }
}

function endpointsOf(site: Site, named: ReturnType<typeof namedConnections>): readonly Endpoint[] {
  return [...new Set(named.map(({ connection }) => connection))].map((one) => endpointOf(site, one));
}

/** What is secret names no service connection: its name is told. */
function lookupIn(variables: JobOrder["variables"]): (name: string) => string | undefined {
  const plain = Object.entries(variables).filter(([, { isSecret }]) => isSecret !== true);
  const values = new Map(plain.map(([name, { value }]) => [name.toLowerCase(), value]));
  return (name) => values.get(name.toLowerCase());
}

/** Where the job asks Azure DevOps to vouch for it. A Server vouches for nobody. */
function identityVariables(
  site: Site,
  { kind, planId, jobId }: Pick<CallingJob, "kind" | "planId" | "jobId">,
): Readonly<Record<string, JobVariable>> {
  if (site.serverMode) return {};
  const plan = `_apis/distributedtask/hubs/${kind}/plans/${planId}`;
  return {
    "System.OidcRequestUri": { value: `${projectAddress(site, "core")}/${plan}/jobs/${jobId}/oidctoken` },
  };
}
