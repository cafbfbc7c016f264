import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tokensFor } from "../../../adapters/entra/entra-tokens.ts";
import type { Application, Proof, Tokens } from "../../../adapters/entra/entra-tokens.ts";
import { TokenRefused } from "../../../adapters/entra/token-refused.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import type { TargetHttp, TargetRequest } from "../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../core/model/secret.ts";
import { startTargets } from "../../../standin/targets/start-targets.ts";
import type { Targets } from "../../../standin/targets/start-targets.ts";

let folder = "";
let targets: Targets;
let http: TargetHttp;
let asked: TargetRequest[];

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "entra-"));
  targets = await startTargets({ folder });
  const world = { sleep: async () => Promise.resolve(), now: Date.now, newId: randomUUID };
  const real = targetHttp({ caFile: targets.caFile }, world);
  asked = [];
  http = {
    close: real.close,
    send: (request) => {
      asked.push(request);
      return real.send(request);
    },
  };
}

async function close(): Promise<void> {
  http.close();
  await targets.stop();
  rmSync(folder, { recursive: true, force: true });
}

function application(changes: Partial<Application> = {}): Application {
  const client = targets.knownClients[0];
  return {
    tenantId: client.tenantId,
    clientId: client.clientId,
    proof: bySecret(client.secret),
    authorityUrl: targets.entra,
    ...changes,
  };
}

const bySecret = (value: string): Proof => ({ kind: "secret", secret: secret(value) });

const resource = (): string => targets.dataverse[0]?.url ?? "";

describe("tokensFor", () => {
  beforeEach(open);
  afterEach(close);

  it("gives a token for the resource, asking the named authority and nobody else, once", async () => {
    const token = await tokensFor(application(), http)(resource(), false);
    const [, payload = ""] = token.reveal().split(".");
    const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as Record<string, unknown>;
    assert.equal(claims["aud"], resource());
    assert.deepEqual(
      asked.map(({ method, url }) => `${method} ${new URL(url).origin}${new URL(url).pathname}`),
      [`POST ${targets.entra}/${application().tenantId}/oauth2/v2.0/token`],
    );
  });

  it("keeps the token, and asks again when it is to be renewed", async () => {
    const tokens = tokensFor(application(), http);
    const first = await tokens(resource(), false);
    const kept = await tokens(resource(), false);
    const renewed = await tokens(resource(), true);
    assert.deepEqual(
      [kept.reveal() === first.reveal(), renewed.reveal() === first.reveal(), asked.length],
      [true, false, 2],
    );
  });

  it("renews the token five minutes before it ends, by the clock that it is given", async () => {
    let clock = Date.now();
    const tokens = tokensFor(application(), http, () => clock);
    const first = (await tokens(resource(), false)).reveal();
    clock += 54 * 60_000;
    assert.equal((await tokens(resource(), false)).reveal(), first);
    clock += 2 * 60_000;
    assert.notEqual((await tokens(resource(), false)).reveal(), first);
  });

  it("asks once for many who ask at the same time", async () => {
    const tokens = tokensFor(application(), http);
    const all = await Promise.all([1, 2, 3, 4].map(() => tokens(resource(), false)));
    assert.deepEqual([asked.length, new Set(all.map((one) => one.reveal())).size], [1, 1]);
  });

  it("keeps tokens of different resources apart", async () => {
    const tokens = tokensFor(application(), http);
    await tokens(resource(), false);
    await tokens(targets.dataverse[1]?.url ?? "", false);
    assert.equal(asked.length, 2);
  });

  it("asks again after a 503 and obeys Retry-After", async () => {
    targets.misbehave({
      at: "entra",
      troubles: [{ path: "token", times: 2, answer: { status: 503, retryAfter: 1 } }],
    });
    assert.ok((await tokensFor(application(), http)(resource(), false)).reveal().length > 20);
  });

  it("hides the token from every print", async () => {
    const token = await tokensFor(application(), http)(resource(), false);
    assert.equal(`${token.toString()} ${JSON.stringify({ token })}`, '*** {"token":"***"}');
  });
});

async function refused(tokens: Tokens, of = resource()): Promise<TokenRefused> {
  const error: unknown = await tokens(of, false).then(
    () => assert.fail("a token was given"),
    (thrown: unknown) => thrown,
  );
  assert.ok(error instanceof TokenRefused, String(error));
  return error;
}

describe("tokensFor' refusals", () => {
  before(open);
  after(close);

  const table: readonly [string, () => Partial<Application>, RegExp, string][] = [
    [
      "a wrong secret",
      () => ({ proof: bySecret("0f1e-wrong-secret") }),
      /^The Secret of ClientID \S+ is wrong/,
      "AADSTS7000215",
    ],
    [
      "a secret that expired",
      () => ({ clientId: targets.knownClients[2].clientId, proof: bySecret(targets.knownClients[2].secret) }),
      /has expired/,
      "AADSTS7000222",
    ],
    [
      "an application of nobody",
      () => ({ clientId: randomUUID() }),
      /is no application of tenant/,
      "AADSTS700016",
    ],
    ["a tenant that is none", () => ({ tenantId: randomUUID() }), /^There is no tenant/, "AADSTS90002"],
  ];
  for (const [title, changes, words, code] of table) {
    it(`tell ${title}`, async () => {
      const error = await refused(tokensFor(application(changes()), http));
      assert.match(error.words, words);
      assert.ok(error.ids.startsWith(code) && error.next.length > 10);
    });
  }

  it("tell a resource that the tenant does not know", async () => {
    const error = await refused(tokensFor(application(), http), "https://contoso.crm.dynamics.com");
    assert.match(error.words, /knows no environment https:\/\/contoso\.crm\.dynamics\.com/);
  });

  it("tell a code that is not known in Entra's own words, made harmless, without the secret", async () => {
    const message = "AADSTS99999: ##vso[task.complete] for Kq8~first.sample+secret/of=Contoso%41&1";
    const answer = {
      status: 400,
      body: JSON.stringify({ error: "invalid_request", error_description: message, error_codes: [99999] }),
    };
    const fake: TargetHttp = {
      close: () => undefined,
      send: () =>
        Promise.resolve({ status: answer.status, header: () => undefined, text: answer.body, requestId: "" }),
    };
    const error = await refused(tokensFor(application(), fake));
    assert.match(error.words, /AADSTS99999: # #vso\[task\.complete\] for \*\*\*/);
  });

  it("tell a page instead of an answer", async () => {
    targets.misbehave({ at: "entra", troubles: [{ path: "token", times: 1, answer: "signInPage" }] });
    assert.match((await refused(tokensFor(application(), http))).words, /^Entra gave no token/);
  });
});
