import assert from "node:assert/strict";
import type { TrainAct } from "../../../../core/model/train/act-on-train.ts";
import { actOnTrain } from "../../../../core/model/train/act-on-train.ts";
import { questionWords } from "../../../../core/model/train/decision-words.ts";
import { dueQuestions } from "../../../../core/model/train/due-question.ts";
import { anchorsIn, anchorText } from "../../../../core/model/train/ledger.ts";
import { decidingItemsIn, peopleNamedIn } from "../../../../core/model/train/named-in.ts";
import { readTrainText } from "../../../../core/model/train/read-train.ts";
import { readTurnover } from "../../../../core/model/train/read-turnover.ts";
import { templateOf } from "../../../../core/model/train/template.ts";
import type { Train } from "../../../../core/model/train/train.ts";
import type { TurnoverAct } from "../../../../core/model/train/act-on-turnover.ts";
import type { Turnover } from "../../../../core/model/train/turnover.ts";
import { waitingDecisions } from "../../../../core/model/train/waiting-decision.ts";
import { done, facts, id, manual, now, roles, sentence, train, turnover } from "./builders.ts";
import { act, running, staged } from "./turnovers.ts";

const asked = [
  { person: "eve", item: 101 },
  { person: "ina", item: 102 },
];
const stamp = { by: "mia", on: now };

/** The scoping gate waits for its first level. */
function waiting(items?: typeof asked): Train {
  const level = { kind: "train" as const, approvers: ["eve", "ina"], ...(items ? { items } : {}) };
  const approvals = [level, { kind: "executive" as const, approvers: ["max"] }];
  const gates = train.gates.map((gate, at) =>
    at === 0 ? { ...gate, approvals, completed: { ...stamp, evidence: [] } } : gate,
  );
  return { ...train, gates };
}

const person = { ...manual, check: { kind: "approved" as const, person: "max", about: "the plan" } };
const withPerson: Train = {
  ...train,
  gates: train.gates.map((gate, at) =>
    at === 0 ? { ...gate, criteria: [person, { ...manual, id: id(41) }] } : gate,
  ),
};

const ask = (changes: Partial<Extract<TrainAct, { kind: "ask" }>> = {}): TrainAct => ({
  kind: "ask",
  gate: "scoping",
  level: 1,
  items: asked,
  ...changes,
});
const decide = (item?: number): TrainAct => ({
  ...{ kind: "decide", gate: "scoping", level: 1, approve: true, comment: "" },
  ...(item === undefined ? {} : { change: { item, revision: 3 } }),
});
const on = (of: Train, what: TrainAct, by = "mia"): string =>
  sentence(actOnTrain(of, what, { ...facts, by }, roles));
const ofTurnover = (of: Turnover, what: TurnoverAct, by = "eve"): string => sentence(act(of, what, by));

