import type { RefObject } from "preact";
import { useCallback, useEffect, useRef, useState } from "preact/hooks";
import type { Host } from "./host.ts";
import { type Place, placeKey, type Query, readRoute, type Route, routeQuery } from "./route.ts";

/** What we kept in the browser's history, read back with care: other scripts may write there, too. */
export function queryIn(state: unknown): Query {
  if (typeof state !== "object" || state === null) return {};
  const entries = Object.entries(state).map(([key, value]: [string, unknown]) => [key, value] as const);
  return Object.fromEntries(
    entries.filter((one): one is readonly [string, string] => typeof one[1] === "string"),
  );
}

/** The reader's place. It stands in the host's address and in this frame's history, so that Back works. */
export function useRoute(host: Pick<Host, "setQuery">, first: Route): [Route, (route: Route) => void] {
  const [route, setRoute] = useState(first);
  useEffect(() => {
    history.replaceState(routeQuery(first), "");
    const back = (event: PopStateEvent): void => {
      const query = queryIn(event.state);
      setRoute(readRoute(query));
      host.setQuery(query);
    };
    addEventListener("popstate", back);
    return () => removeEventListener("popstate", back);
  }, []);
  const current = useRef(route);
  current.current = route;
  const go = useCallback((next: Route) => {
    const query = routeQuery(next);
    // A panel that was left is no place to come back to.
    if (current.current.over) history.replaceState(query, "");
    else history.pushState(query, "");
    host.setQuery(query);
    setRoute(next);
  }, []);
  return [route, go];
}

/** Another page begins at its beginning, for the keyboard and for screen readers, too. */
export function useFocusOnPage(place: Place): RefObject<HTMLElement | null> {
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  const page = placeKey(place);
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [page]);
  return main;
}
