import type { ConnectionValue } from "./connection.ts";
import { sameName } from "./ordinal.ts";
import { secret } from "./secret.ts";

/** Connection strings that a group may leave out, and the address that each of them is for. */
const strings = [
  { key: "TargetConnection", address: "TargetURL" },
  { key: "SourceConnection", address: "SourceURL" },
] as const;

/**
 * The Dataverse connection strings that can be composed of what a group gives, for steps that want one: `AuthType`, `Url`,
 * `ClientId`, `ClientSecret`, `TenantId`. Secrets, as the secret is that they hold, and by its route. None for a key in `given`,
 * which the group has itself, and none where a part is missing.
 */
export function composedConnections(
  values: readonly ConnectionValue[],
  given: readonly string[],
): ConnectionValue[] {
  const valueOf = (key: string): ConnectionValue | undefined =>
    values.find((value) => sameName(value.key, key));
  const [client, tenant, proof] = [valueOf("ClientID"), valueOf("TenantID"), valueOf("Secret")];
  return strings.flatMap(({ key, address }): ConnectionValue[] => {
    const url = valueOf(address);
    if (given.some((name) => sameName(name, key)) || !url || !client || !tenant || proof?.kind !== "secret")
      return [];
    const parts = {
      AuthType: "ClientSecret",
      Url: plain(url),
      ClientId: plain(client),
      ClientSecret: plain(proof),
      TenantId: plain(tenant),
    };
    const text = Object.entries(parts).map(([name, part]) => `${name}=${quoted(part)}`);
    const variable = `composed of ${[url, client, tenant, proof].map((one) => one.variable).join(", ")}`;
    return [{ key, variable, kind: "secret", route: proof.route, secret: secret(text.join(";")) }];
  });
}

function plain(value: ConnectionValue): string {
  return value.kind === "text" ? value.text : value.secret.reveal();
}

/** As connection strings quote what could be read as their own signs. */
function quoted(text: string): string {
  if (/^[\w.~:/@-]+$/.test(text)) return text;
  return text.includes('"') && !text.includes("'") ? `'${text}'` : `"${text.replaceAll('"', '""')}"`;
}
