import assert from "node:assert/strict";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Application, type Proof, tokensFor } from "../../../adapters/entra/entra-tokens.ts";
import { TokenRefused } from "../../../adapters/entra/token-refused.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import type { TargetHttp } from "../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../core/model/secret.ts";
import { applicationCertificate } from "../../../standin/targets/certificates.ts";
import { identityIssuer } from "../../../standin/targets/identity-issuer.ts";
import { readJwt } from "../../../standin/targets/jwt.ts";
import { startTargets, type Targets } from "../../../standin/targets/start-targets.ts";

let folder = "";
let targets: Targets;
let http: TargetHttp;
let forms: URLSearchParams[] = [];
/** How far the stand-in's clock is ahead. */
let ahead = 0;

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "proofs-"));
  targets = await startTargets({ folder, now: () => Date.now() + ahead });
  const world = { sleep: () => Promise.resolve(), now: Date.now, newId: randomUUID };
  const real = targetHttp({ caFile: targets.caFile }, world);
  http = {
    close: real.close,
    send: (request) => {
      forms.push(new URLSearchParams(typeof request.body === "string" ? request.body : ""));
      return real.send(request);
    },
  };
}

async function close(): Promise<void> {
  http.close();
  await targets.stop();
  rmSync(folder, { recursive: true, force: true });
}

function fresh(): void {
  forms = [];
  ahead = 0;
  targets.trusts.certificates = {};
}

function application(proof: Proof): Application {
  const [{ tenantId, clientId }] = targets.knownClients;
  return { tenantId, clientId, proof, authorityUrl: targets.entra };
}

const resource = (): string => targets.dataverse[0]?.url ?? "";

async function refused(asking: Promise<unknown>): Promise<TokenRefused> {
  const thrown: unknown = await asking.then(
    () => assert.fail("a token was given"),
    (error: unknown) => error,
  );
  assert.ok(thrown instanceof TokenRefused, String(thrown));
  return thrown;
}

describe("An application that signs in by a certificate", () => {
  before(open);
  after(close);
  beforeEach(fresh);
  const { certificate, key } = applicationCertificate("contoso-release");
  const pem = (text: string): Application => application({ kind: "certificate", pem: secret(text) });

  it("proves itself with PS256, a thumbprint of SHA-256 and ten minutes, at its own authority", async () => {
    const app = pem(`${key}${certificate}`);
    targets.trusts.certificates[app.clientId] = [certificate];
    assert.ok((await tokensFor(app, http)(resource(), false)).reveal().length > 20);
    const jwt = readJwt(forms[0]?.get("client_assertion") ?? "");
    assert.ok(jwt);
    assert.equal(jwt.header["alg"], "PS256");
    assert.equal(jwt.claims["aud"], `${targets.entra}/${app.tenantId}/oauth2/v2.0/token`);
    assert.equal(Number(jwt.claims["exp"]) - Number(jwt.claims["nbf"]), 600);
    assert.equal(forms[0]?.get("client_secret"), null);
  });

  for (const [title, between] of [
    ["spaces", " "],
    ["\\n as JSON writes it", "\\n"],
  ] as const)
    it(`may have ${title} for its line breaks, as a variable keeps it`, async () => {
      const app = pem(`${certificate}${key}`.replaceAll(/\r?\n/g, between));
      targets.trusts.certificates[app.clientId] = [certificate];
      await tokensFor(app, http)(resource(), false);
    });

  it("is refused in words where the application does not know it", async () => {
    const told = await refused(tokensFor(pem(`${key}${certificate}`), http)(resource(), false));
    assert.match(told.words, /^The certificate is none that ClientID \S+ has in Entra$/);
    assert.match(told.ids, /^AADSTS700027, correlation /);
  });

  it("is refused where it has expired by the clock that is given", async () => {
    const inAHundredYears = (): number => Date.now() + 100 * 365 * 86_400_000;
    const told = await refused(
      tokensFor(pem(`${key}${certificate}`), http, inAHundredYears)(resource(), false),
    );
    assert.match(told.words, /expired on /);
    assert.equal(forms.length, 0);
  });

  const foreign = applicationCertificate("another");
  const encrypted =
    "-----BEGIN ENCRYPTED PRIVATE KEY-----\nQUFBQUFBQUFB\n-----END ENCRYPTED PRIVATE KEY-----\n";
  const bad: readonly [string, string, RegExp][] = [
    ["no PEM", "MIIKcQIBAzCCCi0GCSqGSIb3DQEHAaCCCh4EggoaMIIKFjCCBg8", /holds no private key as PEM$/],
    ["a key alone", key, /holds no certificate$/],
    ["a certificate alone", certificate, /holds no private key as PEM$/],
    ["a key of another certificate", `${foreign.key}${certificate}`, /holds a key of another one$/],
    ["a key under a password", `${encrypted}${certificate}`, /holds a private key under a password$/],
  ];
  for (const [title, text, words] of bad) {
    it(`is refused before anything is sent where the text is ${title}, and nothing of it is told`, async () => {
      const told = await refused(tokensFor(pem(text), http)(resource(), false));
      assert.match(told.words, words);
      assert.equal(forms.length, 0);
      assert.ok(!`${told.words}${told.next}${told.stack ?? ""}`.includes(text.slice(36, 46)));
    });
  }
});

