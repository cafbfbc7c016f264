import assert from "node:assert/strict";
import { cancelStage } from "../../../core/acts/cancel-stage.ts";
import { checkOrganisation, type CapabilityCheck } from "../../../core/acts/check-organisation.ts";
import { decideApproval } from "../../../core/acts/decide-approval.ts";
import { readSettings, writeSettings } from "../../../core/acts/settings.ts";
import { verifyBytes } from "../../../core/acts/verify-bytes.ts";
import type { SealedFile } from "../../../core/model/artefact.ts";
import { instant } from "../../../core/model/instant.ts";
import { defaultSettings } from "../../../core/model/settings.ts";
import type { AzureDevOps, PublishedArtefact } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  artefacts,
  noRight,
  now,
  organisation,
  published,
  release,
  rita,
  sealed,
  sha256,
  uat,
  world,
} from "./sample-organisation.ts";

describe("Cancelling a stage", () => {
  async function cancelled(state: "inProgress" | "succeeded" | "waitingForApproval"): Promise<unknown[]> {
    const calls: unknown[] = [];
    const running = { ...release, stages: [{ ...uat, status: { state, wire: state } }] };
    const releases = {
      get: () => Promise.resolve(running),
      cancel: (...call: unknown[]) => Promise.resolve(void calls.push(call)),
    };
    await cancelStage("classic:57", "UAT", "stop", releases);
    return calls;
  }

  it("S0-24: stops what goes on", async () => {
    assert.deepEqual(await cancelled("inProgress"), [[57, "UAT", "stop"]]);
    assert.deepEqual(await cancelled("waitingForApproval"), [[57, "UAT", "stop"]]);
  });

  it("S0-24: refuses what is over", async () => {
    await assert.rejects(cancelled("succeeded"), refusing("RM002", /“Succeeded” by now/));
  });
});

describe("Deciding an approval", () => {
  it("stores the decision, and refuses one of a YAML run", async () => {
    const calls: unknown[] = [];
    const releases = { decide: (...call: unknown[]) => Promise.resolve(void calls.push(call)) };
    await decideApproval("20", "approved", " fine ", releases);
    assert.deepEqual(calls, [["20", "approved", "fine"]]);
    await assert.rejects(decideApproval("a-guid", "approved", "", releases), refusing("RM002", /YAML/));
  });
});

describe("Verifying bytes", () => {
  const told: string[] = [];
  const check = async (
    there: readonly PublishedArtefact[],
    bytes: (artefact: PublishedArtefact) => Promise<readonly SealedFile[]>,
  ): Promise<unknown[]> =>
    (await verifyBytes(await sealed(), there, bytes, { sha256, tell: (said) => told.push(said) })).map(
      (one) => [one.artefact, one.verdict, one.details],
    );
  const same = ({ name }: PublishedArtefact): Promise<readonly SealedFile[]> =>
    Promise.resolve(artefacts.find((one) => one.name === name)?.files ?? []);

  it("N2: finds the same bytes", async () => {
    assert.deepEqual(await check(published, same), [
      ["Sln", "same", []],
      ["Sln3", "same", []],
      ["SolutionAnalysisLogs", "same", []],
    ]);
    assert.equal(told[0], "Sln is being verified.");
  });

  it("N2: names the file that was altered, the artefact that is gone, and what could not be read", async () => {
    const bytes = ({ name }: PublishedArtefact): Promise<readonly SealedFile[]> =>
      name === "Sln"
        ? Promise.resolve([
            { path: "Core.zip", bytes: 4, sha256: "b".repeat(64) },
            { path: "x", bytes: 1, sha256: "c".repeat(64) },
          ])
        : Promise.reject(noRight());
    assert.deepEqual(await check(published.slice(0, 2), bytes), [
      ["Sln", "altered", ['"Core.zip" was altered.', '"x" was added.']],
      ["Sln3", "failed", ["You do not have the right."]],
      ["SolutionAnalysisLogs", "missing", ["Azure DevOps has no artefact of this name any more."]],
    ]);
  });
});

describe("Settings", () => {
  const stored = (value: unknown): Pick<AzureDevOps["documents"], "read"> => ({
    read: (collection, id) => {
      assert.deepEqual([collection, id], ["settings-p1", "settings"]);
      return Promise.resolve({ id, etag: 4, value });
    },
  });

  it("are the default ones where nothing was stored", async () => {
    assert.deepEqual(await readSettings("p1", { read: () => Promise.resolve(undefined) }), {
      value: defaultSettings,
    });
  });

  it("are read with their etag and written with it", async () => {
    const value = { ...defaultSettings, stageClasses: { uat: "staging" as const } };
    assert.deepEqual(await readSettings("p1", stored(value)), { value, etag: 4 });
    const calls: unknown[] = [];
    const write = (...call: unknown[]): Promise<number> => {
      calls.push(call);
      return Promise.resolve(5);
    };
    assert.equal(await writeSettings("p1", value, 4, { write }), 5);
    assert.deepEqual(calls, [["settings-p1", "settings", value, 4]]);
  });

  for (const [name, value] of [
    ["of a newer schema", { ...defaultSettings, schema: 2 }],
    ["with an unknown policy", { ...defaultSettings, drift: "maybe" }],
    ["that are none", "hello"],
    ["with something more", { ...defaultSettings, allowEverything: true }],
  ] as const) {
    it(`${name} are refused, never taken for the default`, async () => {
      await assert.rejects(readSettings("p1", stored(value)), refusing("RM044", /settings/));
    });
  }
});

describe("Checking the organisation", () => {
  async function checked(azure: AzureDevOps): Promise<ReadonlyMap<string, CapabilityCheck>> {
    const rows = new Map<string, CapabilityCheck>();
    for await (const row of checkOrganisation(azure)) rows.set(row.id, row);
    return rows;
  }

  const lease = { id: 9, runId: 345, owner: "ours", validUntil: instant(now) };
  const able = organisation({
    people: { named: () => Promise.resolve([rita]) },
    releases: { pipelines: () => Promise.resolve([]) },
    builds: { runs: () => Promise.resolve({ items: [] }) },
    leases: { take: () => Promise.resolve(lease), release: () => Promise.resolve() },
    documents: {
      read: () => Promise.resolve({ id: "x", etag: 1, value: {} }),
      write: () => Promise.resolve(1),
      remove: () => Promise.resolve(),
    },
    permissions: { manageGroups: () => Promise.resolve("no") },
  });

  it("S0-47: tells what works, what is refused with what to grant, and what cannot be known", async () => {
    const rows = await checked(able);
    assert.deepEqual(
      ["sign-in", "leases", "documents", "manage-groups", "create-release"].map((id) => rows.get(id)?.result),
      ["works", "works", "works", "refused", "unknown"],
    );
    assert.equal(rows.get("manage-groups")?.grant, "Pipelines, Library, Security: Creator");
    assert.equal(rows.get("leases")?.grant, undefined);
  });

  it("goes on after a refusal", async () => {
    const none = world({
      people: { me: () => Promise.reject(noRight()) },
      releases: { list: () => Promise.reject(noRight()), pipelines: () => Promise.reject(noRight()) },
      builds: { list: () => Promise.reject(noRight()), runs: () => Promise.reject(noRight()) },
      connections: { list: () => Promise.reject(noRight()) },
      permissions: { manageGroups: () => Promise.resolve("unknown") },
    });
    const rows = await checked(none);
    assert.equal(rows.size, 14);
    assert.deepEqual([...new Set([...rows.values()].map(({ result }) => result))].sort(), [
      "refused",
      "unknown",
    ]);
  });
});
