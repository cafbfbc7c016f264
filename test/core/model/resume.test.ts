import assert from "node:assert/strict";
import { noteText, readNote, readOperation, type ArtefactNote } from "../../../core/model/note.ts";
import type { ArtefactOutcome } from "../../../core/model/record.ts";
import {
  claimsOf,
  leadingDone,
  openOperations,
  resumptions,
  type LeftBehind,
} from "../../../core/model/resume.ts";
import type { Operation, StillThere } from "../../../core/model/target.ts";
import { sealedArtefact } from "../../support/sealed-artefact.ts";

const here = "folder:/srv/uat";
const names = ["Sln", "Data2", "Web"];
const artefacts = names.map((name) => sealedArtefact(name, { "x.txt": name }));
const proof = "attempt 1 left exactly these bytes there, and the target still has them";

const same: readonly StillThere[] = names.map((artefact) => ({ artefact, kind: "same" }));
const table: readonly Readonly<{
  title: string;
  left: readonly LeftBehind[];
  answers?: readonly StillThere[];
  expected: readonly string[];
}>[] = [
  {
    title: "what an earlier attempt deployed and the target still has",
    left: [left(1, note("Sln"), note("Data2", "succeededWithIssues"), note("Web", "failedUnchanged"))],
    expected: [proof, proof, 'again: attempt 1 ended it as "Failed, nothing was changed"'],
  },
  {
    title: "what was skipped with proof before",
    left: [left(2, note("Sln", "skipped")), left(1, note("Sln"))],
    expected: [
      proof.replace("1", "2"),
      "again: attempt 2 did not finish it",
      "again: attempt 2 did not finish it",
    ],
  },
  {
    title: "nothing behind what is done again, even where it is there",
    left: [left(1, note("Sln", "failedPartial"), note("Data2"), note("Web"))],
    expected: [
      'again: attempt 1 ended it as "Failed, partly changed"',
      "again: Sln before it is done again",
      "again: Sln before it is done again",
    ],
  },
  {
    title: "nothing that went to another target",
    left: [left(1, { ...note("Sln"), target: "folder:/srv/old" })],
    expected: [
      "again: attempt 1 deployed it to another target (folder:/srv/old)",
      "again: attempt 1 did not finish it",
      "again: attempt 1 did not finish it",
    ],
  },
  {
    title: "nothing of other bytes",
    left: [left(1, note("Sln", "succeeded", "f".repeat(64)))],
    expected: [
      "again: attempt 1 deployed other bytes",
      "again: attempt 1 did not finish it",
      "again: attempt 1 did not finish it",
    ],
  },
  {
    title: "nothing that somebody moved since",
    left: [left(1, note("Sln"), note("Data2"))],
    answers: [
      { artefact: "Sln", kind: "moved", because: "##vso[x]Core is 9.0 there." },
      { artefact: "Data2", kind: "same" },
    ],
    expected: [
      "again: it is not as attempt 1 left it: # #vso[x]Core is 9.0 there",
      "again: Sln before it is done again",
      "again: attempt 1 did not finish it",
    ],
  },
  {
    title: "nothing of which the target cannot tell, or says nothing",
    left: [left(1, note("Sln"), note("Data2"))],
    answers: [{ artefact: "Sln", kind: "unknown", because: "no marker" }],
    expected: [
      "again: nobody can tell whether the target still has it: no marker",
      "again: Sln before it is done again",
      "again: attempt 1 did not finish it",
    ],
  },
  {
    title: "nothing that was still running",
    left: [left(1, note("Sln", "unknownStillRunning"))],
    expected: [
      "again: it was still running when attempt 1 ended: what that one began is looked up first",
      "again: attempt 1 did not finish it",
      "again: attempt 1 did not finish it",
    ],
  },
];
describe("What a deployment that goes on skips", () => {
  for (const { title, left: behind, answers = same, expected } of table)
    it(`N12: is ${title}`, () => {
      const told = resumptions(claimsOf(artefacts, behind, here), answers).map((one) =>
        one.kind === "skip" ? one.proof : `again: ${one.because}`,
      );
      assert.deepEqual(told, expected);
    });

  it("N12: the newest note for this target counts, whatever another step of the stage deployed elsewhere", () => {
    const elsewhere = { ...note("Sln"), target: "folder:/other" };
    const claims = claimsOf(artefacts, [left(1, elsewhere, note("Sln"))], here);
    assert.deepEqual(claims[0], { artefact: "Sln", kind: "done", attempt: 1 });
    const newer = claimsOf(artefacts, [left(2, note("Sln", "cancelled")), left(1, note("Sln"))], here);
    assert.equal(newer[0]?.kind, "again");
  });

  it("N12: the target is asked only about what could be skipped", () => {
    const claims = claimsOf(artefacts, [left(1, note("Sln"), note("Web"))], here);
    assert.deepEqual(leadingDone(claims), ["Sln"]);
  });
});

