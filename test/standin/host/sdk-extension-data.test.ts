import assert from "node:assert/strict";
import type { Frame } from "playwright-core";
import type * as Sdk from "azure-devops-extension-sdk";
import { probeForEach, type Service } from "../../support/browser-probe.ts";

declare const SDK: typeof Sdk;

const documents =
  "/em/contoso/_apis/ExtensionManagement/InstalledExtensions/acme/probe/Data/Scopes/Default/Current/Collections";

/** Calls one method of the extension's data manager, and gives what came, or the message and status of the refusal. */
function data(frame: Frame, method: string, ...args: unknown[]): Promise<unknown> {
  return frame.evaluate(
    async ([name, params]) => {
      const service = (await SDK.getService<object>("ms.vss-features.extension-data-service")) as Service;
      const manager = (await service["getExtensionDataManager"]?.(
        "acme.probe",
        await SDK.getAccessToken(),
      )) as Service;
      try {
        return await manager[name]?.(...params);
      } catch (error) {
        const { message, status } = error as { message: string; status: number };
        return { message, status };
      }
    },
    [method, args] as const,
  );
}

describe("the values of an extension's data", function () {
  this.timeout(60_000);
  const { host, probe } = probeForEach("", true);

  it("keeps values as documents of the collection $settings", async () => {
    const at = `${documents}/%24settings/Documents`;
    host().answers.set(`GET ${at}/density`, {
      status: 200,
      body: { id: "density", value: "compact", __etag: 3 },
    });
    host().answers.set(`PUT ${at}`, { status: 200, body: { id: "density", value: "wide", __etag: 4 } });
    const got = [
      await data(probe().frame, "getValue", "density"),
      await data(probe().frame, "setValue", "density", "wide"),
    ];
    assert.deepEqual(got, ["compact", "wide"]);
    assert.deepEqual(host().asked, [
      { method: "GET", path: `${at}/density`, body: undefined, authorization: "Bearer token-of-ada" },
      {
        method: "PUT",
        path: at,
        body: { id: "density", value: "wide", __etag: -1 },
        authorization: "Bearer token-of-ada",
      },
    ]);
  });

  it("gives the default, or nothing, for a value that is not there, and does not hide another refusal", async () => {
    const got = [
      await data(probe().frame, "getValue", "x", { defaultValue: "y" }),
      (await data(probe().frame, "getValue", "x")) ?? "nothing",
    ];
    assert.deepEqual(got, ["y", "nothing"]);
    host().answers.set(`GET ${documents}/%24settings/Documents/x`, {
      status: 403,
      body: { message: "not you" },
    });
    assert.deepEqual(await data(probe().frame, "getValue", "x"), { message: "not you", status: 403 });
  });

  it("uses the person's own scope when it is asked to", async () => {
    await data(probe().frame, "getValue", "x", { scopeType: "User", scopeValue: "Me" });
    assert.match(
      host().asked[0]?.path ?? "",
      /\/Data\/Scopes\/User\/Me\/Collections\/%24settings\/Documents\/x$/,
    );
  });
});

describe("the documents of an extension's data", function () {
  this.timeout(60_000);
  const { host, probe } = probeForEach("", true);

  it("reads, makes, changes and removes documents, with their etags", async () => {
    const at = `${documents}/trains/Documents`;
    const document = { id: "t 1", name: "June", __etag: 2 };
    host().answers.set(`GET ${at}/t%201`, { status: 200, body: document });
    host().answers.set(`GET ${at}`, { status: 200, body: { count: 1, value: [document] } });
    host().answers.set(`POST ${at}`, { status: 200, body: document });
    host().answers.set(`PUT ${at}`, { status: 200, body: document });
    host().answers.set(`PATCH ${at}`, { status: 409, body: { message: "stale" } });
    host().answers.set(`DELETE ${at}/t%201`, { status: 204 });
    const got = [
      await data(probe().frame, "getDocument", "trains", "t 1"),
      await data(probe().frame, "getDocuments", "trains"),
      await data(probe().frame, "createDocument", "trains", document),
      await data(probe().frame, "setDocument", "trains", document),
      await data(probe().frame, "updateDocument", "trains", document),
      (await data(probe().frame, "deleteDocument", "trains", "t 1")) ?? "nothing",
      await data(probe().frame, "getDocument", "trains", "other"),
    ];
    const missing = { message: `nothing at ${at}/other`, status: 404 };
    const stale = { message: "stale", status: 409 };
    assert.deepEqual(got, [document, [document], document, document, stale, "nothing", missing]);
    assert.deepEqual(
      host()
        .asked.filter(({ body }) => body !== undefined)
        .map(({ body }) => body),
      [document, document, document],
    );
  });

  it("queries collections", async () => {
    const at =
      "/em/contoso/_apis/ExtensionManagement/InstalledExtensions/acme/probe/ExtensionDataCollectionQuery";
    const found = {
      collectionName: "trains",
      scopeType: "Default",
      scopeValue: "Current",
      documents: [{ id: "t1" }],
    };
    host().answers.set(`POST ${at}`, { status: 200, body: [found] });
    assert.deepEqual(await data(probe().frame, "queryCollectionsByName", ["trains"]), [found]);
    const query = [{ collectionName: "trains", scopeType: "Default", scopeValue: "Current" }];
    assert.deepEqual(await data(probe().frame, "queryCollections", query), [found]);
    assert.deepEqual(
      host().asked.map(({ body }) => body),
      [{ collections: query }, { collections: query }],
    );
  });
});
