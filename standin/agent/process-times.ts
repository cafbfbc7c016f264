import { knob, scaled, type JobState } from "./job-state.ts";
import type { ProcessTimes } from "./process.ts";

const drain = 5000;

/** How long this job's processes get. */
export function processTimes(job: JobState): ProcessTimes {
  const time = (name: string, usual: number): number =>
    scaled(job, Number(knob(job, name) ?? usual) || usual);
  return {
    interrupt: time("PROCESS_SIGINT_TIMEOUT", 7500),
    terminate: time("PROCESS_SIGTERM_TIMEOUT", 2500),
    drain: scaled(job, drain),
    graceful: knob(job, "USE_GRACEFUL_PROCESS_SHUTDOWN")?.toLowerCase() === "true",
  };
}
