import assert from "node:assert/strict";
import { withFolder } from "../../support/temporary-folder.ts";
import { startOrganisation } from "../../../standin/azure-devops/organisation.ts";
import { smallWorld, withOrganisation } from "./small-world.ts";

const world = smallWorld();

describe("the stand-in's door", () => {
  it("answers 401 without a token, and with a wrong one where redirects are suppressed", () =>
    withOrganisation(world, async ({ send, raw, core }) => {
      assert.equal((await send(undefined, "GET", `${core}/build/builds`)).status, 401);
      const wrong = await raw("GET", `${core}/build/builds`, { authorization: "Bearer x" });
      assert.equal(wrong.status, 401);
    }));

  it("shows a sign-in page, and no error status, to a wrong token where nobody suppressed it", () =>
    withOrganisation(world, async ({ raw, core }) => {
      const headers = { authorization: "Bearer x", "x-tfs-fedauthredirect": "" };
      const answer = await raw("GET", `${core}/build/builds`, headers);
      assert.equal(answer.status, 203);
      assert.match(answer.headers.get("content-type") ?? "", /text\/html/);
    }));

  it("takes a token as a password, too", () =>
    withOrganisation(world, async ({ raw, core, organisation }) => {
      const basic = Buffer.from(`:${organisation.tokenOf("reader")}`).toString("base64");
      const headers = { authorization: `Basic ${basic}` };
      assert.equal((await raw("GET", `${core}/build/builds`, headers)).status, 200);
    }));
});

describe("the stand-in's addresses", () => {
  it("answers an unknown route with 404 and says so loudly", () =>
    withOrganisation(world, async ({ send, core, log }) => {
      const answer = await send("reader", "GET", `${core}/build/nothing`);
      assert.equal(answer.status, 404);
      assert.deepEqual(log, ["UNKNOWN ROUTE GET /contoso/Contoso/_apis/build/nothing"]);
    }));

  it("keeps the areas apart: a release is not found at the core's address", () =>
    withOrganisation(world, async ({ send, core, release }) => {
      assert.equal((await send("reader", "GET", `${core}/release/releases`)).status, 404);
      assert.equal((await send("reader", "GET", `${release}/release/releases`)).status, 200);
    }));

  it("takes the project by name, by id and in any case, and knows no other", () =>
    withOrganisation(world, async ({ send, organisation }) => {
      const statuses: number[] = [];
      for (const project of ["Contoso", organisation.state.project.id, "contoso", "Fabrikam"]) {
        statuses.push((await send("reader", "GET", `/contoso/${project}/_apis/build/builds`)).status);
      }
      assert.deepEqual(statuses, [200, 200, 200, 404]);
    }));

  it("allows other origins what the real service allows them, and hides Retry-After", () =>
    withOrganisation(world, async ({ raw, core, organisation }) => {
      const authorization = `Bearer ${organisation.tokenOf("reader")}`;
      const origin = { origin: "http://localhost:8081" };
      const preflight = await raw("OPTIONS", `${core}/build/builds`, {
        ...origin,
        "access-control-request-method": "GET",
        "access-control-request-headers": "authorization",
      });
      assert.equal(preflight.status, 200);
      assert.equal(preflight.headers.get("access-control-max-age"), "3600");
      assert.equal(preflight.headers.get("access-control-allow-headers"), "authorization");
      const answer = await raw("GET", `${core}/build/builds`, { ...origin, authorization });
      assert.equal(answer.headers.get("access-control-allow-origin"), "*");
      const exposed = answer.headers.get("access-control-expose-headers") ?? "";
      assert.equal(exposed, "ActivityId,X-TFS-Session,X-MS-ContinuationToken,X-VSS-GlobalMessage,ETag");
    }));

  it("refuses a body that is no JSON", () =>
    withOrganisation(world, async ({ raw, core, organisation }) => {
      const authorization = `Bearer ${organisation.tokenOf("contributor")}`;
      const answer = await raw("POST", `${core}/build/builds?api-version=7.0`, { authorization }, "{");
      assert.equal(answer.status, 400);
    }));

  it("says which port is taken", () =>
    withOrganisation(world, ({ organisation }) =>
      withFolder(async (folder) => {
        const port = Number(new URL(organisation.origin).port);
        const second = startOrganisation({ world, folder, port, node: { 20: process.execPath } });
        await assert.rejects(second, { message: `Port ${port} on 127.0.0.1 is taken by another program.` });
      }),
    ));
});

