import { refusal } from "../../core/failure.ts";

/** The word of a list that an input gives, in any case. Refused (RM001) where it gives none of them. */
export function oneOf<const T extends string>(name: string, text: string, words: readonly T[]): T {
  const found = words.find((word) => word.toLowerCase() === text.toLowerCase());
  if (found !== undefined) return found;
  throw badInput(name, `"${text}" is none of ${words.join(", ")}`);
}

function badInput(name: string, cause: string): Error {
  return refusal({
    code: "RM001",
    what: "The step did not begin",
    where: `input ${name}`,
    cause,
    next: `Correct the input ${name}`,
  });
}
