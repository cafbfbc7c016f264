import { bounded, defuse } from "../../core/model/defuse.ts";
import { Failure } from "../../core/failure.ts";
import { NoAnswer } from "../targets/shared/target-request.ts";
import type { Application } from "./entra-tokens.ts";
import { readRefusal } from "./read-token-answer.ts";
import { refusalWords } from "./refusal-words.ts";

/** Entra gave no token. `words` and `next` are for people; nothing in them is secret. */
export class TokenRefused extends Error {
  override readonly name = "TokenRefused";
  readonly words: string;
  readonly next: string;
  readonly ids: string;

  constructor(told: Readonly<{ words: string; next: string; ids: string }>) {
    super(told.words);
    this.words = told.words;
    this.next = told.next;
    this.ids = told.ids;
  }
}

/**
 * Tells a refusal in words. A request that got no answer, a failure to prove the application, and a refusal that was told
 * already stay what they are. The library's own error is left out: it may quote what was sent.
 */
export function tokenRefusal(error: unknown, application: Application, resource: string): Error {
  if (error instanceof NoAnswer || error instanceof Failure || error instanceof TokenRefused) return error;
  const refusal = readRefusal(error);
  const words = masked(refusal.words, application);
  const told = refusalWords(refusal.code, { ...application, resource, words }) ?? {
    words: `Entra gave no token: ${bounded(words, 400)}`,
    next: "Check TenantID, ClientID and Secret of the connection.",
  };
  return new TokenRefused({ ...told, ids: idsOf(refusal) });
}

function idsOf({ code, correlationId }: ReturnType<typeof readRefusal>): string {
  return [code && `AADSTS${code}`, correlationId && `correlation ${correlationId}`]
    .filter(Boolean)
    .join(", ");
}

function masked(words: string, { proof }: Application): string {
  const value = proof.kind === "secret" ? proof.secret.reveal() : "";
  return defuse(value === "" ? words : words.replaceAll(value, "***"));
}
