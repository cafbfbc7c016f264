import { refusal } from "../../../core/failure.ts";
import { shownAddress } from "../../../core/model/address.ts";
import { authorityFor, cloudOf, publicCloud } from "../../../core/model/clouds.ts";
import { bounded, defuse, quoted } from "../../../core/model/defuse.ts";
import type { AppServiceSettings } from "./appservice-settings.ts";

/** Where one site is, and where its cloud's services are. All origins are https. */
export type SiteAddress = Readonly<{
  /** The public address, without a path. */
  origin: string;
  /** The id in Azure, without a slash at its end; a slot's own id is one, too. */
  resource: string;
  name: string;
  /** The resource manager, which is the audience of its tokens, too. */
  resourceManager: string;
  /** Audiences of tokens for the SCM site, the better one first. */
  scmAudiences: readonly string[];
}>;

type Asked = Pick<
  AppServiceSettings,
  "environment" | "url" | "resource" | "authorityUrl" | "resourceManagerUrl" | "slot"
>;

const resourceId =
  /^\/subscriptions\/[0-9a-f-]{36}\/resourceGroups\/[^/?#%\s]{1,90}\/providers\/Microsoft\.Web\/sites\/([A-Za-z0-9-]{1,64})(\/slots\/[A-Za-z0-9-]{1,64})?$/i;

/** Reads the connection's addresses. Refuses what is no https address, no site, or a mixture of clouds. */
export function siteAddress(settings: Asked): SiteAddress {
  const { environment } = settings;
  const url = httpsUrl(settings.url, `TargetURL-${environment}`, environment);
  const resource = settings.resource.trim().replace(/\/+$/, "");
  const [, name, own] = resourceId.exec(resource) ?? [];
  if (name === undefined) throw noResource(settings);
  if (own !== undefined && settings.slot !== "") throw slotOfSlot(settings);
  const cloud = cloudOfSite(url, settings);
  const given = settings.resourceManagerUrl?.trim() ?? "";
  const resourceManager =
    given === "" ? cloud.resourceManager : httpsUrl(given, "ResourceManagerURL", environment).origin;
  return {
    origin: url.origin,
    resource,
    name,
    resourceManager,
    scmAudiences: [cloud.scmAudience, resourceManager],
  };
}

/** The cloud that the address, the authority and the resource manager agree about. */
function cloudOfSite(url: URL, settings: Asked): typeof publicCloud {
  const { environment } = settings;
  const named: readonly (readonly [string, string | undefined])[] = [
    ["AuthorityURL", settings.authorityUrl],
    ["ResourceManagerURL", settings.resourceManagerUrl],
  ];
  let found = cloudOf(url);
  let by = url;
  for (const [key, text] of named) {
    if (text === undefined || text.trim() === "") continue;
    const hint = { by: key, url: httpsUrl(text, key, environment) };
    const said = authorityFor(by, hint);
    if ("cause" in said) throw refused(environment, shownAddress(settings.url), said.cause, said.next);
    const cloud = cloudOf(hint.url);
    if (found === undefined && cloud !== undefined) [found, by] = [cloud, hint.url];
  }
  return found ?? publicCloud;
}

function httpsUrl(text: string, variable: string, environment: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol === "https:" && url.username === "" && url.password === "") return url;
  const next = `Put an address like https://contoso-uat.azurewebsites.net into ${variable}`;
  throw refused(environment, variable, `${shownAddress(text)} is no https address`, next);
}

function noResource({ environment, resource }: Asked): Error {
  const variable = `TargetResource-${environment}`;
  return refused(
    environment,
    variable,
    `${quoted(resource, 300)} is not the id of a site`,
    `Copy the resource id from the site's page Properties in the Azure portal: /subscriptions/<id>/resourceGroups/<group>/providers/Microsoft.Web/sites/<name>`,
  );
}

function slotOfSlot({ environment, resource, slot }: Asked): Error {
  return refused(
    environment,
    `TargetResource-${environment}`,
    `${bounded(defuse(resource), 300)} is a slot itself, and the input slot names ${quoted(slot)}`,
    "Give the id of the site itself, or leave the input slot empty: the slot is deployed to as it is then",
  );
}

function refused(environment: string, where: string, cause: string, next: string): Error {
  return refusal({
    code: "RM010",
    what: `${environment} was not reached`,
    where: bounded(defuse(where), 300),
    cause,
    next,
  });
}
