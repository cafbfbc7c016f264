import type { ArtefactKind } from "./artefact.ts";
import type { CalendarEntry, EntryKind } from "./calendar.ts";
import { canonicalJson, utf8Bytes } from "./canonical.ts";
import type { Fingerprint } from "./connection.ts";
import { bounded } from "./defuse.ts";
import { nameFault } from "./path.ts";
import { flag, hexadecimal, list, moment, object, oneOf, optional, readJson } from "./read-shape.ts";
import { text, wholeNumber, type Faults } from "./read-shape.ts";
import type { StageClass } from "./stage.ts";
import type { Operation, Outcome, TargetIdentity } from "./target.ts";

/** The type and name of the attachment that carries the record. */
export const recordAttachment = { type: "release-manager.deployment", name: "deployment.json" } as const;

/** What one artefact became. */
export type ArtefactOutcome = Readonly<{
  name: string;
  kind: ArtefactKind;
  digest: string;
  outcome: Outcome | "skipped" | "excluded" | "notReached";
  /** One sentence, already defused. */
  text: string;
}>;

/** The entries of the calendar that a deployment went past, why, and who answers for it: ids of people. */
export type BrokenCalendar = Readonly<{
  entries: readonly Pick<CalendarEntry, "id" | "kind" | "title">[];
  reason: string;
  by: string;
  /** Somebody else, who approved it. */
  second?: string;
}>;

/** What our task did: canonical JSON, at most 16 KB, no secret in it. `schema` 1, described in `docs/record.md`. */
export type DeploymentRecord = Readonly<{
  schema: 1;
  release: Readonly<{ id: string; name: string; project: string; pipeline: number }>;
  build: Readonly<{ id: number; number: string }>;
  stage: Readonly<{ name: string; attempt: number; class: StageClass }>;
  environment: string;
  connection: Fingerprint;
  /** How the connection was named, and which door named it (`$(Variable-Group)`, the seal, a literal). */
  connectionChosenBy: string;
  target: Readonly<{ kind: string } & TargetIdentity>;
  seal: Readonly<{ root: string }>;
  artefacts: readonly ArtefactOutcome[];
  operations: readonly Operation[];
  outcome: Outcome;
  startedOn: string;
  finishedOn: string;
  /** Id of the person who asked for the attempt. */
  by: string;
  reason?: string;
  /** It was deployed in spite of the calendar. */
  breakGlass?: BrokenCalendar;
  /** It went back: the newer release that the stage ran until then. */
  rollbackFrom?: Readonly<{ id: string; name: string }>;
  /** Hash of the record of the attempt before, in this stage or the one before it. */
  previous?: string;
  /** SHA-256 of the canonical JSON of all the above. */
  hash: string;
}>;

/** A record is never longer than this, in bytes of UTF-8. */
export const recordBytes = 16_384;

/** A record before its hash is known. */
export type UnhashedRecord = Omit<DeploymentRecord, "hash">;

/** Reads a record from untrusted text, strictly. Whether its hash is right is for `checkRecord` to say. */
export function readRecord(text: string): DeploymentRecord | Faults {
  const bytes = utf8Bytes(text);
  if (bytes > recordBytes)
    return { faults: [`The record has ${bytes} bytes; at most ${recordBytes} are allowed.`] };
  return readJson(text, { what: "record", maxCharacters: recordBytes, schema: 1 }, recordShape);
}

/** The record as it is attached: canonical JSON. */
export function recordText(record: DeploymentRecord | UnhashedRecord): string {
  return canonicalJson(record);
}

/**
 * The record cut to its size, the least important first: the artefacts' sentences, old operations, the reason, the list
 * of the group's variables (its digest stays).
 */
export function fittedRecord(record: UnhashedRecord): UnhashedRecord {
  const room = recordBytes - 80;
  let fitted = record;
  for (const cut of cuts) {
    if (utf8Bytes(recordText(fitted)) <= room) break;
    fitted = cut(fitted);
  }
  return fitted;
}

