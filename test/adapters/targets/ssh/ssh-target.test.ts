import assert from "node:assert/strict";
import { lstat, mkdir, readdir, readFile, readlink, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { refusing } from "../../../support/refusing.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";
import { write } from "../../../support/temporary-folder.ts";
import { artefacts, deployAll, files, io, needsSshd, root8, whole, withPlace } from "./deploying.ts";

const here = `Release-57-${root8}`;

describe("A target of kind ssh", () => {
  before(needsSshd);

  it("copies every artefact, proves it at the server and points current to the release at the end", () =>
    withPlace(async ({ at, target }) => {
      const release = target();
      await release.plan(artefacts);
      await deployAll(release);
      assert.equal(await lstat(join(at, "current")).catch(() => undefined), undefined);
      const said = await release.verify(artefacts, io());
      await release.close();
      assert.equal(await readlink(join(at, "current")), `releases/${here}`);
      for (const [path, content] of Object.entries(files.Site))
        assert.equal(await readFile(join(at, "current/Site", path), "utf8"), content);
      assert.match(said, /current is Release-57-0123abcd now \(link\); 5 files proved/);
      assert.deepEqual((await readdir(at)).sort(), ["current", "releases"]);
      const marker = JSON.parse(await readFile(join(at, "current/.release-manager.json"), "utf8")) as object;
      assert.deepEqual(Object.keys(marker).sort(), ["artefacts", "deployedOn", "release", "root", "schema"]);
    }));

  it("writes nothing before the first artefact", () =>
    withPlace(async ({ at, target }) => {
      const release = target();
      await release.identify();
      await release.preflight();
      await release.plan(artefacts);
      await release.stillThere(artefacts);
      assert.deepEqual(await readdir(at), []);
    }));

  it("reads files back where the account has no shell", () =>
    withPlace(
      async ({ at, target }) => {
        await whole(target());
        const checks = await target().preflight();
        assert.match(checks.at(-1)?.text ?? "", /by reading them back/);
        await writeFile(join(at, "current/Site/index.html"), "<h1>HELLO</h1>");
        const [sln, site] = await target().stillThere(artefacts);
        assert.equal(sln?.kind, "same");
        assert.equal(site?.kind, "moved");
      },
      { lines: ["ForceCommand internal-sftp"] },
    ));
});

describe("The place of an ssh target", () => {
  before(needsSshd);

  it("keeps N releases, the current one and the one before it among them, and knows the way back", () =>
    withPlace(async ({ at, target }) => {
      for (const number of [1, 2, 3, 4])
        await whole(target({ keep: 2, release: { id: `classic:${number}`, name: `R-${number}` } }));
      assert.deepEqual((await readdir(join(at, "releases"))).sort(), [`R-3-${root8}`, `R-4-${root8}`]);
      const back = target({ keep: 2, release: { id: "classic:3", name: "R-3" } });
      const plan = await back.plan(artefacts);
      assert.match(plan.steps[0]?.text ?? "", /is in R-3-0123abcd already/);
      assert.equal(
        plan.rollback,
        `current points to releases/R-4-${root8} now; pointing it back there is one rename`,
      );
      const [first] = await deployAll(back);
      assert.equal(first?.text, "was there already, 2 files proved byte for byte");
      await back.verify(artefacts, io());
      assert.equal(await readlink(join(at, "current")), `releases/R-3-${root8}`);
    }));

  it("names its target by host and real path, whatever link leads to it", () =>
    withPlace(async ({ at, base, server, target }) => {
      await symlink(at, join(base, "link"));
      const path = `ssh://${server.user}@127.0.0.1:${server.port}${base}/link/`;
      assert.deepEqual(await target({ path }).identify(), {
        id: `ssh:127.0.0.1:${server.port}${at}`,
        name: `app at 127.0.0.1:${server.port}`,
        url: `ssh://${server.user}@127.0.0.1:${server.port}${at}`,
      });
    }));

  it("makes the folder itself, but not what it stands in", () =>
    withPlace(async ({ at, server, target }) => {
      const address = `ssh://${server.user}@127.0.0.1:${server.port}`;
      await whole(target({ path: `${address}${at}/new` }));
      assert.equal(await readlink(join(at, "new/current")), `releases/${here}`);
      await assert.rejects(
        target({ path: `${address}${at}/no/such` }).identify(),
        refusing("RM010", /neither it nor .*no is there/),
      );
      const check = (await target({ path: `${address}${at}/no/such` }).preflight()).at(-1);
      assert.match(
        check?.text ?? "",
        /no\/such: neither it nor \S+ is there, or the account may not see it$/,
      );
      assert.equal(check?.fix, "Correct TargetPath in the connection, or make the folder at the server");
      await writeFile(join(at, "file"), "x");
      await assert.rejects(
        target({ path: `${address}${at}/file` }).plan(artefacts),
        refusing("RM010", /is no folder/),
      );
    }));
});

describe("The folder of a release at a server", () => {
  before(needsSshd);

  it("replaces what somebody altered or added, links among it, and follows none of them", () =>
    withPlace(async ({ at, base, target }) => {
      await whole(target());
      await write(base, { "outside/precious.txt": "precious" });
      const place = join(at, "releases", here);
      await writeFile(join(place, "Site/index.html"), "altered");
      await write(place, { "Site/added.txt": "x", "stranger.txt": "x" });
      await symlink(join(base, "outside"), join(place, "Site/out"));
      await symlink(join(base, "outside"), join(place, "out"));
      const [, site] = await target().stillThere(artefacts);
      assert.match(site?.kind === "moved" ? site.because : "", /added.*2 other differences/);
      await whole(target());
      assert.equal(await readFile(join(at, "current/Site/index.html"), "utf8"), "<h1>hello</h1>");
      assert.deepEqual((await readdir(place)).sort(), [".release-manager.json", "Site", "Sln"]);
      assert.equal((await readdir(join(place, "Site"))).includes("out"), false);
      assert.equal(await readFile(join(base, "outside/precious.txt"), "utf8"), "precious");
    }));

  it("does not write through links that lead out of the root", () =>
    withPlace(async ({ at, base, target }) => {
      await mkdir(join(base, "outside"));
      await symlink(join(base, "outside"), join(at, "releases"));
      const { steps } = await target().plan(artefacts);
      assert.match(steps[0]?.text ?? "", /releases is a link, which may lead anywhere/);
      await assert.rejects(deployAll(target()), refusing("RM022", /releases is a link/));
      assert.deepEqual(await readdir(join(base, "outside")), []);
    }));
});

describe("An artefact that is brought to a server", () => {
  before(needsSshd);

  it("makes a half-written artefact anew where a link stands in the way of its files", () =>
    withPlace(async ({ at, base, target }) => {
      await write(base, { "outside/index.html": "precious" });
      const partial = join(at, "releases", here, ".partial-Site");
      await mkdir(partial, { recursive: true });
      await symlink(join(base, "outside/index.html"), join(partial, "index.html"));
      await symlink(join(base, "outside"), join(partial, "a b"));
      await whole(target());
      assert.equal(await readFile(join(base, "outside/index.html"), "utf8"), "precious");
      assert.deepEqual(await readdir(join(base, "outside")), ["index.html"]);
    }));

  it("does not send again what an earlier attempt brought whole", () =>
    withPlace(async ({ at, target }) => {
      const partial = join(at, "releases", here, ".partial-Site");
      await write(partial, { "index.html": "<h1>hello</h1>", "a b/ü%;].txt": "half", "odd.txt": "" });
      const { ino } = await lstat(join(partial, "index.html"));
      const done = await deployAll(target());
      assert.match(done[1]?.text ?? "", /3 files, 16 bytes copied and proved, 1 file of them by an earlier/);
      assert.equal((await lstat(join(at, "releases", here, "Site/index.html"))).ino, ino);
    }));

  it("refuses a file that was changed on the agent after it was proved, and leaves current alone", () =>
    withPlace(async ({ at, drop, target }) => {
      await writeFile(join(drop, "Site/index.html"), "<h1>HELLO</h1>");
      const release = target();
      await assert.rejects(deployAll(release), refusing("RM021", /index\.html was changed on the agent/));
      await release.close();
      assert.deepEqual(await readdir(at), ["releases"]);
    }));

  it("refuses an empty artefact and paths that leave it, and writes nothing", () =>
    withPlace(async ({ at, target }) => {
      const bad = [
        sealedArtefact("Empty", {}),
        sealedArtefact("Out", { "../x": "x" }),
        sealedArtefact("Abs", { "/etc/x": "x" }),
        sealedArtefact("..", { x: "x" }),
      ];
      const { steps } = await target().plan(bad);
      assert.deepEqual(
        steps.map(({ action }) => action),
        ["refuse", "refuse", "refuse", "refuse"],
      );
      for (const one of bad)
        await assert.rejects(deployAll(target(), io(), [one]), refusing("RM022", /no file|leaves|relative/));
      assert.deepEqual(await readdir(at), []);
    }));
});

describe("What stands at an ssh target", () => {
  before(needsSshd);

  it("is not replaced where current was made by somebody else", () =>
    withPlace(async ({ at, target }) => {
      await mkdir(join(at, "current"));
      const { steps } = await target().plan(artefacts);
      assert.deepEqual(
        steps.map(({ action }) => action),
        ["refuse", "refuse"],
      );
      assert.match(steps[0]?.text ?? "", /current was not made by Release Manager/);
      const release = target();
      await deployAll(release);
      await assert.rejects(release.verify(artefacts, io()), refusing("RM031", /was not made by Release/));
      assert.equal((await lstat(join(at, "current"))).isDirectory(), true);
    }));

  it("has changed since the plan was made: nothing is written then", () =>
    withPlace(async ({ at, target }) => {
      const late = target({ job: "late" });
      await late.plan(artefacts);
      await whole(target({ release: { id: "classic:58", name: "Release-58" } }));
      await assert.rejects(
        deployAll(late),
        refusing("RM042", /current was nothing when the plan was made and is releases\/Release-58-/),
      );
      assert.deepEqual(await readdir(join(at, "releases")), [`Release-58-${root8}`]);
    }));

  it("is left to the deployment that holds it, and the other one is told who that is", () =>
    withPlace(async ({ target }) => {
      const first = target({ job: "one" });
      await deployAll(first);
      const second = target({ job: "two", release: { id: "classic:58", name: "Release-58" } });
      await assert.rejects(
        deployAll(second),
        refusing("RM031", /Release-57, stage UAT is deploying to the same folder right now \(since 20/),
      );
      await first.verify(artefacts, io());
      await first.close();
      await whole(target({ job: "two" }));
    }));
});

describe("A stop of a deployment over ssh", () => {
  before(needsSshd);

  it("leaves a lock that is taken over from a holder that gives no sign of life, and that is told", () =>
    withPlace(async ({ at, target }) => {
      const owner = { release: "Release-56", stage: "UAT", job: "gone", since: "then" };
      await write(at, { ".release-manager.lock": JSON.stringify({ id: "dead", beat: 3, owner }) });
      await write(at, { ".release-manager.lock.1a2b3c4d": "half", "current.next": "x" });
      const told: string[] = [];
      const release = target();
      await deployAll(release, io({ tell: (sentence) => void told.push(sentence) }));
      await release.verify(artefacts, io());
      await release.close();
      assert.match(told.join("\n"), /Release-56, stage UAT gave no sign of life and was taken over/);
      assert.deepEqual((await readdir(at)).sort(), ["current", "releases"]);
    }));

  it("stays as it was when the stage is cancelled", () =>
    withPlace(async ({ at, target }) => {
      const cancel = new AbortController();
      const release = target();
      await whole(target({ release: { id: "classic:56", name: "Release-56" } }));
      const results = await deployAll(release, io({ signal: cancel.signal, progress: () => cancel.abort() }));
      await release.close();
      assert.equal(results[0]?.outcome, "cancelled");
      assert.equal(await readlink(join(at, "current")), `releases/Release-56-${root8}`);
    }));
});
