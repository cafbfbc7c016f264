import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Claims } from "../entra.ts";
import type { Answered, Asked, LoggedRequest, Web, WebOptions } from "../web.ts";
import { answerArm, settleSwaps, type ArmWorld } from "./arm.ts";
import { answerKudu, type KuduWorld } from "./kudu.ts";
import { addRow, beginForeign, endRow, settle, type Place } from "./place.ts";
import { usualSite, type SiteMisbehaviour } from "./site-behaviour.ts";
import {
  appName,
  placeNames,
  resourceOf,
  siteNames,
  slotName,
  type PlaceName,
  type SiteName,
} from "./site-names.ts";
import { filesIn, openVolume, sync, type DeploymentRow, type Volume } from "./volume.ts";

/** One site that runs. */
export type RunningSite = Readonly<{
  name: SiteName;
  app: string;
  resource: string;
  url: string;
  slot: string;
  slotUrl: string;
}>;

/** The stand-in for App Service: the resource manager, and three sites with a slot each. */
export type AppService = Readonly<{
  arm: string;
  sites: readonly RunningSite[];
  /** The texts of the files that a place serves. */
  files: (at: PlaceName) => Promise<Readonly<Record<string, string>>>;
  records: (at: PlaceName) => Promise<readonly DeploymentRow[]>;
  /** The path of a place's home folder as it is now. */
  home: (at: PlaceName) => string;
  requests: (at: "arm" | PlaceName) => readonly LoggedRequest[];
  misbehave: (order: SiteMisbehaviour) => void;
  behave: () => void;
  /** Somebody else's deployment, which runs for so long. */
  startForeign: (at: PlaceName, milliseconds: number) => void;
  /** Somebody else deployed these files, just now. */
  plant: (at: PlaceName, files: Readonly<Record<string, string>>) => void;
  /** A note in the history, as other tasks leave them: nothing was deployed by it. */
  note: (at: PlaceName) => void;
}>;

/** What it is started with. `open` starts one https server. */
export type AppServiceOptions = Readonly<{
  folder: string;
  /** The resource manager's, then each site's followed by its slot's. Absent: free ones. */
  ports?: readonly number[];
  open: (name: string, port: number | undefined, answer: WebOptions["answer"]) => Promise<Web>;
  check: (token: string) => Claims | undefined;
  /** Applications that may deploy. */
  clients: readonly string[];
  now: () => number;
}>;

/** Starts it. */
export async function startAppService(options: AppServiceOptions): Promise<AppService> {
  const { folder, ports, open, check, clients, now } = options;
  const volumes = volumesIn(folder);
  const places = new Map<PlaceName, Place>();
  const webs = new Map<"arm" | PlaceName, Web>();
  const kudu: KuduWorld = { check, clients, arm: () => webAt(webs, "arm").url };
  const hosts = (name: PlaceName): ReturnType<ArmWorld["hosts"]> => {
    const site = new URL(webAt(webs, name).url).host;
    return { site, scm: site.replace("localhost", "127.0.0.1") };
  };
  const world: ArmWorld = { places, hosts, swaps: [], check, clients, now };
  const settled = async (): Promise<void> => {
    await settleSwaps(world);
    volumes.save(places);
  };
  for (const [at, name] of placeNames.entries()) {
    const place: Place = { behaviour: usualSite(), now, volume: volumes.volume(name), job: undefined };
    places.set(name, place);
    const web = await open(`App Service ${name}`, ports?.[at + 1], async (asked, self) => {
      await settled();
      return answerPlace(place, asked, self, kudu);
    });
    webs.set(name, web);
  }
  const arm = await open("Azure Resource Manager", ports?.[0], async (asked, self) => {
    await settled();
    return answerArm(world, asked, self);
  });
  webs.set("arm", arm);
  return { arm: arm.url, sites: siteNames.map((name) => runningSite(webs, name)), ...control(places, webs) };
}

/** The SCM site is the same server by another name of this machine. */
async function answerPlace(place: Place, asked: Asked, self: string, kudu: KuduWorld): Promise<Answered> {
  const isScm = asked.header("host")?.startsWith("127.0.0.1") === true;
  if (isScm) return answerKudu(place, asked, self.replace("localhost", "127.0.0.1"), kudu);
  await settle(place);
  return visit(place, asked);
}

