import { useCallback, useContext, useEffect, useMemo, useRef, useState } from "preact/hooks";
import { listReleases } from "../../core/acts/list-releases.ts";
import type { Release } from "../../core/model/release.ts";
import { ChangesContext, type Hub } from "../shared/hub.ts";
import { pace } from "../shared/poll.ts";
import { moves } from "../shared/stage-facts.ts";
import { reportOf } from "../shared/report.ts";
import { failedRefresh, type Loaded, useLoaded } from "../shared/use-loaded.ts";
import { columnsOf } from "./columns.ts";
import { type Filter, filtered, findable, noFilter } from "./filter.ts";
import type { Listed, ReleasesViewProps } from "./releases-view.tsx";
import { currentsOf, laidOver } from "./releases.ts";

type Known = Readonly<{ releases: readonly Release[]; next?: string | undefined; problems: readonly string[] }>;

function listed(known: Known, filter: Filter): Listed {
  const all = known.releases;
  return {
    all,
    shown: filtered(all.map(findable), filter),
    columns: columnsOf(all),
    currents: currentsOf(all),
    more: known.next !== undefined,
    problems: known.problems,
  };
}

/** The list of releases: the first page is kept fresh, older ones are added when they are asked for. */
export function useReleases(hub: Hub): ReleasesViewProps {
  const [filter, setFilter] = useState(noFilter);
  const [loadingMore, setLoadingMore] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const known = useRef<Known>({ releases: [], problems: [] });
  const [stamp, setStamp] = useState(0);
  const changes = useContext(ChangesContext);

  const { state, reload } = useLoaded(
    async () => {
      const page = await listReleases({}, hub.azure);
      const before = known.current;
      const whole = page.next === undefined || before.releases.length === 0;
      known.current = {
        releases: laidOver(before.releases, page.items, whole),
        next: whole ? page.next : before.next,
        problems: page.problems,
      };
      return known.current;
    },
    { key: "", again: (value) => (value.releases.some(moves) ? pace.running : pace.idle) },
  );
  useEffect(() => {
    if (changes > 0) reload();
  }, [changes]);

  const busy = useRef(false);
  const loadMore = useCallback(() => {
    const { next } = known.current;
    if (next === undefined || busy.current) return;
    busy.current = true;
    setLoadingMore(true);
    listReleases({ next }, hub.azure)
      .then((page) => {
        const ids = new Set(known.current.releases.map((release) => release.id));
        const fresh = page.items.filter((release) => !ids.has(release.id));
        known.current = { ...known.current, releases: [...known.current.releases, ...fresh], next: page.next };
        setProblem(undefined);
        setStamp((now) => now + 1);
      }, setProblem)
      .finally(() => {
        busy.current = false;
        setLoadingMore(false);
      });
  }, [hub.azure]);

  const list = useMemo((): Loaded<Listed> => {
    if (state.kind !== "loaded") return state;
    const drawn = { ...state, value: listed(known.current, filter) };
    return problem === undefined ? drawn : failedRefresh(drawn, reportOf(problem));
  }, [state, filter, stamp, problem]);

  return { list, filter, setFilter, reload, loadMore, loadingMore, now: hub.now() };
}
