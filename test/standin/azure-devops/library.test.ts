import assert from "node:assert/strict";
import { build, smallWorld, withOrganisation } from "./small-world.ts";
import type { Answer, Bench } from "./small-world.ts";

const world = smallWorld();
const inOrganisation = "/contoso/_apis/distributedtask/variablegroups";

function draft(
  { organisation }: Bench,
  name: string,
  variables: Record<string, unknown>,
): Record<string, unknown> {
  const { id, name: project } = organisation.state.project;
  return {
    name,
    description: "",
    type: "Vsts",
    variables,
    variableGroupProjectReferences: [{ name, projectReference: { id, name: project } }],
  };
}

function groups(bench: Bench, tail = ""): Promise<Answer> {
  return bench.send("reader", "GET", `${bench.core}/distributedtask/variablegroups${tail}`);
}

describe("variable groups", () => {
  it("never give a secret back", () =>
    withOrganisation(world, async (bench) => {
      const { body } = await groups(bench, "/1");
      assert.deepEqual(body["variables"], {
        ClientID: { value: "the client" },
        Secret: { value: null, isSecret: true },
      });
    }));

  it("keep a secret that is put without a value, and forget one that is left out", () =>
    withOrganisation(world, async (bench) => {
      const kept = draft(bench, "Connection-Parameters", {
        ClientID: { value: "new" },
        Secret: { value: null, isSecret: true },
      });
      assert.equal(
        (await bench.send("administrator", "PUT", `${inOrganisation}/1?api-version=7.0`, kept)).status,
        200,
      );
      await build(bench);
      assert.equal(bench.played.jobs.at(-1)?.variables["Secret"]?.value, "s3cret of the group");
      assert.equal(bench.played.jobs.at(-1)?.variables["ClientID"]?.value, "new");
      const without = draft(bench, "Connection-Parameters", { ClientID: { value: "new" } });
      await bench.send("administrator", "PUT", `${inOrganisation}/1?api-version=7.0`, without);
      const back = draft(bench, "Connection-Parameters", { Secret: { value: null, isSecret: true } });
      await bench.send("administrator", "PUT", `${inOrganisation}/1?api-version=7.0`, back);
      await build(bench);
      assert.equal(bench.played.jobs.at(-1)?.variables["Secret"], undefined);
    }));

  it("S0-28: are created under another name", () =>
    withOrganisation(world, async (bench) => {
      const clone = draft(bench, "Clone", { Secret: { value: "another", isSecret: true } });
      const { status, body } = await bench.send(
        "contributor",
        "POST",
        `${inOrganisation}?api-version=7.0`,
        clone,
      );
      assert.deepEqual(
        [status, body["id"], body["variables"]],
        [200, 2, { Secret: { value: null, isSecret: true } }],
      );
      assert.equal(
        (await bench.send("contributor", "POST", `${inOrganisation}?api-version=7.0`, clone)).status,
        409,
      );
    }));

  it("are refused with 401 without project references, as the service does", () =>
    withOrganisation(world, async (bench) => {
      const { variableGroupProjectReferences: _, ...bare } = draft(bench, "Clone", {});
      const answer = await bench.send("administrator", "POST", `${inOrganisation}?api-version=7.0`, bare);
      assert.deepEqual([answer.status, answer.body["typeKey"]], [401, "UnauthorizedRequestException"]);
    }));
});

