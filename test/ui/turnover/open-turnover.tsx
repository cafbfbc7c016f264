import { openTrain } from "../../../core/acts/open-train.ts";
import { partsCollection } from "../../../core/acts/train-documents.ts";
import type { ApplicationRelease } from "../../../core/model/train/application-release.ts";
import type { DeploymentTask } from "../../../core/model/train/deployment-task.ts";
import type { Turnover, TurnoverState } from "../../../core/model/train/turnover.ts";
import { TurnoverPage } from "../../../ui/turnover/turnover-page.tsx";
import { TurnoversTab } from "../../../ui/turnover/turnovers-tab.tsx";
import type { Parts } from "../../core/acts/sample-organisation.ts";
import { organisation } from "../../core/acts/sample-organisation.ts";
import { trainStage, type StoredTrain, type TrainStage } from "../../core/acts/train-world.ts";
import { id, now, release, task, turnover } from "../../core/model/train/builders.ts";
import { draw, type Drawn, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";
import { release as classic } from "../../core/acts/sample-organisation.ts";

export const shop: ApplicationRelease = { ...release, phase: "construction", workItems: [1, 2] };
export const till: ApplicationRelease = {
  ...shop,
  id: id(11),
  title: "Till",
  dependsOn: [id(10)],
  releases: ["run:345"],
  workItems: [],
};
export const automated: DeploymentTask = { ...task, stage: { release: "classic:57", name: "UAT" } };
export const byHand: DeploymentTask = { ...task, id: id(31), title: "Tell everybody" };

/** A turnover that came to a state by Mia's and Eve's acts. */
export function turnoverIn(state: TurnoverState, changes: Partial<Turnover> = {}): Turnover {
  const moves = [{ by: "mia", on: now, state, reason: "As planned" }];
  return { ...turnover, tasks: [automated, byHand], moves, ...changes, state };
}

/** What the sample organisation tells of releases. */
export function told(parts: Parts = {}): Parts {
  const { builds, evidences, connections, leases, permissions, runs } = organisation();
  const releases = { ...organisation().releases, get: gives(classic), ...parts.releases };
  return { builds, evidences, connections, leases, permissions, runs, ...parts, releases };
}

export type Opened = Readonly<{ page: Drawn; watched: Watched; stage: TrainStage }>;

/** A train under construction with two application releases. */
export function staged(
  turnovers: readonly Turnover[],
  more: StoredTrain = {},
  parts: Parts = {},
): TrainStage {
  const train = { phase: "construction" as const, ...more.train };
  return trainStage({ releases: [shop, till], turnovers, ...more, train }, told(parts));
}

/** Somebody opens the page of the turnover. */
export async function openTurnover(stage: TrainStage, who = "mia", at = now): Promise<Opened> {
  stage.be(who);
  const watched = watchedHub({}, { azure: stage.azure, now: () => at });
  const place = { view: "turnover", train: 7, turnover: id(20) } as const;
  const page = draw(<TurnoverPage key={who} hub={watched.hub} place={place} />);
  await settled();
  return { page, watched, stage };
}

/** Somebody opens the tab of the train's turnovers. */
export async function openTab(stage: TrainStage, who = "mia", at = now): Promise<Opened> {
  stage.be(who);
  const watched = watchedHub({}, { azure: stage.azure, now: () => at });
  const known = await openTrain(7, stage.azure, at);
  const page = draw(<TurnoversTab key={who} hub={watched.hub} known={known} reload={() => undefined} />);
  await settled();
  return { page, watched, stage };
}

/** The turnovers as they are stored now. */
export async function storedIn({ kept }: TrainStage): Promise<readonly Turnover[]> {
  const parts = await kept.documents.list(partsCollection(id(1)));
  return parts.filter((one) => one.id.startsWith("turnover-")).map(({ value }) => value as Turnover);
}

/** Why a button cannot be pressed; absent where it can. */
export function because(page: Drawn, name: string): string | undefined {
  const button = page.one("button", name);
  return button.getAttribute("aria-disabled") === "true" ? button.title : undefined;
}
