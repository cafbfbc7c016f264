import type { TargetState } from "../../../core/failure.ts";
import { counted } from "../../../core/model/words.ts";
import { instant, iso } from "../../../core/model/instant.ts";
import type { Deployed } from "../../../core/ports-of-targets.ts";
import { decideSite, holds, sameFacts } from "./decide-site.ts";
import { askHealth, healthRule } from "./health.ts";
import { newestIn, type KuduRecord } from "./judge-deployment.ts";
import type { Plan } from "./plan-site.ts";
import { situationOf } from "./plan-site.ts";
import { proveFiles, type Proof } from "./prove-files.ts";
import { whenQuiet } from "./quiet.ts";
import { markerPath, markerText, type Marker } from "./read-marker.ts";
import { sendPackage } from "./send-package.ts";
import { swapSlot } from "./swap.ts";
import { watchDeployment } from "./watch-deployment.ts";
import { cancelled, deployed, failed, failedBy, isCancelled, isLate, leftBehind } from "./work.ts";
import { operationKinds, pause, stateOf, type Work } from "./work.ts";

/** How often a lost upload is sent again, once it is known that the site began nothing. */
const mostUploads = 3;

/** Brings the package to the site as it was planned. What went wrong is thrown. */
export async function deploySite(work: Work, plan: Plan): Promise<Deployed> {
  if (isCancelled(work)) throw cancelled(work);
  const { wanted } = plan.situation;
  if (plan.decision.do !== "swap") {
    const record = await bring(work, plan);
    await prove(work);
    await leaveMarker(work, plan, record);
  } else {
    await refuseChanged(work, plan);
  }
  const files = counted(work.web.files.length, "file");
  if (work.isLive) return deployed(work, `${files} deployed over the running site`);
  await refuseSick(work);
  await swapSlot(work, wanted);
  const sent = plan.decision.do === "swap" ? "lay there already" : "deployed there";
  return deployed(work, `${work.place.label} was swapped with the site; ${files} ${sent}`);
}

/** Sends the package, once nobody else is deploying, and watches its own deployment to its end. */
async function bring(work: Work, plan: Plan): Promise<KuduRecord> {
  for (let uploads = 0; ;) {
    const list = await whenQuiet(work);
    if (isCancelled(work)) throw cancelled(work);
    const earlier = fromEarlier(work, list);
    if (earlier !== undefined && (await proofOf(work, "nothing was changed")).faults.length === 0) {
      work.io.tell(`An earlier attempt's deployment ${earlier.id} went well: its package is not sent again.`);
      return earlier;
    }
    await refuseChanged(work, plan);
    const known = await sendPackage(work, list);
    if (typeof known !== "string") return watchDeployment(work, known);
    uploads += known === "again" ? 1 : 0;
    await waitToSendAgain(work, known, uploads);
  }
}

async function waitToSendAgain(work: Work, why: "busy" | "again", uploads: number): Promise<void> {
  if (uploads >= mostUploads || isLate(work)) throw neverTaken(work, why);
  await pause(work, why === "busy" ? 15_000 : 1000);
}

/** An earlier attempt's deployment that went well, and after which nothing came. */
function fromEarlier(work: Work, list: readonly KuduRecord[]): KuduRecord | undefined {
  const newest = newestIn(list);
  const isOwn = work.io.earlier.some(
    ({ kind, id }) => kind === operationKinds.deployment && id === newest?.id,
  );
  return isOwn && newest?.status === 4 ? newest : undefined;
}

/** What was planned and shown is what is done: somebody else may have been there meanwhile. */
async function refuseChanged(work: Work, { situation, decision, web }: Plan): Promise<void> {
  const now = await situationOf(work.site, situation.wanted, web).catch((error: unknown) => {
    throw failedBy(work, error, "nothing was changed");
  });
  // Where the plan said that somebody's deployment is waited for, it was going to change what is there.
  const announced = situation.site.pending !== undefined || situation.slot?.pending !== undefined;
  if (decideSite(now).do === decision.do && (announced || sameFacts(now, situation))) return;
  throw failed(work, {
    code: "RM042",
    cause: `Somebody else deployed to ${work.place.label} or to the site after the plan was made`,
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again: it plans anew",
  });
}

function proofOf(work: Work, state: TargetState): Promise<Proof> {
  return proveFiles(work.place, work.web).catch((error: unknown) => {
    throw failedBy(work, error, state);
  });
}

async function prove(work: Work): Promise<void> {
  work.io.progress(75, `Reading back from ${work.place.label}`);
  const proof = await proofOf(work, stateOf(work, "it was changed completely"));
  if (proof.faults.length === 0) {
    work.io.tell(`${work.place.label}: ${proof.text}.`);
    return;
  }
  throw failed(work, {
    cause: `The site reported success, but ${proof.faults.slice(0, 9).join("; ")}${leftBehind(work)}`,
    state: stateOf(work, "it was partly changed"),
    retry: "safe",
    next: "Find out who or what else writes into the site, then run this stage again",
  });
}

/** Says at the site what it holds: the way back and the look for drift live on it. */
async function leaveMarker(work: Work, { situation }: Plan, record: KuduRecord): Promise<void> {
  const { site, place, io } = work;
  const { id, name } = site.settings.release;
  const marker: Marker = {
    schema: 1,
    release: { id, name },
    root: situation.wanted.root,
    artefact: { name: work.artefact, digest: situation.wanted.digest },
    deployment: { id: record.id, receivedOn: record.receivedOn || iso(instant(site.world.now())) },
  };
  try {
    await place.scm.call(`/api/vfs/${markerPath(site.address.name)}`, {
      method: "PUT",
      body: markerText(marker),
      headers: { "content-type": "application/json", "if-match": "*" },
      repeatable: true,
    });
  } catch (error) {
    throw failedBy(work, error, stateOf(work, "it was changed completely"));
  }
  io.progress(80, `${place.label} holds ${name}`);
}

/** A slot that does not answer as it should is not swapped: the site keeps what it serves. */
async function refuseSick(work: Work): Promise<void> {
  const { site, place } = work;
  const rule = healthRule(site.settings);
  work.io.progress(82, `Asking ${place.label} whether it is healthy`);
  const verdict = await askHealth(place.origin, rule, site.world, () => isCancelled(work));
  if (verdict.isHealthy || isCancelled(work)) return;
  throw failed(work, {
    cause: `${place.label} is not healthy: GET ${rule.path} should answer ${rule.text} three times in a row and answered ${verdict.answers.join(", ")}. It was not swapped: the site was not touched`,
    state: "nothing was changed",
    retry: "safe once that is mended",
    next: `Look at the slot's log stream; ${place.origin}${rule.path} must answer without signing in. Then run this stage again`,
  });
}

function neverTaken(work: Work, why: "busy" | "again"): Error {
  const cause =
    why === "busy"
      ? `Another deployment was quicker each time for ${work.site.settings.waitMinutes} min`
      : `The upload was lost ${mostUploads} times, and the site began nothing`;
  return failed(work, {
    cause,
    state: "nothing was changed",
    retry: "safe",
    next: "Look into the site's Deployment Center and at the agent's network, then run this stage again",
  });
}

/** Whether what is planned is live already. */
export function isLiveAlready({ situation }: Plan): boolean {
  return holds(situation.site, situation.wanted) === "yes";
}
