import assert from "node:assert/strict";
import { authorityFor, cloudNamed, cloudOf, clouds } from "../../../core/model/clouds.ts";

describe("The cloud of an address", () => {
  const table: readonly [string, string | undefined][] = [
    ["https://contoso.crm4.dynamics.com/main.aspx", "Azure"],
    ["https://contoso.crm9.dynamics.com", "Azure"],
    ["https://c.crm.microsoftdynamics.us", "Azure US Government"],
    ["https://c.crm.appsplatform.us", "Azure US Government"],
    ["https://c.crm.dynamics.cn/", "Azure China"],
    ["https://account.blob.core.windows.net/$web", "Azure"],
    ["https://account.blob.core.usgovcloudapi.net/$web", "Azure US Government"],
    ["https://account.blob.core.chinacloudapi.cn/$web", "Azure China"],
    ["https://site.azurewebsites.us", "Azure US Government"],
    ["https://site.scm.chinacloudsites.cn", "Azure China"],
    ["https://kv.vault.usgovcloudapi.net", "Azure US Government"],
    ["https://management.azure.com", "Azure"],
    ["https://login.windows.net", "Azure"],
    ["https://LOGIN.PARTNER.microsoftonline.cn", "Azure China"],
    ["https://www.contoso.example", undefined],
    ["https://localhost:8442", undefined],
    ["https://dynamics.com.evil.example", undefined],
    ["https://evildynamics.com", undefined],
    ["https://login.microsoftonline.com.evil.example", undefined],
  ];
  for (const [url, name] of table)
    it(`${url} is ${name ?? "nobody's"}`, () => assert.equal(cloudOf(new URL(url))?.name, name));

  it("is known by the name that a service connection gives it, in any case", () => {
    assert.equal(cloudNamed("azureusgovernment")?.name, "Azure US Government");
    assert.equal(cloudNamed("AzureStack"), undefined);
    assert.equal(cloudNamed(undefined), undefined);
  });

  it("has addresses that no other cloud has", () => {
    const all = clouds.flatMap(({ authority, resourceManager, scmAudience, suffixes }) => [
      ...[authority, resourceManager, scmAudience, suffixes.vault, suffixes.storage, suffixes.site],
      ...suffixes.dataverse,
    ]);
    assert.equal(new Set(all).size, all.length);
  });
});

describe("Where tokens for a target come from", () => {
  const hint = (url: string) => ({ by: "AuthorityURL", url: new URL(url) });
  const table: readonly [string, string, string | undefined, string][] = [
    ["the target's cloud", "https://c.crm.dynamics.cn", undefined, "https://login.chinacloudapi.cn"],
    ["the public cloud", "https://www.contoso.example", undefined, "https://login.microsoftonline.com"],
    [
      "another name of the same cloud",
      "https://c.crm.dynamics.cn",
      "https://login.partner.microsoftonline.cn/",
      "https://login.partner.microsoftonline.cn",
    ],
    ["a private cloud", "https://localhost:8442", "https://localhost:8440/adfs", "https://localhost:8440"],
    [
      "a named one for an address of nobody's",
      "https://www.contoso.example",
      "https://login.microsoftonline.us",
      "https://login.microsoftonline.us",
    ],
  ];
  for (const [title, target, authority, expected] of table)
    it(`is ${title}`, () => {
      const found = authorityFor(new URL(target), authority === undefined ? undefined : hint(authority));
      assert.deepEqual(found, { authority: expected });
    });

  it("N3: is never another cloud than the target's: both are named", () => {
    const found = authorityFor(
      new URL("https://c.crm.microsoftdynamics.us"),
      hint("https://login.microsoftonline.com"),
    );
    assert.ok("cause" in found);
    assert.match(found.cause, /microsoftonline\.com belongs to Azure, the target .* to Azure US Government/);
    assert.match(found.next, /login\.microsoftonline\.us/);
  });
});
