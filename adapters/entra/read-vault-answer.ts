import { fields, jsonOf, string } from "../targets/shared/read-json.ts";

/** A secret as Key Vault 7.4 gives it. Times are seconds since 1970. */
export type VaultSecret = Readonly<{ value: string; enabled: boolean; notBefore?: number; expires?: number }>;

/** `GET /secrets/{name}`, Key Vault 7.4. Absent where the text is no secret. */
export function readVaultSecret(text: string): VaultSecret | undefined {
  const whole = fields(jsonOf(text));
  const value = whole["value"];
  if (typeof value !== "string") return undefined;
  const attributes = fields(whole["attributes"]);
  const [notBefore, expires] = [attributes["nbf"], attributes["exp"]];
  return {
    value,
    enabled: attributes["enabled"] !== false,
    ...(typeof notBefore === "number" ? { notBefore } : {}),
    ...(typeof expires === "number" ? { expires } : {}),
  };
}

/** What Key Vault says in a refusal: its own code, the one within, and the words. Empty texts where it says nothing. */
export type VaultError = Readonly<{ code: string; inner: string; words: string }>;

/** `{error: {code, message, innererror: {code}}}`, Key Vault 7.4. */
export function readVaultError(text: string): VaultError {
  const error = fields(fields(jsonOf(text))["error"]);
  return {
    code: string(error["code"]),
    inner: string(fields(error["innererror"])["code"]),
    words: string(error["message"]),
  };
}

/** The `resource` of a `WWW-Authenticate: Bearer` challenge: whom the vault wants a token for. */
export function readChallenge(header: string | undefined): URL | undefined {
  const resource = /\b(?:resource|scope)="?([^",\s]{1,300})"?/i.exec(header ?? "")?.[1];
  return resource !== undefined && URL.canParse(resource) ? new URL(resource) : undefined;
}
