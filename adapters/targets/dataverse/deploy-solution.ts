import { bounded, defuse } from "../../../core/model/defuse.ts";
import type { Deployed } from "../../../core/ports.ts";
import { beginImport, beginPromote, beginPublish, stage } from "./begin-import.ts";
import type { Beginning } from "./begin-import.ts";
import { compareVersions, decideImport } from "./decide-import.ts";
import type { Decision } from "./decide-import.ts";
import { changesOf, matchSettings } from "./deployment-settings.ts";
import type { DeploymentSettings, ValueToSet } from "./deployment-settings.ts";
import { currentValues, installedOf, setValues } from "./environment.ts";
import { afterFailure, issuesOf } from "./import-outcome.ts";
import { meansBusy, waitForOthers } from "./other-imports.ts";
import type { Begun } from "./read-dataverse.ts";
import { watchOperation } from "./watch-operation.ts";
import { failed, failedBy, nameOf, pause, saveOperation, showProgress } from "./work.ts";
import type { Situation, Work } from "./work.ts";

/** How often we begin anew because something else was quicker each time. */
const rounds = 20;

/** Brings one solution into the environment, or finds out that it is there already. Failures are thrown. */
export async function deploySolution(work: Work, settings: DeploymentSettings): Promise<Deployed> {
  let attached: Begun | undefined;
  for (let round = 0; round < rounds; round += 1) {
    if (work.io.signal.aborted) return cancelledBefore(work);
    const situation = await situationOf(work);
    const { decision } = situation;
    const values = await valuesFor(work, settings);
    if (decision.do === "skip") return alreadyThere(work, values, attached);
    refuseChanged(work, decision);
    const earlier = await before(work, () => waitForOthers(work));
    if (earlier) {
      attached = earlier;
      await attach(work, situation, earlier);
      continue;
    }
    if (work.io.signal.aborted) return cancelledBefore(work);
    const done = await carryOut(work, situation, values);
    if (done !== "busy") return done;
    await pause(work, 15_000);
  }
  throw failed(work, {
    cause: "Something else was imported or published there each time we tried",
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again when the environment is quiet.",
  });
}

function cancelledBefore(work: Work): Deployed {
  const text = `Solution ${nameOf(work)} was not imported: the stage was cancelled before. Nothing was changed.`;
  return { outcome: "cancelled", text, issues: [], operations: work.operations };
}

async function before<T>(work: Work, act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw failedBy(work, error, "nothing was changed");
  }
}

async function situationOf(work: Work): Promise<Situation> {
  const { facts } = work.archive.content;
  const there = await before(work, () => installedOf(work.environment, [facts.uniqueName]));
  const state = there.get(facts.uniqueName.toLowerCase()) ?? {};
  return { decision: decideImport(facts, state, work.environment.settings.stageClass), before: state };
}

async function valuesFor(work: Work, settings: DeploymentSettings): Promise<readonly ValueToSet[]> {
  const { content } = work.archive;
  const current = await before(work, () => currentValues(work.environment, content));
  const { values, faults } = matchSettings(settings, content, current);
  if (faults.length === 0) return values;
  throw failed(work, {
    code: "RM001",
    cause: `In the deployment settings, ${faults.join("; ")}`,
    state: "nothing was changed",
    next: "Give the values in the settings file, then run this stage again.",
  });
}

/** What was planned and shown is what is done: somebody else may have been there meanwhile. */
function refuseChanged(work: Work, decision: Decision): void {
  if (decision.do === "refuse") {
    const { because, next } = decision;
    throw failed(work, { cause: because, state: "nothing was changed", next });
  }
  const { planned } = work;
  if (planned === undefined || JSON.stringify(planned) === JSON.stringify(decision)) return;
  // Our own earlier attempt may have brought it so far.
  if (decision.do === "promote") return;
  throw failed(work, {
    code: "RM042",
    cause: "What is installed there changed after the plan was made",
    state: "nothing was changed",
    retry: "safe",
    next: "Run this stage again: it plans anew.",
  });
}

/** An earlier attempt's import is still running: it is watched instead of begun again. */
async function attach(work: Work, situation: Situation, begun: Begun): Promise<void> {
  work.io.tell(`An earlier attempt's import of ${nameOf(work)} is still running: watching it.`);
  await save(work, begun);
  await watchToEnd(work, situation, begun);
}

async function save(work: Work, begun: Begun): Promise<void> {
  await saveOperation(work, "dataverse.asyncoperation", begun.operationId);
  if (begun.jobId !== undefined) await saveOperation(work, "dataverse.importjob", begun.jobId);
}

