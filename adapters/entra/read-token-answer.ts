import type { TargetAnswer } from "../targets/shared/target-request.ts";

/**
 * The JSON of an answer, for the token library, which names the form that it expects and checks it itself. A page instead
 * of JSON is told as an error of the same form.
 */
export function readTokenBody(answer: Pick<TargetAnswer, "status" | "text">): never {
  // `never` fits whatever form the library names.
  return bodyOf(answer) as never;
}

function bodyOf(answer: Pick<TargetAnswer, "status" | "text">): unknown {
  try {
    return JSON.parse(answer.text) as unknown;
  } catch {
    return {
      error: "no_json",
      error_description: `The sign-in service answered ${answer.status} without JSON.`,
    };
  }
}

/** What Entra says in its refusal, as far as it says anything. */
export type Refusal = Readonly<{ words: string; code?: number; correlationId?: string }>;

/** Reads whatever the token library throws. */
export function readRefusal(error: unknown): Refusal {
  const words = wordsOf(error);
  const code = /AADSTS(\d+)/.exec(words)?.[1];
  const correlation = /Correlation ID: ([0-9a-f-]{36})/i.exec(words)?.[1];
  return {
    words,
    ...(code === undefined ? {} : { code: Number(code) }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
  };
}

function wordsOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return String(error);
  const { errorMessage, message } = error as Readonly<{ errorMessage?: unknown; message?: unknown }>;
  if (typeof errorMessage === "string" && errorMessage !== "") return errorMessage;
  return typeof message === "string" ? message : "";
}
