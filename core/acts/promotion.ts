import { Failure } from "../failure.ts";
import type { Instant } from "../model/instant.ts";
import { linkFault } from "../model/protection.ts";
import type { Build, Release, ReleaseId } from "../model/release.ts";
import type { AzureDevOps } from "../ports.ts";
import { notCreated } from "./draft-release.ts";
import { keepForever } from "./keep-release.ts";
import { keepTitle, linkReleases, type LinkedEnd } from "./link-releases.ts";
import { wholeRelease } from "./run-facts.ts";

/** The longest title and description of a new release. */
export const longest = { title: 100, description: 2000 } as const;

/** What a new release is told besides its build: its title, and the release that it carries on. */
export type Told = Readonly<{ title?: string; description: string; from?: ReleaseId }>;

/** What is to be stored beside a new release. */
export type Origin = Readonly<{ title?: string; from?: LinkedEnd }>;

type Read = Pick<AzureDevOps, "releases" | "builds" | "runs" | "evidences">;

/**
 * Reads where a new release comes from. Refused for a title or a description of another length (RM001), and for a build
 * that does not have the seal of the release that is carried on (RM020).
 */
export async function readOrigin(told: Told, build: Build, azure: Read): Promise<Origin> {
  const title = titleOf(told);
  return {
    ...(title === undefined ? {} : { title }),
    ...(told.from === undefined ? {} : { from: await carriedOn(told.from, build, azure) }),
  };
}

type Storing = Pick<AzureDevOps, "documents" | "project" | "releases">;

/**
 * Stores a new release's title and its link beside it, keeps the classic release that it carries on from being deleted in
 * Azure DevOps, and gives the new release back. It is there whatever becomes of that, so a failure says that it must not be
 * made again.
 */
export async function withOrigin(
  release: Release,
  { title, from }: Origin,
  { azure, now }: Readonly<{ azure: Storing; now: Instant }>,
): Promise<Release> {
  if (from === undefined) {
    if (title !== undefined)
      await stored(release, "its title was not stored", () => keepTitle(release, title, azure));
    return release;
  }
  const to = { release, root: from.root };
  const promotion = { from, to, ...(title === undefined ? {} : { title }) };
  const { name } = from.release;
  await stored(release, `it is not linked to ${name}`, () => linkReleases(promotion, azure, now));
  if (from.release.kind === "classic" && !from.release.protection.keptForever) {
    // A run is held by our lease; a classic release has nothing else that Azure DevOps's own page obeys.
    const missing = `nothing keeps ${name} from being deleted in Azure DevOps`;
    await stored(release, missing, () => keepForever(from.release, true, azure.releases));
  }
  return release;
}

async function stored(release: Release, missing: string, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const what = `${release.name} was created, but ${missing}`;
    const next = `Go on with ${release.name}. Do not create another one for this`;
    throw new Failure({ ...error.report, what, retry: "not safe", next }, { cause: error });
  }
}

function titleOf({ title, description }: Told): string | undefined {
  const given = title?.trim();
  if (given === "") throw refused("A title is asked for and was not given");
  if (given !== undefined && given.length > longest.title) {
    throw refused(`The title has ${given.length} characters, and at most ${longest.title} are taken`);
  }
  const { length } = description.trim();
  if (length <= longest.description) return given;
  throw refused(`The description has ${length} characters, and at most ${longest.description} are taken`);
}

function refused(cause: string): Error {
  return notCreated("RM001", cause, "Write it anew and create the release then");
}

/** The end that a build would carry on. Refused (RM020) where the two do not have the same seal. */
export async function carriedOn(id: ReleaseId, build: Build, azure: Read): Promise<LinkedEnd> {
  const release = await wholeRelease(id, azure);
  const [root, itsRoot] = await Promise.all([rootOfRelease(release, azure), rootOf(build.id, azure)]);
  const fault = linkFault(named(release.name, root), named(`build ${build.number}`, itsRoot));
  if (fault === undefined && root !== undefined) return { release, root };
  throw notCreated("RM020", fault ?? "", `Choose the build that ${release.name} carries`);
}

function named(name: string, root: string | undefined): { name: string; root?: string } {
  return { name, ...(root === undefined ? {} : { root }) };
}

/** Of the builds that a release carries, the first that is sealed counts; the primary one is asked first. */
async function rootOfRelease({ artefacts }: Release, azure: Read): Promise<string | undefined> {
  const builds = [...artefacts]
    .sort((a, b) => Number(b.primary) - Number(a.primary))
    .flatMap(({ build }) => build ?? []);
  for (const { id } of builds) {
    const root = await rootOf(id, azure);
    if (root !== undefined) return root;
  }
  return undefined;
}

async function rootOf(
  build: number,
  { evidences }: Pick<AzureDevOps, "evidences">,
): Promise<string | undefined> {
  const seal = await evidences.seal(build);
  return seal.kind === "found" ? seal.value.root : undefined;
}
