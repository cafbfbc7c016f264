import type { StepDefinition } from "../../../standin/azure-devops/state/build-state.ts";
import type { StageDefinition } from "../../../standin/azure-devops/state/release-state.ts";
import { startOrganisation } from "../../../standin/azure-devops/organisation.ts";
import type { Organisation, OrganisationOptions } from "../../../standin/azure-devops/organisation.ts";
import { groupPlace } from "../../../standin/azure-devops/state/vault.ts";
import type { VariableGroup, Variables } from "../../../standin/azure-devops/state/state.ts";
import type { Kit, World } from "../../../standin/azure-devops/world.ts";
import { people } from "../../../standin/worlds/people.ts";
import { furnishWork } from "../../../standin/worlds/work.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { playing } from "./playing.ts";
import type { Played } from "./playing.ts";

const cmdLine = "d9bafed4-0b18-4f58-968d-86655b4d2ce9";

/** A step whose script `playing` understands. */
export function step(script: string, name = script): StepDefinition {
  return {
    taskId: cmdLine,
    taskName: "CmdLine",
    version: "2.*",
    name,
    refName: name.replaceAll(/\W/g, ""),
    enabled: true,
    inputs: { script },
  };
}

/** What the one build and the one release of a small world do. */
export type Scripts = Readonly<{
  build?: readonly string[];
  seal?: string;
  uat?: readonly string[];
  production?: readonly string[];
  productionAfterUat?: boolean;
  approver?: string;
}>;

/** One build pipeline (1), one release pipeline (1) with UAT (11) and Production (12), one group (1) with a secret. */
export function smallWorld(scripts: Scripts = {}): World {
  return {
    organisation: { id: "00000000-0000-4000-8000-000000000001", name: "contoso" },
    project: { id: "00000000-0000-4000-8000-000000000002", name: "Contoso" },
    people,
    furnish: (kit) => furnish(kit, scripts),
  };
}

/** The same with the work items of the sample. */
export function smallWorldOfWork(): World {
  const small = smallWorld();
  return {
    ...small,
    furnish: (kit) => {
      small.furnish(kit);
      furnishWork(kit);
    },
  };
}

function furnish(kit: Kit, scripts: Scripts): void {
  furnishGroup(kit);
  furnishBuild(kit, scripts);
  furnishRelease(kit, scripts);
}

function made({ site }: Kit): Pick<VariableGroup, "createdBy" | "createdOn" | "modifiedBy" | "modifiedOn"> {
  const by = site.callers.identity(people[0]?.id ?? "");
  const now = site.clock.iso();
  return { createdBy: by, createdOn: now, modifiedBy: by, modifiedOn: now };
}

function furnishGroup(kit: Kit): void {
  const { site } = kit;
  const { id, name } = site.state.project;
  const reference = { name: "Connection-Parameters", description: "", projectReference: { id, name } };
  site.state.groups.push({
    ...made(kit),
    id: site.next("group"),
    name: "Connection-Parameters",
    description: "",
    type: "Vsts",
    isShared: false,
    variables: { ClientID: { value: "the client" }, Secret: { value: null, isSecret: true } },
    variableGroupProjectReferences: [reference],
  });
  site.vault.keep(groupPlace(1), "Secret", "s3cret of the group");
}

const variables = (): Variables => ({
  "Variable-Group": { value: "Connection-Parameters", allowOverride: true },
  Fixed: { value: "1" },
});

function furnishBuild({ site }: Kit, scripts: Scripts): void {
  const seal = step(scripts.seal ?? "attach release-manager.seal seal.json {}");
  const steps = (scripts.build ?? ["ok"]).map((script) => step(script));
  site.state.build.definitions.push({
    id: 1,
    name: "Contoso Web",
    path: "\\",
    revision: 1,
    createdDate: site.clock.iso(),
    kind: "designer",
    buildNumberFormat: "$(Project Name)_$(Date:yyyyMMdd)$(Rev:.r)",
    repository: {
      id: "00000000-0000-4000-8000-000000000003",
      name: "Contoso",
      defaultBranch: "refs/heads/main",
    },
    variables: variables(),
    variableGroups: [1],
    phases: [
      { name: "Build", refName: "Job_1", condition: "succeeded()", steps },
      { name: "Seal", refName: "Job_2", condition: "succeeded()", steps: [seal] },
    ],
  });
}

function furnishRelease(kit: Kit, scripts: Scripts): void {
  const { site } = kit;
  const { approver, productionAfterUat, uat = ["ok"], production = ["ok"] } = scripts;
  const afterUat = { conditionType: "environmentState" as const, name: "UAT", value: "4" };
  const started = { conditionType: "event" as const, name: "ReleaseStarted", value: "" };
  const asked = approver === undefined ? [] : [site.callers.person(approver)?.id ?? ""];
  site.state.release.definitions.push({
    ...made(kit),
    id: 1,
    name: "Contoso Web",
    path: "\\",
    revision: 1,
    isDisabled: false,
    description: "",
    releaseNameFormat: "Release-$(rev:r)",
    variables: variables(),
    variableGroups: [1],
    artefacts: [{ alias: "ARTEFACTS", buildDefinitionId: 1, isPrimary: true }],
    stages: [
      stage(11, "UAT", uat, [started]),
      {
        ...stage(12, "Production", production, productionAfterUat === true ? [afterUat] : []),
        preApprovers: asked,
      },
    ],
  });
}

