import assert from "node:assert/strict";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { matcherOf } from "../../../standin/agent/glob.ts";
import type { StepOrder } from "../../../standin/agent/job.ts";
import { clean, run, said, type Setting, type TinyStep, type Told } from "./running.ts";

const ids = {
  CmdLine: ["d9bafed4-0b18-4f58-968d-86655b4d2ce9", "2.*"],
  CopyFiles: ["5bfb729a-a7c8-4a78-a7c3-8d717bb7c13c", "2.*"],
  PublishBuildArtifacts: ["2ff763a7-ce83-4e1f-bc89-0ae63477cebe", "1.*"],
} as const;

function step(
  name: keyof typeof ids,
  inputs: StepOrder["inputs"],
  more: Omit<Partial<StepOrder>, "task"> = {},
): TinyStep {
  const [id, version] = ids[name];
  return { task: {}, inBox: { id, name, version }, inputs, ...more };
}

/** Runs a build with these files in its sources. */
async function build(
  steps: readonly TinyStep[],
  files: readonly string[] = [],
  setting: Setting = {},
): Promise<Told> {
  const download = async (folder: string): Promise<void> => {
    for (const file of files) {
      const path = join(folder, "s", file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, file);
    }
  };
  return run(steps, { host: "build", ...setting, runner: { download, ...setting.runner } });
}

describe("CmdLine", () => {
  before(function () {
    if (process.platform === "win32") this.skip();
  });
  after(clean);

  it("runs the script in the sources, with public variables, env: and no secrets, and parses what it prints", async () => {
    const variables = { "my.var": { value: "1" }, key: { value: "s3cret-key", isSecret: true } };
    const script =
      'pwd; echo "$MY_VAR|$SECRET_KEY|$KEY|$INPUT_SCRIPT|$ENDPOINT_AUTH_SYSTEMVSSCONNECTION|$MAPPED|$TF_BUILD"\necho "##vso[task.setvariable variable=out]2"';
    const told = await build(
      [
        step("CmdLine", { script }, { environment: { MAPPED: "$(key)" } }),
        step("CmdLine", { script: "echo $OUT" }),
      ],
      [],
      { variables },
    );
    assert.deepEqual(said(told).slice(2), [join(told.work, "1", "s"), "1|||||***|True"]);
    assert.deepEqual(said(told, 1), [
      "Generating script.",
      "Script contents:",
      "echo $OUT",
      "========================== Starting Command Output ===========================",
      "2",
    ]);
  });

  it("fails at an exit code, and at standard error where it is told to", async () => {
    const exits = await build([step("CmdLine", { script: "exit 3" })]);
    const stderr = await build([step("CmdLine", { script: "echo bad >&2", failOnStderr: "true" })]);
    const ignored = await build([step("CmdLine", { script: "echo bad >&2" })]);
    assert.deepEqual(
      [exits, stderr, ignored].map(({ report, steps }) => [report.result, steps[0]?.issues]),
      [
        ["failed", [{ type: "error", message: "Bash exited with code '3'." }]],
        ["failed", [{ type: "error", message: "bad" }]],
        ["succeeded", []],
      ],
    );
  });

  it("refuses an input that it does not know", async () => {
    const told = await build([step("CmdLine", { script: "true", shell: "zsh" })]);
    assert.deepEqual(told.steps[0]?.issues, [
      { type: "error", message: "The stand-in's CmdLine does not know the input 'shell'." },
    ]);
  });
});

const files = ["a.txt", "b.zip", "Sln/c.zip", "Sln/deep/d.zip", "Sln/deep/e.txt", ".hidden/f.zip"];

