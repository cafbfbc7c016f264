import { bounded, defuse } from "../../../core/model/defuse.ts";
import { NoAnswer, type TargetAnswer } from "../shared/target-request.ts";
import { judgeDeployment, type Known, type KuduRecord } from "./judge-deployment.ts";
import { bodyOf } from "./package-body.ts";
import { idOf } from "./read-kudu.ts";
import { recordsOf } from "./site.ts";
import { stampOf } from "./stamp.ts";
import { isLost } from "./web-door.ts";
import { cancelled, failed, failedBy, isCancelled, pause, stateOf, type Work } from "./work.ts";

/** What became of the upload. `lost`: it may have been accepted, and nobody told us. */
type Sent = Readonly<{ kind: "accepted"; tracked?: string }> | Readonly<{ kind: "busy" | "lost" }>;

/** `clean` deletes what the package does not hold; the deployment gets an id of its own by `trackDeploymentProgress`. */
const publish = "/api/publish?type=zip&async=true&clean=true&restart=true&trackDeploymentProgress=true";

/** A server that unpacks a large zip says nothing for a while. */
const uploadPatience = 10 * 60_000;

/**
 * Sends the package. Gives what is known of its deployment, or `busy` where another one was quicker, or `again` where the
 * upload was lost and the server did not begin anything.
 */
export async function sendPackage(
  work: Work,
  list: readonly KuduRecord[],
): Promise<Known | "busy" | "again"> {
  const before = new Set(list.map(({ id }) => id));
  const megabytes = (work.web.bytes / 1024 / 1024).toFixed(1);
  work.io.progress(5, `Sending ${megabytes} MB to ${work.place.label}`);
  const sent = await send(work);
  if (sent.kind === "busy") return "busy";
  if (sent.kind === "accepted")
    return { before, ...(sent.tracked === undefined ? {} : { tracked: sent.tracked }) };
  const found = await findLost(work, { before });
  if (isCancelled(work))
    throw cancelled(
      work,
      found
        ? "the upload had been accepted, and the deployment goes on at the site"
        : "the upload was broken off",
    );
  return found ? { before } : "again";
}

async function send(work: Work): Promise<Sent> {
  const { site, place, web, io } = work;
  const body = bodyOf(web, stampOf(site.settings.release.createdOn));
  try {
    const answer = await place.scm.call(publish, {
      method: "POST",
      body,
      headers: { "content-type": "application/zip" },
      allow: [409],
      patience: uploadPatience,
      signal: io.signal,
    });
    return sentBy(work, answer);
  } catch (error) {
    if (isLost(error)) return { kind: "lost" };
    if (error instanceof NoAnswer && isCancelled(work)) throw cancelled(work);
    throw failedBy(work, error, "nothing was changed");
  }
}

function sentBy(work: Work, answer: TargetAnswer): Sent {
  if (answer.status === 409) return busyOr(work, answer.text);
  // The header stands on a refusal, too: it says that we were accepted only beside a success.
  const tracked = idOf(answer.header("scm-deployment-id"));
  return { kind: "accepted", ...(tracked === "" ? {} : { tracked }) };
}

/** A lock is waited for. A site that runs a zip from elsewhere takes no deployment at all, however often it is asked. */
function busyOr(work: Work, text: string): Sent {
  const words = bounded(defuse(text).trim(), 500);
  if (!/run-from-remote-zip|WEBSITE_RUN_FROM|WEBSITE_USE_ZIP/i.test(words)) {
    work.io.tell(`${work.place.label} does not take a deployment now: ${words}`);
    return { kind: "busy" };
  }
  throw failed(work, {
    cause: `The site runs a zip from another address (setting WEBSITE_RUN_FROM_PACKAGE), so it takes no package: ${words}`,
    state: "nothing was changed",
    next: "Remove that setting or give it the value 1, then run this stage again",
  });
}

/** After a reset nobody knows: the server's list does. Nothing is sent twice before it was looked at. */
async function findLost(work: Work, known: Known): Promise<boolean> {
  work.io.tell("The answer to the upload was lost; looking whether the site began the deployment.");
  try {
    for (let look = 0; look < 6; look += 1) {
      await pause(work, look === 0 ? 1000 : 5000);
      const list = await recordsOf(work.place);
      if (judgeDeployment(known, undefined, list).kind !== "absent") return true;
      if (isCancelled(work)) return false;
    }
    return false;
  } catch (error) {
    throw failedBy(work, error, stateOf(work, "its state is not known"));
  }
}
