import type { Contract, ContractKey, VariableGroup } from "./connection.ts";
import { defuse, quoted } from "./defuse.ts";
import { variableNamed } from "./group-keys.ts";
import { sameName } from "./ordinal.ts";

/** A service connection to Azure, as far as it says who signs in by it. */
export type AzureConnection = Readonly<{
  id: string;
  /** As Azure DevOps says it: `WorkloadIdentityFederation`, `ServicePrincipal`, `ManagedServiceIdentity`. */
  scheme: string;
  tenantId?: string;
  clientId?: string;
  /** A service principal proves itself by a certificate, not by a secret. */
  byCertificate: boolean;
}>;

/** What a variable group gives to sign in with. */
export type GroupIdentity = Readonly<{
  name: string;
  tenantId?: string;
  clientId?: string;
  certificate: boolean;
  secret: boolean;
}>;

/** By what an application proves itself. */
export type ProofKind = "workload identity" | "managed identity" | "certificate" | "secret";

/** Who signs in, and by what. A machine's own managed identity has no client id. */
export type SignInWay = Readonly<{
  from: "service connection" | "group";
  proof: ProofKind;
  tenantId: string;
  clientId?: string;
}>;

/** Why nobody can sign in. `isMismatch`: two identities are named where one is meant. */
export type NoSignIn = Readonly<{ isMismatch: boolean; where: string; cause: string; next: string }>;

/**
 * Who signs in to the target. The service connection that the step names goes before the group, whose certificate goes before
 * its secret. Where both name an application, it must be the same one.
 */
export function decideSignIn(
  connection: AzureConnection | undefined,
  group: GroupIdentity,
): SignInWay | NoSignIn {
  return connection === undefined ? ofGroup(group) : ofConnection(connection, group);
}

function ofConnection(connection: AzureConnection, group: GroupIdentity): SignInWay | NoSignIn {
  const where = `service connection ${defuse(connection.id)}`;
  const proof = proofOf(connection);
  if (proof === undefined)
    return {
      isMismatch: false,
      where,
      cause: `it signs in by ${quoted(connection.scheme || "nothing")}, not as an application of Entra`,
      next: "Name a service connection of type Azure Resource Manager",
    };
  const { tenantId = "", clientId } = connection;
  if (proof !== "managed identity" && (tenantId === "" || clientId === undefined))
    return {
      isMismatch: false,
      where,
      cause: "it names no application and tenant of Entra",
      next: "Open it in the project settings, and verify and save it once",
    };
  return (
    mismatch(connection, group, where) ?? { from: "service connection", proof, tenantId, ...named(clientId) }
  );
}

function named(clientId: string | undefined): Pick<SignInWay, "clientId"> {
  return clientId === undefined ? {} : { clientId };
}

function proofOf({ scheme, byCertificate }: AzureConnection): ProofKind | undefined {
  if (sameName(scheme, "WorkloadIdentityFederation")) return "workload identity";
  if (sameName(scheme, "ManagedServiceIdentity")) return "managed identity";
  if (sameName(scheme, "ServicePrincipal")) return byCertificate ? "certificate" : "secret";
  return undefined;
}

function mismatch(connection: AzureConnection, group: GroupIdentity, where: string): NoSignIn | undefined {
  const differing = [
    ...differs("ClientID", group.clientId, connection.clientId),
    // A tenant has domains besides its id, and only Entra knows which.
    ...(areIds(group.tenantId, connection.tenantId)
      ? differs("TenantID", group.tenantId, connection.tenantId)
      : []),
  ];
  if (differing.length === 0) return undefined;
  return {
    isMismatch: true,
    where: `${where} and variable group ${quoted(group.name)}`,
    cause: differing.join("; "),
    next: "Name the service connection of the group's application, or take ClientID and TenantID out of the group",
  };
}

function differs(key: string, ofGroup = "", ofConnection = ""): readonly string[] {
  if (ofGroup === "" || ofConnection === "" || sameName(ofGroup, ofConnection)) return [];
  return [
    `${key} of the group is ${defuse(ofGroup)}, that of the service connection ${defuse(ofConnection)}`,
  ];
}

function areIds(...texts: readonly (string | undefined)[]): boolean {
  return texts.every((text) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text ?? ""));
}

function ofGroup({ name, tenantId, clientId, certificate, secret }: GroupIdentity): SignInWay | NoSignIn {
  const proof = certificate ? "certificate" : secret ? "secret" : undefined;
  if (clientId !== undefined && tenantId !== undefined && proof !== undefined)
    return { from: "group", proof, tenantId, clientId };
  const given = { ClientID: clientId, TenantID: tenantId, Secret: proof };
  const lacking = Object.entries(given).flatMap(([key, value]) => (value === undefined ? [key] : []));
  return {
    isMismatch: false,
    where: `variable group ${quoted(name)}`,
    cause: `it gives no ${lacking.join(" and no ")}`,
    next: "Add it to the group, or name a service connection with workload identity in the step, which needs no secret",
  };
}

/** Keys by which a group says who signs in. */
const identityKeys = ["ClientID", "TenantID", "Secret", "Certificate"];

const certificateKey: ContractKey = {
  key: "Certificate",
  type: "secret",
  perEnvironment: false,
  required: false,
};

/** Who signs in to the target. Absent where nobody does, or where nothing is known of it. */
export type SignsIn = "group" | "service connection";

/** What is asked of a group, before who signs in is regarded. */
export type Asked = Readonly<{ contract: Contract; needs?: readonly string[]; signsIn?: SignsIn }>;

/**
 * What is asked of this group: a certificate stands in for the secret where the group has one, and of a group whose
 * application does not sign in, nothing is asked that says who does.
 */
export function asksOf(asked: Asked, group: VariableGroup): Required<Omit<Asked, "signsIn">> {
  const { needs = [], signsIn } = asked;
  // A kind of target that asks for the secret itself, as ssh does, has no use for a certificate.
  const certified =
    variableNamed(group, certificateKey.key) !== undefined && !needs.some((need) => sameName(need, "Secret"));
  const knows = asked.contract.some(({ key }) => sameName(key, certificateKey.key));
  const contract = knows ? asked.contract : [...asked.contract, certificateKey];
  if (signsIn === "service connection")
    return { contract: contract.map((key) => (isIdentity(key.key) ? optional(key) : key)), needs };
  const proof = certified ? "Certificate" : "Secret";
  return {
    contract: certified ? contract.map(certifiedKey) : contract,
    needs: signsIn === "group" ? [...needs, "ClientID", "TenantID", proof] : needs,
  };
}

function certifiedKey(key: ContractKey): ContractKey {
  if (sameName(key.key, "Secret")) return optional(key);
  return sameName(key.key, certificateKey.key) ? { ...key, required: true } : key;
}

function optional(key: ContractKey): ContractKey {
  return { ...key, required: false };
}

function isIdentity(name: string): boolean {
  return identityKeys.some((key) => sameName(key, name));
}
