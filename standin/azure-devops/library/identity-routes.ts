import type { Call } from "../http/call.ts";
import { Refusal, invalid, json } from "../http/reply.ts";
import type { Reply } from "../http/reply.ts";
import type { Route } from "../http/router.ts";
import type { CallingJob } from "../people/callers.ts";
import type { Site } from "../site.ts";

/** Where a job is vouched for as a service connection that signs in without a secret. */
export function identityRoutes(site: Site): readonly Route[] {
  return [
    {
      base: "core",
      method: "POST",
      path: "{project}/_apis/distributedtask/hubs/{hub}/plans/{plan}/jobs/{job}/oidctoken",
      handle: (call) => vouch(site, call),
    },
  ];
}

function vouch(site: Site, call: Call): Reply {
  const { place, connections } = askingJob(call);
  const wanted = (call.query("serviceConnectionId") ?? "").toLowerCase();
  if (wanted === "") throw invalid("The stand-in vouches for service connections only: name one.");
  const connection = site.state.connections.find(({ id }) => id === wanted);
  // Stricter than the service, which regards what all jobs of the stage name.
  if (connection === undefined || !connections.includes(connection.id)) {
    const message = `There is no explicit reference to service connection ${wanted} from current stage ${place}.`;
    throw new Refusal(403, "OidcTokenRefusedException", message);
  }
  const subject = connection.authorization.parameters["workloadIdentityFederationSubject"];
  if (typeof subject !== "string") {
    throw invalid(`The service connection ${connection.name} has no workload identity.`);
  }
  // By the machine's clock, as Entra's is: the stand-in's own may be anywhere.
  return json({ oidcToken: site.identities().identity(subject, Date.now()) });
}

/** Nobody but the job itself is vouched for, and only while it runs. */
function askingJob({ caller: { job, identity }, part }: Call): CallingJob {
  const isOwn = [job?.planId, job?.jobId, job?.kind].every(
    (own, index) => own?.toLowerCase() === part(["plan", "job", "hub"][index] ?? "").toLowerCase(),
  );
  if (job !== undefined && isOwn) return job;
  throw new Refusal(
    403,
    "TaskOrchestrationPlanSecurityException",
    `${identity.displayName} may not ask for an identity token of job ${part("job")} of plan ${part("plan")}.`,
  );
}
