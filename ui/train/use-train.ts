import { useMemo, useRef } from "preact/hooks";
import { exportTrain } from "../../core/acts/carry-train.ts";
import { openTrain, type TrainKnown } from "../../core/acts/open-train.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { recordDecisions } from "../../core/acts/train-decisions.ts";
import { gateOf, gateOfPhase } from "../../core/model/train/train.ts";
import type { Hub } from "../shared/hub.ts";
import { useWorld } from "../shared/doing.ts";
import { pace } from "../shared/poll.ts";
import { type Acting, useAct } from "../shared/use-act.ts";
import { useChanges } from "../shared/use-changes.ts";
import { type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { aboutTrain, type Orders, useOrders } from "../shared/use-orders.ts";
import type { About } from "./about.ts";
import type { Order } from "./order.ts";
import { trainDesk } from "./perform.ts";

/** How long to wait before looking again: at once no more than a person needs, and not at all where nobody else can change anything. */
export function againAfter({ whole }: TrainKnown): number | undefined {
  const train = whole.train.value;
  const name = gateOfPhase(train.phase);
  const gate = name && gateOf(train, name);
  if (gate === undefined) return undefined;
  const isBusy = whole.turnovers.kept.some(({ value }) => value.state === "deploying");
  const waits = gate.completed !== undefined && gate.passed === undefined;
  const checks = gate.criteria.some(({ check }) => check.kind !== "manual");
  if (isBusy) return pace.running;
  return waits || checks ? pace.idle : undefined;
}

/** The page: the train as it is known, and what is being done to it. */
export type TrainPart = Orders<About, Order> &
  Readonly<{ shown: Loaded<About>; exported: () => void; exporting: Acting }>;

async function load(
  hub: Hub,
  number: number,
  { world, show }: { world: ReturnType<typeof useWorld>; show: (known: TrainKnown) => void },
): Promise<TrainKnown> {
  const { azure } = hub;
  const known = await openTrain(number, azure, hub.now(), show);
  // Without digests nothing can be entered in the ledger.
  if (hub.sha256 === undefined) return known;
  const recorded = await readingOf(recordDecisions(known, azure, world()));
  if (recorded.kind === "read") return recorded.value ?? known;
  const problem = `What was decided on work items could not be recorded: ${recorded.why}`;
  return { ...known, problems: [...known.problems, problem] };
}

/** Keeps the train fresh while something waits. */
function useKnown(hub: Hub, number: number): ReturnType<typeof useLoaded<TrainKnown>> {
  const world = useWorld(hub, number);
  const isDrawn = useRef(false);
  const loading = useLoaded<TrainKnown>(
    async (show) => {
      // A part is drawn the first time only: afterwards the page would forget what it knows while it looks again.
      const known = await load(hub, number, { world, show: isDrawn.current ? () => undefined : show });
      isDrawn.current = true;
      return known;
    },
    { key: String(number), again: againAfter },
  );
  useChanges(loading.reload);
  return loading;
}

/** Everything on the page is decided anew only where something new is known. */
function useAbout(hub: Hub, state: Loaded<TrainKnown>): Loaded<About> {
  const known = state.kind === "loaded" ? state.value : undefined;
  const about = useMemo(() => known && aboutTrain(hub, known), [known]);
  if (state.kind !== "loaded") return state;
  return about ? { ...state, value: about } : { kind: "loading" };
}

/** One train, and what is done to it. */
export function useTrain(hub: Hub, number: number): TrainPart {
  const { state, reload } = useKnown(hub, number);
  const shown = useAbout(hub, state);
  const about = shown.kind === "loaded" ? shown.value : undefined;
  const orders = useOrders(hub, trainDesk, { about, reload });
  const [exporting, startExport] = useAct();
  const save = async (): Promise<void> =>
    hub.save(`train-${number}.json`, await exportTrain(hub.project.id, number, hub.azure.documents));
  return { ...orders, shown, exporting, exported: () => startExport(save) };
}