function stage(
  id: number,
  name: string,
  scripts: readonly string[],
  conditions: StageDefinition["conditions"],
): StageDefinition {
  return {
    id,
    name,
    rank: id - 10,
    ownerId: people[1]?.id ?? "",
    variables: {
      "Connection-Secret": { value: null, isSecret: true, allowOverride: true },
      Note: { value: "fixed" },
    },
    variableGroups: [],
    conditions,
    preApprovers: [],
    postApprovers: [],
    releaseCreatorCanBeApprover: true,
    concurrencyCount: 1,
    queueDepthCount: 0,
    phases: [
      { name: "Agent job", refName: "Phase_1", rank: 1, steps: scripts.map((script) => step(script)) },
    ],
  };
}

/** What a test works with. */
export type Bench = Readonly<{
  organisation: Organisation;
  played: Played;
  folder: string;
  log: string[];
  core: string;
  release: string;
  /** One request as somebody, whatever its answer. */
  send: (who: string | undefined, method: string, path: string, body?: unknown) => Promise<Answer>;
  /** One request with these headers only. */
  raw: (
    method: string,
    path: string,
    headers: Readonly<Record<string, string>>,
    body?: string,
  ) => Promise<Answer>;
}>;

export type Answer = Readonly<{
  status: number;
  headers: Headers;
  text: string;
  body: Record<string, unknown>;
}>;

/** Runs a test against a small organisation of its own. */
export async function withOrganisation(
  world: World,
  test: (bench: Bench) => Promise<void>,
  more: Partial<OrganisationOptions> = {},
): Promise<void> {
  await withFolder(async (folder) => {
    const played = playing();
    const log: string[] = [];
    const organisation = await startOrganisation({
      world,
      folder,
      port: 0,
      node: { 20: process.execPath },
      runJob: played.runJob,
      log: (line) => void log.push(line),
      ...more,
    });
    try {
      await test(benchOf(organisation, played, folder, log));
    } finally {
      await organisation.stop();
    }
  });
}

export function benchOf(organisation: Organisation, played: Played, folder: string, log: string[]): Bench {
  const { origin, options, tokenOf } = organisation;
  const release = options.serverMode === true ? "/contoso/Contoso/_apis" : "/rm/contoso/Contoso/_apis";
  const raw: Bench["raw"] = async (method, path, headers, body) => {
    const response = await fetch(new URL(path, origin), {
      method,
      headers: { "x-tfs-fedauthredirect": "Suppress", "content-type": "application/json", ...headers },
      ...(body === undefined ? {} : { body }),
    });
    const text = await response.text();
    const parsed = text.startsWith("{") ? (JSON.parse(text) as Record<string, unknown>) : {};
    return { status: response.status, headers: response.headers, text, body: parsed };
  };
  const send: Bench["send"] = (who, method, path, body) => {
    const headers = who === undefined ? {} : { authorization: `Bearer ${tokenOf(who)}` };
    return raw(method, path, headers, body === undefined ? undefined : JSON.stringify(body));
  };
  return { organisation, played, folder, log, core: "/contoso/Contoso/_apis", release, send, raw };
}

/** Queues the one build and waits. Gives its id. */
export async function build(
  { send, core, organisation }: Bench,
  parameters?: Record<string, string>,
): Promise<number> {
  const body = { definition: { id: 1 }, ...(parameters ? { parameters: JSON.stringify(parameters) } : {}) };
  const answer = await send("contributor", "POST", `${core}/build/builds?api-version=7.0`, body);
  await organisation.idle();
  return Number(answer.body["id"]);
}

/** Makes a release of a build and waits until nothing runs. Gives its id. */
export async function release(bench: Bench, order: Record<string, unknown> = {}): Promise<number> {
  const body = { definitionId: 1, reason: "manual", isDraft: false, ...order };
  const answer = await bench.send(
    "releaseManager",
    "POST",
    `${bench.release}/release/releases?api-version=7.0`,
    body,
  );
  if (answer.status !== 200) throw new Error(answer.text);
  await bench.organisation.idle();
  return Number(answer.body["id"]);
}

/** The stages of a release, as `UAT: succeeded`. */
export function stages({ organisation }: Bench, id: number): readonly string[] {
  const found = organisation.state.release.releases.find((one) => one.id === id);
  return (found?.environments ?? []).map(({ definition, status }) => `${definition.name}: ${status}`);
}

/** Changes a stage of a release. */
export async function patchStage(
  bench: Bench,
  who: string,
  at: Readonly<{ id: number; stage: string }>,
  body: unknown,
): Promise<Answer> {
  const found = bench.organisation.state.release.releases.find((one) => one.id === at.id);
  const environment = found?.environments.find(({ definition }) => definition.name === at.stage);
  return bench.send(
    who,
    "PATCH",
    `${bench.release}/release/releases/${at.id}/environments/${environment?.id ?? 0}?api-version=7.0`,
    body,
  );
}
