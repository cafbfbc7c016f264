import type { TrainKnown } from "../../core/acts/open-train.ts";
import type { Instant } from "../../core/model/instant.ts";
import { refusalOf, type Order } from "./order.ts";

/** What everything on the page is decided from. `newId` gives a GUID that nothing has yet. */
export type About = Readonly<{ known: TrainKnown; now: Instant; newId: () => string }>;

/** Somebody's name. */
export function whoIs({ known }: Pick<About, "known">, id: string): string {
  return known.people.find((one) => one.id === id)?.name ?? "somebody whose name is not known";
}

/** `because`, where the order would be refused. */
export function whyNot({ known, now }: About, order: Order): Readonly<{ because?: string }> {
  const because = refusalOf(known, order, now);
  return because === undefined ? {} : { because };
}
