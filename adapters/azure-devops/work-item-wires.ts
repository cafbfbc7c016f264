import { inParallel } from "../../core/acts/in-parallel.ts";
import { refusal, type Failure } from "../../core/failure.ts";
import type { WorkItem } from "../../core/ports-of-work-items.ts";
import type { Call, Client } from "./client.ts";
import type { Place } from "./place.ts";
import { projectOf, readWorkItem, type CategoryOf, type WireWorkItem } from "./read-work-item.ts";
import type { WorkItemTypes } from "./work-item-types.ts";

/** What the parts of the area share. */
export type WorkItemWires = Readonly<{ client: Client; place: Place; types: WorkItemTypes }>;

/** A call of the area. Without `project` it reaches the work items of every project. */
export function workItemCall(
  place: Place,
  part: Pick<Call, "path" | "what"> & Partial<Call> & Readonly<{ project?: true }>,
): Call {
  const { project, path, ...rest } = part;
  return {
    ...rest,
    base: "core",
    path: [...(project ? [place.project.id] : []), "_apis", "wit", ...path],
    version: "7.0",
    where: project ? `project ${place.project.name}` : "the organisation",
  };
}

/** The id, where it can be one. */
export function workItemId(id: number, what: string): number {
  if (Number.isSafeInteger(id) && id > 0 && id < 2 ** 31) return id;
  throw notValid(what, `${id} cannot be the id of a work item`, "Give another id");
}

/** The failure for a value that Azure DevOps cannot take. */
export function notValid(what: string, cause: string, next: string): Failure {
  return refusal({ code: "RM001", what, where: "the request", cause, next });
}

/** Work items as they are read from their wire forms, with what their states mean in the project of each. */
export async function readAll(
  { place, types }: WorkItemWires,
  items: readonly WireWorkItem[],
): Promise<readonly WorkItem[]> {
  const of = await categoriesOf(types, items.map(projectOf));
  return items.map((wire) => readWorkItem(wire, of(projectOf(wire)), place.bases.core));
}

/** What states mean, in each of the projects. */
export async function categoriesOf(
  types: WorkItemTypes,
  projects: readonly string[],
): Promise<(project: string) => CategoryOf> {
  const names = [...new Set(projects)];
  const known = new Map<string, CategoryOf>();
  await inParallel(names, 4, async (name) => known.set(name, await types.categories(name)));
  return (project) => known.get(project) ?? (() => undefined);
}
