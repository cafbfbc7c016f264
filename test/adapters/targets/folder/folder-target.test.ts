import assert from "node:assert/strict";
import { lstat, mkdir, readdir, readFile, readlink, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type FolderSettings, folderTarget } from "../../../../adapters/targets/folder/folder-target.ts";
import { Failure } from "../../../../core/failure.ts";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import type { Deployed, DeployIo, Target } from "../../../../core/ports-of-targets.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { withFolder, write } from "../../../support/temporary-folder.ts";

const sln = { "Core.zip": "core", "checker/report.sarif": "{}" };
const site = { "index.html": "<h1>hello</h1>", "a b/ü%;].txt": "x" };
const artefacts = [sealedArtefact("Sln", sln, "solution"), sealedArtefact("Site", site)];
const root8 = "0123abcd";
const quick = { beat: 20, watch: 300 };

describe("A folder target", () => {
  it("copies every artefact and points current to the release at the end", () =>
    withPlace(async ({ at, target }) => {
      const release = await target({});
      await deployAll(release);
      assert.equal(await lstat(join(at, "current")).catch(() => undefined), undefined);
      const said = await release.verify(artefacts, io());
      await release.close();
      assert.equal(await readlink(join(at, "current")), `releases/Release-57-${root8}`);
      assert.equal(await readFile(join(at, "current/Site/a b/ü%;].txt"), "utf8"), "x");
      assert.match(said, /current is Release-57-0123abcd now \(link\); 4 files proved/);
      assert.deepEqual((await readdir(at)).sort(), ["current", "releases"]);
    }));

  it("writes nothing before the first artefact", () =>
    withPlace(async ({ at, target }) => {
      const release = await target({});
      await release.identify();
      await release.plan(artefacts);
      assert.deepEqual(await readdir(at), []);
    }));

  it("keeps the former release and switches back by one rename", () =>
    withPlace(async ({ at, target }) => {
      await whole(await target({}));
      await whole(await target({ release: { id: "classic:58", name: "Release-58" } }));
      assert.deepEqual((await readdir(join(at, "releases"))).sort(), [
        `Release-57-${root8}`,
        `Release-58-${root8}`,
      ]);
      const plan = await (await target({})).plan(artefacts);
      assert.equal(
        plan.rollback,
        `current points to releases/Release-58-${root8} now; pointing it back there is one rename`,
      );
    }));

  it("keeps N releases, the current one and the one before it among them", () =>
    withPlace(async ({ at, target }) => {
      for (const number of [1, 2, 3, 4, 5]) {
        await whole(await target({ keep: 3, release: { id: `classic:${number}`, name: `R-${number}` } }));
      }
      assert.deepEqual(
        (await readdir(join(at, "releases"))).sort(),
        ["R-3", "R-4", "R-5"].map((name) => `${name}-${root8}`),
      );
    }));
});

describe("The releases of a folder target", () => {
  it("removes no folder that it did not make, but what a kill left of its own", () =>
    withPlace(async ({ at, target }) => {
      await write(at, {
        "releases/20240101/ours.txt": "theirs",
        "releases/backup/.release-manager.json": "{}",
      });
      const killed = await target({ release: { id: "classic:0", name: "R-0" } });
      await assert.rejects(killed.deploy(step(stranger), stranger, io()), refusing("RM031", /ENOENT/));
      await killed.close();
      assert.ok((await readdir(join(at, "releases"))).includes(`R-0-${root8}`));
      for (const number of [1, 2, 3])
        await whole(await target({ keep: 1, release: { id: `classic:${number}`, name: `R-${number}` } }));
      assert.deepEqual((await readdir(join(at, "releases"))).sort(), [
        "20240101",
        `R-2-${root8}`,
        `R-3-${root8}`,
        "backup",
      ]);
    }));

  it("proves what is there already instead of copying it", () =>
    withPlace(async ({ target }) => {
      await whole(await target({}));
      const again = await target({});
      const [first] = await deployAll(again);
      await again.close();
      assert.deepEqual(first, {
        outcome: "succeeded",
        text: "was there already, 2 files proved byte for byte",
        issues: [],
        operations: [],
      });
    }));
});

const stranger = sealedArtefact("Absent", { "a.txt": "a" });

describe("The folder of a release", () => {
  it("says that its state is not known where the release in use is not as it should be", () =>
    withPlace(async ({ at, target }) => {
      await whole(await target({}));
      const again = await target({});
      await deployAll(again);
      await writeFile(join(at, "current/Site/index.html"), "altered");
      await assert.rejects(
        again.verify(artefacts, io()),
        (thrown) => thrown instanceof Failure && thrown.report.state === "its state is not known",
      );
      await again.close();
    }));

  it("replaces what somebody altered in the release folder", () =>
    withPlace(async ({ at, target }) => {
      await whole(await target({}));
      const place = join(at, `releases/Release-57-${root8}`);
      await writeFile(join(place, "Site/index.html"), "altered");
      await write(place, { "Site/added.txt": "x", "stranger.txt": "x" });
      await whole(await target({}));
      assert.equal(await readFile(join(at, "current/Site/index.html"), "utf8"), "<h1>hello</h1>");
      assert.deepEqual((await readdir(place)).sort(), [".release-manager.json", "Site", "Sln"]);
    }));

  it("refuses a file that was changed on the agent after it was proved, and leaves current alone", () =>
    withPlace(async ({ at, drop, target }) => {
      await writeFile(join(drop, "Site/index.html"), "changed meanwhile");
      const release = await target({});
      await assert.rejects(deployAll(release), refusing("RM021", /index\.html was changed on the agent/));
      await release.close();
      assert.deepEqual(await readdir(at), ["releases"]);
    }));

  it("repairs what a kill left: partial folders, temporary links and a lock without a sign of life", () =>
    withPlace(async ({ at, target }) => {
      await write(at, {
        [`releases/Release-57-${root8}/.partial-Sln/Core.zip`]: "half",
        ".release-manager.lock": JSON.stringify({
          id: "dead",
          beat: 3,
          owner: { release: "Release-56", stage: "UAT", job: "gone", since: "then" },
        }),
      });
      await whole(await target({}));
      assert.deepEqual((await readdir(at)).sort(), ["current", "releases"]);
      assert.deepEqual((await readdir(join(at, "current"))).sort(), [".release-manager.json", "Site", "Sln"]);
    }));
});

