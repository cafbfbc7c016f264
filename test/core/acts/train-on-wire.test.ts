import assert from "node:assert/strict";
import { azureDevOps } from "../../../adapters/azure-devops/azure-devops.ts";
import { actingOn, openTrain, type TrainKnown, type TrainWorld } from "../../../core/acts/open-train.ts";
import { askApprovers, decideLevel, recordDecisions } from "../../../core/acts/train-decisions.ts";
import { anchoredHeads } from "../../../core/acts/train-items.ts";
import { ledgerFault, readLedger } from "../../../core/acts/train-ledger.ts";
import { writeTrainSettings } from "../../../core/acts/train-settings.ts";
import { createTrain, changeTrain } from "../../../core/acts/trains.ts";
import { instant } from "../../../core/model/instant.ts";
import type { LedgerEntry } from "../../../core/model/train/ledger.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import type { TrainSettings } from "../../../core/model/train/train-settings.ts";
import type { World } from "../../../standin/azure-devops/world.ts";
import { furnishWork } from "../../../standin/worlds/work.ts";
import { people } from "../../../standin/worlds/people.ts";
import { groupsOf } from "../../../standin/azure-devops/people/groups.ts";
import { withOrganisation, type Bench } from "../../standin/azure-devops/small-world.ts";
import { azureOf, httpOf, noPause, placeOf } from "../../support/stand-in-client.ts";
import { id, roles, train } from "../model/train/builders.ts";
import { sha256 } from "./sample-organisation.ts";

const world: World = {
  organisation: { id: "a1111111-1111-4111-8111-111111111111", name: "contoso" },
  project: { id: "b2222222-2222-4222-8222-222222222222", name: "Contoso" },
  people,
  furnish: furnishWork,
};

const here = (): TrainWorld => ({ now: instant(Date.now()), sha256, address: "https://hub.example/7" });

/** The release manager leads; release engineers are a group, in which the contributor is; the approver is the executive. */
function settingsOf({ organisation: { state } }: Bench): TrainSettings {
  const person = (role: string): readonly { id: string; name: string }[] => {
    const found = state.people.filter((one) => one.role === role);
    return found.map(({ id, name }) => ({ id, name }));
  };
  const groups = groupsOf(state.project, state.people).filter(({ name }) =>
    name.endsWith("Release Engineers"),
  );
  return {
    schema: 1,
    offices: {
      releaseManager: { people: person("releaseManager"), groups: [] },
      releaseEngineer: { people: [], groups: groups.map(({ id, name }) => ({ id, name })) },
      executive: { people: person("approver"), groups: [] },
    },
  };
}

/** A train whose scoping gate asks a release engineer, and then the executive. */
async function organised(bench: Bench): Promise<number> {
  const { people, project } = bench.organisation.state;
  const idOf = (role: string): string => people.find((one) => one.role === role)?.id ?? "";
  const azure = azureOf(bench, "releaseManager");
  const settings = settingsOf(bench);
  await writeTrainSettings(project.id, settings, undefined, azure.documents);
  const approvals = [
    { kind: "train" as const, approvers: [idOf("contributor")] },
    { kind: "executive" as const, approvers: [idOf("approver")] },
  ];
  const gates = train.gates.map((gate, at) => (at === 0 ? { ...gate, approvals } : gate));
  const manager = idOf("releaseManager");
  const lead = { people: [manager], unread: [] };
  const engineer = { people: [idOf("contributor")], unread: [] };
  const facts = {
    criteria: {},
    calendar: { kind: "read", value: [] },
    workItems: { kind: "read", value: {} },
    stages: {},
  } as const;
  const { value } = await createTrain(
    { draft: { ...train, manager, gates, milestones: [], tasks: [] } },
    {
      ...{ projectId: project.id, documents: azure.documents, sha256, facts },
      doing: { by: manager, now: here().now },
      roles: {
        ...roles,
        releaseManager: lead,
        releaseEngineer: engineer,
        executive: { people: [idOf("approver")], unread: [] },
      },
    },
  );
  return value.number;
}

function open(bench: Bench, who: string, number: number): Promise<TrainKnown> {
  return openTrain(number, azureOf(bench, who), here().now);
}

/** The second level's one approver sets their work item to its completed state. */
async function approveOnItsPage(azure: AzureDevOps, { whole }: TrainKnown): Promise<void> {
  const level = whole.train.value.gates[0]?.approvals[1];
  const [asked] = await azure.workItems.get(level?.items?.map(({ item }) => item) ?? []);
  assert.ok(asked);
  const type = (await azure.workItems.types()).find(({ name }) => name === asked.type);
  const done = type?.states.find(({ category }) => category === "completed")?.name ?? "";
  await azure.workItems.move(asked, { state: done, comment: "Go" });
}

function said({ by, act }: LedgerEntry, { people: known }: TrainKnown): readonly (string | undefined)[] {
  return [known.find((one) => one.id === by)?.name, /"kind":"(\w+)"/.exec(act)?.[1]];
}

describe("a train, over the wire", () => {
  it("S1-09, S1-28: is approved by two people, one in the hub and one on the work item, and goes on", () =>
    withOrganisation(world, async (bench) => {
      const number = await organised(bench);
      const manager = azureOf(bench, "releaseManager");
      const engineer = azureOf(bench, "contributor");
      const executive = azureOf(bench, "approver");
      const first = await open(bench, "releaseManager", number);
      assert.deepEqual(first.problems, []);
      await changeTrain(
        number,
        1,
        { kind: "completeGate", gate: "scoping" },
        actingOn(first, manager, here()),
      );
      await askApprovers(await open(bench, "releaseManager", number), manager, here(), "scoping");
      const answer = { gate: "scoping", level: 1, approve: true, comment: "Fine" } as const;
      const decided = await decideLevel(await open(bench, "contributor", number), engineer, here(), answer);
      await approveOnItsPage(executive, decided);
      const after = await recordDecisions(await open(bench, "releaseManager", number), manager, here());
      assert.equal(after?.whole.train.value.phase, "construction");
      assert.deepEqual(after.problems, []);
      const entries = await readLedger(id(1), manager.documents);
      const names = entries.map((entry) => said(entry, after));
      assert.deepEqual(names, [
        ["Morgan Reed", "create"],
        ["Morgan Reed", "completeGate"],
        ["Morgan Reed", "ask"],
        ["Casey Lund", "decide"],
        ["Casey Lund", "ask"],
        ["Robin Vale", "decide"],
      ]);
      assert.equal(await ledgerFault(entries, await anchoredHeads(after, manager), sha256), undefined);
    }));

  it("S1-39: is shown after eight requests", () =>
    withOrganisation(world, async (bench) => {
      const number = await organised(bench);
      const asked: string[] = [];
      const http = httpOf(bench, "releaseManager");
      const counted: typeof http = (...request) => {
        asked.push(request[0].url);
        return http(...request);
      };
      const shown: number[] = [];
      const azure = azureDevOps(counted, placeOf(bench), noPause);
      await openTrain(number, azure, here().now, () => shown.push(asked.length));
      assert.ok((shown[0] ?? 99) <= 8, asked.join("\n"));
    }));
});
