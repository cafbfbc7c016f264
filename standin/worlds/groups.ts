import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { setVariables } from "../azure-devops/library/group-routes.ts";
import type { VariableGroup } from "../azure-devops/state/state.ts";
import type { Kit } from "../azure-devops/world.ts";
import { resourceOf, siteNames } from "../targets/appservice/site-names.ts";
import { knownClients } from "../targets/known.ts";

type Client = Readonly<{ clientId: string; secret: string; tenantId: string }>;

/** What differs from one connection to the other. */
type Family = Readonly<{
  name: string;
  description: string;
  client: Client;
  /** Addresses of DEV, UAT and PROD. */
  urls: readonly [dev: string, uat: string, prod: string];
  folder: string;
}>;

const usual: Readonly<Record<string, string>> = {
  dev: "https://localhost:8441",
  uat: "https://localhost:8442",
  prod: "https://localhost:8443",
  spare: "https://localhost:8444",
};

/** Where `npm start` has it. */
export const usualEntra = "https://localhost:8440";

export const usualAppService = {
  arm: "https://localhost:8450",
  sites: siteNames.map((name, at) => ({
    name,
    url: `https://localhost:${8451 + 2 * at}`,
    resource: resourceOf(name),
  })),
};

/**
 * The connections of the sample: the team's own, a clone for training, a partner's with another app registration, and the
 * game's: one with folders, and two with web apps of App Service, of which the second holds no secret.
 */
export function furnishGroups(kit: Kit): readonly VariableGroup[] {
  const url = (name: string): string =>
    kit.targets?.dataverse.find((one) => one.name === name)?.url ?? usual[name] ?? "";
  const clients: readonly Client[] = kit.targets?.clients ?? knownClients;
  const [own = knownClients[0], partner = knownClients[1]] = clients;
  const families: readonly Family[] = [
    {
      name: "Connection-Parameters",
      description: "Where Contoso's own environments are, and how they are reached.",
      client: own,
      urls: [url("dev"), url("uat"), url("prod")],
      folder: "contoso",
    },
    {
      name: "Connection-Parameters-Clone",
      description: "A clone of Connection-Parameters: its UAT is the training environment.",
      client: own,
      urls: [url("uat"), url("dev"), url("prod")],
      folder: "training",
    },
    {
      name: "Connection-Partner",
      description: "The partner's environments, with their own app registration.",
      client: partner,
      urls: ["https://partner-dev.contoso.example", url("spare"), "https://partner.contoso.example"],
      folder: "partner",
    },
  ];
  const folders = [...families.map(({ folder }) => folder), "space-game"];
  for (const folder of folders) mkdirSync(join(kit.folder, "targets", folder), { recursive: true });
  return [
    ...families.map((family) => furnishGroup(kit, family, variablesOf(kit, family))),
    furnishGroup(kit, web, webVariables(kit)),
    furnishGroup(kit, site, { ...siteVariables(kit), ...clientVariables(kit, own) }),
    furnishGroup(kit, identity, siteVariables(kit)),
  ];
}

type Named = Readonly<{ name: string; description: string }>;

const web: Named = {
  name: "Web-Connection",
  description: "Where the Space Game is in each of its environments.",
};

/** Each stage has a place of its own. The names of the web apps have no hyphen, as the game's first pipeline had them. */
function webVariables({ folder }: Kit): Record<string, unknown> {
  const environments = ["Dev", "Test", "Staging", "Production", "PR"];
  const values = environments.flatMap((environment) => [
    [`TargetPath-${environment}`, join(folder, "targets", "space-game", environment.toLowerCase())],
    [`WebAppName${environment}`, `space-game-${environment.toLowerCase()}`],
  ]);
  return Object.fromEntries(values.map(([name = "", value]) => [name, { value }]));
}

const site: Named = {
  name: "Web-App-Connection",
  description: "The web apps of the Space Game in Azure App Service, each with a slot.",
};

const identity: Named = {
  name: "Web-App-Identity",
  description: "The same web apps, for a service connection with workload identity: there is no secret.",
};

function siteVariables({ targets }: Kit): Record<string, unknown> {
  const { arm, sites } = targets?.appservice ?? usualAppService;
  const places = ["Dev", "Test", "Staging"].flatMap((environment): [string, unknown][] => {
    const app = sites.find(({ name }) => name === environment.toLowerCase());
    return [
      [`TargetURL-${environment}`, { value: app?.url ?? "" }],
      [`TargetResource-${environment}`, { value: app?.resource ?? "" }],
    ];
  });
  return { ResourceManagerURL: { value: arm }, ...Object.fromEntries(places) };
}

function clientVariables({ targets }: Kit, client: Client): Record<string, unknown> {
  return {
    ClientID: { value: client.clientId },
    TenantID: { value: client.tenantId },
    AuthorityURL: { value: targets?.entra ?? usualEntra },
    Secret: { value: client.secret, isSecret: true },
  };
}

function furnishGroup(
  { site }: Kit,
  { name, description }: Named,
  variables: Record<string, unknown>,
): VariableGroup {
  const { project } = site.state;
  const administrator = site.callers.identity(site.callers.person("administrator")?.id ?? "");
  const now = site.clock.iso();
  const group: VariableGroup = {
    id: site.next("group"),
    name,
    description,
    type: "Vsts",
    isShared: false,
    variables: {},
    variableGroupProjectReferences: [
      { name, description, projectReference: { id: project.id, name: project.name } },
    ],
    createdBy: administrator,
    createdOn: now,
    modifiedBy: administrator,
    modifiedOn: now,
  };
  setVariables(site, group, variables);
  site.state.groups.push(group);
  return group;
}

function variablesOf(kit: Kit, { client, urls: [dev, uat, prod], folder }: Family): Record<string, unknown> {
  const path = (environment: string): string => join(kit.folder, "targets", folder, environment);
  const connection = (url: string): string =>
    `AuthType=ClientSecret;ClientId=${client.clientId};ClientSecret=${client.secret};Url=${url};TenantId=${client.tenantId}`;
  const plain: Record<string, string> = {
    ClientID: client.clientId,
    TenantID: client.tenantId,
    AuthorityURL: kit.targets?.entra ?? usualEntra,
    "SourceURL-DEV": dev,
    "SourceURL-UAT": uat,
    "TargetURL-DEV": dev,
    "TargetURL-UAT": uat,
    "TargetURL-PROD": prod,
    "SourceSPN-DEV": "Contoso Development",
    "SourceSPN-UAT": "Contoso UAT",
    "TargetSPN-DEV": "Contoso Development",
    "TargetSPN-UAT": "Contoso UAT",
    "TargetSPN-PROD": "Contoso Production",
    "TargetPath-UAT": path("uat"),
    "TargetPath-PROD": path("prod"),
    "DeploymentProfile-UAT": "uat.deployment.yml",
    "DeploymentProfile-PROD": "prod.deployment.yml",
  };
  const secret: Record<string, string> = {
    Secret: client.secret,
    "SourceConnection-DEV": connection(dev),
    "SourceConnection-UAT": connection(uat),
    "TargetConnection-DEV": connection(dev),
    "TargetConnection-UAT": connection(uat),
    "TargetConnection-PROD": connection(prod),
  };
  const written = (values: Record<string, string>, isSecret: boolean): [string, unknown][] =>
    Object.entries(values).map(([name, value]) => [name, { value, ...(isSecret ? { isSecret } : {}) }]);
  return Object.fromEntries([...written(plain, false), ...written(secret, true)]);
}
