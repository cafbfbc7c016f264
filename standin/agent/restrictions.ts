import type { TaskManifest } from "./job.ts";

const allowedWhenRestricted = [
  "task.logdetail",
  "task.logissue",
  "task.issue",
  "task.complete",
  "task.setprogress",
  "task.setsecret",
  "task.setvariable",
  "task.debug",
  "task.settaskvariable",
  "task.prependpath",
  "telemetry.publish",
];

type Restrictions = TaskManifest["restrictions"];

/** May the task give this command? */
export function mayCommand(restrictions: Restrictions, area: string, event: string): boolean {
  const restricted = restrictions?.commands?.mode.toLowerCase() === "restricted";
  return !restricted || allowedWhenRestricted.includes(`${area}.${event}`.toLowerCase());
}

/** May the task set this variable? An empty list allows none, no list allows all. */
export function maySet(restrictions: Restrictions, name: string): boolean {
  const allowed = restrictions?.settableVariables?.allowed;
  return allowed === undefined || allowed.some((pattern) => fits(pattern, name));
}

function fits(pattern: string, name: string): boolean {
  if (/[[\]{}()!+@]/.test(pattern)) {
    throw new Error(`The stand-in's runner knows only * and ? in settableVariables, not '${pattern}'.`);
  }
  const expression = pattern
    .replace(/[.^$|\\]/g, "\\$&")
    .replaceAll("*", "[^/]*")
    .replaceAll("?", "[^/]");
  return new RegExp(`^${expression}$`, "i").test(name);
}
