import { bounded, defuse } from "../../../../core/model/defuse.ts";
import type { Disk } from "./disk.ts";

/** Who holds a lock. `beat` grows as long as the holder lives. */
export type Holder = Readonly<{
  id: string;
  beat: number;
  owner: Readonly<{ release: string; stage: string; job: string; since: string }>;
}>;

/** Reads a lock. Absent where there is none; a half-written or foreign one has an unknown holder. */
export async function readHolder(disk: Disk, path: string): Promise<Holder | undefined> {
  const text = await disk.readText(path);
  if (text === undefined) return undefined;
  return holderIn(text) ?? { id: text, beat: 0, owner: nobody };
}

const nobody = { release: "somebody unknown", stage: "unknown", job: "", since: "unknown" };

function holderIn(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Holder;
    const { release, stage, job, since } = holder.owner;
    if (typeof job !== "string") return undefined;
    return { ...holder, owner: { release: said(release), stage: said(stage), job, since: said(since) } };
  } catch {
    // Somebody is writing it at this moment, or it is not ours.
    return undefined;
  }
}

function said(text: unknown): string {
  return bounded(defuse(String(text)), 120);
}
