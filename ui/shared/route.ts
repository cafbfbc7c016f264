import { type ReleaseId, readReleaseId } from "../../core/model/release.ts";

/** The tabs of one release. */
export const releaseTabs = ["pipeline", "variables", "artefacts", "history", "record"] as const;
export type ReleaseTab = (typeof releaseTabs)[number];

/** Where the reader is. It stands in the host's address, so that every place can be linked to. */
export type Place =
  | Readonly<{ view: "releases" }>
  | Readonly<{ view: "release"; id: ReleaseId; tab: ReleaseTab }>
  | Readonly<{ view: "connections"; group?: number }>;

/** What lies over the place. */
export type Over =
  | Readonly<{ panel: "deploy"; id: ReleaseId; stage: string }>
  | Readonly<{ panel: "new"; pipeline?: number; build?: number }>;

export type Route = Readonly<{ place: Place; over?: Over }>;

export type Query = Readonly<Record<string, string>>;

/** Every key that we write; the host keeps the others. */
export const routeKeys = ["view", "id", "tab", "group", "panel", "of", "stage", "pipeline", "build"] as const;

export const home: Route = { place: { view: "releases" } };

function idIn(text: string | undefined): ReleaseId | undefined {
  const parts = readReleaseId(text ?? "");
  return parts ? `${parts.kind}:${parts.number}` : undefined;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function placeIn(query: Query): Place {
  const id = idIn(query["id"]);
  if (query["view"] === "release" && id) {
    return { view: "release", id, tab: releaseTabs.find((tab) => tab === query["tab"]) ?? "pipeline" };
  }
  if (query["view"] === "connections") {
    const group = numberIn(query["group"]);
    return { view: "connections", ...(group === undefined ? {} : { group }) };
  }
  return { view: "releases" };
}

function newIn(query: Query): Over {
  const pipeline = numberIn(query["pipeline"]);
  const build = numberIn(query["build"]);
  return {
    panel: "new",
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(build === undefined ? {} : { build }),
  };
}

function overIn(query: Query, place: Place): Over | undefined {
  if (query["panel"] === "new") return newIn(query);
  const id = idIn(query["of"]) ?? (place.view === "release" ? place.id : undefined);
  const stage = query["stage"];
  return query["panel"] === "deploy" && id && stage ? { panel: "deploy", id, stage } : undefined;
}

/** Reads an address. What is not understood leads to the list, never to an error. */
export function readRoute(query: Query): Route {
  const place = placeIn(query);
  const over = overIn(query, place);
  return { place, ...(over ? { over } : {}) };
}

function placeQuery(place: Place): Query {
  if (place.view === "release") {
    return { view: "release", id: place.id, ...(place.tab === "pipeline" ? {} : { tab: place.tab }) };
  }
  if (place.view === "connections") {
    return { view: "connections", ...(place.group === undefined ? {} : { group: String(place.group) }) };
  }
  return { view: "releases" };
}

/** The same text for the same page: the tabs of a release are one page. */
export function placeKey(place: Place): string {
  if (place.view === "release") return place.id;
  return place.view === "connections" ? `connections ${place.group ?? ""}` : place.view;
}

function overQuery(over: Over | undefined): Query {
  if (!over) return {};
  if (over.panel === "deploy") return { panel: "deploy", of: over.id, stage: over.stage };
  return {
    panel: "new",
    ...(over.pipeline === undefined ? {} : { pipeline: String(over.pipeline) }),
    ...(over.build === undefined ? {} : { build: String(over.build) }),
  };
}

/** The address of a route. */
export function routeQuery(route: Route): Query {
  return { ...placeQuery(route.place), ...overQuery(route.over) };
}
