import type { Instant } from "../../core/model/instant.ts";
import { lower, moment, optional, word } from "./read-common.ts";

/** `Attachment` (build 7.0) and `ReleaseTaskAttachment` (release 7.0). */
export type WireAttachment = Readonly<{
  name?: string | null;
  timelineId?: string | null;
  recordId?: string | null;
  createdOn?: string | null;
  _links?: Readonly<{ self?: Readonly<{ href?: string | null }> | null }> | null;
}>;

/** Where one attachment hangs: the record of the step that attached it. */
export type Hanging = Readonly<{ name: string; timelineId: string; recordId: string; createdOn?: Instant }>;

const guid = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}";
const inBuild = new RegExp(`/builds/\\d+/(${guid})/(${guid})/attachments/`, "i");
const inPlan = new RegExp(`/timelines/(${guid})/records/(${guid})/attachments/`, "i");

/** Where an attachment hangs. A build's says it in its address only. Absent where it cannot be told. */
export function readHanging(body: unknown): Hanging | undefined {
  const wire = (body ?? {}) as WireAttachment;
  const inAddress = readPlaceInAddress(word(wire._links?.self?.href));
  const timelineId = lower(wire.timelineId ?? inAddress.timelineId);
  const recordId = lower(wire.recordId ?? inAddress.recordId);
  const name = word(wire.name);
  if ([name, timelineId, recordId].includes("")) return undefined;
  return { name, timelineId, recordId, ...moment("createdOn", wire.createdOn) };
}

function readPlaceInAddress(address: string): { timelineId?: string; recordId?: string } {
  const match = inBuild.exec(address) ?? inPlan.exec(address);
  return { ...optional("timelineId", match?.[1]), ...optional("recordId", match?.[2]) };
}
