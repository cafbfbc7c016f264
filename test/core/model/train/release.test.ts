import assert from "node:assert/strict";
import fc from "fast-check";
import { actOnRelease, newApplicationRelease } from "../../../../core/model/train/act-on-release.ts";
import type { ReleaseAct, ReleaseFacts } from "../../../../core/model/train/act-on-release.ts";
import {
  rollUp,
  scheduleWarnings,
  type ApplicationRelease,
} from "../../../../core/model/train/application-release.ts";
import { cycleOf, deploymentOrder } from "../../../../core/model/train/dependency.ts";
import { milestonesOf } from "../../../../core/model/train/milestone.ts";
import { done, facts, id, june, now, release, roles, sentence, train, turnover } from "./builders.ts";

const till: ApplicationRelease = { ...release, id: id(11), title: "Till", dependsOn: [id(10)] };
const inherited = {
  id: id(60),
  name: "Freeze",
  date: june(4),
  owner: "otto",
  gate: "scoping",
  inherit: true,
} as const;
const own = { id: id(61), name: "Texts", date: june(3), owner: "olga", gate: "development" } as const;
const building = { ...train, phase: "construction" as const };
const verifying = { ...train, phase: "verification" as const };
const producing = { ...train, phase: "production" as const };
const withMilestone = { ...train, milestones: [inherited] };

type Row = readonly [string, ApplicationRelease, ReleaseAct, Partial<ReleaseFacts>, string];

const override = {
  kind: "overrideMilestone",
  milestone: id(60),
  date: june(6),
  owner: "olga",
  reason: "Late",
} as const;

const refusals: readonly Row[] = [
  [
    "S1-12: no application",
    release,
    { kind: "plan", application: { name: "Shop", pipelines: [] } },
    {},
    "Say which pipelines or which repository make the application.",
  ],
  ["S1-13: dates out of order", release, { kind: "plan", to: june(2) }, {}, "It ends before it begins."],
  [
    "S1-13: a title is missing",
    release,
    { kind: "plan", title: "" },
    {},
    "Give the title, the application and the owner.",
  ],
  [
    "S1-14: a circle",
    release,
    { kind: "depend", on: id(11) },
    { releases: [release, till] },
    'That would close a circle: "Shop" → "Till" → "Shop".',
  ],
  [
    "S1-14: itself",
    release,
    { kind: "depend", on: id(10) },
    { releases: [release] },
    'That would close a circle: "Shop" → "Shop".',
  ],
  [
    "S1-14: twice",
    till,
    { kind: "depend", on: id(10) },
    { releases: [release, till] },
    "The dependency is noted already.",
  ],
  [
    "S1-14: something that is not there",
    release,
    { kind: "depend", on: id(12) },
    { releases: [release] },
    "There is no such application release on this train.",
  ],
  [
    "S1-14: no such dependency",
    release,
    { kind: "independ", on: id(12) },
    {},
    "There is no such dependency.",
  ],
  [
    "S1-15: a milestone twice",
    release,
    { kind: "addMilestone", milestone: { ...own, id: id(60) } },
    { train: withMilestone },
    "There is such a milestone already.",
  ],
  [
    "S1-15: a milestone without an owner",
    release,
    { kind: "addMilestone", milestone: { ...own, owner: "" } },
    {},
    "Give its name and its owner.",
  ],
  [
    "S1-15: a milestone outside the train's dates",
    release,
    { kind: "addMilestone", milestone: { ...own, date: june(30, 1) } },
    {},
    "The date lies outside the train's dates.",
  ],
  [
    "S1-15: an override to a date outside the train's",
    release,
    { ...override, date: june(0) },
    { train: withMilestone },
    "The date lies outside the train's dates.",
  ],
  [
    "S1-15: an inherited milestone removed",
    release,
    { kind: "removeMilestone", milestone: id(60) },
    { train: withMilestone },
    "It has no such milestone of its own; an inherited one is the train's.",
  ],
  [
    "S1-15: a reached milestone removed",
    { ...release, milestones: [{ ...own, reached: { by: "olga", on: now } }] },
    { kind: "removeMilestone", milestone: id(61) },
    {},
    "The milestone is reached already.",
  ],
  [
    "S1-15: its own milestone overridden",
    { ...release, milestones: [own] },
    { ...override, milestone: id(61) },
    {},
    "It inherits no such milestone.",
  ],
  [
    "S1-15: an override without a reason",
    release,
    { ...override, reason: "" },
    { train: withMilestone },
    "Give the owner and the reason.",
  ],
  [
    "S1-15: a milestone that is not there",
    release,
    { kind: "reachMilestone", milestone: id(99) },
    {},
    "There is no such milestone.",
  ],
  [
    "S1-17: construction before the train's",
    release,
    { kind: "advance", to: "construction" },
    {},
    "It goes to construction while the train is in construction; the train is in scoping.",
  ],
  [
    "S1-17: a phase is skipped",
    release,
    { kind: "advance", to: "verification" },
    { train: building },
    "From scoping it goes to construction, not to verification.",
  ],
  [
    "S1-26: verified before the train's verification",
    { ...release, phase: "verification" },
    { kind: "advance", to: "production" },
    { train: building },
    "It goes to production while the train is in verification; the train is in construction.",
  ],
  [
    "S1-37: closed and not deployed",
    { ...release, phase: "production" },
    { kind: "advance", to: "closed" },
    { train: producing },
    'No production turnover has deployed "Shop".',
  ],
  [
    "S1-40: sent back in production",
    { ...release, phase: "production" },
    { kind: "reopen", reason: "x" },
    { train: producing },
    "It goes back to construction before the train is in production.",
  ],
  [
    "S1-40: sent back without a reason",
    { ...release, phase: "verification" },
    { kind: "reopen", reason: "" },
    { train: verifying },
    "Give the reason.",
  ],
  [
    "S1-11: taken off too late",
    release,
    { kind: "cancel", reason: "x" },
    { train: verifying },
    "Application releases come and go while the train is in scoping or construction; it is in verification.",
  ],
  [
    "S1-11: taken off though another needs it",
    release,
    { kind: "cancel", reason: "x" },
    { releases: [release, till] },
    '"Till" depends on it.',
  ],
  [
    "S1-11: an act on one that was taken off",
    { ...release, phase: "cancelled" },
    { kind: "plan", title: "x" },
    {},
    "The application release is cancelled.",
  ],
  [
    "S1-37: an act on a closed train",
    release,
    { kind: "plan", title: "x" },
    { train: { ...train, phase: "closed" } },
    "The train is closed: nothing is changed any more.",
  ],
];

