import type { Tab } from "../shared/page.tsx";
import { type Place, type TrainTab, trainTabs } from "../shared/route.ts";

const names: Readonly<Record<TrainTab, string>> = {
  plan: "Plan",
  releases: "Application releases",
  turnovers: "Turnovers",
  timeline: "Timeline",
  ledger: "Ledger",
};

/** The tabs of a train's page: each has an address of its own. */
export function tabsOf({ train, tab }: Extract<Place, { view: "train" }>): readonly Tab[] {
  return trainTabs.map((one) => ({
    name: names[one],
    to: { place: { view: "train", train, tab: one } },
    current: one === tab,
  }));
}