/** What a visitor gets. A token that should not have come is told. */
function visit({ behaviour, volume }: Place, { path, header }: Asked): Answered {
  const status = behaviour.health.shift() ?? behaviour.healthStatus;
  const moved = status >= 300 && status < 400 ? { location: "https://login.example/" } : {};
  if (header("authorization") !== undefined)
    return { status: 500, body: "A token was sent to a visitor's site." };
  const files = filesIn(join(volume.home, "site", "wwwroot"));
  const body = files[path.slice(1) || "index.html"] ?? `<html><title>${status}</title></html>`;
  return { status, body, headers: { "content-type": "text/html", ...moved } };
}

type Control = Omit<AppService, "arm" | "sites">;

function control(places: ReadonlyMap<PlaceName, Place>, webs: ReadonlyMap<"arm" | PlaceName, Web>): Control {
  const at = (name: PlaceName): Place => {
    const place = places.get(name);
    if (place === undefined) throw new Error(`There is no place '${name}'.`);
    return place;
  };
  return {
    files: async (name) => {
      await settle(at(name));
      return filesIn(join(at(name).volume.home, "site", "wwwroot"));
    },
    records: async (name) => {
      await settle(at(name));
      return at(name).volume.rows;
    },
    home: (name) => at(name).volume.home,
    requests: (name) => webAt(webs, name).requests,
    misbehave: ({ at: name, troubles, behaviour }) => {
      webAt(webs, name).troubles.add(troubles ?? []);
      if (behaviour && name !== "arm") Object.assign(at(name).behaviour, behaviour);
    },
    behave: () => {
      for (const place of places.values()) Object.assign(place.behaviour, usualSite());
      for (const web of webs.values()) web.troubles.clear();
    },
    startForeign: (name, milliseconds) => beginForeign(at(name), milliseconds),
    plant: (name, files) => plant(at(name), files),
    note: (name) => {
      const row = { deployer: "VSTS", is_readonly: true, message: "{}" };
      endRow(at(name), addRow(at(name), row), 4);
    },
  };
}

function plant(place: Place, texts: Readonly<Record<string, string>>): void {
  const time = new Date(place.now());
  const files = Object.entries(texts).map(([path, text]) => ({ path, bytes: Buffer.from(text), time }));
  sync(place.volume, files);
  endRow(place, addRow(place, { deployer: "Somebody Else" }), 4);
}

function webAt(webs: ReadonlyMap<"arm" | PlaceName, Web>, name: "arm" | PlaceName): Web {
  const web = webs.get(name);
  if (web === undefined) throw new Error(`There is no server '${name}'.`);
  return web;
}

function runningSite(webs: ReadonlyMap<"arm" | PlaceName, Web>, name: SiteName): RunningSite {
  const [url, slotUrl] = [webAt(webs, name).url, webAt(webs, `${name}/${slotName}`).url];
  return { name, app: appName(name), resource: resourceOf(name), url, slot: slotName, slotUrl };
}

type Volumes = Readonly<{
  volume: (name: PlaceName) => Volume;
  save: (places: ReadonlyMap<PlaceName, Place>) => void;
}>;

/** Which volume lies in which place survives a restart, as the volumes themselves do. */
function volumesIn(folder: string): Volumes {
  const root = join(folder, "appservice");
  mkdirSync(root, { recursive: true });
  const file = join(root, "places.json");
  const known = readPlaces(file);
  const nameOf = (place: PlaceName): string => known[place] ?? place.replace("/", "-");
  const homes = new Map<Volume, string>();
  let saved = "";
  return {
    volume: (place) => {
      const volume = openVolume(join(root, nameOf(place)));
      homes.set(volume, nameOf(place));
      return volume;
    },
    save: (places) => {
      const now = Object.fromEntries([...places].map(([name, { volume }]) => [name, homes.get(volume)]));
      const text = JSON.stringify(now);
      if (text !== saved) writeFileSync(file, text);
      saved = text;
    },
  };
}

function readPlaces(file: string): Readonly<Partial<Record<PlaceName, string>>> {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Partial<Record<PlaceName, string>>;
  } catch {
    return {};
  }
}