const delivered: Turnover = { ...turnover, state: "delivered" };
const accept: TurnoverAct = { kind: "accept", comment: "", change: { item: 101, revision: 2 } };
const actionable = running([{ ...(turnover.tasks[0] ?? assert.fail()), state: "actionable" }]);
const withItem = running(actionable.tasks.map((one) => ({ ...one, item: 101 })));
const finish: TurnoverAct = { kind: "finishTask", task: id(30), succeeded: true, note: "" };
const cases: readonly (readonly [string, string, string])[] = [
  ["approvers of the level that waits", on(waiting(), ask()), "done"],
  [
    "approvers of a gate that is not complete",
    on(train, ask()),
    "The scoping gate does not wait for an approval.",
  ],
  ["a level that does not wait", on(waiting(), ask({ level: 2 })), "Level 2 waits for level 1."],
  ["nobody", on(waiting(), ask({ items: [] })), "Say who is asked."],
  [
    "somebody who is no approver",
    on(waiting(), ask({ items: [{ person: "nik", item: 9 }] })),
    "Only who may decide it is asked.",
  ],
  ["the same people again", on(waiting(asked), ask()), "They were asked already."],
  ["a person of a criterion", on(withPerson, { kind: "askPerson", criterion: id(40), item: 5 }), "done"],
  [
    "a person of a criterion that asks nobody",
    on(withPerson, { kind: "askPerson", criterion: id(41), item: 5 }),
    "The criterion asks nobody.",
  ],
  [
    "a decision past its work items",
    on(waiting(asked), decide(), "eve"),
    "Level 1 is decided on #101 and #102.",
  ],
  ["a decision on another one", on(waiting(asked), decide(9), "eve"), "Work item #9 does not stand for it."],
  ["a decision on one of them", on(waiting(asked), decide(102), "eve"), "done"],
  [
    "a decision on one where nobody was asked",
    on(waiting(), decide(9), "eve"),
    "Work item #9 does not stand for it.",
  ],
  ["an acceptance", ofTurnover(delivered, { kind: "ask", items: asked }), "done"],
  [
    "an acceptance of what is not delivered",
    ofTurnover(turnover, { kind: "ask", items: asked }),
    "The turnover is draft; it would have to be delivered.",
  ],
  [
    "an acceptance past its work items",
    ofTurnover({ ...delivered, items: asked }, { kind: "accept", comment: "" }),
    "The turnover is decided on #101 and #102.",
  ],
  ["an acceptance on its work item", ofTurnover({ ...delivered, items: asked }, accept), "done"],
  ["a manual task", ofTurnover(actionable, { kind: "askTask", task: id(30), item: 101 }), "done"],
  [
    "a manual task twice",
    ofTurnover(withItem, { kind: "askTask", task: id(30), item: 102 }),
    "They were asked already.",
  ],
  [
    "an automated task",
    ofTurnover(running([{ ...staged, state: "actionable" }]), { kind: "askTask", task: id(30), item: 101 }),
    "Azure DevOps does it: nobody is asked.",
  ],
  ["a task past its work item", ofTurnover(withItem, finish), '"Deploy" is decided on #101.'],
  [
    "a task on its work item",
    ofTurnover(withItem, { ...finish, change: { item: 101, revision: 2 } }),
    "done",
  ],
];

describe("asking and deciding on work items", () => {
  for (const [what, outcome, expected] of cases) {
    it(`S1-09, S1-33, S1-35: ${what}: ${expected === "done" ? "done" : "refused"}`, () =>
      assert.equal(outcome, expected));
  }
});

describe("who is to be asked", () => {
  const due = (of: Train, ...turnovers: readonly Turnover[]): readonly string[] =>
    dueQuestions(of, turnovers, roles).map(({ people, question }) => `${question.ask}: ${people.join()}`);

  it("S1-28: is the level that waits, without those who were asked", () => {
    assert.deepEqual(due(waiting()), ["Approve level 1 of the scoping gate: eve,ina"]);
    assert.deepEqual(due(waiting(asked.slice(0, 1))), ["Approve level 1 of the scoping gate: ina"]);
    assert.deepEqual(due(waiting(asked)), []);
  });

  it("S1-07: is the person of a criterion of the open gate, before it is complete", () => {
    assert.deepEqual(due(withPerson), ['Approve "the plan": max']);
    const [{ question } = assert.fail()] = dueQuestions(withPerson, [], roles);
    const { description } = questionWords(train, question, { type: "Issue", approved: "Done" }, undefined);
    assert.match(description, /^Your latest answer counts, until the gate is complete\./m);
  });

  it("S1-33, S1-35: are release engineers for a turnover, and the owner of the task that is next", () => {
    assert.deepEqual(due(train, { ...turnover, state: "delivered" }), [
      'Accept the turnover "Shop to UAT": eve',
    ]);
    const tasks = turnover.tasks.map((one) => ({ ...one, state: "actionable" as const }));
    assert.deepEqual(due(train, running(tasks)), ['Do the deployment task "Deploy": olga']);
    assert.deepEqual(due(train, running([{ ...staged, state: "actionable" }])), []);
  });

  it("S1-33: are fifty release engineers of a large group, however often that is looked at", () => {
    const people = Array.from({ length: 120 }, (_, at) => `eve-${at}`);
    const large = { ...roles, releaseEngineer: { people, unread: [] } };
    const delivered: Turnover = { ...turnover, state: "delivered" };
    const [first] = dueQuestions(train, [delivered], large);
    assert.equal(first?.people.length, 50);
    const items = first.people.map((person, at) => ({ person, item: 101 + at }));
    assert.deepEqual(dueQuestions(train, [{ ...delivered, items }], large), []);
  });

  it("is told in words, with the states that answer and where the train is found", () => {
    const [first] = dueQuestions(waiting(), [], roles);
    assert.ok(first);
    const meaning = { type: "Issue", approved: "Done" };
    assert.deepEqual(questionWords(train, first.question, meaning, "https://hub.example/7"), {
      title: "Approve level 1 of the scoping gate: release train 7",
      description: [
        "Approve level 1 of the scoping gate. It is the train approval; the gate's date is 2026-06-05 00:00 UTC.",
        'Release train 7, "June", until 2026-06-30 00:00 UTC.',
        'Set this work item to "Done" to approve, or to "Done" with the tag Rejected to reject, and say why in the same change.',
        "The first answer of somebody who may give it counts. Azure DevOps stamps who gave it and when.",
        "https://hub.example/7",
      ].join("\n"),
    });
  });
});

