import { useContext, useState } from "preact/hooks";
import { openTrain, type TrainKnown, type TrainWorld } from "../../core/acts/open-train.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { readLedger } from "../../core/acts/train-ledger.ts";
import { ended, Failure } from "../../core/failure.ts";
import type { Hub } from "../shared/hub.ts";
import { LinksContext } from "../shared/nav.tsx";
import { type Acting, useAct } from "../shared/use-act.ts";
import { sinceSeen } from "./ledger.ts";
import type { Order } from "./order.ts";
import { perform } from "./perform.ts";

/** What others did since the reader looked, a sentence each. `known`: the train as it is now, where it could be read. */
export type Meanwhile = Readonly<{ told: readonly string[]; known?: TrainKnown }>;

/** What the acts upon the train need besides Azure DevOps, made when one begins. */
export function useWorld(hub: Hub, train: number): () => TrainWorld {
  const { href } = useContext(LinksContext);
  const address = href({ place: { view: "train", train, tab: "plan" } });
  const isWeb = /^https?:/.test(address);
  return () => ({
    now: hub.now(),
    ...(hub.sha256 === undefined ? {} : { sha256: hub.sha256 }),
    ...(isWeb ? { address } : {}),
  });
}

/** What others did since then: an act upon another revision was refused, and nothing of it was stored. */
async function lookAgain(hub: Hub, seen: TrainKnown): Promise<Required<Meanwhile>> {
  const { number, id } = seen.whole.train.value;
  const known = await openTrain(number, hub.azure, hub.now());
  const entries = await readLedger(id, hub.azure.documents);
  return { known, told: sinceSeen(entries, seen, known) };
}

function isOvertaken(error: unknown): error is Failure {
  return (
    error instanceof Failure && error.report.code === "RM042" && error.report.state === "nothing was changed"
  );
}

async function meanwhileOf(hub: Hub, seen: TrainKnown, { report }: Failure): Promise<Meanwhile> {
  const cause = ended(report.cause);
  const found = await readingOf(lookAgain(hub, seen));
  if (found.kind === "failed") return { told: [cause, `What was done could not be read: ${found.why}`] };
  return { told: [cause, ...found.value.told], known: found.value.known };
}

type Doing = Readonly<{
  acting: Acting;
  /** Absent where nothing is in the way. */
  meanwhile: Meanwhile | undefined;
  start: (order: Order, seen: TrainKnown, after: (problems: readonly string[]) => void) => void;
  /** Forgets what went wrong. */
  settle: () => void;
}>;

/** Does orders, one at a time. Where somebody else was faster, it finds out what they did. */
export function useDoing(hub: Hub, train: number): Doing {
  const [acting, act, forget] = useAct();
  const [meanwhile, setMeanwhile] = useState<Meanwhile>();
  const world = useWorld(hub, train);
  const start: Doing["start"] = (order, known, after) =>
    act(async () => {
      setMeanwhile(undefined);
      try {
        after(await perform(order, { known, azure: hub.azure, world: world() }));
      } catch (error) {
        if (isOvertaken(error)) setMeanwhile(await meanwhileOf(hub, known, error));
        throw error;
      }
    });
  const settle = (): void => {
    setMeanwhile(undefined);
    forget();
  };
  return { acting, meanwhile, start, settle };
}
