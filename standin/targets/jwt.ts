import { constants, type KeyObject, sign, verify } from "node:crypto";

type Fields = Readonly<Record<string, unknown>>;

/** A token of three parts, as far as it can be read; not proved yet. */
export type ReadJwt = Readonly<{ header: Fields; claims: Fields; signed: string; signature: Buffer }>;

/** Reads a token. Absent where it is none. */
export function readJwt(token: string): ReadJwt | undefined {
  const [header = "", claims = "", signature = "", ...more] = token.split(".");
  if (signature === "" || more.length > 0) return undefined;
  const [head, body] = [fieldsOf(header), fieldsOf(claims)];
  if (head === undefined || body === undefined) return undefined;
  return {
    header: head,
    claims: body,
    signed: `${header}.${claims}`,
    signature: Buffer.from(signature, "base64url"),
  };
}

/** How a token may be signed. */
export type Algorithm = "PS256" | "RS256";

/** Signs claims with an RSA key. */
export function signJwt(claims: Fields, key: KeyObject, algorithm: Algorithm = "RS256"): string {
  const signed = `${base64url({ alg: algorithm, typ: "JWT" })}.${base64url(claims)}`;
  const signature = sign("sha256", Buffer.from(signed), { key, ...padding(algorithm) });
  return `${signed}.${signature.toString("base64url")}`;
}

/** Whether the key signed the token, in this way and no other. */
export function isSigned({ header, signed, signature }: ReadJwt, key: KeyObject, by: Algorithm): boolean {
  return header["alg"] === by && verify("sha256", Buffer.from(signed), { key, ...padding(by) }, signature);
}

function padding(algorithm: Algorithm): Readonly<{ padding: number; saltLength?: number }> {
  return algorithm === "PS256"
    ? { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 }
    : { padding: constants.RSA_PKCS1_PADDING };
}

/** A value as a part of a token. */
export function base64url(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}

function fieldsOf(part: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, "base64url").toString());
    return typeof value === "object" && value !== null ? (value as Fields) : undefined;
  } catch {
    return undefined;
  }
}
