import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { Button } from "../shared/buttons.tsx";

// A page of some thousand elements is slow, and nobody reads it whole.
const step = 200;

/** A long list begins with its first lines; `more` brings the next ones. `what` they are is what a screen reader says. */
export function useMore<T>(
  all: readonly T[],
  { first, what }: Readonly<{ first: number; what: string }>,
): Readonly<{ rows: readonly T[]; more: JSX.Element | null }> {
  const [most, setMost] = useState(first);
  const words = `Show ${Math.min(step, all.length - most)} more`;
  const more = (
    <Button subtle act={() => setMost(most + step)} label={`${words} ${what}`}>
      {words}
    </Button>
  );
  return { rows: all.slice(0, most), more: all.length > most ? more : null };
}
