import { bounded, defuse } from "../../../core/model/defuse.ts";
import { badEnd, judgeDeployment, type Judgement, type Known, type KuduRecord } from "./judge-deployment.ts";
import { readLog, readRecord } from "./read-kudu.ts";
import { recordsOf } from "./site.ts";
import { isRefused } from "./web-door.ts";
import { cancelled, failed, failedBy, isCancelled, isLate, leftBehind, operationKinds } from "./work.ts";
import { pause, saveOperation, stateOf, type Work } from "./work.ts";

/** Pauses between two looks, in milliseconds. */
const pauses = [500, 1000, 2000, 3000, 5000, 5000];
const longestPause = 10_000;

/** So many looks in a row may find nothing, or be refused, before we say that we do not know. */
const patience = 3;

/** Watches our own deployment to its end and gives its record. Never asks for "the latest". Throws unless it succeeded. */
export async function watchDeployment(work: Work, known: Known): Promise<KuduRecord> {
  if (known.tracked !== undefined) await saveId(work, known.tracked);
  const goesOn = `the deployment goes on at ${work.place.label}`;
  let fruitless = 0;
  for (let looks = 0; ; looks += 1) {
    await pause(work, pauses[looks] ?? longestPause);
    if (isCancelled(work)) throw cancelled(work, goesOn);
    const judged = await look(work, known);
    if ("record" in judged) await saveRecord(work, judged.record);
    if (judged.kind === "ended") return ended(work, judged.record, judged.temporary);
    fruitless = isFruitless(judged) ? fruitless + 1 : 0;
    giveUp(work, judged, fruitless);
    work.io.progress(20 + Math.min(50, looks * 2), doing(work, judged.kind));
  }
}

function giveUp(work: Work, { kind }: Look, fruitless: number): void {
  if (fruitless >= patience) throw unknown(work, kind);
  if (isLate(work)) throw late(work);
}

function isFruitless({ kind }: Look): boolean {
  return kind === "absent" || kind === "refused";
}

/** Once: where the server gave no id, the lasting record's own is kept as soon as it is there. */
async function saveRecord(work: Work, { id, isTemporary }: KuduRecord): Promise<void> {
  if (!isTemporary) await saveId(work, id);
}

async function saveId(work: Work, id: string): Promise<void> {
  if (work.operations.some((one) => one.id === id)) return;
  await saveOperation(work, operationKinds.deployment, id);
}

type Look = Judgement | Readonly<{ kind: "refused" | "unreached" }>;

async function look(work: Work, known: Known): Promise<Look> {
  try {
    const own = known.tracked === undefined ? undefined : await recordOf(work, known.tracked);
    return judgeDeployment(known, own, own === undefined ? await recordsOf(work.place, { tries: 2 }) : []);
  } catch (error) {
    const { cause } = failedBy(work, error, "its state is not known").report;
    work.io.tell(`A look at the deployment failed and is made again. ${cause}.`);
    return { kind: isRefused(error) ? "refused" : "unreached" };
  }
}

async function recordOf({ place }: Work, id: string): Promise<KuduRecord | undefined> {
  const answer = await place.scm.call(`/api/deployments/${id}`, { allow: [404], tries: 2 });
  return answer.status === 404 ? undefined : readRecord(answer.text);
}

function doing({ place }: Work, kind: Look["kind"]): string {
  return kind === "unpacking" ? `${place.label} unpacks the package` : `${place.label} copies the files`;
}

async function ended(work: Work, record: KuduRecord, temporary: boolean): Promise<KuduRecord> {
  if (record.status === 4 && !temporary) return record;
  const log = await logOf(work, record.id);
  const because = temporary
    ? "the package could not be unpacked there (the deployment ended before it got its own record)"
    : badEnd(record, log);
  for (const line of log) work.io.tell(line);
  const last = log.slice(-3).map((line) => line.trim());
  const said = last.length === 0 ? "" : `. Its log, which stands above, ends: ${last.join("; ")}`;
  throw failed(work, {
    cause: `${because}${leftBehind(work)}${said}`,
    state: stateOf(work, temporary ? "nothing was changed" : "it was partly changed"),
    retry: "safe",
    next: "Look at the log above and at the site's Deployment Center, mend the cause, then run this stage again: it sends everything anew",
    ids: `deployment ${record.id}, status ${record.status}`,
  });
}

/** The end of the log, at once: Kudu forgets a failure as soon as something newer was deployed. */
async function logOf({ place, io }: Work, id: string): Promise<readonly string[]> {
  try {
    const base = `/api/deployments/${id}/log`;
    const lines = readLog((await place.scm.call(base, { tries: 2 })).text).slice(-20);
    const told: string[] = [];
    for (const { message, detailsId } of lines) {
      told.push(message);
      if (detailsId === undefined || told.length > 40) continue;
      const details = readLog((await place.scm.call(`${base}/${detailsId}`, { tries: 2 })).text);
      told.push(...details.slice(-10).map((line) => `  ${line.message}`));
    }
    return told.map((line) => bounded(defuse(line), 300)).slice(-40);
  } catch (error) {
    io.tell(
      `The deployment's log could not be read: ${error instanceof Error ? bounded(defuse(error.message), 300) : ""}`,
    );
    return [];
  }
}

function unknown(work: Work, kind: Look["kind"]): Error {
  const cause =
    kind === "absent"
      ? "The site accepted the package, but no longer knows anything of its deployment"
      : "The deployment goes on at the site, but we may not watch it any more";
  return failed(work, {
    code: "RM032",
    cause: `${cause}${leftBehind(work)}`,
    state: stateOf(work, "its state is not known"),
    retry: "safe",
    next: "Look into the site's Deployment Center, then run this stage again: it looks first what is there",
  });
}

function late(work: Work): Error {
  return failed(work, {
    code: "RM032",
    cause: `It is still running at ${work.place.label} after ${work.site.settings.waitMinutes} min`,
    state: "it is being changed still",
    retry: "safe",
    next: "Run this stage again to watch on: nothing is sent a second time while it runs",
  });
}
