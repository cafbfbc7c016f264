import type { DeploymentRecord } from "../../core/model/record.ts";
import { classWords, kindWords, outcomeWords } from "../../core/model/words.ts";
import { plain, table } from "../shared/markdown.ts";

/** The record for a person, as Markdown on the run's page. */
export function deploySummary(record: DeploymentRecord): string {
  const { release, stage, target, connection } = record;
  const rows = record.artefacts.map((artefact, at) => [
    String(at + 1),
    plain(artefact.name),
    kindWords(artefact.kind),
    outcomeWords(artefact.outcome),
    plain(artefact.text),
    `\`${artefact.digest.slice(0, 16)}\``,
  ]);
  return [
    `### ${plain(release.name)} to ${plain(stage.name)}: ${outcomeWords(record.outcome)}`,
    `Target ${plain(target.name)} (${plain(target.url)}), environment ${plain(record.environment)}, class ${classWords(stage.class)}`,
    `Connection ${plain(connection.group.name)} (id ${connection.group.id}), named by ${plain(record.connectionChosenBy)}`,
    table(["", "Artefact", "Kind", "Outcome", "", "Digest"], rows),
    `Seal \`${record.seal.root}\``,
    `Record \`${record.hash}\``,
    "",
  ].join("\n\n");
}
