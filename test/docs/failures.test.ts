import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { failureCodes, tell } from "../../core/failure.ts";
import { root } from "../../scripts/extension.ts";

/** One failure as it stands in the source: its parts as far as they are written out there, `…` for what is filled in. */
type Written = Readonly<{ at: string; parts: Readonly<Record<string, string>>; needs: readonly string[] }>;

const always = ["code", "what", "where", "cause", "next"];
const required: Readonly<Record<string, readonly string[]>> = {
  refusal: always,
  Failure: [...always, "state", "retry"],
};

const written = ["core", "adapters", "tasks"].flatMap(sourcesIn).flatMap(failuresIn);

describe("Every failure that stands in the source", () => {
  it("is found", () => {
    assert.ok(written.length > 60, `${written.length} failures`);
    const sample = 'new Failure({ code: "RM001", what: `No ${x}`, where, cause: y.z });';
    assert.deepEqual(failuresOf("x.ts", sample), [
      {
        at: "x.ts:1",
        parts: { code: "RM001", what: "No …", where: "…", cause: "…" },
        needs: ["code", "what", "where", "cause", "next", "state", "retry"],
      },
    ]);
  });

  it("says what, where, why and what next, and one that changed something says in which state the target is", () => {
    assert.deepEqual(
      faults(({ parts, needs }) => {
        const missing = needs.filter((part) => !Object.hasOwn(parts, part));
        return missing.length === 0 ? undefined : `lacks ${missing.join(", ")}`;
      }),
      [],
    );
  });

  it("has a code that the documentation explains", () =>
    assert.deepEqual(
      faults(({ parts: { code = "…" } }) =>
        code.includes("…") || Object.hasOwn(failureCodes, code) ? undefined : code,
      ),
      [],
    ));

  for (const [part, rule, good] of [
    ["what", "is a sentence without its full stop", /^…$|^[A-Z…"].*[^.!?\s]$/s],
    ["where", "is a place, no sentence", /[^.!?\s]$/s],
    ["next", "tells a person what to do", /^…$|^[A-Z…].*\S$/s],
    ["cause", "is a clause or a sentence", /^…$|^\S.*\S$/s],
  ] as const)
    it(`has a "${part}" that ${rule}`, () =>
      assert.deepEqual(
        faults(({ parts: { [part]: text } }) =>
          text === undefined || good.test(text) ? undefined : `${part}: ${text}`,
        ),
        [],
      ));

  it("reads well: no double blanks or stops, no shouting, no word that blames or begs", () =>
    assert.deepEqual(
      faults(({ parts }) => {
        return Object.values(parts).find((text) => unwell.test(text));
      }),
      [],
    ));
});

describe("A failure that is told", () => {
  it("says what, where, cause, state, retry, next step and ids, in this order", () => {
    const told = tell({
      code: "RM031",
      what: "UAT was not deployed",
      where: "Release-57",
      cause: "the disk is full",
      state: "it was partly changed",
      retry: "safe once that is mended",
      next: "Make room",
      ids: "E1",
    });
    assert.equal(
      told,
      "UAT was not deployed (Release-57): the disk is full. Target: it was partly changed. Running again is safe once that is mended. Make room. [RM031, E1]",
    );
  });
});

const unwell = / {2}|\.\.|!|\?\?|\b(?:oops|sorry|please|invalid|illegal|bad|fatal|something went wrong)\b/i;

function faults(of: (one: Written) => string | undefined): string[] {
  return written.flatMap((one) => {
    const fault = of(one);
    return fault === undefined ? [] : [`${one.at}: ${fault}`];
  });
}

function sourcesIn(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

function failuresIn(path: string): Written[] {
  return failuresOf(path.slice(root.length + 1), readFileSync(path, "utf8"));
}

function failuresOf(name: string, text: string): Written[] {
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true);
  const found: Written[] = [];
  const visit = (node: ts.Node): void => {
    if (isReport(node)) found.push(readFailure(node, source));
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

/** The report of a failure is known by its parts, wherever it is handed to `refusal` or `Failure`. */
function isReport(node: ts.Node): node is ts.ObjectLiteralExpression {
  if (!ts.isObjectLiteralExpression(node)) return false;
  const names = node.properties.map((property) => property.name?.getText() ?? "");
  return ["what", "where", "cause", "next"].filter((part) => names.includes(part)).length >= 3;
}

/** What must stand there. A refusal says by itself that nothing was changed; what is spread, or completed elsewhere, is typed. */
function needs(literal: ts.ObjectLiteralExpression): readonly string[] {
  const { parent } = literal;
  if (!ts.isCallExpression(parent) && !ts.isNewExpression(parent)) return [];
  if (literal.properties.some(ts.isSpreadAssignment)) return [];
  return required[parent.expression.getText()] ?? [];
}

function readFailure(literal: ts.ObjectLiteralExpression, source: ts.SourceFile): Written {
  const { line } = source.getLineAndCharacterOfPosition(literal.getStart());
  const parts = literal.properties.flatMap((property): [string, string][] => {
    if (ts.isShorthandPropertyAssignment(property)) return [[property.name.text, "…"]];
    return ts.isPropertyAssignment(property) ? [[property.name.getText(), worded(property.initializer)]] : [];
  });
  return { at: `${source.fileName}:${line + 1}`, parts: Object.fromEntries(parts), needs: needs(literal) };
}

/** A text with `…` for what is filled in. */
function worded(value: ts.Expression): string {
  if (ts.isStringLiteralLike(value)) return value.text;
  if (!ts.isTemplateExpression(value)) return "…";
  return value.head.text + value.templateSpans.map((span) => `…${span.literal.text}`).join("");
}
