import { quoted } from "../model/defuse.ts";
import type { Reading } from "../model/reading.ts";
import type { Release } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";
import type { AzureDevOps } from "../ports.ts";
import type { Between, WorkItem } from "../ports-of-work-items.ts";
import { readingOf } from "./reading-of.ts";
import { primaryBuild } from "./release-of.ts";
import { currentIn, wayOf } from "./start-current.ts";

/** What is in an environment now, and would not be after going back. */
export type Removed = Readonly<{
  /** The numbers of the build that runs there and of the one that is gone back to. */
  from: string;
  to: string;
  between: Between;
  /** The first of the work items. */
  items: readonly WorkItem[];
}>;

type Asked = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences" | "workItems">;

/** More are counted, and not named. */
const mostNamed = 50;

/** What going back to a release removes from a stage, by the builds. What cannot be read or compared is never taken for nothing. */
export async function removedBy(release: Release, stage: Stage, azure: Asked): Promise<Reading<Removed>> {
  const current = await currentIn(release, stage, azure);
  if (current.kind === "failed") return current;
  const there = current.value;
  if (there === undefined) return unknown(`Nothing ran in ${quoted(stage.name)} before.`);
  if ("unseen" in there) return unknown(`${there.unseen}.`);
  return wayOf(release, there.release) === "older"
    ? lostBetween(release, there.release, azure)
    : unknown(`${quoted(there.release.name)} runs there, and its build is not known to be a newer one.`);
}

async function lostBetween(release: Release, there: Release, azure: Asked): Promise<Reading<Removed>> {
  const to = primaryBuild(release);
  const from = there.artefacts.find(({ build }) => build?.pipelineId === to?.pipelineId)?.build;
  if (to === undefined || from === undefined) return unknown("The two carry builds of different pipelines.");
  return readingOf(
    (async () => {
      const between = to.id === from.id ? none : await azure.workItems.between(to.id, from.id);
      const items = await azure.workItems.get(between.items.slice(0, mostNamed));
      return { from: numberOf(there, from.id), to: numberOf(release, to.id), between, items };
    })(),
  );
}

/** Only what is carried beside differs: nothing of it is deployed. */
const none: Between = { changes: 0, items: [], more: false };

function unknown(why: string): Reading<never> {
  return { kind: "failed", why };
}

function numberOf({ artefacts }: Release, id: number): string {
  return artefacts.find(({ build }) => build?.id === id)?.version ?? String(id);
}
