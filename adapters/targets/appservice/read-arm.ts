type Fields = Readonly<Record<string, unknown>>;

/** A site or a slot, as the resource manager tells it (`Microsoft.Web/sites`, 2022-03-01). */
export type ArmSite = Readonly<{
  id: string;
  state: string;
  /** Every host name that the site answers to, in lower case. */
  hosts: readonly string[];
  defaultHost: string;
  /** The host of the SCM site. */
  scmHost: string;
}>;

/** Reads a site. Texts that are no host names are dropped. */
export function readSite(text: string): ArmSite {
  const site = fields(json(text));
  const properties = fields(site["properties"]);
  const states = list(properties["hostNameSslStates"]).map(fields);
  const scm = states.find((state) => string(state["hostType"]).toLowerCase() === "repository");
  const names = [...list(properties["hostNames"]), ...list(properties["enabledHostNames"])];
  return {
    id: string(site["id"]),
    state: string(properties["state"]),
    hosts: [...new Set(names.map(hostName).filter((name) => name !== ""))].filter(
      (name) => name !== hostName(scm?.["name"]),
    ),
    defaultHost: hostName(properties["defaultHostName"]),
    scmHost: hostName(scm?.["name"]),
  };
}

/** The names of a site's slots, without the site's own. */
export function readSlots(text: string): readonly string[] {
  return list(fields(json(text))["value"]).map((slot) => string(fields(slot)["name"]).replace(/^.*\//, ""));
}

/** The slot that a slot swaps itself with after each deployment. Empty: it does not. */
export function readAutoSwap(text: string): string {
  return string(fields(fields(json(text))["properties"])["autoSwapSlotName"]);
}

/** What the application may do (`Microsoft.Authorization/permissions`). */
export type Permission = Readonly<{ actions: readonly string[]; notActions: readonly string[] }>;

/** Reads the permissions on a site. */
export function readPermissions(text: string): readonly Permission[] {
  return list(fields(json(text))["value"]).map((one) => ({
    actions: list(fields(one)["actions"]).map(string),
    notActions: list(fields(one)["notActions"]).map(string),
  }));
}

/** How a long operation stands. `failed` with code and words as they came. */
export type ArmOperation = Readonly<{
  status: "running" | "succeeded" | "failed";
  code: string;
  words: string;
}>;

/** Reads the body of an operation's answer: some tell a status in it, some only answer 200 at the end. */
export function readOperation(text: string): ArmOperation {
  const { code, words } = readArmError(text);
  const status = string(fields(json(text))["status"]).toLowerCase();
  if (/^(failed|canceled|cancelled)$/.test(status) || code !== "") return { status: "failed", code, words };
  return {
    status: /^(inprogress|running|accepted|created)$/.test(status) ? "running" : "succeeded",
    code,
    words,
  };
}

/** Code and message of an error, in the resource manager's form or in the older one of App Service. Empty where there is none. */
export function readArmError(text: string): Readonly<{ code: string; words: string }> {
  const whole = fields(json(text));
  const error = fields(whole["error"]);
  return {
    code: string(error["code"]) || string(whole["Code"]),
    words: string(error["message"]) || string(whole["Message"]),
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function hostName(value: unknown): string {
  const text = string(value).toLowerCase();
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$/.test(text) ? text : "";
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value.slice(0, 1000) : [];
}

function string(value: unknown): string {
  return typeof value === "string" ? value : typeof value === "number" ? String(value) : "";
}
