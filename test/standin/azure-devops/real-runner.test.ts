import assert from "node:assert/strict";
import { runJob } from "../../../standin/agent/run-job.ts";
import type { Bench } from "./small-world.ts";
import { build, release, smallWorld, stages, withOrganisation } from "./small-world.ts";

const publish =
  "mkdir -p Web && echo $(Build.BuildNumber) > Web/number.txt && echo '##vso[artifact.upload artifactname=Web]'$PWD/Web";

describe("the engines with the real runner", () => {
  it("carry a build's artefact to a release's work folder, and its secrets to nobody's eyes", () =>
    withOrganisation(
      smallWorld({
        build: [publish],
        seal: "echo $(Secret)",
        uat: [
          'test "$(cat ARTEFACTS/Web/number.txt)" = "$(Build.BuildNumber)" && echo $(Secret) && echo $(Variable-Group)',
        ],
      }),
      async (bench) => {
        const { body } = await bench.send(
          "reader",
          "GET",
          `${bench.core}/build/builds/${await build(bench)}`,
        );
        assert.equal(body["result"], "succeeded");
        const id = await release(bench, { variables: { "Variable-Group": { value: "Other" } } });
        assert.deepEqual(stages(bench, id), ["UAT: succeeded", "Production: notStarted"]);
        const text = await logs(bench);
        assert.match(text, /Z \*\*\*\n.*Z Other\n/);
        assert.doesNotMatch(text, /s3cret/);
      },
      { runJob },
    )).timeout(20_000);
});

/** Of every step of every deployment. */
async function logs({ organisation, release: base, send }: Bench): Promise<string> {
  const paths = organisation.state.release.releases.flatMap(({ id, environments }) =>
    environments.flatMap((environment) =>
      environment.attempts
        .flatMap(({ phases }) => phases)
        .map((phase) => ({
          tasks: phase.tasks.filter(({ logFile }) => logFile !== undefined),
          path: `${base}/release/releases/${id}/environments/${environment.id}/deployPhases/${phase.id}/tasks`,
        }))
        .flatMap(({ tasks, path }) => tasks.map((task) => `${path}/${task.id}/logs`)),
    ),
  );
  const answers = await Promise.all(paths.map((path) => send("reader", "GET", path)));
  return answers.map(({ text }) => text).join("");
}
