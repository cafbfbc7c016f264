import { join } from "node:path";
import type { SealedArtefact, SealedFile } from "../../../../core/model/artefact.ts";
import { listed } from "../../../../core/model/words.ts";
import { sealedBytes } from "../../shared/sealed-bytes.ts";
import type { CheckerThreshold } from "../dataverse-settings.ts";
import type { Environment } from "../environment.ts";
import { readSarif } from "./read-sarif.ts";
import type { Finding, Severity } from "./read-sarif.ts";

/** Largest log, in bytes, and how many of them an artefact may hold. */
const sizeLimit = 32 * 1024 * 1024;
const countLimit = 50;
const mostNamed = 5;

/** Why the logs of the solution checker that lie in an artefact refuse it. Absent: they do not, or there are none. */
export async function checkerFault(
  { settings, world }: Environment,
  artefact: SealedArtefact,
): Promise<string | undefined> {
  const { checkerThreshold } = settings;
  if (checkerThreshold === "none") return undefined;
  const logs = artefact.files.filter(({ path }) => /\.sarif$/i.test(path));
  if (logs.length === 0) return undefined;
  if (logs.length > countLimit)
    return `${artefact.name} holds ${logs.length} logs of the solution checker: too many`;
  const place = world.archivePath(artefact);
  const found: Finding[] = [];
  for (const log of logs) {
    const findings = await findingsIn(place, log);
    if (typeof findings === "string")
      return `${log.path} of ${artefact.name} ${findings}, so its findings are not known`;
    found.push(...findings);
  }
  return verdictOn(found, checkerThreshold);
}

/** The findings, or why there are none to read, as a clause. */
async function findingsIn(
  folder: string,
  { path, sha256 }: SealedFile,
): Promise<readonly Finding[] | string> {
  try {
    const log = await sealedBytes(join(folder, path), sha256, sizeLimit);
    return readSarif(log.toString("utf8")) ?? "is no log of the solution checker";
  } catch (error) {
    return `cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
}

const order: readonly Severity[] = ["critical", "high", "medium", "low"];

/** Findings that are at least as bad as the threshold, counted, the worst first. Absent: none is. */
export function verdictOn(
  findings: readonly Finding[],
  threshold: Exclude<CheckerThreshold, "none">,
): string | undefined {
  const counting = order.slice(0, order.indexOf(threshold) + 1);
  const bad = counting.flatMap((severity) => findings.filter((one) => one.severity === severity));
  if (bad.length === 0) return undefined;
  const counts = counting
    .map((severity) => ({ severity, count: bad.filter((one) => one.severity === severity).length }))
    .filter(({ count }) => count > 0)
    .map(({ severity, count }) => `${count} ${severity}`);
  const first = bad.slice(0, mostNamed).map(({ severity, rule, text, place }) => {
    const where = place === "" ? "" : ` in ${place.slice(0, 200)}`;
    return `${severity} ${rule.slice(0, 100)}${where}: ${text.replace(/\s+/g, " ").slice(0, 200)}`;
  });
  const more = bad.length > first.length ? `; and ${bad.length - first.length} more` : "";
  return `the solution checker found ${listed(counts)}, and checkerThreshold is ${threshold}: ${first.join("; ")}${more}`;
}
