import { statSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { CommandRule } from "./command-rule.ts";
import type { Step } from "./step.ts";
import { texts } from "./texts.ts";

const summaryType = "Distributedtask.Core.Summary";
const fileType = "Distributedtask.Core.FileAttachment";

/** What no agent takes, Windows ones included: our tasks run on both. */
const unsafeInNames = /[<>:"/\\|?*\u0000-\u001f]/;

/** Commands of the task area that hand files over. */
export const attachmentCommands: Readonly<Record<string, CommandRule>> = {
  addattachment: (step, { properties, data }) => {
    attach(step, properties.get("type"), properties.get("name"), data);
  },
  uploadsummary: (step, { data }) => {
    if (data === "") throw new Error(texts.cannotUploadSummary);
    attach(step, summaryType, basename(data), data);
  },
  uploadfile: (step, { data }) => {
    if (data === "") throw new Error(texts.cannotUploadFile);
    attach(step, fileType, basename(data), data);
  },
};

/** Hands a file to the service; the step waits for it at its end. */
export function attach(step: Step, type: string | undefined, name: string | undefined, file: string): void {
  if (type === undefined) throw new Error(texts.missingAttachmentType);
  if (name === undefined) throw new Error(texts.missingAttachmentName);
  for (const [what, text] of Object.entries({ Type: type, Name: name })) {
    if (unsafeInNames.test(text)) throw new Error(`${what} contain invalid characters.`);
  }
  const path = existingFile(step, file);
  if (path === undefined) throw new Error(texts.missingAttachmentFile);
  step.handOver(step.job.listener.attachment(step.record, { type, name, path }));
}

/** The whole path of a file that a command names. */
export function existingFile(step: Step, file: string): string | undefined {
  const path = resolve(step.job.folders.work, file);
  return file !== "" && statSync(path, { throwIfNoEntry: false })?.isFile() === true ? path : undefined;
}
