import type { Readable } from "node:stream";
import type { Secret } from "../../../core/model/secret.ts";

/** A body that is read as it is sent. `open` is called anew for each attempt. */
export type StreamedBody = Readonly<{ bytes: number; open: () => Readable }>;

/** One request to a target. Only https, and no redirect is followed: a token never goes to another host. */
export type TargetRequest = Readonly<{
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  url: string;
  headers: Readonly<Record<string, string>>;
  body?: string | StreamedBody;
  /** Sending it twice does no harm: an attempt whose answer was lost is made again. */
  repeatable: boolean;
  /**
   * Milliseconds without any byte after which an attempt is given up; two minutes where it is absent. From its first byte to its
   * last an answer may take five times as long.
   */
  patience?: number;
  /** Attempts, eight where it is absent. */
  tries?: number;
  /** The answer is no text: each character of it is one byte then. */
  binary?: boolean;
  /** Breaks the request off: only for one that changes nothing when it is broken off. */
  signal?: AbortSignal;
}>;

/** One answer, whatever its status. `header` takes a name in any case. */
export type TargetAnswer = Readonly<{
  status: number;
  header: (name: string) => string | undefined;
  text: string;
  /** The id that we sent along, for whoever looks for the request at the target. */
  requestId: string;
}>;

/** The way to a target. `close` gives its connections back. */
export type TargetHttp = Readonly<{
  send: (request: TargetRequest) => Promise<TargetAnswer>;
  close: () => void;
}>;

/** A proxy, as the agent was configured with it. `bypass` holds regular expressions of addresses that go round it. */
export type Proxy = Readonly<{
  url: string;
  username?: string;
  password?: Secret;
  bypass?: readonly string[];
}>;

/** What the agent says about the network. The authority in `caFile` is trusted besides the usual ones. */
export type NetworkOptions = Readonly<{ caFile?: string; proxy?: Proxy }>;

/** What the client needs of the world. */
export type TargetHttpWorld = Readonly<{
  sleep: (milliseconds: number) => Promise<void>;
  now: () => number;
  /** A new GUID. */
  newId: () => string;
  tell?: (sentence: string) => void;
  /** When it is given, nothing is tried again and no pause goes on. */
  stop?: () => AbortSignal | undefined;
}>;

/** There was no answer. `sent`: the request may have been carried out nevertheless. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
  readonly sent: boolean;
  readonly code: string;
  readonly requestId: string;

  constructor(
    facts: Readonly<{ sent: boolean; code: string; requestId: string; words: string }>,
    cause: unknown,
  ) {
    super(facts.words, { cause });
    this.sent = facts.sent;
    this.code = facts.code;
    this.requestId = facts.requestId;
  }
}

/** The bytes that are to be sent are not the ones that were announced. Never tried again. */
export class BodyChanged extends Error {
  override readonly name = "BodyChanged";
}
