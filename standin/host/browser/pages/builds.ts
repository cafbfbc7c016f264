import { ask } from "../ask.ts";
import { root } from "../shell.ts";
import type { HostWorld } from "../world.ts";
import { api, facts, link, logLink, moment, table } from "./parts.ts";

type Build = {
  id: number;
  buildNumber: string;
  status: string;
  result?: string;
  sourceBranch: string;
  sourceVersion?: string;
  finishTime?: string;
  definition: { name: string };
  requestedFor?: { displayName: string };
};
type List<T> = { value: T[] };
type Artifact = { name: string; resource: { downloadUrl?: string } };
type TimelineRecord = {
  name: string;
  type: string;
  state: string;
  result?: string;
  order?: number;
  log?: { url: string };
};

/** All builds, newest first. */
export async function drawBuilds(world: HostWorld, main: HTMLElement): Promise<void> {
  const { value } = (await ask(world, api(world, "core", "build/builds?$top=50"))) as List<Build>;
  const rows = value.map((build) => [
    link(build.buildNumber, `${root(world)}_build/results?buildId=${build.id}`),
    build.definition.name,
    build.result ?? build.status,
    build.sourceBranch.replace("refs/heads/", ""),
    build.requestedFor?.displayName,
    moment(build.finishTime),
  ]);
  main.append(table("Builds", ["Number", "Pipeline", "Result", "Branch", "For", "Finished"], rows));
}

/** One build: what it was, what it published, what its steps said. */
export async function drawBuild(world: HostWorld, main: HTMLElement): Promise<void> {
  const id = Number(new URLSearchParams(window.location.search).get("buildId"));
  const url = api(world, "core", `build/builds/${id}`);
  const build = (await ask(world, url)) as Build;
  main.append(
    facts([
      ["Number", build.buildNumber],
      ["Pipeline", build.definition.name],
      ["Result", build.result ?? build.status],
      ["Branch", build.sourceBranch],
      ["Commit", build.sourceVersion],
      ["For", build.requestedFor?.displayName],
      ["Finished", moment(build.finishTime)],
    ]),
  );
  const [artifacts, timeline] = await Promise.all([
    ask(world, `${url}/artifacts`),
    ask(world, `${url}/timeline`),
  ]);
  const published = (artifacts as List<Artifact>).value.map(({ name }) => [name]);
  main.append(table(`${published.length} published`, ["Artefact"], published), steps(world, timeline));
}

function steps(world: HostWorld, timeline: unknown): HTMLElement {
  const records = ((timeline ?? {}) as { records?: TimelineRecord[] }).records ?? [];
  const tasks = records.filter(({ type }) => type === "Task").sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const rows = tasks.map((task) => [logLink(world, task.name, task.log?.url), task.result ?? task.state]);
  return table("Steps", ["Step", "Result"], rows);
}
