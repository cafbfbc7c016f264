import { releaseId, time } from "../read-links.ts";
import { carriedShape } from "./carried-release.ts";
import { flag, list, object, oneOf, optional, readJson, text, wholeNumber } from "../read-shape.ts";
import type { Faults, Shape } from "../read-shape.ts";
import type { AskedItem } from "./asked-item.ts";
import type { TaskPlan } from "./deployment-task.ts";
import type { CriterionResult } from "./evaluate-criterion.ts";
import type { CriterionCheck, ExitCriterion } from "./exit-criterion.ts";
import type { OwnMilestone, TrainMilestone } from "./milestone.ts";
import type { ItemChange, Stamp } from "./refused.ts";
import { gateNames, type StageGate } from "./stage-gate.ts";
import type { TemplateGate, TrainTemplate } from "./template.ts";
import type { Train, TrainEnvironment } from "./train.ts";
import type { TrainApproval } from "./train-approval.ts";

/** Reads a train from untrusted text, strictly: whoever may write extension data may have written it. */
export function readTrainText(document: string): Train | Faults {
  const kind = { what: "train", maxCharacters: 600_000, schema: 1 };
  const train = readJson(document, kind, trainShape);
  return "faults" in train || inOrder(train.gates) ? train : gatesFault("train");
}

/** Reads a template from untrusted text, strictly. */
export function readTemplate(document: string): TrainTemplate | Faults {
  const kind = { what: "template", maxCharacters: 400_000, schema: 1 };
  const template = readJson(document, kind, templateShape);
  return "faults" in template || inOrder(template.gates) ? template : gatesFault("template");
}

function inOrder(gates: readonly Pick<StageGate, "name">[]): boolean {
  return gates.map(({ name }) => name).join() === gateNames.join();
}

function gatesFault(what: string): Faults {
  return { faults: [`The ${what}: gates are not the four in their order.`] };
}

/** A GUID. */
export const guid = text(60, (id) => (/^[\da-f-]{36}$/i.test(id) ? undefined : "is no GUID"));

/** Id of a person. */
export const person = text(200);

/** A title or a name. */
export const title = text(400);

/** A reason, a comment, an evidence. */
export const note = text(4000);

/** A phase of a train or of an application release. */
export const phase = oneOf("scoping", "construction", "verification", "production", "closed", "cancelled");

const gateName = oneOf("scoping", "development", "qa", "production");

const checks: { readonly [K in CriterionCheck["kind"]]: Shape<CriterionCheck> } = {
  query: object<Extract<CriterionCheck, { kind: "query" }>>({
    kind: oneOf("query"),
    query: title,
    name: optional(title),
    atMost: wholeNumber,
  }),
  tests: object<Extract<CriterionCheck, { kind: "tests" }>>({
    kind: oneOf("tests"),
    run: wholeNumber,
    percent: wholeNumber,
  }),
  deployed: object<Extract<CriterionCheck, { kind: "deployed" }>>({
    kind: oneOf("deployed"),
    release: releaseId,
    environment: title,
    hours: wholeNumber,
  }),
  approved: object<Extract<CriterionCheck, { kind: "approved" }>>({
    kind: oneOf("approved"),
    person,
    about: title,
  }),
  workItems: object<Extract<CriterionCheck, { kind: "workItems" }>>({
    kind: oneOf("workItems"),
    category: oneOf("proposed", "inProgress", "resolved", "completed"),
  }),
  pullRequests: object<Extract<CriterionCheck, { kind: "pullRequests" }>>({
    kind: oneOf("pullRequests"),
    repository: title,
    // Each is a request, and a train makes 60 for all its criteria: more could never be met.
    ids: list(wholeNumber, 50),
  }),
  manual: object<Extract<CriterionCheck, { kind: "manual" }>>({ kind: oneOf("manual") }),
};

