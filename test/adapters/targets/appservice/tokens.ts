import { tokensFor, type Tokens } from "../../../../adapters/entra/entra-tokens.ts";
import type { TargetHttp } from "../../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../../core/model/secret.ts";
import type { Targets } from "../../../../standin/targets/start-targets.ts";

type Desk = Pick<Targets, "entra" | "knownClients">;

/** Tokens of one of the stand-in's applications. */
export function tokensOf({ entra, knownClients }: Desk, http: TargetHttp, client = 0): Tokens {
  const { clientId, tenantId, secret: value } = knownClients[client] ?? knownClients[0];
  const proof = { kind: "secret", secret: secret(value) } as const;
  return tokensFor({ clientId, tenantId, proof, authorityUrl: entra }, http);
}
