import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, start } from "./environment.ts";
import { build, patchStage, release, smallWorld, stages, withOrganisation } from "./small-world.ts";

describe("a classic release", () => {
  it("S0-12: brings UAT about by itself and leaves a manual Production alone", () =>
    withOrganisation(smallWorld({ build: ["publish Web one"] }), async (bench) => {
      await build(bench);
      const id = await release(bench);
      assert.deepEqual(stages(bench, id), ["UAT: succeeded", "Production: notStarted"]);
      const { deploySteps } = await environment(bench, id, "UAT");
      assert.equal(deploySteps[0]?.reason, "automated");
      assert.deepEqual(
        deploySteps[0].releaseDeployPhases[0]?.deploymentJobs[0]?.tasks.map(
          ({ name, status }) => `${name}: ${status}`,
        ),
        [
          "Initialize job: succeeded",
          "Download artifacts: succeeded",
          "ok: succeeded",
          "Finalize Job: succeeded",
        ],
      );
      const downloaded = join(bench.played.downloads.at(-1) ?? "", "ARTEFACTS", "Web", "file.txt");
      assert.equal(readFileSync(downloaded, "utf8"), "one");
    }));

  it("D10: begins Production by itself where the definition says so, unless it is switched to manual", () =>
    withOrganisation(smallWorld({ productionAfterUat: true }), async (bench) => {
      await build(bench);
      const automatic = await release(bench);
      const manual = await release(bench, { manualEnvironments: ["Production"] });
      assert.deepEqual(stages(bench, automatic), ["UAT: succeeded", "Production: succeeded"]);
      assert.deepEqual(stages(bench, manual), ["UAT: succeeded", "Production: notStarted"]);
      const { deploySteps } = await environment(bench, automatic, "Production");
      assert.equal(deploySteps[0]?.reason, "automated");
    }));
});

describe("a stage that somebody starts", () => {
  it("S0-36: is deployed, and the reason is kept", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const answer = await patchStage(bench, "releaseManager", { id, stage: "Production" }, start);
      assert.deepEqual(
        [answer.status, answer.body["status"], answer.body["deploySteps"]],
        [200, "queued", []],
      );
      await bench.organisation.idle();
      const { deploySteps, status } = await environment(bench, id, "Production");
      assert.deepEqual(
        [status, deploySteps[0]?.reason, deploySteps[0]?.operationStatus],
        ["succeeded", "manual", "approved"],
      );
      const { body } = await bench.send(
        "reader",
        "GET",
        `${bench.release}/release/releases/${id}/history?api-version=7.0-preview.1`,
      );
      const acts = body["value"] as {
        changeType: string;
        comment: string;
        changedBy: { displayName: string };
      }[];
      assert.deepEqual(
        acts.map(({ changeType, comment, changedBy }) => [changeType, comment, changedBy.displayName]),
        [
          ["Create", "", "Morgan Reed"],
          ["Deploy", "", "Morgan Reed"],
          ["Deployed", "", "Contoso Build Service (contoso)"],
          ["Deploy", "Everything is ok", "Morgan Reed"],
          ["Deployed", "", "Contoso Build Service (contoso)"],
        ],
      );
    }));
});

describe("an attempt at a stage", () => {
  it("stays when another one follows", () =>
    withOrganisation(smallWorld({ uat: ["fail"] }), async (bench) => {
      await build(bench);
      const id = await release(bench);
      assert.deepEqual(stages(bench, id), ["UAT: rejected", "Production: notStarted"]);
      await patchStage(bench, "releaseManager", { id, stage: "UAT" }, start);
      await bench.organisation.idle();
      const { deploySteps } = await environment(bench, id, "UAT");
      assert.deepEqual(
        deploySteps.map(({ operationStatus }) => operationStatus),
        ["phaseFailed", "phaseFailed"],
      );
      const { body } = await bench.send(
        "reader",
        "GET",
        `${bench.release}/release/deployments?definitionId=1`,
      );
      assert.deepEqual(
        (body["value"] as { attempt: number; deploymentStatus: string }[]).map((one) => [
          one.attempt,
          one.deploymentStatus,
        ]),
        [
          [2, "failed"],
          [1, "failed"],
        ],
      );
    }));

  it("is partially succeeded where a step succeeded with issues, and nothing follows that asks for success", () =>
    withOrganisation(smallWorld({ uat: ["issues"], productionAfterUat: true }), async (bench) => {
      await build(bench);
      assert.deepEqual(stages(bench, await release(bench)), [
        "UAT: partiallySucceeded",
        "Production: notStarted",
      ]);
    }));

  it("S0-24: can be cancelled while it runs, and only then", () =>
    withOrganisation(smallWorld({ uat: ["hang", "ok"] }), async (bench) => {
      await build(bench);
      const { body } = await bench.send(
        "releaseManager",
        "POST",
        `${bench.release}/release/releases?api-version=7.0`,
        { definitionId: 1 },
      );
      const id = Number(body["id"]);
      const cancel = { status: "canceled", comment: "Wrong build" };
      while (bench.played.jobs.length < 3) await new Promise((done) => setTimeout(done, 5));
      assert.equal((await patchStage(bench, "releaseManager", { id, stage: "UAT" }, start)).status, 400);
      assert.equal((await patchStage(bench, "releaseManager", { id, stage: "UAT" }, cancel)).status, 200);
      await bench.organisation.idle();
      assert.deepEqual(stages(bench, id), ["UAT: canceled", "Production: notStarted"]);
      assert.equal((await patchStage(bench, "releaseManager", { id, stage: "UAT" }, cancel)).status, 400);
    }));
});

