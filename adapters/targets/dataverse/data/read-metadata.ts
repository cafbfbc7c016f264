import { type Fields, fields, rows, string } from "../../shared/read-json.ts";
import { isId, isName } from "./data-file.ts";

/** A lookup's way: `property` is what `@odata.bind` is written with, in exactly this case. */
export type Navigation = Readonly<{ column: string; table: string; property: string }>;

/** A relationship of many to many, seen from both of its tables. */
export type ManyToMany = Readonly<{
  names: readonly string[];
  ends: readonly Readonly<{ table: string; property: string }>[];
}>;

/** What the environment says of a table (Web API v9.2, `EntityDefinitions`). */
export type TableMetadata = Readonly<{
  name: string;
  /** Its name in addresses. */
  set: string;
  primaryId: string;
  primaryName: string;
  columns: ReadonlyMap<string, Readonly<{ create: boolean; update: boolean }>>;
  navigations: readonly Navigation[];
  manyToMany: readonly ManyToMany[];
  /** Columns that hold a day without a time. */
  dateOnly: ReadonlySet<string>;
}>;

/** One row of `EntityDefinitions` and the rows of its date columns. Absent where it has no proper names. */
export function readTable(answer: unknown, dates: unknown): TableMetadata | undefined {
  const row = fields(answer);
  const [name, set, primaryId] = [
    string(row["LogicalName"]),
    string(row["EntitySetName"]),
    string(row["PrimaryIdAttribute"]),
  ];
  if (!isName(name) || !/^\w{1,256}$/.test(set) || !isName(primaryId)) return undefined;
  return {
    name,
    set,
    primaryId,
    primaryName: string(row["PrimaryNameAttribute"]),
    columns: new Map(
      rows(row["Attributes"]).map((one) => [
        string(one["LogicalName"]),
        { create: one["IsValidForCreate"] === true, update: one["IsValidForUpdate"] === true },
      ]),
    ),
    navigations: rows(row["ManyToOneRelationships"]).map((one) => ({
      column: string(one["ReferencingAttribute"]),
      table: string(one["ReferencedEntity"]),
      property: property(one["ReferencingEntityNavigationPropertyName"]),
    })),
    manyToMany: rows(row["ManyToManyRelationships"]).map(manyToMany),
    dateOnly: daysIn(dates),
  };
}

function manyToMany(one: Fields): ManyToMany {
  const end = (number: 1 | 2): ManyToMany["ends"][number] => ({
    table: string(one[`Entity${number}LogicalName`]),
    property: property(one[`Entity${number}NavigationPropertyName`]),
  });
  return {
    names: [string(one["SchemaName"]).toLowerCase(), string(one["IntersectEntityName"]).toLowerCase()],
    ends: [end(1), end(2)],
  };
}

function daysIn(dates: unknown): ReadonlySet<string> {
  const days = rows(fields(dates)["value"]).filter(
    (one) => fields(one["DateTimeBehavior"])["Value"] === "DateOnly",
  );
  return new Set(days.map((one) => string(one["LogicalName"])));
}

/** One row of a table, as it is there. */
export type TargetRow = Readonly<{ id: string; etag: string; values: Fields }>;

/** Rows of a table; `complete` is false where Dataverse has more of them than it gave. */
export function readTargetRows(
  answer: unknown,
  primaryId: string,
): Readonly<{ rows: readonly TargetRow[]; complete: boolean }> {
  const found = fields(answer);
  // An id becomes a part of addresses: a row without a proper one cannot be worked with.
  const proper = rows(found["value"])
    .map((values) => ({
      id: string(values[primaryId]).toLowerCase(),
      etag: string(values["@odata.etag"]),
      values,
    }))
    .filter(({ id }) => isId(id));
  return { rows: proper, complete: found["@odata.nextLink"] === undefined };
}

/** Becomes a part of addresses and keys of bodies. */
function property(value: unknown): string {
  const name = string(value);
  return /^\w{1,256}$/.test(name) ? name : "";
}
