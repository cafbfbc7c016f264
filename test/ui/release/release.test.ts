import assert from "node:assert/strict";
import { type Dossier, inspectRelease } from "../../../core/acts/inspect-release.ts";
import type { Attempt, Stage, State, Step } from "../../../core/model/stage.ts";
import { artefactsOf } from "../../../ui/release/artefacts.ts";
import { attemptsOf } from "../../../ui/release/attempts.ts";
import { type Card, cardsOf } from "../../../ui/release/cards.ts";
import { factsOf } from "../../../ui/release/facts.ts";
import {
  attempt,
  day,
  noRight,
  now,
  organisation,
  type Parts,
  production,
  published,
  recorded,
  release,
  rita,
  uat,
} from "../../core/acts/sample-organisation.ts";
import { gives, releaseWith } from "../hub.ts";

const dossier = (parts: Parts = {}): Promise<Dossier> => inspectRelease("classic:57", organisation(parts));

const nothingBesides = { gone: [], readOnly: false, now };
const nothingGone = { gone: [] };

async function cards(
  stages: readonly Stage[],
  kind: "classic" | "yaml" = "classic",
): Promise<readonly Card[]> {
  const made = await dossier();
  return cardsOf({ ...made, records: [], release: releaseWith({ stages, kind }) }, nothingBesides).flat();
}

function stageWith(stage: Stage, state: State, over: Partial<Attempt> = {}): Stage {
  const status = { state, wire: state };
  return { ...stage, status, attempts: [{ ...attempt, status, ...over }] };
}

const step = (name: string, state: State, over: Partial<Step> = {}): Step => ({
  name,
  status: { state, wire: state },
  issues: [],
  ...over,
});

describe("the facts of a release", () => {
  it("S0-22, S0-23: build, branch, artefacts in their order, who made it and how", async () => {
    const facts = factsOf(await dossier(), { seal: [] }, nothingGone);
    assert.deepEqual(
      [facts.build, facts.artefacts, facts.alias, facts.made],
      [
        { number: "_20220616.3", branch: "main", id: 345 },
        "Sln, Sln3",
        "ARTEFACTS",
        { how: "Manually triggered", by: rita, on: now - 3 * day },
      ],
    );
  });

  for (const [checked, kind] of [
    [{ seal: [] }, "verified"],
    [{ seal: ["The root is wrong."] }, "altered"],
    [{}, "notVerified"],
  ] as const) {
    it(`S0-04: the seal is ${kind} when checking gave ${JSON.stringify(checked)}`, async () => {
      assert.equal(factsOf(await dossier(), checked, nothingGone).seal.proof.kind, kind);
    });
  }

  for (const [name, seal, kind] of [
    ["there is none", gives({ kind: "absent" } as const), "absent"],
    ["it is not ours", gives({ kind: "notBelieved", because: "another task" } as const), "notBelieved"],
    ["it could not be read", () => Promise.reject(noRight()), "failed"],
  ] as const) {
    it(`the seal is ${kind} when ${name}, never verified`, async () => {
      assert.equal(
        factsOf(await dossier({ evidences: { seal } }), { seal: [] }, nothingGone).seal.proof.kind,
        kind,
      );
    });
  }

  it("says that holds could not be read, instead of that there are none", async () => {
    const facts = factsOf(
      await dossier({ leases: { ofRun: () => Promise.reject(noRight()) } }),
      {},
      nothingGone,
    );
    assert.equal(facts.kept.words, "holds could not be read");
  });
});

