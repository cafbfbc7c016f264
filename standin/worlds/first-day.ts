import type { Organisation } from "../azure-devops/organisation.ts";
import type { BuildDefinition } from "../azure-devops/state/build-state.ts";
import type { ReleaseDefinition, StageDefinition } from "../azure-devops/state/release-state.ts";
import type { Kit, World } from "../azure-devops/world.ts";
import { contoso } from "./contoso.ts";
import { oneJob, released, stepsOf, type Steps } from "./furniture.ts";

/** The same organisation on the day on which the extension was installed: it builds and releases, and nothing is sealed. */
export const firstDay: World = { ...contoso, furnish, history: makeHistory };

function furnish(kit: Kit): void {
  const { build, release } = kit.site.state;
  const steps = stepsOf(kit);
  build.definitions.push(intranetBuild(kit, steps));
  release.definitions.push(intranetRelease(kit, steps));
}

function intranetBuild({ site }: Kit, steps: Steps): BuildDefinition {
  return {
    id: 1,
    name: "Intranet",
    path: "\\",
    revision: 1,
    createdDate: site.clock.iso(),
    kind: "designer",
    buildNumberFormat: "$(Date:yyyyMMdd)$(Rev:.r)",
    repository: {
      id: "5e6f7a8b-9c0d-4e1f-8a2b-3c4d5e6f7a8b",
      name: "Intranet",
      defaultBranch: "refs/heads/main",
    },
    variables: {},
    variableGroups: [],
    phases: [
      {
        name: "Build",
        refName: "Job_1",
        condition: "succeeded()",
        steps: [
          steps.workshop("Build the pages", `site "$(Build.ArtifactStagingDirectory)/Web" "Intranet" 1`),
          steps.publish("Web"),
        ],
      },
    ],
  };
}

function intranetRelease(kit: Kit, steps: Steps): ReleaseDefinition {
  const common = released(kit);
  const ownerId = common.createdBy.id;
  return {
    ...common,
    id: 1,
    name: "Intranet",
    revision: 1,
    artefacts: [{ alias: "_Intranet", buildDefinitionId: 1, isPrimary: true }],
    stages: [
      stage(steps, {
        id: 1,
        name: "UAT",
        ownerId,
        begins: { conditionType: "event", name: "ReleaseStarted" },
      }),
      stage(steps, { id: 2, name: "Production", ownerId }),
    ],
  };
}

type StageParts = Readonly<{
  id: number;
  name: string;
  ownerId: string;
  begins?: Omit<StageDefinition["conditions"][number], "value">;
}>;

function stage(steps: Steps, { id, name, ownerId, begins }: StageParts): StageDefinition {
  return {
    ...oneJob([steps.cmd("Copy the pages", `echo The pages are in ${name}`)]),
    id,
    name,
    rank: id,
    ownerId,
    conditions: begins === undefined ? [] : [{ ...begins, value: "" }],
  };
}

/** One release, in production for three days. */
async function makeHistory({ call, idle, clock, state, options }: Organisation): Promise<void> {
  const project = `${state.organisation.name}/${state.project.id}/_apis`;
  const releases = `${options.serverMode === true ? "" : "/rm"}/${project}/release/releases`;
  clock.advance(Date.now() - 3 * 24 * 60 * 60 * 1000 - clock.now());
  try {
    await call("contributor", "POST", `/${project}/build/builds?api-version=7.0`, { definition: { id: 1 } });
    await idle();
    const [{ id, buildNumber: name, sourceBranch } = { id: 0, buildNumber: "", sourceBranch: "" }] =
      state.build.builds;
    await call("releaseManager", "POST", `${releases}?api-version=7.0`, {
      definitionId: 1,
      description: "The new canteen menu",
      reason: "manual",
      isDraft: false,
      artifacts: [{ alias: "_Intranet", instanceReference: { id: String(id), name, sourceBranch } }],
      manualEnvironments: [],
    });
    await idle();
    const [release] = state.release.releases;
    const production = release?.environments.find(({ definition }) => definition.name === "Production");
    const path = `${releases}/${release?.id ?? 0}/environments/${production?.id ?? 0}?api-version=7.0`;
    await call("releaseManager", "PATCH", path, { status: "inProgress", comment: "" });
    await idle();
  } finally {
    clock.real();
  }
}
