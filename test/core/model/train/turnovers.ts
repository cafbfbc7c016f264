import type { TurnoverAct } from "../../../../core/model/train/act-on-turnover.ts";
import { actOnTurnover } from "../../../../core/model/train/act-on-turnover.ts";
import type { DeploymentTask } from "../../../../core/model/train/deployment-task.ts";
import type { Refused } from "../../../../core/model/train/refused.ts";
import type { Turnover, TurnoverFacts } from "../../../../core/model/train/turnover.ts";
import { facts, id, june, release, reservation, roles, task, train, turnover } from "./builders.ts";

export const building = { ...train, phase: "construction" as const };
export const shop = { ...release, phase: "construction" as const };
export const till = {
  ...shop,
  id: id(11),
  title: "Till",
  dependsOn: [id(10)],
  releases: ["run:345" as const],
};
export const world: TurnoverFacts = {
  ...facts,
  train: building,
  releases: [shop, till],
  turnovers: [turnover],
};
export const second: DeploymentTask = { ...task, id: id(31), title: "Tell everybody" };
export const staged: DeploymentTask = { ...task, stage: { release: "classic:57", name: "UAT" } };
export const two: Turnover = { ...turnover, tasks: [task, second] };
export const running = (
  tasks: readonly DeploymentTask[],
  state: Turnover["state"] = "deploying",
): Turnover => ({
  ...turnover,
  state,
  tasks,
});

export const act = (
  on: Turnover,
  what: TurnoverAct,
  by = "mia",
  changes: Partial<TurnoverFacts> = {},
): Turnover | Refused => actOnTurnover(on, what, { ...world, by, ...changes }, roles);

export const finish = (succeeded: boolean, of = id(30)): TurnoverAct => ({
  kind: "finishTask",
  task: of,
  succeeded,
  note: "",
});
export const deliver: TurnoverAct = { kind: "deliver", comment: "" };
export const ready: TurnoverAct = { kind: "makeReady", comment: "" };
export const start: TurnoverAct = { kind: "start", comment: "" };
export const freeze = reservation("UAT", id(55), {
  kind: "freeze",
  title: "Maintenance",
  for: [],
  from: june(10),
  to: june(11),
});
export const production = {
  ...turnover,
  id: id(21),
  kind: "production" as const,
  environment: "PROD",
  included: [turnover.included[0] ?? { id: "", releases: [] }],
  leftOut: [{ id: id(11), reason: "Next month" }],
};
export const producing: Partial<TurnoverFacts> = { train: { ...train, phase: "production" }, turnovers: [] };
