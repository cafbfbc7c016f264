import type { ServiceConnection } from "../azure-devops/state/state.ts";
import type { Kit } from "../azure-devops/world.ts";
import { knownClients } from "../targets/known.ts";
import { usualAppService, usualEntra } from "./groups.ts";

/** The name of the service connection by which the game's web apps are reached without a secret. */
export const siteConnection = "Space Game web apps";

/** The service connections that the groups name, and one with workload identity. */
export function furnishConnections(kit: Kit): void {
  const names = ["Contoso Development", "Contoso UAT", "Contoso Production"];
  kit.site.state.connections.push(...names.map(powerPlatform), workloadIdentity(kit));
}

const usualPlaces = { entra: usualEntra, clients: knownClients, appservice: usualAppService };

type Common = Pick<ServiceConnection, "description" | "isReady" | "isShared" | "isDisabled" | "owner">;

const common: Common = {
  description: "",
  isReady: true,
  isShared: false,
  isDisabled: false,
  owner: "library",
};

function powerPlatform(name: string, index: number): ServiceConnection {
  return {
    ...common,
    id: `6b7c8d9e-0f1a-4b2c-8d3e-4f5a6b7c8d0${index}`,
    name,
    type: "powerplatform-spn",
    url: `https://localhost:${8441 + index}/`,
    authorization: {
      scheme: "None",
      parameters: { applicationId: null, clientSecret: null, tenantId: null },
    },
    data: {},
  };
}

/** Of a private cloud, as everything here is. Entra trusts the subject below, and no secret exists. */
function workloadIdentity({ site, targets }: Kit): ServiceConnection {
  const { organisation, project } = site.state;
  const { entra, appservice = usualAppService, clients } = targets ?? usualPlaces;
  const [client = knownClients[0]] = clients;
  return {
    ...common,
    id: "7c8d9e0f-1a2b-4c3d-9e4f-5a6b7c8d9e0f",
    name: siteConnection,
    type: "azurerm",
    url: appservice.arm,
    authorization: {
      scheme: "WorkloadIdentityFederation",
      parameters: {
        tenantid: client.tenantId,
        serviceprincipalid: client.clientId,
        workloadIdentityFederationIssuer: `https://vstoken.dev.azure.com/${organisation.id}`,
        workloadIdentityFederationSubject: `sc://${organisation.name}/${project.name}/${siteConnection}`,
      },
    },
    data: {
      environment: "AzureStack",
      activeDirectoryAuthority: entra,
      creationMode: "Manual",
      scopeLevel: "Subscription",
    },
  };
}
