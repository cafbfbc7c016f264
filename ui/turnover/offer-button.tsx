import type { JSX } from "preact";
import { Button } from "../shared/buttons.tsx";
import type { Offer } from "./form.ts";

type OfferButtonProps = { offer: Offer; take: (offer: Offer) => void; primary?: boolean; subtle?: boolean };

/** The button of something that can be done. What the rules refuse says so before the click. */
export function OfferButton({ offer, take, primary = false, subtle = false }: OfferButtonProps): JSX.Element {
  const { words, label, because } = offer;
  return (
    <Button
      primary={primary}
      subtle={subtle}
      because={because}
      {...(label === undefined ? {} : { label })}
      act={() => take(offer)}
    >
      {words}
    </Button>
  );
}
