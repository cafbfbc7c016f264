import type { CalendarEntry } from "../../../../core/model/calendar.ts";
import { instant, type Instant } from "../../../../core/model/instant.ts";
import { read } from "../../../../core/model/reading.ts";
import type { ApplicationRelease } from "../../../../core/model/train/application-release.ts";
import type { DeploymentTask } from "../../../../core/model/train/deployment-task.ts";
import type { ExitCriterion } from "../../../../core/model/train/exit-criterion.ts";
import { isRefused } from "../../../../core/model/train/refused.ts";
import type { Roles } from "../../../../core/model/train/role.ts";
import { bareGates, type Train, type TrainFacts } from "../../../../core/model/train/train.ts";
import type { Turnover, TurnoverFacts } from "../../../../core/model/train/turnover.ts";

/** The first of June 2026 and so many days and hours. */
export function june(day: number, hour = 0): Instant {
  return instant(Date.UTC(2026, 5, day, hour));
}

/** A GUID that can be read: `id(7)` ends with 7. */
export function id(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
}

/** People by what they are. */
export const people = {
  releaseManager: "mia",
  releaseEngineer: "eve",
  executive: "max",
  owner: "olga",
  nobody: "nik",
};

export const roles: Roles = {
  releaseManager: { people: ["mia"], unread: [] },
  releaseEngineer: { people: ["eve"], unread: [] },
  executive: { people: ["max"], unread: [] },
};

export const now = june(5);

export const train: Train = {
  schema: 1,
  id: id(1),
  revision: 1,
  number: 7,
  title: "June",
  type: "minor",
  manager: "mia",
  purpose: "The summer's changes",
  from: june(1),
  to: june(30),
  phase: "scoping",
  gates: bareGates({ scoping: june(5), development: june(15), qa: june(20), production: june(28) }),
  milestones: [],
  environments: [
    { name: "UAT", class: "test", entry: id(50) },
    { name: "PROD", class: "production", entry: id(51) },
  ],
  tasks: [],
};

export const release: ApplicationRelease = {
  schema: 1,
  id: id(10),
  revision: 1,
  train: id(1),
  title: "Shop",
  application: { name: "Shop", pipelines: [3] },
  owner: "olga",
  from: june(2),
  to: june(29),
  phase: "scoping",
  releases: ["classic:57"],
  dependsOn: [],
  milestones: [],
  inherited: [],
  workItems: [],
};

export const task: DeploymentTask = { id: id(30), title: "Deploy", owner: "olga", state: "planned" };

export const turnover: Turnover = {
  schema: 1,
  id: id(20),
  revision: 1,
  train: id(1),
  title: "Shop to UAT",
  kind: "application",
  environment: "UAT",
  included: [{ id: id(10), releases: ["classic:57"] }],
  leftOut: [],
  workItems: [],
  scheduled: june(10),
  state: "draft",
  tasks: [task],
  moves: [],
};

/** A reservation for the train, all June. */
export function reservation(
  environment: string,
  entry: string,
  changes: Partial<CalendarEntry> = {},
): CalendarEntry {
  return {
    schema: 1,
    id: entry,
    kind: "reservation",
    title: `${environment} for June`,
    from: june(1),
    to: june(30),
    environments: [environment],
    classes: [],
    for: [{ kind: "train", id: id(1), name: "June" }],
    reason: "train",
    by: "mia",
    on: june(1),
    ...changes,
  };
}

export const facts: TrainFacts & TurnoverFacts = {
  by: "mia",
  now,
  train,
  releases: [],
  turnovers: [],
  criteria: {},
  calendar: read([reservation("UAT", id(50)), reservation("PROD", id(51))]),
  workItems: read({}),
  stages: {},
};

export const manual: ExitCriterion = {
  id: id(40),
  text: "Everybody agrees",
  owner: "olga",
  daysBefore: 2,
  check: { kind: "manual" },
};

/** What an act gave, which must not be a refusal. */
export function done<T extends object>(outcome: T | Readonly<{ refused: string }>): T {
  if (isRefused(outcome)) throw new Error(outcome.refused);
  return outcome;
}

/** The sentence of a refusal, or that there was none. */
export function sentence(outcome: object): string {
  return isRefused(outcome) ? outcome.refused : "done";
}
