import assert from "node:assert/strict";
import { jobContext, type JobContext } from "../../../tasks/shared/agent-context.ts";

const common = {
  "System.TeamProjectId": "AAAAAAAA-0000-4000-8000-000000000001",
  "System.TeamProject": "Contoso",
  "System.JobId": "job",
  "System.DefinitionId": "3",
  "Agent.TempDirectory": "/tmp",
  "Build.BuildId": "7",
  "Build.BuildNumber": "20261121.1",
  "Build.RequestedForId": "queuer",
  "Pipeline.Workspace": "/agent/1",
};

const web = {
  "resources.pipeline.web.runID": "345",
  "resources.pipeline.web.runName": "20261120.4",
  "resources.pipeline.web.pipelineID": "9",
  "resources.pipeline.web.pipelineName": "Web build",
  "resources.pipeline.web.projectID": "aaaaaaaa-0000-4000-8000-000000000001",
  "resources.pipeline.web.sourceBranch": "refs/heads/release",
  "resources.pipeline.web.sourceCommit": "0123",
};

describe("The context of a YAML job", () => {
  it("is another job than that of the same name in another run, and the same for a retry", () => {
    const [one, other] = ["plan-1", "plan-2"].map((plan) => contextOf({ "System.PlanId": plan }).job);
    assert.notEqual(one, other);
    assert.equal(one, contextOf({ "System.PlanId": "plan-1", "System.TaskInstanceId": "again" }).job);
    assert.notEqual(contextOf({ "Build.BuildId": "7" }).job, contextOf({ "Build.BuildId": "8" }).job);
  });

  it("S0-33: knows its stage by its shown name and by its reference name, and its attempt", () => {
    const { stage } = contextOf({
      "System.StageName": "uat",
      "System.StageDisplayName": "User acceptance",
      "System.StageAttempt": "2",
    });
    assert.deepEqual(stage, { name: "User acceptance", id: "uat", attempt: 2 });
    assert.equal(contextOf({ "System.StageName": "uat" }).stage.name, "uat");
  });

  for (const name of ["Build.StageRequestedForId", "Build.StageRequestedById"])
    it(`D10: knows from ${name} who started the stage by hand`, () => {
      const { stage, requestedBy } = contextOf({ [name]: "rosa", "Build.StageRequestedBy": "Rosa" });
      assert.deepEqual([stage.startedBy, requestedBy], ["Rosa", "rosa"]);
    });

  it("D10: takes Azure DevOps itself, and a name without an id, for nobody", () => {
    for (const variables of [
      {
        "Build.StageRequestedBy": "Microsoft.VisualStudio.Services.TFS",
        "Build.StageRequestedForId": "00000002-0000-8888-8000-000000000000",
      },
      { "Build.StageRequestedBy": "Microsoft.VisualStudio.Services.TFS" },
    ]) {
      const { stage, requestedBy } = contextOf(variables);
      assert.deepEqual([stage.startedBy, requestedBy], [undefined, "queuer"]);
    }
  });

  it("S2-12: knows the run of another pipeline that it carries", () => {
    const { build, resources } = contextOf(web);
    assert.equal(build.id, 7);
    assert.deepEqual(resources, [
      {
        alias: "web",
        foreign: false,
        build: {
          id: 345,
          number: "20261120.4",
          pipeline: { id: 9, name: "Web build" },
          branch: "refs/heads/release",
          commit: "0123",
        },
      },
    ]);
  });

  it("S2-12: sees that a carried run is another project's, and passes over one without an id", () => {
    const [resource] = contextOf({ ...web, "resources.pipeline.web.projectID": "other" }).resources;
    assert.equal(resource?.foreign, true);
    assert.deepEqual(contextOf({ ...web, "resources.pipeline.web.runID": "" }).resources, []);
  });
});

function contextOf(variables: Readonly<Record<string, string>>): JobContext {
  const all: Readonly<Record<string, string>> = { ...common, ...variables };
  return jobContext({ variable: (name) => all[name] || undefined, variableNames: () => Object.keys(all) });
}