const act = (on: ApplicationRelease, what: ReleaseAct, changes: Partial<ReleaseFacts> = {}) =>
  actOnRelease(on, what, { ...facts, ...changes }, roles);

describe("an act on an application release", () => {
  for (const [title, on, what, changes, expected] of refusals) {
    it(`${title}: refused`, () => assert.equal(sentence(act(on, what, changes)), expected));
  }

  it("S1-11, S1-12: is added while the train is in scoping or construction, with an application", () => {
    const made = done(newApplicationRelease(release, facts, roles));
    assert.deepEqual(made, { ...release, releases: [] });
    assert.equal(sentence(newApplicationRelease(release, { ...facts, train: building }, roles)), "done");
    assert.match(
      sentence(newApplicationRelease(release, { ...facts, train: verifying }, roles)),
      /^Application releases come and go/,
    );
    assert.match(
      sentence(newApplicationRelease({ ...release, owner: "" }, facts, roles)),
      /^Give the title, the application/,
    );
  });

  it("S1-11: taken off, it stays readable with who, when and why", () => {
    const off = done(act(release, { kind: "cancel", reason: "Next month" }));
    assert.deepEqual([off.phase, off.cancelled], ["cancelled", { by: "mia", on: now, reason: "Next month" }]);
  });

  it("S1-13: dates outside the train's are warned of, not refused", () => {
    assert.equal(sentence(act(release, { kind: "plan", from: june(0), to: june(31) })), "done");
    assert.deepEqual(scheduleWarnings({ from: june(0), to: june(31) }, train), [
      "It begins before the train does.",
      "It ends after the train does.",
    ]);
    assert.deepEqual(scheduleWarnings(release, train), []);
  });
});

