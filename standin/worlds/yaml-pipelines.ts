import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  environmentNamed,
  newCheck,
  newEnvironment,
  permissionsOf,
} from "../azure-devops/checks/environment-book.ts";
import type { BuildDefinition } from "../azure-devops/state/build-state.ts";
import type { VariableGroup } from "../azure-devops/state/state.ts";
import type { Kit } from "../azure-devops/world.ts";
import { siteConnection } from "./connections.ts";

const docs = join(import.meta.dirname, "..", "..", "docs", "pipelines");
const repositories = join(import.meta.dirname, "repositories");
const repository = "8d2e0b31-4e5f-4a6b-9c7d-0e1f2a3b4c5d";

/** A pipeline of the sample that is written in YAML. */
type Pipeline = Readonly<{
  id: number;
  name: string;
  root: string;
  branch: string;
  environments: readonly string[];
  groups: readonly string[];
  connections?: readonly string[];
}>;

const pipelines: readonly Pipeline[] = [
  {
    id: 5,
    name: "Contoso Shop",
    root: "build-and-release.yml",
    branch: "main",
    environments: ["UAT", "PROD"],
    groups: ["Connection-Parameters", "Connection-Parameters-Clone"],
  },
  // The release pipeline knows it by this name.
  {
    id: 6,
    name: "web-build",
    root: "web-build.yml",
    branch: "release",
    environments: [],
    groups: [],
  },
  {
    id: 7,
    name: "Space Game release",
    root: "dev-test-staging-production.yml",
    branch: "release",
    environments: ["Dev", "Test", "Staging", "Production"],
    groups: ["Web-Connection"],
  },
  {
    id: 8,
    name: "Space Game pull request",
    root: "pull-request.yml",
    branch: "release",
    environments: ["PR"],
    groups: ["Web-Connection"],
  },
  // Nothing begins it but a person: the first start has no time for it.
  {
    id: 9,
    name: "Space Game site",
    root: "app-service.yml",
    branch: "release",
    environments: ["Dev", "Test", "Staging"],
    groups: ["Web-App-Connection", "Web-App-Identity"],
    connections: [siteConnection],
  },
];

/**
 * The samples of `docs/pipelines` as a team has them, each with what it may use: a shop that is built and released by one
 * pipeline, a game that is built by one and released by two others, and a pipeline that does without our tasks.
 */
export function furnishYaml(kit: Kit, groups: readonly VariableGroup[]): void {
  const { definitions } = kit.site.state.build;
  const plain = { id: 4, name: "Contoso Infrastructure", branch: "main" };
  const files = yamlIn(join(repositories, "infrastructure"));
  definitions.push(definition(kit, plain, { root: "azure-pipelines.yml", files }));
  const samples = yamlIn(docs);
  const folder = join(repositories, "contoso");
  for (const pipeline of pipelines) {
    definitions.push(definition(kit, pipeline, { root: pipeline.root, files: samples, folder }));
    permit(kit, pipeline, groups);
  }
  askBeforeStaging(kit);
}

/** The YAML below a folder, by its paths. */
function yamlIn(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".yml"),
  );
  return Object.fromEntries(
    names.map((name) => [name.replaceAll("\\", "/"), readFileSync(join(folder, name), "utf8")]),
  );
}

function definition(
  { site }: Kit,
  { id, name, branch }: Pick<Pipeline, "id" | "name" | "branch">,
  yaml: NonNullable<BuildDefinition["yaml"]>,
): BuildDefinition {
  return {
    id,
    name,
    path: "\\",
    revision: 1,
    createdDate: site.clock.iso(),
    kind: "yaml",
    buildNumberFormat: "$(Date:yyyyMMdd)$(Rev:.r)",
    repository: { id: repository, name: "Contoso", defaultBranch: `refs/heads/${branch}` },
    variables: {},
    variableGroups: [],
    phases: [],
    yaml,
  };
}

function permit({ site }: Kit, pipeline: Pipeline, all: readonly VariableGroup[]): void {
  const { id, environments, groups, connections = [] } = pipeline;
  const by = site.callers.identity(site.callers.person("administrator")?.id ?? "");
  const permitted = { id, authorized: true, authorizedBy: by, authorizedOn: site.clock.iso() };
  for (const name of environments) {
    const { id: place } = environmentNamed(site, name) ?? newEnvironment(site, { name, by });
    permissionsOf(site, { type: "environment", id: String(place) }).pipelines.push(permitted);
  }
  for (const group of all.filter(({ name }) => groups.includes(name))) {
    permissionsOf(site, { type: "variablegroup", id: String(group.id) }).pipelines.push(permitted);
  }
  for (const connection of site.state.connections.filter(({ name }) => connections.includes(name))) {
    permissionsOf(site, { type: "endpoint", id: connection.id }).pipelines.push(permitted);
  }
}

function askBeforeStaging({ site }: Kit): void {
  const { environments } = site.state.environments;
  const staging = environments.find(({ name }) => name === "Staging");
  newCheck(site, {
    resource: { type: "environment", id: String(staging?.id), name: "Staging" },
    by: site.callers.identity(site.callers.person("administrator")?.id ?? ""),
    terms: {
      kind: "approval",
      settings: {
        approvers: [site.callers.person("approver")?.id ?? ""],
        instructions: "Approve this change when it's ready for staging",
        minRequiredApprovers: 1,
        executionOrder: "anyOrder",
        requesterCannotBeApprover: false,
        blockedApprovers: [],
        when: "check",
      },
    },
  });
}
