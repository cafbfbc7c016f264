import { Failure, ended } from "../failure.ts";
import { failed, read, type Reading } from "../model/reading.ts";

/** What was read, or why it could not be. What is no `Failure` is a fault of ours and is thrown on. */
export async function readingOf<T>(reading: Promise<T>): Promise<Reading<T>> {
  try {
    return read(await reading);
  } catch (error) {
    if (error instanceof Failure) return failed(ended(error.report.cause));
    throw error;
  }
}

/** What to tell of a reading that failed: a sentence, or nothing where it went well. */
export function problemOf(what: string, reading: Reading<unknown>): readonly string[] {
  return reading.kind === "failed" ? [`${what} could not be read: ${reading.why}`] : [];
}
