import assert from "node:assert/strict";
import { fingerprintOf, shortDigest } from "../../../core/acts/hashing.ts";
import {
  compareValues,
  doubtsOf,
  type ValuesCompared,
  valuesFinding,
} from "../../../core/model/compare-values.ts";
import { failed, read } from "../../../core/model/reading.ts";
import { type ConnectionThen, plainValues, type PlainValue } from "../../../core/model/connection-then.ts";
import { defaultContract, type VariableGroup } from "../../../core/model/connection.ts";
import { resolveConnection } from "../../../core/model/resolve-connection.ts";
import { digits, group, sha256 } from "./builders.ts";

const variables = [
  "ClientID=client",
  "Secret!",
  "TenantID=tenant",
  "Host=contoso.example",
  "Path=/shop",
  "TargetURL-UAT=https://uat.$(Host)$(Path)",
  "TargetURL-PROD=https://prod.example",
  "DeploymentProfile=quick",
] as const;

/** With some variables given anew, the others as they were; `-Name` takes one away. */
function changed(...changes: readonly string[]): VariableGroup {
  const names = changes.map((text) => text.replace(/^-/, "").replace(/[=!].*$/s, ""));
  const left = variables.filter((text) => !names.includes(text.replace(/[=!].*$/s, "")));
  return group([...left, ...changes.filter((text) => !text.startsWith("-"))]);
}

function valuesIn(of: VariableGroup, environment: string): readonly PlainValue[] {
  const order = { group: of, environment, stageNames: ["UAT", "PROD"], contract: defaultContract };
  const sources = { lookup: () => undefined, secrets: () => undefined, requireSecrets: false };
  return plainValues(of, resolveConnection({ ...order, ...sources }));
}

async function thenIn(of: VariableGroup): Promise<ConnectionThen> {
  const { digest } = await fingerprintOf(of, sha256);
  return {
    schema: 1,
    group: { id: of.id, name: of.name },
    environment: "UAT",
    fingerprint: digest,
    values: valuesIn(of, "UAT"),
  };
}

async function compared(today: VariableGroup): Promise<ValuesCompared> {
  const then = group(variables);
  return compareValues({
    then: await thenIn(then),
    recorded: await fingerprintOf(then, sha256),
    group: today,
    fingerprint: await fingerprintOf(today, sha256),
    environment: "UAT",
    places: ["UAT", "PROD"].map((environment) => ({ environment, values: valuesIn(today, environment) })),
  });
}

const secrets = "Secrets cannot be compared: Azure DevOps gives no secret back.";

const rows: readonly [
  what: string,
  today: VariableGroup,
  differences: readonly string[],
  blocks: readonly string[],
  more: readonly string[],
][] = [
  ["nothing where nothing changed", changed(), [], [], []],
  [
    "nothing where only another environment changed",
    changed("TargetURL-PROD=https://new.example"),
    [],
    [],
    [],
  ],
  [
    "a value of this environment alone",
    changed("TargetURL-UAT=https://new.$(Host)"),
    ["TargetURL-UAT: https://uat.$(Host)$(Path) | https://new.$(Host) | "],
    [],
    [],
  ],
  [
    "a value that another environment uses too",
    changed("DeploymentProfile=thorough"),
    ["DeploymentProfile: quick | thorough | PROD"],
    [],
    [],
  ],
  [
    "each variable that the values refer to",
    changed("Host=fabrikam.example", "Path=/store"),
    ["Host: contoso.example | fabrikam.example | ", "Path: /shop | /store | "],
    [],
    [],
  ],
  [
    "that another user signs in today, whom the secret of today belongs to",
    changed("ClientID=other"),
    ["ClientID: client | other | PROD"],
    ["ClientID was another one: the secret of today will not fit."],
    [],
  ],
  [
    "that both who signs in and where changed",
    changed("ClientID=other", "TenantID=elsewhere"),
    ["ClientID: client | other | PROD", "TenantID: tenant | elsewhere | PROD"],
    ["ClientID and TenantID were others: the secret of today will not fit."],
    [],
  ],
  ["a removed variable", changed("-DeploymentProfile"), [], ['"DeploymentProfile" was removed since.'], []],
  [
    "a variable that is a secret now",
    changed("DeploymentProfile!"),
    [],
    ['"DeploymentProfile" is a secret now.'],
    ['"DeploymentProfile" was a plain text and is a secret now.'],
  ],
  [
    "a variable that goes before the one of then",
    changed("DeploymentProfile-UAT=thorough"),
    [],
    ['DeploymentProfile came from "DeploymentProfile" and comes from "DeploymentProfile-UAT" today.'],
    [],
  ],
  [
    "a key that had no value then",
    changed("TargetSPN-UAT=Contoso UAT"),
    [],
    ['"TargetSPN-UAT" was not used then, and is today.'],
    [],
  ],
  ["a secret that came since", changed("Certificate!"), [], [], ['"Certificate" was added.']],
  ["a secret that was removed since, the only one", changed("-Secret"), [], [], ['"Secret" was removed.']],
];

