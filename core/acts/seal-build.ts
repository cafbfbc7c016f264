import type { ArtefactKind, SealedArtefact, SealedFile } from "../model/artefact.ts";
import { inDeploymentOrder, sequenceOf, slotClashes } from "../model/artefact.ts";
import { type ArtefactContent, recogniseKind } from "../model/recognise.ts";
import { iso, type Instant } from "../model/instant.ts";
import { mostFiles, readSeal, sealAttachment, sealText, type Seal } from "../model/seal.ts";
import type { Sha256 } from "../model/sha256.ts";
import type { Tell } from "../ports.ts";
import type { ArtefactFolder } from "../ports-of-targets.ts";
import { counted } from "../model/words.ts";
import { refusal } from "../failure.ts";
import { artefactDigest, sealRoot } from "./hashing.ts";

/** What is to be sealed. */
export type SealOrder = Readonly<{
  build: Seal["build"];
  /** The connection that the build was queued with. */
  connection?: string;
  /** Kinds that somebody said, by artefact: they win over what the content looks like. */
  kinds: Readonly<Record<string, string>>;
  /** Reasons, by artefact that is not sealed. */
  exclude: Readonly<Record<string, string>>;
  /** Azure DevOps's identities of the published artefacts, by name. */
  identities: Readonly<Record<string, string>>;
}>;

/** What sealing needs of the world. */
export type SealWorld = Readonly<{
  artefacts: Pick<ArtefactFolder, "names" | "files">;
  /** What recognition needs of one zip inside an artefact. */
  archive: (artefact: string, path: string) => Promise<Omit<ArtefactContent["archives"][number], "path">>;
  sha256: Sha256;
  now: () => Instant;
  tell: Tell;
}>;

const deployableKinds: readonly ArtefactKind[] = ["solution", "configurationData", "portal", "files", "logs"];

/**
 * Seals a build: every artefact with its kind, its place in the order and every file's digest. Refused where there is
 * nothing to seal, where an artefact is empty or could be two things, and where an input names what is not there.
 */
export async function sealBuild(order: SealOrder, world: SealWorld): Promise<Seal> {
  const present = (await world.artefacts.names()).filter((name) => name !== sealAttachment.artefact);
  checkNames(order, present);
  const names = present.filter((name) => own(order.exclude, name) === undefined);
  if (names.length === 0) throw nothing(present);
  const artefacts: SealedArtefact[] = [];
  for (const name of names) artefacts.push(await sealArtefact(name, order, world));
  checkSlots(artefacts);
  checkCount(artefacts);
  const ordered = [...inDeploymentOrder(artefacts)];
  const seal: Seal = {
    schema: 1,
    build: order.build,
    ...(order.connection === undefined ? {} : { connection: order.connection }),
    artefacts: ordered,
    root: await sealRoot(ordered, world.sha256),
    sealedOn: iso(world.now()),
  };
  return readable(seal);
}

/** A seal that could not be read later is found now, for example one with a name that no reader believes. */
function readable(seal: Seal): Seal {
  const read = readSeal(sealText(seal));
  if (!("faults" in read)) return seal;
  throw refusedSeal(`build ${seal.build.number}`, read.faults.join("\n"), "Rename what is named here");
}

async function sealArtefact(name: string, order: SealOrder, world: SealWorld): Promise<SealedArtefact> {
  const files = await world.artefacts.files(name);
  if (files.length === 0) throw empty(name);
  const recognised = await recognise(name, files, order, world);
  const identity = own(order.identities, name);
  const sealed: SealedArtefact = {
    name,
    ...recognised,
    sequence: sequenceOf(name),
    ...(identity === undefined ? {} : { identity }),
    files,
    digest: await artefactDigest(files, world.sha256),
  };
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  world.tell(
    `${name}: ${sealed.kind}, ${counted(files.length, "file")}, ${counted(bytes, "byte")}, ${sealed.digest}`,
  );
  return sealed;
}

type Known = Pick<SealedArtefact, "kind" | "solution">;

async function recognise(
  name: string,
  files: readonly SealedFile[],
  order: SealOrder,
  world: SealWorld,
): Promise<Known> {
  const word = own(order.kinds, name);
  const said = word === undefined ? undefined : kindSaid(name, word);
  if (said !== undefined && said !== "solution") return { kind: said };
  const recognised = recogniseKind({ name, files, archives: await archivesOf(name, files, world) });
  if ("ambiguous" in recognised) throw ambiguous(name, recognised.ambiguous);
  if (recognised.kind === "solution") return solutionOf(name, recognised.solution);
  if (said === "solution") throw noSolution(name);
  return { kind: recognised.kind };
}