describe("what is kept of asking", () => {
  it("is stored and read back, and is not in a template", () => {
    const stored = waiting(asked);
    assert.deepEqual(readTrainText(JSON.stringify(stored)), stored);
    const decided = done(actOnTrain(stored, decide(101), { ...facts, by: "eve" }, roles));
    assert.deepEqual(readTrainText(JSON.stringify(decided)), decided);
    const accepted: Turnover = {
      ...turnover,
      items: asked,
      tasks: turnover.tasks.map((one) => ({ ...one, item: 101 })),
      moves: [{ ...stamp, change: { item: 101, revision: 2 }, state: "accepted", reason: "" }],
    };
    assert.deepEqual(readTurnover(JSON.stringify(accepted)), accepted);
    const template = done(templateOf(stored, { id: id(70), name: "Monthly" }, facts, roles));
    assert.equal(JSON.stringify(template).includes("101"), false);
  });

  it("S1-33: is gone when the turnover is back in draft", () => {
    const delivered: Turnover = { ...turnover, state: "delivered", items: asked };
    assert.equal(done(act(delivered, { kind: "recall", reason: "" })).items, undefined);
  });

  it("names what waits for a decision on work items, and nothing else", () => {
    const tasks = turnover.tasks.map((one) => ({ ...one, state: "actionable" as const, item: 103 }));
    const all = waitingDecisions(waiting(asked), [running(tasks), { ...turnover, state: "delivered" }]);
    assert.deepEqual(
      all.map(({ what, items }) => [what, items]),
      [
        ["level 1 of the scoping gate", [101, 102]],
        ['"Deploy"', [103]],
      ],
    );
  });

  it("N10: is the end of the ledger, found again in the comment that keeps it", () => {
    const head = { number: 12, hash: "a".repeat(64) };
    assert.deepEqual(anchorsIn(7, `Hello.\n${anchorText(7, head)} Bye.`), [head]);
    assert.deepEqual(
      [anchorsIn(8, anchorText(7, head)), anchorsIn(7, "Ledger of release train 7")],
      [[], []],
    );
  });

  it("names the work items of decisions, those of the past too", () => {
    const returned = [{ ...stamp, level: 1, comment: "", change: { item: 99, revision: 2 } }];
    const gates = waiting(asked).gates.map((gate) => ({ ...gate, returned }));
    assert.deepEqual(
      decidingItemsIn([
        { ...train, gates },
        { ...turnover, workItems: [5] },
      ]),
      [101, 102, 99],
    );
  });

  it("names everybody, once", () => {
    const named = peopleNamedIn({ train: waiting(asked), turnovers: [{ value: turnover }] });
    assert.deepEqual([...named].sort(), ["eve", "ina", "max", "mia", "olga"]);
  });
});
