import { instant, type Instant } from "../instant.ts";
import type { TaskPlan } from "./deployment-task.ts";
import type { ExitCriterion } from "./exit-criterion.ts";
import { milestonesFault, type TrainMilestone } from "./milestone.ts";
import { refused, unless, type Doing, type Refused } from "./refused.ts";
import { permissionFault, permissions, type Roles } from "./role.ts";
import { headFault } from "./act-on-train.ts";
import { datesFault, type GateName } from "./stage-gate.ts";
import type { Train, TrainType } from "./train.ts";
import { levelsFault, type TrainApproval } from "./train-approval.ts";

/** A gate of a template: its date so many days after the train begins. */
export type TemplateGate = Readonly<{
  name: GateName;
  day: number;
  criteria: readonly Omit<ExitCriterion, "tick" | "item">[];
  approvals: readonly Pick<TrainApproval, "kind" | "approvers">[];
}>;

/** What trains of a kind begin with. Days are 24 hours, counted from the train's first moment. One document. */
export type TrainTemplate = Readonly<{
  schema: 1;
  id: string;
  revision: number;
  name: string;
  type: TrainType;
  purpose: string;
  days: number;
  /** All four, in their order. */
  gates: readonly TemplateGate[];
  milestones: readonly (Omit<TrainMilestone, "date" | "reached"> & Readonly<{ day: number }>)[];
  tasks: readonly TaskPlan[];
}>;

/** What a train begins with. */
export type TrainDraft = Pick<
  Train,
  "id" | "number" | "title" | "type" | "manager" | "purpose" | "from" | "to"
> &
  Partial<Pick<Train, "milestones" | "tasks">> &
  Pick<Train, "gates">;

const day = 86_400_000;

/** A new train in scoping, or why there cannot be one. */
export function newTrain(draft: TrainDraft, { by }: Doing, roles: Roles): Train | Refused {
  const { id, number, title, type, manager, purpose, from, to, gates, milestones = [] } = draft;
  const levels = gates.map(({ approvals }) => levelsFault(approvals, roles)).find((one) => one !== undefined);
  const fault = permissionFault(permissions["train.create"], by, roles, []);
  const dates = datesFault(draft, gates) ?? milestonesFault({ from, to, milestones });
  return unless(fault ?? headFault(draft) ?? dates ?? levels, () => ({
    ...{ schema: 1, id, revision: 1, number, title, type, manager, purpose, from, to },
    ...{ phase: "scoping", gates, environments: [] },
    milestones,
    tasks: draft.tasks ?? [],
  }));
}

/** A new train as the template has it, from a moment on, or why there cannot be one. The template stays as it is. */
export function trainFromTemplate(
  template: TrainTemplate,
  draft: Pick<Train, "id" | "number" | "title" | "manager" | "from">,
  doing: Doing,
  roles: Roles,
): Train | Refused {
  const { type, purpose, days, tasks } = template;
  const at = (days: number): Instant => instant(draft.from + days * day);
  const gates = template.gates.map((gate) => ({
    ...{ name: gate.name, date: at(gate.day), criteria: gate.criteria, approvals: gate.approvals },
    returned: [],
  }));
  const milestones = template.milestones.map(({ day: dayOf, ...one }) => ({ ...one, date: at(dayOf) }));
  return newTrain({ ...draft, type, purpose, to: at(days), gates, milestones, tasks }, doing, roles);
}

/** A template of what a train has: no dates but days, nothing that was ticked, reached or decided. */
export function templateOf(
  train: Train,
  { id, name }: Pick<TrainTemplate, "id" | "name">,
  { by }: Doing,
  roles: Roles,
): TrainTemplate | Refused {
  const fault = permissionFault(permissions["template.keep"], by, roles, []);
  if (fault !== undefined) return refused(fault);
  if (name.trim() === "") return refused("Give the template a name.");
  const dayOf = (date: Instant): number => Math.round((date - train.from) / day);
  return {
    ...{ schema: 1, id, revision: 1, name, type: train.type, purpose: train.purpose },
    days: Math.max(1, dayOf(train.to)),
    gates: train.gates.map((gate) => ({
      name: gate.name,
      day: dayOf(gate.date),
      criteria: gate.criteria.map(({ tick: _, item: __, ...criterion }) => criterion),
      approvals: gate.approvals.map(({ kind, approvers }) => ({ kind, approvers })),
    })),
    milestones: train.milestones.map(({ date, reached: _, ...milestone }) => ({
      ...milestone,
      day: dayOf(date),
    })),
    tasks: train.tasks,
  };
}
