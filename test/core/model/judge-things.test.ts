import assert from "node:assert/strict";
import type { ConnectionFault } from "../../../core/model/connection.ts";
import { judgeStart } from "../../../core/model/judge-start.ts";
import type { StartFacts } from "../../../core/model/start-facts.ts";
import { bare, days, failed, levels, only } from "./judging.ts";

const read = <T>(value: T) => ({ kind: "read", value }) as const;

type Facts<K extends keyof StartFacts> = NonNullable<StartFacts[K]>;

function seals(seal: Facts<"seals">[number]["seal"]): Partial<StartFacts> {
  return { seals: [{ alias: "A", seal }] };
}

function bytes(changes: Partial<Facts<"bytes">>): Partial<StartFacts> {
  return { bytes: { root: "aaaaaaaabb", before: [], ...changes } };
}

function bytesBefore(record: Facts<"bytes">["before"][number]["record"], root?: string): Partial<StartFacts> {
  return { bytes: { before: [{ stage: "UAT", record }], ...(root === undefined ? {} : { root }) } };
}

function artefacts(
  changes: Partial<Extract<Facts<"artefacts">, { kind: "read" }>["value"]>,
): Partial<StartFacts> {
  return { artefacts: read({ gone: [], keptForever: false, retainedByRelease: false, ...changes }) };
}

function plan(changes: Partial<Extract<Facts<"plan">, { kind: "read" }>["value"]>): Partial<StartFacts> {
  return { plan: read({ deployed: ["Sln"], leftOut: [], refused: [], clashes: [], ...changes }) };
}

function target(changes: Partial<Extract<Facts<"target">, { kind: "read" }>["value"]>): Partial<StartFacts> {
  return { target: read({ url: "https://new.example", acknowledged: false, ...changes }) };
}

function fault(kind: ConnectionFault["kind"], text: string): ConnectionFault {
  return { kind, variable: "TargetURL-PROD", text, fix: "Mend it." };
}

function drift(policy: "allow" | "reason" | "block"): Partial<StartFacts> {
  const drifts = [{ kind: "changed", variable: "ClientID", text: '"ClientID" has another value.' }] as const;
  return { drift: read({ since: "UAT", drifts }), policies: { ...bare().policies, drift: policy } };
}

const found = (faults: string[], verified: boolean) =>
  read({ kind: "found", value: { root: "aaaaaaaabb", faults, verified } } as const);
const record = (root: string) => read({ kind: "found", value: { root } } as const);
const doubted = read({ kind: "notBelieved", because: "Another task attached it" } as const);
const absent = read({ kind: "absent" } as const);
const lastTime = { id: "dataverse:1", url: "https://old.example" };

type Row = readonly [
  title: string,
  changes: Partial<StartFacts>,
  production: string[],
  development: string[],
];