describe("the library", () => {
  it("S0-47: lets administrators only change a group", () =>
    withOrganisation(world, async (bench) => {
      const body = draft(bench, "Renamed", {});
      assert.equal(
        (await bench.send("contributor", "PUT", `${inOrganisation}/1?api-version=7.0`, body)).status,
        403,
      );
      assert.equal(
        (await bench.send("contributor", "DELETE", `${inOrganisation}/1?projectIds=x&api-version=7.0`))
          .status,
        403,
      );
      assert.match((await groups(bench, "/1")).text, /Connection-Parameters/);
    }));

  it("finds groups by a pattern, and answers nothing for an absent one", () =>
    withOrganisation(world, async (bench) => {
      assert.equal((await groups(bench, "?groupName=Conn*")).body["count"], 1);
      assert.equal((await groups(bench, "?groupName=conn")).body["count"], 0);
      assert.deepEqual([(await groups(bench, "/9")).status, (await groups(bench, "/9")).text], [200, "null"]);
    }));

  it("gives groups page by page", () =>
    withOrganisation(world, async (bench) => {
      await bench.send(
        "administrator",
        "POST",
        `${inOrganisation}?api-version=7.0`,
        draft(bench, "Second", {}),
      );
      const first = await groups(bench, "?$top=1");
      assert.equal(first.headers.get("x-ms-continuationtoken"), "2");
      const second = await groups(bench, "?$top=1&continuationToken=2");
      assert.deepEqual([second.body["count"], second.headers.get("x-ms-continuationtoken")], [1, null]);
    }));

  it("lets administrators only give groups to pipelines", () =>
    withOrganisation(world, async (bench) => {
      const path = `${bench.core}/pipelines/pipelinepermissions/variablegroup/1?api-version=7.0-preview.1`;
      const body = { pipelines: [{ id: 1, authorized: true }] };
      assert.equal((await bench.send("contributor", "PATCH", path, body)).status, 403);
      assert.equal((await bench.send("administrator", "PATCH", path, body)).status, 200);
      const { body: now } = await bench.send("reader", "GET", path);
      assert.deepEqual(
        (now["pipelines"] as { id: number; authorized: boolean }[]).map(({ id, authorized }) => [
          id,
          authorized,
        ]),
        [[1, true]],
      );
    }));
});

describe("an extension's documents", () => {
  const path = (scope = "Default/Current"): string =>
    `/em/contoso/_apis/ExtensionManagement/InstalledExtensions/us/ours/Data/Scopes/${scope}/Collections/things/Documents`;
  const version = "?api-version=7.0-preview.1";

  it("are not there before the first one is written", () =>
    withOrganisation(world, async ({ send }) => {
      assert.equal((await send("reader", "GET", `${path()}${version}`)).status, 404);
      assert.equal((await send("reader", "POST", `${path()}${version}`, { id: "a", value: 1 })).status, 200);
      const { body } = await send("reader", "GET", `${path()}${version}`);
      assert.deepEqual(body["value"], [{ id: "a", value: 1, __etag: 1 }]);
    }));

  it("guard against lost updates by their __etag", () =>
    withOrganisation(world, async ({ send }) => {
      const put = async (value: number, __etag?: number): Promise<unknown[]> => {
        const { status, body } = await send("reader", "PUT", `${path()}${version}`, {
          id: "a",
          value,
          ...(__etag === undefined ? {} : { __etag }),
        });
        return [status, body["__etag"] ?? body["typeKey"]];
      };
      assert.deepEqual(await put(1), [200, 1]);
      assert.deepEqual(await put(2, 1), [200, 2]);
      assert.deepEqual(await put(3, 1), [409, "InvalidDocumentVersionException"]);
      assert.deepEqual(await put(4, -1), [200, 3]);
      assert.equal((await send("reader", "POST", `${path()}${version}`, { id: "a" })).status, 409);
      assert.equal((await send("reader", "PATCH", `${path()}${version}`, { id: "b" })).status, 404);
    }));

  it("may be one's own", () =>
    withOrganisation(world, async ({ send }) => {
      await send("reader", "PUT", `${path("User/Me")}${version}`, { id: "a", value: "mine" });
      assert.equal((await send("contributor", "GET", `${path("User/Me")}/a${version}`)).status, 404);
      assert.equal((await send("reader", "GET", `${path("User/Me")}/a${version}`)).body["value"], "mine");
      assert.equal((await send("reader", "DELETE", `${path("User/Me")}/a${version}`)).status, 204);
      assert.equal((await send("reader", "GET", `${path("User/Me")}/a${version}`)).status, 404);
    }));
});

