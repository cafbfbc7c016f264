import { bounded, defuse } from "../../../core/model/defuse.ts";
import { NoAnswer } from "../shared/target-request.ts";
import type { StreamedBody } from "../shared/target-request.ts";
import { TargetRefusal } from "../shared/target-refusal.ts";
import type { Decision } from "./decide-import.ts";
import { componentParameters } from "./deployment-settings.ts";
import type { ValueToSet } from "./deployment-settings.ts";
import { missingIn, missingWords } from "./import-log.ts";
import { findLost, meansBusy, ownOperations } from "./other-imports.ts";
import { readBegun, readStaged } from "./read-dataverse.ts";
import type { Begun, Staged } from "./read-dataverse.ts";
import { bodyWithArchive } from "./solution-archive.ts";
import { missingNext, sentence } from "./why.ts";
import { failed, failedBy, nameOf, showProgress, unchanged } from "./work.ts";
import type { Work } from "./work.ts";

/** Dataverse validates a large solution in one go: nothing is heard from it for minutes. */
const stagingPatience = 10 * 60 * 1000;

/** Sends the zip for validation. Refuses with what is missing there; the environment stays as it was. Absent: the stage was cancelled. */
export async function stage(work: Work): Promise<string | undefined> {
  const { api } = work.environment;
  const megabytes = (work.archive.bytes / 1024 / 1024).toFixed(1);
  work.io.tell(`Sending ${nameOf(work)} (${megabytes} MB) for validation.`);
  showProgress(work, 2, `Validating ${nameOf(work)}`);
  const body = bodyWithArchive(work.archive, {});
  const staged = await api
    .post("StageSolution", body, { repeatable: true, patience: stagingPatience, signal: work.io.signal })
    .then(readStaged)
    .catch((error: unknown) => {
      if (work.io.signal.aborted) return undefined;
      throw failedBy(work, error, "nothing was changed");
    });
  if (staged === undefined) return undefined;
  if (staged.passed && staged.missing.length === 0) return staged.uploadId;
  throw failed(work, {
    cause: stagingCause(staged),
    state: "nothing was changed",
    next:
      missingOf(staged).length > 0
        ? missingNext(work.environment.whom)
        : "Mend the solution in its build, then run this stage again.",
    ids: "StageSolution",
  });
}

function missingOf(staged: Staged): Staged["missing"] {
  return staged.missing.length > 0 ? staged.missing : missingIn(staged.faults);
}

function stagingCause(staged: Staged): string {
  const missing = missingOf(staged);
  if (missing.length > 0) return sentence(bounded(defuse(missingWords(missing)), 2000));
  const faults = staged.faults.map((fault) => bounded(defuse(fault), 500)).join("; ");
  return `Dataverse's validation failed: ${faults || "it gave no reason"}`;
}

/** What an attempt to begin came to. `busy`: something else was quicker. */
export type Beginning = Readonly<{ begun: Begun }> | "busy";

/** Begins the import of a staged solution, or its upgrade. */
export async function beginImport(
  work: Work,
  decision: Decision,
  upload: string,
  values: readonly ValueToSet[],
): Promise<Beginning> {
  const action = decision.do === "upgrade" ? "StageAndUpgradeAsync" : "ImportSolutionAsync";
  const parameters = componentParameters(values);
  const body = {
    OverwriteUnmanagedCustomizations: false,
    PublishWorkflows: true,
    ...(parameters.length > 0 ? { ComponentParameters: parameters } : {}),
  };
  const staged = JSON.stringify({ ...body, SolutionParameters: { StageSolutionUploadId: upload } });
  const first = await begin(work, action, staged, true);
  if (first !== "refused") return first;
  // Sources differ on whether every region takes the staged upload: the file itself always goes.
  work.io.tell("The environment does not take the staged upload; sending the file again.");
  const second = await begin(work, action, bodyWithArchive(work.archive, body), false);
  if (second === "refused") throw new Error("a refusal of the file itself is thrown, not given back");
  return second;
}

/** Begins the last step of an upgrade that was staged earlier. */
export async function beginPromote(work: Work): Promise<Beginning> {
  const body = JSON.stringify({ UniqueName: work.archive.content.facts.uniqueName });
  return beginOther(work, "DeleteAndPromoteAsync", body);
}

/** Begins publishing, which unmanaged customisations need. */
export async function beginPublish(work: Work): Promise<Beginning> {
  return beginOther(work, "PublishAllXmlAsync", "{}");
}

async function beginOther(work: Work, action: string, body: string): Promise<Beginning> {
  const beginning = await begin(work, action, body, false);
  if (beginning === "refused") throw new Error("a refusal is thrown, not given back");
  return beginning;
}

async function begin(
  work: Work,
  action: string,
  body: string | StreamedBody,
  mayRefuse: boolean,
): Promise<Beginning | "refused"> {
  const before = await unchanged(work, () => ownOperations(work));
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { begun: await post(work, action, body) };
    } catch (error) {
      const verdict = verdictOn(error, mayRefuse);
      if (verdict === "failed") throw failedBy(work, error, "nothing was changed");
      if (verdict !== "lost") return verdict;
      const begun = await afterLoss(work, error, () => findLost(work, before));
      if (begun) return { begun };
      if (attempt === 2 || work.io.signal.aborted) throw failedBy(work, error, "its state is not known");
    }
  }
}

function verdictOn(error: unknown, mayRefuse: boolean): "busy" | "refused" | "lost" | "failed" {
  if (isLost(error)) return "lost";
  if (!(error instanceof TargetRefusal)) return "failed";
  if (meansBusy(error.message)) return "busy";
  return mayRefuse && error.status === 400 ? "refused" : "failed";
}

async function post(work: Work, action: string, body: string | StreamedBody): Promise<Begun> {
  const begun = readBegun(await work.environment.api.post(action, body, { patience: stagingPatience }));
  if (begun) return begun;
  throw failed(work, {
    cause: `Dataverse's answer to ${action} names no operation`,
    state: "its state is not known",
    next: "Look into the environment's Solution History before you run this stage again.",
  });
}

async function afterLoss<T>(work: Work, loss: unknown, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch {
    // The look failed for the same reason as the request, most likely.
    throw failedBy(work, loss, "its state is not known");
  }
}

/** The request may have been carried out although no proper answer came. */
function isLost(error: unknown): boolean {
  if (error instanceof NoAnswer) return error.sent;
  if (!(error instanceof TargetRefusal)) return false;
  // Below 300 the service took it, and something on the way made a page of the answer.
  return error.status < 300 || [500, 502, 503, 504].includes(error.status);
}
