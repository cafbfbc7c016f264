import {
  connectionAttachment,
  readConnectionThen,
  type ConnectionThen,
} from "../../core/model/connection-then.ts";
import { bounded, defuse } from "../../core/model/defuse.ts";
import { noteAttachment, operationAttachment, readNote, readOperation } from "../../core/model/note.ts";
import type { Faults } from "../../core/model/read-shape.ts";
import { readRecord, recordAttachment, type DeploymentRecord } from "../../core/model/record.ts";
import { readSeal, sealAttachment, type Seal } from "../../core/model/seal.ts";
import type { Evidences, Found } from "../../core/ports.ts";
import { attachedIn, contentInBuild, hangingInBuild, type Attempted, type Wires } from "./attached.ts";
import type { Client } from "./client.ts";
import type { Place } from "./place.ts";
import type { Timelines } from "./timelines.ts";

/** Seals, records and notes from attachments of builds and of releases' plans, build and release API 7.0. */
export function evidences(client: Client, place: Place, timelines: Timelines): Evidences {
  const wires: Wires = { client, place, timelines };
  return {
    seal: (buildId) => findSeal(wires, buildId),
    record: (release, stage, attempt) => findRecord(wires, { release, stage, attempt }),
    connection: (release, stage, attempt) => findConnection(wires, { release, stage, attempt }),
    left: (release, stage, attempt) => readLeft(wires, { release, stage, attempt }),
  };
}

const anotherStep = "another step than ours attached it: whoever edits the pipeline could have forged it";

async function findSeal(wires: Wires, buildId: number): Promise<Found<Seal>> {
  const { ours, any } = await hangingInBuild(wires, buildId, sealAttachment.type, wires.place.taskIds.seal);
  const latest = [...ours].sort((a, b) => b.finishedOn - a.finishedOn)[0];
  if (!latest) return any ? { kind: "notBelieved", because: anotherStep } : { kind: "absent" };
  const text = await contentInBuild(wires, buildId, sealAttachment.type, latest);
  const seal = readSeal(text);
  if ("faults" in seal) return { kind: "notBelieved", because: notReadable(seal.faults) };
  if (seal.build.id !== buildId) {
    return {
      kind: "notBelieved",
      because: `it is the seal of build ${seal.build.id}, not of build ${buildId}`,
    };
  }
  return { kind: "found", value: seal, text };
}

function notReadable(faults: readonly string[]): string {
  return bounded(defuse(`it cannot be read: ${faults.join("; ")}`), 500);
}

async function findRecord(wires: Wires, at: Attempted): Promise<Found<DeploymentRecord>> {
  const { texts, foreign } = await attachedIn(wires, at, recordAttachment.type);
  if (foreign) return { kind: "notBelieved", because: anotherStep };
  return texts.length === 0 ? { kind: "absent" } : chosen(texts, at.stage.name, at.attempt);
}

/** The last of the records that speaks of this attempt. */
function chosen(texts: readonly string[], stage: string, attempt: number): Found<DeploymentRecord> {
  const read = texts.map((text) => ({ text, value: readRecord(text) }));
  const faults = read.flatMap(({ value }) => ("faults" in value ? value.faults : []));
  const fitting = read.flatMap(({ text, value }) => ("faults" in value ? [] : [{ text, value }]));
  const last = fitting.findLast(({ value }) => value.stage.name === stage && value.stage.attempt === attempt);
  if (last) return { kind: "found", ...last };
  if (faults.length > 0) return { kind: "notBelieved", because: notReadable(faults) };
  return { kind: "notBelieved", because: "it speaks of another stage or attempt" };
}

async function findConnection(wires: Wires, at: Attempted): Promise<Found<ConnectionThen>> {
  const { texts, foreign } = await attachedIn(wires, at, connectionAttachment.type);
  if (foreign) return { kind: "notBelieved", because: anotherStep };
  const text = texts.at(-1);
  if (text === undefined) return { kind: "absent" };
  const value = readConnectionThen(text);
  return "faults" in value
    ? { kind: "notBelieved", because: notReadable(value.faults) }
    : { kind: "found", value, text };
}

async function readLeft(wires: Wires, at: Attempted): ReturnType<Evidences["left"]> {
  const [notes, operations] = await Promise.all([
    believed(wires, at, noteAttachment.type, readNote),
    believed(wires, at, operationAttachment.type, readOperation),
  ]);
  return {
    attempt: at.attempt,
    // What was attached last says how it ended: the agent may have tried the same step twice.
    notes: [...notes.values].reverse(),
    operations: operations.values,
    notBelieved: [...notes.notBelieved, ...operations.notBelieved],
  };
}

type Believed<T> = Readonly<{ values: readonly T[]; notBelieved: readonly string[] }>;

async function believed<T extends object>(
  wires: Wires,
  at: Attempted,
  type: string,
  readOne: (text: string) => T | Faults,
): Promise<Believed<T>> {
  const { texts, foreign } = await attachedIn(wires, at, type);
  const read = texts.map(readOne);
  const faults = read.flatMap((one) => ("faults" in one ? [`${type}: ${notReadable(one.faults)}`] : []));
  return {
    values: read.flatMap((one) => ("faults" in one ? [] : [one])),
    notBelieved: foreign ? [`${type}: ${anotherStep}`] : faults,
  };
}
