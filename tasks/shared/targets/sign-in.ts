import {
  type Application,
  type Proof,
  type Tokens,
  tokensFor,
} from "../../../adapters/entra/entra-tokens.ts";
import type { TargetHttp } from "../../../adapters/targets/shared/target-request.ts";
import { secretOf, textOf } from "../../../core/acts/choose-connection.ts";
import { refusal } from "../../../core/failure.ts";
import { authorityFor, type CloudHint, publicCloud } from "../../../core/model/clouds.ts";
import { defuse } from "../../../core/model/defuse.ts";
import { decideSignIn, type SignInWay } from "../../../core/model/sign-in.ts";
import type { Agent, ServiceConnection } from "../agent-task.ts";
import { authorityOfConnection, azureConnection, proofOfConnection } from "../azure-connection.ts";
import { type Connected, lacking, must } from "./opening.ts";

/** What signing in needs of the step. */
export type Signing = Readonly<{
  agent: Pick<Agent, "serviceConnection" | "connection" | "variable" | "protect" | "say">;
}>;

/**
 * Tokens for the target of a connection, as the service connection that the step names, else as the group's own application.
 * Says who signs in and by what. Refused before anything is asked: RM030 where service connection and group name different
 * applications, RM010 where nothing is given to sign in with, or where the sign-in service is another cloud's.
 */
export async function signIn({ agent }: Signing, proved: Connected, http: TargetHttp): Promise<Tokens> {
  const connection = agent.serviceConnection("serviceConnection");
  const way = wayOf(connection, proved);
  const authorityUrl = authorityOf(connection, proved);
  agent.say(told(way, connection));
  const application: Application = {
    tenantId: way.tenantId,
    clientId: way.clientId ?? "",
    proof: proofOf(way, connection, { proved, agent }),
    authorityUrl,
  };
  return Promise.resolve(tokensFor(application, http));
}

/** The client id that signs in, for sentences about rights: the service connection's, else the group's. */
export function clientIdOf({ agent }: Signing, proved: Connected): string {
  return wayOf(agent.serviceConnection("serviceConnection"), proved).clientId ?? "of the agent's machine";
}

function wayOf(connection: ServiceConnection | undefined, proved: Connected): SignInWay {
  const { group, resolved } = proved.connection;
  const tenantId = textOf(resolved, "TenantID");
  const clientId = textOf(resolved, "ClientID");
  const way = decideSignIn(connection === undefined ? undefined : azureConnection(connection), {
    name: group.name,
    certificate: secretOf(resolved, "Certificate") !== undefined,
    secret: secretOf(resolved, "Secret") !== undefined,
    ...(tenantId === undefined ? {} : { tenantId }),
    ...(clientId === undefined ? {} : { clientId }),
  });
  if ("proof" in way) return way;
  const { isMismatch, where, cause, next } = way;
  const code = isMismatch ? "RM030" : "RM010";
  throw refusal({ code, what: `Nobody signs in to ${resolved.environment}`, where, cause, next });
}

type Given = Readonly<{ proved: Connected; agent: Signing["agent"] }>;

function proofOf(
  { from, proof }: SignInWay,
  connection: ServiceConnection | undefined,
  { proved, agent }: Given,
): Proof {
  if (from === "service connection" && connection !== undefined)
    return proofOfConnection(proof, connection, agent);
  const key = proof === "certificate" ? "Certificate" : "Secret";
  const secret = secretOf(proved.connection.resolved, key);
  if (secret === undefined) throw lacking(proved, key);
  return proof === "certificate" ? { kind: proof, pem: secret } : { kind: "secret", secret };
}

function authorityOf(connection: ServiceConnection | undefined, proved: Connected): string {
  const target = must(proved, "TargetURL");
  // Whoever may edit the group does not say where the proof of a service connection is sent.
  const hint = connection === undefined ? ofGroup(proved) : authorityOfConnection(connection);
  if (!URL.canParse(target)) return hint?.url.origin ?? publicCloud.authority;
  const found = authorityFor(new URL(target), hint);
  if ("authority" in found) return found.authority;
  throw refusal({
    code: "RM010",
    what: `Nobody signs in to ${proved.connection.resolved.environment}`,
    where: defuse(new URL(target).origin),
    ...found,
  });
}

/** Where the group's own application signs in, its `AuthorityURL` names a private cloud. */
function ofGroup(proved: Connected): CloudHint | undefined {
  const text = textOf(proved.connection.resolved, "AuthorityURL")?.trim();
  if (text === undefined || text === "") return undefined;
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === "https:" && url.username === "") return { by: "AuthorityURL", url };
  throw refusal({
    code: "RM010",
    what: `Nobody signs in to ${proved.connection.resolved.environment}`,
    where: "AuthorityURL",
    cause: "it is no https address",
    next: "Put an address like https://login.microsoftonline.com into AuthorityURL, or leave it out.",
  });
}

function told(way: SignInWay, connection: ServiceConnection | undefined): string {
  const who = `Signs in as ClientID ${defuse(way.clientId ?? "of the agent's machine")}`;
  const tenant = way.tenantId === "" ? "" : ` of tenant ${defuse(way.tenantId)}`;
  const stored = way.proof === "secret" || way.proof === "certificate";
  const by =
    way.from === "service connection"
      ? `${way.proof} of service connection ${defuse(connection?.id ?? "")}${stored ? "" : ": no secret is needed"}`
      : `the group's ${way.proof}`;
  return `${who}${tenant}, by ${by}`;
}
