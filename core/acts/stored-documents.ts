import { Failure } from "../failure.ts";
import type { Faults } from "../model/read-shape.ts";
import type { Stored } from "../ports.ts";

/** A document as it is stored. `etag` guards against lost updates. */
export type Kept<T> = Readonly<{ value: T; etag: number }>;

/** Documents of a kind. `unread`: those that cannot be understood, and why. */
export type Listed<T> = Readonly<{
  kept: readonly Kept<T>[];
  unread: readonly Readonly<{ id: string; why: string }>[];
}>;

/** Reads documents strictly. `idOf`: what its document must be called; one that is called otherwise is not understood. */
export function understood<T extends object>(
  found: readonly Stored<unknown>[],
  read: (text: string) => T | Faults,
  idOf: (value: T) => string,
): Listed<T> {
  const all = found.map(({ id, etag, value }) => ({ id, etag, value: read(JSON.stringify(value ?? {})) }));
  const why = (one: (typeof all)[number]): string | undefined => {
    if ("faults" in one.value) return one.value.faults.join(" ");
    return idOf(one.value) === one.id ? undefined : `The document ${one.id} holds ${idOf(one.value)}.`;
  };
  return {
    kept: all.flatMap((one) =>
      "faults" in one.value || why(one) !== undefined ? [] : [{ value: one.value, etag: one.etag }],
    ),
    unread: all.flatMap((one) => {
      const fault = why(one);
      return fault === undefined ? [] : [{ id: one.id, why: fault }];
    }),
  };
}

/** What is stored must be readable again: the faults of a document that would not be, else nothing. */
export function storingFaults<T extends object>(
  value: T,
  read: (text: string) => T | Faults,
): readonly string[] {
  const again = read(JSON.stringify(value));
  return "faults" in again ? again.faults : [];
}

const tries = 5;

/** Reads and writes, and does so again where somebody else wrote meanwhile. Refused (RM042) where that never ends. */
export async function againstOthers<T>(once: () => Promise<T>): Promise<T> {
  for (let left = tries; left > 1; left -= 1) {
    try {
      return await once();
    } catch (error) {
      if (!isOvertaken(error)) throw error;
    }
  }
  return once();
}

/** Whether a write was refused because somebody else wrote meanwhile, so that nothing was changed. */
export function isOvertaken(error: unknown): boolean {
  return (
    error instanceof Failure && error.report.code === "RM042" && error.report.state === "nothing was changed"
  );
}
