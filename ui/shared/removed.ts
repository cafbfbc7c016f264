import type { Removed } from "../../core/acts/removed-by.ts";
import type { Reading } from "../../core/model/reading.ts";
import { counted } from "../../core/model/words.ts";
import type { Sign } from "./icons.tsx";

/** A work item that going back takes away. */
export type RemovedItem = Readonly<{ id: number; title: string; about: string; url?: string }>;

/** What going back takes away, ready to draw. */
export type RemovedShown = Readonly<{
  sign: Sign;
  words: string;
  detail: string;
  items: readonly RemovedItem[];
  /** Those that are not named. */
  rest: number;
}>;

/** What is not known is said so: it is never drawn as nothing. */
export function removedShown(removes: Reading<Removed>): RemovedShown {
  if (removes.kind === "failed")
    return {
      sign: "warning",
      words: "What it removes is not known",
      detail: removes.why,
      items: [],
      rest: 0,
    };
  const { from, to, between, items } = removes.value;
  const { changes, more } = between;
  const shown = between.items.slice(0, 50).map((id) => itemOf(id, items));
  const least = more ? "at least " : "";
  return {
    sign: "note",
    words: `Removes ${least}${counted(between.items.length, "work item")}, returns to ${to}`,
    detail: `${least === "" ? "" : "At least "}${counted(changes, "change")} between it and ${from}, which runs there now.`,
    items: shown,
    rest: between.items.length - shown.length,
  };
}

function itemOf(id: number, items: Removed["items"]): RemovedItem {
  const found = items.find((item) => item.id === id);
  if (found === undefined) return { id, title: "deleted, or you may not see it", about: "" };
  return { id, title: found.title, about: `${found.type}, ${found.state}`, url: found.webUrl };
}
