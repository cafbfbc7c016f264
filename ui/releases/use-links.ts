import { useMemo } from "preact/hooks";
import { listLinks } from "../../core/acts/links-of.ts";
import { lostBuilds } from "../../core/acts/lost-builds.ts";
import { readBroken } from "../../core/acts/read-broken.ts";
import { problemOf, readingOf } from "../../core/acts/reading-of.ts";
import type { Release } from "../../core/model/release.ts";
import { ended } from "../../core/failure.ts";
import { counted } from "../../core/model/words.ts";
import type { Hub } from "../shared/hub.ts";
import { useChanges } from "../shared/use-changes.ts";
import { useLoaded } from "../shared/use-loaded.ts";
import { type ListedLinks, missingFrom, noLinks } from "./links.ts";

/** The releases that were listed. `whole`: there is no further page. */
type Listed = Readonly<{ releases: readonly Release[]; whole: boolean }>;

async function linksBeside(hub: Hub, { releases, whole }: Listed): Promise<ListedLinks> {
  const [{ links, unread }, lost] = await Promise.all([
    listLinks(hub.project.id, hub.azure),
    readingOf(lostBuilds(releases, hub.azure)),
  ]);
  const missing = missingFrom(releases, links, whole);
  const answers = await Promise.all(missing.map(({ release }) => readingOf(readBroken(release, hub.azure))));
  return {
    of: new Map(links.map((one) => [one.release, one])),
    broken: answers.flatMap((one) => (one.kind === "read" && one.value ? [one.value] : [])),
    lost: lost.kind === "read" ? lost.value : noLinks.lost,
    problems: [
      ...problemOf("Whether the builds of the releases are still there", lost),
      ...(unread.length === 0
        ? []
        : [`What is stored beside ${counted(unread.length, "release")} could not be understood.`]),
      ...answers.flatMap((one, at) =>
        one.kind === "failed"
          ? [`Whether ${missing[at]?.name ?? "it"} is still there could not be read: ${one.why}`]
          : [],
      ),
    ],
  };
}

/** What is stored beside the releases: asked for once they are there, so that they are not waited for. */
export function useLinks(hub: Hub, listed: Listed | undefined): ListedLinks {
  const { state, reload } = useLoaded(() => (listed ? linksBeside(hub, listed) : Promise.resolve(noLinks)), {
    key: String(listed !== undefined),
  });
  useChanges(reload);
  return useMemo(() => {
    if (state.kind === "loaded") return state.value;
    if (state.kind === "loading") return noLinks;
    const why = `What is stored beside the releases could not be read: ${ended(state.report.cause)}`;
    return { ...noLinks, problems: [`${why} Archived releases and links are not told apart.`] };
  }, [state]);
}
