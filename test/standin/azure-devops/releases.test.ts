import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { build, patchStage, release, smallWorld, stages, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

type Step = { name: string; status: string };
type Deployed = {
  reason: string;
  operationStatus: string;
  releaseDeployPhases: { deploymentJobs: { tasks: Step[] }[]; runPlanId: string }[];
};
type Environment = {
  id: number;
  name: string;
  status: string;
  deploySteps: Deployed[];
  preDeployApprovals: { id: number; status: string }[];
};

async function environment(bench: Bench, id: number, name: string): Promise<Environment> {
  const { body } = await bench.send("reader", "GET", `${bench.release}/release/releases/${id}?$expand=tasks`);
  const found = (body["environments"] as Environment[]).find((one) => one.name === name);
  assert.ok(found);
  return found;
}

const start = { status: "inProgress", comment: "Everything is ok" };

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

  it("S0-36: deploys Production when somebody starts it, with the reason", () =>
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

  it("keeps every attempt", () =>
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

describe("a release's variables", () => {
  it("are those that may be set, the snapshot of the groups, and never a secret on the wire", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench, { variables: { "variable-group": { value: "Other" } } });
      await bench.send(undefined, "POST", "/_control/group", {
        group: "1",
        variables: { ClientID: "another" },
      });
      const secret = { "Connection-Secret": { value: "asked for", isSecret: true } };
      await patchStage(bench, "releaseManager", { id, stage: "Production" }, { ...start, variables: secret });
      await bench.organisation.idle();
      const { variables } = bench.played.jobs.at(-1) ?? { variables: {} };
      assert.deepEqual(
        [
          "Variable-Group",
          "ClientID",
          "Secret",
          "Connection-Secret",
          "Release.EnvironmentName",
          "Release.AttemptNumber",
        ].map((name) => variables[name]),
        [
          { value: "Other" },
          { value: "the client" },
          { value: "s3cret of the group", isSecret: true },
          { value: "asked for", isSecret: true },
          { value: "Production" },
          { value: "1" },
        ],
      );
      const { text } = await bench.send("administrator", "GET", `${bench.release}/release/releases/${id}`);
      assert.doesNotMatch(text, /s3cret|asked for/);
      await bench.organisation.stop();
      assert.doesNotMatch(readFileSync(join(bench.folder, "state.json"), "utf8"), /s3cret|asked for/);
    }));

  const refused: readonly [what: string, order: Record<string, unknown>][] = [
    ["a variable that is fixed", { variables: { Fixed: { value: "2" } } }],
    ["a variable that there is none of", { variables: { None: { value: "2" } } }],
    ["an unknown stage", { manualEnvironments: ["Prod"] }],
    ["an unknown alias", { artifacts: [{ alias: "drop", instanceReference: { id: "1" } }] }],
    [
      "a build that there is none of",
      { artifacts: [{ alias: "ARTEFACTS", instanceReference: { id: "99" } }] },
    ],
  ];
  for (const [what, order] of refused) {
    it(`cannot be made with ${what}, and nothing is made`, () =>
      withOrganisation(smallWorld(), async (bench) => {
        await build(bench);
        await assert.rejects(release(bench, order));
        assert.deepEqual(bench.organisation.state.release.releases, []);
        assert.deepEqual(bench.played.jobs.length, 2);
      }));
  }

  it("of a stage are refused where they are fixed, and nothing starts", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const id = await release(bench);
      const body = { ...start, variables: { Note: { value: "x" } } };
      assert.equal(
        (await patchStage(bench, "releaseManager", { id, stage: "Production" }, body)).status,
        400,
      );
      assert.equal(stages(bench, id)[1], "Production: notStarted");
    }));
});

describe("rights on releases", () => {
  const cases: readonly [who: string, stage: string, status: number][] = [
    ["releaseManager", "Production", 200],
    ["administrator", "Production", 200],
    ["contributor", "UAT", 200],
    ["contributor", "Production", 403],
    ["approver", "UAT", 403],
    ["reader", "UAT", 403],
  ];
  for (const [who, stage, status] of cases) {
    it(`S0-47: answer ${status} when the ${who} starts ${stage}`, () =>
      withOrganisation(smallWorld(), async (bench) => {
        await build(bench);
        const id = await release(bench);
        assert.equal((await patchStage(bench, who, { id, stage }, start)).status, status);
        await bench.organisation.idle();
      }));
  }

  it("let no job start a stage", () =>
    withOrganisation(smallWorld({ production: ["hang"] }), async (bench) => {
      await build(bench);
      const id = await release(bench);
      await patchStage(bench, "releaseManager", { id, stage: "Production" }, start);
      while (bench.played.jobs.length < 4) await new Promise((done) => setTimeout(done, 5));
      const authorization = `Bearer ${bench.played.jobs.at(-1)?.system.token ?? ""}`;
      const uat = (await environment(bench, id, "UAT")).id;
      const path = `${bench.release}/release/releases/${id}/environments/${uat}?api-version=7.0`;
      assert.equal((await bench.send(undefined, "PATCH", path, start, { authorization })).status, 403);
      assert.equal(
        (
          await bench.send(undefined, "GET", `${bench.core}/distributedtask/variablegroups`, undefined, {
            authorization,
          })
        ).status,
        200,
      );
      await patchStage(bench, "releaseManager", { id, stage: "Production" }, { status: "canceled" });
      await bench.organisation.idle();
      assert.equal((await bench.send(undefined, "GET", path, undefined, { authorization })).status, 401);
    }));
});

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
