import assert from "node:assert/strict";
import {
  decisionMeaning,
  decisionsIn,
  isMadeFor,
  saidBy,
  stateFor,
  type DecidingChange,
  type DecidingType,
} from "../../../../core/model/train/decision-meaning.ts";
import type { DecisionItems } from "../../../../core/model/train/train-settings.ts";
import { june } from "./builders.ts";

const agile: DecidingType = {
  name: "Task",
  states: [
    { name: "New", category: "proposed" },
    { name: "Active", category: "inProgress" },
    { name: "Closed", category: "completed" },
    { name: "Removed", category: "removed" },
  ],
};
const basic: DecidingType = {
  name: "Issue",
  states: [
    { name: "To Do", category: "proposed" },
    { name: "Done", category: "completed" },
  ],
};
const scrum: DecidingType = {
  name: "Task",
  states: [
    { name: "To Do", category: "proposed" },
    { name: "In Progress", category: "inProgress" },
    { name: "Done", category: "completed" },
    { name: "Removed", category: "removed" },
  ],
};
const cmmi: DecidingType = {
  name: "Task",
  states: [
    { name: "Proposed", category: "proposed" },
    { name: "Active", category: "inProgress" },
    { name: "Resolved", category: "resolved" },
    { name: "Closed", category: "completed" },
  ],
};
const epic: DecidingType = { name: "Idea", states: [{ name: "Open" }] };

describe("what work items say", () => {
  const cases: readonly (readonly [string, DecisionItems | undefined, readonly DecidingType[], unknown])[] = [
    [
      "Task, where there is one",
      undefined,
      [basic, agile],
      { type: "Task", approved: "Closed", rejected: "Removed" },
    ],
    ["the states of Scrum", undefined, [scrum], { type: "Task", approved: "Done", rejected: "Removed" }],
    ["the states of CMMI, which has none for no", undefined, [cmmi], { type: "Task", approved: "Closed" }],
    ["the first type with a completed state", undefined, [epic, basic], { type: "Issue", approved: "Done" }],
    [
      "nothing, where no type has such a state",
      undefined,
      [epic],
      { refused: "The project has no type of work items with a completed state, on which to decide." },
    ],
    ["what settings say", { type: "issue", approved: "done" }, [basic], { type: "issue", approved: "done" }],
    [
      "nothing, where settings name a type that is gone",
      { type: "Bug", approved: "Done" },
      [basic],
      { refused: 'Settings name the type "Bug", which the project has not.' },
    ],
    [
      "nothing, where settings name a state that is gone",
      { type: "Issue", approved: "Done", rejected: "No" },
      [basic],
      { refused: 'Settings name the state "No", which "Issue" has not.' },
    ],
  ];
  for (const [what, settings, types, expected] of cases) {
    it(`S1-09: is ${what}`, () => assert.deepEqual(decisionMeaning(settings, types), expected));
  }

  const two = { type: "Task", approved: "Closed", rejected: "Removed" };
  const tagged = { type: "Issue", approved: "Done" };

  it("S1-09: is yes or no by the state, or no by a tag where the process has no state for it", () => {
    const by = (meaning: DecisionItems, state: string, ...tags: readonly string[]): boolean | undefined =>
      saidBy(meaning, { state, tags });
    assert.deepEqual([by(two, "closed"), by(two, "Removed"), by(two, "New")], [true, false, undefined]);
    assert.equal(by(two, "Closed", "Rejected"), true);
    assert.deepEqual([by(tagged, "Done"), by(tagged, "Done", "rejected")], [true, false]);
    assert.equal(by(tagged, "To Do", "Rejected"), undefined);
  });

  it("S1-09: is said by a change that keeps all other tags", () => {
    assert.deepEqual(stateFor(two, false, ["a"]), { state: "Removed" });
    assert.deepEqual(stateFor(tagged, false, ["a"]), { state: "Done", tags: ["a", "Rejected"] });
    assert.deepEqual(stateFor(tagged, true, ["a", "rejected"]), { state: "Done", tags: ["a"] });
  });
});

describe("what a work item was made for", () => {
  const made = { revision: 1, by: { id: "mia", name: "Mia" }, on: june(3), state: "New", tags: [] };
  const is = (project: string, title: string, after?: number): boolean =>
    isMadeFor(
      { project: "Contoso", title: "Approve it: release train 7", ...(after ? { after: june(after) } : {}) },
      [{ ...made, project, title }],
    );

  it("S1-09: is told by its project, where that is told, its title and its age", () => {
    assert.equal(is("contoso", "Approve  it: release train 7 "), true);
    assert.equal(is("", "Approve it: release train 7"), true);
    assert.equal(is("Warehouse", "Approve it: release train 7"), false);
    assert.equal(is("Contoso", "Approve it: release train 8"), false);
    assert.equal(is("Contoso", "Approve it: release train 7", 2), true);
    assert.equal(is("Contoso", "Approve it: release train 7", 3), false);
  });
});

describe("who said it", () => {
  const two = { type: "Task", approved: "Closed", rejected: "Removed" };
  const by = (name: string): DecidingChange["by"] => ({ id: name, name });
  const at = (revision: number, name: string, state: string): DecidingChange => ({
    ...{ revision, state, by: by(name), on: june(revision), project: "Contoso", title: "", tags: [] },
  });
  const said = (...changes: readonly DecidingChange[]): readonly string[] =>
    decisionsIn(two, changes).map((one) => `${one.revision} ${one.by.id} ${one.approved ? "yes" : "no"}`);

  it("S1-09: is the author of every change into a yes or a no", () => {
    const changes = [
      at(1, "mia", "New"),
      at(2, "nik", "Closed"),
      at(3, "eve", "Removed"),
      at(4, "ina", "Closed"),
    ];
    assert.deepEqual(said(...changes), ["2 nik yes", "3 eve no", "4 ina yes"]);
  });

  it("S1-09: is nobody who changes something else after that", () => {
    assert.deepEqual(said(at(1, "mia", "New"), at(2, "nik", "Closed"), at(3, "eve", "Closed")), [
      "2 nik yes",
    ]);
  });

  it("S1-09: is nobody who made the work item so", () => {
    assert.deepEqual(said(at(1, "mia", "Closed"), at(2, "eve", "Closed")), []);
  });
});
