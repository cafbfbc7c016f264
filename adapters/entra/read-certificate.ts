import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { defuse } from "../../core/model/defuse.ts";
import type { Secret } from "../../core/model/secret.ts";
import { TokenRefused } from "./token-refused.ts";

/** A certificate as the token library takes it: SHA-256 of its DER form in hexadecimal digits, its key and itself as PEM. */
export type ClientCertificate = { thumbprintSha256: string; privateKey: string; x5c: string };

/**
 * Reads a certificate and its RSA key from one PEM text. A variable holds no line breaks: spaces, or `\n` as it is written in
 * JSON, may stand in their place. Throws `TokenRefused` for what Entra could not take; nothing of the text is told.
 */
export function readCertificate(pem: Secret, clientId: string, now: number): ClientCertificate {
  const blocks = blocksIn(pem.reveal());
  const key = keyIn(blocks, clientId);
  const certificates = blocks
    .filter(({ label }) => label === "CERTIFICATE")
    .flatMap(({ text }) => parsed(() => new X509Certificate(text)) ?? []);
  const own = certificates.find((certificate) => certificate.checkPrivateKey(key));
  if (own === undefined)
    throw bad(clientId, certificates.length === 0 ? "holds no certificate" : "holds a key of another one");
  if (Date.parse(own.validTo) < now) throw bad(clientId, `expired on ${own.validTo}`);
  return {
    thumbprintSha256: own.fingerprint256.replaceAll(":", ""),
    privateKey: key.export({ type: "pkcs8", format: "pem" }).toString(),
    x5c: own.toString(),
  };
}

type Block = Readonly<{ label: string; text: string }>;

function blocksIn(text: string): readonly Block[] {
  const found = text.matchAll(/-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*)-----END \1-----/g);
  return [...found].map(([, label = "", body = ""]) => {
    const lines = body.replace(/\\[rn]|\s/g, "").match(/.{1,64}/g) ?? [];
    return { label, text: `-----BEGIN ${label}-----\n${lines.join("\n")}\n-----END ${label}-----\n` };
  });
}

function keyIn(blocks: readonly Block[], clientId: string): KeyObject {
  const block = blocks.find(({ label }) => label.endsWith("PRIVATE KEY"));
  if (block === undefined) throw bad(clientId, "holds no private key as PEM");
  if (block.label.startsWith("ENCRYPTED")) throw bad(clientId, "holds a private key under a password");
  const key = parsed(() => createPrivateKey(block.text));
  if (key?.asymmetricKeyType !== "rsa") throw bad(clientId, "holds no RSA key that can be read");
  return key;
}

function parsed<T>(parse: () => T): T | undefined {
  try {
    return parse();
  } catch {
    // Its words could quote the key.
    return undefined;
  }
}

function bad(clientId: string, what: string): TokenRefused {
  return new TokenRefused({
    words: `The certificate of ClientID ${defuse(clientId)} ${what}`,
    next: "Put the certificate and its private key, without password, as one PEM text into the secret.",
    ids: "",
  });
}
