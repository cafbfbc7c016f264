import type { BuildDefinition, BuildPhase } from "../azure-devops/state/build-state.ts";
import type { ReleaseDefinition, StageDefinition } from "../azure-devops/state/release-state.ts";
import type { VariableGroup } from "../azure-devops/state/state.ts";
import type { Kit } from "../azure-devops/world.ts";
import { oneJob, released, stepsOf, type Steps } from "./furniture.ts";

const staging = "$(Build.ArtifactStagingDirectory)";
const repository = "7c1f9a20-3d4e-4f5a-8b6c-9d0e1f2a3b4c";

/** Build pipelines, by the name that the release pipelines below know them by. */
export type Builds = Readonly<Record<"alm" | "web" | "portal", BuildDefinition>>;

export function furnishBuilds(kit: Kit): Builds {
  const steps = stepsOf(kit);
  const builds: Builds = {
    alm: definition(kit, 1, "Contoso ALM", almPhases(steps)),
    web: definition(kit, 2, "Contoso Web", webPhases(steps)),
    portal: definition(kit, 3, "Contoso Portal", portalPhases(steps)),
  };
  kit.site.state.build.definitions.push(...Object.values(builds));
  return builds;
}

function definition(kit: Kit, id: number, name: string, phases: BuildPhase[]): BuildDefinition {
  return {
    id,
    name,
    path: "\\",
    revision: 3,
    createdDate: kit.site.clock.iso(),
    kind: "designer",
    buildNumberFormat: "$(Project Name)_$(Date:yyyyMMdd)$(Rev:.r)",
    repository: { id: repository, name: "Contoso", defaultBranch: "refs/heads/main" },
    variables: {
      "Variable-Group": { value: "Connection-Parameters", allowOverride: true },
      "Project Name": { value: "", allowOverride: true },
      Comments: { value: "", allowOverride: true },
      "Checker-Level": { value: "none", allowOverride: true },
      "Base-Needs": { value: "", allowOverride: true },
      "CanExport-Kind": { value: "", allowOverride: true },
    },
    variableGroups: [],
    phases,
  };
}

const sealPhase = (steps: Steps): BuildPhase => ({
  name: "Seal",
  refName: "Job_2",
  condition: "succeeded()",
  steps: [steps.task("ReleaseManagerSeal", "Seal the artefacts", {})],
});

function build(steps: BuildPhase["steps"]): BuildPhase {
  return { name: "Build", refName: "Job_1", condition: "succeeded()", steps };
}

const version = "1.0.0.$(Build.BuildId)";

function almPhases(steps: Steps): BuildPhase[] {
  return [
    build([
      steps.workshop(
        "Export CanExport",
        `solution CanExport ${version} "${staging}/Sln/CanExport.zip" $(CanExport-Kind)`,
      ),
      steps.workshop("Export Base", `solution Base ${version} "${staging}/Sln3/Base.zip" $(Base-Needs)`),
      steps.workshop(
        "Run the solution checker",
        `analyse "${staging}/SolutionAnalysisLogs" $(Checker-Level)`,
      ),
      steps.copy(
        "Keep the checker's report with the solution",
        `${staging}/SolutionAnalysisLogs`,
        `${staging}/Sln/PowerAppsChecker`,
      ),
      steps.publish("Sln"),
      steps.publish("Sln3"),
      steps.publish("SolutionAnalysisLogs"),
    ]),
    sealPhase(steps),
  ];
}

function webPhases(steps: Steps): BuildPhase[] {
  return [
    build([
      steps.workshop("Build the shop", `site "${staging}/Web" "Contoso shop" $(Build.BuildNumber)`),
      steps.workshop(
        "Build the back office",
        `site "${staging}/Web2" "Contoso back office" $(Build.BuildNumber)`,
      ),
      steps.cmd("Test the pages", "echo 12 pages tested"),
      steps.publish("Web"),
      steps.publish("Web2"),
    ]),
    sealPhase(steps),
  ];
}

/** All kinds that there are, as in the original's picture: `Data2`, `Portal`, `Sln`, `Sln3`, `SolutionAnalysisLogs`. */
function portalPhases(steps: Steps): BuildPhase[] {
  return [
    build([
      steps.workshop("Export CanExport", `solution CanExport ${version} "${staging}/Sln/CanExport.zip"`),
      steps.workshop("Export the configuration data", `data "${staging}/Data2/Data.zip"`),
      steps.workshop("Export Base", `solution Base ${version} "${staging}/Sln3/Base.zip"`),
      steps.workshop("Download the portal", `portal "${staging}/Portal"`),
      steps.workshop("Run the solution checker", `analyse "${staging}/SolutionAnalysisLogs" none`),
      ...["Data2", "Portal", "Sln", "Sln3", "SolutionAnalysisLogs"].map((name) => steps.publish(name)),
    ]),
    sealPhase(steps),
  ];
}

