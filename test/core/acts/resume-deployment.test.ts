import assert from "node:assert/strict";
import type { ArtefactNote } from "../../../core/model/note.ts";
import type { Attempt } from "../../../core/model/stage.ts";
import { resumeDeployment } from "../../../core/acts/resume-deployment.ts";
import { refusal } from "../../../core/failure.ts";
import type { Operation, StillThere } from "../../../core/model/target.ts";
import type { DeployIo, Target } from "../../../core/ports-of-targets.ts";
import type { Evidences } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { attempt, noRight, release, uat } from "./sample-organisation.ts";
import { artefacts, deploy, ended, type Happened, type Scene } from "../../support/deploying.ts";

const here = "folder:/srv/uat";
const operation: Operation = { kind: "import", id: "5d", artefact: "Web", startedOn: "2026-01-01T00:00:00Z" };
const fine = { outcome: "succeeded", text: "copied", issues: [], operations: [] } as const;

describe("A deployment that was begun before", () => {
  it("N12: skips with proof what the target still has, deploys the rest, and its record says both", async () => {
    const { events, end } = again({ 1: { notes: [note("Sln")] } });
    const { record, failure } = await end;
    const proof = "is skipped: attempt 1 left exactly these bytes there, and the target still has them";
    assert.equal(failure, undefined);
    assert.deepEqual(
      record.artefacts.map(({ name, outcome }) => [name, outcome]),
      [
        ["Sln", "skipped"],
        ["Web", "succeeded"],
      ],
    );
    assert.equal(record.artefacts[0]?.text, proof);
    assert.deepEqual(of(events, "deploy"), ["deploy Web"]);
    assert.ok(events.some((line) => line.startsWith("tell: 1. Sln ") && line.endsWith(proof)));
    assert.ok(events.some((line) => /2\. Web .* again, because attempt 1 did not finish it: is/.test(line)));
  });

  it("N12: keeps the hash of the earlier attempt's record", async () => {
    const first = await ended({ target: { deploy: (step) => failing(step.artefact) } });
    const { end } = again({ 1: { notes: [note("Sln")] } }, { records: { UAT: first.record } });
    assert.equal((await end).record.previous, first.record.hash);
  });

  it("N12: deploys everything where the target has moved, and the plan says why", async () => {
    const moved: StillThere = { artefact: "Sln", kind: "moved", because: "Core.zip differs" };
    const { events, end } = again(
      { 1: { notes: [note("Sln"), note("Web")] } },
      { target: { stillThere: () => Promise.resolve([moved]) } },
    );
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Sln", "deploy Web"]);
    assert.ok(
      events.some((line) => line.includes("again, because it is not as attempt 1 left it: Core.zip")),
    );
  });

  it("N12: deploys everything where the target could not be asked", async () => {
    const no = refusal({ code: "RM031", what: "No", where: "there", cause: "it is away", next: "Wait" });
    const { events, end } = again(
      { 1: { notes: [note("Sln")] } },
      { target: { stillThere: () => Promise.reject(no) } },
    );
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Sln", "deploy Web"]);
    assert.ok(
      events.some((line) => line.includes("nobody can tell whether the target still has it: it is away")),
    );
  });

  it("N12: says what it does not believe", async () => {
    const { events, end } = again({ 1: { notBelieved: ["another step than ours attached it"] } });
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Sln", "deploy Web"]);
    assert.ok(
      events.includes("warn: What attempt 1 left behind does not count: another step than ours attached it"),
    );
  });
});

describe("A deployment whose earlier attempt was still running", () => {
  it("N12: hands the target what that one began, for the artefact and for the verification", async () => {
    const seen: Record<string, readonly Operation[]> = {};
    const look = (name: string, io: DeployIo): void => void (seen[name] = io.earlier);
    const { end } = again(
      { 1: { notes: [note("Sln"), { ...note("Web", "unknownStillRunning") }], operations: [operation] } },
      {
        target: {
          deploy: (_step, { name }, io) => {
            look(name, io);
            return Promise.resolve(fine);
          },
          verify: (_artefacts, io) => {
            look("verify", io);
            return Promise.resolve("there");
          },
        },
      },
    );
    await end;
    assert.deepEqual(seen, { Web: [operation], verify: [operation] });
  });
});

