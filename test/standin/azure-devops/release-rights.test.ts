import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { environment, start } from "./environment.ts";
import { build, patchStage, release, smallWorld, stages, withOrganisation } from "./small-world.ts";

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
      const variables = bench.played.jobs.at(-1)?.variables ?? {};
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
});

describe("a release", () => {
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
      assert.equal((await bench.raw("PATCH", path, { authorization }, JSON.stringify(start))).status, 403);
      assert.equal(
        (await bench.raw("GET", `${bench.core}/distributedtask/variablegroups`, { authorization })).status,
        200,
      );
      await patchStage(bench, "releaseManager", { id, stage: "Production" }, { status: "canceled" });
      await bench.organisation.idle();
      assert.equal((await bench.raw("GET", path, { authorization })).status, 401);
    }));
});
