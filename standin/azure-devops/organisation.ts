import { mkdirSync, rmSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import type { RunJob, TaskStore } from "../agent/job.ts";
import type { BuildEngine } from "./builds/build-engine.ts";
import { callAs } from "./call-as.ts";
import { serveControl } from "./control.ts";
import type { ControlParts } from "./control.ts";
import { enginesOf } from "./engines.ts";
import type { Engines } from "./engines.ts";
import { misbehaviours } from "./http/misbehaviour.ts";
import { serveRest } from "./http/pipeline.ts";
import type { PipelineParts } from "./http/pipeline.ts";
import { routerOf } from "./http/router.ts";
import { recorderOf } from "./http/traffic.ts";
import { listen } from "./http/web.ts";
import type { Mounted, Web } from "./http/web.ts";
import { followTasks, installedTasks } from "./installed-tasks.ts";
import type { InstalledTasks } from "./installed-tasks.ts";
import { openSite } from "./open-site.ts";
import type { OpenedSite } from "./open-site.ts";
import { routesOf } from "./routes.ts";
import type { Site } from "./site.ts";
import type { Clock } from "./state/clock.ts";
import type { State } from "./state/state.ts";
import type { OrganisationTargets, World } from "./world.ts";

/** How an organisation runs on this machine. */
export type OrganisationOptions = Readonly<{
  world: World;
  /** For `state.json`, `vault.json`, `storage/`, `work/`. */
  folder: string;
  /** 0: a free one. */
  port: number;
  host?: string;
  /** Paths of Node, by major. */
  node: Readonly<{ 20: string; 24?: string }>;
  /** The package whose tasks are installed. */
  vsix?: string;
  preferNode24?: boolean;
  /** Divides the waiting times of the agent's protocol. */
  timeScale?: number;
  agents?: number;
  /** A file for the exchanges that were not provoked. */
  record?: string;
  /** One address for everything and nothing newer than 7.0, as on Azure DevOps Server. */
  serverMode?: boolean;
  targets?: OrganisationTargets;
  log?: (line: string) => void;
  /** In tests: another runner, other tasks. */
  runJob?: RunJob;
  tasks?: TaskStore;
}>;

/** A small Azure DevOps organisation while it runs. */
export type Organisation = Readonly<{
  /** `http://127.0.0.1:8080` */
  origin: string;
  /** The organisation's address, without a slash at its end. */
  url: string;
  options: OrganisationOptions;
  state: State;
  clock: Clock;
  builds: BuildEngine;
  /** Who vouches for its jobs. */
  identities: Site["identities"];
  /** Every route that it serves, as `core GET {project}/_apis/…`. */
  routes: readonly string[];
  /** When nothing runs any more. Waiting approvals and scheduled stages do not count. */
  idle: () => Promise<void>;
  /** By id, name, mail or role. */
  tokenOf: (who: string) => string;
  /** Sends one request as a person, and gives the body of its answer; an error status throws. */
  call: (who: string, method: string, path: string, body?: unknown) => Promise<unknown>;
  installTasks: (vsix: string) => Promise<void>;
  /** Another part of the stand-in on the same origin. It is asked before REST, for all but `_apis` and `_control`. */
  mount: (handler: Mounted) => void;
  /** The sample organisation's history is not there yet. */
  fresh: boolean;
  makeHistory: () => Promise<void>;
  /** Everything as it was before anything happened. Tokens stay. */
  reset: (history?: boolean) => Promise<void>;
  stop: () => Promise<void>;
}>;

/** Starts an organisation; its state is taken up again where there is one. */
export async function startOrganisation(options: OrganisationOptions): Promise<Organisation> {
  const log = options.log ?? console.error;
  mkdirSync(options.folder, { recursive: true });
  const tasks = installedTasks(join(options.folder, "work", "tasks"), options.tasks);
  if (options.vsix !== undefined) await tasks.install(options.vsix);
  const host = options.host ?? "127.0.0.1";
  let port = options.port;
  const origin = (): string => `http://${host}:${port}`;
  const opened = openSite({ ...options, log, origin, task: tasks.named });
  const engines = enginesOf(opened.site, options, tasks);
  const running = new Running({ options, tasks, opened, engines });
  const web = await listen(host, port, (request, response) => void running.dispatch(request, response));
  port = web.port;
  opened.furnish();
  if (options.vsix !== undefined) followTasks(opened.site.state, tasks.named);
  engines.builds.recover();
  engines.releases.recover();
  engines.triggers.tick();
  return running.organisation(origin(), web);
}

type Parts = Readonly<{
  options: OrganisationOptions;
  tasks: InstalledTasks;
  opened: OpenedSite;
  engines: Engines;
}>;

/** The organisation's one origin: pages of other parts, the control route, and REST. */
class Running {
  readonly #parts: Parts;
  readonly #mounted: Mounted[] = [];
  readonly #rest: PipelineParts;
  readonly #control: ControlParts;
  readonly #routes: ReturnType<typeof routesOf>;

  constructor(parts: Parts) {
    const { opened, engines, options } = parts;
    const { site } = opened;
    const wrong = misbehaviours();
    this.#parts = parts;
    this.#routes = routesOf(site, engines);
    const router = routerOf(this.#routes);
    this.#rest = { site, router, misbehaviours: wrong, record: recorderOf(options.record) };
    const reset = (history: boolean): Promise<void> => this.#reset(history);
    const { builds, triggers, idle } = engines;
    this.#control = { site, builds, triggers, misbehaviours: wrong, idle, reset };
  }

  async dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = request.url ?? "/";
    if (path.startsWith("/_control")) {
      await serveControl(this.#control, request, response);
      return;
    }
    const page = !path.includes("/_apis");
    if (page && this.#mounted.some((handler) => handler(request, response))) return;
    await serveRest(this.#rest, request, response);
  }

  async #reset(history: boolean): Promise<void> {
    const { opened, engines, tasks } = this.#parts;
    await engines.halt();
    this.#rest.misbehaviours.clear();
    rmSync(opened.site.storage, { recursive: true, force: true });
    opened.refurnish();
    engines.triggers.tick();
    if (this.#parts.options.vsix !== undefined) followTasks(opened.site.state, tasks.named);
    if (history) await this.#organisation?.makeHistory();
  }

  #organisation: Organisation | undefined;

  /** A history that was broken off begins anew. */
  async #makeHistory(organisation: Organisation): Promise<void> {
    const { options, opened } = this.#parts;
    const { state } = opened.site;
    if (state.historyBegun) await this.#reset(false);
    state.historyBegun = true;
    await options.world.history?.(organisation);
    state.historyMade = true;
    opened.save();
  }

  organisation(origin: string, web: Web): Organisation {
    const { options, opened, engines, tasks } = this.#parts;
    const { site } = opened;
    const { tokenOf } = site.callers;
    const organisation: Organisation = {
      origin,
      url: site.address("core"),
      options,
      state: site.state,
      clock: site.clock,
      builds: engines.builds,
      identities: site.identities,
      routes: this.#routes.map(({ base, method, path }) => `${base} ${method} ${path}`),
      idle: engines.idle,
      tokenOf,
      call: (who, method, path, body) => callAs(origin, tokenOf(who), { method, path, body }),
      installTasks: async (vsix) => {
        await tasks.install(vsix);
        followTasks(site.state, tasks.named);
      },
      mount: (handler) => void this.#mounted.push(handler),
      fresh: !site.state.historyMade,
      makeHistory: () => this.#makeHistory(organisation),
      reset: (history = false) => this.#reset(history),
      stop: async () => {
        await engines.stop();
        await web.stop();
        opened.save();
      },
    };
    this.#organisation = organisation;
    return organisation;
  }
}
