import { refusal } from "../failure.ts";
import { isEditable, protectionOf } from "../model/protection.ts";
import type { Release } from "../model/release.ts";
import { withSettings } from "../model/stage-class.ts";
import type { AzureDevOps } from "../ports.ts";
import { linksOf } from "./links-of.ts";
import { longest } from "./promotion.ts";
import { classicNumber, releaseOf } from "./release-of.ts";
import { readSettings } from "./settings.ts";

/** How long a description may be: its first line is the title. */
export const longestDescription = longest.title + 1 + longest.description;

type Describing = Pick<AzureDevOps, "releases" | "builds" | "documents" | "project">;

/**
 * Changes the description of a classic release. It is read again first: refused (RM002) from its first onward deployment or
 * link on, with the sentence of `protectionOf`, and for a YAML run, which has none; (RM001) where it is too long.
 */
export async function describeRelease(
  { id, pipeline }: Release,
  description: string,
  azure: Describing,
): Promise<void> {
  const what = "The description was not changed";
  const number = classicNumber(id, what);
  const text = description.trim();
  if (text.length > longestDescription) {
    const cause = `It has ${text.length} characters, and at most ${longestDescription} are taken`;
    throw refusal({ code: "RM001", what, where: pipeline.name, cause, next: "Say it in fewer words" });
  }
  const [release, links, { value: settings }] = await Promise.all([
    releaseOf(id, azure),
    linksOf(id, azure),
    readSettings(azure.project.id, azure.documents),
  ]);
  const guard = protectionOf(withSettings(release, settings), links);
  if (isEditable(guard)) return azure.releases.describe(number, text);
  const next = "Leave it: what was said of it belongs to what was deployed";
  throw refusal({ code: "RM002", what, where: release.name, cause: guard.because, next });
}
