import type { IncomingMessage } from "node:http";

/** Larger answers than any that we ask for. */
const mostBytes = 64 * 1024 * 1024;

/** An answer's whole body as text. Throws when it breaks off or is too large. */
export async function readBody(message: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const part of message as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > mostBytes) throw new Error(`The answer is larger than ${mostBytes} bytes`);
    chunks.push(part);
  }
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\uFEFF/, "");
}
