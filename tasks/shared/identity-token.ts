import type { Http } from "../../adapters/azure-devops/http.ts";
import { readFault, readJson, readObject, readText } from "../../adapters/azure-devops/read-answer.ts";
import { secret, type Secret } from "../../core/model/secret.ts";
import type { ServiceConnection } from "./agent-task.ts";
import { badConnection } from "./bad-connection.ts";

/** What asking for a job's identity token needs of the world. */
export type IdentityWorld = Readonly<{
  /** Where the job asks for its identity token. */
  requestUri: string | undefined;
  azure: Http;
  protect: (secret: Secret) => void;
}>;

/**
 * The token by which Azure DevOps vouches for this job as a service connection (`POST oidctoken`, distributed task 7.1): it
 * lives for about ten minutes and is masked from here on. Refused (RM040) where Azure DevOps gives none.
 */
export async function identityToken(connection: ServiceConnection, world: IdentityWorld): Promise<Secret> {
  const again = "Name the service connection in this pipeline's YAML, and let the pipeline use it";
  if (world.requestUri === undefined)
    throw badConnection(
      connection,
      "this Azure DevOps gives jobs no identity token: System.OidcRequestUri is not set",
      "Use a service connection that signs in by a secret or a certificate",
    );
  const url = `${world.requestUri}?api-version=7.1&serviceConnectionId=${encodeURIComponent(connection.id)}`;
  const headers = {
    accept: "application/json",
    "content-type": "application/json",
    "x-tfs-fedauthredirect": "Suppress",
  };
  const answer = await world.azure({ method: "POST", url, headers, body: "" }, false);
  const token =
    answer.status === 200 ? readText(readObject(readJson(answer.text))?.["oidcToken"]) : undefined;
  if (token === undefined)
    throw badConnection(
      connection,
      `Azure DevOps gave no identity token for it (HTTP ${answer.status}): ${readFault(answer).message ?? "no reason was given"}`,
      again,
    );
  const value = secret(token);
  world.protect(value);
  return value;
}