describe("The values of then against those of today", () => {
  for (const [what, today, differences, blocks, more] of rows) {
    it(`N13: tell ${what}`, async () => {
      const told = await compared(today);
      assert.deepEqual(
        told.differences.map(({ variable, then, today: now, usedBy }) =>
          [`${variable}: ${then}`, now, usedBy.join()].join(" | "),
        ),
        differences,
      );
      assert.deepEqual(
        told.blocks.map(({ text }) => text),
        blocks,
      );
      assert.deepEqual(told.secrets, [secrets, ...more]);
    });
  }

  it("N13: tell that a secret may have been saved again, and nothing of secrets where there are none", async () => {
    const later = { ...group(variables), modifiedOn: (group([]).modifiedOn ?? 0) + 1 } as VariableGroup;
    assert.match((await compared(later)).secrets.join(), /a secret may have been saved again/);
    const plain = group(["TargetPath-UAT=/srv/uat"]);
    const fingerprint = await fingerprintOf(plain, sha256);
    const then = await thenIn(plain);
    const order = { then, recorded: fingerprint, group: plain, fingerprint, environment: "UAT", places: [] };
    assert.deepEqual(compareValues(order).secrets, []);
  });
});

describe("What a connection was", () => {
  const whole = group(variables);

  it("N13: is what its keys had and what they refer to, unfilled, and nothing secret", () => {
    const withSecret = changed("TargetURL-UAT=https://$(Secret).$(Host)");
    assert.deepEqual(
      valuesIn(whole, "UAT").map(({ key = "", variable, text }) => `${key} ${variable} ${text}`),
      [
        "ClientID ClientID client",
        "TenantID TenantID tenant",
        "TargetURL TargetURL-UAT https://uat.$(Host)$(Path)",
        "DeploymentProfile DeploymentProfile quick",
        " Host contoso.example",
        " Path /shop",
      ],
    );
    assert.doesNotMatch(JSON.stringify(valuesIn(withSecret, "UAT")), /Secret/);
  });

  it("N13: has each variable once, also where several values refer to it, and none of a key that is a secret", () => {
    const entangled = changed(
      "TargetURL-UAT=https://$(DeploymentProfile).$(Host)",
      "TenantID=$(Host)",
      "ClientID!",
    );
    assert.deepEqual(
      valuesIn(entangled, "UAT").map(({ key = "", variable }) => `${key} ${variable}`),
      ["TenantID TenantID", "TargetURL TargetURL-UAT", "DeploymentProfile DeploymentProfile", " Host"],
    );
  });

  it("N13: is believed only where the record has the digest of every value", async () => {
    const then = await thenIn(whole);
    const recorded = await fingerprintOf(whole, sha256);
    const digests = await Promise.all(then.values.map(({ text }) => shortDigest(text, sha256)));
    assert.equal(doubtsOf(then, recorded, digests), undefined);
    const wrong = [digits("0", 16), ...digests.slice(1)];
    assert.match(doubtsOf(then, recorded, wrong) ?? "", /^"ClientID" had another value/);
    const shortened = { ...recorded, variables: [] };
    assert.match(doubtsOf(then, shortened, digests) ?? "", /no room/);
    const another = { ...then, fingerprint: digits("f") };
    const renamed = { ...then, group: { ...then.group, id: then.group.id + 1 } };
    for (const one of [another, renamed])
      assert.match(doubtsOf(one, recorded, digests) ?? "", /another connection/);
    const stranger = { ...then, values: [...then.values, { variable: "Strange", text: "x" }] };
    assert.match(doubtsOf(stranger, recorded, [...digests, digits("1", 16)]) ?? "", /"Strange"/);
  });
});

describe("What is told of the values before it is gone back", () => {
  it("N13: is that they are those of then, or which are not and why, or that it is not known", async () => {
    const told = async (today: VariableGroup): Promise<readonly string[]> => {
      const { level, title, detail } = valuesFinding(read(await compared(today)));
      return [level, title, detail];
    };
    assert.deepEqual(await told(changed()), [
      "ok",
      "It is deployed with the connection's values of then",
      secrets,
    ]);
    const other = "It is deployed with the connection's values of today, which are not those of then";
    const changes = changed("TargetURL-UAT=https://new.example", "-DeploymentProfile");
    assert.deepEqual(await told(changes), [
      "note",
      other,
      `TargetURL-UAT has another value. "DeploymentProfile" was removed since. ${secrets}`,
    ]);
    assert.equal((await told(changed("-DeploymentProfile")))[1], other);
    const { level, detail } = valuesFinding(failed("Nobody may read it."));
    assert.deepEqual([level, detail], ["note", "What they were then is not known: Nobody may read it."]);
  });
});
