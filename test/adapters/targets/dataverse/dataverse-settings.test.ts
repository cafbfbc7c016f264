import assert from "node:assert/strict";
import { addressOf, dataverseNeeds } from "../../../../adapters/targets/dataverse/dataverse-settings.ts";
import type { DataverseSettings } from "../../../../adapters/targets/dataverse/dataverse-settings.ts";
import { Failure } from "../../../../core/failure.ts";
import { defaultContract } from "../../../../core/model/connection.ts";
import { secret } from "../../../../core/model/secret.ts";

function settings(url: string, authorityUrl?: string): DataverseSettings {
  return {
    environment: "UAT",
    url,
    tenantId: "t",
    clientId: "c",
    secret: secret("s"),
    stageClass: "test",
    waitMinutes: 1,
    ...(authorityUrl === undefined ? {} : { authorityUrl }),
  };
}

describe("dataverseNeeds", () => {
  it("are keys of the contract that every connection follows", () => {
    const keys = defaultContract.map(({ key }) => key);
    assert.deepEqual(
      dataverseNeeds.filter((key) => !keys.includes(key)),
      [],
    );
  });
});

describe("addressOf", () => {
  const publicCloud = "https://login.microsoftonline.com";
  const table: readonly [string, string | undefined, string, string][] = [
    ["https://contoso.crm4.dynamics.com/", undefined, "https://contoso.crm4.dynamics.com", publicCloud],
    [
      "https://contoso.crm.dynamics.com/main.aspx?appid=1",
      "",
      "https://contoso.crm.dynamics.com",
      publicCloud,
    ],
    ["https://contoso.crm9.dynamics.com", undefined, "https://contoso.crm9.dynamics.com", publicCloud],
    [
      "https://c.crm.microsoftdynamics.us",
      undefined,
      "https://c.crm.microsoftdynamics.us",
      "https://login.microsoftonline.us",
    ],
    ["https://c.crm.dynamics.cn/", undefined, "https://c.crm.dynamics.cn", "https://login.chinacloudapi.cn"],
    [
      " https://localhost:8442 ",
      "https://localhost:8440/",
      "https://localhost:8442",
      "https://localhost:8440",
    ],
  ];
  for (const [url, authority, origin, expected] of table) {
    it(`reads ${url.trim()}`, () =>
      assert.deepEqual(addressOf(settings(url, authority)), { origin, authority: expected }));
  }

  for (const url of [
    "",
    "contoso.crm.dynamics.com",
    "http://contoso.crm.dynamics.com",
    "$(TargetURL)",
    "https://a:b@contoso.crm.dynamics.com",
  ]) {
    it(`refuses '${url}' and names the variable`, () => {
      assert.throws(
        () => addressOf(settings(url)),
        (error) =>
          error instanceof Failure && error.report.code === "RM010" && error.report.where === "TargetURL-UAT",
      );
    });
  }

  it("refuses the authority of another cloud", () => {
    assert.throws(
      () => addressOf(settings("https://c.crm.microsoftdynamics.us", publicCloud)),
      /another cloud/,
    );
  });
});
