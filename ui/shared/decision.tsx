import type { ComponentChildren, JSX } from "preact";
import { Button } from "./buttons.tsx";
import type { Acting } from "./use-act.ts";

type DecisionProps = {
  /** The one sentence that says why the button cannot be pressed. */
  because?: string | undefined;
  acting: Acting;
  close: () => void;
  /** What pressing it does, in words. */
  children: ComponentChildren;
};

/** The end of every panel: what is missing, the one button that acts, and the way out. */
export function Decision({ because, acting, close, children }: DecisionProps): JSX.Element {
  return (
    <>
      <p class="why" role="status">
        {because}
      </p>
      <Button primary submit because={because} pending={acting.kind === "pending"}>
        {children}
      </Button>
      <Button act={close}>Cancel</Button>
    </>
  );
}
