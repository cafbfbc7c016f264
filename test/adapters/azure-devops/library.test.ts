import assert from "node:assert/strict";
import { Failure } from "../../../core/failure.ts";
import { instant } from "../../../core/model/instant.ts";
import { list, project, scene } from "./scripted-server.ts";

const wireGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "the first",
  type: "Vsts",
  variables: {
    "TargetURL-UAT": { value: "https://uat" },
    Secret: { value: null, isSecret: true },
    Empty: { value: null },
  },
  modifiedOn: "2026-05-01T10:00:00.123Z",
  modifiedBy: { id: "p1", displayName: "Rita" },
  variableGroupProjectReferences: [
    { name: "Connection-Parameters", projectReference: { id: "other", name: "Other" } },
  ],
};

const code = (expected: string) => (error: unknown) =>
  error instanceof Failure && error.report.code === expected;

const area = "/_apis/distributedtask/variablegroups";

const draft = {
  name: "Connection-Parameters",
  description: "the first",
  variables: [
    { name: "TargetURL-UAT", secret: false, value: "https://uat2" },
    { name: "Secret", secret: true },
  ],
};

describe("Variable groups", () => {
  const at = scene();

  it("are read without the values of secrets", async () => {
    at.script = () => ({ body: list(wireGroup) });
    assert.deepEqual(await at.server.azure().connections.list(), [
      {
        id: 5,
        name: "Connection-Parameters",
        description: "the first",
        variables: [
          { name: "TargetURL-UAT", secret: false, value: "https://uat" },
          { name: "Secret", secret: true },
          { name: "Empty", secret: false, value: "" },
        ],
        modifiedOn: Date.parse("2026-05-01T10:00:00.123Z"),
        modifiedBy: "Rita",
      },
    ]);
    assert.equal(at.server.received[0]?.path, `/core/${project.id}${area}`);
  });

  it("S0-45: names of service connections come with them, and what has no name is left out", async () => {
    at.script = () => ({ body: list({ id: "e1", name: "Contoso UAT" }, { id: "e2" }) });
    assert.deepEqual(await at.server.azure().connections.serviceNames(), ["Contoso UAT"]);
    assert.equal(at.server.received[0]?.path, `/core/${project.id}/_apis/serviceendpoint/endpoints`);
  });

  it("S0-48: that are linked to a vault say which one, and everything in them is secret", async () => {
    const providerData = { vault: "kv", serviceEndpointId: "e1" };
    at.script = () => ({
      body: { ...wireGroup, type: "AzureKeyVault", providerData, variables: { Secret: { enabled: true } } },
    });
    const group = await at.server.azure().connections.get(5);
    assert.deepEqual(
      [group.vault, group.variables],
      [{ name: "kv", serviceConnectionId: "e1" }, [{ name: "Secret", secret: true }]],
    );
  });

  for (const [name, answer] of [
    ["404", { status: 404, body: {} }],
    ["200 and nothing", { text: "null" }],
  ] as const) {
    it(`that do not exist (${name}) are a clear error`, async () => {
      at.script = () => answer;
      await assert.rejects(at.server.azure().connections.get(9), code("RM011"));
    });
  }
});

describe("Variable groups that are made", () => {
  const at = scene();

  it("are created for their project, named in the body", async () => {
    at.script = () => ({ body: { ...wireGroup, id: 8, name: "Clone" } });
    const draft = {
      name: "Clone",
      description: "d",
      variables: [
        { name: "A", secret: false, value: "1" },
        { name: "Secret", secret: true, value: "x" },
      ],
    };
    assert.equal((await at.server.azure().connections.create(draft)).id, 8);
    assert.deepEqual(
      [at.server.received[0]?.method, at.server.received[0]?.path, at.server.received[0]?.body],
      [
        "POST",
        `/core${area}`,
        {
          type: "Vsts",
          name: "Clone",
          description: "d",
          variableGroupProjectReferences: [
            { name: "Clone", description: "d", projectReference: { id: project.id, name: project.name } },
          ],
          variables: { A: { value: "1" }, Secret: { value: "x", isSecret: true } },
        },
      ],
    );
  });
});

