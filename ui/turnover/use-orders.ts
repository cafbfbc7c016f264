import { useContext, useState } from "preact/hooks";
import type { TrainWorld } from "../../core/acts/open-train.ts";
import type { Hub } from "../shared/hub.ts";
import { LinksContext } from "../shared/nav.tsx";
import { type Acting, doneAlready, useAct } from "../shared/use-act.ts";
import { type Form, type Offer, whyNot } from "./form.ts";
import type { FormViewProps } from "./form-view.tsx";
import type { About, Order } from "./order.ts";
import { perform } from "./perform.ts";

/** What acts upon the train need besides Azure DevOps, made when one begins. */
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

/** A form that is open, with what it was decided from when it was opened: an act upon something else by then is refused. */
export type Opening = Readonly<{ form: Form; about: About }>;

/** What is being done, and how. */
export type Orders = Readonly<{
  acting: Acting;
  /** What was left undone of the last act, in sentences. */
  told: readonly string[];
  opening: Opening | undefined;
  take: (offer: Offer) => void;
  close: () => void;
  done: (order: Order, said: string, told: readonly string[]) => void;
  settle: () => void;
  /** Runs something else, one at a time with the acts. */
  run: (start: () => Promise<void>) => void;
}>;

/** Does what is offered: at once, or after a form. What was made is shown at once. */
export function useOrders(hub: Hub, about: About | undefined, reload: () => void): Orders {
  const train = about?.known.whole.train.value.number ?? 0;
  const world = useWorld(hub, train);
  const [acting, act, settle] = useAct();
  const [told, tell] = useState<readonly string[]>([]);
  const [opening, open] = useState<Opening>();
  const done: Orders["done"] = (order, said, left) => {
    hub.toast(said);
    tell(left);
    open(undefined);
    if (order.of === "new" || order.of === "promote")
      hub.go({ place: { view: "turnover", train, turnover: order.draft.id } });
    reload();
  };
  return {
    ...{ acting, told, opening, settle, done, run: act },
    take: (offer) => {
      if (about === undefined) return;
      if ("form" in offer) {
        open({ form: offer.form(), about });
        return;
      }
      const { order, said } = offer;
      act(async () =>
        done(order, said, await perform(order, { known: about.known, azure: hub.azure, world: world() })),
      );
    },
    close: () => {
      open(undefined);
      reload();
    },
  };
}

/** A form that is being filled in, weighed by the rules with every letter. */
export function useForm(
  hub: Hub,
  { form, about }: Opening,
  { close, done }: Pick<Orders, "close" | "done">,
): FormViewProps {
  const [typed, set] = useState(form.typed);
  const [acting, act] = useAct();
  const world = useWorld(hub, about.known.whole.train.value.number);
  const because = doneAlready(acting) ?? whyNot(form, typed, { ...about, now: hub.now() });
  return {
    ...{ form, typed, set, because, acting, close },
    send: () => {
      const order = form.order(typed);
      if (typeof order === "string") return;
      act(async () => {
        const told = await perform(order, { known: about.known, azure: hub.azure, world: world() });
        done(order, form.said, told);
      });
    },
  };
}