describe("An application that another party vouches for", () => {
  const issuer = identityIssuer("contoso");
  const subject = "sc://contoso/Contoso/production";
  const vouched = (say: () => string): Application =>
    application({ kind: "assertion", assertion: () => Promise.resolve(secret(say())) });
  before(async () => {
    await open();
    const [{ clientId }] = targets.knownClients;
    targets.trusts.federations[clientId] = [{ issuer: issuer.issuer, subject, key: issuer.publicKey }];
  });
  after(close);
  beforeEach(fresh);

  it("is vouched for anew at every renewal: ten minutes later the first statement is worthless", async () => {
    const said: string[] = [];
    const app = vouched(() => {
      said.push(issuer.identity(subject, Date.now() + ahead));
      return said.at(-1) ?? "";
    });
    const tokens = tokensFor(app, http);
    await tokens(resource(), false);
    ahead = 11 * 60_000;
    await tokens(resource(), true);
    assert.deepEqual([said.length, new Set(said).size], [2, 2]);
    const told = await refused(
      tokensFor(
        vouched(() => said[0] ?? ""),
        http,
      )(resource(), false),
    );
    assert.match(told.ids, /^AADSTS700024/);
    assert.match(told.words, /was too old, or not valid yet/);
  });

  it("is refused with the subject that Entra was given where the federated credential has another", async () => {
    const other = issuer.identity("sc://contoso/Contoso/another", Date.now());
    const told = await refused(
      tokensFor(
        vouched(() => other),
        http,
      )(resource(), false),
    );
    assert.match(told.words, /Entra was given subject sc:\/\/contoso\/Contoso\/another$/);
    assert.ok(!told.words.includes(other));
  });

  it("is refused where somebody else signed in the issuer's name", async () => {
    const forged = identityIssuer("contoso").identity(subject, Date.now());
    assert.match(
      (
        await refused(
          tokensFor(
            vouched(() => forged),
            http,
          )(resource(), false),
        )
      ).ids,
      /^AADSTS50013/,
    );
  });
});

describe("An agent's managed identity", () => {
  let server: Server;
  let answer: Readonly<{ status: number; body: object }>;
  let asked: { url: string; metadata: unknown }[];
  let port = 0;
  const nobody: TargetHttp = {
    close: () => undefined,
    send: () => assert.fail("a managed identity was asked for over the network"),
  };
  const tokens = (clientId = "") =>
    tokensFor({ tenantId: "", clientId, proof: { kind: "managed identity" } }, nobody);
  const listen = (): Promise<void> => new Promise((resolve) => server.listen(port, "127.0.0.1", resolve));
  before(async () => {
    server = createServer((request, response) => {
      asked.push({ url: request.url ?? "", metadata: request.headers["metadata"] });
      response.writeHead(answer.status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer.body));
    });
    await listen();
    port = (server.address() as AddressInfo).port;
    process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"] = `http://127.0.0.1:${port}`;
  });
  beforeEach(() => {
    asked = [];
    const expires_on = String(Math.floor(Date.now() / 1000) + 3600);
    answer = { status: 200, body: { access_token: "of-the-machine", expires_on, token_type: "Bearer" } };
  });
  after(() => {
    delete process.env["AZURE_POD_IDENTITY_AUTHORITY_HOST"];
    server.close().closeAllConnections();
  });

  it("is asked for at the machine itself, with the header that keeps others out, and by its client id", async () => {
    const token = await tokens("c-1")("https://management.azure.com", true);
    assert.equal(token.reveal(), "of-the-machine");
    const [{ url, metadata } = { url: "", metadata: "" }] = asked;
    assert.match(
      url,
      /^\/metadata\/identity\/oauth2\/token\/?\?.*resource=https%3A%2F%2Fmanagement\.azure\.com/,
    );
    assert.match(url, /client_id=c-1/);
    assert.equal(metadata, "true");
  });

  it("that the machine does not have is told in words", async () => {
    answer = { status: 400, body: { error: "invalid_request", error_description: "Identity not found" } };
    const told = await refused(tokens()("https://a.test", true));
    assert.equal(told.words, "The agent's machine has no managed identity of its own");
  });

  it("is not listened to for ever: an answer of many megabytes is no token", async () => {
    answer = { status: 200, body: { access_token: "x".repeat(3_000_000) } };
    assert.match((await refused(tokens()("https://a.test", true))).words, /answers with more than a token/);
  });

  it("is told to be none where nothing answers, as on an agent that Microsoft hosts", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const told = await refused(tokens()("https://management.azure.com", true));
    assert.match(told.words, /^This agent has no managed identity: 127\.0\.0\.1:\d+ cannot be reached/);
    assert.match(told.next, /agents that Microsoft hosts have none/);
    await listen();
  });
});
