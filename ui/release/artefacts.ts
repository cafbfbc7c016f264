import type { Dossier } from "../../core/acts/inspect-release.ts";
import { inDeploymentOrder, isDeployable } from "../../core/model/artefact.ts";
import type { SealedArtefact, SealedFile } from "../../core/model/artefact.ts";
import { kindWords } from "../../core/model/words.ts";
import type { Sign } from "../shared/icons.tsx";
import { sealOf } from "./facts.ts";

/** What is known about an artefact's bytes in Azure DevOps. */
export type BytesState = Readonly<{ sign: Sign; words: string; details: readonly string[] }>;

/** One artefact of the release. */
export type ArtefactRow = Readonly<{
  name: string;
  order?: number;
  kind: string;
  version: string;
  bytes?: number;
  files: readonly SealedFile[];
  digest?: string;
  state: BytesState;
}>;

/** What *Verify bytes* found, by artefact. */
export type Verified = Readonly<Record<string, BytesState>>;

function asPublished(sealed: SealedArtefact, published: Dossier["published"]): BytesState {
  if (published.kind === "failed") {
    return { sign: "unknown", words: "Not known", details: [published.why] };
  }
  const now = published.value.find((one) => one.name === sealed.name);
  if (!now)
    return { sign: "bad", words: "Gone", details: ["Azure DevOps has no artefact of this name any more."] };
  if (sealed.identity !== undefined && sealed.identity !== now.identity) {
    return { sign: "bad", words: "Published again", details: ["It is not the artefact that was sealed."] };
  }
  return { sign: "none", words: "Not verified yet", details: [] };
}

function versionOf(sealed: SealedArtefact): string {
  const { solution } = sealed;
  if (!solution) return "";
  return `${solution.uniqueName} ${solution.version}${solution.managed ? "" : ", unmanaged"}`;
}

type Looked = Readonly<{ dossier: Dossier; verified: Verified }>;

function sealedRow(sealed: SealedArtefact, { dossier, verified }: Looked, order?: number): ArtefactRow {
  return {
    name: sealed.name,
    ...(order === undefined ? {} : { order }),
    kind: kindWords(sealed.kind),
    version: versionOf(sealed),
    bytes: sealed.files.reduce((sum, file) => sum + file.bytes, 0),
    files: sealed.files,
    digest: sealed.digest,
    state: verified[sealed.name] ?? asPublished(sealed, dossier.published),
  };
}

/** The artefacts in the order of deployment, those that are not deployed last. Unsealed ones are named only. */
export function artefactsOf(dossier: Dossier, verified: Verified): readonly ArtefactRow[] {
  const seal = sealOf(dossier);
  if (seal) {
    const order = inDeploymentOrder(seal.artefacts.filter((one) => isDeployable(one.kind)));
    const rest = seal.artefacts.filter((one) => !isDeployable(one.kind));
    const looked = { dossier, verified };
    return [
      ...order.map((one, at) => sealedRow(one, looked, at + 1)),
      ...rest.map((one) => sealedRow(one, looked)),
    ];
  }
  if (dossier.published.kind === "failed") return [];
  return dossier.published.value.map((one) => ({
    name: one.name,
    kind: "not known",
    version: "",
    files: [],
    state: { sign: "unknown", words: "Not sealed", details: [] },
  }));
}
