import assert from "node:assert/strict";
import { fingerprintOf } from "../../../core/acts/hashing.ts";
import { inspectRelease } from "../../../core/acts/inspect-release.ts";
import { putBackValues } from "../../../core/acts/put-back-values.ts";
import { weighRollback, type KnownValues, type RollbackWeighed } from "../../../core/acts/weigh-rollback.ts";
import type { ConnectionThen } from "../../../core/model/connection-then.ts";
import type { VariableGroup } from "../../../core/model/connection.ts";
import { instant } from "../../../core/model/instant.ts";
import type { Release } from "../../../core/model/release.ts";
import type { WorkItem } from "../../../core/ports-of-work-items.ts";
import type { GroupDraft } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  attempt,
  group,
  noRight,
  now,
  organisation,
  type Parts,
  recorded,
  release,
  sha256,
  uat,
} from "./sample-organisation.ts";

/** The release that runs in UAT now, of a later build than the sample's. */
function runsNow(build: number): Release {
  const [source] = release.artefacts;
  const artefacts = source?.build
    ? [{ ...source, version: `_${build}`, build: { ...source.build, id: build } }]
    : [];
  const stages = [{ ...uat, attempts: [{ ...attempt, finishedOn: instant(now - 1000) }] }];
  return { ...release, id: "classic:60", name: "Release-60", artefacts, stages };
}

const sale: WorkItem = {
  ...{ id: 12, revision: 1, title: "Summer sale", type: "User Story", state: "Active" },
  ...{ tags: [], webUrl: "https://dev.azure.com/contoso/Contoso/_workitems/edit/12" },
};

async function keptThen(over: Partial<ConnectionThen> = {}): Promise<ConnectionThen> {
  const { digest } = await fingerprintOf(group, sha256);
  const text = "https://uat.example";
  return {
    ...{ schema: 1, group: { id: group.id, name: group.name }, environment: "UAT", fingerprint: digest },
    values: [{ key: "TargetURL", variable: "TargetURL-UAT", text }],
    ...over,
  };
}

function withValue(name: string, value: string): VariableGroup {
  const variables = group.variables.map((one) => (one.name === name ? { ...one, value } : one));
  return { ...group, variables };
}

function withUrl(value: string): VariableGroup {
  return withValue("TargetURL-UAT", value);
}

/** Release 57 weighed for UAT, where another release runs by now. */
async function weighed(parts: Parts = {}, there = runsNow(350)): Promise<RollbackWeighed> {
  const azure = organisation({
    ...parts,
    releases: {
      get: (id) => Promise.resolve(id === 60 ? there : release),
      list: () => Promise.resolve({ items: [there, release] }),
    },
    evidences: {
      connection: async () => ({ kind: "found", value: await keptThen(), text: "" }),
      ...parts.evidences,
    },
    permissions: { manageGroups: () => Promise.resolve("yes"), ...parts.permissions },
    workItems: {
      between: () => Promise.resolve({ changes: 3, items: [12, 13], more: false }),
      get: () => Promise.resolve([sale]),
      ...parts.workItems,
    },
  });
  return weighRollback(await inspectRelease("classic:57", azure), "UAT", azure, sha256);
}

function known({ values }: RollbackWeighed): KnownValues {
  assert.ok(values.kind === "read", JSON.stringify(values));
  return values.value;
}

describe("What going back to a release removes", () => {
  it("N13: is what lies between the builds, named, whoever may not see all of it", async () => {
    const asked: unknown[] = [];
    const { removes } = await weighed({
      workItems: {
        between: (...builds) => {
          asked.push(builds);
          return Promise.resolve({ changes: 3, items: [12, 13], more: false });
        },
      },
    });
    assert.deepEqual(asked, [[345, 350]]);
    const between = { changes: 3, items: [12, 13], more: false };
    const value = { way: "removes", from: "_350", to: "_20220616.3", between, items: [sale] };
    assert.deepEqual(removes, { kind: "read", value });
  });

  it("N13: is not known where it could not be read, which is never nothing", async () => {
    const { removes } = await weighed({ workItems: { between: () => Promise.reject(noRight()) } });
    assert.deepEqual(removes, { kind: "failed", why: "You do not have the right." });
  });
});

