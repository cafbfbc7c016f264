import type { Contribution } from "../host-config.ts";
import { themeData } from "./themes.ts";
import type { HostWorld } from "./world.ts";

/**
 * What the host answers to the first message. `?legacy=1` in the page's address gives the older form, which some
 * pages of Azure DevOps still give: no user and no host in it; `?culture=de-DE` is that of the person's profile.
 */
export function handshake(world: HostWorld, contribution: Contribution, initialConfig: object): object {
  const { publisher, id: extensionId, version, baseUri } = world.config.extension ?? noExtension;
  const isLegacy = inAddress("legacy") === "1";
  const themed = { initialConfig, themeData: themeData(world.theme()) };
  if (isLegacy) {
    return {
      pageContext: pageContext(world),
      extensionContext: { publisherId: publisher, extensionId, version, baseUri },
      contribution: { id: contribution.id, type: contribution.type, properties: contribution.properties },
      ...themed,
    };
  }
  const extension = {
    id: `${publisher}.${extensionId}`,
    publisherId: publisher,
    extensionId,
    version,
    baseUri,
  };
  return {
    contributionId: contribution.id,
    context: {
      extension,
      pageContext: pageContext(world),
      user: userContext(world),
      host: hostContext(world),
    },
    ...themed,
  };
}

function inAddress(key: string): string | null {
  return new URLSearchParams(window.location.search).get(key);
}

const noExtension = { publisher: "", id: "", version: "", baseUri: "" };

function pageContext({ config, theme }: HostWorld): object {
  return {
    webContext: {
      project: { ...config.project },
      team: { id: config.project.id, name: `${config.project.name} Team` },
    },
    globalization: {
      culture: inAddress("culture") ?? "en-GB",
      theme: theme(),
      explicitTheme: theme(),
      timeZoneId: Intl.DateTimeFormat().resolvedOptions().timeZone,
      timezoneOffset: -new Date().getTimezoneOffset() * 60_000,
      typeAheadDisabled: false,
    },
    timeZonesConfiguration: { daylightSavingsAdjustments: [] },
  };
}

function userContext({ person }: HostWorld): object {
  const name = `${person.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, ".")}@contoso.example`;
  return { id: person.id, descriptor: `aad.${person.id}`, name, displayName: person.name, imageUrl: "" };
}

// The cloud leaves `isHosted` out: nobody may branch on it.
function hostContext({ config }: HostWorld): object {
  return { id: config.organisation.id, name: config.organisation.name, serviceVersion: "standin", type: 4 };
}