describe("people and their rights", () => {
  const releases = "c788c23e-1b46-4162-8f5e-d7585343b5de";

  async function bit({ send }: Bench, name: string): Promise<number> {
    const { body } = await send(
      "reader",
      "GET",
      `/contoso/_apis/securitynamespaces/${releases}?api-version=7.0`,
    );
    const [namespace] = body["value"] as { actions: { name: string; bit: number }[] }[];
    return namespace?.actions.find((action) => action.name === name)?.bit ?? 0;
  }

  const cases: readonly [who: string, stage: number, value: boolean][] = [
    ["releaseManager", 12, true],
    ["contributor", 11, true],
    ["contributor", 12, false],
    ["reader", 11, false],
  ];
  for (const [who, stage, value] of cases) {
    it(`say ${String(value)} for the ${who} and stage ${stage}, as the routes do`, () =>
      withOrganisation(world, async (bench) => {
        const permissions = await bit(bench, "ManageDeployments");
        const token = `${bench.organisation.state.project.id}/1/Environment/${stage}`;
        const evaluations = [{ securityNamespaceId: releases, token, permissions }];
        const { body } = await bench.send(
          who,
          "POST",
          "/contoso/_apis/security/permissionevaluationbatch?api-version=7.0",
          {
            alwaysAllowAdministrators: false,
            evaluations,
          },
        );
        assert.deepEqual(body["evaluations"], [{ ...evaluations[0], value }]);
      }));
  }
});

describe("people", () => {
  it("are known by id, and who is not there is left out", () =>
    withOrganisation(world, async ({ send, organisation }) => {
      const [first] = organisation.state.people;
      const unknown = "00000000-0000-4000-8000-00000000ffff";
      const { body } = await send(
        "reader",
        "GET",
        `/ps/contoso/_apis/identities?identityIds=${first?.id ?? ""},${unknown}&api-version=7.0`,
      );
      assert.deepEqual(
        (body["value"] as { providerDisplayName: string }[]).map((one) => one.providerDisplayName),
        ["Avery Stone"],
      );
    }));

  it("are found by their whole name or address, and not by their role", () =>
    withOrganisation(world, async ({ send }) => {
      const found = async (text: string): Promise<readonly string[]> => {
        const path = `/ps/contoso/_apis/identities?searchFilter=General&filterValue=${text}&api-version=7.0`;
        const { body } = await send("reader", "GET", path);
        return (body["value"] as { providerDisplayName: string }[]).map((one) => one.providerDisplayName);
      };
      assert.deepEqual(await found("avery%20STONE"), ["Avery Stone"]);
      assert.deepEqual(await found("morgan.reed@contoso.example"), ["Morgan Reed"]);
      assert.deepEqual([await found("administrator"), await found("Avery")], [[], []]);
    }));

  it("are in groups, which tell who is in them where that is asked for", () =>
    withOrganisation(world, async ({ send, organisation }) => {
      const path = "/ps/contoso/_apis/identities?api-version=7.0&";
      const { name } = organisation.state.project;
      const called = encodeURIComponent(`[${name}]\\Release Engineers`);
      const found = await send("reader", "GET", `${path}searchFilter=General&filterValue=${called}`);
      const [group] = found.body["value"] as Readonly<{ id: string; memberIds: readonly string[] }>[];
      const asked = `${path}identityIds=${group?.id ?? ""}&queryMembership=ExpandedDown`;
      const { body } = await send("reader", "GET", asked);
      const [told] = body["value"] as Readonly<{ isContainer: boolean; memberIds: readonly string[] }>[];
      const inIt = organisation.state.people.filter(
        ({ role }) => role === "administrator" || role === "contributor",
      );
      assert.deepEqual([group?.memberIds, told?.isContainer], [[], true]);
      assert.deepEqual(
        told?.memberIds,
        inIt.map(({ id }) => id),
      );
    }));

  it("know who asks", () =>
    withOrganisation(world, async ({ send }) => {
      const { body } = await send("approver", "GET", "/contoso/_apis/connectionData?api-version=7.0-preview");
      assert.equal(
        (body["authenticatedUser"] as { providerDisplayName: string }).providerDisplayName,
        "Robin Vale",
      );
    }));
});