const cuts: readonly ((record: UnhashedRecord) => UnhashedRecord)[] = [
  (record) => withTexts(record, 120),
  (record) => withTexts(record, 40),
  (record) => ({ ...record, operations: record.operations.slice(-20) }),
  (record) => ({
    ...record,
    ...(record.reason === undefined ? {} : { reason: bounded(record.reason, 200) }),
    ...(record.breakGlass === undefined ? {} : { breakGlass: shorter(record.breakGlass) }),
  }),
  (record) => withTexts(record, 1),
  (record) => ({ ...record, connection: { ...record.connection, variables: [] } }),
];

function shorter(broken: BrokenCalendar): BrokenCalendar {
  return { ...broken, reason: bounded(broken.reason, 200) };
}

function withTexts(record: UnhashedRecord, max: number): UnhashedRecord {
  const artefacts = record.artefacts.map((artefact) => ({ ...artefact, text: bounded(artefact.text, max) }));
  return { ...record, artefacts };
}

const fingerprintShape = object<Fingerprint>({
  group: object<Fingerprint["group"]>({ id: wholeNumber, name: text(400), vault: optional(text(200)) }),
  modifiedOn: optional(moment),
  variables: list(
    object<Fingerprint["variables"][number]>({
      name: text(400),
      secret: flag,
      digest: optional(hexadecimal(16)),
    }),
    1000,
  ),
  digest: hexadecimal(64),
});

const outcomes = [
  "succeeded",
  "succeededWithIssues",
  "failedUnchanged",
  "failedPartial",
  "unknownStillRunning",
  "cancelled",
] as const satisfies readonly Outcome[];

/** How one artefact's outcome stands in a record or a note. */
export const artefactShape = object<ArtefactOutcome>({
  name: text(256, nameFault),
  kind: oneOf("solution", "configurationData", "portal", "files", "logs"),
  digest: hexadecimal(64),
  outcome: oneOf(...outcomes, "skipped", "excluded", "notReached"),
  text: text(4000),
});

/** How an operation stands in a record or by itself. */
export const operationShape = object<Operation>({
  kind: text(60),
  id: text(400),
  artefact: text(256),
  startedOn: moment,
});

const recordShape = object<DeploymentRecord>({
  schema: oneOf(1),
  release: object<DeploymentRecord["release"]>({
    id: text(60),
    name: text(400),
    project: text(200),
    pipeline: wholeNumber,
  }),
  build: object<DeploymentRecord["build"]>({ id: wholeNumber, number: text(400) }),
  stage: object<DeploymentRecord["stage"]>({
    name: text(400),
    attempt: wholeNumber,
    class: oneOf("development", "test", "staging", "production"),
  }),
  environment: text(400),
  connection: fingerprintShape,
  connectionChosenBy: text(400),
  target: object<DeploymentRecord["target"]>({
    kind: text(60),
    id: text(2000),
    name: text(1000),
    url: text(2000),
  }),
  seal: object<DeploymentRecord["seal"]>({ root: hexadecimal(64) }),
  artefacts: list(artefactShape, 500),
  operations: list(operationShape, 500),
  outcome: oneOf(...outcomes),
  startedOn: moment,
  finishedOn: moment,
  by: text(200),
  reason: optional(text(4000)),
  rollbackFrom: optional(
    object<NonNullable<DeploymentRecord["rollbackFrom"]>>({ id: text(60), name: text(400) }),
  ),
  breakGlass: optional(
    object<BrokenCalendar>({
      entries: list(
        object<BrokenCalendar["entries"][number]>({
          id: text(60),
          kind: oneOf<EntryKind>("reservation", "freeze", "hold"),
          title: text(200),
        }),
        10,
      ),
      reason: text(4000),
      by: text(200),
      second: optional(text(200)),
    }),
  ),
  previous: optional(hexadecimal(64)),
  hash: hexadecimal(64),
});