/** How a release pipeline of the sample is made. */
type Pipeline = Readonly<{
  name: string;
  build: BuildDefinition;
  target: "dataverse" | "folder";
  /** D10: the original's Production began by itself as soon as UAT had succeeded. */
  productionAfterUat: boolean;
  approver?: string;
  linked: readonly VariableGroup[];
  firstNumber: number;
}>;

/**
 * Release pipelines: "Contoso ALM" begins Production by itself after UAT, as the original did, so that a new release must
 * switch it to manual; the others have a manual Production, "Contoso Web, signed off" one that asks an approver too.
 */
export function furnishReleases(kit: Kit, builds: Builds, [connection]: readonly VariableGroup[]): void {
  const linked = connection === undefined ? [] : [connection];
  const approver = kit.site.callers.person("approver")?.id ?? "";
  const pipelines: readonly Pipeline[] = [
    {
      name: "Contoso ALM",
      build: builds.alm,
      target: "dataverse",
      productionAfterUat: true,
      linked,
      firstNumber: 54,
    },
    {
      name: "Contoso Web",
      build: builds.web,
      target: "folder",
      productionAfterUat: false,
      linked,
      firstNumber: 12,
    },
    {
      name: "Contoso Web, signed off",
      build: builds.web,
      target: "folder",
      productionAfterUat: true,
      approver,
      linked,
      firstNumber: 3,
    },
    {
      name: "Contoso Portal",
      build: builds.portal,
      target: "folder",
      productionAfterUat: false,
      linked,
      firstNumber: 1,
    },
  ];
  for (const [index, pipeline] of pipelines.entries()) furnishRelease(kit, index + 1, pipeline);
}

function furnishRelease(kit: Kit, id: number, pipeline: Pipeline): void {
  const { site } = kit;
  const definitionOfRelease: ReleaseDefinition = {
    ...released(kit),
    id,
    name: pipeline.name,
    revision: 5,
    variables: {
      "Variable-Group": { value: "Connection-Parameters", allowOverride: true },
      "Release-Announcement": { value: "none", allowOverride: true },
    },
    variableGroups: pipeline.linked.map((group) => group.id),
    artefacts: [{ alias: "ARTEFACTS", buildDefinitionId: pipeline.build.id, isPrimary: true }],
    stages: [uat(kit, id, pipeline), production(kit, id, pipeline)],
  };
  site.state.counters[`release name ${id}`] = pipeline.firstNumber - 1;
  site.state.release.definitions.push(definitionOfRelease);
}

type StageParts = Pick<StageDefinition, "id" | "name" | "rank" | "conditions" | "preApprovers"> & {
  steps: StageDefinition["phases"][number]["steps"];
};

function stage(kit: Kit, { steps, ...parts }: StageParts): StageDefinition {
  return {
    ...oneJob(steps),
    ...parts,
    ownerId: kit.site.callers.person("releaseManager")?.id ?? "",
    variables: { "Connection-Secret": { value: null, isSecret: true, allowOverride: true } },
  };
}

function uat(kit: Kit, definitionId: number, { target }: Pipeline): StageDefinition {
  const steps = stepsOf(kit);
  return stage(kit, {
    id: definitionId * 10 + 1,
    name: "UAT",
    rank: 1,
    conditions: [{ conditionType: "event", name: "ReleaseStarted", value: "" }],
    preApprovers: [],
    steps: [
      steps.cmd("Say what is released", "echo $(Release.ReleaseName) of build $(Build.BuildNumber)"),
      steps.cmd("Check the release notes", "echo The release notes are there"),
      deployStep(steps, { target, environment: "UAT", stageClass: "staging" }),
      steps.cmd("Turn the jobs on again", "echo Background jobs are on"),
      steps.workshop("Smoke test", `smoke 8 "One check took longer than usual: the start page needed 2.1 s"`),
      steps.cmd("Tell the testers", "echo The testers were told"),
    ],
  });
}

function production(kit: Kit, definitionId: number, pipeline: Pipeline): StageDefinition {
  const steps = stepsOf(kit);
  const { target, productionAfterUat, approver } = pipeline;
  return stage(kit, {
    id: definitionId * 10 + 2,
    name: "Production",
    rank: 2,
    conditions: productionAfterUat ? [{ conditionType: "environmentState", name: "UAT", value: "4" }] : [],
    preApprovers: approver === undefined ? [] : [approver],
    steps: [
      steps.cmd("Say what is released", "echo $(Release.ReleaseName) of build $(Build.BuildNumber)"),
      steps.cmd("Announce the maintenance", "echo Announcement: $(Release-Announcement)"),
      deployStep(steps, { target, environment: "PROD", stageClass: "production" }),
      steps.cmd("Turn the jobs on again", "echo Background jobs are on"),
      steps.workshop("Smoke test", "smoke 8"),
      steps.cmd("Tell everybody", "echo Everybody was told"),
    ],
  });
}

function deployStep(
  steps: Steps,
  given: Readonly<{ target: string; environment: string; stageClass: string }>,
): ReturnType<Steps["task"]> {
  return steps.task("ReleaseManagerDeploy", `Deploy the release to ${given.environment}`, {
    connection: "$(Variable-Group)",
    ...given,
  });
}
