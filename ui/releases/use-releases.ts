import { useCallback, useMemo, useRef, useState } from "preact/hooks";
import { listReleases } from "../../core/acts/list-releases.ts";
import type { Release } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { moves } from "../shared/stage-facts.ts";
import { type Acting, useAct } from "../shared/use-act.ts";
import { useChanges } from "../shared/use-changes.ts";
import { failedRefresh, type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { columnsOf } from "./columns.ts";
import { filtered, type Findable, findable, noFilter, pipelineKey } from "./filter.ts";
import type { Listed, ReleasesViewProps } from "./releases-view.tsx";
import { currentsOf, laidOver } from "./releases.ts";
import { useLinks } from "./use-links.ts";

type Known = Readonly<{
  releases: readonly Release[];
  next?: string | undefined;
  problems: readonly string[];
  /** More of the first page is still on its way. */
  unfinished?: boolean;
}>;
type KnownRef = { current: Known };
type Derived = Omit<Listed, "shown" | "links"> & Readonly<{ findables: readonly Findable[] }>;

async function readFirst(hub: Hub, known: KnownRef, show: (part: Known) => void): Promise<Known> {
  const before = known.current;
  const part = (releases: readonly Release[]): void => {
    known.current = { releases, problems: [], unfinished: true };
    show(known.current);
  };
  const isFirst = before.releases.length === 0 || before.unfinished === true;
  const page = await listReleases({}, hub.azure, isFirst ? part : undefined);
  const whole = page.next === undefined || isFirst;
  known.current = {
    releases: laidOver(before.releases, page.items, whole),
    next: whole ? page.next : before.next,
    problems: page.problems,
  };
  return known.current;
}

async function readOlder(hub: Hub, known: KnownRef, next: string): Promise<void> {
  const page = await listReleases({ next }, hub.azure);
  const ids = new Set(known.current.releases.map((release) => release.id));
  const fresh = page.items.filter((release) => !ids.has(release.id));
  known.current = { ...known.current, releases: [...known.current.releases, ...fresh], next: page.next };
}

type Older = Readonly<{ acting: Acting; loadMore: () => void }>;

function useOlder(hub: Hub, known: KnownRef): Older {
  const [acting, act] = useAct();
  const loadMore = useCallback(() => {
    const { next } = known.current;
    if (next !== undefined) act(() => readOlder(hub, known, next));
  }, [hub]);
  return { acting, loadMore };
}

/** What follows from the releases alone: made once for each reading, not for each letter typed into the filter. */
function useDerived(known: Known, pipeline: string): Derived {
  // One pipeline is shown with its own stages only.
  const columns = useMemo(
    () => columnsOf(known.releases.filter((one) => pipeline === "" || pipelineKey(one) === pipeline)),
    [known, pipeline],
  );
  const derived = useMemo(
    () => ({
      all: known.releases,
      findables: known.releases.map(findable),
      currents: currentsOf(known.releases),
      more: known.next !== undefined,
      problems: known.problems,
      unfinished: known.unfinished === true,
    }),
    [known],
  );
  return useMemo(() => ({ ...derived, columns }), [derived, columns]);
}

/** The list of releases: the first page is kept fresh, older ones are added when they are asked for. */
export function useReleases(hub: Hub): ReleasesViewProps {
  const [filter, setFilter] = useState(noFilter);
  const known = useRef<Known>({ releases: [], problems: [] });
  const { state, reload } = useLoaded<Known>((show) => readFirst(hub, known, show), {
    key: "",
    again: (value) => (value.releases.some(moves) ? pace.running : pace.idle),
  });
  const { acting, loadMore } = useOlder(hub, known);
  useChanges(reload);
  const derived = useDerived(known.current, filter.pipeline);
  const links = useLinks(
    hub,
    state.kind === "loaded" && !derived.unfinished
      ? { releases: derived.all, whole: !derived.more && derived.problems.length === 0 }
      : undefined,
  );
  const shown = useMemo(() => filtered(derived.findables, filter, links.of), [derived, filter, links]);
  const list = useMemo((): Loaded<Listed> => {
    if (state.kind !== "loaded") return state;
    const drawn = { ...state, value: { ...derived, shown, links } };
    return acting.kind === "failed" ? failedRefresh(drawn, acting.report) : drawn;
  }, [state, shown, acting, links]);
  const now = state.kind === "loaded" ? state.at : hub.now();
  return { list, filter, setFilter, reload, loadMore, loadingMore: acting.kind === "pending", now };
}
