import { refusal } from "../failure.ts";
import {
  list,
  moment,
  object,
  oneOf,
  readJson,
  text,
  wholeNumber,
  type Faults,
} from "../model/read-shape.ts";
import type { Release } from "../model/release.ts";
import type { Stage } from "../model/stage.ts";
import type { Documents } from "../ports.ts";
import { againstOthers } from "./stored-documents.ts";

/**
 * Why a person began one attempt at a stage of a YAML run. Azure DevOps has no field for it, so it is kept before the stage
 * is started. Whoever may write the extension's data could have written it, and it
 * frees from nothing but what that data itself asks for.
 */
export type KeptReason = Readonly<{
  /** The stage's reference name. */
  stage: string;
  attempt: number;
  reason: string;
  /** Id of the person. */
  by: string;
  on: string;
}>;

type Reasons = Readonly<{ schema: 1; reasons: readonly KeptReason[] }>;

const mostKept = 100;

const reasonsShape = object<Reasons>({
  schema: oneOf(1),
  reasons: list(
    object<KeptReason>({
      stage: text(400),
      attempt: wholeNumber,
      reason: text(4000),
      by: text(200),
      on: moment,
    }),
    mostKept,
  ),
});

/** The collection of a project's reasons: one document a run. */
export function reasonsCollection(projectId: string): string {
  return `reasons-${projectId}`;
}

/** The reasons that were kept for a run. Refused (RM044) where they are there and cannot be understood. */
export async function readReasons(
  release: Pick<Release, "id" | "project">,
  documents: Pick<Documents, "read">,
): Promise<readonly KeptReason[]> {
  return (await stored(release, documents)).reasons;
}

/**
 * Keeps the reason of the attempt that is about to begin; the same person's of an attempt that never began is taken the place
 * of. Two people who write at once both keep theirs.
 */
export async function keepReason(release: Of, reason: KeptReason, documents: Written): Promise<void> {
  await change(release, documents, (reasons) => [
    ...reasons.filter((one) => !isSameStart(one, reason)),
    reason,
  ]);
}

/** Takes a reason away again, because the start that it was given for was refused. */
export async function withdrawReason(release: Of, reason: KeptReason, documents: Written): Promise<void> {
  await change(release, documents, (reasons) => reasons.filter((one) => !isSameStart(one, reason)));
}

function isSameStart(a: KeptReason, b: KeptReason): boolean {
  return a.stage === b.stage && a.attempt === b.attempt && a.by === b.by;
}

type Of = Pick<Release, "id" | "project">;
type Written = Pick<Documents, "read" | "write">;
type Change = (reasons: readonly KeptReason[]) => readonly KeptReason[];

async function change(release: Of, documents: Written, to: Change): Promise<void> {
  await againstOthers(async () => {
    const { reasons, etag } = await stored(release, documents);
    const value: Reasons = { schema: 1, reasons: to(reasons).slice(-mostKept) };
    await documents.write(reasonsCollection(release.project.id), idOf(release), value, etag);
  });
}

/**
 * The run with the reasons that were kept for its attempts. Each is that of the first attempt that began since: a stage that
 * was left out at first counts that as an attempt, which nobody sees. One that Azure DevOps tells itself stays.
 */
export function withKeptReasons(release: Release, reasons: readonly KeptReason[]): Release {
  const ofStage = (stage: Stage): Stage["attempts"] =>
    stage.attempts.map((attempt, at) => {
      const before = stage.attempts[at - 1]?.number ?? 0;
      const kept = reasons.findLast(
        (one) => one.stage === stage.id && one.attempt > before && one.attempt <= attempt.number,
      );
      return kept === undefined || attempt.reason !== undefined
        ? attempt
        : { ...attempt, reason: kept.reason };
    });
  return { ...release, stages: release.stages.map((stage) => ({ ...stage, attempts: ofStage(stage) })) };
}

async function stored(
  release: Pick<Release, "id" | "project">,
  documents: Pick<Documents, "read">,
): Promise<Readonly<{ reasons: readonly KeptReason[]; etag?: number }>> {
  const document = await documents.read(reasonsCollection(release.project.id), idOf(release));
  if (!document) return { reasons: [] };
  const kind = { what: "reasons", maxCharacters: 500_000, schema: 1 };
  const known: Reasons | Faults = readJson(JSON.stringify(document.value ?? {}), kind, reasonsShape);
  if (!("faults" in known)) return { reasons: known.reasons, etag: document.etag };
  throw refusal({
    code: "RM044",
    what: "The reasons of this run's starts could not be read",
    where: `document ${idOf(release)} of ${reasonsCollection(release.project.id)}`,
    cause: known.faults.join(" "),
    next: "Update the extension, or ask an administrator to remove the document",
  });
}

function idOf({ id }: Pick<Release, "id">): string {
  return id.replace(":", "-");
}