describe("The lock of a folder target", () => {
  it("lets one of two deployments go and tells the other who holds the folder", () =>
    withPlace(async ({ target }) => {
      const first = await target({ job: "one" });
      const second = (): Promise<Target> =>
        target({ job: "two", release: { id: "classic:58", name: "Release-58" } });
      await deployAll(first);
      await assert.rejects(
        deployAll(await second()),
        refusing("RM031", /Release-57, stage UAT is deploying to the same folder right now/),
      );
      await first.verify(artefacts, io());
      await first.close();
      await whole(await second());
    }));

  it("takes the lock again at once in a retry of the same job", () =>
    withPlace(async ({ target }) => {
      // A process that was killed gives no sign of life any more.
      const still = { beat: 60_000, watch: 60_000 };
      const killed = await target({ job: "same", lockTimes: still });
      await deployAll(killed);
      const started = Date.now();
      await whole(await target({ job: "same", lockTimes: still }));
      assert.ok(Date.now() - started < 5_000);
      await killed.close();
    }));

  it("stops between two files when the stage is cancelled, and current stays", () =>
    withPlace(async ({ at, target }) => {
      const cancel = new AbortController();
      cancel.abort();
      const release = await target({});
      const results = await deployAll(release, cancel.signal);
      await release.close();
      assert.deepEqual(
        results.map(({ outcome }) => outcome),
        ["cancelled", "cancelled"],
      );
      assert.deepEqual(await readdir(at), ["releases"]);
    }));
});

describe("The place of a folder target", () => {
  it("refuses to replace a current that it did not make", () =>
    withPlace(async ({ at, target }) => {
      await mkdir(join(at, "current"));
      const folder = await (await target({})).plan(artefacts);
      assert.deepEqual(
        folder.steps.map(({ action }) => action),
        ["refuse", "refuse"],
      );
      await rename(join(at, "current"), join(at, "elsewhere"));
      await symlink("elsewhere", join(at, "current"));
      const link = await (await target({})).plan(artefacts);
      assert.match(link.steps[0]?.text ?? "", /was not made by Release Manager: it points to elsewhere/);
    }));

  it("names its target by its real path, whatever link leads to it", () =>
    withPlace(async ({ at, base, target }) => {
      await symlink(at, join(base, "link"));
      const [real, linked] = await Promise.all([target({}), target({ path: join(base, "link") })]);
      assert.deepEqual(await linked.identify(), await real.identify());
      assert.equal((await real.identify()).id, `folder:${at}`);
    }));

  it("finds a misspelt path instead of making it", () =>
    withPlace(async ({ at, target }) => {
      await assert.rejects(
        target({ path: join(at, "no/such") }),
        refusing("RM010", /neither it nor .*no exists/),
      );
      await assert.rejects(target({ path: "relative/path" }), refusing("RM010", /not an absolute path/));
    }));

  it("gives a release of any name a folder that every file system takes", () =>
    withPlace(async ({ at, target }) => {
      await whole(await target({ release: { id: "classic:1", name: "../a b%;]ü##vso[x" } }));
      assert.deepEqual(await readdir(join(at, "releases")), [`__a_b_vso_x-${root8}`]);
    }));
});

type Place = Readonly<{
  base: string;
  at: string;
  drop: string;
  target: (settings: Partial<FolderSettings>) => Promise<Target>;
}>;

function withPlace(use: (place: Place) => Promise<void>): Promise<void> {
  return withFolder(async (base) => {
    const [at, drop] = [join(base, "target"), join(base, "drop")];
    await mkdir(at);
    await write(join(drop, "Sln"), sln);
    await write(join(drop, "Site"), site);
    const common: FolderSettings = {
      path: at,
      release: { id: "classic:57", name: "Release-57" },
      sealRoot: `${root8}ffff`,
      stage: "UAT",
      job: "job",
      keep: 5,
      source: (artefact) => join(drop, artefact),
      lockTimes: quick,
    };
    await use({ base, at, drop, target: (settings) => folderTarget({ ...common, ...settings }) });
  });
}

async function whole(target: Target): Promise<void> {
  await deployAll(target);
  await target.verify(artefacts, io());
  await target.close();
}

async function deployAll(target: Target, signal?: AbortSignal): Promise<Deployed[]> {
  const done: Deployed[] = [];
  for (const artefact of artefacts) done.push(await target.deploy(step(artefact), artefact, io(signal)));
  return done;
}

function step(artefact: SealedArtefact): Parameters<Target["deploy"]>[0] {
  return { artefact: artefact.name, kind: artefact.kind, action: "create", text: "" };
}

function io(signal: AbortSignal = new AbortController().signal): DeployIo {
  return {
    tell: () => undefined,
    progress: () => undefined,
    saveOperation: () => Promise.resolve(),
    earlier: [],
    keep: () => Promise.resolve(),
    signal,
  };
}

function refusing(code: string, cause: RegExp): (thrown: unknown) => boolean {
  return (thrown) =>
    thrown instanceof Failure && thrown.report.code === code && cause.test(thrown.report.cause);
}
