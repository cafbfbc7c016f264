import { refusal } from "../failure.ts";
import { brokenGlass } from "../model/break-glass.ts";
import { momentWords, type Instant } from "../model/instant.ts";
import { isClassic, type ReleaseId } from "../model/release.ts";
import { stateWords } from "../model/words.ts";
import type { AzureDevOps, StartMore } from "../ports.ts";
import { gatherEvidence, type EvidenceWorld, type Seen, type StartSheet } from "./gather-evidence.ts";
import { inspectRelease } from "./inspect-release.ts";
import { readingOf } from "./reading-of.ts";
import { classicNumber } from "./release-of.ts";
import { startRunStage, type RunWorld } from "./start-run.ts";

const mostReason = 4000;

/** What a person ordered. `seen` is what the sheet showed: a start of something else is refused. */
export type StartOrder = Readonly<{
  release: ReleaseId;
  stage: string;
  reason: string;
  /** The environment's name, typed by hand, for production. */
  typedName?: string;
  secret?: string;
  seen?: Seen;
  /** When it starts; absent: now. Of classic stages only: Azure DevOps keeps the time and starts it then. */
  at?: Instant;
}>;

/** `wait` waits for so many milliseconds: a run's stage is looked at until it really moves. */
export type StartWorld = EvidenceWorld & Pick<RunWorld, "wait">;

/**
 * Starts a stage of either world, or starts it again, now or at a time. Everything is read and judged again first, for the
 * moment at which it starts: refused (RM002) when the rules do not allow it, and (RM042) when the release is no longer what was seen.
 */
export async function startStage(order: StartOrder, azure: AzureDevOps, world: StartWorld): Promise<void> {
  const what = `${order.stage} was not started`;
  refuseLong(order, what);
  refuseTime(order, world.now, what);
  const dossier = await inspectRelease(order.release, azure);
  const judged = order.at === undefined ? world : { ...world, at: order.at };
  const sheet = sheetFor(order.reason, await gatherEvidence(dossier, order.stage, azure, judged));
  refuseChanged(sheet, order, what);
  refuseBlocked(sheet, what);
  refuseIncomplete(sheet, order, what);
  const reason = order.reason.trim();
  if (sheet.release.kind === "yaml")
    await startRunStage(sheet.release, sheet.stage, reason, { azure, world });
  else await startClassic(sheet, reason, { azure, more: moreOf(sheet, order) });
}

function moreOf({ asksSecret }: StartSheet, { secret, at }: StartOrder): StartMore {
  return {
    ...(asksSecret && secret !== undefined ? { secret } : {}),
    ...(at === undefined ? {} : { at }),
  };
}

/** The sheet as it holds for a reason: one that breaks the glass goes past the calendar. */
export function sheetFor(reason: string, sheet: StartSheet): StartSheet {
  return brokenGlass(reason) === undefined ? sheet : { ...sheet, ...sheet.inSpite };
}

async function startClassic(
  sheet: StartSheet,
  reason: string,
  { azure, more }: Readonly<{ azure: AzureDevOps; more: StartMore }>,
): Promise<void> {
  const number = classicNumber(sheet.release.id, `${sheet.stage.name} was not started`);
  try {
    await azure.releases.start(number, sheet.stage.name, reason, more);
  } catch (thrown) {
    // An answer may be lost on its way back, and browsers send again by themselves, which is refused then: what Azure DevOps
    // shows as begun by this person is the truth.
    if (!(await hasBegun(number, sheet, azure))) throw thrown;
  }
}

async function hasBegun(number: number, sheet: StartSheet, azure: AzureDevOps): Promise<boolean> {
  const read = await readingOf(Promise.all([azure.releases.get(number), azure.people.me()]));
  if (read.kind === "failed") return false;
  const [now, me] = read.value;
  const begun = now.stages
    .find(({ id }) => id === sheet.stage.id)
    ?.attempts.slice(sheet.stage.attempts.length);
  return begun?.some(({ requestedBy }) => requestedBy?.id === me.id) === true;
}

/** What is stored with a start must be readable again: a longer reason would lock its run. */
function refuseLong({ reason, release }: StartOrder, what: string): void {
  const { length } = reason.trim();
  if (length <= mostReason) return;
  const cause = `The reason has ${length} characters, and no more than ${mostReason} are kept`;
  throw refusal({ code: "RM001", what, where: release, cause, next: "Shorten it and start again" });
}

function refuseTime({ release, at }: StartOrder, now: Instant, what: string): void {
  if (at === undefined) return;
  const cause = !isClassic(release)
    ? "Azure DevOps keeps no time at which a stage of a run starts"
    : at <= now
      ? `The time ${momentWords(at)} is over`
      : undefined;
  if (cause === undefined) return;
  const next = "Approve a stage of a run for later, or start it when its time has come";
  throw refusal({ code: "RM001", what, where: release, cause, next });
}

function refuseChanged(sheet: StartSheet, { seen }: StartOrder, what: string): void {
  if (!seen) return;
  const now = sheet.seen;
  const isSame =
    now.state === seen.state && now.attempts === seen.attempts && now.modifiedOn === seen.modifiedOn;
  if (isSame) return;
  throw refusal({
    code: "RM042",
    what,
    where: sheet.release.name,
    cause:
      now.state === seen.state
        ? "The release was changed since you opened it"
        : `${sheet.stage.name} is “${stateWords(sheet.stage.status)}” by now`,
    next: "Reload, read the evidence again, and start it then",
  });
}

function refuseBlocked(sheet: StartSheet, what: string): void {
  if (sheet.verdict !== "blocked") return;
  const blocks = sheet.findings.filter((finding) => finding.level === "block");
  throw refusal({
    code: "RM002",
    what,
    where: sheet.release.name,
    cause: blocks.map(({ title, detail }) => `${title}: ${detail}`).join(" "),
    next: blocks.flatMap(({ fix }) => fix ?? []).join(" ") || "Mend what is named",
  });
}

function refuseIncomplete(sheet: StartSheet, order: StartOrder, what: string): void {
  const missing = [missingReason(sheet, order), missingName(sheet, order), missingSecret(sheet, order)].find(
    Boolean,
  );
  if (missing === undefined) return;
  throw refusal({
    code: "RM001",
    what,
    where: sheet.release.name,
    cause: missing,
    next: "Give it and start again",
  });
}

function missingReason(sheet: StartSheet, { reason }: StartOrder): string | undefined {
  const isAsked = sheet.verdict === "allowedWithReason" || sheet.stage.class === "production";
  return isAsked && reason.trim() === "" ? "A reason is asked for and was not given" : undefined;
}

function missingName({ nameToType }: StartSheet, { typedName }: StartOrder): string | undefined {
  if (nameToType === undefined || typedName?.trim() === nameToType) return undefined;
  return `The environment's name ${nameToType} must be typed, exactly`;
}

function missingSecret({ asksSecret }: StartSheet, { secret }: StartOrder): string | undefined {
  return asksSecret && (secret ?? "") === ""
    ? "The connection's secret cannot arrive by itself and was not given"
    : undefined;
}