describe("a stage's card", () => {
  it("S0-20: UAT in progress and Production not deployed at the same time", async () => {
    const both = await cards([stageWith(uat, "inProgress"), production]);
    assert.deepEqual(
      both.map(({ name, words, column, sign }) => [name, words, column, sign]),
      [
        ["UAT", "In progress", 0, "running"],
        ["Production", "Not deployed", 1, "none"],
      ],
    );
  });

  it("S0-21: elapsed, tasks done of all, the current task and its time", async () => {
    const steps = [
      step("a", "succeeded"),
      step("Import Base", "inProgress", { startedOn: now }),
      step("c", "notDeployed"),
    ];
    const [card] = await cards([stageWith(uat, "inProgress", { steps })]);
    assert.deepEqual(
      [card?.since, card?.progress],
      [now - 2 * day, { done: 1, total: 3, step: "Import Base", stepSince: now }],
    );
  });

  it("S0-25: a success with a warning says so, and shows which", async () => {
    const steps = [step("a", "succeeded", { issues: [{ level: "warning", text: "left off" }] })];
    const [card] = await cards([stageWith(uat, "succeededWithWarnings", { steps })]);
    assert.deepEqual(
      [card?.words, card?.sign, card?.warnings, card?.took],
      ["Succeeded", "warned", ["left off"], 600_000],
    );
  });

  it("S0-11: says whether the stage starts by itself or by hand", async () => {
    const both = await cards([uat, production]);
    assert.deepEqual(
      both.map((card) => card.trigger.words),
      ["Starts by itself", "Started by hand"],
    );
  });
});

describe("what a stage's card offers", () => {
  it("S0-24: can be cancelled only while it runs", async () => {
    for (const state of ["queued", "inProgress"] as const) {
      assert.equal((await cards([stageWith(uat, state)]))[0]?.cancel, true);
    }
    for (const state of ["succeeded", "failed", "notDeployed", "waitingForApproval"] as const) {
      assert.equal((await cards([stageWith(uat, state)]))[0]?.cancel, false);
    }
  });

  it("S0-26: names the target and the connection, before and after the deployment", async () => {
    const [first, second] = cardsOf(await dossier(), nothingBesides).flat();
    assert.deepEqual([first?.target, first?.connection], ["uat.example", "Connection-Parameters"]);
    assert.deepEqual([second?.target, second?.connection], ["prod.example", "Connection-Parameters"]);
  });

  it("says what it waits for", async () => {
    const [, waiting] = await cards([stageWith(uat, "failed"), production]);
    const [, ready] = await cards([uat, production]);
    assert.deepEqual(
      [waiting?.why?.text, ready?.why?.text],
      [
        'It is started by hand, and "UAT" has not succeeded yet: failed.',
        "It is started by hand, and nobody has started it.",
      ],
    );
    assert.deepEqual([ready?.deploy, ready?.sign], [{ words: "Deploy" }, "waiting"]);
  });

  it("cannot be deployed while it is being deployed, and says why", async () => {
    const [card] = await cards([stageWith(uat, "inProgress")]);
    assert.deepEqual(card?.deploy, { words: "Redeploy", because: "UAT is being deployed now." });
  });

  it("asks for an approval that waits for a person, not for one that Azure DevOps gave by itself", async () => {
    const approval = {
      id: "9",
      when: "before",
      attempt: 1,
      status: "pending",
      automatic: false,
      approver: rita,
    } as const;
    const approvals = [
      approval,
      { ...approval, id: "8", automatic: true },
      { ...approval, id: "7", status: "approved" as const },
    ];
    const [card] = await cards([stageWith(uat, "waitingForApproval", { approvals })]);
    assert.deepEqual(card?.approvals, [{ id: "9", who: "Rita", when: "before", canDefer: false }]);
  });
});

describe("the picture of the stages", () => {
  it("stands in one column with those that have as many before them", async () => {
    const stages = [uat, { ...uat, name: "Test" }, { ...production, after: ["UAT", "Test"] }];
    assert.deepEqual(
      cardsOf({ ...(await dossier()), release: releaseWith({ stages }) }, nothingBesides).map((column) =>
        column.map((card) => card.name),
      ),
      [["UAT", "Test"], ["Production"]],
    );
  });
});

