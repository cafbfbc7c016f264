import assert from "node:assert/strict";
import fc from "fast-check";
import { instant } from "../../../../core/model/instant.ts";
import { read } from "../../../../core/model/reading.ts";
import { dueOf, type CriterionCheck } from "../../../../core/model/train/exit-criterion.ts";
import { evaluateCriterion, type CriterionFact } from "../../../../core/model/train/evaluate-criterion.ts";
import { id, june, manual, now } from "./builders.ts";

const on = instant(now - 10 * 60_000);
type Row = readonly [string, CriterionCheck, CriterionFact, "met" | "notMet" | "notKnown", string];

const query: CriterionCheck = { kind: "query", query: "No open severity 1", atMost: 2 };
const tests: CriterionCheck = { kind: "tests", run: 9, percent: 95 };
const run = { kind: "tests", run: 9, finished: true, passed: 95, total: 100 } as const;
const deployed: CriterionCheck = { kind: "deployed", release: "classic:57", environment: "UAT", hours: 24 };
const current = {
  kind: "deployed",
  environment: "UAT",
  current: { release: "classic:57", since: june(3, 23) },
} as const;
const approved: CriterionCheck = { kind: "approved", person: "max", about: "the plan" };
const items: CriterionCheck = { kind: "workItems", category: "resolved" };
const merged: CriterionCheck = { kind: "pullRequests", repository: "shop", ids: [1, 2] };

function decision(by: string, yes: boolean, day: number) {
  return { by, approved: yes, on: june(day) };
}

const rows: readonly Row[] = [
  [
    "a query with few enough",
    query,
    { kind: "query", count: 2 },
    "met",
    "2 work items found, at most 2 allowed",
  ],
  [
    "a query with one too many",
    query,
    { kind: "query", count: 3 },
    "notMet",
    "3 work items found, at most 2 allowed",
  ],
  [
    "a query that gives all it can",
    query,
    { kind: "query", count: 20_000 },
    "notKnown",
    "The query gives 20000 work items or more",
  ],
  ["tests that pass often enough", tests, run, "met", "95 of 100 tests passed in run 9, 95 % must"],
  [
    "tests that pass too seldom",
    tests,
    { ...run, passed: 94 },
    "notMet",
    "94 of 100 tests passed in run 9, 95 % must",
  ],
  ["a run that goes on", tests, { ...run, finished: false }, "notMet", "Run 9 has not finished"],
  ["a run without tests", tests, { ...run, passed: 0, total: 0 }, "notMet", "Run 9 has no tests"],
  ["another run", tests, { ...run, run: 8 }, "notKnown", "Run 8 was read in place of run 9"],
  [
    "a release that is current long enough",
    deployed,
    current,
    "met",
    'classic:57 is current in "UAT" since 2026-06-03 23:00 UTC, 24 hours asked for',
  ],
  [
    "a release that is current too shortly",
    deployed,
    // It would be so by now: nobody has read whether it is.
    { ...current, current: { release: "classic:57", since: june(4) } },
    "notMet",
    'classic:57 is current in "UAT" since 2026-06-04 00:00 UTC, 24 hours asked for',
  ],
  [
    "a release that was replaced",
    deployed,
    { ...current, current: { release: "run:58", since: june(1) } },
    "notMet",
    '"UAT" runs run:58, not classic:57',
  ],
  [
    "an empty environment",
    deployed,
    { kind: "deployed", environment: "UAT" },
    "notMet",
    'Nothing is deployed to "UAT"',
  ],
  ["another environment", deployed, { ...current, environment: "DEV" }, "notKnown", '"DEV" was read'],
  [
    "a person's yes",
    approved,
    { kind: "approved", decisions: [decision("max", true, 3)] },
    "met",
    "Approved on 2026-06-03 00:00 UTC",
  ],
  [
    "a person's later no",
    approved,
    { kind: "approved", decisions: [decision("max", false, 4), decision("max", true, 3)] },
    "notMet",
    "Rejected on 2026-06-04 00:00 UTC",
  ],
  [
    "a person's yes that they took back",
    approved,
    { kind: "approved", decisions: [decision("max", true, 3), { by: "max", on: june(4) }] },
    "notMet",
    "Taken back on 2026-06-04 00:00 UTC",
  ],
  [
    "another person's yes",
    approved,
    { kind: "approved", decisions: [decision("mia", true, 3)] },
    "notMet",
    "The person has not decided",
  ],
  [
    "work items that are far enough",
    items,
    {
      kind: "workItems",
      items: [
        { id: 1, category: "completed" },
        { id: 2, category: "resolved" },
        { id: 3, category: "removed" },
      ],
    },
    "met",
    "2 of 2 work items as far as resolved, 1 removed",
  ],
  [
    "a work item that is behind",
    items,
    {
      kind: "workItems",
      items: [
        { id: 1, category: "completed" },
        { id: 2, category: "inProgress" },
      ],
    },
    "notMet",
    "1 of 2 work items as far as resolved; open: #2",
  ],
  [
    "a work item that is gone",
    items,
    { kind: "workItems", items: [{ id: 1, category: "completed" }, { id: 2 }] },
    "notKnown",
    "#2 cannot be told: deleted, not visible to you, or in a state of no category",
  ],
  [
    "work items that were all removed",
    items,
    { kind: "workItems", items: [{ id: 1, category: "removed" }] },
    "notMet",
    "No work item is left, 1 removed",
  ],
  ["no work item", items, { kind: "workItems", items: [] }, "notMet", "No work item is associated"],
  [
    "pull requests that are completed",
    merged,
    {
      kind: "pullRequests",
      items: [
        { id: 1, status: "completed" },
        { id: 2, status: "completed" },
      ],
    },
    "met",
    "2 of 2 pull requests completed",
  ],
  [
    "a pull request that was abandoned",
    merged,
    {
      kind: "pullRequests",
      items: [
        { id: 1, status: "completed" },
        { id: 2, status: "abandoned" },
      ],
    },
    "notMet",
    "1 of 2 pull requests completed; not: #2",
  ],
  [
    "a pull request that was not read",
    merged,
    { kind: "pullRequests", items: [{ id: 1, status: "completed" }] },
    "notKnown",
    "#2 was not read",
  ],
  [
    "something else than was asked",
    merged,
    { kind: "query", count: 0 },
    "notKnown",
    "Something else was read than the criterion asks for",
  ],
];

