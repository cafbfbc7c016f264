import { fingerprintOf, hashedRecord, sealRoot } from "../../../core/acts/hashing.ts";
import { refusal } from "../../../core/failure.ts";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { instant } from "../../../core/model/instant.ts";
import type { DeploymentRecord } from "../../../core/model/record.ts";
import type { Build, Release } from "../../../core/model/release.ts";
import type { Seal } from "../../../core/model/seal.ts";
import type { Attempt, Stage } from "../../../core/model/stage.ts";
import type { AzureDevOps, PublishedArtefact, ReleasePipeline } from "../../../core/ports.ts";
import { sealedArtefact, sha256Of } from "../../support/sealed-artefact.ts";

export const day = 86_400_000;
export const now = instant(Date.parse("2026-06-20T12:00:00Z"));
export const sha256 = (text: string): Promise<string> => Promise.resolve(sha256Of(text));

export const rita = { id: "a1b2c3d4-0000-4000-8000-00000000000a", name: "Rita" };
export const project = { id: "6f1d7f5a-0001-4000-8000-000000000001", name: "Contoso" };

export const group: VariableGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "the first",
  variables: [
    { name: "ClientID", secret: false, value: "client" },
    { name: "TenantID", secret: false, value: "tenant" },
    { name: "Secret", secret: true },
    { name: "TargetURL-UAT", secret: false, value: "https://uat.example" },
    { name: "TargetURL-PROD", secret: false, value: "https://prod.example" },
    { name: "TargetSPN-PROD", secret: false, value: "prod connection" },
  ],
  modifiedOn: instant(Date.parse("2026-06-01T00:00:00Z")),
};

export const attempt: Attempt = {
  number: 1,
  status: { state: "succeeded", wire: "succeeded" },
  startedBy: "trigger",
  requestedBy: rita,
  queuedOn: instant(now - 2 * day),
  startedOn: instant(now - 2 * day),
  finishedOn: instant(now - 2 * day + 600_000),
  steps: [],
  approvals: [],
  planIds: ["plan"],
};

const step = { connection: "$(Variable-Group)", environment: "", target: "dataverse" };

export const uat: Stage = {
  id: "701",
  definitionId: 11,
  name: "UAT",
  environment: "UAT",
  class: "test",
  trigger: "automatic",
  after: [],
  status: { state: "succeeded", wire: "succeeded" },
  attempts: [attempt],
  linkedGroups: [{ id: 5, name: "Connection-Parameters" }],
  deploy: step,
};

export const production: Stage = {
  ...uat,
  id: "702",
  definitionId: 12,
  name: "Production",
  environment: "Production",
  class: "production",
  trigger: "manual",
  after: ["UAT"],
  status: { state: "notDeployed", wire: "notStarted" },
  attempts: [],
};

export const release: Release = {
  id: "classic:57",
  name: "Release-57",
  kind: "classic",
  pipeline: { id: 3, name: "Deployment", path: "\\" },
  project,
  status: "active",
  description: "Sprint 12",
  reason: "manual",
  createdBy: rita,
  createdOn: instant(now - 3 * day),
  modifiedOn: instant(now - 2 * day),
  artefacts: [
    {
      alias: "ARTEFACTS",
      type: "Build",
      version: "_20220616.3",
      primary: true,
      build: { id: 345, pipelineId: 7, pipelineName: "Integration", branch: "refs/heads/main" },
    },
  ],
  stages: [uat, production],
  variables: [{ name: "Variable-Group", value: "Connection-Parameters", secret: false, allowOverride: true }],
  protection: { keptForever: false },
  webUrl: "https://dev.azure.com/contoso",
};

export const build: Build = {
  id: 345,
  number: "_20220616.3",
  pipeline: { id: 7, name: "Integration" },
  branch: "refs/heads/main",
  result: "succeeded",
  retainedByRelease: true,
};

export const pipeline: ReleasePipeline = {
  id: 3,
  name: "Deployment",
  path: "\\",
  disabled: false,
  sources: [
    { alias: "ARTEFACTS", type: "Build", primary: true, buildPipeline: { id: 7, name: "Integration" } },
  ],
  stages: [uat, { ...production, trigger: "automatic" }],
  variables: release.variables,
  webUrl: "https://dev.azure.com/contoso",
};

const solution = { uniqueName: "Core", version: "1.2.0.1", managed: true };

export const artefacts = [
  { ...sealedArtefact("Sln", { "Core.zip": "core" }, "solution"), solution, identity: "1:a" },
  { ...sealedArtefact("Sln3", { "Base.zip": "base" }, "solution"), sequence: 3, solution, identity: "3:a" },
  { ...sealedArtefact("SolutionAnalysisLogs", { "a.sarif": "{}" }, "logs"), identity: "4:a" },
];

