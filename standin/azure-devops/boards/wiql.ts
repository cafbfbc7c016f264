import { invalid } from "../http/reply.ts";
import type { Site } from "../site.ts";
import type { WorkItem } from "../state/work-state.ts";
import { latest } from "./work-item-book.ts";

type Fits = (item: WorkItem) => boolean;

/** The work items that a query finds: flat ones, whose conditions on type, state, tags and project are joined by AND. */
export function queried(site: Site, wiql: string): readonly WorkItem[] {
  const where = /^select\s.+\sfrom\s+workitems\s+where\s+(.+?)(?:\s+order\s+by\s.+)?$/is.exec(
    wiql.trim(),
  )?.[1];
  if (where === undefined) throw unknown(wiql);
  const conditions = where.split(/\s+and\s+/i).map((text) => conditionOf(site, text.trim()));
  return site.state.work.items.filter((item) => conditions.every((fits) => fits(item)));
}

function unknown(text: string): Error {
  return invalid(`The stand-in does not understand the query: ${text}`, "WorkItemTrackingQueryException");
}

function conditionOf(site: Site, text: string): Fits {
  const [, field = "", operator = "", operand = ""] =
    /^\[([\w.]+)\]\s*(=|<>|(?:not\s+)?in|(?:not\s+)?contains)\s*(.+)$/is.exec(text) ?? [];
  const valuesOf = fields[field.toLowerCase()];
  if (valuesOf === undefined) throw unknown(text);
  const word = operator.toLowerCase().replaceAll(/\s+/g, " ");
  const isNot = word === "<>" || word.startsWith("not ");
  const wanted = operandsOf(site, operand, text);
  return (item) => {
    const values = valuesOf(item, site).map((value) => value.toLowerCase());
    return wanted.some((one) => values.includes(one)) !== isNot;
  };
}

const fields: Readonly<Record<string, (item: WorkItem, site: Site) => readonly string[]>> = {
  "system.workitemtype": (item) => [latest(item).fields.type],
  "system.state": (item) => [latest(item).fields.state],
  "system.tags": (item) => latest(item).fields.tags,
  "system.teamproject": (_, site) => [site.state.project.name],
};

/** `'Bug'`, `('New', 'Active')` or `@project` */
function operandsOf(site: Site, operand: string, text: string): readonly string[] {
  if (operand.toLowerCase() === "@project") return [site.state.project.name.toLowerCase()];
  const quoted = [...operand.matchAll(/'((?:[^']|'')*)'/g)].map(([, value = ""]) =>
    value.replaceAll("''", "'"),
  );
  if (quoted.length === 0) throw unknown(text);
  return quoted.map((value) => value.toLowerCase());
}
