import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import { StatusLine } from "../shared/pieces.tsx";
import type { Sign } from "../shared/icons.tsx";
import type { Offer } from "./form.ts";

/** What can be done from a part of the page, and whether something is being done. */
export type Taking = Readonly<{ take: (offer: Offer) => void; isBusy: boolean }>;

type OfferProps = Taking & { offer: Offer; primary?: boolean; subtle?: boolean };

/** One thing that can be done; where it cannot, the button says why. */
export function OfferButton({
  offer,
  take,
  isBusy,
  primary = false,
  subtle = false,
}: OfferProps): JSX.Element {
  const { words, label, because } = offer;
  const busy = isBusy && "order" in offer ? "Something is being done: wait a moment." : undefined;
  return (
    <Button
      primary={primary}
      subtle={subtle}
      because={because ?? busy}
      act={() => take(offer)}
      {...(label === undefined ? {} : { label })}
    >
      {words}
    </Button>
  );
}

/** Several of them in a row. */
export function Offers({ offers, ...taking }: Taking & { offers: readonly Offer[] }): JSX.Element {
  return (
    <>
      {offers.map((offer) => (
        <OfferButton key={offer.label ?? offer.words} offer={offer} subtle {...taking} />
      ))}
    </>
  );
}

/** A date that has gone by, in words and with a sign. */
export function Late({ late }: { late: string | undefined }): JSX.Element | null {
  return late === undefined ? null : <StatusLine sign="warning" words={`Late by ${late}`} />;
}

/** A state: its sign and its words. */
export function State({ state }: { state: Readonly<{ sign: Sign; words: string }> }): JSX.Element {
  return <StatusLine sign={state.sign} words={state.words} />;
}