describe("A deployment that cannot look at what an attempt before it left", () => {
  const first: Attempt = { ...attempt, status: { state: "failed", wire: "failed" } };
  const stage = { ...uat, attempts: [first, { ...first, number: 2 }] };
  const identity = { id: here, name: "uat", url: "/srv/uat" };

  async function resumed(unread: number): Promise<readonly string[]> {
    const warned: string[] = [];
    const evidences: Pick<Evidences, "left"> = {
      left: (_release, _stage, number) =>
        number === unread
          ? Promise.reject(noRight())
          : Promise.resolve({ attempt: number, notes: [], operations: [], notBelieved: [] }),
    };
    const target = { kind: "folder", stillThere: () => Promise.resolve([]) } as const;
    const order = { start: { release, stage }, attempt: 2, target, identity, plan: [] };
    await resumeDeployment(order, { evidences, warn: (text) => void warned.push(text) });
    return warned;
  }

  it("N12: begins nothing beside what an earlier attempt may have running", () =>
    assert.rejects(resumed(1), refusing("RM044", /You do not have the right/)));

  it("N12: is warned where it is its own: a first attempt has nothing before it", async () =>
    assert.deepEqual(await resumed(2), [
      "What attempt 2 left behind does not count: You do not have the right.",
    ]));
});

describe("What a deployment does not go on from", () => {
  it("N12: an attempt that succeeded: to deploy that again is meant", async () => {
    const { events, end } = again({ 1: { notes: [note("Sln"), note("Web")] } }, {}, "succeeded");
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Sln", "deploy Web"]);
  });

  it("N12: a later attempt's notes", async () => {
    const { events, end } = again({ 3: { notes: [note("Sln")] } });
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Sln", "deploy Web"]);
  });

  it("N12: the same attempt's earlier try counts, for the agent may try a step twice", async () => {
    const { events, end } = again({ 2: { notes: [note("Sln")] } });
    await end;
    assert.deepEqual(of(events, "deploy"), ["deploy Web"]);
  });
});

describe("A deployment that stops at an artefact which changed nothing", () => {
  it("S0-41: has changed its target partly when others came before, and not when it was the first", async () => {
    const second = await ended({ target: { deploy: (step) => failing(step.artefact) } });
    assert.equal(second.record.outcome, "failedPartial");
    assert.equal(second.failure?.report.state, "it was partly changed");
    const first = await ended({ target: { deploy: () => failing("Web") } });
    assert.equal(first.record.outcome, "failedUnchanged");
    assert.equal(first.failure?.report.state, "nothing was changed");
  });
});

function failing(name: string): ReturnType<Target["deploy"]> {
  const no = refusal({ code: "RM031", what: "No", where: "there", cause: "disk full", next: "Make room" });
  return name === "Web" ? Promise.reject(no) : Promise.resolve(fine);
}

/** UAT in its second attempt, after a first one that ended like this. */
function again(left: Scene["left"], scene: Scene = {}, ended: "failed" | "succeeded" = "failed"): Happened {
  const attempt = (number: number, state: Attempt["status"]["state"]): Attempt => ({
    number,
    status: { state, wire: state },
    startedBy: "trigger",
    steps: [],
    approvals: [],
    planIds: [],
  });
  const attempts = [attempt(1, ended), attempt(2, "inProgress"), attempt(3, "notDeployed")];
  return deploy({ uat: { attempts }, order: { attempt: 2 }, left: left ?? {}, ...scene });
}

function of(events: readonly string[], kind: string): string[] {
  return events.filter((line) => line.startsWith(`${kind} `));
}

function note(name: string, outcome: ArtefactNote["artefact"]["outcome"] = "succeeded"): ArtefactNote {
  const digest = artefacts.find((one) => one.name === name)?.digest ?? "";
  return { schema: 1, target: here, artefact: { name, kind: "files", digest, outcome, text: "" } };
}
