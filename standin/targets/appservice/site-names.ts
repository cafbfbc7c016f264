/** The sites that the stand-in for App Service plays, in the order of their ports; each is followed by its slot. */
export const siteNames = ["dev", "test", "staging"] as const;

export type SiteName = (typeof siteNames)[number];

/** A site, or its slot. */
export type PlaceName = SiteName | `${SiteName}/${typeof slotName}`;

/** The one slot that every site has. */
export const slotName = "next";

export const placeNames: readonly PlaceName[] = siteNames.flatMap(
  (name) => [name, `${name}/${slotName}`] as const,
);

/** The web app's name in Azure. */
export function appName(site: SiteName): string {
  return `space-game-${site}`;
}

/** The web app's id in Azure. */
export function resourceOf(site: SiteName): string {
  const group = "/subscriptions/8f0c6a1e-0000-4000-8000-5a4b7d2f6a10/resourceGroups/contoso-web";
  return `${group}/providers/Microsoft.Web/sites/${appName(site)}`;
}

/** The audience of tokens for SCM sites that is newer than the resource manager's. */
export const scmAudience = "https://appservice.azure.com";
