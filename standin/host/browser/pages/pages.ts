import type { HostWorld } from "../world.ts";
import { drawBuilds } from "./builds.ts";
import { drawGroup, drawLibrary } from "./library.ts";
import { drawLog } from "./log.ts";
import { drawRelease, drawReleases } from "./releases.ts";
import { drawRun } from "./run.ts";
import { drawWorkItem } from "./work-item.ts";
import { h } from "../elements.ts";

/** A page of Azure DevOps itself, as far as the hub links to it. */
export type Page = Readonly<{
  /** Tried upon the address below the project. */
  matches: RegExp;
  title: string;
  inAzureDevOps: string;
  draw: (world: HostWorld, main: HTMLElement) => Promise<void> | void;
}>;

const query = (): URLSearchParams => new URLSearchParams(window.location.search);

/** The pages, the first that matches counts. */
export const pages: readonly Page[] = [
  { matches: /^_log/, title: "Log", inAzureDevOps: "the log of one step", draw: drawLog },
  {
    matches: /^_build\/results/,
    title: "Build",
    inAzureDevOps: "the page of a build: its stages, artefacts and logs, and what extensions add to it",
    draw: drawRun,
  },
  {
    matches: /^_build/,
    title: "Pipelines",
    inAzureDevOps: "the list of pipelines and their runs",
    draw: drawBuilds,
  },
  {
    matches: /^_release(Progress|Definition)?/,
    title: "Releases",
    inAzureDevOps: "the list of classic releases, and each one's page",
    draw: (world, main) => {
      const id = query().get("releaseId");
      return id === null ? drawReleases(world, main) : drawRelease(world, main, id);
    },
  },
  {
    matches: /^_library/,
    title: "Library",
    inAzureDevOps: "the list of variable groups, and the editor of one",
    draw: (world, main) => {
      const id = query().get("variableGroupId");
      return id === null ? drawLibrary(world, main) : drawGroup(world, main, id);
    },
  },
  {
    matches: /^_workitems\/edit\/\d+/,
    title: "Work item",
    inAzureDevOps: "the form of a work item: whoever may edit it changes its state here",
    draw: drawWorkItem,
  },
  {
    matches: /^_environments/,
    title: "Environments",
    inAzureDevOps: "the list of environments of YAML pipelines",
    draw: (_, main) =>
      main.append(
        h("p", {}, "The sample's release pipeline is a classic one: it has stages, no environments."),
      ),
  },
  {
    matches: /^_settings/,
    title: "Project settings",
    inAzureDevOps: "the project's settings",
    draw: (_, main) => main.append(h("p", {}, "Extensions that have settings stand on the left.")),
  },
];
