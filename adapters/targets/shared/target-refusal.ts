import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { TargetAnswer } from "./target-request.ts";

/** What a refusal says beside its words. */
export type RefusalFacts = Readonly<{ status: number; code: string; requestId: string; call: string }>;

/** A service answered, but not with what was asked for. All texts are defused. */
export class TargetRefusal extends Error {
  override readonly name: string = "TargetRefusal";
  readonly status: number;
  /** The service's own code (`ContainerNotFound`, `0x80072560`), empty where it gave none. */
  readonly code: string;
  readonly requestId: string;
  /** What was called: `Put Blob`, `StageSolution`. */
  readonly call: string;

  constructor(words: string, { status, code, requestId, call }: RefusalFacts) {
    super(words);
    this.status = status;
    this.code = code;
    this.requestId = requestId;
    this.call = call;
  }
}

/** A page of a proxy or of a sign-in instead of an answer of the service. */
export function isPage(answer: TargetAnswer): boolean {
  return /text\/html/i.test(answer.header("content-type") ?? "") || /^\s*<(!|html)/i.test(answer.text);
}

/** What an answer that was not wanted says: the service's own message where it gave one. Defused and bounded. */
export function wordsOf(answer: TargetAnswer, message: string, most = 2000): string {
  if (answer.status >= 300 && answer.status < 400) return redirected(answer);
  if (message !== "") return bounded(defuse(message), most);
  if (isPage(answer)) return `it answered ${answer.status} with a page instead of data`;
  // Markup that is no page was not meant for people.
  const plain = /^\s*</.test(answer.text) ? "" : bounded(defuse(answer.text).trim(), 1000);
  return plain === "" ? `it answered ${answer.status} without a message` : plain;
}

function redirected(answer: TargetAnswer): string {
  const to = answer.header("location") ?? "";
  const host = URL.canParse(to) ? new URL(to).host : "another address";
  return `it answered ${answer.status} and wants us to go to ${defuse(host)}; redirects are not followed`;
}
