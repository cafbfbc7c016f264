import { inParallel } from "../../../../core/acts/in-parallel.ts";
import { TargetRefusal } from "../../shared/target-refusal.ts";
import { query, quoted } from "../environment.ts";
import type { Environment } from "../environment.ts";
import { readTable } from "./read-metadata.ts";
import type { TableMetadata } from "./read-metadata.ts";

const select = "LogicalName,EntitySetName,PrimaryIdAttribute,PrimaryNameAttribute";
const expand = [
  "Attributes($select=LogicalName,IsValidForCreate,IsValidForUpdate)",
  "ManyToOneRelationships($select=ReferencingAttribute,ReferencedEntity,ReferencingEntityNavigationPropertyName)",
  "ManyToManyRelationships($select=SchemaName,IntersectEntityName,Entity1LogicalName,Entity1NavigationPropertyName,Entity2LogicalName,Entity2NavigationPropertyName)",
].join(",");

/** How many reads are under way at once. */
export const readsAtOnce = 4;

/** What the environment says of each of these tables. One that it has not is absent. */
export async function metadataOf(
  { api }: Environment,
  names: readonly string[],
): Promise<ReadonlyMap<string, TableMetadata>> {
  const found = await inParallel([...new Set(names)], readsAtOnce, async (name) => {
    const path = `EntityDefinitions(LogicalName=${quoted(name)})`;
    const table = await orAbsent(api.get(query(path, { $select: select, $expand: expand })));
    if (table === undefined) return undefined;
    const dates = `${path}/Attributes/Microsoft.Dynamics.CRM.DateTimeAttributeMetadata`;
    return readTable(table, await api.get(query(dates, { $select: "LogicalName,DateTimeBehavior" })));
  });
  return new Map(found.flatMap((table) => (table ? [[table.name, table]] : [])));
}

/** The Web API is there, or we would not know who we are: a 404 means the table, with or without a code. */
async function orAbsent(asked: Promise<unknown>): Promise<unknown> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof TargetRefusal && error.status === 404) return undefined;
    throw error;
  }
}
