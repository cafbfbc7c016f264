import assert from "node:assert/strict";
import { actOnRelease, newApplicationRelease } from "../../../../core/model/train/act-on-release.ts";
import { actOnTrain } from "../../../../core/model/train/act-on-train.ts";
import {
  actOnTurnover,
  newTurnover,
  promotedTurnover,
} from "../../../../core/model/train/act-on-turnover.ts";
import { withGate, type Train, type TrainFacts } from "../../../../core/model/train/train.ts";
import { newTrain, templateOf } from "../../../../core/model/train/template.ts";
import type { TurnoverFacts } from "../../../../core/model/train/turnover.ts";
import { facts, id, june, manual, people, release, roles, sentence, train, turnover } from "./builders.ts";
import { releaseActs, trainActs, turnoverActs } from "./every-act.ts";
import { unless } from "../../../../core/model/train/refused.ts";
import { permissionFault, permissions } from "../../../../core/model/train/role.ts";
import { all, letters, matrix } from "./permission-matrix.ts";

const milestone = { name: "Freeze", date: june(4), owner: "olga", gate: "scoping" } as const;
const owned: Train = {
  ...withGate(train, "scoping", {
    criteria: [40, 44, 48].map((one) => ({ ...manual, id: id(one) })),
  }),
  milestones: [60, 61, 63].map((one) => ({ ...milestone, id: id(one), inherit: false })),
};

/** Every act by its name in the matrix, as somebody tries it. */
const tries: Readonly<Record<string, (by: TrainFacts & TurnoverFacts) => object>> = {
  "template.keep": (by) => templateOf(train, { id: id(70), name: "Monthly" }, by, roles),
  "template.remove": ({ by }) =>
    unless(permissionFault(permissions["template.remove"], by, roles, []), () => train),
  "train.create": (by) => newTrain(train, by, roles),
  "release.create": (by) => newApplicationRelease(release, by, roles),
  "turnover.create": (by) => newTurnover(turnover, by, roles),
  "turnover.promote": (by) => promotedTurnover(turnover, { ...turnover, taskIds: [] }, by, roles),
  ...Object.fromEntries(
    Object.values(trainActs).map((act) => [
      `train.${act.kind}`,
      (by: TrainFacts) => actOnTrain(owned, act, by, roles),
    ]),
  ),
  ...Object.fromEntries(
    Object.values(releaseActs).map((act) => [
      `release.${act.kind}`,
      (by: TrainFacts) => actOnRelease(release, act, { ...by, train: owned }, roles),
    ]),
  ),
  ...Object.fromEntries(
    Object.values(turnoverActs).map((act) => [
      `turnover.${act.kind}`,
      (by: TurnoverFacts) => actOnTurnover(turnover, act, by, roles),
    ]),
  ),
};

describe("every act by everybody", () => {
  it("S1-38: is tried, none is left out", () => {
    assert.deepEqual(Object.keys(tries).sort(), Object.keys(matrix).sort());
  });

  for (const [name, [allowed, refusal]] of Object.entries(matrix)) {
    it(`S1-38: ${name} is refused with its sentence to all but ${allowed}`, () => {
      const said = (by: string): string => sentence(tries[name]?.({ ...facts, by }) ?? assert.fail());
      for (const role of all) {
        const isRefused = said(people[role]) === refusal;
        assert.equal(isRefused, !allowed.includes(letters[role]), `${role}: ${said(people[role])}`);
      }
      assert.equal(said(people.nobody), refusal);
    });
  }

  it("S1-37: is refused on a train that has ended, whoever may do it", () => {
    const ended = { ...owned, phase: "closed" } as const;
    const words = "The train is closed: nothing is changed any more.";
    const on = (who: keyof typeof people): TrainFacts & TurnoverFacts => ({
      ...facts,
      train: ended,
      by: people[who],
    });
    for (const who of ["releaseManager", "releaseEngineer"] as const) {
      const said = [
        ...Object.values(trainActs).map((act) => sentence(actOnTrain(ended, act, on(who), roles))),
        ...Object.values(releaseActs).map((act) => sentence(actOnRelease(release, act, on(who), roles))),
        ...Object.values(turnoverActs).map((act) => sentence(actOnTurnover(turnover, act, on(who), roles))),
      ];
      for (const one of said) assert.ok(one === words || one.startsWith("Only "), one);
      assert.ok(said.includes(words));
    }
  });
});
