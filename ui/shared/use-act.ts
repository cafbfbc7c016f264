import { useCallback, useRef, useState } from "preact/hooks";
import type { FailureReport } from "../../core/failure.ts";
import { reportOf } from "./report.ts";

/** Something that a person asked for: not yet, under way, refused, or done. There is no optimistic success. */
export type Acting =
  | Readonly<{ kind: "idle" }>
  | Readonly<{ kind: "pending" }>
  | Readonly<{ kind: "failed"; report: FailureReport }>;

/** Why it must not be asked for again: something was done, or may have been, before it failed. */
export function doneAlready(acting: Acting): string | undefined {
  return acting.kind === "failed" && acting.report.retry === "not safe"
    ? "It may have been done already: see above."
    : undefined;
}

/** Runs one act at a time: a second click while the first is under way does nothing. */
export function useAct(): [Acting, (act: () => Promise<void>) => void, () => void] {
  const [acting, setActing] = useState<Acting>({ kind: "idle" });
  const busy = useRef(false);
  const start = useCallback((act: () => Promise<void>) => {
    if (busy.current) return;
    busy.current = true;
    setActing({ kind: "pending" });
    act()
      .then(
        () => setActing({ kind: "idle" }),
        (error: unknown) => setActing({ kind: "failed", report: reportOf(error) }),
      )
      .finally(() => {
        busy.current = false;
      });
  }, []);
  return [acting, start, useCallback(() => setActing({ kind: "idle" }), [])];
}
