import { refusal } from "../failure.ts";
import type { VariableGroup } from "../model/connection.ts";
import type { Connections } from "../ports.ts";
import { editConnection } from "./edit-connection.ts";
import type { KnownValues } from "./weigh-rollback.ts";

/** A group after values were put back, and what they were before: with these the same act undoes it. */
export type PutBack = Readonly<{ group: VariableGroup; before: Readonly<Record<string, string>> }>;

/**
 * Puts the values of then back into the group, as it was shown: refused (RM042) when somebody saved it meanwhile, and (RM002)
 * where something keeps the connection from being as it was.
 */
export async function putBackValues(
  { group, differences, blocks }: Pick<KnownValues, "group" | "differences" | "blocks">,
  connections: Pick<Connections, "update">,
): Promise<PutBack> {
  if (blocks.length > 0) {
    throw refusal({
      code: "RM002",
      what: `${group.name} was not changed`,
      where: `group ${group.id}`,
      cause: blocks.map(({ text }) => text).join(" "),
      next: blocks.map(({ fix }) => fix).join(" "),
    });
  }
  const then = Object.fromEntries(differences.map((one) => [one.variable, one.then]));
  const before = Object.fromEntries(differences.map((one) => [one.variable, one.today]));
  return { group: await editConnection(group, then, connections), before };
}
