import type { DataColumn, DataTable } from "./books.ts";
import type { Organisation } from "./organisation.ts";
import { refused } from "./import-operations.ts";
import type { Answered } from "./web.ts";

/** `EntityDefinitions(LogicalName='…')` and its date columns. Absent for another address. */
export function readMetadata(organisation: Organisation, rest: string): Answered | undefined {
  const [, name, dates] =
    /^EntityDefinitions\(LogicalName='([^']*)'\)(\/Attributes\/Microsoft\.Dynamics\.CRM\.DateTimeAttributeMetadata)?$/.exec(
      rest,
    ) ?? [];
  if (name === undefined) return undefined;
  const table = tableNamed(organisation, name);
  if (table === undefined) {
    const words = `Could not find an entity with name ${name} and id 00000000-0000-0000-0000-000000000000.`;
    return refused(404, "0x80060888", words);
  }
  return { status: 200, body: dates === undefined ? definitionOf(table) : { value: datesOf(table) } };
}

/** A table by its logical name. */
export function tableNamed({ book }: Organisation, name: string): DataTable | undefined {
  return book.tables.find((table) => table.name === name);
}

function definitionOf(table: DataTable): unknown {
  return {
    LogicalName: table.name,
    EntitySetName: table.set,
    PrimaryIdAttribute: table.primaryId,
    PrimaryNameAttribute: table.primaryName,
    Attributes: [attribute({ name: table.primaryId, type: "guid" }), ...table.columns.map(attribute)],
    ManyToOneRelationships: table.columns.flatMap(({ name, lookup }) =>
      Object.entries(lookup ?? {}).map(([referenced, property]) => ({
        ReferencingAttribute: name,
        ReferencedEntity: referenced,
        ReferencingEntityNavigationPropertyName: property,
      })),
    ),
    ManyToManyRelationships: table.manyToMany.map((one) => ({
      SchemaName: one.name,
      IntersectEntityName: one.name.toLowerCase(),
      Entity1LogicalName: table.name,
      Entity1NavigationPropertyName: one.property,
      Entity2LogicalName: one.table,
      Entity2NavigationPropertyName: one.other,
    })),
  };
}

function attribute({ name, type, readOnly }: DataColumn): unknown {
  const valid = readOnly !== true;
  return { LogicalName: name, AttributeType: type, IsValidForCreate: valid, IsValidForUpdate: valid };
}

function datesOf(table: DataTable): unknown[] {
  return table.columns
    .filter(({ type }) => type === "moment" || type === "day")
    .map(({ name, type }) => ({
      LogicalName: name,
      DateTimeBehavior: { Value: type === "day" ? "DateOnly" : "UserLocal" },
    }));
}
