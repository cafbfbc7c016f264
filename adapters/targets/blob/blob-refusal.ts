import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { TargetAnswer } from "../shared/target-request.ts";
import { readBlobError } from "./read-blob.ts";

/** The service answered, but not with what was asked for. All texts are defused. */
export class BlobRefusal extends Error {
  override readonly name = "BlobRefusal";
  readonly status: number;
  /** The service's own code (`ContainerNotFound`), empty where it gave none. */
  readonly code: string;
  readonly requestId: string;
  /** What was called: `Put Blob`. */
  readonly call: string;

  constructor(
    facts: Readonly<{ status: number; code: string; words: string; requestId: string; call: string }>,
  ) {
    super(facts.words);
    this.status = facts.status;
    this.code = facts.code;
    this.requestId = facts.requestId;
    this.call = facts.call;
  }
}

/** A page of a proxy or of a sign-in instead of an answer of the service. */
export function isPage(answer: TargetAnswer): boolean {
  return answer.header("content-type")?.includes("text/html") === true;
}

/** What an answer that was not wanted says. */
export function refusalOf(answer: TargetAnswer, call: string): BlobRefusal {
  const { code, message } = readBlobError(answer.text);
  const words = message === "" ? withoutMessage(answer) : bounded(defuse(message), 2000);
  return new BlobRefusal({
    status: answer.status,
    code: bounded(defuse(answer.header("x-ms-error-code") ?? code), 100),
    words,
    requestId: defuse(answer.header("x-ms-request-id") ?? answer.requestId),
    call,
  });
}

function withoutMessage(answer: TargetAnswer): string {
  if (answer.status >= 300 && answer.status < 400) {
    const to = answer.header("location") ?? "";
    const host = URL.canParse(to) ? new URL(to).host : "another address";
    return `it answered ${answer.status} and wants us to go to ${defuse(host)}; redirects are not followed`;
  }
  const page = isPage(answer) || answer.text.startsWith("<!") || answer.text.startsWith("<html");
  return page
    ? `it answered ${answer.status} with a page instead of data`
    : `it answered ${answer.status} without a message`;
}
