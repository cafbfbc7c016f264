import { type Instant, iso, readInstant } from "../../core/model/instant.ts";
import { type ReleaseId, readReleaseId } from "../../core/model/release.ts";

/** The tabs of one release. */
export const releaseTabs = ["pipeline", "variables", "artefacts", "history", "record"] as const;
export type ReleaseTab = (typeof releaseTabs)[number];

/** Where the reader is. It stands in the host's address, so that every place can be linked to. */
export type Place =
  | Readonly<{ view: "releases" }>
  | Readonly<{ view: "release"; id: ReleaseId; tab: ReleaseTab }>
  | Readonly<{ view: "environments"; at?: Instant }>
  | Readonly<{ view: "calendar" }>
  | Readonly<{ view: "connections"; group?: number }>;

/** A pipeline of either world: their numbers overlap. */
export type PipelineKey = `classic:${number}` | `yaml:${number}`;

/** What lies over the place. */
export type Over =
  /** `back`: the release that is gone back from. */
  | Readonly<{ panel: "deploy"; id: ReleaseId; stage: string; back?: ReleaseId }>
  | Readonly<{ panel: "rollback"; id: ReleaseId; stage: string }>
  /** `from`: the release that the new one carries on. `elsewhere`: to other targets, through a connection of its own. */
  | Readonly<{
      panel: "new";
      pipeline?: PipelineKey;
      build?: number;
      from?: ReleaseId;
      elsewhere?: true;
    }>
  /** One pipeline there; absent: the environment as a whole. */
  | Readonly<{ panel: "environment"; environment: string; row?: PipelineKey }>;

export type Route = Readonly<{ place: Place; over?: Over }>;

export type Query = Readonly<Record<string, string>>;

/** Every key that we write; the host keeps the others. */
export const routeKeys = [
  "view",
  "id",
  "tab",
  "at",
  "group",
  "panel",
  "of",
  "stage",
  "back",
  "pipeline",
  "build",
  "from",
  "elsewhere",
  "environment",
  "row",
] as const;

export const home: Route = { place: { view: "releases" } };

function idIn(text: string | undefined): ReleaseId | undefined {
  const parts = readReleaseId(text ?? "");
  return parts ? `${parts.kind}:${parts.number}` : undefined;
}

function numberIn(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

function environmentsIn(query: Query): Place {
  const at = readInstant(query["at"]);
  return { view: "environments", ...(at === undefined ? {} : { at }) };
}

function connectionsIn(query: Query): Place {
  const group = numberIn(query["group"]);
  return { view: "connections", ...(group === undefined ? {} : { group }) };
}

function placeIn(query: Query): Place {
  const id = idIn(query["id"]);
  switch (query["view"]) {
    case "release":
      if (!id) return home.place;
      return { view: "release", id, tab: releaseTabs.find((tab) => tab === query["tab"]) ?? "pipeline" };
    case "environments":
      return environmentsIn(query);
    case "connections":
      return connectionsIn(query);
    case "calendar":
      return { view: "calendar" };
    default:
      return home.place;
  }
}

/** Reads a pipeline's key. Absent for a text of another form. */
export function pipelineIn(text: string | undefined): PipelineKey | undefined {
  const match = /^(classic|yaml):(\d{1,15})$/.exec(text ?? "");
  return match ? `${match[1] === "yaml" ? "yaml" : "classic"}:${Number(match[2])}` : undefined;
}

function newIn(query: Query): Over {
  const pipeline = pipelineIn(query["pipeline"]);
  const build = numberIn(query["build"]);
  const from = idIn(query["from"]);
  return {
    panel: "new",
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(build === undefined ? {} : { build }),
    ...(from === undefined ? {} : { from }),
    ...(query["elsewhere"] === "1" ? { elsewhere: true } : {}),
  };
}

function environmentIn(query: Query): Over | undefined {
  const { environment } = query;
  const row = pipelineIn(query["row"]);
  if (!environment) return undefined;
  return { panel: "environment", environment, ...(row ? { row } : {}) };
}

function stageIn(query: Query, place: Place): Over | undefined {
  const id = idIn(query["of"]) ?? (place.view === "release" ? place.id : undefined);
  const { stage } = query;
  if (!id || !stage) return undefined;
  if (query["panel"] === "rollback") return { panel: "rollback", id, stage };
  const back = idIn(query["back"]);
  return { panel: "deploy", id, stage, ...(back ? { back } : {}) };
}

function overIn(query: Query, place: Place): Over | undefined {
  switch (query["panel"]) {
    case "new":
      return newIn(query);
    case "environment":
      return environmentIn(query);
    case "deploy":
    case "rollback":
      return stageIn(query, place);
    default:
      return undefined;
  }
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
  if (place.view === "environments") {
    return { view: "environments", ...(place.at === undefined ? {} : { at: iso(place.at) }) };
  }
  if (place.view === "connections") {
    return { view: "connections", ...(place.group === undefined ? {} : { group: String(place.group) }) };
  }
  return { view: place.view };
}

/** The same text for the same page: the tabs of a release are one page, and so are the moments of the environments. */
export function placeKey(place: Place): string {
  if (place.view === "release") return place.id;
  return place.view === "connections" ? `connections ${place.group ?? ""}` : place.view;
}

function overQuery(over: Over | undefined): Query {
  if (!over) return {};
  if (over.panel === "rollback") return { panel: "rollback", of: over.id, stage: over.stage };
  if (over.panel === "deploy") {
    const back = over.back === undefined ? {} : { back: over.back };
    return { panel: "deploy", of: over.id, stage: over.stage, ...back };
  }
  if (over.panel === "environment") {
    const { row } = over;
    return { panel: "environment", environment: over.environment, ...(row === undefined ? {} : { row }) };
  }
  return newQuery(over);
}

function newQuery({ pipeline, build, from, elsewhere }: Extract<Over, { panel: "new" }>): Query {
  return {
    panel: "new",
    ...(pipeline === undefined ? {} : { pipeline }),
    ...(build === undefined ? {} : { build: String(build) }),
    ...(from === undefined ? {} : { from }),
    ...(elsewhere === undefined ? {} : { elsewhere: "1" }),
  };
}

/** The address of a route. */
export function routeQuery(route: Route): Query {
  return { ...placeQuery(route.place), ...overQuery(route.over) };
}