describe("api-versions", () => {
  const cases: readonly [method: string, path: string, status: number, typeKey: string | undefined][] = [
    ["GET", "/build/builds", 200, undefined],
    ["POST", "/build/builds", 400, "VssVersionNotSpecifiedException"],
    ["GET", "/build/builds?api-version=7.2", 400, "VssInvalidPreviewVersionException"],
    ["GET", "/build/builds?api-version=7.2-preview.8", 200, undefined],
    ["GET", "/build/builds?api-version=7.3-preview", 400, "VssVersionOutOfRangeException"],
    [
      "GET",
      "/pipelines/pipelinepermissions/variablegroup/1?api-version=7.0",
      400,
      "VssInvalidPreviewVersionException",
    ],
    ["GET", "/pipelines/pipelinepermissions/variablegroup/1?api-version=7.0-preview.1", 200, undefined],
  ];
  for (const [method, path, status, typeKey] of cases) {
    it(`answers ${method} ${path} with ${status}`, () =>
      withOrganisation(world, async ({ send, core }) => {
        const answer = await send(
          "administrator",
          method,
          `${core}${path}`,
          method === "POST" ? {} : undefined,
        );
        assert.deepEqual({ status: answer.status, typeKey: answer.body["typeKey"] }, { status, typeKey });
      }));
  }

  it("may come in the Accept header", () =>
    withOrganisation(world, async ({ raw, core, organisation }) => {
      const authorization = `Bearer ${organisation.tokenOf("reader")}`;
      const headers = { accept: "application/json;api-version=9.9", authorization };
      const answer = await raw("GET", `${core}/build/builds`, headers);
      assert.equal(answer.body["typeKey"], "VssVersionOutOfRangeException");
    }));

  it("end at 7.0 on a Server, which has one address for everything", () =>
    withOrganisation(
      world,
      async ({ send, core, release }) => {
        const asked = async (path: string): Promise<unknown> => (await send("reader", "GET", path)).status;
        assert.equal(release, core);
        assert.equal(await asked(`${core}/release/releases?api-version=7.0`), 200);
        assert.equal(await asked(`${core}/build/builds?api-version=7.0`), 200);
        const newer = await send("reader", "GET", `${core}/build/builds?api-version=7.2-preview.8`);
        assert.equal(newer.body["typeKey"], "VssVersionOutOfRangeException");
        assert.match(String(newer.body["message"]), /out of range for this server/);
        const areas = await send("reader", "GET", "/contoso/_apis/resourceAreas?api-version=5.0-preview.1");
        assert.deepEqual(areas.body, { count: 0, value: null });
        assert.equal((await send("reader", "GET", "/rm/contoso/Contoso/_apis/release/releases")).status, 404);
      },
      { serverMode: true },
    ));
});

describe("misbehaviour", () => {
  const cases: readonly [kind: string, status: number, header: string | undefined, value: string | null][] = [
    ["429", 429, "retry-after", null],
    ["429-retry-after", 429, "retry-after", "2"],
    ["401-once", 401, undefined, null],
    ["500", 500, undefined, null],
    ["html", 203, "content-type", "text/html; charset=utf-8"],
    ["etag-conflict", 409, undefined, null],
  ];
  for (const [kind, status, header, value] of cases) {
    it(`plays ${kind} as often as it was told`, () =>
      withOrganisation(world, async ({ send, core }) => {
        await send(undefined, "POST", "/_control/misbehave", { match: "build/builds", kind, times: 1 });
        assert.equal((await send("reader", "GET", `${core}/build/definitions`)).status, 200);
        const wrong = await send("reader", "GET", `${core}/build/builds`);
        assert.equal(wrong.status, status);
        if (header !== undefined) assert.equal(wrong.headers.get(header), value);
        assert.equal((await send("reader", "GET", `${core}/build/builds`)).status, 200);
      }));
  }

  it("loses the response of what was done all the same", () =>
    withOrganisation(world, async ({ send, core, organisation }) => {
      await send(undefined, "POST", "/_control/misbehave", {
        match: "variablegroups/1",
        method: "PUT",
        kind: "lost-response",
      });
      const { id, name } = organisation.state.project;
      const body = {
        name: "Renamed",
        variables: {},
        variableGroupProjectReferences: [{ name: "Renamed", projectReference: { id, name } }],
      };
      const put = send(
        "administrator",
        "PUT",
        "/contoso/_apis/distributedtask/variablegroups/1?api-version=7.0",
        body,
      );
      await assert.rejects(put);
      assert.match(
        (await send("reader", "GET", `${core}/distributedtask/variablegroups/1`)).text,
        /"name":"Renamed"/,
      );
    }));

  it("refuses a kind that it does not know, and what is no expression", () =>
    withOrganisation(world, async ({ send }) => {
      assert.equal((await send(undefined, "POST", "/_control/misbehave", { kind: "sulk" })).status, 400);
      assert.equal(
        (await send(undefined, "POST", "/_control/misbehave", { kind: "500", match: "(" })).status,
        400,
      );
    }));
});
