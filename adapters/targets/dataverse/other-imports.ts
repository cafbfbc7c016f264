import { bounded, defuse } from "../../../core/model/defuse.ts";
import { query, quoted } from "./environment.ts";
import type { Environment } from "./environment.ts";
import { readJobs, readOperations } from "./read-dataverse.ts";
import type { Begun, OperationRow } from "./read-dataverse.ts";
import { failed, nameOf, pause } from "./work.ts";
import type { Work } from "./work.ts";

/** Imports, publishing, promoting, removing, upgrading: Dataverse does one of them at a time. */
const exclusive =
  "(operationtype eq 203 or operationtype eq 204 or operationtype eq 207 or operationtype eq 208 or operationtype eq 211)";
const importTypes = [203, 211];
const columns = "asyncoperationid,name,operationtype,statecode,statuscode,createdon,_createdby_value";

/** Whether Dataverse's words mean that something else is running. */
export function meansBusy(words: string): boolean {
  return /Cannot start (another|the requested operation) \[/i.test(words);
}

/**
 * Waits, within the time that there is, until nothing else runs there. When what runs is an import of this very solution by
 * this very application, an earlier attempt began it: it is given back to be watched.
 */
export async function waitForOthers(work: Work): Promise<Begun | undefined> {
  for (let round = 0; ; round += 1) {
    const others = await runningThere(work.environment);
    const [first] = others;
    if (first === undefined || work.io.signal.aborted) return undefined;
    const begun = await ownImport(work, others);
    if (begun) return begun;
    if (work.environment.world.now() >= work.deadline) throw busyTooLong(work, first);
    if (round % 20 === 0) work.io.tell(waitingFor(work, first));
    await pause(work, round === 0 ? 5000 : 15_000);
  }
}

/** Everything that keeps a new import from beginning now. */
export async function runningThere({ api }: Environment): Promise<readonly OperationRow[]> {
  const filter = `${exclusive} and statecode ne 3`;
  const path = query("asyncoperations", {
    $select: columns,
    $filter: filter,
    $orderby: "createdon desc",
    $top: "20",
  });
  return readOperations(await api.get(path));
}

async function ownImport(work: Work, others: readonly OperationRow[]): Promise<Begun | undefined> {
  const operation = others.find((row) => row.createdBy === work.userId && importTypes.includes(row.type));
  if (operation === undefined) return undefined;
  const filter = `${ofThisSolution(work)} and completedon eq null`;
  const path = query("importjobs", {
    $select: "importjobid,solutionname,progress",
    $filter: filter,
    $orderby: "startedon desc",
    $top: "1",
  });
  const [job] = readJobs(await work.environment.api.get(path));
  return job && { operationId: operation.id, jobId: job.id };
}

function ofThisSolution(work: Work): string {
  return `solutionname eq ${quoted(work.archive.content.facts.uniqueName)}`;
}

function waitingFor(work: Work, other: OperationRow): string {
  const { environment, waitMinutes } = work.environment.settings;
  const name = other.name === "" ? "" : ` ('${bounded(defuse(other.name), 100)}')`;
  return `Something else is being imported or published in ${environment}${name}: waiting for it, ${waitMinutes} min at most.`;
}

function busyTooLong(work: Work, other: OperationRow): ReturnType<typeof failed> {
  return failed(work, {
    cause: `Something else has been imported or published there for ${work.environment.settings.waitMinutes} min, and Dataverse does one at a time`,
    state: "nothing was changed",
    retry: "safe",
    next: "Look into the environment's Solution History, then run this stage again.",
    ids: `other operation ${other.id}`,
  });
}

/** The ids of our own latest imports: what was there before a request whose answer may get lost. */
export async function ownOperations(work: Work): Promise<ReadonlySet<string>> {
  return new Set((await latestOwn(work)).map(({ id }) => id));
}

async function latestOwn(work: Work): Promise<readonly OperationRow[]> {
  const filter = `${exclusive} and _createdby_value eq ${work.userId}`;
  const path = query("asyncoperations", {
    $select: columns,
    $filter: filter,
    $orderby: "createdon desc",
    $top: "20",
  });
  return readOperations(await work.environment.api.get(path));
}

/** Looks for the operation that a request began although its answer was lost. Absent: it was not carried out. */
export async function findLost(work: Work, before: ReadonlySet<string>): Promise<Begun | undefined> {
  work.io.tell(`The answer to the import of ${nameOf(work)} was lost; looking whether it was begun.`);
  for (let look = 0; look < 6; look += 1) {
    await pause(work, look === 0 ? 1000 : 5000);
    const found = (await latestOwn(work)).find(({ id }) => !before.has(id));
    if (found) return { operationId: found.id, ...(await jobOf(work)) };
  }
  return undefined;
}

async function jobOf(work: Work): Promise<Pick<Begun, "jobId">> {
  const path = query("importjobs", {
    $select: "importjobid,solutionname",
    $filter: ofThisSolution(work),
    $orderby: "startedon desc",
    $top: "1",
  });
  const [job] = readJobs(await work.environment.api.get(path));
  return job ? { jobId: job.id } : {};
}
