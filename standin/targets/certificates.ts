import { generateKeyPairSync } from "node:crypto";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import forge from "node-forge";
import { vaultSuffix } from "./key-vault.ts";

/** An application's own certificate, signed by itself, and its key. All PEM. */
export function applicationCertificate(name: string): Readonly<{ certificate: string; key: string }> {
  const own = keys();
  const subject = [{ name: "commonName", value: name }];
  const made = certificate("03", leafOrCa(own.publicKey, subject, subject));
  made.sign(own.privateKey, forge.md.sha256.create());
  return {
    certificate: forge.pki.certificateToPem(made),
    key: forge.pki.privateKeyToPem(own.privateKey),
  };
}

/** What an https server needs, and the file that its callers must trust. */
export type Certificates = Readonly<{ caFile: string; certificate: string; key: string }>;

type Made = Readonly<{ ca: string; certificate: string; key: string }>;

// Keys take their time: all stand-ins of one process have the same ones.
let made: Made | undefined;

/** Makes a certificate authority and one certificate for this machine, once: later calls find them in the folder. */
export async function certificatesIn(folder: string): Promise<Certificates> {
  const caFile = join(folder, "ca.pem");
  const leafFile = join(folder, "server.pem");
  const keyFile = join(folder, "server-key.pem");
  try {
    return { caFile, certificate: await readFile(leafFile, "utf8"), key: await readFile(keyFile, "utf8") };
  } catch {
    // Not made yet.
  }
  made ??= makeCertificates();
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(caFile, made.ca);
  await writeFile(keyFile, made.key, { mode: 0o600 });
  await writeFile(leafFile, made.certificate);
  return { caFile, certificate: made.certificate, key: made.key };
}

function makeCertificates(): Made {
  const caKeys = keys();
  const leafKeys = keys();
  const caName = [{ name: "commonName", value: "Release Manager stand-in CA" }];
  const ca = certificate("01", leafOrCa(caKeys.publicKey, caName, caName));
  ca.setExtensions([
    { name: "basicConstraints", cA: true, critical: true },
    { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    { name: "subjectKeyIdentifier" },
  ]);
  ca.sign(caKeys.privateKey, forge.md.sha256.create());
  const leaf = certificate(
    "02",
    leafOrCa(leafKeys.publicKey, [{ name: "commonName", value: "localhost" }], caName),
  );
  leaf.setExtensions([
    { name: "basicConstraints", cA: false },
    { name: "keyUsage", digitalSignature: true, keyEncipherment: true, critical: true },
    { name: "extKeyUsage", serverAuth: true },
    {
      name: "subjectAltName",
      altNames: [
        { type: 2, value: "localhost" },
        { type: 2, value: `*.${vaultSuffix}` },
        { type: 7, ip: "127.0.0.1" },
      ],
    },
  ]);
  leaf.sign(caKeys.privateKey, forge.md.sha256.create());
  return {
    ca: forge.pki.certificateToPem(ca),
    certificate: forge.pki.certificateToPem(leaf),
    key: forge.pki.privateKeyToPem(leafKeys.privateKey),
  };
}

type Subject = Readonly<{
  key: forge.pki.PublicKey;
  subject: forge.pki.CertificateField[];
  issuer: forge.pki.CertificateField[];
}>;

function leafOrCa(
  key: forge.pki.PublicKey,
  subject: forge.pki.CertificateField[],
  issuer: forge.pki.CertificateField[],
): Subject {
  return { key, subject, issuer };
}

function certificate(serial: string, about: Subject): forge.pki.Certificate {
  const made = forge.pki.createCertificate();
  made.publicKey = about.key;
  made.serialNumber = serial;
  // A day earlier, for machines whose clocks differ.
  made.validity.notBefore = new Date(Date.now() - 24 * 60 * 60 * 1000);
  made.validity.notAfter = new Date(Date.now() + 10 * 365 * 24 * 60 * 60 * 1000);
  made.setSubject(about.subject);
  made.setIssuer(about.issuer);
  return made;
}

/** Node makes the keys: forge's own RSA takes seconds. */
function keys(): forge.pki.rsa.KeyPair {
  const pair = generateKeyPairSync("rsa", {
    modulusLength: 2048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs1", format: "pem" },
  });
  return {
    publicKey: forge.pki.publicKeyFromPem(pair.publicKey),
    privateKey: forge.pki.privateKeyFromPem(pair.privateKey),
  };
}