describe("Variable groups that are changed", () => {
  const at = scene();

  it("S0-27: are changed in place, and stored secrets stay", async () => {
    at.script = () => ({ body: wireGroup });
    const azure = at.server.azure();
    await azure.connections.update(await azure.connections.get(5), draft);
    const put = at.server.received[2];
    assert.deepEqual([put?.method, put?.path], ["PUT", `/core${area}/5`]);
    assert.deepEqual(put?.body, {
      name: "Connection-Parameters",
      description: "the first",
      variableGroupProjectReferences: wireGroup.variableGroupProjectReferences,
      type: "Vsts",
      variables: { "TargetURL-UAT": { value: "https://uat2" }, Secret: { value: null, isSecret: true } },
    });
  });

  it("are not overwritten when somebody saved them meanwhile", async () => {
    at.script = () => ({ body: wireGroup });
    const azure = at.server.azure();
    const expected = { ...(await azure.connections.get(5)), modifiedOn: instant(1) };
    await assert.rejects(azure.connections.update(expected, draft), code("RM042"));
    assert.deepEqual(
      at.server.received.map(({ method }) => method),
      ["GET", "GET"],
    );
  });

  it("are opened to pipelines in one request", async () => {
    at.script = () => ({ body: {} });
    await at.server.azure().connections.authorise(5, [7, 8]);
    await at.server.azure().connections.authorise(5, []);
    assert.deepEqual(
      at.server.received.map(({ method, path, body, query }) => [method, path, body, query["api-version"]]),
      [
        [
          "PATCH",
          `/core/${project.id}/_apis/pipelines/pipelinepermissions/variablegroup/5`,
          {
            pipelines: [
              { id: 7, authorized: true },
              { id: 8, authorized: true },
            ],
          },
          "7.0-preview.1",
        ],
      ],
    );
  });
});

const collection =
  "/em/_apis/ExtensionManagement/InstalledExtensions/acme/release-manager/Data/Scopes/Default/Current/Collections/settings-1/Documents";

describe("Documents of the extension", () => {
  const at = scene();

  it("are absent where the collection is missing, and a failure where they cannot be read", async () => {
    at.script = () => ({ status: 404, body: { message: "no collection" } });
    assert.equal(await at.server.azure().documents.read("settings-1", "settings"), undefined);
    assert.deepEqual(await at.server.azure().documents.list("settings-1"), []);
    at.script = () => ({ status: 403, body: { message: "no scope" } });
    await assert.rejects(at.server.azure().documents.read("settings-1", "settings"), code("RM040"));
  });

  it("are made new without an etag and replaced with one", async () => {
    at.script = ({ method }) => ({
      body: { id: "settings", __etag: method === "POST" ? 1 : 2, value: { a: 1 } },
    });
    const { documents } = at.server.azure();
    assert.equal(await documents.write("settings-1", "settings", { a: 1 }), 1);
    assert.equal(await documents.write("settings-1", "settings", { id: "mine" }, 1), 2);
    assert.deepEqual(await documents.read("settings-1", "settings"), {
      id: "settings",
      etag: 2,
      value: { a: 1 },
    });
    assert.deepEqual(
      at.server.received.map(({ method, path, body }) => [method, path, body]),
      [
        ["POST", collection, { id: "settings", value: { a: 1 }, writing: "1" }],
        ["PUT", collection, { id: "settings", __etag: 1, value: { id: "mine" }, writing: "1" }],
        ["GET", `${collection}/settings`, undefined],
      ],
    );
  });
});

describe("Documents that somebody else wrote", () => {
  const at = scene();

  for (const [name, answer] of [
    ["409", { status: 409, body: { message: "exists" } }],
    ["412", { status: 412, body: {} }],
    ["400 with a type", { status: 400, body: { typeKey: "InvalidDocumentVersionException", message: "x" } }],
    [
      "400 with words",
      { status: 400, body: { message: "The etag does not match the version of the document" } },
    ],
  ] as const) {
    it(`are not overwritten when somebody else wrote (${name})`, async () => {
      at.script = () => answer;
      await assert.rejects(at.server.azure().documents.write("settings-1", "settings", {}, 3), code("RM042"));
    });
  }

  it("are not sent twice when the answer is lost", async () => {
    at.script = () => ({ drop: true });
    await assert.rejects(at.server.azure().documents.write("settings-1", "settings", {}, 3), code("RM043"));
    assert.deepEqual(
      at.server.received.map(({ method }) => method),
      ["PUT", "GET", "GET", "GET", "GET", "GET"],
    );
  });

  for (const [name, answer] of [
    ["its answer was lost", { drop: true }],
    ["a browser sent it again", { status: 409, body: { message: "etag" } }],
  ] as const) {
    it(`are written where they stand there by the same writing, though ${name}`, async () => {
      const there = { id: "settings", __etag: 4, value: { a: 1 } };
      let writing: unknown = "1";
      at.script = ({ method }) => (method === "PUT" ? answer : { body: { ...there, writing } });
      const { documents } = at.server.azure();
      assert.equal(await documents.write("settings-1", "settings", { a: 1 }, 3), 4);
      // Somebody else wrote the same.
      writing = "0.5";
      await assert.rejects(documents.write("settings-1", "settings", { a: 1 }, 3), /RM04[23]/);
    });
  }

  it("are removed, also when they are gone already", async () => {
    at.script = () => ({ status: 404, body: {} });
    await at.server.azure().documents.remove("settings-1", "settings");
    assert.equal(at.server.received[0]?.method, "DELETE");
  });
});
