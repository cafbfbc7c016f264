import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { FailureReport } from "../../core/failure.ts";
import { waitAfter } from "./poll.ts";
import { asksForPause, reportOf } from "./report.ts";

/** What a view knows of something that it asked for. A failed refresh keeps the last value and says so in `problem`. */
export type Loaded<T> =
  | Readonly<{ kind: "loading" }>
  | Readonly<{ kind: "failed"; report: FailureReport }>
  | Readonly<{ kind: "loaded"; value: T; at: number; refreshing: boolean; problem?: FailureReport }>;

export type Loading<T> = Readonly<{ state: Loaded<T>; reload: () => void }>;

type Options<T> = Readonly<{
  /** What the loading depends on: another key forgets the value and starts anew. */
  key: string;
  /** After how many milliseconds to look again by itself; absent: never. Nothing is asked while the page is hidden. */
  again?: (value: T) => number | undefined;
}>;

export function failedRefresh<T>(state: Loaded<T>, problem: FailureReport): Loaded<T> {
  return state.kind === "loaded"
    ? { ...state, refreshing: false, problem }
    : { kind: "failed", report: problem };
}

function refreshing<T>(state: Loaded<T>): Loaded<T> {
  return state.kind === "loaded" ? { ...state, refreshing: true } : { kind: "loading" };
}

/** Runs `act` after the wait, or as soon as the page is looked at again. Gives back how to call it off. */
function whenVisible(wait: number, act: () => void): () => void {
  const onSight = (): void => {
    if (document.visibilityState === "hidden") return;
    document.removeEventListener("visibilitychange", onSight);
    act();
  };
  const timer = setTimeout(() => {
    if (document.visibilityState !== "hidden") act();
    else document.addEventListener("visibilitychange", onSight);
  }, wait);
  return () => {
    clearTimeout(timer);
    document.removeEventListener("visibilitychange", onSight);
  };
}

/** Loads something, keeps it fresh while it is looked at, and never draws a failure as emptiness. */
export function useLoaded<T>(load: () => Promise<T>, options: Options<T>): Loading<T> {
  const [state, setState] = useState<Loaded<T>>({ kind: "loading" });
  const latest = useRef({ load, again: options.again });
  latest.current = { load, again: options.again };
  const run = useRef<() => void>(() => undefined);

  useEffect(() => {
    let over = false;
    let failures = 0;
    let callOff = (): void => undefined;
    const later = (wait: number | undefined): void => {
      callOff();
      if (wait !== undefined && !over) callOff = whenVisible(wait, ask);
    };
    const arrived = (value: T): void => {
      if (over) return;
      failures = 0;
      setState({ kind: "loaded", value, at: Date.now(), refreshing: false });
      later(latest.current.again?.(value));
    };
    const broke = (error: unknown): void => {
      if (over) return;
      failures += 1;
      const report = reportOf(error);
      setState((before) => failedRefresh(before, report));
      if (latest.current.again && !asksForPause(report)) later(waitAfter(failures, 0, Math.random()));
    };
    const ask = (): void => {
      callOff();
      setState(refreshing);
      latest.current.load().then(arrived, broke);
    };
    run.current = ask;
    setState({ kind: "loading" });
    ask();
    return () => {
      over = true;
      callOff();
    };
  }, [options.key]);

  return { state, reload: useCallback(() => run.current(), []) };
}
