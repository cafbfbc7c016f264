import assert from "node:assert/strict";
import { permissionFault, permissions } from "../../../../core/model/train/role.ts";
import { actOnTrain } from "../../../../core/model/train/act-on-train.ts";
import { actOnRelease } from "../../../../core/model/train/act-on-release.ts";
import { actOnTurnover } from "../../../../core/model/train/act-on-turnover.ts";
import { all, letters, matrix } from "./permission-matrix.ts";
import { facts, id, people, release, roles, sentence, task, train, turnover } from "./builders.ts";

const MO = "Only a release manager or its owner may";
const M = "Only a release manager may";
const E = "Only a release engineer may";
const EO = "Only a release engineer or its owner may";

describe("who may do what on a train", () => {
  for (const [name, [allowed, refusal]] of Object.entries(matrix)) {
    it(`S1-38: ${name} is for ${allowed} and for nobody else`, () => {
      const permission = Object.entries(permissions).find(([one]) => one === name)?.[1];
      assert.ok(permission);
      for (const role of all) {
        const expected = allowed.includes(letters[role]) ? undefined : refusal;
        assert.equal(permissionFault(permission, people[role], roles, ["olga"]), expected, role);
      }
      assert.equal(permissionFault(permission, people.nobody, roles, ["olga"]), refusal);
    });
  }

  it("S1-38: owns a thing only who is named as its owner", () => {
    assert.equal(
      permissionFault(permissions["release.plan"], "olga", roles, ["otto"]),
      `${MO} plan an application release.`,
    );
  });

  it("S1-38: says that it could not tell where a group could not be read", () => {
    const unread = { ...roles, releaseEngineer: { people: [], unread: ["Ops\u202e"] } };
    assert.equal(
      permissionFault(permissions["turnover.accept"], "eve", unread, []),
      `${E} accept a turnover. It could not be told whether you are one: "Ops" could not be read.`,
    );
  });

  it("S1-38: is asked before anything else, whatever the thing", () => {
    const by = { ...facts, by: "nik" };
    assert.equal(
      sentence(actOnTrain(train, { kind: "completeGate", gate: "scoping" }, by, roles)),
      `${M} complete a gate.`,
    );
    const advance = { kind: "advance", to: "construction" } as const;
    assert.equal(
      sentence(actOnRelease(release, advance, by, roles)),
      `${MO} advance an application release.`,
    );
    const start = { kind: "start", comment: "" } as const;
    assert.equal(
      sentence(actOnTurnover({ ...turnover, state: "ready" }, start, by, roles)),
      `${E} start a turnover.`,
    );
  });

  it("S1-38: lets the owner of a task finish it, and not the owner of another", () => {
    const deploying = {
      ...turnover,
      state: "deploying" as const,
      tasks: [
        { ...task, state: "actionable" as const },
        { ...task, id: id(31), owner: "otto" },
      ],
    };
    const finish = { kind: "finishTask", task: id(30), succeeded: true, note: "" } as const;
    assert.equal(sentence(actOnTurnover(deploying, finish, { ...facts, by: "olga" }, roles)), "done");
    assert.equal(
      sentence(actOnTurnover(deploying, finish, { ...facts, by: "otto" }, roles)),
      `${EO} finish a deployment task.`,
    );
  });
});
