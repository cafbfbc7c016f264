import { generateKeyPairSync, type KeyObject, randomUUID } from "node:crypto";
import { signJwt } from "./jwt.ts";

/** Who vouches for jobs as service connections: what stands behind `oidctoken` of Azure DevOps. */
export type IdentityIssuer = Readonly<{
  issuer: string;
  publicKey: KeyObject;
  /** A statement for one service connection, which lives for ten minutes from `now` (milliseconds since 1970). */
  identity: (subject: string, now: number) => string;
}>;

/** Whom a statement is for. */
export const exchangeAudience = "api://AzureADTokenExchange";

/** Makes an issuer with a key of its own. */
export function identityIssuer(organisation: string): IdentityIssuer {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const issuer = `https://vstoken.dev.azure.com/${organisation}`;
  return {
    issuer,
    publicKey,
    identity: (sub, now) => {
      const nbf = Math.floor(now / 1000);
      const claims = { iss: issuer, sub, aud: exchangeAudience, nbf, exp: nbf + 600, jti: randomUUID() };
      return signJwt(claims, privateKey);
    },
  };
}
