import { ordinal } from "../ordinal.ts";

/** An application release, as far as the order between them depends on it: the ids of those that must go before it. */
export type Depending = Readonly<{ id: string; title: string; dependsOn: readonly string[] }>;

/** The way round, by title, that a new dependency would close; absent where it closes none. */
export function cycleOf(
  releases: readonly Depending[],
  from: string,
  on: string,
): readonly string[] | undefined {
  const byId = new Map(releases.map((one) => [one.id, one]));
  const way = wayTo(byId, on, from);
  return way && [from, ...way].map((id) => byId.get(id)?.title ?? id);
}

function wayTo(
  byId: ReadonlyMap<string, Depending>,
  start: string,
  end: string,
): readonly string[] | undefined {
  const ways = new Map<string, readonly string[]>([[start, [start]]]);
  for (const [id, way] of ways) {
    if (id === end) return way;
    for (const next of byId.get(id)?.dependsOn ?? []) if (!ways.has(next)) ways.set(next, [...way, next]);
  }
  return undefined;
}

/** Ids in the order of deployment: what others depend on first, else by title. Absent where the dependencies go in a circle. */
export function deploymentOrder(releases: readonly Depending[]): readonly string[] | undefined {
  const among = new Set(releases.map(({ id }) => id));
  const left = [...releases].sort((a, b) => ordinal(a.title, b.title));
  const order: string[] = [];
  while (left.length > 0) {
    const next = left.findIndex(({ dependsOn }) =>
      dependsOn.every((id) => !among.has(id) || order.includes(id)),
    );
    const [taken] = next < 0 ? [] : left.splice(next, 1);
    if (taken === undefined) return undefined;
    order.push(taken.id);
  }
  return order;
}
