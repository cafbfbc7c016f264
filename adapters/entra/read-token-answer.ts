import type { TargetAnswer } from "../targets/shared/target-request.ts";

/** An answer in the form that the token library takes. A page instead of JSON is an error of its own. */
export async function readTokenAnswer<T>(
  answer: TargetAnswer,
): Promise<{ headers: Record<string, string>; body: T; status: number }> {
  const retryAfter = answer.header("retry-after");
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return Promise.resolve({ headers, body: bodyOf(answer) as T, status: answer.status });
}

function bodyOf(answer: TargetAnswer): unknown {
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
  if (typeof error !== "object" || error === null) return { words: String(error) };
  const thrown = error as Readonly<{ errorMessage?: unknown; message?: unknown; correlationId?: unknown }>;
  const words = String(thrown.errorMessage ?? thrown.message ?? "");
  const code = /AADSTS(\d+)/.exec(words)?.[1];
  const correlation = /Correlation ID: ([0-9a-f-]{36})/i.exec(words)?.[1];
  return {
    words,
    ...(code === undefined ? {} : { code: Number(code) }),
    ...(correlation === undefined ? {} : { correlationId: correlation }),
  };
}
