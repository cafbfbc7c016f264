import { createHash } from "node:crypto";
import type { Sha256 } from "../../core/model/sha256.ts";

/** SHA-256 of a text, by Node. */
export const sha256: Sha256 = (text) =>
  Promise.resolve(createHash("sha256").update(text, "utf8").digest("hex"));
