import assert from "node:assert/strict";
import { refusalWords, type RefusedWhom } from "../../../adapters/entra/refusal-words.ts";
import { secret } from "../../../core/model/secret.ts";

const whom: RefusedWhom = {
  tenantId: "t-1",
  clientId: "c-1",
  proof: { kind: "secret", secret: secret("s") },
  resource: "https://contoso.crm4.dynamics.com",
  words: "",
};

const table: readonly [number, RegExp, RegExp][] = [
  [7000215, /^The Secret of ClientID c-1 is wrong\. Perhaps it is the secret's id/, /secret's value/],
  [7000222, /^The Secret of ClientID c-1 has expired$/, /Make a new secret/],
  [7000216, /^Nothing that proves ClientID c-1 reached Entra$/, /name a service connection/],
  [7000218, /^Nothing that proves ClientID c-1 reached Entra$/, /name a service connection/],
  [700024, /was too old, or not valid yet/, /agent's clock/],
  [700023, /was made for another authority$/, /AuthorityURL/],
  [700027, /^The certificate is none that ClientID c-1 has in Entra$/, /Upload its public part/],
  [700016, /^ClientID c-1 is no application of tenant t-1$/, /ClientID and TenantID/],
  [90002, /^There is no tenant t-1$/, /AuthorityURL where another cloud is meant/],
  [900023, /^There is no tenant t-1$/, /TenantID/],
  [50034, /^ClientID c-1 is not known in tenant t-1$/, /ClientID and TenantID/],
  [50194, /its own, tenant t-1$/, /own tenant into TenantID/],
  [500011, /^Tenant t-1 knows no environment https:\/\/contoso\.crm4\.dynamics\.com$/, /target's address/],
  [501051, /may not ask for tokens of https:\/\/contoso/, /tenant's administrator/],
  [65001, /may not ask for tokens of https:\/\/contoso/, /tenant's administrator/],
  [53003, /^A conditional access policy of tenant t-1 refuses ClientID c-1/, /allow the agent's address/],
  [53000, /^A conditional access policy of tenant t-1 refuses ClientID c-1/, /allow the agent's address/],
  [7000112, /^ClientID c-1 is disabled in tenant t-1$/, /enable the application/],
  [7000229, /^ClientID c-1 has no service principal in tenant t-1$/, /enterprise applications/],
  [90033, /at the moment$/, /in some minutes/],
  [70021, /^No federated credential of ClientID c-1 fits/, /exactly this issuer and subject/],
  [700211, /^No federated credential of ClientID c-1 fits/, /exactly this issuer and subject/],
  [700212, /^No federated credential of ClientID c-1 fits/, /exactly this issuer and subject/],
  [700213, /^No federated credential of ClientID c-1 fits/, /exactly this issuer and subject/],
];

describe("A refusal of Entra in words", () => {
  for (const [code, words, next] of table)
    it(`tells AADSTS${code}, and what to do`, () => {
      const told = refusalWords(code, whom);
      assert.match(told?.words ?? "", words);
      assert.match(told?.next ?? "", next);
    });

  it("leaves a number that it does not know to Entra's own words", () => {
    assert.equal(refusalWords(99999, whom), undefined);
    assert.equal(refusalWords(undefined, whom), undefined);
  });

  const said: readonly [number, string, string][] = [
    [
      700213,
      "AADSTS700213: No matching federated identity record found for presented assertion subject 'sc://contoso/Web/prod'. Check your federated identity credential Subject, Audience and Issuer against the presented assertion.",
      "subject sc://contoso/Web/prod",
    ],
    [
      70021,
      "AADSTS70021: No matching federated identity record found for presented assertion. Assertion Issuer: 'https://vstoken.dev.azure.com/1'. Assertion Subject: 'sc://a/b/c'. Assertion Audience: 'api://AzureADTokenExchange'.",
      "issuer https://vstoken.dev.azure.com/1, subject sc://a/b/c, audience api://AzureADTokenExchange",
    ],
  ];
  for (const [code, words, expected] of said)
    it(`prints what Entra was given, of AADSTS${code}`, () =>
      assert.ok(refusalWords(code, { ...whom, words })?.words.endsWith(`: Entra was given ${expected}`)));

  it("speaks of a certificate where one was used, and of the machine for its identity", () => {
    const certificate = { kind: "certificate", pem: secret("p") } as const;
    assert.match(refusalWords(7000222, { ...whom, proof: certificate })?.words ?? "", /^The certificate of/);
    const machine = { ...whom, proof: { kind: "managed identity" } as const, words: "Identity not found" };
    assert.match(refusalWords(undefined, machine)?.words ?? "", /no managed identity with ClientID c-1$/);
  });

  it("stays harmless and short, whatever the connection holds", () => {
    const told = refusalWords(700016, { ...whom, clientId: "##vso[task.complete]".repeat(50) });
    assert.ok(!told?.words.includes("##vso"));
    assert.ok((told?.words.length ?? 999) < 300);
  });
});
