import { listed } from "../words.ts";
import type { ItemChange } from "./refused.ts";

/** Who was asked to decide, by id, and the work item on which they do. */
export type AskedItem = Readonly<{ person: string; item: number }>;

/** The one sentence why a decision does not count for want of its work item; absent where it does. */
export function itemFault(
  items: readonly number[],
  change: ItemChange | undefined,
  what: string,
): string | undefined {
  if (change === undefined)
    return items.length === 0 ? undefined : `${what} is decided on ${listed(items.map((id) => `#${id}`))}.`;
  return items.includes(change.item) ? undefined : `Work item #${change.item} does not stand for it.`;
}

/** The one sentence why people cannot be asked so; absent where they can. `may`: ids of those who may decide it. */
export function askFault(
  asked: readonly AskedItem[],
  anew: readonly AskedItem[],
  may: readonly string[] | undefined,
): string | undefined {
  const all = [...asked, ...anew];
  if (anew.length === 0) return "Say who is asked.";
  const stranger = may !== undefined && anew.some(({ person }) => !may.includes(person));
  if (stranger) return "Only who may decide it is asked.";
  const people = new Set(all.map(({ person }) => person));
  const items = new Set(all.map(({ item }) => item));
  return people.size < all.length || items.size < all.length ? "They were asked already." : undefined;
}
