import type { JSX } from "preact";
import { Panel } from "./dialog.tsx";
import { FailureBanner, Skeleton } from "./pieces.tsx";
import { useLoaded } from "./use-loaded.ts";

type LaterProps<T> = {
  load: () => Promise<T>;
  draw: (part: T) => JSX.Element;
  /** Given for a part that is a panel: how it is closed. */
  close?: () => void;
};

/** A part of the hub that is fetched when it is needed first, so that the first page is small. */
export function Later<T>({ load, draw, close }: LaterProps<T>): JSX.Element {
  const { state, reload } = useLoaded(load, { key: "" });
  if (state.kind === "loaded") return draw(state.value);
  const waiting =
    state.kind === "failed" ? <FailureBanner report={state.report} retry={reload} /> : <Skeleton rows={6} />;
  return close ? (
    <Panel title="Release Manager" close={close}>
      {waiting}
    </Panel>
  ) : (
    waiting
  );
}
