import type { JSX } from "preact";
import { Button } from "./buttons.tsx";
import type { Sign } from "./icons.tsx";
import { StatusLine } from "./pieces.tsx";

/** What a button shows of something that can be done: what of it has an order is done at once. */
type Offered = Readonly<{ words: string; label?: string; because?: string; order?: unknown }>;

/** What can be done from a part of the page, and whether something is being done. */
export type TakingOf<F> = Readonly<{ take: (offer: F) => void; isBusy: boolean }>;

type OfferProps<F> = TakingOf<F> & { offer: F; primary?: boolean; subtle?: boolean };

/** One thing that can be done; where it cannot, the button says why. */
export function OfferButton<F extends Offered>({
  offer,
  take,
  isBusy,
  primary = false,
  subtle = false,
}: OfferProps<F>): JSX.Element {
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
export function Offers<F extends Offered>({
  offers,
  ...taking
}: TakingOf<F> & { offers: readonly F[] }): JSX.Element {
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
