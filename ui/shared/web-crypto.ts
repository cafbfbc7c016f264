import type { Sha256 } from "../../core/model/sha256.ts";

/** Any bytes, hashed: hexadecimal. */
export type HashBytes = (bytes: Uint8Array<ArrayBuffer>) => Promise<string>;

/** A page on plain http has no Web Crypto: absent then, and nothing counts as verified. */
export function hashBytes(crypto: Pick<Crypto, "subtle"> | undefined): HashBytes | undefined {
  // Insecure pages have a `crypto` without `subtle`, whatever the type says.
  const subtle: SubtleCrypto | undefined = crypto?.subtle;
  if (!subtle) return undefined;
  return async (bytes) => {
    const digest = new Uint8Array(await subtle.digest("SHA-256", bytes));
    return [...digest].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  };
}

/** The hash of a text in UTF-8, where the page can make one. */
export function webSha256(crypto: Pick<Crypto, "subtle"> | undefined): Sha256 | undefined {
  const hash = hashBytes(crypto);
  return hash && ((text) => hash(new TextEncoder().encode(text)));
}
