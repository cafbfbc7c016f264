import { whereCarried } from "../../core/acts/carried-release.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { listReleases } from "../../core/acts/list-releases.ts";
import { numberOf } from "../../core/acts/release-of.ts";
import { isClassic } from "../../core/model/release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import type { CarriedId } from "../../core/model/train/carried-release.ts";
import { counted } from "../../core/model/words.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import { type Field, type Finding, title } from "../shared/form.ts";
import { dateOf } from "../shared/time.ts";
import type { ItemSource } from "./order.ts";

/** Classic releases and YAML runs of the project. */
export const findRelease: Finding = {
  words: "Choose from the latest",
  hint: "By name, pipeline or branch. Nothing typed: the latest ones.",
  none: "None of the latest is called so.",
  search: async (azure, text) => {
    const { items, next, problems } = await listReleases(text === "" ? {} : { search: text }, azure);
    const older = next === undefined ? [] : ["There are older ones: give the id of one above."];
    return {
      items: items.map(({ id, name, pipeline, createdOn }) => {
        const kind = isClassic(id) ? "classic release" : "YAML run";
        return { id, name, beside: `${kind} of ${pipeline.name}, ${dateOf(createdOn)}` };
      }),
      notes: [...problems, ...older],
    };
  },
};

// Azure DevOps gives no more.
const mostQueries = 200;

const findQuery: Finding = {
  words: "Choose from the stored ones",
  hint: "By name. Nothing typed: those of the first two levels of folders.",
  none: "No stored query is called so.",
  search: async ({ workItems }, text) => {
    const queries = await workItems.queries(text);
    return {
      items: queries.map(({ id, name, path }) => ({ id, name, beside: path })),
      ...(queries.length < mostQueries ? {} : { notes: ["There are more: type a part of the name."] }),
    };
  },
};

/** A stored query, by its id. */
export const queryField: Field = {
  ...title("query", "Id of the stored query", "The GUID at the end of the query's address."),
  find: findQuery,
};

const mostOffered = 200;

/** The work items that the commits of its builds name and that are not associated yet. */
export function itemsOfBuilds({ releases, workItems }: ApplicationRelease): Finding {
  return {
    words: "Work items that the commits name",
    hint: "Those that are not ticked are left out.",
    none: "The commits of its builds name no work item that is not associated already.",
    search: async (azure) => {
      const ids = (await ofBuilds(releases, azure)).filter((id) => !workItems.includes(id));
      const shown = ids.slice(0, mostOffered);
      const known = new Map((await azure.workItems.get(shown)).map((one) => [one.id, one]));
      const more = ids.length - shown.length;
      return {
        items: shown.map((id) => {
          const found = known.get(id);
          const words = found ? `${found.type}: ${found.title} (${found.state})` : "not visible to you";
          return { id: String(id), name: `#${id} ${words}` };
        }),
        notes: more === 0 ? [] : [`${counted(more, "work item")} more are associated with them.`],
      };
    },
  };
}

// How many are carried is not bounded.
const atOnce = 4;

async function ofBuilds(releases: readonly CarriedId[], azure: AzureDevOps): Promise<readonly number[]> {
  const builds = await inParallel(releases, atOnce, (release) => buildsOf(release, azure));
  // A build's number is the organisation's: it is in one project only.
  const distinct = new Map(builds.flat().map((build) => [build.id, build.azure]));
  const found = await inParallel([...distinct], atOnce, ([id, there]) => there.workItems.ofBuild(id));
  return [...new Set(found.flat())];
}

type Built = Readonly<{ id: number; azure: AzureDevOps }>;

/** The builds that a release carries: a run of a YAML pipeline is one itself. */
async function buildsOf(id: CarriedId, home: AzureDevOps): Promise<readonly Built[]> {
  const { release, azure } = await whereCarried(id, home);
  const number = numberOf(release);
  if (!isClassic(release)) return [{ id: number, azure }];
  const { artefacts } = await azure.releases.get(number);
  return artefacts.flatMap(({ build }) => (build ? [{ id: build.id, azure }] : []));
}

/** The ids of the work items that are meant, where they come from the builds of these releases, too. */
export async function itemsFrom(
  from: ItemSource,
  releases: readonly CarriedId[],
  azure: AzureDevOps,
): Promise<readonly number[]> {
  if (from.by === "ids") return from.ids;
  if (from.by === "query") return azure.workItems.query(from.query);
  return (await ofBuilds(releases, azure)).filter((id) => !from.except.includes(id));
}
