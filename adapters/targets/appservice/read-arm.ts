import { fields, jsonOf, rows, string, strings } from "../shared/read-json.ts";

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
  const site = fields(jsonOf(text));
  const properties = fields(site["properties"]);
  const states = rows(properties["hostNameSslStates"]);
  const scm = states.find((state) => string(state["hostType"]).toLowerCase() === "repository");
  const names = [...strings(properties["hostNames"]), ...strings(properties["enabledHostNames"])];
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
  return rows(fields(jsonOf(text))["value"]).map((slot) => string(slot["name"]).replace(/^.*\//, ""));
}

/** The slot that a slot swaps itself with after each deployment. Empty: it does not. */
export function readAutoSwap(text: string): string {
  return string(fields(fields(jsonOf(text))["properties"])["autoSwapSlotName"]);
}

/** What the application may do (`Microsoft.Authorization/permissions`). */
export type Permission = Readonly<{ actions: readonly string[]; notActions: readonly string[] }>;

/** Reads the permissions on a site. */
export function readPermissions(text: string): readonly Permission[] {
  return rows(fields(jsonOf(text))["value"]).map((one) => ({
    actions: strings(one["actions"]),
    notActions: strings(one["notActions"]),
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
  const status = string(fields(jsonOf(text))["status"]).toLowerCase();
  if (/^(failed|canceled|cancelled)$/.test(status) || code !== "") return { status: "failed", code, words };
  return {
    status: /^(inprogress|running|accepted|created)$/.test(status) ? "running" : "succeeded",
    code,
    words,
  };
}

/** Code and message of an error, in the resource manager's form or in the older one of App Service. Empty where there is none. */
export function readArmError(text: string): Readonly<{ code: string; words: string }> {
  const whole = fields(jsonOf(text));
  const error = fields(whole["error"]);
  return {
    code: string(error["code"]) || string(whole["Code"]),
    words: string(error["message"]) || string(whole["Message"]),
  };
}

function hostName(value: unknown): string {
  const text = string(value).toLowerCase();
  return /^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?(:\d{1,5})?$/.test(text) ? text : "";
}
