import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Tokens, tokensFor } from "../../../adapters/entra/entra-tokens.ts";
import { readKeyVault, type VaultReading } from "../../../adapters/entra/key-vault.ts";
import { targetHttp } from "../../../adapters/targets/shared/target-http.ts";
import type { TargetHttp, TargetRequest } from "../../../adapters/targets/shared/target-request.ts";
import { secret } from "../../../core/model/secret.ts";
import { emptyVault, type VaultBook, vaultSuffix } from "../../../standin/targets/key-vault.ts";
import { startTargets, type Targets } from "../../../standin/targets/start-targets.ts";
import { startTunnel, type Tunnel } from "../../support/tunnel.ts";

const now = Date.parse("2026-11-21T00:00:00Z");
let folder = "";
let targets: Targets;
let tunnel: Tunnel;
let http: TargetHttp;
let tokens: Tokens;
let sent: TargetRequest[] = [];
let book: VaultBook;

const read = (names: readonly string[], name = "contoso-kv"): Promise<VaultReading> =>
  readKeyVault({ name, suffix: vaultSuffix }, names, { http, tokens, now });

/** Stand-ins and a fresh vault for the tests around it. */
function opened(): void {
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "vault-"));
    targets = await startTargets({ folder });
    const port = Number(new URL(targets.vault).port);
    tunnel = await startTunnel((host) => (host.endsWith(`.${vaultSuffix}`) ? port : undefined));
    const [{ tenantId, clientId, secret: value }] = targets.knownClients;
    const world = { sleep: () => Promise.resolve(), now: Date.now, newId: randomUUID };
    const bypass = ["^https://localhost"];
    const real = targetHttp({ caFile: targets.caFile, proxy: { url: tunnel.url, bypass } }, world);
    http = {
      close: real.close,
      send: (request) => {
        sent.push(request);
        return real.send(request);
      },
    };
    const proof = { kind: "secret", secret: secret(value) } as const;
    tokens = tokensFor({ tenantId, clientId, proof, authorityUrl: targets.entra }, http);
  });
  beforeEach(() => {
    book = emptyVault();
    book.readers.push(targets.knownClients[0].clientId);
    book.secrets = { Secret: { value: "line one\nline two" }, ClientID: { value: "c-1" } };
    targets.vaults["contoso-kv"] = book;
    sent = [];
  });
  after(async () => {
    http.close();
    await tunnel.close();
    await targets.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

describe("A key vault", () => {
  opened();

  it("S0-48: gives the secrets that are asked for and no other, by a token for its own domain", async () => {
    book.secrets["Other"] = { value: "not wanted" };
    const { secrets, faults } = await read(["Secret", "ClientID"]);
    assert.deepEqual(faults, []);
    assert.deepEqual(
      [...secrets].map(([name, value]) => [name, value.reveal()]),
      [
        ["Secret", "line one\nline two"],
        ["ClientID", "c-1"],
      ],
    );
    const paths = sent.filter(({ method }) => method === "GET").map(({ url }) => url);
    assert.deepEqual(paths, [
      `https://contoso-kv.${vaultSuffix}/secrets/Secret?api-version=7.4`,
      `https://contoso-kv.${vaultSuffix}/secrets/ClientID?api-version=7.4`,
    ]);
    assert.ok(!JSON.stringify([...secrets]).includes("line"));
  });

  it("N4: tells every secret that it does not give, each with its repair, and gives the others", async () => {
    book.secrets["Off"] = { value: "x", enabled: false };
    book.secrets["Old"] = { value: "x", exp: now / 1000 - 1 };
    book.secrets["Young"] = { value: "x", nbf: now / 1000 + 86_400 };
    book.secrets["Empty"] = { value: "" };
    const { secrets, faults } = await read(["Off", "Old", "Young", "Empty", "Gone", "bad_name", "ClientID"]);
    assert.deepEqual([...secrets.keys()], ["ClientID"]);
    const told = faults.map(({ variable, text }) => `${variable}: ${text.replace(/^.*contoso-kv\W* /, "")}`);
    assert.match(told[0] ?? "", /^Off: is disabled/);
    assert.match(told[1] ?? "", /^Old: expired on 2026-11-20\.$/);
    assert.match(told[2] ?? "", /^Young: is not valid before 2026-11-22\.$/);
    assert.match(told[3] ?? "", /^Empty: is empty\.$/);
    assert.match(told[4] ?? "", /^Gone: is not in the vault \(HTTP 404, request /);
    assert.match(told[5] ?? "", /^bad_name: is no name of a secret/);
    assert.ok(faults.every(({ kind, fix }) => kind === "vaultRefused" && fix.length > 5));
  });
});

describe("A key vault that refuses", () => {
  opened();

  const rights: readonly [string, () => void, RegExp, RegExp][] = [
    ["no role", () => (book.readers = []), /may not be read/, /Key Vault Secrets User/],
    [
      "no access policy",
      () => Object.assign(book, { readers: [], rights: "policy" }),
      /may not be read/,
      /permission Get for secrets/,
    ],
    ["a firewall", () => (book.firewall = "closed"), /refuses its address/, /network settings/],
  ];
  for (const [title, change, text, fix] of rights)
    it(`N4: tells ${title} apart from the others`, async () => {
      change();
      const [fault] = (await read(["Secret"])).faults;
      assert.match(fault?.text ?? "", text);
      assert.match(fault?.fix ?? "", fix);
    });

  it("N3: is not believed when it asks for a token of another domain, and is sent none", async () => {
    targets.revokeTokens();
    book.challenge = "vault.evil.example";
    const { faults } = await read(["Secret", "ClientID"]);
    assert.equal(faults.length, 1);
    assert.match(
      faults[0]?.text ?? "",
      /asks for a token of vault\.evil\.example, which is not its own domain/,
    );
    assert.equal(sent.filter(({ method }) => method === "GET").length, 1);
  });

  it("N4: may name its refusal as it likes: one that nobody knows is told in its own words", async () => {
    const text = JSON.stringify({ error: { code: "constructor", message: "no" } });
    const odd = {
      close: http.close,
      send: () => Promise.resolve({ status: 403, header: () => undefined, text, requestId: "r" }),
    };
    const vault = { name: "contoso-kv", suffix: vaultSuffix };
    const { faults } = await readKeyVault(vault, ["Secret"], { http: odd, tokens, now });
    assert.match(faults[0]?.text ?? "", /cannot be read: the vault answered 403: no /);
  });

  it("gets a new token when it refuses the one that was kept", async () => {
    await read(["Secret"]);
    targets.revokeTokens();
    assert.deepEqual((await read(["Secret"])).faults, []);
  });

  it("is told once where nobody can sign in, and where its name is none", async () => {
    const [{ tenantId, clientId }] = targets.knownClients;
    const proof = { kind: "secret", secret: secret("wrong") } as const;
    const wrong = tokensFor({ tenantId, clientId, proof, authorityUrl: targets.entra }, http);
    const vault = { name: "contoso-kv", suffix: vaultSuffix };
    const refused = await readKeyVault(vault, ["Secret", "ClientID"], { http, tokens: wrong, now });
    assert.equal(refused.faults.length, 1);
    assert.match(refused.faults[0]?.text ?? "", /was not read: The Secret of ClientID .* \[AADSTS7000215/);
    for (const name of ["evil.example/", "a", "contoso_kv", "https:"]) {
      sent = [];
      assert.match((await read(["Secret"], name)).faults[0]?.text ?? "", /is no name of a key vault/);
      assert.equal(sent.length, 0);
    }
  });
});
