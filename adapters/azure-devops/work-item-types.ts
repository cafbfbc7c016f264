import type { WorkItemType } from "../../core/ports-of-work-items.ts";
import type { Client } from "./client.ts";
import type { Place } from "./place.ts";
import type { CategoryOf } from "./read-work-item.ts";
import { readType, type KnownType } from "./read-work-item-type.ts";

/** The types of work items of each project: read once a project, since a process seldom changes. */
export type WorkItemTypes = Readonly<{
  /** Those that can be created in our project. */
  own: () => Promise<readonly WorkItemType[]>;
  /** What the states of a project mean; the project by its name, or ours without one. */
  categories: (project: string) => Promise<CategoryOf>;
}>;

/** `GET wit/workitemtypes`, work item tracking API 7.0. */
export function workItemTypes(client: Client, place: Place): WorkItemTypes {
  const known = new Map<string, Promise<readonly KnownType[]>>();
  const read = (project: string): Promise<readonly KnownType[]> => {
    const found = known.get(project);
    if (found) return found;
    const asked = client
      .list({
        base: "core",
        path: [project, "_apis", "wit", "workitemtypes"],
        version: "7.0",
        what: "The types of work items could not be read",
        where: `project ${project === place.project.id ? place.project.name : project}`,
      })
      .then((items) => items.map(readType));
    known.set(project, asked);
    asked.catch(() => known.delete(project));
    return asked;
  };
  return {
    own: async () =>
      (await read(place.project.id))
        .filter(({ name, disabled }) => name !== "" && !disabled)
        .map(({ name, states }) => ({ name, states })),
    categories: async (project) => {
      const isOwn = project === "" || project.toLowerCase() === place.project.name.toLowerCase();
      return categoriesOf(await read(isOwn ? place.project.id : project));
    },
  };
}

function categoriesOf(types: readonly KnownType[]): CategoryOf {
  const key = (type: string, state: string): string => `${type}\n${state}`.toLowerCase();
  const known = new Map(
    types.flatMap(({ name, states }) => states.map((state) => [key(name, state.name), state.category])),
  );
  return (type, state) => known.get(key(type, state));
}
