import { isId, isName } from "./data-file.ts";

type Fields = Readonly<Record<string, unknown>>;

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
    text(row["LogicalName"]),
    text(row["EntitySetName"]),
    text(row["PrimaryIdAttribute"]),
  ];
  if (!isName(name) || !/^\w{1,256}$/.test(set) || !isName(primaryId)) return undefined;
  return {
    name,
    set,
    primaryId,
    primaryName: text(row["PrimaryNameAttribute"]),
    columns: new Map(
      list(row["Attributes"]).map((one) => [
        text(one["LogicalName"]),
        { create: one["IsValidForCreate"] === true, update: one["IsValidForUpdate"] === true },
      ]),
    ),
    navigations: list(row["ManyToOneRelationships"]).map((one) => ({
      column: text(one["ReferencingAttribute"]),
      table: text(one["ReferencedEntity"]),
      property: property(one["ReferencingEntityNavigationPropertyName"]),
    })),
    manyToMany: list(row["ManyToManyRelationships"]).map(manyToMany),
    dateOnly: daysIn(dates),
  };
}

function manyToMany(one: Fields): ManyToMany {
  const end = (number: 1 | 2): ManyToMany["ends"][number] => ({
    table: text(one[`Entity${number}LogicalName`]),
    property: property(one[`Entity${number}NavigationPropertyName`]),
  });
  return {
    names: [text(one["SchemaName"]).toLowerCase(), text(one["IntersectEntityName"]).toLowerCase()],
    ends: [end(1), end(2)],
  };
}

function daysIn(dates: unknown): ReadonlySet<string> {
  const days = list(fields(dates)["value"]).filter(
    (one) => fields(one["DateTimeBehavior"])["Value"] === "DateOnly",
  );
  return new Set(days.map((one) => text(one["LogicalName"])));
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
  const rows = list(found["value"])
    .map((values) => ({
      id: text(values[primaryId]).toLowerCase(),
      etag: text(values["@odata.etag"]),
      values,
    }))
    .filter(({ id }) => isId(id));
  return { rows, complete: found["@odata.nextLink"] === undefined };
}

/** Becomes a part of addresses and keys of bodies. */
function property(value: unknown): string {
  const name = text(value);
  return /^\w{1,256}$/.test(name) ? name : "";
}

function list(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(fields) : [];
}

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}
