import assert from "node:assert/strict";
import { serverTime } from "../../../adapters/azure-devops/server-time.ts";
import { instant } from "../../../core/model/instant.ts";
import { httpOf, noPause, placeOf } from "../../support/stand-in-client.ts";
import { smallWorld, withOrganisation } from "../../standin/azure-devops/small-world.ts";
import { scripted } from "./scripted-server.ts";

describe("Azure DevOps's clock", () => {
  it("bad input: is what a query that finds nothing was asked at, for whoever may only read", () =>
    withOrganisation(smallWorld(), async (bench) => {
      bench.organisation.clock.advance(5 * 3_600_000);
      const there = await serverTime(httpOf(bench, "reader"), placeOf(bench), noPause);
      assert.ok(there !== undefined && Math.abs(there - Date.now() - 5 * 3_600_000) < 60_000);
    }));

  it("is not known where the answer tells no moment", async () => {
    const at = async (body: unknown): Promise<unknown> => {
      const server = await scripted(() => ({ body }));
      const bases = { core: server.base, release: "", extensions: "", identities: "" };
      const place = {
        bases,
        project: { id: "p", name: "P" },
        taskIds: { seal: "", connection: "", deploy: "" },
      };
      const extension = { publisher: "acme", id: "x" };
      return serverTime(server.http, { ...place, extension }, server.world).finally(server.close);
    };
    assert.equal(await at({ asOf: "0001-01-01T00:00:00Z" }), undefined);
    assert.equal(await at({ workItems: [] }), undefined);
    assert.equal(await at({ asOf: "2026-11-21T05:00:00Z" }), instant(Date.parse("2026-11-21T05:00:00Z")));
  });
});
