import type { RefObject } from "preact";
import { useEffect, useState } from "preact/hooks";

/** The rows to draw, and how much room to keep for those before and after. */
export type Range = Readonly<{ from: number; to: number; before: number; after: number }>;

export type Sight = Readonly<{ top: number; height: number }>;

/** Below this number all rows are drawn: searching in the page and printing find everything then. */
const drawnWhole = 100;
const spare = 5;

/** The rows of one height that are in sight, and a few more on either side. Up to `whole` rows are all drawn. */
export function rowsInView(total: number, height: number, sight: Sight, whole = drawnWhole): Range {
  if (total <= whole) return { from: 0, to: total, before: 0, after: 0 };
  const first = Math.floor(sight.top / height) - spare;
  const from = Math.min(Math.max(0, first), Math.max(0, total - 1));
  const to = Math.min(total, Math.max(from, first) + Math.ceil(sight.height / height) + 2 * spare);
  return { from, to, before: from * height, after: (total - to) * height };
}

/** Follows the scrolling of an element. `onEnd` is called when its end comes near. */
export function useSight(scroller: RefObject<HTMLElement | null>, onEnd: () => void): Sight {
  const [sight, setSight] = useState<Sight>({ top: 0, height: 900 });
  useEffect(() => {
    const element = scroller.current;
    if (!element) return undefined;
    let frame = 0;
    const look = (): void => {
      frame = 0;
      setSight({ top: element.scrollTop, height: element.clientHeight || 900 });
      const left = element.scrollHeight - element.scrollTop - element.clientHeight;
      if (element.scrollTop > 0 && left < 600) onEnd();
    };
    const later = (): void => {
      if (frame === 0) frame = requestAnimationFrame(look);
    };
    look();
    element.addEventListener("scroll", later, { passive: true });
    window.addEventListener("resize", later);
    return () => {
      cancelAnimationFrame(frame);
      element.removeEventListener("scroll", later);
      window.removeEventListener("resize", later);
    };
  }, [onEnd]);
  return sight;
}
