/** Something that was read, or why it could not be. There is no way to draw a failure as an empty list. */
export type Reading<T> = Readonly<{ kind: "read"; value: T }> | Readonly<{ kind: "failed"; why: string }>;

/** A reading that went well. */
export function read<T>(value: T): Reading<T> {
  return { kind: "read", value };
}

/** A reading that did not go well: why, in words. */
export function failed(why: string): Reading<never> {
  return { kind: "failed", why };
}
