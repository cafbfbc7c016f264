import assert from "node:assert/strict";
import { createWriteStream, existsSync } from "node:fs";
import { readFile, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { ZipFile } from "yazl";
import { taskStore } from "../../../standin/agent/task-store.ts";
import { clean, temporary } from "./running.ts";

const id = "541a278d-dc61-43e8-86be-358ad4aeaf5b";

function manifest(Major: number, Minor: number, Patch = 0): string {
  return JSON.stringify({
    id,
    name: "Deploy",
    friendlyName: "Deploy it",
    version: { Major, Minor, Patch },
    execution: { Node24: { target: "index.js" } },
  });
}

async function pack(path: string, files: Readonly<Record<string, string>>): Promise<void> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files)) zip.addBuffer(Buffer.from(text), name);
  zip.end();
  await pipeline(zip.outputStream, createWriteStream(path));
}

/** Names inside a zip that zip libraries refuse to write, put in by their bytes. */
async function rename(path: string, from: string, to: string): Promise<void> {
  const bytes = await readFile(path);
  await writeFile(path, bytes.toString("latin1").replaceAll(from, to), "latin1");
}

async function packed(files: Readonly<Record<string, string>>): Promise<{ vsix: string; cache: string }> {
  const folder = await temporary();
  const vsix = join(folder, "x.vsix");
  await pack(vsix, files);
  return { vsix, cache: join(folder, "_work") };
}

const deploy = {
  "extension.vsomanifest": "{}",
  "tasks/deploy/task.json": `\ufeff${manifest(1, 2)}`,
  "tasks/deploy/index.js": "module.exports = 1",
  "tasks/deploy/lib/a.txt": "a",
  "ui/hub.js": "",
};

describe("taskStore", () => {
  after(clean);

  it("unpacks a task to the agent's folder, with its marker, and nothing else of the package", async () => {
    const { vsix, cache } = await packed(deploy);
    const found = await taskStore(vsix, cache).find(id.toUpperCase(), "1.*");
    const root = join(cache, "_tasks", `Deploy_${id}`);
    assert.deepEqual(
      [found?.folder, found?.manifest.friendlyName, found?.manifest.author],
      [join(root, "1.2.0"), "Deploy it", ""],
    );
    assert.deepEqual(
      (await readdir(root, { recursive: true })).sort(),
      ["1.2.0", "1.2.0.completed", "1.2.0/index.js", "1.2.0/lib", "1.2.0/lib/a.txt", "1.2.0/task.json"]
        .map((name) => join(name))
        .sort(),
    );
  });

  it("unpacks a version once", async () => {
    const { vsix, cache } = await packed(deploy);
    const folder = (await taskStore(vsix, cache).find(id, "1"))?.folder ?? "";
    await writeFile(join(folder, "index.js"), "changed by a task");
    await taskStore(vsix, cache).find(id, "1");
    assert.equal(await readFile(join(folder, "index.js"), "utf8"), "changed by a task");
    await rm(`${folder}.completed`);
    await utimes(vsix, 1, 1);
    await Promise.all([1, 2].map(() => taskStore(vsix, cache).find(id, "1")));
    assert.equal(await readFile(join(folder, "index.js"), "utf8"), "module.exports = 1");
  });

  it("drops what it unpacked when the package's bytes change, and not when it is only touched", async () => {
    const { vsix, cache } = await packed(deploy);
    const store = taskStore(vsix, cache);
    const folder = (await store.find(id, "1"))?.folder ?? "";
    await writeFile(join(folder, "extra"), "");
    await utimes(vsix, 1, 1);
    await store.find(id, "1");
    assert.equal(existsSync(join(folder, "extra")), true);
    await pack(vsix, { ...deploy, "tasks/deploy/index.js": "module.exports = 2" });
    await store.find(id, "1");
    assert.deepEqual(
      [existsSync(join(folder, "extra")), await readFile(join(folder, "index.js"), "utf8")],
      [false, "module.exports = 2"],
    );
  });
});

describe("taskStore, asked for a version", () => {
  after(clean);

  it("takes the newest of a major version, and none of another", async () => {
    const { vsix, cache } = await packed({
      "a/task.json": manifest(1, 9),
      "b/task.json": manifest(1, 10),
      "c/task.json": manifest(2, 0),
    });
    const store = taskStore(vsix, cache);
    const versions = await Promise.all(
      ["1", "1.*", "1.9.*", "2.0.0", "3", "1.1"].map(
        async (version) => (await store.find(id, version))?.manifest.version.Minor,
      ),
    );
    assert.deepEqual(versions, [10, 10, 9, 0, undefined, undefined]);
    assert.equal(await store.find("00000000-0000-0000-0000-000000000000", "1"), undefined);
  });

  it("keeps its tasks CommonJS in a package of modules", async () => {
    const { vsix, cache } = await packed(deploy);
    await writeFile(join(cache, "..", "package.json"), '{ "type": "module" }');
    const folder = (await taskStore(vsix, cache).find(id, "1"))?.folder ?? "";
    assert.equal(createRequire(import.meta.url)(join(folder, "index.js")), 1);
  });

  it("refuses a file that leaves its folder", async () => {
    const { vsix, cache } = await packed({ ...deploy, "tasks/deploy/xx/xx/xx/evil": "" });
    await rename(vsix, "tasks/deploy/xx/xx/xx/evil", "tasks/deploy/../../../evil");
    await assert.rejects(taskStore(vsix, cache).find(id, "1"), /invalid relative path/);
    assert.equal(existsSync(join(cache, "_tasks", "evil")), false);
  });

  it("names a task.json that is none", async () => {
    const { vsix, cache } = await packed({ "tasks/x/task.json": "{}" });
    await assert.rejects(taskStore(vsix, cache).find(id, "1"), {
      message: "tasks/x/task.json has no id or no name.",
    });
    const bad = await packed({ "task.json": JSON.stringify({ id, name: "x", version: { Major: 1 } }) });
    await assert.rejects(taskStore(bad.vsix, bad.cache).find(id, "1"), {
      message: "task.json has no version of three numbers.",
    });
  });

  it("says when there is no package", async () => {
    const folder = await temporary();
    await assert.rejects(taskStore(join(folder, "no.vsix"), folder).find(id, "1"), { code: "ENOENT" });
  });
});
