import { refusal } from "../../../core/failure.ts";
import { shownAddress } from "../../../core/model/address.ts";
import { cloudOf } from "../../../core/model/clouds.ts";
import { quoted } from "../../../core/model/defuse.ts";
import type { Tell } from "../../../core/ports.ts";
import type { Tokens } from "../../entra/entra-tokens.ts";
import type { NetworkOptions, TargetHttp } from "../shared/target-request.ts";

/** What the connection, the stage and the inputs say about one container. */
export type BlobSettings = Readonly<{
  environment: string;
  url: string;
  release: Readonly<{ id: string; name: string }>;
  sealRoot: string;
  stage: string;
  /** The same for every process of one job: a retry takes its own lock again. */
  job: string;
  /** How many releases stay, the current one included. */
  keep: number;
  /** For sentences: who signs in. */
  clientId: string;
  lock?: LockTimes;
}>;

/** In milliseconds: how long a lease lasts (15 to 60 seconds), how often it is renewed, and how long another one's is waited for. */
export type LockTimes = Readonly<{ lease: number; beat: number; wait: number }>;

/** What the target needs of the world. */
export type BlobWorld = Readonly<{
  now: () => number;
  sleep: (milliseconds: number) => Promise<void>;
  /** A new GUID. */
  newId: () => string;
  network: NetworkOptions;
  /** Who signs in; asked once, before the first request. */
  signIn: (http: TargetHttp) => Promise<Tokens>;
  /** Where an artefact lies on the agent. */
  source: (artefact: string) => string;
  tell: Tell;
}>;

/** Where a container is. `account` is the address of its storage account, without a slash at the end. */
export type BlobAddress = Readonly<{
  account: string;
  container: string;
  /** Comparable: two spellings of one container are equal. */
  id: string;
  /** What a person calls it: `contosoweb/$web`. */
  name: string;
}>;

/** The container of an address. Refuses what is no https address of a container, and says what is wrong with it. */
export function addressOf(text: string, environment: string): BlobAddress {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : undefined;
  if (url === undefined) throw badAddress(text, environment, "is no address");
  const fault = faultOf(url);
  if (fault !== undefined) throw badAddress(text, environment, fault);
  const parts = partsOf(url);
  const above = parts.slice(0, -1);
  const container = parts.at(-1) ?? "";
  const account = [url.origin, ...above].join("/");
  const name = `${above[0] ?? url.hostname.replace(/\..*$/, "")}/${container}`;
  return { account, container, id: `blob:${account}/${container}`.toLowerCase(), name };
}

function partsOf(url: URL): readonly string[] {
  return url.pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function faultOf(url: URL): string | undefined {
  const host = url.hostname.toLowerCase();
  if (url.protocol !== "https:") return "is no https address";
  if (url.username !== "" || url.password !== "") return "holds a name or a password";
  if (url.search !== "" || url.hash !== "")
    return "holds more than an address. A shared access signature is a secret and is not used";
  if (/\.web\.(core\.|storage\.)/.test(host)) return "is the site's public address, not its container's";
  if (/\.(dfs|file|queue|table)\.(core\.|storage\.)/.test(host))
    return "belongs to another service of the storage account than blobs";
  return containerFault(url, partsOf(url));
}

function containerFault(url: URL, parts: readonly string[]): string | undefined {
  const inAzure = cloudOf(url) !== undefined;
  if (parts.length === 0) return "names no container";
  if (parts.length > (inAzure ? 1 : 2)) return "names a folder inside a container";
  const name = parts.at(-1) ?? "";
  const valid = name === "$web" || /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/.test(name);
  return valid ? undefined : `names no container: ${quoted(name)} is not a name that a container can have`;
}

function badAddress(text: string, environment: string, fault: string): Error {
  return refusal({
    code: "RM010",
    what: `${environment} was not reached`,
    where: `TargetURL-${environment}`,
    cause: `${shownAddress(text)} ${fault}`,
    next: `Put the container's address into TargetURL-${environment}, for example https://contosoweb.blob.core.windows.net/$web`,
  });
}
