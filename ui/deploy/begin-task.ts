import { openTrain } from "../../core/acts/open-train.ts";
import type { StartOrder } from "../../core/acts/start-stage.ts";
import { scheduleTask } from "../../core/acts/train-schedule.ts";
import { beginTask } from "../../core/acts/train-work.ts";
import type { Hub } from "../shared/hub.ts";
import type { TaskPlace } from "../shared/route.ts";

/** Begins a task: its stage is started as any other, once the train's own rules allow it, and the turnover says so. Or gives it its time. */
export async function beginFor(
  { train, turnover, task }: TaskPlace,
  { reason, typedName, secret, seen, at }: StartOrder,
  { azure, now, wait, sha256 }: Hub,
): Promise<void> {
  const known = await openTrain(train, azure, now());
  const world = { now: now(), wait, ...(sha256 === undefined ? {} : { sha256 }) };
  const given = {
    reason,
    ...(typedName === undefined ? {} : { typedName }),
    ...(secret === undefined ? {} : { secret }),
    ...(seen === undefined ? {} : { seen }),
  };
  const order = { turnover, task, ...given };
  if (at === undefined) await beginTask(known, azure, world, order);
  else await scheduleTask(known, azure, world, { ...order, at });
}