const rows: readonly Row[] = [
  ["lets a seal that fits pass", seals(found([], true)), ["seal ok"], ["seal ok"]],
  ["bad input: blocks without a seal", seals(absent), ["seal block"], ["seal warning"]],
  ["bad input: blocks a seal that is not believed", seals(doubted), ["seal block"], ["seal warning"]],
  [
    "bad input: blocks an altered seal everywhere",
    seals(found(["The root is not that of the artefacts."], true)),
    ["seal block"],
    ["seal block"],
  ],
  [
    "never takes a seal that was not verified for a good one",
    seals(found([], false)),
    ["seal warning"],
    ["seal note"],
  ],
  ["S0-04: finds the bytes of UAT", bytesBefore(record("a"), "a"), ["sameBytes ok"], ["sameBytes ok"]],
  [
    "S0-04: blocks other bytes everywhere",
    bytesBefore(record("b"), "a"),
    ["sameBytes block"],
    ["sameBytes block"],
  ],
  ["asks for a reason without a record", bytesBefore(absent, "a"), ["sameBytes warning"], ["sameBytes note"]],
  [
    "blocks production with a record that is not believed",
    bytesBefore(doubted, "a"),
    ["sameBytes block"],
    ["sameBytes note"],
  ],
  ["cannot compare without a seal", bytesBefore(record("b")), ["sameBytes warning"], ["sameBytes note"]],
  [
    "N2: blocks altered files",
    bytes({ altered: read(["Sln/CanExport.zip"]) }),
    ["sameBytes block"],
    ["sameBytes block"],
  ],
  ["N2: says that every byte was hashed", bytes({ altered: read([]) }), ["sameBytes ok"], ["sameBytes ok"]],
  [
    "N2: blocks what was published again",
    bytes({ republished: read(["Sln"]) }),
    ["sameBytes block"],
    ["sameBytes block"],
  ],
  ["N2: says nothing where nothing was published again", bytes({ republished: read([]) }), [], []],
  [
    "bad input: blocks artefacts that are gone",
    artefacts({ gone: ["Sln"], keptForever: true }),
    ["artefactsThere block"],
    ["artefactsThere block"],
  ],
  [
    "D11: knows what is kept for ever",
    artefacts({ keptForever: true }),
    ["artefactsThere ok"],
    ["artefactsThere ok"],
  ],
  [
    "D11: knows how long a lease holds",
    artefacts({ until: days(300) }),
    ["artefactsThere ok"],
    ["artefactsThere ok"],
  ],
  [
    "D11: notes a lease that ends this week",
    artefacts({ until: days(3), retainedByRelease: true }),
    ["artefactsThere note"],
    ["artefactsThere note"],
  ],
  [
    "D11: knows what the release retains",
    artefacts({ retainedByRelease: true, until: days(-1) }),
    ["artefactsThere ok"],
    ["artefactsThere ok"],
  ],
  [
    "D11: notes a hold that ended",
    artefacts({ until: days(-1) }),
    ["artefactsThere note"],
    ["artefactsThere note"],
  ],
  ["D11: notes that nothing keeps them", artefacts({}), ["artefactsThere note"], ["artefactsThere note"]],
  [
    "D3: blocks where there is nothing to deploy",
    plan({ deployed: [] }),
    ["nothingToDeploy block"],
    ["nothingToDeploy block"],
  ],
  [
    "D3: blocks where everything is left out",
    plan({ deployed: [], leftOut: [{ name: "L", why: "Logs" }] }),
    ["nothingToDeploy block"],
    ["nothingToDeploy block"],
  ],
  [
    "S0-40: blocks an artefact that no target takes",
    plan({ refused: [{ name: "P", why: "no target takes a portal" }] }),
    ["nothingToDeploy ok", "plan block"],
    ["nothingToDeploy ok", "plan block"],
  ],
  [
    "blocks two artefacts in one slot",
    plan({ clashes: [["Data2", "Sln2"]] }),
    ["nothingToDeploy ok", "plan block"],
    ["nothingToDeploy ok", "plan block"],
  ],
  [
    "blocks any fault of the connection",
    { connection: read({ name: "C", faults: [fault("missing", "x"), fault("empty", "y")] }) },
    ["connection block"],
    ["connection block"],
  ],
  [
    "N1: knows a connection that is as it was",
    { drift: read({ since: "UAT", drifts: [] }) },
    ["drift ok"],
    ["drift ok"],
  ],
  ["N1: cannot compare without a record", { drift: read({ drifts: [] }) }, ["drift note"], ["drift note"]],
  ["N1: asks for a reason where it changed", drift("reason"), ["drift warning"], ["drift note"]],
  ["N1: blocks where the policy says so", drift("block"), ["drift block"], ["drift note"]],
  ["N1: notes it where the policy allows it", drift("allow"), ["drift note"], ["drift note"]],
  [
    "N3: knows the target of last time",
    target({ id: "dataverse:1", before: lastTime }),
    ["target ok"],
    ["target ok"],
  ],
  [
    "N3: blocks production at another target",
    target({ id: "dataverse:9", before: lastTime }),
    ["target block"],
    ["target warning"],
  ],
  [
    "N3: notes another target that is meant",
    target({ id: "dataverse:9", before: lastTime, acknowledged: true }),
    ["target note"],
    ["target note"],
  ],
  [
    "N3: asks for a reason where only the address changed",
    target({ before: lastTime }),
    ["target warning"],
    ["target warning"],
  ],
  [
    "N3: takes one address for the same, however written",
    target({ url: "HTTPS://OLD.example:443/", before: lastTime }),
    ["target ok"],
    ["target ok"],
  ],
  [
    "N3: takes one folder for the same, however written",
    target({ url: "/srv/x/", before: { id: "folder:/srv/x", url: "/srv/x" } }),
    ["target ok"],
    ["target ok"],
  ],
  ["N3: notes the first deployment", target({}), ["target note"], ["target note"]],
  [
    "D2: blocks another environment's target everywhere",
    target({ id: "1", others: [{ environment: "UAT", id: "1" }] }),
    ["target block"],
    ["target block"],
  ],
  [
    "knows what is newer",
    { direction: read({ way: "newer", current: "R-1" }) },
    ["direction ok"],
    ["direction ok"],
  ],
  ["knows the first", { direction: read({ way: "first" }) }, ["direction ok"], ["direction ok"]],
  [
    "never takes for the first what may only not have been seen",
    { direction: read({ way: "unseen", because: "Only 20 were looked at" }) },
    ["direction note"],
    ["direction note"],
  ],
  [
    "bad input: blocks every stage of a pipeline that is disabled",
    { release: read("active"), pipelineDisabled: true },
    ["releaseState block"],
    ["releaseState block"],
  ],
  [
    "notes the same build",
    { direction: read({ way: "same", current: "R-1" }) },
    ["direction note"],
    ["direction note"],
  ],
  [
    "notes what cannot be ordered",
    { direction: read({ way: "other" }) },
    ["direction note"],
    ["direction note"],
  ],
  [
    "asks for a reason to go back",
    { direction: read({ way: "older", current: "R-1" }) },
    ["direction warning"],
    ["direction note"],
  ],
  [
    "knows how the secret arrives",
    { secret: { kind: "arrives", route: "key vault" } },
    ["secret ok"],
    ["secret ok"],
  ],
  ["notes that the secret is asked for", { secret: { kind: "asked" } }, ["secret note"], ["secret note"]],
  [
    "bad input: blocks where the secret cannot arrive",
    { secret: { kind: "noRoute" } },
    ["secret block"],
    ["secret block"],
  ],
  [
    "blocks production where the connection cannot be read",
    { connection: failed },
    ["connection block"],
    ["connection warning"],
  ],
];

