import type { Difference } from "../../core/acts/difference-to.ts";
import type { Reading } from "../../core/model/reading.ts";
import { counted } from "../../core/model/words.ts";
import type { Sign } from "./icons.tsx";

/** A work item that comes or goes. */
export type DifferenceItem = Readonly<{ id: number; title: string; about: string; url?: string }>;

/** What a deployment brings or takes away, ready to draw. */
export type DifferenceShown = Readonly<{
  title: string;
  sign: Sign;
  words: string;
  detail: string;
  items: readonly DifferenceItem[];
  /** Those that are not named. */
  rest: number;
  /** What the fold says that holds the work items. Absent: they are seen at once. */
  fold?: string;
}>;

type Meant = "brings" | "removes";
type Between = Extract<Difference, Readonly<{ way: Meant }>>;

const titles: Readonly<Record<Meant, string>> = {
  brings: "What it brings",
  removes: "What going back removes",
};

const noItems = { items: [], rest: 0 } as const;

/** Absent: it is still being read. What is not known is said so: it is never drawn as nothing. */
export function differenceShown(known: Reading<Difference> | undefined, meant: Meant): DifferenceShown {
  const title = titles[meant];
  if (known === undefined) return { title, sign: "running", words: "Being read…", detail: "", ...noItems };
  if (known.kind === "failed") {
    const words = `What it ${meant} is not known`;
    return { title, sign: "warning", words, detail: known.why, ...noItems };
  }
  const { value } = known;
  if (value.way === "first") {
    const detail = "No release of the pipeline has succeeded there before.";
    return { title, sign: "note", words: "The first deployment here", detail, ...noItems };
  }
  if (value.way === "same") {
    const { build, beside } = value;
    const words = beside ? "The same build" : "The same build: nothing changes";
    const detail = `${build} runs there now${beside ? ", with other builds beside it" : ""}.`;
    return { title, sign: "note", words, detail, ...noItems };
  }
  return { title: titles[value.way], sign: "note", ...betweenShown(value) };
}

function betweenShown({ way, from, to, between, items }: Between): Omit<DifferenceShown, "title" | "sign"> {
  const shown = between.items.slice(0, 50).map((id) => itemOf(id, items));
  const least = between.more ? "at least " : "";
  const number = counted(between.items.length, "work item");
  const changes = counted(between.changes, "change");
  const list = { items: shown, rest: between.items.length - shown.length };
  if (way === "removes") {
    const words = `Removes ${least}${number}, returns to ${to}`;
    const many = least === "" ? changes : `At least ${changes}`;
    return { words, detail: `${many} between it and ${from}, which runs there now.`, ...list };
  }
  const words = `Brings ${least}${number} and ${least}${changes} since ${from}`;
  return { words, detail: `${from} runs there now, and this is ${to}.`, ...list, fold: number };
}

function itemOf(id: number, items: Between["items"]): DifferenceItem {
  const found = items.find((item) => item.id === id);
  if (found === undefined) return { id, title: "deleted, or you may not see it", about: "" };
  return { id, title: found.title, about: `${found.type}, ${found.state}`, url: found.webUrl };
}
