import { act } from "preact/test-utils";
import { TrainPage } from "../../../ui/train/train-page.tsx";
import type { Hub } from "../../../ui/shared/hub.ts";
import { LinksContext } from "../../../ui/shared/nav.tsx";
import type { TrainTab } from "../../../ui/shared/route.ts";
import { noRight, type Parts } from "../../core/acts/sample-organisation.ts";
import { trainStage, type StoredTrain, type TrainStage } from "../../core/acts/train-world.ts";
import { now } from "../../core/model/train/builders.ts";
import { draw, type Drawn, settled } from "../dom.ts";
import { gives, watchedHub, type Watched } from "../hub.ts";

/** A train's page over a stage, seen by whoever is signed in there. */
export type Opened = Readonly<{ page: Drawn; stage: TrainStage; watched: Watched }>;

/** Draws the page of train 7. */
export async function look(
  stage: TrainStage,
  tab: TrainTab = "plan",
  over: Partial<Hub> = {},
): Promise<Opened> {
  const watched = watchedHub({}, { azure: stage.azure, now: () => now, ...over });
  const page = draw(
    <LinksContext.Provider
      value={{ href: (_, other) => (other ? `https://x/${other}` : "#"), go: watched.hub.go }}
    >
      <TrainPage
        hub={watched.hub}
        place={{ view: "train", train: 7, tab }}
        turnovers={({ known }) => <p>{known.whole.turnovers.kept.length} turnovers</p>}
      />
    </LinksContext.Provider>,
  );
  await settled();
  return { page, stage, watched };
}

const refuses = (): Promise<never> => Promise.reject(noRight());

/** Sets a train up and draws its page. */
export function open(stored: StoredTrain = {}, tab: TrainTab = "plan", parts: Parts = {}): Promise<Opened> {
  const offered = {
    releases: { pipelines: gives([]), get: refuses, deployments: refuses },
    testRuns: { get: refuses },
    pullRequests: { get: refuses },
    names: { of: gives(new Map([[3, { name: "Shop build" }]])) },
    runs: { pipelines: gives([{ id: 3, name: "Shop build" }]) },
    environments: {
      list: gives([
        { id: 1, name: "UAT" },
        { id: 2, name: "Staging" },
      ]),
    },
  };
  return look(trainStage(stored, { ...offered, ...parts } as Parts), tab);
}

/** Does it, and waits until everything has come to its end. */
export async function press(page: Drawn, name: string): Promise<void> {
  page.click(name);
  await settled();
}

/** Ticks or unticks a box. */
export function tick(page: Drawn, name: string): void {
  act(() => page.one("input[type=checkbox]", name).click());
}

/** Why a button cannot be pressed; empty where it can. */
export function whyNot(page: Drawn, name: string): string {
  const button = page.one("button", name);
  return button.getAttribute("aria-disabled") === "true" ? button.title : "";
}
