import { quoted } from "../model/defuse.ts";
import { failed, read, type Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import type { Between, WorkItem, WorkItems } from "../ports-of-work-items.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild } from "./release-of.ts";
import { type Current, type Unseen, wayOf } from "./start-current.ts";

/** What a release carries that an environment does not run now, or the other way round. */
export type Difference =
  /** Nothing of the pipeline ran there before. */
  | Readonly<{ way: "first" }>
  /** The build of this number runs there already. `beside`: others are carried with it, and differ. */
  | Readonly<{ way: "same"; build: string; beside: boolean }>
  | Readonly<{
      /** By deploying the release, the environment gets it, or loses it. */
      way: "brings" | "removes";
      /** The numbers of the build that runs there and of the one that would. */
      from: string;
      to: string;
      between: Between;
      /** The first of the work items. */
      items: readonly WorkItem[];
    }>;

/** More are counted, and not named. */
const mostNamed = 50;

/**
 * What deploying a release changes where `current` was read, by the builds, whichever releases lie between. What cannot be read
 * or compared is never taken for nothing. Two requests, and one for titles.
 */
export async function differenceTo(
  release: Release,
  current: Reading<Current | Unseen | undefined>,
  { workItems }: Pick<AzureDevOps, "workItems">,
): Promise<Reading<Difference>> {
  if (current.kind === "failed") return current;
  const there = current.value;
  if (there === undefined) return read({ way: "first" });
  return "unseen" in there ? failed(`${there.unseen}.`) : differenceOf(release, there.release, workItems);
}

async function differenceOf(
  release: Release,
  there: Release,
  workItems: WorkItems,
): Promise<Reading<Difference>> {
  const [to, from] = [primaryBuild(release), primaryBuild(there)];
  const way = wayOf(release, there);
  if (to === undefined || from === undefined) return notCompared(there, "one of the two carries no build");
  if (to.id === from.id) return read({ way: "same", build: numberOf(release, to), beside: way !== "same" });
  if (way !== "newer" && way !== "older") {
    const which = to.pipelineId === from.pipelineId ? "branches" : "pipelines";
    return notCompared(there, `the two are of different ${which}`);
  }
  const numbers = { from: numberOf(there, from), to: numberOf(release, to) };
  const [older, newer] = way === "newer" ? [from, to] : [to, from];
  return readingOf(
    (async () => {
      const between = await workItems.between(older.id, newer.id);
      const items = await workItems.get(between.items.slice(0, mostNamed));
      return { way: way === "newer" ? "brings" : "removes", ...numbers, between, items };
    })(),
  );
}

function notCompared({ name }: Release, because: string): Reading<never> {
  const standing = `${quoted(name)} runs there, and its build is not known to be a newer one or an older one`;
  return failed(`${standing}: ${because}.`);
}

type Carried = NonNullable<ReturnType<typeof primaryBuild>>;

function numberOf({ artefacts }: Release, { id }: Carried): string {
  return artefacts.find(({ build }) => build?.id === id)?.version ?? String(id);
}