const check: Shape<CriterionCheck> = (value, at, faults) => {
  const kind = typeof value === "object" && value !== null && "kind" in value ? value.kind : undefined;
  const known = Object.entries(checks).find(([name]) => name === kind);
  if (known !== undefined) return known[1](value, at, faults);
  faults.push(`${at} is of no kind that is known`);
  return null;
};

const change = object<ItemChange>({ item: wholeNumber, revision: wholeNumber });

/** Who did something, when, and by which change of a work item. */
export const stampFields = { by: person, on: time, change: optional(change) };

/** Who was asked, and on which work items. */
export const askedItems = list(object<AskedItem>({ person, item: wholeNumber }), 200);

const stamp = object<Stamp>(stampFields);
const criterionFields = { id: guid, text: title, owner: person, daysBefore: wholeNumber, check };
const tick = object<NonNullable<ExitCriterion["tick"]>>({ ...stampFields, evidence: note });
const levelFields = { kind: oneOf("train", "development", "executive"), approvers: list(person, 50) };
const milestoneFields = { id: guid, name: title, owner: person, gate: gateName };

/** A milestone of an application release's own. */
export const ownMilestone = object<OwnMilestone>({
  ...milestoneFields,
  date: time,
  reached: optional(stamp),
});

const result = object<CriterionResult>({
  criterion: guid,
  state: oneOf("met", "notMet", "notKnown"),
  evidence: note,
  on: time,
});

const gate = object<StageGate>({
  name: gateName,
  date: time,
  criteria: list(
    object<ExitCriterion>({ ...criterionFields, item: optional(wholeNumber), tick: optional(tick) }),
    200,
  ),
  approvals: list(
    object<TrainApproval>({
      ...levelFields,
      items: optional(askedItems),
      approved: optional(object<NonNullable<TrainApproval["approved"]>>({ ...stampFields, comment: note })),
    }),
    4,
  ),
  completed: optional(
    object<NonNullable<StageGate["completed"]>>({ ...stampFields, evidence: list(result, 200) }),
  ),
  passed: optional(stamp),
  returned: list(
    object<StageGate["returned"][number]>({ ...stampFields, level: wholeNumber, comment: note }),
    50,
  ),
});

/** What a task begins with. */
export const taskFields = {
  id: guid,
  title,
  owner: person,
  of: optional(guid),
  stage: optional(object<NonNullable<TaskPlan["stage"]>>({ release: carriedShape, name: title })),
};

const trainType = oneOf("major", "minor", "patch", "emergency");

const trainShape = object<Train>({
  schema: oneOf(1),
  id: guid,
  revision: wholeNumber,
  number: wholeNumber,
  title,
  type: trainType,
  manager: person,
  purpose: note,
  from: time,
  to: time,
  phase,
  gates: list(gate, 4),
  milestones: list(
    object<TrainMilestone>({ ...milestoneFields, date: time, inherit: flag, reached: optional(stamp) }),
    100,
  ),
  environments: list(
    object<TrainEnvironment>({
      name: title,
      class: oneOf("development", "test", "staging", "production"),
      entry: guid,
    }),
    50,
  ),
  tasks: list(object<TaskPlan>(taskFields), 100),
  ended: optional(object<NonNullable<Train["ended"]>>({ ...stampFields, reason: note })),
});

const templateShape = object<TrainTemplate>({
  schema: oneOf(1),
  id: guid,
  revision: wholeNumber,
  name: title,
  type: trainType,
  purpose: note,
  days: wholeNumber,
  gates: list(
    object<TemplateGate>({
      name: gateName,
      day: wholeNumber,
      criteria: list(object<TemplateGate["criteria"][number]>(criterionFields), 200),
      approvals: list(object<TemplateGate["approvals"][number]>(levelFields), 4),
    }),
    4,
  ),
  milestones: list(
    object<TrainTemplate["milestones"][number]>({ ...milestoneFields, inherit: flag, day: wholeNumber }),
    100,
  ),
  tasks: list(object<TaskPlan>(taskFields), 100),
});