describe("an exit criterion that checks itself", () => {
  for (const [title, check, fact, state, evidence] of rows) {
    it(`N10: ${title} is ${state}, with its evidence`, () => {
      const criterion = { ...manual, check };
      const result = evaluateCriterion(criterion, { [manual.id]: { on, fact: read(fact) } }, now);
      assert.deepEqual(result, { criterion: manual.id, state, evidence, on });
    });
  }

  it("N10: a manual one is met by a tick with evidence, when it was ticked", () => {
    assert.equal(evaluateCriterion(manual, {}, now).state, "notMet");
    const tick = { by: "olga", on: june(3), evidence: "Minutes of Monday" };
    const result = evaluateCriterion({ ...manual, tick }, {}, now);
    assert.deepEqual(result, { criterion: id(40), state: "met", evidence: "Minutes of Monday", on: june(3) });
  });

  it("N10: what could not be read is not known, never met, whatever is asked for", () => {
    const checks = [query, tests, deployed, approved, items, merged];
    fc.assert(
      fc.property(fc.constantFrom(...checks), fc.string(), fc.boolean(), (check, why, there) => {
        const known = there ? { [manual.id]: { on, fact: { kind: "failed" as const, why } } } : {};
        const result = evaluateCriterion({ ...manual, check }, known, now);
        assert.equal(result.state, "notKnown");
        assert.equal(result.evidence, there ? `It could not be read: ${why}` : "It was not read");
      }),
    );
  });

  it("N10: what was read too long ago is not known: a page may have been left open", () => {
    const long = instant(now - 16 * 60_000);
    const known = { [manual.id]: { on: long, fact: read({ kind: "query", count: 0 } as const) } };
    const result = evaluateCriterion({ ...manual, check: query }, known, now);
    assert.deepEqual(
      [result.state, result.evidence, result.on],
      ["notKnown", "It was read on 2026-06-04 23:44 UTC, which is too long ago", long],
    );
  });

  it("S1-05, S1-42: is due before its gate, and moves with it", () => {
    assert.equal(dueOf(manual, june(5)), june(3));
    assert.equal(dueOf(manual, june(12)), june(10));
  });
});
