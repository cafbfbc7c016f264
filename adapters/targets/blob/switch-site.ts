import { Failure } from "../../../core/failure.ts";
import { inParallel } from "../../../core/acts/in-parallel.ts";
import { quoted } from "../../../core/model/defuse.ts";
import { counted } from "../../../core/model/words.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import { isSame } from "./decide-site.ts";
import type { SiteDecision } from "./decide-site.ts";
import type { Lock } from "./lock.ts";
import { contentName } from "./manifest.ts";
import type { Blob } from "./read-blob.ts";
import type { SiteFile, Turn } from "./site-files.ts";
import { cancelled } from "./site-work.ts";
import type { SiteWork } from "./site-work.ts";
import { whereOf } from "./why.ts";

const atOnce = 8;
const turns: readonly Turn[] = [0, 1, 2, 3, 4];

/** Copies inside one account are done at once as a rule; no longer than this is one waited for. */
const copyPatience = 15 * 60 * 1000;

/** What switching needs besides the container. */
export type SwitchIo = Readonly<{
  lock: Lock;
  signal: AbortSignal;
  progress: (percent: number, doing: string) => void;
  /** Called once, before the first thing that users can see. */
  seen: () => void;
}>;

/**
 * Switches users to a site whose contents are all in the container, by copies inside it: what others lead to first, index.html
 * last, deletions behind everything. A cancel is obeyed until users can see something of it; from then on the shortest way to
 * a whole site is to go on.
 */
export async function switchSite(work: SiteWork, decision: SiteDecision, io: SwitchIo): Promise<void> {
  const { change, stale } = decision;
  const began = { visibly: false };
  let done = 0;
  for (const turn of turns) {
    const files = change.filter((file) => file.turn === turn);
    if (files.length === 0) continue;
    await beforeUnit(work, turn > 0, began, io);
    await inParallel(files, atOnce, async (file) => {
      await copyOne(work, file);
      done += 1;
      io.progress(
        (done / (change.length + 1)) * 100,
        `${done} of ${counted(change.length, "file")} switched`,
      );
    });
    await io.lock.check();
  }
  if (stale.length > 0) await beforeUnit(work, true, began, io);
  await inParallel(stale, atOnce, (blob) => removeOne(work, blob));
}

/** Files of the first turn have names of their own: nobody asks for them yet. */
async function beforeUnit(
  work: SiteWork,
  visible: boolean,
  began: { visibly: boolean },
  io: SwitchIo,
): Promise<void> {
  await io.lock.check();
  if (!began.visibly && io.signal.aborted) throw cancelled(work);
  if (!visible || began.visibly) return;
  began.visibly = true;
  io.seen();
}

/** A copy that was pending already may be of an older content: it is made once more then. */
async function copyOne(work: SiteWork, file: SiteFile): Promise<void> {
  if ((await isCopied(work, file)) || (await isCopied(work, file))) return;
  throw notCopied(work, file, "the file is not there as sealed");
}

/** Copies, and gives whether the file is there then. A copy goes on at the service whether we wait or not. */
async function isCopied(work: SiteWork, file: SiteFile): Promise<boolean> {
  const { world, api } = work;
  const until = world.now() + copyPatience;
  if ((await api.copy(contentName(file), file.name)) === "success") return true;
  for (;;) {
    await world.sleep(2000);
    const blob = (await api.list(file.name)).find(({ name }) => name === file.name);
    if (blob?.copying === undefined) return isSame(file, blob);
    if (blob.copying !== "pending") throw notCopied(work, file, `it ended as ${quoted(blob.copying)}`);
    if (world.now() > until) throw notCopied(work, file, undefined);
  }
}

function notCopied(work: SiteWork, file: SiteFile, because: string | undefined): Error {
  const copy = `The copy of ${quoted(contentName(file))} to ${quoted(file.name)}`;
  return new Failure({
    code: because === undefined ? "RM032" : "RM031",
    what: `${work.settings.environment} was not switched completely`,
    where: whereOf(work),
    cause:
      because === undefined
        ? `${copy} is still going on at the storage account`
        : `${copy} failed: ${because}`,
    state: because === undefined ? "it is being changed still" : "it was partly changed",
    retry: "safe",
    next: "Run this stage again: it goes on where it stopped",
  });
}

/** Only what nobody touched since it was looked at is deleted. */
async function removeOne(work: SiteWork, blob: Blob): Promise<void> {
  try {
    await work.api.remove(blob);
  } catch (error) {
    if (!(error instanceof TargetRefusal && error.code === "ConditionNotMet")) throw error;
    work.world.tell(`${quoted(blob.name)} stays: somebody wrote it while this release was deployed.`);
  }
}
