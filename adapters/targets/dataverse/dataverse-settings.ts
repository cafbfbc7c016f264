import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Secret } from "../../../core/model/secret.ts";
import type { StageClass } from "../../../core/model/stage.ts";
import type { Tell } from "../../../core/ports.ts";
import { refusal } from "../../../core/failure.ts";
import { defuse } from "../../../core/model/defuse.ts";
import type { NetworkOptions } from "../shared/target-request.ts";

/** The keys that a connection must hold for a Dataverse target, without environment. `AuthorityURL` is for other clouds only. */
export const dataverseNeeds: readonly string[] = ["TargetURL", "ClientID", "TenantID", "Secret"];

/** What the connection and the inputs say about one Dataverse environment. */
export type DataverseSettings = Readonly<{
  environment: string;
  url: string;
  tenantId: string;
  clientId: string;
  secret: Secret;
  authorityUrl?: string;
  stageClass: StageClass;
  /** The text of a deployment settings file: values for environment variables and connection references. */
  settingsFile?: string;
  /** How long an import may take before we stop watching it. */
  waitMinutes: number;
}>;

/** What the target needs of the world. */
export type DataverseWorld = Readonly<{
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** A new GUID. */
  newId: () => string;
  http: NetworkOptions;
  /** Where the artefact lies: its folder, or the zip itself. */
  archivePath: (artefact: SealedArtefact) => string;
  tell: Tell;
}>;

/** The environment's address and where its tokens come from. */
export type DataverseAddress = Readonly<{ origin: string; authority: string }>;

/** The organisation's origin, whatever page of it was copied, and the authority of its cloud. Refuses what is no https address. */
export function addressOf(settings: DataverseSettings): DataverseAddress {
  const { origin, host } = httpsUrl(settings.url, `TargetURL-${settings.environment}`, settings.environment);
  const cloud = clouds.find(({ hosts }) => hosts.test(host));
  const usual = cloud?.authority ?? "https://login.microsoftonline.com";
  if (settings.authorityUrl === undefined || settings.authorityUrl === "")
    return { origin, authority: usual };
  const authority = httpsUrl(settings.authorityUrl, "AuthorityURL", settings.environment).origin;
  const foreign =
    cloud !== undefined && clouds.some((other) => other.authority === authority) && authority !== usual;
  if (!foreign) return { origin, authority };
  throw refusal({
    code: "RM010",
    what: `${settings.environment} was not reached`,
    where: origin,
    cause: `AuthorityURL ${authority} belongs to another cloud than the environment`,
    next: `Use ${usual}, or leave AuthorityURL out.`,
  });
}

const clouds: readonly Readonly<{ hosts: RegExp; authority: string }>[] = [
  {
    hosts: /\.(microsoftdynamics\.us|appsplatform\.us)$/i,
    authority: "https://login.microsoftonline.us",
  },
  { hosts: /\.dynamics\.cn$/i, authority: "https://login.chinacloudapi.cn" },
  { hosts: /\.dynamics\.com$/i, authority: "https://login.microsoftonline.com" },
];

function httpsUrl(text: string, variable: string, environment: string): URL {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol === "https:" && url.username === "" && url.password === "") return url;
  throw refusal({
    code: "RM010",
    what: `${environment} was not reached`,
    where: variable,
    cause: `'${defuse(text)}' is no https address`,
    next: `Put an address like https://contoso-uat.crm4.dynamics.com into ${variable}.`,
  });
}