describe("CopyFiles", () => {
  after(clean);

  async function copied(inputs: StepOrder["inputs"]): Promise<string[]> {
    const told = await build(
      [step("CopyFiles", { SourceFolder: "", TargetFolder: "$(Build.ArtifactStagingDirectory)", ...inputs })],
      files,
    );
    assert.equal(told.report.result, "succeeded", told.log.join("\n"));
    const target = join(told.work, "1", "a");
    const all = await readdir(target, { recursive: true, withFileTypes: true });
    return all
      .filter((one) => one.isFile())
      .map((one) =>
        join(one.parentPath, one.name)
          .slice(target.length + 1)
          .replaceAll("\\", "/"),
      )
      .sort();
  }

  it("copies everything by default", async () => {
    assert.deepEqual(await copied({}), [...files].sort());
  });

  it("copies what the patterns take and does not copy what they take away", async () => {
    assert.deepEqual(await copied({ Contents: "**/*.zip\n!Sln/deep/**" }), [
      ".hidden/f.zip",
      "Sln/c.zip",
      "b.zip",
    ]);
  });

  it("copies from a folder below, flat if it is told so", async () => {
    assert.deepEqual(await copied({ SourceFolder: "Sln", Contents: "**" }), [
      "c.zip",
      "deep/d.zip",
      "deep/e.txt",
    ]);
    assert.deepEqual(await copied({ SourceFolder: "Sln", Contents: "**", flattenFolders: "true" }), [
      "c.zip",
      "d.zip",
      "e.txt",
    ]);
  });
});

describe("CopyFiles onto what is there, or from what is not", () => {
  after(clean);

  it("leaves existing files unless it may overwrite", async () => {
    const twice = (OverWrite: string) => [
      step("CmdLine", { script: 'echo -n old > "$BUILD_ARTIFACTSTAGINGDIRECTORY/a.txt"' }),
      step("CopyFiles", {
        SourceFolder: "",
        Contents: "a.txt",
        TargetFolder: "$(Build.ArtifactStagingDirectory)",
        OverWrite,
      }),
    ];
    const texts = await Promise.all(
      ["false", "true"].map(async (one) =>
        readFile(join((await build(twice(one), files)).work, "1", "a", "a.txt"), "utf8"),
      ),
    );
    assert.deepEqual([texts[0]?.trim().replace("-n ", ""), texts[1]], ["old", "a.txt"]);
  });

  it("fails without its source, and at a pattern that it does not know", async () => {
    const gone = await build([step("CopyFiles", { SourceFolder: "gone", TargetFolder: "x" })]);
    const pattern = await build([
      step("CopyFiles", { SourceFolder: "", Contents: "*.{zip,txt}", TargetFolder: "x" }),
    ]);
    assert.match(gone.steps[0]?.issues[0]?.message ?? "", /^Not found SourceFolder: .*gone$/);
    assert.equal(
      pattern.steps[0]?.issues[0]?.message,
      "The stand-in's CopyFiles knows only **, * and ? in a pattern, not '*.{zip,txt}'.",
    );
  });
});

describe("matcherOf", () => {
  const rows: readonly (readonly [pattern: string, path: string, wanted: boolean])[] = [
    ["**", "a/b.c", true],
    ["*", "a/b", false],
    ["*", "b", true],
    ["**/b", "b", true],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**", "ab/c", false],
    ["?.txt", "ab.txt", false],
    ["a.txt", "aXtxt", false],
    ["# comment", "# comment", false],
  ];
  for (const [pattern, path, wanted] of rows) {
    it(`says ${wanted} to ${path} for ${pattern}`, () => {
      assert.equal(matcherOf([pattern])(path), wanted);
    });
  }
});

describe("PublishBuildArtifacts", () => {
  after(clean);

  it("hands a folder over, and a single file as a folder", async () => {
    const told = await build(
      [
        step("PublishBuildArtifacts", { PathtoPublish: "Sln", ArtifactName: "A ;] 1" }),
        step("PublishBuildArtifacts", { PathtoPublish: "Sln/c.zip" }),
      ],
      ["Sln/c.zip"],
    );
    const [folder, file = ""] = told.artefacts;
    assert.equal(folder, `A ;] 1=${join(told.work, "1", "s", "Sln")}`);
    assert.deepEqual(await readdir(file.replace(/^drop=/, "")), ["c.zip"]);
  });

  it("fails for a path that is not there, and for a file share", async () => {
    const gone = await build([step("PublishBuildArtifacts", { PathtoPublish: "gone" })]);
    const share = await build(
      [step("PublishBuildArtifacts", { PathtoPublish: "", ArtifactType: "FilePath" })],
      ["x"],
    );
    assert.deepEqual(
      [gone, share].map(({ report, artefacts }) => [report.result, artefacts]),
      [
        ["failed", []],
        ["failed", []],
      ],
    );
  });
});
