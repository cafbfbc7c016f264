import type { Reading } from "../../core/model/reading.ts";
import { permissionFault, permissions, type Roles } from "../../core/model/train/role.ts";
import { counted } from "../../core/model/words.ts";
import type { TrainTemplate } from "../../core/model/train/template.ts";
import { gateTitles, typeWords } from "../shared/train-words.ts";

/** A template as it is listed, and what is in it, a line each. */
export type TemplateRow = Readonly<{
  id: string;
  name: string;
  type: string;
  purpose: string;
  days: string;
  lines: readonly string[];
}>;

/** Why the reader cannot remove a template; absent where they can. */
export function whyNoRemoval(me: string, roles: Reading<Roles>): string | undefined {
  if (roles.kind === "failed") return `Who may remove a template could not be told: ${roles.why}`;
  return permissionFault(permissions["template.remove"], me, roles.value, []);
}

/** Templates by name. */
export function templateRows(templates: readonly TrainTemplate[]): readonly TemplateRow[] {
  return templates
    .map(({ id, name, type, purpose, days, gates, milestones, tasks }) => ({
      ...{ id, name, purpose, type: typeWords[type], days: counted(days, "day") },
      lines: [
        ...gates.map(
          (gate) =>
            `${gateTitles[gate.name]} on day ${gate.day}: ${criteriaOf(gate.criteria.map(({ text }) => text))}; ${approvalsOf(gate.approvals.map(({ kind }) => kind))}`,
        ),
        ...milestones.map((one) => `Milestone “${one.name}” on day ${one.day}`),
        ...tasks.map((task) => `Deployment task “${task.title}”`),
      ],
    }))
    .sort((a, b) => a.name.localeCompare(b.name));
}

const mostTexts = 3;

function criteriaOf(texts: readonly string[]): string {
  if (texts.length === 0) return "no exit criteria";
  const shown = texts.slice(0, mostTexts).map((text) => `“${text}”`);
  const rest = texts.length > mostTexts ? [`${texts.length - mostTexts} more`] : [];
  return `${counted(texts.length, "exit criterion", "exit criteria")} (${[...shown, ...rest].join(", ")})`;
}

function approvalsOf(kinds: readonly string[]): string {
  if (kinds.length === 0) return "no approval";
  return `approved by ${counted(kinds.length, "level")} (${kinds.join(", ")})`;
}
