import { readFile } from "node:fs/promises";

/** Who holds a lock. `beat` grows as long as the holder lives. */
export type Holder = Readonly<{
  id: string;
  beat: number;
  owner: Readonly<{ release: string; stage: string; job: string; since: string }>;
}>;

/** Reads a lock. Absent where there is none; a half-written or foreign one has an unknown holder. */
export async function readHolder(path: string): Promise<Holder | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const holder = JSON.parse(text) as Holder;
    if (typeof holder.owner.job === "string") return holder;
  } catch {
    // Falls through: somebody is writing it at this moment, or it is not ours.
  }
  return {
    id: text,
    beat: 0,
    owner: { release: "somebody unknown", stage: "unknown", job: "", since: "unknown" },
  };
}
