import { bounded, defuse } from "../../core/model/defuse.ts";
import type { Application } from "./entra-tokens.ts";

/** What a refusal of Entra means, and what to do. */
export type RefusalWords = Readonly<{ words: string; next: string }>;

/** Who was refused what. `words` are Entra's own, made harmless, without any secret. */
export type RefusedWhom = Pick<Application, "tenantId" | "clientId" | "proof"> &
  Readonly<{ resource: string; words: string }>;

/** A refusal by its number (`AADSTS…`). Absent for one that we do not know: Entra's own words are told then. */
export function refusalWords(code: number | undefined, whom: RefusedWhom): RefusalWords | undefined {
  if (whom.proof.kind === "managed identity") return ofMachine(whom);
  return code === undefined ? undefined : byCode[code]?.(names(whom));
}

type Names = Readonly<{ client: string; tenant: string; resource: string; proof: string; said: string }>;

function names({ clientId, tenantId, resource, proof, words }: RefusedWhom): Names {
  return {
    client: `ClientID ${bounded(defuse(clientId), 100)}`,
    tenant: `tenant ${bounded(defuse(tenantId), 100)}`,
    resource: bounded(defuse(resource), 300),
    proof: proof.kind === "certificate" ? "certificate" : "secret",
    said: federationSaid(words),
  };
}

type Telling = (names: Names) => RefusalWords;

const unfederated: Telling = ({ client, said }) => ({
  words: `No federated credential of ${client} fits this service connection${said}`,
  next: "Give the application in Entra a federated credential with exactly this issuer and subject: the service connection shows both.",
});

const noTenant: Telling = ({ tenant }) => ({
  words: `There is no ${tenant}`,
  next: "Check TenantID of the connection, and AuthorityURL where another cloud is meant.",
});

const staleAssertion: Telling = ({ client }) => ({
  words: `What proves ${client} was too old, or not valid yet, when it reached Entra`,
  next: "Set the agent's clock right, then run the stage again.",
});

const noAccess: Telling = ({ client, tenant, resource }) => ({
  words: `${client} of ${tenant} may not ask for tokens of ${resource}`,
  next: "Ask the tenant's administrator to give the application access to it (enterprise application, users and groups; permissions).",
});

const blocked: Telling = ({ client, tenant }) => ({
  words: `A conditional access policy of ${tenant} refuses ${client} from this agent`,
  next: "Ask the tenant's administrator to allow the agent's address.",
});

const byCode: Readonly<Record<number, Telling>> = {
  7000215: ({ client }) => ({
    words: `The Secret of ${client} is wrong. Perhaps it is the secret's id instead of its value`,
    next: "Put the secret's value into the connection.",
  }),
  7000222: ({ client, proof }) => ({
    words: `The ${proof === "secret" ? "Secret" : proof} of ${client} has expired`,
    next: `Make a new ${proof} for the application in Entra and put ${proof === "secret" ? "its value" : "it"} into the connection.`,
  }),
  7000216: ({ client }) => ({
    words: `Nothing that proves ${client} reached Entra`,
    next: "Put the secret's value into the connection, or name a service connection.",
  }),
  7000218: ({ client }) => ({
    words: `Nothing that proves ${client} reached Entra`,
    next: "Put the secret's value into the connection, or name a service connection.",
  }),
  700024: staleAssertion,
  700023: ({ client }) => ({
    words: `What proves ${client} was made for another authority`,
    next: "Check AuthorityURL of the connection: the certificate's statement names the authority that it was sent to.",
  }),
  700027: ({ client }) => ({
    words: `The certificate is none that ${client} has in Entra`,
    next: "Upload its public part to the application in Entra (Certificates & secrets), or put the right one into the connection.",
  }),
  700016: ({ client, tenant }) => ({
    words: `${client} is no application of ${tenant}`,
    next: "Check ClientID and TenantID of the connection.",
  }),
  90002: noTenant,
  900023: noTenant,
  50034: ({ client, tenant }) => ({
    words: `${client} is not known in ${tenant}`,
    next: "Check ClientID and TenantID of the connection.",
  }),
  50194: ({ client, tenant }) => ({
    words: `${client} is not for many tenants and was not asked for by its own, ${tenant}`,
    next: "Put the application's own tenant into TenantID of the connection.",
  }),
  500011: ({ tenant, resource }) => ({
    words: `${capital(tenant)} knows no environment ${resource}`,
    next: "Check the target's address and TenantID of the connection.",
  }),
  501051: noAccess,
  65001: noAccess,
  53003: blocked,
  53000: blocked,
  70021: unfederated,
  700211: unfederated,
  700212: unfederated,
  700213: unfederated,
  7000112: ({ client, tenant }) => ({
    words: `${client} is disabled in ${tenant}`,
    next: "Ask the tenant's administrator to enable the application.",
  }),
  7000229: ({ client, tenant }) => ({
    words: `${client} has no service principal in ${tenant}`,
    next: "Ask the tenant's administrator to add the application to the tenant (enterprise applications).",
  }),
  90033: ({ tenant }) => ({
    words: `Entra cannot answer for ${tenant} at the moment`,
    next: "Run the stage again in some minutes.",
  }),
};

/** Entra says what it looked for: exactly that must stand in the federated credential. */
function federationSaid(words: string): string {
  const parts = ["issuer", "subject", "audience"].flatMap((name) => {
    const found = new RegExp(
      `(?:assertion|presented)[\\w ]* ${name}\\W{1,4}([^'"\`\\s]{1,300})['"\`]`,
      "i",
    ).exec(words);
    return found?.[1] === undefined ? [] : [`${name} ${found[1]}`];
  });
  return parts.length === 0 ? "" : `: Entra was given ${parts.join(", ")}`;
}

function ofMachine({ clientId, words, resource }: RefusedWhom): RefusalWords {
  const whose = clientId === "" ? "of its own" : `with ClientID ${defuse(clientId)}`;
  return {
    words: /identity not found/i.test(words)
      ? `The agent's machine has no managed identity ${whose}`
      : `The agent's machine gave no token of its managed identity for ${defuse(resource)}: ${bounded(words, 400)}`,
    next: "Give the machine the identity (Identity, in the Azure portal), or use a service connection with workload identity.",
  };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
