import type { Person, Role } from "../state/state.ts";

/** A group of the sample organisation, and who is in it. */
export type Group = Readonly<{ id: string; name: string; members: readonly string[] }>;

const groups: readonly Readonly<{ id: string; name: string; roles: readonly Role[] }>[] = [
  {
    id: "6e51bfa7-d063-4174-af56-b280afc1d306",
    name: "Release Engineers",
    roles: ["administrator", "contributor"],
  },
  {
    id: "7f62c0b8-e174-4285-b067-c391b0d2e407",
    name: "Contributors",
    roles: ["releaseManager", "contributor", "approver"],
  },
];

/** The groups of a project, by what its people may do. */
export function groupsOf(project: Readonly<{ name: string }>, people: readonly Person[]): readonly Group[] {
  return groups.map(({ id, name, roles }) => ({
    id,
    name: `[${project.name}]\\${name}`,
    members: people.filter(({ role }) => roles.includes(role)).map((one) => one.id),
  }));
}
