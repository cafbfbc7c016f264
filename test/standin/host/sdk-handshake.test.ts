import assert from "node:assert/strict";
import type * as Sdk from "azure-devops-extension-sdk";
import { themeData } from "../../../standin/host/browser/themes.ts";
import { frameOf } from "../../support/browser-host.ts";
import { call, probeForEach } from "../../support/browser-probe.ts";

declare const SDK: typeof Sdk;
declare const standin: { call: (...args: unknown[]) => Promise<unknown> };

describe("the host page's handshake", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  it("gives the extension everything that its getters read", async () => {
    const got = await probe().frame.evaluate(async () => {
      await SDK.ready();
      const { globalization } = SDK.getPageContext();
      return {
        contribution: SDK.getContributionId(),
        configuration: SDK.getConfiguration(),
        user: SDK.getUser(),
        host: SDK.getHost(),
        extension: SDK.getExtensionContext(),
        web: SDK.getWebContext(),
        team: SDK.getTeamContext(),
        theme: globalization.theme,
        tokens: [await SDK.getAccessToken(), await SDK.getAppToken()],
      };
    });
    const project = { id: "7c9e6679-7425-40de-944b-e07fc1f90ae7", name: "Contoso" };
    const team = { id: project.id, name: "Contoso Team" };
    assert.equal("baseUri" in got.extension, true);
    assert.deepEqual(
      { ...got, extension: { ...got.extension, baseUri: "" } },
      {
        contribution: "acme.probe.probe",
        configuration: {},
        user: {
          id: "a1",
          descriptor: "aad.a1",
          name: "ada.administrator@contoso.example",
          displayName: "Ada Administrator",
          imageUrl: "",
        },
        host: {
          id: "0f8fad5b-d9cb-469f-a165-70867728950e",
          name: "contoso",
          serviceVersion: "standin",
          type: 4,
        },
        extension: {
          id: "acme.probe",
          publisherId: "acme",
          extensionId: "probe",
          version: "1.2.3",
          baseUri: "",
        },
        web: { project, team },
        team,
        theme: "light",
        tokens: ["token-of-ada", "token-of-ada"],
      },
    );
  });
});

describe("the host page's sign-in and spinner", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  it("gives the token of the person who is signed in", async () => {
    await probe().page.selectOption("#person", "c1");
    const frame = await frameOf(probe().page, "probe.html");
    const token = await frame.evaluate(async () => {
      await SDK.init();
      return [SDK.getUser().displayName, await SDK.getAccessToken()];
    });
    assert.deepEqual(token, ["Carl Contributor", "token-of-carl"]);
  });

  it("rejects a service that it does not have, with its name", async () => {
    await assert.rejects(call(probe().frame, "acme.no-service", "x"), /acme\.no-service could not be found/);
  });

  it("covers the frame until the extension says that it is loaded, or why it is not", async () => {
    const { frame, page } = probe();
    assert.equal(await page.locator(".cover").isVisible(), true);
    await frame.evaluate(() => SDK.notifyLoadFailed("no bundle"));
    assert.match((await page.getByRole("alert").textContent()) ?? "", /no bundle/);
    await frame.evaluate(() => SDK.notifyLoadSucceeded());
    assert.equal(await page.locator(".cover").count(), 0);
  });
});

describe("what the host page hears and says", function () {
  this.timeout(60_000);
  const { probe } = probeForEach("?view=list", true);

  it("gives a whole theme, and themes anew while the extension runs", async () => {
    const { frame, page } = probe();
    const colours = (): Promise<string[]> =>
      frame.evaluate(() => {
        const style = getComputedStyle(document.documentElement);
        return ["--palette-neutral-0", "--palette-neutral-100"].map((name) =>
          style.getPropertyValue(name).trim(),
        );
      });
    assert.deepEqual(await colours(), ["255, 255, 255", "0, 0, 0"]);
    await page.selectOption("#theme", "dark");
    await frame.waitForFunction(
      () =>
        getComputedStyle(document.documentElement).getPropertyValue("--palette-neutral-0").trim() !==
        "255, 255, 255",
    );
    assert.deepEqual(await colours(), ["32, 31, 30", "255, 255, 255"]);
    const names = Object.keys(themeData("light")).sort();
    for (const theme of ["dark", "contrast"] as const)
      assert.deepEqual(Object.keys(themeData(theme)).sort(), names);
  });

  it("hears nobody but the frame", async () => {
    const { page } = probe();
    await page.evaluate(async () => {
      const message = {
        id: 1,
        instanceId: "DevOps.HostControl",
        methodName: "notifyLoadFailed",
        params: ["forged"],
      };
      window.postMessage(JSON.stringify(message), "*");
      const stranger = document.createElement("iframe");
      stranger.srcdoc = `<script>parent.postMessage(${JSON.stringify(JSON.stringify(message))}, "*")</script>`;
      document.body.append(stranger);
      await new Promise((done) => setTimeout(done, 300));
    });
    assert.equal(await page.getByText("forged").count(), 0);
  });

  it("calls what the extension registered, and is called back through functions that it was given", async () => {
    const { frame, page } = probe();
    await frame.evaluate(() => {
      const run = async (context: { ask: () => Promise<string> }): Promise<string> =>
        `said ${await context.ask()}`;
      SDK.register("menu", () => ({ execute: run }));
    });
    const answer = await page.evaluate(() => standin.call("menu", "execute", [{ ask: () => "yes" }]));
    assert.equal(answer, "said yes");
    const refused = page.evaluate(() =>
      standin.call("nothing", "execute", []).catch((error: unknown) => (error as Error).message),
    );
    assert.match(String(await refused), /nothing could not be found/);
  });
});