describe("the attempts of a release", () => {
  it("S0-38: are those of every stage, the newest first, with actor, reason and connection", async () => {
    const second = {
      ...attempt,
      number: 2,
      startedBy: "person",
      reason: "new secret",
      queuedOn: now,
    } as const;
    const made = {
      ...(await dossier()),
      release: releaseWith({ stages: [{ ...uat, attempts: [attempt, second] }] }),
    };
    assert.deepEqual(
      attemptsOf(made, { records: {} }).map((row) => [
        row.key,
        row.by,
        row.reason,
        row.connection,
        row.proof.kind,
      ]),
      [
        ["UAT#2", "Rita", "new secret", "Connection-Parameters", "absent"],
        ["UAT#1", "release trigger", "", "Connection-Parameters (id 5)", "verified"],
      ],
    );
  });

  it("N13: are labelled where they went back, as the record says", async () => {
    const value = await recorded({ rollbackFrom: { id: "classic:60", name: "Release-60\u202E" } });
    const made = await dossier({ evidences: { record: gives({ kind: "found", value, text: "" }) } });
    assert.equal(attemptsOf(made, {})[0]?.backFrom, "Release-60");
    assert.equal(attemptsOf(await dossier(), {})[0]?.backFrom, undefined);
  });

  it("D1: show the group that was really used, by the record, not the one that is named now", async () => {
    const made = await dossier();
    const renamed = {
      ...made,
      release: releaseWith({
        variables: [
          {
            ...release.variables[0],
            name: "Variable-Group",
            value: "Other",
            secret: false,
            allowOverride: true,
          },
        ],
      }),
    };
    const [row] = attemptsOf(renamed, { records: {} });
    assert.equal(row?.connection, "Connection-Parameters (id 5)");
  });
});

describe("the record of an attempt", () => {
  it("do not count a record as verified without a way to hash, or when it was altered", async () => {
    const made = await dossier();
    assert.equal(attemptsOf(made, {})[0]?.proof.kind, "notVerified");
    assert.equal(attemptsOf(made, { records: { "UAT#1": ["altered"] } })[0]?.proof.kind, "altered");
  });

  it("say that a record could not be read, or is not believed", async () => {
    const failed = await dossier({ evidences: { record: () => Promise.reject(noRight()) } });
    const forged = await dossier({
      evidences: { record: gives({ kind: "notBelieved", because: "another task" }) },
    });
    assert.deepEqual(
      [failed, forged].map((one) => attemptsOf(one, { records: {} })[0]?.proof.kind),
      ["failed", "notBelieved"],
    );
  });
});

describe("the artefacts of a release", () => {
  it("S0-39: stand in the order of deployment, and logs are not deployed", async () => {
    assert.deepEqual(
      artefactsOf(await dossier(), {}).map((row) => [row.order, row.name, row.kind, row.state.words]),
      [
        [1, "Sln", "Solution", "Not verified yet"],
        [2, "Sln3", "Solution", "Not verified yet"],
        [undefined, "SolutionAnalysisLogs", "Logs", "Not verified yet"],
      ],
    );
  });

  it("S0-04: say at once that one was published again, or is gone", async () => {
    const now_ = published.flatMap((one) =>
      one.name === "Sln" ? [{ ...one, identity: "1:b" }] : one.name === "Sln3" ? [] : [one],
    );
    const rows = artefactsOf(await dossier({ builds: { artefacts: gives(now_) } }), {});
    assert.deepEqual(
      rows.map((row) => [row.state.words, row.state.sign]),
      [
        ["Published again", "bad"],
        ["Gone", "bad"],
        ["Not verified yet", "none"],
      ],
    );
  });

  it("are not called there when Azure DevOps does not tell", async () => {
    const rows = artefactsOf(await dossier({ builds: { artefacts: () => Promise.reject(noRight()) } }), {});
    assert.equal(rows[0]?.state.words, "Not known");
  });

  it("are only named where the build was not sealed", async () => {
    const rows = artefactsOf(await dossier({ evidences: { seal: gives({ kind: "absent" }) } }), {});
    assert.deepEqual(
      rows.map((row) => [row.name, row.digest, row.state.words]),
      published.map((one) => [one.name, undefined, "Not sealed"]),
    );
  });
});
