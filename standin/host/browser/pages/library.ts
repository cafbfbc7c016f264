import { ask } from "../ask.ts";
import { root } from "../shell.ts";
import type { HostWorld } from "../world.ts";
import { api, facts, link, moment, table } from "./parts.ts";

type Group = {
  id: number;
  name: string;
  description?: string;
  modifiedOn?: string;
  modifiedBy?: { displayName: string };
  variables: Record<string, { value?: string | null; isSecret?: boolean }>;
};

/** All variable groups. */
export async function drawLibrary(world: HostWorld, main: HTMLElement): Promise<void> {
  const { value } = (await ask(world, api(world, "core", "distributedtask/variablegroups"))) as {
    value: Group[];
  };
  const rows = value.map((group) => [
    link(
      group.name,
      `${root(world)}_library?itemType=VariableGroups&view=VariableGroupView&variableGroupId=${group.id}`,
    ),
    group.description,
    moment(group.modifiedOn),
  ]);
  main.append(table("Variable groups", ["Name", "Description", "Changed"], rows));
}

/** One group. Secrets are never sent, so none is shown. */
export async function drawGroup(world: HostWorld, main: HTMLElement, id: string): Promise<void> {
  const group = (await ask(
    world,
    api(world, "core", `distributedtask/variablegroups/${Number(id)}`),
  )) as Group;
  const changed = `${moment(group.modifiedOn)} by ${group.modifiedBy?.displayName ?? "nobody"}`;
  main.append(
    facts([
      ["Name", group.name],
      ["Description", group.description],
      ["Changed", changed],
    ]),
  );
  const rows = Object.entries(group.variables).map(([name, { value, isSecret }]) => [
    name,
    isSecret ? "••••••" : (value ?? ""),
  ]);
  main.append(table("Variables", ["Name", "Value"], rows));
}
