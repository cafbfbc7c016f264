import type { ComponentChildren, JSX } from "preact";
import { Button } from "./buttons.tsx";
import { Banner, FailureBanner } from "./pieces.tsx";
import type { Acting } from "./use-act.ts";

type MeanwhileProps = {
  /** What somebody else did, a sentence each. */
  told: readonly string[];
  /** What was typed is there still. */
  kept?: boolean;
  /** Absent where it need not be looked at first. */
  reload?: (() => void) | undefined;
  children?: ComponentChildren;
};

/** Somebody else was faster, and what they did. */
export function MeanwhileView({ told, kept = false, reload, children }: MeanwhileProps): JSX.Element {
  return (
    <Banner sign="warning" alert>
      <b>
        Somebody changed it meanwhile. Nothing of yours was stored
        {kept ? "; what you typed stays here." : "."}
      </b>
      <ul>
        {told.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
      {children}
      {reload && (
        <p>
          <Button icon="refresh" act={reload}>
            Reload
          </Button>
        </p>
      )}
    </Banner>
  );
}

type CameProps = {
  acting: Acting;
  meanwhile: readonly string[] | undefined;
  /** What went wrong beside it, and what could not be read, a sentence each. */
  told: readonly string[];
  reload: () => void;
};

/** What came of the last act: that somebody else was faster, that it failed, or what went wrong beside it. */
export function Came({ acting, meanwhile, told, reload }: CameProps): JSX.Element {
  return (
    <>
      {meanwhile && <MeanwhileView told={meanwhile} reload={reload} />}
      {acting.kind === "failed" && !meanwhile && <FailureBanner report={acting.report} retry={reload} />}
      {[...new Set(told)].map((sentence) => (
        <Banner key={sentence} sign="warning">
          {sentence}
        </Banner>
      ))}
    </>
  );
}