describe("a stage", () => {
  it("waits while another release is deployed to the same stage", () =>
    withOrganisation(smallWorld({ uat: ["hang"] }), async (bench) => {
      await build(bench);
      const ids: number[] = [];
      for (let count = 0; count < 2; count += 1) {
        const { body } = await bench.send(
          "releaseManager",
          "POST",
          `${bench.release}/release/releases?api-version=7.0`,
          { definitionId: 1 },
        );
        ids.push(Number(body["id"]));
      }
      await new Promise((done) => setTimeout(done, 30));
      assert.deepEqual(
        ids.map((id) => stages(bench, id)[0]),
        ["UAT: inProgress", "UAT: queued"],
      );
      for (const id of ids) {
        await patchStage(bench, "releaseManager", { id, stage: "UAT" }, { status: "canceled" });
        await new Promise((done) => setTimeout(done, 30));
      }
      await bench.organisation.idle();
      assert.deepEqual(
        ids.map((id) => stages(bench, id)[0]),
        ["UAT: canceled", "UAT: canceled"],
      );
    }));
});

describe("a stage of a release", () => {
  it("begins at its time, when the clock gets there", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const at = new Date(bench.organisation.clock.now() + 3_600_000).toISOString();
      await patchStage(
        bench,
        "releaseManager",
        { id, stage: "Production" },
        { ...start, scheduledDeploymentTime: at },
      );
      assert.equal(stages(bench, id)[1], "Production: scheduled");
      await bench.send(undefined, "POST", "/_control/clock", { advance: 3_600_001 });
      await bench.organisation.idle();
      assert.equal(stages(bench, id)[1], "Production: succeeded");
    }));

  it("fails where its build is gone", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const buildId = await build(bench);
      const id = await release(bench);
      const found = bench.organisation.state.build.builds.find((one) => one.id === buildId);
      if (found) found.deleted = { by: "", date: "" };
      await patchStage(bench, "releaseManager", { id, stage: "Production" }, start);
      await bench.organisation.idle();
      const { status, deploySteps } = await environment(bench, id, "Production");
      assert.equal(status, "rejected");
      const tasks = deploySteps[0]?.releaseDeployPhases[0]?.deploymentJobs[0]?.tasks ?? [];
      assert.equal(tasks.find(({ name }) => name === "Download artifacts")?.status, "failed");
      const none = await bench.send(
        "releaseManager",
        "POST",
        `${bench.release}/release/releases?api-version=7.0`,
        { definitionId: 1 },
      );
      assert.equal(none.status, 400);
      assert.match(String(none.body["message"]), /No version of the artifact ARTEFACTS is available/);
    }));
});

describe("a whole release that is sent back", () => {
  it("S3-08: keeps its new description, and is refused where it lost something", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const address = `${bench.release}/release/releases/${id}?api-version=7.0`;
      const { body } = await bench.send("releaseManager", "GET", address);
      const put = (changed: unknown): ReturnType<typeof bench.send> =>
        bench.send("releaseManager", "PUT", address, changed);
      const { variables: _, ...less } = body;
      assert.equal((await put({ ...less, description: "lost" })).status, 400);
      assert.equal((await put({ ...body, description: "Sprint 13" })).status, 200);
      const now = await bench.send("reader", "GET", address);
      assert.deepEqual(
        { ...now.body, modifiedOn: "", modifiedBy: "" },
        { ...body, description: "Sprint 13", modifiedOn: "", modifiedBy: "" },
      );
      assert.equal((await bench.send("reader", "PUT", address, body)).status, 403);
    }));
});
