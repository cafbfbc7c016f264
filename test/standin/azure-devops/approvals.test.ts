import assert from "node:assert/strict";
import { environment, start } from "./environment.ts";
import { build, patchStage, release, smallWorld, stages, withOrganisation } from "./small-world.ts";

describe("approvals", () => {
  const world = smallWorld({ approver: "approver", productionAfterUat: true });

  it("hold the stage until who is asked approves", () =>
    withOrganisation(world, async (bench) => {
      await build(bench);
      const id = await release(bench);
      assert.deepEqual(stages(bench, id), ["UAT: succeeded", "Production: inProgress"]);
      const { preDeployApprovals, deploySteps } = await environment(bench, id, "Production");
      assert.deepEqual(
        [preDeployApprovals[0]?.status, deploySteps[0]?.operationStatus],
        ["pending", "pending"],
      );
      const path = `${bench.release}/release/approvals/${preDeployApprovals[0]?.id ?? 0}?api-version=7.0`;
      assert.equal((await bench.send("contributor", "PATCH", path, { status: "approved" })).status, 403);
      assert.equal(
        (await bench.send("approver", "PATCH", path, { status: "approved", comments: "Go" })).status,
        200,
      );
      await bench.organisation.idle();
      assert.equal(stages(bench, id)[1], "Production: succeeded");
      assert.equal((await bench.send("approver", "PATCH", path, { status: "rejected" })).status, 400);
    }));

  it("end the attempt when they are rejected", () =>
    withOrganisation(world, async (bench) => {
      await build(bench);
      const id = await release(bench);
      const { body } = await bench.send(
        "approver",
        "GET",
        `${bench.release}/release/approvals?statusFilter=pending`,
      );
      const [approval] = body["value"] as { id: number }[];
      const path = `${bench.release}/release/approvals/${approval?.id ?? 0}?api-version=7.0`;
      await bench.send("approver", "PATCH", path, { status: "rejected", comments: "Not today" });
      assert.equal(stages(bench, id)[1], "Production: rejected");
      assert.equal((await environment(bench, id, "Production")).deploySteps[0]?.operationStatus, "rejected");
    }));
});

describe("keeping and deleting releases", () => {
  it("refuses to delete what is kept for ever, and deletes softly", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const path = `${bench.release}/release/releases/${id}?api-version=7.0`;
      await bench.send("releaseManager", "PATCH", path, { keepForever: true });
      assert.equal((await bench.send("releaseManager", "DELETE", path)).status, 400);
      await bench.send("releaseManager", "PATCH", path, { keepForever: false });
      assert.equal((await bench.send("contributor", "DELETE", path)).status, 403);
      assert.equal((await bench.send("releaseManager", "DELETE", `${path}&comment=old`)).status, 204);
      assert.equal((await bench.send("reader", "GET", path)).status, 404);
      const deleted = await bench.send("reader", "GET", `${bench.release}/release/releases?isDeleted=true`);
      assert.equal(deleted.body["count"], 1);
      assert.equal((await bench.send("releaseManager", "PUT", path)).status, 204);
      assert.equal((await bench.send("reader", "GET", path)).status, 200);
    }));

  it("starts nothing of an abandoned release", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const path = `${bench.release}/release/releases/${id}?api-version=7.0`;
      assert.equal((await bench.send("releaseManager", "PATCH", path, { status: "abandoned" })).status, 200);
      assert.equal(
        (await patchStage(bench, "releaseManager", { id, stage: "Production" }, start)).status,
        400,
      );
    }));
});

describe("a release's attachments", () => {
  it("are found under the plan of their attempt", () =>
    withOrganisation(
      smallWorld({ uat: ["attach release-manager.deployment deployment.json {}"] }),
      async (bench) => {
        await build(bench);
        const id = await release(bench);
        const uat = await environment(bench, id, "UAT");
        const plan = uat.deploySteps[0]?.releaseDeployPhases[0]?.runPlanId ?? "";
        const base = `${bench.release}/release/releases/${id}/environments/${uat.id}/attempts/1/plan/${plan}`;
        const { body } = await bench.send("reader", "GET", `${base}/attachments/release-manager.deployment`);
        const [record] = body["value"] as { name: string; _links: { self: { href: string } } }[];
        assert.equal(record?.name, "deployment.json");
        assert.equal((await bench.send("reader", "GET", record._links.self.href)).text, "{}");
        assert.equal(
          (await bench.send("reader", "GET", `${base.replace("attempts/1", "attempts/2")}/attachments/x`))
            .status,
          400,
        );
      },
    ));
});
