/** What an entry of the ledger says was done, by the names of its parts. Absent where the text is no such thing. */
export function readAct(act: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(act);
    return isRecord(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** One part by its path, such as `milestone.name`. */
export function partOf(act: Readonly<Record<string, unknown>>, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), act);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
