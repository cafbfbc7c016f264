import { basename } from "node:path";
import { hashFile } from "./hash-file.ts";

/**
 * The bytes of a small sealed file on the agent, read once: what was hashed is what is given. Throws where it is a link, cannot
 * be read, has more than `limit` bytes, also while it grows, or is not the sealed one.
 */
export async function sealedBytes(path: string, sha256: string | undefined, limit: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  const hash = await hashFile(path, (part) => {
    bytes += part.length;
    if (bytes > limit) return Promise.reject(new Error(`${basename(path)} has more than ${limit} bytes`));
    parts.push(Buffer.from(part));
    return Promise.resolve();
  });
  if (hash.sha256 === sha256) return Buffer.concat(parts);
  throw new Error(`${basename(path)} was changed on the agent: it is not the sealed one`);
}
