import type { RunJob } from "../../agent/job.ts";
import type { Site } from "../site.ts";
import type { Agents, Busy } from "./agents.ts";
import type { ConnectionInputs } from "./connections.ts";

/** What the engines of builds and of releases run with. */
export type EngineWorld = Readonly<{
  site: Site;
  agents: Agents;
  busy: Busy;
  runJob: RunJob;
  connectionInputs: ConnectionInputs;
  /** The stand-in stops. */
  stopped: AbortSignal;
}>;
