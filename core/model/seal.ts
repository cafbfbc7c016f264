import type { SealedArtefact, SealedFile, SolutionFacts } from "./artefact.ts";
import { canonicalJson } from "./canonical.ts";
import { quoted } from "./defuse.ts";
import { ordinal } from "./ordinal.ts";
import { nameFault, pathFault } from "./path.ts";
import { flag, hexadecimal, list, moment, object, oneOf, optional, readJson } from "./read-shape.ts";
import { repeated, text, wholeNumber, type Faults } from "./read-shape.ts";

/** The name and type of the attachment that is the authority, and the name of the artefact that holds the copy. */
export const sealAttachment = {
  type: "release-manager.seal",
  name: "seal.json",
  artefact: "ReleaseManagerSeal",
} as const;

/** Most files of one seal. */
export const mostFiles = 10_000;

/** What a build produced, byte for byte, made when it was built. JSON, `schema` 1, described in `docs/seal.md`. */
export type Seal = Readonly<{
  schema: 1;
  build: Readonly<{
    id: number;
    number: string;
    pipeline: Readonly<{ id: number; name: string }>;
    project: string;
    branch: string;
    commit?: string;
  }>;
  /** The connection that the build was queued with (`Variable-Group`): a release inherits it. */
  connection?: string;
  /** In the order of deployment; logs last. */
  artefacts: readonly SealedArtefact[];
  /** SHA-256 over the artefacts' names and digests. Two seals with the same root hold the same bytes. */
  root: string;
  /** ISO 8601, UTC. */
  sealedOn: string;
}>;

/** How a file differs from what was sealed. */
export type FileDifference = Readonly<{ kind: "altered" | "missing" | "added"; path: string }>;

/** Reads a seal from untrusted text, strictly. Whether its digests are right is for `checkSeal` to say. */
export function readSeal(text: string): Seal | Faults {
  const read = readJson(text, { what: "seal", maxCharacters: 8_000_000, schema: 1 }, sealShape);
  if ("faults" in read) return read;
  const faults = duplicatesIn(read);
  return faults.length === 0 ? read : { faults };
}

/** The seal as it is attached: canonical JSON. */
export function sealText(seal: Seal): string {
  return canonicalJson(seal);
}

/** Every difference between the files that were sealed and those that are there, by path. */
export function compareFiles(sealed: readonly SealedFile[], found: readonly SealedFile[]): FileDifference[] {
  const now = new Map(found.map((file) => [file.path, file]));
  const then = new Set(sealed.map((file) => file.path));
  const gone = sealed.flatMap((file): FileDifference[] => {
    const other = now.get(file.path);
    if (other === undefined) return [{ kind: "missing", path: file.path }];
    const same = other.sha256 === file.sha256 && other.bytes === file.bytes;
    return same ? [] : [{ kind: "altered", path: file.path }];
  });
  const added = found
    .filter((file) => !then.has(file.path))
    .map((file): FileDifference => ({ kind: "added", path: file.path }));
  return [...gone, ...added].sort((a, b) => ordinal(a.path, b.path));
}

/** Every difference between two seals that should be one, for example the attachment and the copy in the drop. */
export function compareSeals(a: Seal, b: Seal): string[] {
  const { artefacts: _a, ...headA } = a;
  const { artefacts: _b, ...headB } = b;
  const heads = Object.keys({ ...headA, ...headB }).filter(
    (field) => fieldText(headA, field) !== fieldText(headB, field),
  );
  const names = [...new Set([...a.artefacts, ...b.artefacts].map((artefact) => artefact.name))].sort(ordinal);
  return [
    ...heads.sort(ordinal).map((field) => `The field ${field} differs.`),
    ...names.flatMap((name) => differenceOf(quoted(name), namedIn(a, name), namedIn(b, name))),
  ];
}

const artefactShape = object<SealedArtefact>({
  name: text(256, nameFault),
  kind: oneOf("solution", "configurationData", "portal", "files", "logs"),
  sequence: wholeNumber,
  identity: optional(text(500)),
  files: list(
    object<SealedFile>({ path: text(1024, pathFault), bytes: wholeNumber, sha256: hexadecimal(64) }),
    mostFiles,
  ),
  digest: hexadecimal(64),
  solution: optional(object<SolutionFacts>({ uniqueName: text(256), version: text(60), managed: flag })),
});

const sealShape = object<Seal>({
  schema: oneOf(1),
  build: object<Seal["build"]>({
    id: wholeNumber,
    number: text(400),
    pipeline: object<Seal["build"]["pipeline"]>({ id: wholeNumber, name: text(400) }),
    project: text(200),
    branch: text(1000),
    commit: optional(text(100)),
  }),
  connection: optional(text(400)),
  artefacts: list(artefactShape, 500),
  root: hexadecimal(64),
  sealedOn: moment,
});

function duplicatesIn(seal: Seal): string[] {
  const files = seal.artefacts.reduce((sum, artefact) => sum + artefact.files.length, 0);
  const names = repeated(seal.artefacts.map((artefact) => artefact.name.toLowerCase()));
  const paths = seal.artefacts.flatMap((artefact) =>
    repeated(artefact.files.map((file) => file.path)).map(
      (path) => `${quoted(artefact.name)} holds ${quoted(path)}`,
    ),
  );
  return [
    ...(files > mostFiles ? [`The seal: has more than ${mostFiles} files.`] : []),
    ...names.map((name) => `The seal: names the artefact ${quoted(name)} more than once.`),
    ...paths.map((path) => `The seal: ${path} more than once.`),
  ].slice(0, 20);
}

function fieldText(head: Omit<Seal, "artefacts">, field: string): string {
  return canonicalJson(Object.entries(head).find(([name]) => name === field)?.[1]);
}

function namedIn(seal: Seal, name: string): SealedArtefact | undefined {
  return seal.artefacts.find((artefact) => artefact.name === name);
}

function differenceOf(name: string, a?: SealedArtefact, b?: SealedArtefact): string[] {
  if (a === undefined || b === undefined) return [`Only one of the two has the artefact ${name}.`];
  if (canonicalJson(a) === canonicalJson(b)) return [];
  const files = compareFiles(a.files, b.files).map((file) => quoted(file.path));
  return [`The artefact ${name} differs${files.length === 0 ? "" : ` in ${files.slice(0, 10).join(", ")}`}.`];
}
