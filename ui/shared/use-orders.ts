import { useState } from "preact/hooks";
import type { TrainKnown } from "../../core/acts/open-train.ts";
import { type Desk, type Doing, type Meanwhile, meanwhileOf, useWorld } from "./doing.ts";
import type { AboutTrain, FormOf, Making, OfferOf } from "./form.ts";
import type { Hub } from "./hub.ts";
import { newGuid } from "./new-guid.ts";
import { noDigests } from "./train-words.ts";
import { trainOf } from "./train-known.ts";
import { type Acting, useAct } from "./use-act.ts";

/** A form that is open, with what it was decided from when it was opened: an act upon something else by then is refused. */
export type Opening<A, O> = Readonly<{ form: FormOf<A, O>; make: Making<A, O>; about: A }>;

/** What is being done to a train, and how. */
export type Orders<A, O> = Readonly<{
  acting: Acting;
  /** What somebody else did that was in the way of the last act, a sentence each. */
  meanwhile: readonly string[] | undefined;
  /** What went wrong beside the last act, a sentence each. */
  beside: readonly string[];
  opening: Opening<A, O> | undefined;
  take: (offer: OfferOf<A, O>) => void;
  close: () => void;
  /** What the form came to was done; `problems`: what went wrong beside it. */
  done: (opening: Opening<A, O>, order: O, problems: readonly string[]) => void;
  /** Forgets what went wrong, and looks again. */
  reload: () => void;
  /** Runs something else, one at a time with the acts. */
  run: (act: () => Promise<void>) => void;
}>;

/** What everything on a train's page is decided from. */
export function aboutTrain(hub: Hub, known: TrainKnown): AboutTrain {
  const about = { known, now: hub.now(), newId: newGuid };
  return hub.sha256 === undefined ? { ...about, cannot: noDigests } : about;
}

/** The train as it was seen, and the world, made when something is done. */
export function useDoing(hub: Hub, train: number): (about: AboutTrain) => Doing {
  const world = useWorld(hub, train);
  return ({ known }) => ({ known, azure: hub.azure, world: world() });
}

type Order<O> = Readonly<{ order: O; said: string }>;
type Acts<A, O> = Pick<Orders<A, O>, "acting" | "meanwhile" | "run"> &
  Readonly<{
    start: (offer: Order<O>, seen: A, done: (order: O, problems: readonly string[]) => void) => void;
    /** Forgets what went wrong. */
    settle: () => void;
  }>;

/** Does things at once, one at a time. Where somebody else was faster, it finds out what they did. */
function useActs<A extends AboutTrain, O>(hub: Hub, desk: Desk<A, O>, train: number): Acts<A, O> {
  const doing = useDoing(hub, train);
  const [acting, run, forget] = useAct();
  const [meanwhile, setMeanwhile] = useState<Meanwhile>();
  const start: Acts<A, O>["start"] = ({ order, said }, seen, done) =>
    run(async () => {
      setMeanwhile(undefined);
      try {
        const problems = await desk.perform(order, doing(seen));
        hub.toast(said);
        done(order, problems);
      } catch (error) {
        setMeanwhile(await meanwhileOf(hub, seen.known, error));
        throw error;
      }
    });
  const settle = (): void => {
    setMeanwhile(undefined);
    forget();
  };
  return { acting, meanwhile: meanwhile?.told, run, start, settle };
}

/** Does what is offered: at once, or after a form. What was made is shown at once. */
export function useOrders<A extends AboutTrain, O>(
  hub: Hub,
  desk: Desk<A, O>,
  { about, reload }: Readonly<{ about: A | undefined; reload: () => void }>,
): Orders<A, O> {
  const acts = useActs(hub, desk, about === undefined ? 0 : trainOf(about).number);
  const [beside, setBeside] = useState<readonly string[]>([]);
  const [opening, setOpening] = useState<Opening<A, O>>();
  const again = (): void => {
    acts.settle();
    reload();
  };
  const did = (order: O, problems: readonly string[]): void => {
    setBeside(problems);
    const place = about && desk.leadsTo?.(order, about);
    if (place) hub.go({ place });
    again();
  };
  // What was done at once, or by a form that was left meanwhile, leaves the one that is open.
  const done: Orders<A, O>["done"] = (form, order, problems) => {
    setOpening((now) => (now === form ? undefined : now));
    did(order, problems);
  };
  const take = (offer: OfferOf<A, O>): void => {
    if (about === undefined) return;
    if ("order" in offer) {
      acts.start(offer, about, did);
      return;
    }
    const form = offer.form(about);
    if (form) setOpening({ form, make: offer.form, about });
  };
  const close = (): void => {
    setOpening(undefined);
    reload();
  };
  return { ...acts, beside, opening, take, close, done, reload: again };
}
