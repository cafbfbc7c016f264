import type { GateName, StageGate } from "../../core/model/train/stage-gate.ts";
import { gateOf } from "../../core/model/train/train.ts";
import { type AboutTrain, type FormOf, type OfferOf, reasoned } from "../shared/form.ts";
import type { TakingOf } from "../shared/offer-view.tsx";
import { trainOf } from "../shared/train-known.ts";
import { refusalOf, type Order } from "./order.ts";

/** What everything on the page is decided from. */
export type About = AboutTrain;

/** A form of the page. */
export type Form = FormOf<About, Order>;

/** Something that can be done on the page. */
export type Offer = OfferOf<About, Order>;

/** How it is done from a part of the page. */
export type Taking = TakingOf<Offer>;

/** `because`, where the order would be refused. */
export function whyNot(about: About, order: Order): Readonly<{ because?: string }> {
  return reasoned(refusalOf(about, order));
}

/** Finds a gate again, as it is by then. */
export function gateNow(name: GateName): (about: About) => StageGate | undefined {
  return (about) => gateOf(trainOf(about), name);
}