function solutionOf(name: string, solution: Known["solution"]): Known {
  if (solution === undefined) throw noFacts(name);
  return { kind: "solution", solution };
}

async function archivesOf(
  name: string,
  files: readonly SealedFile[],
  world: SealWorld,
): Promise<ArtefactContent["archives"]> {
  const archives = [];
  for (const { path } of files.filter(isArchiveAtRoot)) {
    archives.push({ path, ...(await world.archive(name, path)) });
  }
  return archives;
}

function own(named: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(named, name) ? named[name] : undefined;
}

/** Only what lies at an artefact's root tells its kind; zips further down are cargo. */
function isArchiveAtRoot(file: SealedFile): boolean {
  return !file.path.includes("/") && file.path.toLowerCase().endsWith(".zip");
}

function kindSaid(name: string, said: string): ArtefactKind {
  const kind = deployableKinds.find((known) => known.toLowerCase() === said.toLowerCase());
  if (kind === undefined)
    throw refusedSeal(
      `artefact ${name}`,
      `"${said}" is no kind of artefact; the kinds are ${deployableKinds.join(", ")}`,
      "Correct the input kinds",
    );
  return kind;
}

function checkNames(order: SealOrder, present: readonly string[]): void {
  const unknown = (names: Readonly<Record<string, string>>, input: string): string[] =>
    Object.keys(names)
      .filter((name) => !present.includes(name))
      .map((name) => `${name}, named in the input ${input}, is no artefact of this build`);
  const faults = [...unknown(order.kinds, "kinds"), ...unknown(order.exclude, "exclude")];
  if (faults.length > 0)
    throw refusedSeal(
      "the inputs of the step",
      faults.join("\n"),
      `The build's artefacts are: ${listed(present)}`,
    );
  for (const [name, said] of Object.entries(order.kinds)) kindSaid(name, said);
}

function checkSlots(artefacts: readonly SealedArtefact[]): void {
  const clashes = slotClashes(artefacts);
  if (clashes.length === 0) return;
  const cause = clashes.map((names) => `${names.join(" and ")} have the same place in the order`).join("\n");
  throw refusedSeal("the order of deployment", cause, "Give each its own number at the end of its name");
}

function checkCount(artefacts: readonly SealedArtefact[]): void {
  const count = artefacts.reduce((sum, { files }) => sum + files.length, 0);
  if (count <= mostFiles) return;
  const most = [...artefacts].sort((a, b) => b.files.length - a.files.length)[0];
  throw refusedSeal(
    `artefact ${most?.name ?? ""}`,
    `the artefacts hold ${counted(count, "file")}, ${most?.files.length ?? 0} of them in ${most?.name ?? ""}, and a seal holds ${mostFiles} at most`,
    "Pack very many small files into one archive before they are published",
  );
}

function nothing(present: readonly string[]): Error {
  const cause =
    present.length === 0
      ? "there is no artefact"
      : `every artefact is excluded (${listed(present)}): a release of it would deploy nothing`;
  return refusal({
    code: "RM022",
    what: "The build was not sealed",
    where: "the build's artefacts",
    cause,
    next: "Publish the artefacts before this step, or give their folder in the input folder",
  });
}

function empty(name: string): Error {
  return refusedSeal(
    `artefact ${name}`,
    `${name} holds no file: deploying it would do nothing and look like a success`,
    `Publish its files, or write "${name}: reason" into the input exclude`,
  );
}

function ambiguous(name: string, candidates: readonly string[]): Error {
  return refusedSeal(
    `artefact ${name}`,
    `${name} could be deployed in more than one way: ${candidates.join(", ")}`,
    "Publish each in an artefact of its own, or say the kind in the input kinds",
  );
}

function noSolution(name: string): Error {
  return refusedSeal(
    `artefact ${name}`,
    `${name} is said to be a solution, but no zip in it holds a solution.xml`,
    "Publish the solution's zip as it was exported, or correct the input kinds",
  );
}

function noFacts(name: string): Error {
  return refusedSeal(
    `artefact ${name}`,
    `the solution.xml in ${name} cannot be read: it names no solution, no version, or not whether it is managed`,
    "Export the solution again, or say what it is in the input kinds (for example files)",
  );
}

function refusedSeal(where: string, cause: string, next: string): Error {
  return refusal({ code: "RM020", what: "The build was not sealed", where, cause, next });
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}