/** Throws unless it ends well; `busy` where it could not even begin. */
async function watchToEnd(work: Work, situation: Situation, begun: Begun): Promise<"succeeded" | "busy"> {
  const watched = await watchOperation(work, begun, `Importing ${nameOf(work)}`);
  if (watched.end === "succeeded") return "succeeded";
  if (watched.end === "stillRunning") {
    const { because: cause, next } = watched;
    throw failed(work, { code: "RM032", cause, state: "it is being changed still", retry: "safe", next });
  }
  if (meansBusy(watched.message)) return "busy";
  throw await afterFailure(work, situation, { begun, message: watched.message });
}

async function carryOut(
  work: Work,
  situation: Situation,
  values: readonly ValueToSet[],
): Promise<Deployed | "busy"> {
  const { decision } = situation;
  const beginning =
    decision.do === "promote" ? await beginPromote(work) : await importOf(work, decision, values);
  if (beginning === "busy") return "busy";
  await save(work, beginning.begun);
  if ((await watchToEnd(work, situation, beginning.begun)) === "busy") return "busy";
  if (decision.do === "promote") await setAfterwards(work, values);
  if (!work.archive.content.facts.managed) await publish(work, situation);
  await confirm(work, situation);
  const issues = await issuesOf(work, beginning.begun);
  return finished(work, sentenceFor(work, decision), issues);
}

async function importOf(work: Work, decision: Decision, values: readonly ValueToSet[]): Promise<Beginning> {
  const upload = await stage(work);
  if (work.io.signal.aborted) return "busy";
  return beginImport(work, decision, upload, values);
}

async function publish(work: Work, situation: Situation): Promise<void> {
  for (let round = 0; round < rounds; round += 1) {
    const beginning = await beginPublish(work);
    if (beginning !== "busy") {
      await save(work, beginning.begun);
      if ((await watchToEnd(work, situation, beginning.begun)) === "succeeded") return;
    }
    await pause(work, 15_000);
  }
}

/** The version counts, not the word "succeeded": a holding solution may have been left behind. */
async function confirm(work: Work, situation: Situation): Promise<void> {
  const after = await situationAfter(work);
  const { version } = work.archive.content.facts;
  if (after.decision.do === "promote" && situation.decision.do !== "promote") {
    work.io.tell(`The import left the holding solution of ${nameOf(work)}: applying the upgrade.`);
    const promoted = await carryOut(work, after, []);
    if (promoted !== "busy") return;
  }
  const there = after.before.solution?.version;
  if (there !== undefined && compareVersions(there, version) === 0 && !after.before.holding) return;
  throw failed(work, {
    cause: `Dataverse reported success, but ${there === undefined ? "the solution is not there" : `version ${there} is there`}`,
    state: "it was partly changed",
    next: "Look into the environment's Solution History, then run this stage again.",
  });
}

async function situationAfter(work: Work): Promise<Situation> {
  try {
    return await situationOf(work);
  } catch (error) {
    throw failedBy(work, error, "its state is not known");
  }
}

async function setAfterwards(work: Work, values: readonly ValueToSet[]): Promise<void> {
  try {
    await setValues(work.environment, changesOf(values));
  } catch (error) {
    throw failedBy(work, error, "it was partly changed");
  }
}

async function alreadyThere(work: Work, values: readonly ValueToSet[], attached?: Begun): Promise<Deployed> {
  const changes = changesOf(values);
  await setAfterwards(work, changes);
  const issues = attached ? await issuesOf(work, attached) : [];
  const set =
    changes.length === 0
      ? ""
      : ` ${changes.length === 1 ? "1 value was" : `${changes.length} values were`} set from the settings file.`;
  const text = attached
    ? `Solution ${nameOf(work)} was imported.`
    : `Solution ${nameOf(work)} is already installed.`;
  return finished(work, `${text}${set}`, issues);
}

function sentenceFor(work: Work, decision: Decision): string {
  const from = "from" in decision ? ` over ${decision.from}` : "";
  return `Solution ${nameOf(work)} was imported${from}.`;
}

function finished(work: Work, text: string, issues: readonly string[]): Deployed {
  showProgress(work, 100, text);
  const words = issues.map((issue) => bounded(defuse(issue), 500));
  const outcome = words.length > 0 ? "succeededWithIssues" : "succeeded";
  return { outcome, text, issues: words, operations: work.operations };
}
