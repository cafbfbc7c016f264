import { join } from "node:path";
import { runJob } from "../agent/run-job.ts";
import { BuildEngine } from "./builds/build-engine.ts";
import { applyRetention } from "./builds/retention.ts";
import { standInStops } from "./checks/pass-checks.ts";
import { agentsOf, busyCount } from "./engine/agents.ts";
import type { InstalledTasks } from "./installed-tasks.ts";
import type { OrganisationOptions } from "./organisation.ts";
import { ReleaseEngine } from "./releases/release-engine.ts";
import { RunEngine } from "./runs/run-engine.ts";
import { RunTriggers } from "./runs/run-triggers.ts";
import type { Site } from "./site.ts";

/** What makes builds and releases move. */
export type Engines = Readonly<{
  builds: BuildEngine;
  runs: RunEngine;
  triggers: RunTriggers;
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
  const parts = { site, agents, busy, connectionInputs: tasks.connectionInputs };
  const world = { ...parts, runJob: options.runJob ?? runJob, stopped: stopping.signal };
  const runs = new RunEngine(world, tasks.worded);
  const triggers = new RunTriggers(site, runs);
  const builds = new BuildEngine(world, runs);
  const releases = new ReleaseEngine(world);
  const ticking = ticks(site, () => {
    releases.tick();
    triggers.tick();
  });
  return {
    builds,
    runs,
    triggers,
    releases,
    idle: busy.idle,
    halt: async () => {
      builds.cancelAll();
      releases.cancelAll();
      await busy.idle();
    },
    stop: async () => {
      clearInterval(ticking);
      stopping.abort(standInStops);
      await busy.idle();
    },
  };
}

/** Every second, and whenever the clock is moved. */
function ticks(site: Site, tick: () => void): NodeJS.Timeout {
  site.clock.onMove(() => {
    applyRetention(site);
    tick();
  });
  return setInterval(tick, 1000).unref();
}
