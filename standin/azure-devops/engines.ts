import { join } from "node:path";
import { runJob } from "../agent/run-job.ts";
import { BuildEngine } from "./builds/build-engine.ts";
import { applyRetention } from "./builds/retention.ts";
import { agentsOf, busyCount } from "./engine/agents.ts";
import type { InstalledTasks } from "./installed-tasks.ts";
import type { OrganisationOptions } from "./organisation.ts";
import { ReleaseEngine } from "./releases/release-engine.ts";
import type { Site } from "./site.ts";

/** What makes builds and releases move. */
export type Engines = Readonly<{
  builds: BuildEngine;
  releases: ReleaseEngine;
  idle: () => Promise<void>;
  /** Cancels what runs or waits, and waits until it is over. */
  halt: () => Promise<void>;
  /** Ends for good. */
  stop: () => Promise<void>;
}>;

export function enginesOf(site: Site, options: OrganisationOptions, tasks: InstalledTasks): Engines {
  const busy = busyCount(site.log);
  const { preferNode24, timeScale } = options;
  const agents = agentsOf(options.agents ?? 2, join(options.folder, "work"), () => ({
    tasks: tasks.store(),
    node: options.node,
    ...(preferNode24 === undefined ? {} : { preferNode24 }),
    ...(timeScale === undefined ? {} : { timeScale }),
  }));
  const stopping = new AbortController();
  const world = { site, agents, busy, runJob: options.runJob ?? runJob, stopped: stopping.signal };
  const builds = new BuildEngine(world);
  const releases = new ReleaseEngine(world);
  const ticking = setInterval(() => releases.tick(), 1000).unref();
  site.clock.onMove(() => {
    applyRetention(site);
    releases.tick();
  });
  return {
    builds,
    releases,
    idle: busy.idle,
    halt: async () => {
      builds.cancelAll();
      releases.cancelAll();
      await busy.idle();
    },
    stop: async () => {
      clearInterval(ticking);
      stopping.abort();
      await busy.idle();
    },
  };
}