export async function sealed(over: Partial<Seal> = {}): Promise<Seal> {
  const { id, number, branch } = build;
  const seal = {
    schema: 1 as const,
    build: { id, number, pipeline: build.pipeline, project: project.id, branch },
    connection: "Connection-Parameters",
    artefacts,
    sealedOn: "2026-06-18T00:00:00Z",
    ...over,
  };
  return { root: await sealRoot(seal.artefacts, sha256), ...seal };
}

export const published: readonly PublishedArtefact[] = artefacts.map(({ name, identity }) => ({
  name,
  identity,
  downloadUrl: `https://x/${name}`,
}));

export async function recorded(over: Partial<DeploymentRecord> = {}): Promise<DeploymentRecord> {
  return hashedRecord(
    {
      schema: 1,
      release: { id: "classic:57", name: "Release-57", project: project.id, pipeline: 3 },
      build: { id: 345, number: "_20220616.3" },
      stage: { name: "UAT", attempt: 1, class: "test" },
      environment: "UAT",
      connection: await fingerprintOf(group, sha256),
      connectionChosenBy: "$(Variable-Group)",
      target: { kind: "dataverse", id: "dataverse:u", name: "UAT", url: "https://uat.example" },
      seal: { root: await sealRoot(artefacts, sha256) },
      artefacts: [],
      operations: [],
      outcome: "succeeded",
      startedOn: "2026-06-18T12:00:00Z",
      finishedOn: "2026-06-18T12:10:00Z",
      by: rita.id,
      ...over,
    },
    sha256,
  );
}

const held = { id: 1, runId: 345, owner: "ours", validUntil: instant(now + 100 * day) };

/** What a failed read says. */
export function noRight(): Error {
  return refusal({ code: "RM040", what: "x", where: "y", cause: "You do not have the right", next: "z" });
}

/** A part of the world of a test: what is not given must not be called. */
export type Parts = { readonly [K in keyof AzureDevOps]?: Partial<AzureDevOps[K]> };

function unexpected(name: string): never {
  throw new Error(`${name} was not expected to be called`);
}

/** Ports of which only the given parts may be used. */
export function world(parts: Parts): AzureDevOps {
  const ports = [
    "releases",
    "builds",
    "runs",
    "environments",
    "evidences",
    "connections",
    "leases",
    "documents",
    "permissions",
    "people",
    "workItems",
    "testRuns",
    "pullRequests",
    "names",
  ];
  const guarded = ports.map((port) => [
    port,
    new Proxy(parts[port as keyof AzureDevOps] ?? {}, {
      get: (given, name): unknown =>
        Reflect.get(given, name) ?? (() => unexpected(`${port}.${String(name)}`)),
    }),
  ]);
  const elsewhere = parts.elsewhere ?? (() => unexpected("elsewhere"));
  return { ...Object.fromEntries(guarded), project, elsewhere } as AzureDevOps;
}

/** Builds that no run of a YAML pipeline carries. */
export const uncarried: NonNullable<Parts["builds"]> = {
  get: () => Promise.resolve(build),
  run: (id) => Promise.resolve({ ...release, id: `run:${id}`, kind: "yaml", stages: [] }),
  runs: () => Promise.resolve({ items: [] }),
};

/** The organisation in which UAT of release 57 has succeeded and Production waits. */
export function organisation(over: Parts = {}): AzureDevOps {
  return world({
    releases: {
      get: () => Promise.resolve(release),
      list: () => Promise.resolve({ items: [release] }),
      pipeline: () => Promise.resolve(pipeline),
      history: () => Promise.resolve([]),
      ...over.releases,
    },
    builds: {
      get: () => Promise.resolve(build),
      list: () => Promise.resolve({ items: [build] }),
      artefacts: () => Promise.resolve(published),
      listed: (ids) => Promise.resolve(ids),
      ...over.builds,
    },
    evidences: {
      seal: async () => ({ kind: "found", value: await sealed(), text: "" }),
      record: async () => ({ kind: "found", value: await recorded(), text: "" }),
      ...over.evidences,
    },
    connections: {
      list: () => Promise.resolve([group]),
      serviceNames: () => Promise.resolve(["prod connection", "Contoso DEV", "Contoso UAT", "Contoso PROD"]),
      ...over.connections,
    },
    leases: { ofRun: () => Promise.resolve([held]), ours: () => Promise.resolve([held]), ...over.leases },
    documents: {
      read: () => Promise.resolve(undefined),
      list: () => Promise.resolve([]),
      ...over.documents,
    },
    permissions: { deployStage: () => Promise.resolve("yes"), ...over.permissions },
    people: { me: () => Promise.resolve(rita), ...over.people },
    runs: { pipelines: () => Promise.resolve([]), ...over.runs },
    environments: { ...over.environments },
    workItems: { ...over.workItems },
  });
}
