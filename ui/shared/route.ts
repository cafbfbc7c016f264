import { type Instant, iso, readInstant } from "../../core/model/instant.ts";
import { type ReleaseId, readReleaseId } from "../../core/model/release.ts";

/** The tabs of one release. */
export const releaseTabs = ["pipeline", "variables", "artefacts", "history", "record"] as const;
export type ReleaseTab = (typeof releaseTabs)[number];

/** The tabs of one release train. */
export const trainTabs = ["plan", "releases", "turnovers", "timeline", "ledger"] as const;
export type TrainTab = (typeof trainTabs)[number];

const firstTabs: readonly string[] = [releaseTabs[0], trainTabs[0]];

/** Where the reader is. It stands in the host's address, so that every place can be linked to. */
export type Place =
  | Readonly<{ view: "releases" }>
  | Readonly<{ view: "release"; id: ReleaseId; tab: ReleaseTab }>
  | Readonly<{ view: "environments"; at?: Instant }>
  | Readonly<{ view: "calendar" }>
  | Readonly<{ view: "connections"; group?: number }>
  | Readonly<{ view: "trains" }>
  /** `train`: its number in the project. */
  | Readonly<{ view: "train"; train: number; tab: TrainTab }>
  | Readonly<{ view: "turnover"; train: number; turnover: string }>;

/** A pipeline of either world: their numbers overlap. */
export type PipelineKey = `classic:${number}` | `yaml:${number}`;

/** A task of a turnover. `at`: its stage is given that time. */
export type TaskPlace = Readonly<{ train: number; turnover: string; task: string; at?: Instant }>;

/** What lies over the place. */
export type Over =
  /** `back`: it is gone back to an earlier release. `task`: what begins so, of the turnover below. */
  | Readonly<{ panel: "deploy"; id: ReleaseId; stage: string; back?: true; task?: TaskPlace }>
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
  | Readonly<{ panel: "environment"; environment: string; row?: PipelineKey }>
  /** `template`: the id of what it begins with. */
  | Readonly<{ panel: "new-train"; template?: string }>;

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
  "train",
  "turnover",
  "template",
  "task",
] as const;

export const home: Route = { place: { view: "releases" } };

function idIn(text: string | undefined): ReleaseId | undefined {
  const parts = readReleaseId(text ?? "");
  return parts ? `${parts.kind}:${parts.number}` : undefined;
}

function guidIn(text: string | undefined): string | undefined {
  return text !== undefined && /^[\da-f-]{36}$/i.test(text) ? text : undefined;
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

function releaseIn(query: Query): Place | undefined {
  const id = idIn(query["id"]);
  return id && { view: "release", id, tab: releaseTabs.find((tab) => tab === query["tab"]) ?? "pipeline" };
}

function trainIn(query: Query): Place | undefined {
  const train = numberIn(query["train"]);
  if (train === undefined) return undefined;
  return { view: "train", train, tab: trainTabs.find((tab) => tab === query["tab"]) ?? "plan" };
}

function turnoverIn(query: Query): Place | undefined {
  const train = numberIn(query["train"]);
  const turnover = guidIn(query["turnover"]);
  return train === undefined || turnover === undefined ? undefined : { view: "turnover", train, turnover };
}

const places = new Map<string | undefined, (query: Query) => Place | undefined>([
  ["release", releaseIn],
  ["environments", environmentsIn],
  ["connections", connectionsIn],
  ["calendar", () => ({ view: "calendar" })],
  ["trains", () => ({ view: "trains" })],
  ["train", trainIn],
  ["turnover", turnoverIn],
]);

function placeIn(query: Query): Place {
  return places.get(query["view"])?.(query) ?? home.place;
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

function newTrainIn(query: Query): Over {
  const template = guidIn(query["template"]);
  return { panel: "new-train", ...(template === undefined ? {} : { template }) };
}

function stageIn(query: Query, place: Place): Over | undefined {
  const id = idIn(query["of"]) ?? (place.view === "release" ? place.id : undefined);
  const { stage } = query;
  if (!id || !stage) return undefined;
  if (query["panel"] === "rollback") return { panel: "rollback", id, stage };
  return {
    ...{ panel: "deploy", id, stage },
    ...(query["back"] === "1" ? { back: true } : {}),
    ...taskIn(query, place),
  };
}

function taskIn({ task: text, at: moment }: Query, place: Place): { task?: TaskPlace } {
  const task = guidIn(text);
  if (task === undefined || place.view !== "turnover") return {};
  const { train, turnover } = place;
  const at = readInstant(moment);
  return { task: { train, turnover, task, ...(at === undefined ? {} : { at }) } };
}

function overIn(query: Query, place: Place): Over | undefined {
  switch (query["panel"]) {
    case "new":
      return newIn(query);
    case "environment":
      return environmentIn(query);
    case "new-train":
      return newTrainIn(query);
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

/** Every key with its value as text, without those that are absent. */
function written(keys: Readonly<Record<string, string | number | true | undefined>>): Query {
  const entries = Object.entries(keys).flatMap(([key, value]) =>
    value === undefined ? [] : [[key, value === true ? "1" : String(value)] as const],
  );
  return Object.fromEntries(entries);
}

function placeQuery(place: Place): Query {
  const at = place.view === "environments" && place.at !== undefined ? iso(place.at) : undefined;
  // The first tab needs no word in the address.
  const tab = "tab" in place && !firstTabs.includes(place.tab) ? place.tab : undefined;
  return written({ ...place, at, tab });
}

/** The same text for the same page: the tabs of a release or a train are one page, and so are the moments of the environments. */
export function placeKey(place: Place): string {
  switch (place.view) {
    case "release":
      return place.id;
    case "connections":
      return `connections ${place.group ?? ""}`;
    case "train":
      return `train ${place.train}`;
    case "turnover":
      return `turnover ${place.turnover}`;
    default:
      return place.view;
  }
}

function overQuery(over: Over | undefined): Query {
  if (!over) return {};
  if (!("id" in over)) return written(over);
  const { panel, id, ...rest } = over;
  const { task, at } = ("task" in rest ? rest.task : undefined) ?? {};
  return written({ panel, of: id, ...rest, task, at: at && iso(at) });
}

/** The address of a route. */
export function routeQuery(route: Route): Query {
  return { ...placeQuery(route.place), ...overQuery(route.over) };
}
