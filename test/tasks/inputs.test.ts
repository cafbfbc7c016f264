import assert from "node:assert/strict";
import { connectionInputs } from "../../tasks/connection/inputs.ts";
import { deployInputs } from "../../tasks/deploy/inputs.ts";
import { gateInputs } from "../../tasks/gate/inputs.ts";
import { sealInputs } from "../../tasks/seal/inputs.ts";
import { startInputs } from "../../tasks/start/inputs.ts";
import { signIn } from "../../tasks/start/sign-in.ts";
import { refusing } from "../support/refusing.ts";
import { manifestOf, type TaskName } from "../support/run-built-task.ts";

type Input = (name: string) => string;
const readers: Readonly<Record<TaskName, (input: Input) => unknown>> = {
  seal: sealInputs,
  connection: (input) => connectionInputs(input, input),
  deploy: (input) => deployInputs({ input, rawInput: input }),
  start: (input) => {
    const given: Input = (name) => input(name) || "given";
    startInputs({ input: given, rawInput: given });
    return signIn({ ...nobody, serviceConnection: (name) => void input(name) }).catch(() => undefined);
  },
  gate: (input) => gateInputs((name) => input(name) || (name === "train" ? "7" : "")),
};

const nobody = {
  connection: () => assert.fail("the job's own token was asked for"),
  variable: () => undefined,
  protect: () => undefined,
  say: () => undefined,
};

describe("The inputs of a task", () => {
  for (const task of ["seal", "connection", "deploy", "start", "gate"] as const) {
    it(`that ${task} reads are exactly those that its manifest declares, and their defaults are valid`, async () => {
      const { inputs = [] } = await manifestOf(task);
      const defaults = new Map(inputs.map(({ name, defaultValue = "" }) => [name, defaultValue]));
      const asked = new Set<string>();
      readers[task]((name) => {
        asked.add(name);
        return defaults.get(name) ?? "";
      });
      assert.deepEqual([...asked].sort(), [...defaults.keys()].sort());
    });
  }

  it("of a list may stand in any case, and what the list does not offer is refused by name", () => {
    assert.equal(deployed({ target: "FOLDER" }).target, "folder");
    assert.deepEqual(deployed({ stageClass: "Production" }).floors.stageClass, "production");
    assert.equal("stageClass" in deployed({ stageClass: "automatic" }).floors, false);
    for (const bad of [
      { target: "" },
      { target: "ftp" },
      { order: "allow" },
      { drift: "no" },
      { stageClass: "prod" },
      { unreadable: "x" },
      { automaticProduction: "yes" },
      { checkerThreshold: "severe" },
    ])
      assert.throws(() => deployed({ target: "folder", ...bad }), refusing("RM001", /is none of/));
  });

  it("of a web app are empty where nothing is said, and lose no more than the spaces around a slot", () => {
    const { slot, healthPath, healthStatuses } = deployed({ target: "appservice", slot: " next " });
    assert.deepEqual([slot, healthPath, healthStatuses], ["next", "", ""]);
  });

  it("S0-50: let a critical finding of the solution checker stop the release where nothing is said", () => {
    assert.equal(deployed({}).checkerThreshold, "critical");
    assert.equal(deployed({ checkerThreshold: "High" }).checkerThreshold, "high");
  });

  it("that are numbers are whole and within their bounds", () => {
    const { keep, waitMinutes } = deployed({ target: "folder", keep: "2", waitMinutes: "1440" });
    assert.deepEqual([keep, waitMinutes], [2, 1440]);
    for (const bad of [
      { keep: "1" },
      { keep: "many" },
      { keep: "2.5" },
      { waitMinutes: "0" },
      { waitMinutes: "-5" },
      { waitMinutes: "1e3" },
    ])
      assert.throws(
        () => deployed({ target: "folder", ...bad }),
        refusing("RM001", /is no whole number from/),
      );
  });
});

describe("The inputs of a step that waits for a gate", () => {
  it("N10: are a train, one of its gates, and times within their bounds", () => {
    const waits = (given: Readonly<Record<string, string>>): unknown =>
      gateInputs((name) => ({ train: "7", gate: "qa", ...given })[name] ?? "");
    const asked = { train: 7, gate: "qa", goal: "passed" };
    assert.deepEqual(waits({}), { asked, project: "", timeoutMinutes: 50, pollMinutes: 5 });
    const most = { timeoutMinutes: "2880", pollMinutes: "60", until: "Complete", project: "Fabrikam" };
    assert.deepEqual(waits(most), {
      asked: { ...asked, goal: "complete" },
      ...{ project: "Fabrikam", timeoutMinutes: 2880, pollMinutes: 60 },
    });
    for (const [name, value] of [
      ["train", ""],
      ["train", "0"],
      ["train", "1000000"],
      ["gate", "uat"],
      ["until", "met"],
      ["timeoutMinutes", "-1"],
      ["timeoutMinutes", "2881"],
      ["pollMinutes", "0"],
      ["pollMinutes", "61"],
    ] as const)
      assert.throws(() => waits({ [name]: value }), refusing("RM001", /is no whole number from|is none of/));
  });
});

function deployed(given: Readonly<Record<string, string>>): ReturnType<typeof deployInputs> {
  const input: Input = (name) => ({ target: "folder", ...given })[name] ?? "";
  return deployInputs({ input, rawInput: input });
}
