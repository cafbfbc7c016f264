import assert from "node:assert/strict";
import type * as Sdk from "azure-devops-extension-sdk";
import { probeForEach } from "../../support/browser-probe.ts";

declare const SDK: typeof Sdk;

describe("the host page with the older handshake", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?legacy=1", false);

  it("tells neither the user nor the host, but everything else", async () => {
    const got = await probe().frame.evaluate(async () => {
      await SDK.init();
      const refusals = [SDK.getUser, SDK.getHost].map((getter) => {
        try {
          getter();
          return "no refusal";
        } catch {
          return "refused";
        }
      });
      const { id, publisherId, version } = SDK.getExtensionContext() as {
        id: string;
        publisherId: string;
        version: string;
      };
      const { project } = SDK.getWebContext();
      return {
        refusals,
        extension: { id, publisherId, version },
        project,
        contribution: SDK.getContributionId(),
        token: await SDK.getAccessToken(),
      };
    });
    assert.deepEqual(got, {
      refusals: ["refused", "refused"],
      extension: { id: "acme.probe", publisherId: "acme", version: "1.2.3" },
      project: { id: "7c9e6679-7425-40de-944b-e07fc1f90ae7", name: "Contoso" },
      contribution: "acme.probe.probe",
      token: "token-of-ada",
    });
  });
});
