import { randomUUID } from "node:crypto";
import type { SiteBehaviour } from "./site-behaviour.ts";
import { unpack, type Unpacked } from "../unpack.ts";
import { sync, type DeploymentRow, type Volume } from "./volume.ts";

/** A deployment that is going on; it goes on when somebody looks. */
type Job = {
  id: string;
  row: DeploymentRow;
  zip?: Buffer;
  files?: readonly Unpacked[];
  unpacked: number;
  copied: number;
};

/** A site or a slot while it runs. A swap exchanges the volumes of two places. */
export type Place = {
  readonly behaviour: SiteBehaviour;
  readonly now: () => number;
  volume: Volume;
  job: Job | undefined;
};

const words: Readonly<Record<number, string>> = {
  [-1]: "Cancelled",
  0: "Pending",
  1: "Building and Deploying",
  3: "Failed",
  4: "",
  5: "Deployment was cancelled and another deployment is in progress.",
  6: "Partial success: Kudu has been restarted after package deployed",
};

/** A new record in front of the others. */
export function addRow(place: Place, row: Partial<DeploymentRow>): DeploymentRow {
  const now = new Date(place.now()).toISOString();
  const added: DeploymentRow = {
    id: randomUUID(),
    status: 0,
    status_text: "",
    message: "OneDeploy",
    deployer: "OneDeploy",
    received_time: now,
    start_time: now,
    end_time: null,
    complete: false,
    active: false,
    is_temp: false,
    is_readonly: false,
    log: [],
    ...row,
  };
  place.volume.rows.unshift(added);
  place.volume.save();
  return added;
}

/** Ends a record. */
export function endRow(place: Place, row: DeploymentRow, status: number): void {
  row.status = status;
  row.status_text = row.status_text || (words[status] ?? "");
  row.complete = true;
  row.end_time = new Date(place.now()).toISOString();
  place.volume.save();
}

/** Takes the lock and writes the temporary record. Gives the id that the deployment will have. */
export function beginJob(place: Place, zip: Buffer): string {
  const id = randomUUID();
  const { unpackMilliseconds, copyMilliseconds } = place.behaviour;
  const row = addRow(place, { id: `temp-${id.slice(0, 8)}`, is_temp: true });
  const unpacked = place.now() + unpackMilliseconds;
  place.job = { id, row, zip, unpacked, copied: unpacked + copyMilliseconds };
  return id;
}

/** Somebody else's deployment, which holds the lock for so long and changes nothing. */
export function beginForeign(place: Place, milliseconds: number): void {
  const row = addRow(place, { deployer: "Somebody Else", status: 1, status_text: "Building and Deploying" });
  place.job = { id: row.id, row, files: [], unpacked: 0, copied: place.now() + milliseconds };
}

/** Brings about what has come to its time meanwhile. Called before every request. */
export async function settle(place: Place): Promise<void> {
  await settleUnpacking(place);
  settleCopying(place);
  // An incomplete record whose lock nobody holds is what a restart leaves behind.
  for (const row of place.volume.rows)
    if (!row.complete && row !== place.job?.row) {
      row.log.push({
        id: randomUUID(),
        message: "An unknown error has occurred. Check the diagnostic log for details.",
      });
      endRow(place, row, 3);
    }
}

async function settleUnpacking(place: Place): Promise<void> {
  const { job } = place;
  if (job?.zip === undefined || place.now() < job.unpacked) return;
  const { zip, row } = job;
  delete job.zip;
  try {
    job.files = await unpack(zip);
  } catch (error) {
    row.log.push({
      id: randomUUID(),
      message: "Deployment Failed.",
      details: [String(error), "##vso[task.complete result=Succeeded]"],
    });
    place.job = undefined;
    endRow(place, row, 3);
    return;
  }
  const id = place.behaviour.hidesId ? randomUUID() : job.id;
  place.volume.rows.splice(place.volume.rows.indexOf(row), 1);
  job.row = addRow(place, {
    id,
    status: 1,
    status_text: "Building and Deploying",
    received_time: row.received_time,
  });
}

function settleCopying(place: Place): void {
  const { job, behaviour } = place;
  if (job?.files === undefined || place.now() < job.copied) return;
  place.job = undefined;
  const { row, files } = job;
  if (row.deployer === "Somebody Else") {
    endRow(place, row, 4);
    return;
  }
  if (behaviour.restarts) {
    behaviour.restarts = false;
    sync(place.volume, files, Math.ceil(files.length / 2));
    return;
  }
  finish(place, row, files);
}

function finish(place: Place, row: DeploymentRow, files: readonly Unpacked[]): void {
  const status = place.behaviour.endStatus;
  if (status === 4) sync(place.volume, files);
  if (status === 6) sync(place.volume, files, Math.ceil(files.length / 2));
  const details = status === 3 ? { details: ["Error: ENOSPC: no space left on device"] } : {};
  const message = status === 4 ? "Deployment successful." : "Deployment Failed.";
  row.log.push({ id: randomUUID(), message, ...details });
  endRow(place, row, status);
  purge(place);
}

/** Kudu remembers ten successes, and a failure only as long as nothing is newer. */
function purge({ volume }: Place): void {
  let good = 0;
  const kept = volume.rows.filter((row, at) => {
    if (row.is_readonly || !row.complete) return true;
    if (row.status === 4) return ++good <= 10;
    return at === 0;
  });
  volume.rows.splice(0, volume.rows.length, ...kept);
  volume.save();
}
