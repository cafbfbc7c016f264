import assert from "node:assert/strict";
import { join } from "node:path";
import { trainsCollection } from "../../core/acts/train-documents.ts";
import { changeTrain, createTrain, type TrainActing } from "../../core/acts/trains.ts";
import { read } from "../../core/model/reading.ts";
import type { TrainAct } from "../../core/model/train/act-on-train.ts";
import type { Train } from "../../core/model/train/train.ts";
import { keptDocuments } from "../core/acts/kept-documents.ts";
import { sha256 } from "../core/acts/sample-organisation.ts";
import { facts, id, manual, now, roles, train } from "../core/model/train/builders.ts";
import { output } from "../support/deploying-built.ts";
import { type BuiltEnd, type BuiltRun, manifestOf, runBuiltTask } from "../support/run-built-task.ts";
import { project, scriptedAzure, type ScriptedAzure } from "../support/scripted-azure.ts";
import { withFolder } from "../support/temporary-folder.ts";

const query = "12345678-0000-4000-8000-000000000001";
const bugs = { ...manual, id: id(41), text: "No bugs", check: { kind: "query", query, atMost: 0 } } as const;
const adding: TrainAct = { kind: "addCriterion", gate: "scoping", criterion: bugs };

describe("The built task ReleaseManagerGate", function () {
  this.timeout(60_000);

  it("N10: evaluates the criteria itself, says each with its evidence and lets a complete gate through", () =>
    gated([adding], async ({ wait, found }) => {
      found(0);
      const end = await wait({ until: "complete" });
      assert.equal(end.result, "succeeded", end.log);
      assert.match(end.log, /^"No bugs" is met: 0 work items found, at most 0 allowed$/m);
      assert.match(
        end.log,
        /The scoping gate of release train 1, "June", is complete but for people's word\./,
      );
      assert.equal(output(end, "state"), "complete");
    }));

  it("N10: leaves the end of the ledger with the run where it lets it through, and only there", () =>
    gated([adding], async ({ wait, found }) => {
      found(2);
      assert.deepEqual((await wait({ until: "complete" })).attachments, []);
      found(0);
      const { attachments, log } = await wait({ until: "complete" });
      const [one] = attachments;
      assert.deepEqual([one?.type, one?.name], ["release-manager.ledger-head", "train-1.txt"]);
      assert.match(one?.text ?? "", /^Ledger of release train 1: entry 2 is [\da-f]{64}\.$/);
      assert.ok(log.includes(one?.text ?? "?"));
    }));

  it("N10: does not let a gate through whose criterion is not met, and says what is open", () =>
    gated([adding], async ({ wait, found, azure }) => {
      found(2);
      const end = await wait({ until: "complete" });
      assert.equal(end.result, "failed");
      assert.match(
        end.log,
        /The scoping gate is not complete \(release train 1\): "No bugs" is not met: 2 work items found, at most 0 allowed\. Target: nothing was changed\. Running again is safe\. Settle .*\[RM002\]/,
      );
      assert.deepEqual(
        azure.asked.filter((line) => !/^(GET|OPTIONS) /.test(line)),
        [],
        "it only reads",
      );
    }));

  it("S1-08: lets a gate through that has passed, and warns of what is not met since then", () =>
    gated([adding, { kind: "completeGate", gate: "scoping" }], async ({ wait, found }) => {
      found(0);
      assert.equal((await wait({})).result, "succeeded");
      found(2);
      const end = await wait({});
      assert.equal(end.result, "succeededWithIssues", end.log);
      assert.match(end.log, /##\[warning\]Since the gate has passed: "No bugs" is not met: 2 work items/);
      assert.match(end.log, /The scoping gate of release train 1, "June", has passed\./);
      assert.equal(output(end, "state"), "passed");
    }));
});

describe("A train of another project, for which the built task ReleaseManagerGate waits", function () {
  this.timeout(60_000);

  const fabrikam = { id: "aaaaaaaa-0000-4000-8000-000000000002", name: "Fabrikam Web" };

  it("N10: is found by the project's name, and what its criteria ask for is read there", () =>
    gated(
      [adding],
      async ({ wait, found, azure }) => {
        azure.holdings.answers[`/_apis/projects/${fabrikam.name}`] = fabrikam;
        found(0);
        assert.match((await wait({ until: "complete" })).log, /The train was not found.*\[RM041/);
        const end = await wait({ until: "complete", project: fabrikam.name });
        assert.equal(end.result, "succeeded", end.log);
        assert.match(end.log, /Release train 1 of the project "Fabrikam Web", scoping gate/);
        assert.ok(azure.asked.includes(`GET /contoso/${fabrikam.id}/_apis/wit/wiql/${query}`));
      },
      fabrikam.id,
    ));

  it("N10: is refused where the project may not be read, with what to grant", () =>
    gated([], async ({ wait, azure }) => {
      for (const status of [401, 403, 404]) {
        azure.holdings.refuse = { "/_apis/projects/": status };
        const end = await wait({ project: fabrikam.name });
        assert.equal(end.result, "failed");
        assert.match(
          end.log,
          /The project could not be read \(project Fabrikam Web\): There is no such project, or this identity may not read it.*View project-level information.*\[RM040/,
        );
      }
    }));
});

describe("What ends the built task ReleaseManagerGate without its gate", function () {
  this.timeout(60_000);

  it("a train that was changed past its ledger", () =>
    gated([], async ({ wait, azure }) => {
      const place = `${trainsCollection(project.id)}/1`;
      const stored = azure.holdings.documents[place] as Train;
      const gates = stored.gates.map((gate) => ({ ...gate, passed: { by: "nik", on: now } }));
      azure.holdings.documents[place] = { ...stored, gates };
      const end = await wait({});
      assert.equal(end.result, "failed");
      assert.match(end.log, /"June" is not as the ledger left it/);
    }));

  it("S2-13: a cancel of the run, at once", () =>
    gated([], async ({ wait }) => {
      const cancel = new AbortController();
      const onLine = (line: string): void => {
        if (line.startsWith("Nobody has completed")) cancel.abort();
      };
      const begun = Date.now();
      const end = await wait({ timeoutMinutes: "30" }, { signal: cancel.signal, onLine });
      assert.match(end.log, /Cancelling: nothing new is begun[\s\S]*The run was cancelled[\s\S]*\[RM050\]/);
      assert.ok(Date.now() - begun < 15_000, "it did not wait for its next look");
    }));

  it("a train that there is not, one that it may not read, and a gate that there is not", () =>
    gated([], async ({ wait, azure }) => {
      assert.match((await wait({ train: "9" })).log, /The train was not found.*\[RM041/);
      assert.match((await wait({ gate: "beta" })).log, /"beta" is none of scoping, development.*\[RM001\]/);
      azure.holdings.refuse = { "ExtensionManagement/InstalledExtensions": 403 };
      assert.match((await wait({})).log, /\[RM040/);
    }));

  it("keeps its manifest's name and id", async () => {
    const { id: guid, name } = await manifestOf("gate");
    assert.deepEqual([guid, name], ["cd55c9c4-898e-41d0-9301-9f8e4dea3bd1", "ReleaseManagerGate"]);
  });
});

type Gated = Readonly<{
  wait: (inputs: Readonly<Record<string, string>>, run?: Partial<BuiltRun>) => Promise<BuiltEnd>;
  /** So many bugs there are. */
  found: (bugs: number) => void;
  azure: ScriptedAzure;
}>;

/** Train 1, made by our own acts, to which these were done. */
async function gated(
  acts: readonly TrainAct[],
  use: (at: Gated) => Promise<void>,
  projectId = project.id,
): Promise<void> {
  const azure = await scriptedAzure({ documents: await documentsAfter(acts, projectId) });
  try {
    await withFolder(async (base) => {
      let at = 0;
      const wait: Gated["wait"] = (given, run = {}) => {
        at += 1;
        const inputs = { train: "1", gate: "scoping", timeoutMinutes: "0", ...given };
        return runBuiltTask({ task: "gate", url: azure.url, work: join(base, `w${at}`), inputs, ...run });
      };
      const found = (bugs: number): void => {
        const workItems = Array.from({ length: bugs }, (_, one) => ({ id: one + 1 }));
        azure.holdings.answers[`/_apis/wit/wiql/${query}`] = { queryType: "flat", workItems };
      };
      await use({ wait, found, azure });
    });
  } finally {
    await azure.close();
  }
}

/** What is stored of the train, by `collection/id`. */
async function documentsAfter(
  acts: readonly TrainAct[],
  projectId: string,
): Promise<Record<string, unknown>> {
  const { documents } = keptDocuments();
  const stored: Record<string, unknown> = {};
  const write: typeof documents.write = (collection, name, value, etag) => {
    stored[`${collection}/${name}`] = value;
    return documents.write(collection, name, value, etag);
  };
  const doing = { by: "mia", now };
  const criteria = { [bugs.id]: { on: now, fact: read({ kind: "query", count: 0 } as const) } };
  const known = { criteria, calendar: facts.calendar, workItems: facts.workItems, stages: {} };
  const acting: TrainActing = {
    ...{ projectId, doing, roles, facts: known, sha256 },
    documents: { ...documents, write },
  };
  let { value } = await createTrain({ draft: train }, acting);
  for (const act of acts) ({ value } = await changeTrain(1, value.revision, act, acting));
  return stored;
}