describe("the milestones of an application release", () => {
  it("S1-15: inherits what the train says until it overrides it", () => {
    const dates = (on: ApplicationRelease, day: number) =>
      milestonesOf({ milestones: [{ ...inherited, date: june(day) }] }, on).map(({ name, date, origin }) => [
        name,
        date,
        origin,
      ]);
    const mine = done(act(release, { kind: "addMilestone", milestone: own }, { train: withMilestone }));
    assert.deepEqual(dates(mine, 4), [
      ["Texts", june(3), "own"],
      ["Freeze", june(4), "inherited"],
    ]);
    assert.deepEqual(dates(mine, 2), [
      ["Freeze", june(2), "inherited"],
      ["Texts", june(3), "own"],
    ]);
    const overridden = done(act(mine, override, { train: withMilestone }));
    assert.deepEqual(dates(overridden, 2), [
      ["Texts", june(3), "own"],
      ["Freeze", june(6), "overridden"],
    ]);
  });

  it("S1-15: its milestones are reached by their owners, once", () => {
    const reach: ReleaseAct = { kind: "reachMilestone", milestone: id(60) };
    const reached = done(act(release, reach, { by: "otto", train: withMilestone }));
    assert.deepEqual(milestonesOf(withMilestone, reached)[0]?.reached, { by: "otto", on: now });
    assert.equal(
      sentence(act(reached, reach, { train: withMilestone })),
      "The milestone is reached already.",
    );
    assert.equal(
      sentence(act(reached, override, { train: withMilestone })),
      "The milestone is reached already.",
    );
    const mine = done(act({ ...release, milestones: [own] }, { kind: "reachMilestone", milestone: id(61) }));
    assert.deepEqual(mine.milestones, [{ ...own, reached: { by: "mia", on: now } }]);
  });
});

describe("the phases of an application release", () => {
  it("S1-16: work items are associated once each", () => {
    assert.deepEqual(done(act(release, { kind: "associate", workItems: [4, 5, 4] })).workItems, [4, 5]);
  });

  it("S1-17, S1-37, S1-40: goes on phase by phase, back to construction, and is closed when it is deployed", () => {
    const one = done(act(release, { kind: "advance", to: "construction" }, { train: building }));
    const two = done(act(one, { kind: "advance", to: "verification" }, { train: building }));
    assert.equal(
      done(act(two, { kind: "reopen", reason: "Bug" }, { train: verifying })).phase,
      "construction",
    );
    const three = done(act(two, { kind: "advance", to: "production" }, { train: verifying }));
    const final = { ...turnover, kind: "production" as const, state: "deployed" as const };
    const world = { train: producing, turnovers: [final] };
    assert.equal(done(act(three, { kind: "advance", to: "closed" }, world)).phase, "closed");
  });

  it("S1-39, S1-14: a train is where the last of its application releases is, and says who waits for whom", () => {
    const ahead = { ...till, phase: "verification" as const };
    const off = { ...release, id: id(12), phase: "cancelled" as const };
    assert.deepEqual(rollUp([ahead, { ...release, phase: "construction" }, off]), {
      behind: "construction",
      order: [id(10), id(11)],
      blocked: [{ release: id(11), waitsFor: [id(10)] }],
    });
    assert.deepEqual(rollUp([]), { order: [], blocked: [] });
  });
});

describe("dependencies", () => {
  const edges = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 25 });

  it("S1-14: never go in a circle, whatever is noted in whatever order, and give an order of deployment", () => {
    fc.assert(
      fc.property(edges, (wanted) => {
        let all = Array.from({ length: 6 }, (_, at) => ({
          id: String(at),
          title: `T${at}`,
          dependsOn: new Array<string>(),
        }));
        for (const [from, on] of wanted) {
          if (cycleOf(all, String(from), String(on)) !== undefined) continue;
          all = all.map((one) =>
            one.id === String(from) ? { ...one, dependsOn: [...one.dependsOn, String(on)] } : one,
          );
        }
        const order = deploymentOrder(all);
        assert.ok(order);
        for (const one of all) {
          for (const on of one.dependsOn) assert.ok(order.indexOf(on) < order.indexOf(one.id));
        }
      }),
    );
  });

  it("S1-14: that do go in a circle give none", () => {
    assert.equal(deploymentOrder([{ ...release, dependsOn: [id(11)] }, till]), undefined);
  });
});
