import assert from "node:assert/strict";
import {
  type DataverseSettings,
  originOf,
} from "../../../../adapters/targets/dataverse/dataverse-settings.ts";
import { Failure } from "../../../../core/failure.ts";

function settings(url: string): DataverseSettings {
  return {
    environment: "UAT",
    url,
    clientId: "c",
    stageClass: "test",
    waitMinutes: 1,
    checkerThreshold: "none",
  };
}

describe("originOf", () => {
  const table: readonly [string, string][] = [
    ["https://contoso.crm4.dynamics.com/", "https://contoso.crm4.dynamics.com"],
    ["https://contoso.crm.dynamics.com/main.aspx?appid=1", "https://contoso.crm.dynamics.com"],
    [" https://localhost:8442 ", "https://localhost:8442"],
  ];
  for (const [url, origin] of table) {
    it(`reads ${url.trim()}`, () => assert.equal(originOf(settings(url)), origin));
  }

  for (const url of [
    "",
    "contoso.crm.dynamics.com",
    "http://contoso.crm.dynamics.com",
    "$(TargetURL)",
    "https://a:s3cret@contoso.crm.dynamics.com",
  ]) {
    it(`bad input: refuses '${url}' and names the variable`, () => {
      assert.throws(
        () => originOf(settings(url)),
        (error) =>
          error instanceof Failure &&
          error.report.code === "RM010" &&
          error.report.where === "TargetURL-UAT" &&
          !error.message.includes("s3cret"),
      );
    });
  }
});
