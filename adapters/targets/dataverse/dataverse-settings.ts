import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { StageClass } from "../../../core/model/stage.ts";
import type { Tell } from "../../../core/ports.ts";
import type { Secret } from "../../../core/model/secret.ts";
import { refusal } from "../../../core/failure.ts";
import { shownAddress } from "../../../core/model/address.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import type { NetworkOptions, TargetHttp } from "../shared/target-request.ts";

/** From which severity on a finding of the solution checker refuses a deployment. */
export const checkerThresholds = ["none", "critical", "high", "medium", "low"] as const;

/** One of them. */
export type CheckerThreshold = (typeof checkerThresholds)[number];

/** With what `pac` signs in and which profile of a site it takes: it knows no other way than a client secret. */
export type PagesSettings = Readonly<{
  tenantId: string;
  secret: Secret;
  /** The name of a deployment profile in the site's folder; empty: none. */
  profile: string;
}>;

/** What the connection and the inputs say about one Dataverse environment. */
export type DataverseSettings = Readonly<{
  environment: string;
  url: string;
  /** Who signs in, for sentences about rights. */
  clientId: string;
  stageClass: StageClass;
  /** The text of a deployment settings file: values for environment variables and connection references. */
  settingsFile?: string;
  /** How long an import may take before we stop watching it. */
  waitMinutes: number;
  checkerThreshold: CheckerThreshold;
  /** Absent where the connection has no client secret: sites that are no solution are refused then. */
  pages?: PagesSettings;
}>;

/** What the target needs of the world. */
export type DataverseWorld = Readonly<{
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** A new GUID. */
  newId: () => string;
  http: NetworkOptions;
  /** Signs in, over the target's own client. Asked for once, when the first token is needed. */
  signIn: (http: TargetHttp) => Promise<Tokens>;
  /** Where the artefact lies: its folder, or the zip itself. */
  archivePath: (artefact: SealedArtefact) => string;
  /** The agent's environment variables: where `pac` is looked for, and what it needs to run. */
  variables: Readonly<Record<string, string | undefined>>;
  tell: Tell;
}>;

/** The organisation's origin, whatever page of it was copied. Refuses what is no https address. */
export function originOf({ url: text, environment }: DataverseSettings): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url?.protocol === "https:" && url.username === "" && url.password === "") return url.origin;
  const variable = `TargetURL-${environment}`;
  throw refusal({
    code: "RM010",
    what: `${environment} was not reached`,
    where: variable,
    cause: `${shownAddress(text)} is no https address`,
    next: `Put an address like https://contoso-uat.crm4.dynamics.com into ${variable}.`,
  });
}
