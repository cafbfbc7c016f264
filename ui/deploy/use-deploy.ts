import { differenceTo } from "../../core/acts/difference-to.ts";
import { gatherEvidence, type StartSheet } from "../../core/acts/gather-evidence.ts";
import { inspectRelease } from "../../core/acts/inspect-release.ts";
import { seenIn } from "../../core/acts/start-current.ts";
import { rollBack, type RollbackOrder } from "../../core/acts/roll-back.ts";
import { valuesThen } from "../../core/acts/weigh-rollback.ts";
import { ended } from "../../core/failure.ts";
import { asBreakGlass } from "../../core/model/break-glass.ts";
import type { Instant } from "../../core/model/instant.ts";
import { failed } from "../../core/model/reading.ts";
import type { ReleaseId } from "../../core/model/release.ts";
import type { Hub } from "../shared/hub.ts";
import { newGuid } from "../shared/new-guid.ts";
import { reportOf } from "../shared/report.ts";
import type { TaskPlace } from "../shared/route.ts";
import { useAct } from "../shared/use-act.ts";
import { type Load, useLoaded } from "../shared/use-loaded.ts";
import { type Beside, type Entry, nothingTyped, type Sheet, sheetAt, sheetOf } from "./deploy.ts";
import type { DeployViewProps } from "./deploy-view.tsx";

type Wanted = Readonly<{
  id: ReleaseId;
  stage: string;
  /** It is gone back to an earlier release. */
  back?: true;
  /** The task of a train's turnover that begins so. */
  task?: TaskPlace;
  close: () => void;
  started: () => void;
}>;

/** Who goes back from what, so that nothing rolls forward by itself. */
async function holdFor(hub: Hub, sheet: StartSheet): Promise<NonNullable<RollbackOrder["hold"]>> {
  const { id: by } = await hub.azure.people.me();
  const names = { from: seenIn(sheet.current)?.release.name ?? sheet.stage.name, to: sheet.release.name };
  return { id: newGuid(), by, environment: sheet.environment, ...names };
}

/** Starts it: for a task of a train as the train's rules allow, else as an order of its own. */
async function startIt(hub: Hub, order: RollbackOrder, task: TaskPlace | undefined): Promise<void> {
  if (task !== undefined) {
    const { beginFor } = await import(/* webpackChunkName: "trains" */ "./begin-task.ts");
    return beginFor(task, order, hub);
  }
  const { sha256, wait } = hub;
  return rollBack(order, hub.azure, { now: hub.now(), wait, ...(sha256 ? { sha256 } : {}) });
}

type Show = Parameters<Load<Gathered>>[0];
type Gathered = Readonly<{ gathered: StartSheet }> & Beside;

async function gather({ azure, sha256, now }: Hub, wanted: Wanted, show: Show): Promise<Gathered> {
  const { id, stage, task, back } = wanted;
  const dossier = await inspectRelease(id, azure);
  const at = task?.at;
  const world = { now: now(), ...(at === undefined ? {} : { at }), ...(sha256 ? { sha256 } : {}) };
  const [gathered, values] = await Promise.all([
    gatherEvidence(dossier, stage, azure, world),
    back && valuesThen(dossier, stage, azure, sha256),
  ]);
  const known = { gathered, ...(values && { values }) };
  // The sheet may be used before it is known what it brings or removes.
  show(known);
  const difference = await differenceTo(gathered.release, gathered.current, azure).catch((error: unknown) =>
    failed(ended(reportOf(error).cause)),
  );
  return { ...known, difference };
}

function drawnOf({ gathered, ...beside }: Gathered, at: Instant | undefined): Sheet {
  return sheetAt(sheetOf(gathered, beside), at);
}

/** Gathers the evidence for one stage of one release and, when asked, starts it. */
export function useDeploy(hub: Hub, wanted: Wanted): DeployViewProps {
  const { id, stage, task } = wanted;
  const at = task?.at;
  const later = at === undefined ? {} : { at };
  const { state, reload } = useLoaded<Gathered>((show) => gather(hub, wanted, show), {
    key: `${id}\n${stage}\n${at ?? ""}`,
  });
  const [acting, act, settle] = useAct();
  const isBack = wanted.back === true;

  async function start(entry: Entry): Promise<void> {
    const order = {
      ...{ release: id, stage },
      reason: entry.inSpite ? asBreakGlass(entry.reason) : entry.reason.trim(),
      ...(entry.typed === "" ? {} : { typedName: entry.typed.trim() }),
      ...(entry.secret === "" ? {} : { secret: entry.secret }),
      ...(state.kind === "loaded" ? { seen: state.value.gathered.seen } : {}),
      ...later,
    };
    const hold =
      entry.hold && state.kind === "loaded" ? { hold: await holdFor(hub, state.value.gathered) } : {};
    await startIt(hub, { ...order, ...hold }, task);
    hub.toast(at === undefined ? `${stage} was started.` : `${stage} has its time.`);
    wanted.started();
  }

  return {
    sheet: state.kind === "loaded" ? { ...state, value: drawnOf(state.value, at) } : state,
    title: isBack ? `Roll back ${stage}` : `Deploy to ${stage}`,
    first: isBack ? { ...nothingTyped, hold: true } : nothingTyped,
    acting,
    start: (entry) => act(() => start(entry)),
    reload: () => {
      settle();
      reload();
    },
    close: wanted.close,
  };
}
