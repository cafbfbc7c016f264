import { useContext } from "preact/hooks";
import { openTrain, type TrainKnown, type TrainWorld } from "../../core/acts/open-train.ts";
import { readingOf } from "../../core/acts/reading-of.ts";
import { isOvertaken } from "../../core/acts/stored-documents.ts";
import { readLedger } from "../../core/acts/train-ledger.ts";
import { ended } from "../../core/failure.ts";
import type { AzureDevOps } from "../../core/ports.ts";
import type { AboutTrain } from "./form.ts";
import type { Hub } from "./hub.ts";
import { sinceSeen } from "./ledger-words.ts";
import { LinksContext } from "./nav.tsx";
import { reportOf } from "./report.ts";
import type { Place } from "./route.ts";

/** What an order is done with: the train as the reader saw it, and the world. */
export type Doing = Readonly<{ known: TrainKnown; azure: AzureDevOps; world: TrainWorld }>;

/** How a page weighs what its reader wants, and does it. */
export type Desk<A extends AboutTrain, O> = Readonly<{
  /** The one sentence why the order would be refused; absent where it would not. */
  refusal: (about: A, order: O) => string | undefined;
  /** Does it, and gives what went wrong beside it, in sentences. Refused (RM042) where somebody else was faster. */
  perform: (order: O, doing: Doing) => Promise<readonly string[]>;
  /** Where what was made is shown; absent: where the reader is. */
  leadsTo?: (order: O, about: A) => Place | undefined;
}>;

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

async function lookAgain(hub: Hub, seen: TrainKnown): Promise<Required<Meanwhile>> {
  const { number, id } = seen.whole.train.value;
  const known = await openTrain(number, hub.azure, hub.now());
  const entries = await readLedger(id, hub.azure.documents);
  return { known, told: sinceSeen(entries, seen, known) };
}

/** What others did, where something failed since they were faster: nothing of it was stored then. Absent where it failed for anything else. */
export async function meanwhileOf(
  hub: Hub,
  seen: TrainKnown,
  error: unknown,
): Promise<Meanwhile | undefined> {
  if (!isOvertaken(error)) return undefined;
  const cause = ended(reportOf(error).cause);
  const found = await readingOf(lookAgain(hub, seen));
  if (found.kind === "failed") return { told: [cause, `What was done could not be read: ${found.why}`] };
  return { known: found.value.known, told: [cause, ...found.value.told] };
}
