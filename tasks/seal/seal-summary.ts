import type { Seal } from "../../core/model/seal.ts";
import { kindWords } from "../../core/model/words.ts";
import { plain, table } from "../shared/markdown.ts";

/** The seal for a person, as Markdown on the run's page. */
export function sealSummary(seal: Seal, excluded: Readonly<Record<string, string>>): string {
  const rows = seal.artefacts.map((artefact) => [
    String(artefact.sequence),
    plain(artefact.name),
    kindWords(artefact.kind),
    String(artefact.files.length),
    `\`${artefact.digest.slice(0, 16)}\``,
  ]);
  const reasons = Object.entries(excluded).map(
    ([name, reason]) => `- ${plain(name)}: not sealed, ${plain(reason)}`,
  );
  return [
    `### Release Manager seal`,
    `Root \`${seal.root}\``,
    table(["Order", "Artefact", "Kind", "Files", "Digest"], rows),
    ...reasons,
    "",
  ].join("\n\n");
}
