import { time } from "../read-links.ts";
import { list, object, oneOf, optional, readJson, text, wholeNumber, type Faults } from "../read-shape.ts";
import type { Application, ApplicationRelease } from "./application-release.ts";
import { carriedShape } from "./carried-release.ts";
import type { DeploymentTask } from "./deployment-task.ts";
import type { Inherited } from "./milestone.ts";
import { askedItems, guid, note, ownMilestone, person, phase, stampFields } from "./read-train.ts";
import { taskFields, title } from "./read-train.ts";
import type { Stamp } from "./refused.ts";
import type { Turnover, TurnoverRelease } from "./turnover.ts";

/** Reads an application release from untrusted text, strictly. */
export function readApplicationRelease(document: string): ApplicationRelease | Faults {
  return readJson(document, { what: "application release", maxCharacters: 200_000, schema: 1 }, releaseShape);
}

/** Reads a turnover from untrusted text, strictly. */
export function readTurnover(document: string): Turnover | Faults {
  return readJson(document, { what: "turnover", maxCharacters: 400_000, schema: 1 }, turnoverShape);
}

const releaseShape = object<ApplicationRelease>({
  schema: oneOf(1),
  id: guid,
  revision: wholeNumber,
  train: guid,
  title,
  application: object<Application>({
    name: title,
    pipelines: list(wholeNumber, 50),
    repository: optional(title),
  }),
  owner: person,
  from: time,
  to: time,
  phase,
  releases: list(carriedShape, 100),
  dependsOn: list(guid, 100),
  milestones: list(ownMilestone, 100),
  inherited: list(
    object<Inherited>({
      milestone: guid,
      override: optional(
        object<NonNullable<Inherited["override"]>>({ date: time, owner: person, reason: note }),
      ),
      reached: optional(object<Stamp>(stampFields)),
    }),
    100,
  ),
  workItems: list(wholeNumber, 2000),
  cancelled: optional(object<NonNullable<ApplicationRelease["cancelled"]>>({ ...stampFields, reason: note })),
});

const state = oneOf("draft", "delivered", "accepted", "ready", "deploying", "deployed", "failed", "closed");

const turnoverShape = object<Turnover>({
  schema: oneOf(1),
  id: guid,
  revision: wholeNumber,
  train: guid,
  title,
  kind: oneOf("application", "production"),
  environment: title,
  included: list(object<TurnoverRelease>({ id: guid, releases: list(carriedShape, 100) }), 100),
  leftOut: list(object<Turnover["leftOut"][number]>({ id: guid, reason: text(2000) }), 100),
  workItems: list(wholeNumber, 2000),
  scheduled: optional(time),
  state,
  items: optional(askedItems),
  tasks: list(
    object<DeploymentTask>({
      ...taskFields,
      state: oneOf("planned", "actionable", "running", "succeeded", "failed", "skipped"),
      item: optional(wholeNumber),
      from: optional(guid),
      done: optional(object<NonNullable<DeploymentTask["done"]>>({ ...stampFields, note })),
    }),
    200,
  ),
  promotedFrom: optional(guid),
  moves: list(object<Turnover["moves"][number]>({ ...stampFields, state, reason: note }), 500),
});
