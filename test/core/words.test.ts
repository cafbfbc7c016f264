import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "..", "..");

type Term = Readonly<{ word: string; sentence: string; type: string; file: string }>;

/** The rows of the table of words. */
function terms(markdown: string): Term[] {
  const rows = markdown.matchAll(/^\| ([^|]+?) *\| ([^|]+?) *\| `(\w+)` *\| `([\w./-]+)` *\|$/gm);
  return [...rows].map(([, word = "", sentence = "", type = "", file = ""]) => ({
    word,
    sentence,
    type,
    file,
  }));
}

/** What is wrong with a row: its type is not exported by its file, or it is not one sentence. */
function faultOf(term: Term, text: string): string[] {
  const exported = new RegExp(`^export (type|const|class|function) ${term.type}\\b`, "m").test(text);
  const sentences = /^[A-Z][^.]*\.$/.test(term.sentence.replaceAll("…", ""));
  return [
    ...(exported ? [] : [`${term.file} exports no ${term.type}, the type of "${term.word}"`]),
    ...(sentences ? [] : [`"${term.word}" is not told in one sentence`]),
  ];
}

/** Azure DevOps's own words, which have a place of their own. */
const foreign = /artifact|deploySteps|releaseDefinition|releaseEnvironment|definitionEnvironment/gi;

/** Names that are Azure DevOps's, or SARIF's, and cannot be written otherwise, exactly as they stand. */
const unavoidable = ["Build.ArtifactStagingDirectory", "System.ArtifactsDirectory", "artifactLocation"];

/** The foreign words in a text, unavoidable names taken out first. */
function foreignIn(text: string): string[] {
  const rest = unavoidable.reduce((left, name) => left.replaceAll(name, ""), text);
  return [...rest.matchAll(foreign)].map(([word]) => word);
}

function isBorder(path: string): boolean {
  return (
    path.startsWith("adapters/azure-devops/") ||
    /^tasks\/shared\/agent-[^/]*\.ts$/.test(path) ||
    /^tasks\/[^/]+\/task\.json$/.test(path)
  );
}

function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(ts|tsx|json|css|html|md)$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .filter((path) => !isBorder(path));
}

function textOf(path: string): string {
  return readFileSync(join(root, path), "utf8");
}

describe("the words", () => {
  const all = terms(textOf("core/README.md"));

  it("are at least forty, each once, in the order of the alphabet", () => {
    const words = all.map((term) => term.word);
    assert.ok(words.length >= 40, `only ${words.length} rows could be read`);
    assert.deepEqual(words, [...new Set(words)].sort());
  });

  it("have each a type in core, and one sentence", () => {
    assert.deepEqual(
      all.flatMap((term) => faultOf(term, textOf(`core/${term.file}`))),
      [],
    );
  });

  it("would be found wanting without a type or a sentence", () => {
    const term = { word: "parrot", sentence: "A bird. It talks", type: "Parrot", file: "model/stage.ts" };
    assert.deepEqual(faultOf(term, textOf("core/model/stage.ts")), [
      'model/stage.ts exports no Parrot, the type of "parrot"',
      '"parrot" is not told in one sentence',
    ]);
  });
});

describe("Azure DevOps's own words", () => {
  for (const folder of ["core", "ui", "adapters", "tasks"]) {
    it(`do not occur in ${folder}, but at its border`, () => {
      const files = filesOf(folder);
      assert.ok(files.length > 0);
      const found = files.flatMap((path) => foreignIn(textOf(path)).map((word) => `${path}: ${word}`));
      assert.deepEqual(found, []);
    });
  }

  it("would be found where they stand", () => {
    const text =
      "const artifacts = release.deploySteps; // of the ReleaseDefinition in $(Build.ArtifactStagingDirectory)";
    assert.deepEqual(foreignIn(text), ["artifact", "deploySteps", "ReleaseDefinition"]);
    assert.ok(foreignIn(textOf("adapters/azure-devops/read-stage.ts")).length > 0);
  });

  it("are allowed at the border only", () => {
    const paths = [
      "adapters/azure-devops/x.ts",
      "tasks/shared/agent-x.ts",
      "tasks/seal/task.json",
      "tasks/seal/main.ts",
      "adapters/entra/x.ts",
      "ui/x.tsx",
    ];
    assert.deepEqual(paths.map(isBorder), [true, true, true, false, false, false]);
  });
});