describe("judgeStart, things", () => {
  for (const [title, changes, production, development] of rows) {
    it(title, () => {
      assert.deepEqual(levels(bare(changes)), production);
      assert.deepEqual(levels(bare(changes, "development")), development);
    });
  }
});

const texts: [Partial<StartFacts>, string, string][] = [
  [
    plan({ deployed: ["Sln", "Data2"], leftOut: [{ name: "L", why: "Logs are not deployed." }] }),
    '2 artefacts in this order: "Sln" and "Data2"',
    '"L" stays (Logs are not deployed).',
  ],
  [plan({}), '1 artefact in this order: "Sln"', "Nothing is left out."],
  [plan({ deployed: [] }), "There is nothing to deploy", "The build has no artefact."],
  [
    bytesBefore(record("bbbbbbbbcc"), "aaaaaaaabb"),
    'Not the bytes of "UAT"',
    '"UAT" deployed bbbbbbbb, this would deploy aaaaaaaa.',
  ],
  [bytesBefore(record("aaaaaaaabb"), "aaaaaaaabb"), 'Same bytes as "UAT"', "Root aaaaaaaa."],
  [artefacts({ until: days(10) }), "The artefacts are there", "Held until 2022-07-08, 10 days from now."],
  [
    artefacts({ until: days(-1) }),
    "The artefacts are there, but nothing keeps them",
    "The hold ended on 2022-06-27.",
  ],
  [artefacts({}), "The artefacts are there, but nothing keeps them", "No hold was taken."],
  [
    { direction: read({ way: "older", current: "Release-58" }) },
    'Older than "Release-58"',
    '"PROD" runs "Release-58" now. This would go back.',
  ],
  [{ direction: read({ way: "newer" }) }, "Newer than what runs there", '"PROD" runs what runs there now.'],
  [
    target({ id: "2", before: lastTime }),
    '"PROD" has another target than last time',
    'It was "https://old.example" and would be "https://new.example".',
  ],
  [drift("reason"), 'The connection changed since "UAT"', '"ClientID" has another value.'],
];

describe("judgeStart, texts", () => {
  it("D2: tells a shared target once, under target, and the connection's other faults apart", () => {
    const shared = fault("sameTarget", '"A" and "B" name one target');
    const both = read({ name: "C", faults: [shared, shared, fault("missing", "x is missing.")] });
    assert.deepEqual(
      judgeStart(bare({ connection: both, ...target({ id: "1", before: { ...lastTime, id: "1" } }) })).map(
        (one) => [one.id, one.level, one.detail],
      ),
      [
        ["connection", "block", "x is missing."],
        ["target", "block", '"A" and "B" name one target.'],
      ],
    );
    assert.deepEqual(levels(bare({ connection: read({ name: "C", faults: [shared] }) })), [
      "connection ok",
      "target block",
    ]);
  });

  for (const [changes, title, detail] of texts) {
    it(`says: ${title}`, () => {
      const finding = only(bare(changes));
      assert.deepEqual([finding?.title, finding?.detail], [title, detail]);
    });
  }

  it("names the ways by which a secret can arrive", () => {
    const fix = only(bare({ secret: { kind: "noRoute" } }))?.fix ?? "";
    for (const way of ["link the group", "key vault", "workload identity", "Connection-Secret"])
      assert.ok(fix.includes(way), way);
  });
});
