import { defuse } from "./defuse.ts";

/** One of Microsoft's clouds: where its tokens come from and what its services are called there. */
export type Cloud = Readonly<{
  /** As a person says it. */
  name: string;
  /** As a service connection to Azure says it (`environment`). */
  environment: string;
  /** Origin of the sign-in service. */
  authority: string;
  /** Other origins of the same sign-in service. */
  otherAuthorities: readonly string[];
  /** Origin of the resource manager, and the audience of its tokens. */
  resourceManager: string;
  /** Audience of tokens for the SCM sites of App Service. */
  scmAudience: string;
  /** Suffixes of addresses, without the dot before them. */
  suffixes: Readonly<{ vault: string; storage: string; site: string; dataverse: readonly string[] }>;
}>;

/** The public cloud, which is meant where nothing says another. */
export const publicCloud: Cloud = {
  name: "Azure",
  environment: "AzureCloud",
  authority: "https://login.microsoftonline.com",
  otherAuthorities: ["https://login.windows.net"],
  resourceManager: "https://management.azure.com",
  scmAudience: "https://appservice.azure.com",
  suffixes: {
    vault: "vault.azure.net",
    storage: "core.windows.net",
    site: "azurewebsites.net",
    dataverse: ["dynamics.com"],
  },
};

/** Every cloud that we know. GCC (`crm9.dynamics.com`) belongs to the public one. */
export const clouds: readonly Cloud[] = [
  publicCloud,
  {
    name: "Azure US Government",
    environment: "AzureUSGovernment",
    authority: "https://login.microsoftonline.us",
    otherAuthorities: [],
    resourceManager: "https://management.usgovcloudapi.net",
    scmAudience: "https://appservice.azure.us",
    suffixes: {
      vault: "vault.usgovcloudapi.net",
      storage: "core.usgovcloudapi.net",
      site: "azurewebsites.us",
      dataverse: ["microsoftdynamics.us", "appsplatform.us"],
    },
  },
  {
    name: "Azure China",
    environment: "AzureChinaCloud",
    authority: "https://login.chinacloudapi.cn",
    otherAuthorities: ["https://login.partner.microsoftonline.cn"],
    resourceManager: "https://management.chinacloudapi.cn",
    scmAudience: "https://appservice.azure.cn",
    suffixes: {
      vault: "vault.azure.cn",
      storage: "core.chinacloudapi.cn",
      site: "chinacloudsites.cn",
      dataverse: ["dynamics.cn"],
    },
  },
];

/** The audience of tokens for blobs: the same in every cloud. */
export const storageAudience = "https://storage.azure.com";

/** The cloud that an address belongs to. Absent for an address of nobody's, for example a site's own domain. */
export function cloudOf(url: URL): Cloud | undefined {
  const host = url.hostname.toLowerCase();
  const origin = url.origin.toLowerCase();
  return clouds.find(
    (cloud) =>
      [cloud.authority, ...cloud.otherAuthorities, cloud.resourceManager].includes(origin) ||
      suffixesOf(cloud).some((suffix) => host.endsWith(`.${suffix}`)),
  );
}

/** The cloud by the name that a service connection gives it. */
export function cloudNamed(environment: string | undefined): Cloud | undefined {
  return clouds.find((cloud) => cloud.environment.toLowerCase() === environment?.trim().toLowerCase());
}

/** The sign-in service to ask, or why none fits and what to do. */
export type Authority = Readonly<{ authority: string }> | Readonly<{ cause: string; next: string }>;

/** Where a cloud was named, and by what. */
export type CloudHint = Readonly<{ by: string; url: URL }>;

/**
 * The origin that gives tokens for a target: the one that was named, else that of the target's cloud, else the public
 * cloud's. An authority of one cloud for a target of another is refused; one that we do not know is a private cloud's.
 */
export function authorityFor(target: URL, named?: CloudHint): Authority {
  const ofTarget = cloudOf(target);
  if (named === undefined) return { authority: (ofTarget ?? publicCloud).authority };
  const ofNamed = cloudOf(named.url);
  if (ofTarget === undefined || ofNamed === undefined || ofTarget === ofNamed)
    return { authority: named.url.origin };
  return {
    cause: `${named.by} ${defuse(named.url.origin)} belongs to ${ofNamed.name}, the target ${defuse(target.origin)} to ${ofTarget.name}: it belongs to another cloud than the target`,
    next: `Use ${ofTarget.authority}, or leave ${named.by} out.`,
  };
}

function suffixesOf({ suffixes }: Cloud): readonly string[] {
  const { vault, storage, site, dataverse } = suffixes;
  return [vault, storage, site, ...dataverse];
}
