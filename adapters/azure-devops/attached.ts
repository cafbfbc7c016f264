import { instant, readInstant, type Instant } from "../../core/model/instant.ts";
import { readReleaseId, type Release } from "../../core/model/release.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import { inParallel } from "../../core/acts/in-parallel.ts";
import { orAbsent, type Call, type Client } from "./client.ts";
import type { Place } from "./place.ts";
import { readHanging, type Hanging } from "./read-attachment.ts";
import { lower } from "./read-common.ts";
import type { Timelines } from "./timelines.ts";

/** What reading attachments needs. */
export type Wires = Readonly<{ client: Client; place: Place; timelines: Timelines }>;

/**
 * Texts that our own task attached in one attempt, a release's in the order in which they were made, a run's in the order in
 * which the service lists them. `foreign`: there are only those of other steps.
 */
export type Attached = Readonly<{ texts: readonly string[]; foreign: boolean }>;

/** One attempt at a stage. */
export type Attempted = Readonly<{ release: Release; stage: Stage; attempt: number }>;

/** An attachment that our own step made. */
export type Placed = Hanging & Readonly<{ finishedOn: Instant }>;

const parallel = 6;
/** Of one attempt: a release has at most 500 artefacts, each with one note. */
const mostRead = 500;
const bytes = "application/octet-stream, application/json";

/** What our deploy task attached in one attempt, as far as it has this type. Build and release API 7.0. */
export function attachedIn(wires: Wires, at: Attempted, type: string): Promise<Attached> {
  const id = readReleaseId(at.release.id);
  if (!id) return Promise.resolve({ texts: [], foreign: false });
  return id.kind === "run" ? inRun(wires, id.number, at, type) : inPlans(wires, id.number, at, type);
}

/** The attachments of a build that our task of this id made, and whether there are others. */
export async function hangingInBuild(
  wires: Wires,
  buildId: number,
  type: string,
  taskId: string,
): Promise<{ ours: readonly Placed[]; any: boolean }> {
  const items = await listInBuild(wires, buildId, type);
  const hanging = items.flatMap((item) => readHanging(item) ?? []);
  const ids = [...new Set(hanging.map((one) => one.timelineId))];
  const records = await inParallel(ids, parallel, (id) => wires.timelines.one(buildId, id));
  const byId = new Map(records.flat().map((record) => [lower(record.id), record]));
  const ours = hanging.flatMap((one) => {
    const record = byId.get(one.recordId);
    if (!record || lower(record.task?.id) !== lower(taskId)) return [];
    return [{ ...one, finishedOn: readInstant(record.finishTime) ?? instant(0) }];
  });
  return { ours, any: items.length > 0 };
}

async function listInBuild(wires: Wires, buildId: number, type: string): Promise<readonly unknown[]> {
  const what = `The attachments of build ${buildId} could not be read`;
  const call = buildCall(wires.place, [buildId, "attachments", type], what);
  return (await orAbsent(wires.client.list(call))) ?? [];
}

/** The content of one attachment of a build. */
export function contentInBuild(wires: Wires, buildId: number, type: string, at: Hanging): Promise<string> {
  const path = [buildId, at.timelineId, at.recordId, "attachments", type, at.name];
  const what = `The attachment ${at.name} of build ${buildId} could not be read`;
  return wires.client.text({ ...buildCall(wires.place, path, what), accept: bytes });
}

function buildCall(place: Place, path: Call["path"], what: string): Call {
  return {
    base: "core",
    path: [place.project.id, "_apis", "build", "builds", ...path],
    version: "7.0",
    what,
    where: `project ${place.project.name}`,
  };
}

/** A run keeps what all its stages attached in one list: the right one is known by the step that it hangs at. */
async function inRun(wires: Wires, buildId: number, at: Attempted, type: string): Promise<Attached> {
  const items = await listInBuild(wires, buildId, type);
  const steps = new Set(attemptOf(at)?.steps.map((step) => step.recordId));
  const ofAttempt = items.flatMap((item) => readHanging(item) ?? []).filter((one) => steps.has(one.recordId));
  const ours = oursOf(ofAttempt, wires.place, at);
  const texts = await inParallel(ours, parallel, (one) => contentInBuild(wires, buildId, type, one));
  return { texts, foreign: ofAttempt.length > 0 && ours.length === 0 };
}

function attemptOf({ stage, attempt }: Attempted): Attempt | undefined {
  return stage.attempts.find(({ number }) => number === attempt);
}

/** What hangs at steps of the attempt that were our deploy task's. */
function oursOf<T extends Hanging>(hanging: readonly T[], { taskIds }: Place, at: Attempted): readonly T[] {
  const steps = attemptOf(at)?.steps.filter((step) => lower(step.taskId) === lower(taskIds.deploy));
  const ours = new Set(steps?.map((step) => step.recordId));
  return hanging
    .filter((one) => ours.has(one.recordId))
    .sort((a, b) => (a.createdOn ?? 0) - (b.createdOn ?? 0))
    .slice(-mostRead);
}

async function inPlans(wires: Wires, id: number, at: Attempted, type: string): Promise<Attached> {
  const call = planCall(wires.place, id, at, type);
  const plans = await inParallel(attemptOf(at)?.planIds ?? [], parallel, async (planId) => {
    const items = await orAbsent(wires.client.list(call(planId)));
    return (items ?? []).flatMap((item) => readHanging(item) ?? []).map((one) => ({ ...one, planId }));
  });
  const all = plans.flat();
  const ours = oursOf(all, wires.place, at);
  const texts = await inParallel(ours, parallel, (one) =>
    wires.client.text({ ...call(one.planId, one), accept: bytes }),
  );
  return { texts, foreign: all.length > 0 && ours.length === 0 };
}

/** The list of what a plan's steps attached, or the content of one. */
function planCall(
  place: Place,
  id: number,
  { release, stage, attempt }: Attempted,
  type: string,
): (planId: string, one?: Hanging) => Call {
  return (planId, one) => {
    const plan = ["environments", stage.id, "attempts", attempt, "plan", planId];
    const record = one ? ["timelines", one.timelineId, "records", one.recordId] : [];
    const tail = ["attachments", type, ...(one ? [one.name] : [])];
    return {
      base: "release",
      path: [place.project.id, "_apis", "release", "releases", id, ...plan, ...record, ...tail],
      version: "7.0",
      what: `What ${release.name}, ${stage.name}, attempt ${attempt} left behind could not be read`,
      where: `project ${place.project.name}`,
    };
  };
}