describe("Operations that an attempt left open", () => {
  const operation = (artefact: string, id: string): Operation => ({
    kind: "import",
    id,
    artefact,
    startedOn: "2026-01-01T00:00:00Z",
  });
  const began = (behind: LeftBehind, ...operations: Operation[]): LeftBehind => ({ ...behind, operations });

  it("N12: are all but those whose artefact ended well, or certainly ended later", () => {
    const first = began(
      left(1, note("Sln"), note("Data2", "unknownStillRunning"), note("Web", "failedPartial")),
      operation("Sln", "a"),
      operation("Data2", "b"),
      operation("Web", "c"),
    );
    assert.deepEqual(ids(first), ["b", "c"]);
    const second = began(left(2, note("Data2", "failedUnchanged")), operation("Web", "d"));
    assert.deepEqual(ids(second, first), ["c", "d"]);
    assert.deepEqual(ids(left(3, note("Web")), second, first), []);
  });

  it("N12: are those of a try that was killed before it could say anything", () =>
    assert.deepEqual(ids(began(left(1), operation("Sln", "a"), operation("Sln", "b"))), ["a", "b"]));

  function ids(...behind: readonly LeftBehind[]): string[] {
    return openOperations(behind).map(({ id }) => id);
  }
});

describe("A note", () => {
  it("is read as it was written, bounded and without logging commands", () => {
    const { artefact } = note("Sln");
    const read = readNote(noteText(here, { ...artefact, text: `##vso[task.x]${"y".repeat(5000)}` }));
    assert.ok(!("faults" in read));
    assert.equal(read.artefact.text.length, 1000);
    assert.match(read.artefact.text, /^# #vso\[task\.x\]y/);
    assert.deepEqual({ ...read, artefact: { ...read.artefact, text: "" } }, { ...note("Sln") });
  });

  for (const [what, text] of [
    ["no JSON", "{"],
    ["a digest that is none", noteText(here, { ...note("Sln").artefact, digest: "x" })],
    ["a name that leaves its folder", noteText(here, { ...note("Sln").artefact, name: "../x" })],
    ["a newer schema", '{"schema":2}'],
    ["too much", `"${"x".repeat(20_000)}"`],
  ] as const)
    it(`of ${what} is not believed`, () => assert.ok("faults" in readNote(text)));

  it("of an operation is read strictly too", () => {
    const known = { kind: "import", id: "5d", artefact: "Sln", startedOn: "2026-01-01T00:00:00.000Z" };
    assert.deepEqual(readOperation(JSON.stringify(known)), known);
    assert.ok("faults" in readOperation(JSON.stringify({ ...known, url: "https://elsewhere" })));
  });
});

function left(attempt: number, ...notes: readonly ArtefactNote[]): LeftBehind {
  return { attempt, notes, operations: [] };
}

function note(
  name: string,
  outcome: ArtefactOutcome["outcome"] = "succeeded",
  digest?: string,
): ArtefactNote {
  const own = artefacts.find((one) => one.name === name)?.digest ?? "";
  return {
    schema: 1,
    target: here,
    artefact: { name, kind: "files", digest: digest ?? own, outcome, text: "" },
  };
}
