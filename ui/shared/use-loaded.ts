import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { FailureReport } from "../../core/failure.ts";
import { clockNow } from "./clock.ts";
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

function loaded<T>(value: T, refreshing: boolean): Loaded<T> {
  return { kind: "loaded", value, at: clockNow(), refreshing };
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

/** Loads a value. `show` draws what is known of it before all of it is. */
export type Load<T> = (show: (part: T) => void) => Promise<T>;

type Guarded = <A>(act: (given: A) => void) => (given: A) => void;

function onlyWhile(holds: () => boolean): Guarded {
  return (act) => (given) => {
    if (holds()) act(given);
  };
}

type Latest<T> = { current: { load: Load<T>; again: Options<T>["again"] } };
type Tell<T> = (next: (before: Loaded<T>) => Loaded<T>) => void;

/** Loads now, and again as often as `again` says. Gives back how to load at once and how to stop for good. */
function keepLoading<T>(latest: Latest<T>, tell: Tell<T>): { ask: () => void; stop: () => void } {
  let over = false;
  let asked = 0;
  let failures = 0;
  let callOff = (): void => undefined;
  const later = (wait: number | undefined): void => {
    callOff();
    if (wait !== undefined) callOff = whenVisible(wait, ask);
  };
  const arrived = (value: T): void => {
    failures = 0;
    tell(() => loaded(value, false));
    later(latest.current.again?.(value));
  };
  const broke = (error: unknown): void => {
    failures += 1;
    const report = reportOf(error);
    tell((before) => failedRefresh(before, report));
    if (latest.current.again && !asksForPause(report)) later(waitAfter(failures, 0, Math.random()));
  };
  function ask(): void {
    callOff();
    asked += 1;
    const mine = asked;
    // An answer that another question has overtaken is old.
    const counted = onlyWhile(() => !over && mine === asked);
    tell(refreshing);
    const show = counted((part: T) => tell(() => loaded(part, true)));
    latest.current.load(show).then(counted(arrived), counted(broke));
  }
  ask();
  return {
    ask,
    stop: () => {
      over = true;
      callOff();
    },
  };
}

/** Loads something, keeps it fresh while it is looked at, and never draws a failure as emptiness. */
export function useLoaded<T>(load: Load<T>, options: Options<T>): Loading<T> {
  const [state, setState] = useState<Loaded<T>>({ kind: "loading" });
  const latest = useRef({ load, again: options.again });
  latest.current = { load, again: options.again };
  const run = useRef<() => void>(() => undefined);
  useEffect(() => {
    setState({ kind: "loading" });
    const { ask, stop } = keepLoading(latest, setState);
    run.current = ask;
    return stop;
  }, [options.key]);
  return { state, reload: useCallback(() => run.current(), []) };
}
