import { iso, type Instant } from "../model/instant.ts";
import type { Release } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import { partsCollection } from "./train-documents.ts";
import { ledgerCollection } from "./train-ledger.ts";

/** Every kind of document that the extension keeps for a project: the collection is `<kind>-<projectId>`. */
export const documentKinds = [
  "settings",
  "links",
  "reasons",
  "calendar",
  "trains",
  "train-templates",
] as const;

const about =
  "Everything that Release Manager stores itself for this project. Seals and deployment records are attachments of the runs " +
  "and stay with them; releases, approvals and variable groups belong to Azure DevOps and were never copied.";

/** All documents of a project, and our holds on its runs, as one JSON text. Fails as a whole: half of it would look like all. */
export async function exportData(
  project: Release["project"],
  azure: Pick<AzureDevOps, "documents" | "leases">,
  now: Instant,
): Promise<string> {
  const [holds, ...collections] = await Promise.all([
    azure.leases.ours(),
    ...documentKinds.map((kind) => azure.documents.list(`${kind}-${project.id}`)),
  ]);
  const documents = Object.fromEntries(documentKinds.map((kind, at) => [kind, collections[at] ?? []]));
  const trains = (documents["trains"] ?? []).flatMap(({ value }) => idOf(value));
  const ofTrains = trains.flatMap((id) => [partsCollection(id), ledgerCollection(id)]);
  const parts = await Promise.all(ofTrains.map((name) => azure.documents.list(name)));
  const exported = {
    schema: 1,
    product: "release-manager",
    about,
    project,
    exportedOn: iso(now),
    documents: { ...documents, ...Object.fromEntries(ofTrains.map((name, at) => [name, parts[at] ?? []])) },
    holds: holds.map(({ validUntil, ...hold }) => ({ ...hold, validUntil: iso(validUntil) })),
  };
  return `${JSON.stringify(exported, null, 2)}\n`;
}

/** A train is known by its id, whatever else its document says. */
function idOf(document: unknown): readonly string[] {
  const id = typeof document === "object" && document !== null && "id" in document ? document.id : undefined;
  return typeof id === "string" ? [id] : [];
}
