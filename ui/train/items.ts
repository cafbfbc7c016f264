import type { ReleaseAct } from "../../core/model/train/act-on-release.ts";
import type { ApplicationRelease } from "../../core/model/train/application-release.ts";
import { counted } from "../../core/model/words.ts";
import type { About, Offer } from "./about.ts";
import type { Order } from "./order.ts";
import { categoryWords } from "./forms-of-criterion.ts";
import { orderOffer } from "./train.ts";

/** An application release of the train that is shown. */
export type Of = Readonly<{ release: ApplicationRelease; about: About }>;

/** The order to do something to it. */
export function doing({ release }: Of, act: ReleaseAct): Order {
  return { of: "release", id: release.id, act };
}

/** One associated work item. `title` is absent where it is not visible to the reader, or was not read. */
export type ItemRow = Readonly<{ id: number; title?: string; state: string; url?: string; remove: Offer }>;

/** The work items that are associated with it, as they are now. */
export function itemRows(of: Of): readonly ItemRow[] {
  const { release, about } = of;
  const { items } = about.known;
  const seen = new Map((items.kind === "read" ? items.value : []).map((one) => [one.id, one]));
  return release.workItems.map((id) => {
    const item = seen.get(id);
    const workItems = release.workItems.filter((one) => one !== id);
    const remove = orderOffer("Remove", about, {
      order: doing(of, { kind: "associate", workItems }),
      ...{
        said: `Work item #${id} is no longer associated.`,
        label: `Remove work item #${id} of ${release.title}`,
      },
    });
    if (item === undefined) {
      const state = items.kind === "read" ? "not visible to you, or deleted" : `not read: ${items.why}`;
      return { id, state, remove };
    }
    const category = item.category === undefined ? "of no known category" : categoryWords[item.category];
    return {
      id,
      title: `${item.type}: ${item.title}`,
      state: `${item.state} (${category})`,
      url: item.webUrl,
      remove,
    };
  });
}

/** How many there are and how far they are, in words. */
export function itemsWords({ release, about }: Of): string {
  const all = release.workItems.length;
  const { items } = about.known;
  if (all === 0) return "No work items";
  if (items.kind === "failed") return `${counted(all, "work item")}, not read: ${items.why}`;
  const mine = new Set(release.workItems);
  const seen = items.value.filter(({ id }) => mine.has(id));
  const done = seen.filter(({ category }) => category === "completed").length;
  const unseen = all - seen.length;
  const hidden = unseen === 0 ? "" : `, ${unseen} not visible to you`;
  return `${counted(all, "work item")}, ${done} completed${hidden}`;
}
