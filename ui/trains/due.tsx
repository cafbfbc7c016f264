import type { JSX } from "preact";
import { Ago, StatusLine } from "../shared/pieces.tsx";

/** A date, and a mark with words where it has gone by. */
export function Due({ at, late, now }: { at?: number; late?: string; now: number }): JSX.Element {
  if (at === undefined) return <span class="dim">–</span>;
  if (late === undefined) return <Ago at={at} now={now} />;
  return (
    <StatusLine sign="warning" words={`Late by ${late}`}>
      <Ago at={at} now={now} />
    </StatusLine>
  );
}
