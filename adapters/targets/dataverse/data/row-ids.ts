/** Where a row of the file is at the target: its id there, and whether it has still to be made. */
export type Place = Readonly<{ id: string; coming: boolean }>;

/** Rows of the files by table and id, as they are or will be at the target. */
export type Places = ReadonlyMap<string, Place>;

/** The key of a row in `Places`. */
export function placeKey(table: string, id: string): string {
  return `${table}:${id}`;
}
