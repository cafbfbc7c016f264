import assert from "node:assert/strict";
import type * as Sdk from "azure-devops-extension-sdk";
import { frameOf } from "../../support/browser-host.ts";
import { call, probeForEach, serviceIds, type Service } from "../../support/browser-probe.ts";

declare const SDK: typeof Sdk;
declare const seen: unknown[];

describe("the host page's project, locations and build", function () {
  this.timeout(60_000);
  const { host, probe } = probeForEach("?view=list", true);

  it("gives the project", async () => {
    assert.deepEqual(await call(probe().frame, serviceIds.project, "getProject"), {
      id: "7c9e6679-7425-40de-944b-e07fc1f90ae7",
      name: "Contoso",
    });
  });

  it("gives another base for each area, with a slash at its end", async () => {
    const areas = {
      release: "EFC2F575-36EF-48E9-B672-0C6FB4A48AC5",
      build: "965220d5-5bb9-42cf-8d67-9b146df2a5a4",
      extensionManagement: "6c2b0933-3600-42ae-bf8b-93d4f7e83594",
      identities: "8a3d49b8-91f0-46ef-b33d-dda338c25db3",
    };
    const got: unknown[] = [];
    for (const area of Object.values(areas))
      got.push(await call(probe().frame, serviceIds.location, "getResourceAreaLocation", area));
    got.push(await call(probe().frame, serviceIds.location, "getServiceLocation"));
    const paths = ["/rm/contoso/", "/contoso/", "/em/contoso/", "/ps/contoso/", "/contoso/"];
    assert.deepEqual(
      got,
      paths.map((path) => `${host().address}${path}`),
    );
  });

  it("makes addresses of pages from route ids, and refuses a route that it does not know", async () => {
    const route = "ms.vss-build-web.ci-results-hub-route";
    assert.equal(
      await call(probe().frame, serviceIds.location, "routeUrl", route, { project: "Contoso" }),
      "/contoso/Contoso/_build/results",
    );
    await assert.rejects(
      call(probe().frame, serviceIds.location, "routeUrl", "acme.route"),
      /no route acme\.route/,
    );
  });

  it("gives no build where the page is not one of a build", async () => {
    assert.deepEqual(await call(probe().frame, serviceIds.buildPage, "getBuildPageData"), {});
  });
});

describe("the host page's navigation service", function () {
  this.timeout(60_000);
  const { host, probe } = probeForEach("?view=list", true);

  it("reads and writes the address that the person sees", async () => {
    const { frame, page } = probe();
    assert.deepEqual(await call(frame, serviceIds.navigation, "getQueryParams"), { view: "list" });
    await call(frame, serviceIds.navigation, "setQueryParams", { view: "", release: "classic:57" });
    assert.equal(new URL(page.url()).search, "?release=classic%3A57");
    await call(frame, serviceIds.navigation, "setHash", "stage=UAT");
    assert.equal(await call(frame, serviceIds.navigation, "getHash"), "stage=UAT");
    await call(frame, serviceIds.navigation, "replaceHash", "stage=Production");
    assert.equal(new URL(page.url()).hash, "#stage=Production");
    await call(frame, serviceIds.navigation, "setDocumentTitle", "Release-57");
    assert.equal(await page.title(), "Release-57");
    assert.deepEqual(await call(frame, serviceIds.navigation, "getPageNavigationElements"), [
      { id: "acme.probe.probe", name: "Probe probe", type: "hub" },
    ]);
    assert.deepEqual(await call(frame, serviceIds.navigation, "getPageRoute"), {
      id: "ms.vss-web.hub-route",
      routeValues: { path: "/contoso/Contoso/_apps/hub/acme.probe.probe" },
    });
  });

  it("tells the extension when the hash changed", async () => {
    const { frame, page } = probe();
    await frame.evaluate(async (id) => {
      const navigation = (await SDK.getService<object>(id)) as Service;
      await navigation["onHashChanged"]?.((hash: string) => void seen.push(hash));
    }, serviceIds.navigation);
    await page.evaluate(() => (window.location.hash = "from-outside"));
    await frame.waitForFunction(() => seen.length > 0);
    assert.deepEqual(await frame.evaluate(() => seen), ["from-outside"]);
  });

  it("goes where the extension says, opens windows and loads anew", async () => {
    const { frame, page, context } = probe();
    const opened = context.waitForEvent("page");
    await call(frame, serviceIds.navigation, "openNewWindow", `${host().address}/contoso/Contoso/_build`, "");
    assert.equal(new URL((await opened).url()).pathname, "/contoso/Contoso/_build");
    await frame.evaluate(async (id) => {
      const navigation = (await SDK.getService<object>(id)) as Service;
      void navigation["reload"]?.();
    }, serviceIds.navigation);
    const again = await frameOf(page, "probe.html");
    await again.evaluate(() => SDK.init());
    await again.evaluate(async (id) => {
      const navigation = (await SDK.getService<object>(id)) as Service;
      void navigation["navigate"]?.("/contoso/Contoso/_library");
    }, serviceIds.navigation);
    await page.waitForURL(/_library$/);
  });
});

describe("what travels between the host page and the extension", function () {
  this.timeout(60_000);
  const { host, probe } = probeForEach("?view=list", true);

  it("loses on the way what Azure DevOps loses, and keeps what it keeps", async () => {
    const got = await probe().frame.evaluate(async (id) => {
      const data = (await SDK.getService<object>(id)) as Service;
      const manager = (await data["getExtensionDataManager"]?.("acme.probe", "token")) as Service;
      const sent = {
        id: "x",
        zero: 0,
        no: false,
        empty: "",
        gone: null,
        list: [null, 1],
        _links: 1,
        on: new Date(5),
      };
      return manager["setDocument"]?.("things", sent).catch(() => undefined);
    }, serviceIds.data);
    assert.equal(got, undefined);
    const sent = host().asked.find(({ method }) => method === "PUT")?.body;
    // `_links` travels here: a call through a proxied function keeps underscores, as in Azure DevOps.
    assert.deepEqual(sent, {
      id: "x",
      zero: 0,
      no: false,
      empty: "",
      list: [null, 1],
      _links: 1,
      on: "1970-01-01T00:00:00.005Z",
    });
  });
});
