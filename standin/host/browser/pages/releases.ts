import { ask } from "../ask.ts";
import { h } from "../elements.ts";
import { root } from "../shell.ts";
import type { HostWorld } from "../world.ts";
import { api, facts, link, logLink, moment, table } from "./parts.ts";

type Task = { name: string; status: string; logUrl?: string };
type Phase = { deploymentJobs?: { tasks?: Task[] }[] };
type Attempt = {
  attempt: number;
  status: string;
  reason?: string;
  queuedOn?: string;
  releaseDeployPhases?: Phase[];
};
type Environment = { id: number; name: string; status: string; deploySteps?: Attempt[] };
type Release = {
  id: number;
  name: string;
  status: string;
  description?: string;
  createdOn: string;
  createdBy?: { displayName: string };
  releaseDefinition?: { name: string };
  environments?: Environment[];
  variables?: Record<string, { value?: string; isSecret?: boolean }>;
};

/** All classic releases, newest first. */
export async function drawReleases(world: HostWorld, main: HTMLElement): Promise<void> {
  const url = api(world, "release", "release/releases?$expand=environments&$top=50");
  const { value } = (await ask(world, url)) as { value: Release[] };
  const rows = value.map((release) => [
    link(release.name, `${root(world)}_releaseProgress?releaseId=${release.id}`),
    release.releaseDefinition?.name,
    (release.environments ?? []).map(({ name, status }) => `${name}: ${status}`).join(", "),
    release.createdBy?.displayName,
    moment(release.createdOn),
  ]);
  main.append(table("Releases", ["Name", "Pipeline", "Stages", "By", "Created"], rows));
}

/** One release: its stages, each attempt, and the logs of the steps. */
export async function drawRelease(world: HostWorld, main: HTMLElement, id: string): Promise<void> {
  const release = (await ask(
    world,
    api(world, "release", `release/releases/${Number(id)}?$expand=tasks`),
  )) as Release;
  main.append(
    facts([
      ["Name", release.name],
      ["Pipeline", release.releaseDefinition?.name],
      ["Status", release.status],
      ["Description", release.description],
      ["Created", `${moment(release.createdOn)} by ${release.createdBy?.displayName ?? "nobody"}`],
    ]),
  );
  for (const environment of release.environments ?? []) main.append(stage(world, environment));
  const variables = Object.entries(release.variables ?? {}).map(([name, { value, isSecret }]) => [
    name,
    isSecret ? "••••••" : value,
  ]);
  main.append(table("Variables", ["Name", "Value"], variables));
}

function stage(world: HostWorld, { name, status, deploySteps = [] }: Environment): HTMLElement {
  const section = h("section", {}, h("h2", {}, `${name}: ${status}`));
  for (const attempt of deploySteps) {
    const rows = tasksOf(attempt).map((task) => [logLink(world, task.name, task.logUrl), task.status]);
    section.append(
      table(
        `Attempt ${attempt.attempt}: ${attempt.status} (${moment(attempt.queuedOn)})`,
        ["Step", "Result"],
        rows,
      ),
    );
  }
  return section;
}

function tasksOf({ releaseDeployPhases = [] }: Attempt): Task[] {
  return releaseDeployPhases
    .flatMap(({ deploymentJobs = [] }) => deploymentJobs)
    .flatMap(({ tasks = [] }) => tasks);
}