const other = { kind: "notBelieved", because: "another step attached it" } as const;
const absent = { kind: "absent" } as const;
const unknown = [
  ["an older deployment kept none", { connection: () => Promise.resolve(absent) }, /left no list of values/],
  ["another step attached them", { connection: () => Promise.resolve(other) }, /not believed: another step/],
  ["there is no record", { record: () => Promise.resolve(absent) }, /left no record/],
  ["they cannot be read", { connection: () => Promise.reject(noRight()) }, /do not have the right/],
  [
    "the record says that a value was another one",
    {
      connection: async () => {
        const values = [{ key: "TargetURL", variable: "TargetURL-UAT", text: "https://forged.example" }];
        return { kind: "found" as const, value: await keptThen({ values }), text: "" };
      },
    },
    /They are not believed: "TargetURL-UAT" had another value/,
  ],
  [
    "it was another group then",
    {
      record: async () => {
        const connection = await fingerprintOf({ ...group, id: 6, name: "Old" }, sha256);
        return { kind: "found" as const, value: await recorded({ connection }), text: "" };
      },
      connection: async () => {
        const { digest } = await fingerprintOf({ ...group, id: 6, name: "Old" }, sha256);
        const value = await keptThen({ group: { id: 6, name: "Old" }, fingerprint: digest });
        return { kind: "found" as const, value, text: "" };
      },
    },
    /It was the connection "Old" then, and is "Connection-Parameters" today/,
  ],
] as const;

describe("The values of then, for somebody who goes back", () => {
  it("N13: are the same where nothing changed, and which secret there was is said to be unknown", async () => {
    const { differences, blocks, secrets } = known(await weighed());
    assert.deepEqual([differences, blocks], [[], []]);
    assert.match(secrets.join(), /^Secrets cannot be compared/);
  });

  it("N13: differ from those of today by name, and who may not edit the group is told apart", async () => {
    const today = withUrl("https://new.example");
    const told = known(
      await weighed({
        connections: { list: () => Promise.resolve([today]) },
        permissions: { manageGroups: () => Promise.resolve("no") },
      }),
    );
    assert.deepEqual(told.differences, [
      { variable: "TargetURL-UAT", then: "https://uat.example", today: "https://new.example", usedBy: [] },
    ]);
    assert.deepEqual([told.group, told.mayEdit], [today, "no"]);
  });

  it("N13: are told with the other environments that use them", async () => {
    const today = withValue("TenantID", "elsewhere");
    const values = [{ key: "TenantID", variable: "TenantID", text: "tenant" }];
    const connection = async () => ({ kind: "found" as const, value: await keptThen({ values }), text: "" });
    const { differences } = known(
      await weighed({ connections: { list: () => Promise.resolve([today]) }, evidences: { connection } }),
    );
    assert.deepEqual(differences, [
      { variable: "TenantID", then: "tenant", today: "elsewhere", usedBy: ["PROD"] },
    ]);
  });

  it("N13: are told with what keeps them from being put back: the environment takes another variable today", async () => {
    const variables = [...group.variables, { name: "TargetSPN-UAT", secret: false, value: "uat connection" }];
    const list = () => Promise.resolve([{ ...group, variables }]);
    const { blocks } = known(await weighed({ connections: { list } }));
    assert.deepEqual(
      blocks.map(({ text }) => text),
      ['"TargetSPN-UAT" was not used then, and is today.'],
    );
  });

  it("N13: are compared, too, where it is not known whether one may edit the group", async () => {
    const told = known(await weighed({ permissions: { manageGroups: () => Promise.reject(noRight()) } }));
    assert.deepEqual([told.differences, told.mayEdit], [[], "unknown"]);
  });

  it("N13: are not known where the connection of today cannot be read, or is gone", async () => {
    for (const list of [() => Promise.reject(noRight()), () => Promise.resolve([])]) {
      const { values } = await weighed({ connections: { list } });
      assert.deepEqual(values, { kind: "failed", why: "The connection of today could not be read." });
    }
  });

  for (const [what, evidences, because] of unknown) {
    it(`N13: are not known where ${what}`, async () => {
      const { values } = await weighed({ evidences });
      assert.match(values.kind === "failed" ? values.why : "read", because);
    });
  }
});

describe("Putting values back", () => {
  const today = withUrl("https://new.example");
  const differences = [
    { variable: "TargetURL-UAT", then: "https://uat.example", today: "https://new.example", usedBy: [] },
  ];
  const written: GroupDraft[] = [];
  const update = (expected: VariableGroup, draft: GroupDraft): Promise<VariableGroup> => {
    written.push(draft);
    return Promise.resolve({ ...expected, variables: draft.variables });
  };
  afterEach(() => written.splice(0));

  it("N13: changes what differs in the group that was shown, and tells what was before", async () => {
    const done = await putBackValues({ group: today, differences, blocks: [] }, { update });
    assert.deepEqual(done.group, group);
    assert.deepEqual(done.before, { "TargetURL-UAT": "https://new.example" });
    assert.equal(written.length, 1);
  });

  it("N13: is refused where something keeps the connection from being as it was", async () => {
    const blocks = [{ variable: "X", text: '"X" was removed since.', fix: "Add it." }];
    const refused = putBackValues({ group: today, differences, blocks }, { update });
    await assert.rejects(refused, refusing("RM002", /"X" was removed since\./));
    assert.deepEqual(written, []);
  });
});
