import { mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ReleaseSettings } from "../../../adapters/targets/shared/release-folder/release-work.ts";
import type { SealedArtefact } from "../../../core/model/artefact.ts";
import type { Target } from "../../../core/ports-of-targets.ts";
import { sealedArtefact, sha256Of } from "../../support/sealed-artefact.ts";
import { withFolder, write } from "../../support/temporary-folder.ts";
import type { BadInput, ReleaseName, Seen, TargetWorld } from "./target-world.ts";
import { hearing } from "./whole.ts";

type Files = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A folder of releases that lies on this machine, however the target reaches it. */
export type ReleaseFolderWorld = TargetWorld &
  Readonly<{ base: string; at: string; settingsOf: (release: ReleaseName, job: string) => ReleaseSettings }>;

/** What is different between kinds whose releases lie in folders. */
export type Way = Readonly<{
  open: (at: string, settings: ReleaseSettings) => Target | Promise<Target>;
  /** Deploys in a process that dies at its n-th write. */
  dies: (at: string, order: DyingOrder) => Promise<boolean>;
  /** What opens it and must stand nowhere; nothing where the folder is on this machine. */
  secrets?: readonly string[];
}>;

/** What such a process is told, besides how it gets there. */
export type DyingOrder = Readonly<{
  killAt: number;
  settings: Omit<ReleaseSettings, "source">;
  drop: string;
  artefacts: readonly SealedArtefact[];
}>;

const files: Readonly<Record<ReleaseName, Files>> = {
  first: { Web: { "index.html": "old", "a/x.txt": "x" }, Data2: { "rows.csv": "1" } },
  second: { Web: { "index.html": "new", "b/ü;%].txt": "y" }, Data2: { "rows.csv": "2" } },
};
const roots = { first: "1".repeat(64), second: "2".repeat(64) };

/** How their plan says that the release before is still there. */
export const wayBack = /current points to releases\/Release-second-22222222 now/;

/** A fresh folder with two releases beside it. */
export function withReleaseFolder(
  way: Way,
  use: (world: ReleaseFolderWorld) => Promise<void>,
): Promise<void> {
  return withFolder(async (base) => {
    const at = join(base, "target");
    await mkdir(at);
    for (const release of ["first", "second"] as const)
      for (const [artefact, content] of Object.entries(files[release]))
        await write(join(base, release, artefact), content);
    await use(worldOf(base, at, way));
  });
}

function worldOf(base: string, at: string, way: Way): ReleaseFolderWorld {
  const artefacts = (release: ReleaseName): readonly SealedArtefact[] =>
    Object.entries(files[release]).map(([name, content]) => sealedArtefact(name, content));
  const settingsOf = (release: ReleaseName, job: string): ReleaseSettings => ({
    release: { id: `classic:${release}`, name: `Release-${release}` },
    sealRoot: roots[release],
    stage: "UAT",
    job,
    keep: 5,
    lockTimes: { beat: 20, watch: 120 },
    source: (artefact) => join(base, release, artefact),
  });
  return {
    base,
    at,
    settingsOf,
    artefacts,
    known: (release) => ({ name: `Release-${release}`, root: roots[release] }),
    open: (release, job = "job") => Promise.resolve(way.open(at, settingsOf(release, job))),
    seen: () => treeOf(join(at, "current"), (path) => !path.startsWith(".release-manager")),
    expected: (release) => expectedOf(files[release]),
    everything: () => treeOf(at, () => true),
    killedAt: (release, killAt) => {
      const { source: _, ...settings } = settingsOf(release, "killed");
      return way.dies(at, { killAt, settings, drop: join(base, release), artefacts: artefacts(release) });
    },
    alterSource: (release) => writeFile(join(base, release, "Data2/rows.csv"), "3"),
    alter: async (release) => {
      const [folder] = (await readdir(join(at, "releases"))).filter((name) => name.includes(release));
      await writeFile(join(at, "releases", folder ?? "", "Web/index.html"), "bad");
    },
    secrets: way.secrets ?? [],
    marker: () => readFile(join(at, "current/.release-manager.json"), "utf8"),
  };
}

/** Artefacts and places that no folder of releases takes. */
export const badReleases: readonly BadInput<ReleaseFolderWorld>[] = [
  {
    title: "an artefact without any file",
    code: "RM022",
    cause: /file/,
    act: (world) => deployOf(world, sealedArtefact("Web", {})),
  },
  ...["../out.txt", "/etc/out.txt", "a/../../out.txt", "a\\..\\out.txt"].map((path) => ({
    title: `a file named ${path}`,
    code: "RM022" as const,
    cause: /out\.txt/,
    act: (world: ReleaseFolderWorld) => deployOf(world, sealedArtefact("Web", { [path]: "x" })),
  })),
  {
    title: "two files whose names differ in case only",
    code: "RM022",
    cause: /differ in upper and lower case only/,
    act: (world) => deployOf(world, sealedArtefact("Web", { "a/Read.me": "x", "a/read.me": "y" })),
  },
  {
    title: "an artefact that bears a name of our own",
    code: "RM022",
    cause: /one of Release Manager's own/,
    act: (world) => deployOf(world, sealedArtefact(".partial-Web", { "a.txt": "x" })),
  },
  {
    title: "a folder of releases that leads elsewhere",
    code: "RM022",
    cause: /releases/,
    act: async (world) => {
      await mkdir(join(world.base, "elsewhere"));
      await symlink(join(world.base, "elsewhere"), join(world.at, "releases"));
      await deployOf(world, sealedArtefact("Web", { "index.html": "old" }));
    },
  },
];

async function deployOf(world: ReleaseFolderWorld, artefact: SealedArtefact): Promise<void> {
  const target = await world.open("first");
  const step = { artefact: artefact.name, kind: artefact.kind, action: "create", text: "" } as const;
  try {
    await target.deploy(step, artefact, hearing().io);
  } finally {
    await target.close();
  }
}

function expectedOf(artefacts: Files): Seen {
  return Object.fromEntries(
    Object.entries(artefacts).flatMap(([name, content]) =>
      Object.entries(content).map(([path, text]) => [`${name}/${path}`, sha256Of(text)]),
    ),
  );
}

/** Every file below a folder by its path, links by where they lead. Nothing where there is no such folder. */
async function treeOf(folder: string, counts: (path: string) => boolean): Promise<Seen> {
  const seen: Record<string, string> = {};
  const walk = async (below: string): Promise<void> => {
    const entries = await readdir(join(folder, below), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (!counts(path)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isSymbolicLink()) seen[path] = await readlink(join(folder, path));
      else seen[path] = sha256Of(await readFile(join(folder, path)));
    }
  };
  await walk("");
  return seen;
}
