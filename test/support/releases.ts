import assert from "node:assert/strict";
import type { OpenHub } from "../../scripts/hub-driver.ts";
import { retried } from "./says.ts";
import type { World } from "./world.ts";

/** A release as Azure DevOps answers it, as far as tests look. */
export type WireRelease = Readonly<{
  id: number;
  name: string;
  description: string;
  releaseDefinition: Readonly<{ name: string }>;
  environments: readonly Readonly<{
    id: number;
    name: string;
    status: string;
    deploySteps: readonly unknown[];
  }>[];
  artifacts: readonly Readonly<{
    definitionReference: Readonly<{ version: Readonly<{ id: string; name: string }> }>;
  }>[];
}>;

const releases = "/rm/contoso/Contoso/_apis/release/releases";

/** All releases of one pipeline, newest first, straight from the organisation. */
export async function releasesOf(world: World, pipeline: string): Promise<readonly WireRelease[]> {
  const query = "$top=100&$expand=environments,artifacts&queryOrder=descending&api-version=7.0";
  const answer = (await world.rest("administrator", "GET", `${releases}?${query}`)) as {
    value: WireRelease[];
  };
  return answer.value.filter(({ releaseDefinition }) => releaseDefinition.name === pipeline);
}

/** The newest release of a pipeline whose stages stand like this. */
export async function releaseWhere(
  world: World,
  pipeline: string,
  stages: Readonly<Record<string, string>>,
): Promise<WireRelease> {
  const all = await releasesOf(world, pipeline);
  const found = all.find(({ environments }) =>
    Object.entries(stages).every(([name, status]) =>
      environments.some((one) => one.name === name && one.status === status),
    ),
  );
  if (!found) throw new Error(`${pipeline} has no release with ${JSON.stringify(stages)}.`);
  return found;
}

/** Makes a release without the hub and waits until its first stage is over. */
export async function makeRelease(
  world: World,
  pipeline: string,
  build: Readonly<{ id: number; number: string }>,
): Promise<WireRelease> {
  const definition = world.standIn.organisation.state.release.definitions.find(
    ({ name }) => name === pipeline,
  );
  const body = {
    definitionId: definition?.id,
    description: "",
    reason: "manual",
    isDraft: false,
    artifacts: [{ alias: "ARTEFACTS", instanceReference: { id: String(build.id), name: build.number } }],
    manualEnvironments: ["Production"],
  };
  const made = (await world.rest(
    "releaseManager",
    "POST",
    `${releases}?api-version=7.0`,
    body,
  )) as WireRelease;
  await world.control("POST", "idle");
  return made;
}

/** Runs a build of one of the sample's pipelines and gives it when it has succeeded. */
export async function runBuild(
  world: World,
  definition: string,
  parameters: Readonly<Record<string, string>> = {},
): Promise<Readonly<{ id: number; number: string }>> {
  const ran = (await world.control("POST", "run", { definition, parameters, wait: true })) as {
    id: number;
    buildNumber: string;
    result: string | null;
  };
  if (ran.result !== "succeeded") throw new Error(`The build ${ran.buildNumber} ended as ${ran.result}.`);
  return { id: ran.id, number: ran.buildNumber };
}

/** A deployment record, as far as tests look. */
export type ShownRecord = Readonly<{
  stage: Readonly<{ name: string; attempt: number }>;
  seal: Readonly<{ root: string }>;
  artefacts: readonly Readonly<{ name: string; digest: string; outcome: string; text: string }>[];
  connection: Readonly<{ group: Readonly<{ id: number; name: string }>; variables: unknown }>;
  target: Readonly<{ url: string; name: string }>;
  by: string;
  reason?: string;
  outcome: string;
}>;

/** The record of one attempt, as the hub's tab *Record* shows it. */
export async function recordShown({ hub }: OpenHub, attempt: RegExp): Promise<ShownRecord> {
  await hub.getByRole("link", { name: "Record", exact: true }).click();
  const select = hub.getByLabel("Attempt");
  await select.waitFor();
  const option = select.locator("option").filter({ hasText: attempt }).first();
  await select.selectOption({ label: (await option.textContent()) ?? "" });
  return retried(async () => {
    const record = JSON.parse((await hub.locator(".record pre").textContent()) ?? "") as ShownRecord;
    assert.match(`${record.stage.name} #${record.stage.attempt}`, attempt);
    return record;
  });
}
