import assert from "node:assert/strict";
import { defaultContract, type ConnectionValue, type GroupVariable } from "../../../core/model/connection.ts";
import { resolveConnection, type ResolveOrder } from "../../../core/model/resolve-connection.ts";
import { secret } from "../../../core/model/secret.ts";
import { group, sampleVariables } from "./builders.ts";

const arriving = ({ name }: GroupVariable) =>
  ({ route: "linked group", secret: secret(`secret of ${name}`) }) as const;

function order(variables: readonly string[], changes: Partial<ResolveOrder> = {}): ResolveOrder {
  return {
    group: group(variables),
    environment: "UAT",
    stageNames: ["UAT", "Production"],
    contract: defaultContract,
    lookup: () => undefined,
    secrets: arriving,
    requireSecrets: true,
    ...changes,
  };
}

function shown(value: ConnectionValue): string {
  const text = value.kind === "text" ? value.text : `${value.secret.reveal()} by ${value.route}`;
  return `${value.key} from ${value.variable}: ${text}`;
}

function valuesOf(variables: readonly string[], changes: Partial<ResolveOrder> = {}): string[] {
  return resolveConnection(order(variables, changes)).values.map(shown);
}

function faultsOf(variables: readonly string[], changes: Partial<ResolveOrder> = {}): string[] {
  return resolveConnection(order(variables, changes)).faults.map(
    (fault) => `${fault.kind} ${fault.variable}`,
  );
}

function without(name: string, ...more: string[]): string[] {
  return [...sampleVariables.filter((one) => !one.startsWith(name)), ...more];
}

describe("resolveConnection, values", () => {
  it("S0-26: gives the values of one environment and of all, and no fault", () => {
    const resolved = resolveConnection(order(sampleVariables));
    assert.deepEqual(resolved.faults, []);
    assert.deepEqual(
      [resolved.environment, resolved.group],
      ["UAT", { id: 5, name: "Connection-Parameters" }],
    );
    assert.deepEqual(resolved.values.map(shown), [
      "ClientID from ClientID: 11111111-2222-3333-4444-555555555555",
      "Secret from Secret: secret of Secret by linked group",
      "TenantID from TenantID: contoso.onmicrosoft.com",
      "TargetURL from TargetURL-UAT: https://contoso-uat.crm4.dynamics.com",
      "TargetSPN from TargetSPN-UAT: Contoso UAT",
      "TargetConnection from TargetConnection-UAT: secret of TargetConnection-UAT by linked group",
    ]);
  });

  it("finds the environment PROD for a stage named Production", () => {
    const { environment, faults, values } = resolveConnection(
      order(sampleVariables, { environment: "Production" }),
    );
    assert.deepEqual([environment, faults, values.length], ["PROD", [], 6]);
  });

  it("takes keys without suffix for a group of one environment", () => {
    const plain = ["ClientID=c", "TenantID=t", "Secret!", "TargetURL=https://contoso.example"];
    assert.deepEqual(faultsOf(plain, { environment: "Anything" }), []);
    assert.deepEqual(
      resolveConnection(order(plain)).values.map(({ key }) => key),
      ["ClientID", "Secret", "TenantID", "TargetURL", "TargetConnection"],
    );
  });

  it("takes suffixes without hyphen where a stage bears the name", () => {
    const glued = without("TargetURL", "TargetURLUAT=https://u.example");
    assert.ok(valuesOf(glued).includes("TargetURL from TargetURLUAT: https://u.example"));
  });

  it("S0-44: composes a connection string of a secret, and hides the whole of it", () => {
    const composed =
      "TargetConnection-UAT=Url=$(TargetURL-UAT);ClientId=$(ClientID);Secret=$(Secret);Run=$(Run)";
    const lookup = (name: string): string | undefined => (name === "Run" ? "7" : undefined);
    const { values, faults } = resolveConnection(
      order(without("TargetConnection-UAT", composed), { lookup }),
    );
    const value = values.find((one) => one.key === "TargetConnection");
    assert.deepEqual(
      [faults, value?.kind, JSON.stringify(values).includes("secret of Secret")],
      [[], "secret", false],
    );
    const whole =
      "Url=https://contoso-uat.crm4.dynamics.com;ClientId=11111111-2222-3333-4444-555555555555;Secret=secret of Secret;Run=7";
    assert.equal(
      value && shown(value),
      `TargetConnection from TargetConnection-UAT: ${whole} by linked group`,
    );
  });

  it("hides a text that pulls in a secret of the job", () => {
    const lookup = (): ReturnType<typeof secret> => secret("hidden");
    const values = valuesOf(without("TargetSPN-UAT", "TargetSPN-UAT=x $(Job)"), { lookup });
    assert.ok(values.includes("TargetSPN from TargetSPN-UAT: x hidden by stage variable"));
  });
});

describe("resolveConnection, where less is there", () => {
  it("S0-48: takes everything from a vault, and knows by the contract what is no secret", () => {
    const names = ["ClientID", "Secret", "TenantID", "TargetURL-UAT"];
    const vault = group(
      names.map((name) => `${name}!`),
      { vault: { name: "v", serviceConnectionId: "s" } },
    );
    const secrets = ({ name }: GroupVariable) =>
      ({
        route: "key vault",
        secret: secret(name === "TargetURL-UAT" ? " https://v.example" : name),
      }) as const;
    assert.deepEqual(valuesOf([], { group: vault, secrets }), [
      "ClientID from ClientID: ClientID",
      "Secret from Secret: Secret by key vault",
      "TenantID from TenantID: TenantID",
      "TargetURL from TargetURL-UAT: https://v.example",
      "TargetConnection from composed of TargetURL-UAT, ClientID, TenantID, Secret: AuthType=ClientSecret;Url=https://v.example;ClientId=ClientID;ClientSecret=Secret;TenantId=TenantID by key vault",
    ]);
    assert.deepEqual(faultsOf([], { group: vault, secrets: arriving }), ["notUrl TargetURL-UAT"]);
  });

  it("asks for no secret where none is needed", () => {
    const none = { requireSecrets: false, secrets: () => undefined };
    assert.deepEqual(faultsOf(without("Secret!"), none), []);
    assert.deepEqual(faultsOf(sampleVariables, none), []);
    assert.deepEqual(faultsOf(without("TargetConnection-UAT", "TargetConnection-UAT=x$(Secret)"), none), []);
  });

  it("asks nothing but its path of a folder, whatever else the contract requires", () => {
    const folder = ["TargetPath-UAT=/srv/uat", "TargetPath-PROD=/srv/prod"];
    assert.deepEqual(faultsOf(folder, { needs: ["TargetPath"] }), []);
    assert.deepEqual(valuesOf(folder), ["TargetPath from TargetPath-UAT: /srv/uat"]);
  });

  it("asks for path, host key and secret of a server, and says where the host key is to be had", () => {
    const needs = ["TargetPath", "TargetHostKey", "Secret"];
    const server = [
      "TargetPath-UAT=ssh://deploy@uat.example/srv/app",
      "TargetHostKey-UAT=SHA256:a",
      "Secret!",
    ];
    assert.deepEqual(faultsOf(server, { needs }), []);
    assert.deepEqual(faultsOf(server.slice(0, 1), { needs }), [
      "missing Secret",
      "missing TargetHostKey-UAT",
    ]);
    const { faults } = resolveConnection(
      order(
        server.filter((one) => !one.startsWith("TargetHostKey")),
        { needs },
      ),
    );
    assert.match(faults[0]?.fix ?? "", /ssh-keyscan <host> \| ssh-keygen -lf -/);
  });
});

const needs = ["TargetURL", "ClientID", "TenantID", "Secret"];
const rows: [string, string[], Partial<ResolveOrder>, string[]][] = [
  ["a key that is missing", without("TenantID"), {}, ["missing TenantID"]],
  ["a secret that is missing", without("Secret!"), {}, ["missing Secret"]],
  [
    "a secret that the target needs, even where no secret is required",
    without("Secret!"),
    { requireSecrets: false, needs: ["Secret"] },
    ["missing Secret"],
  ],
  [
    "a key that the target needs",
    [...sampleVariables],
    { needs: ["TargetPath", "Slot"] },
    ["missing TargetPath-UAT", "missing Slot-UAT"],
  ],
  [
    "keys that a folder's group has not",
    ["TargetPath-UAT=/srv"],
    { needs },
    ["missing ClientID", "missing Secret", "missing TenantID", "missing TargetURL-UAT"],
  ],
  ["a key that is empty", without("TenantID", "TenantID= "), {}, ["empty TenantID"]],
  [
    "a key that comes to nothing",
    without("TenantID", "TenantID=$(x)"),
    { lookup: () => "" },
    ["empty TenantID"],
  ],
  [
    "a text that nothing fills in",
    without("TargetSPN-UAT", "TargetSPN-UAT=$(spn) $(other)"),
    {},
    ["unresolved TargetSPN-UAT"],
  ],
  ["a text that refers to itself", without("TenantID", "TenantID=$(TenantID)"), {}, ["unresolved TenantID"]],
  ["a secret in plain text", without("Secret!", "Secret=abc"), {}, ["wrongType Secret"]],
  ["a text that is a secret", without("ClientID", "ClientID!"), {}, ["wrongType ClientID"]],
  [
    "an address that is none",
    without("TargetURL-UAT", "TargetURL-UAT=contoso"),
    {},
    ["notUrl TargetURL-UAT"],
  ],
  [
    "a secret that did not arrive",
    [...sampleVariables],
    { secrets: () => undefined },
    ["secretNotArrived Secret"],
  ],
  [
    "a secret that arrived empty",
    [...sampleVariables],
    { secrets: () => ({ route: "linked group", secret: secret("") }) },
    ["empty Secret"],
  ],
  [
    "an unknown environment",
    [...sampleVariables],
    { environment: "QA" },
    ["unknownEnvironment TargetURL-QA"],
  ],
  ["no environment", [...sampleVariables], { environment: " " }, ["unknownEnvironment TargetURL- "]],
  [
    "S0-45: a misspelled key that is required",
    without("TargetURL-UAT", "TargetURI-UAT=https://u.example"),
    {},
    ["missing TargetURL-UAT"],
  ],
  [
    "S0-45: a misspelled TargetSPN",
    without("TargetSPN-UAT", "TargetSNP-UAT=x"),
    {},
    ["lookAlike TargetSNP-UAT"],
  ],
  [
    "D2: two environments with one target",
    without("TargetURL-PROD", "TargetURL-PROD=https://CONTOSO-UAT.crm4.dynamics.com/"),
    {},
    ["sameTarget TargetURL-PROD"],
  ],
];

describe("resolveConnection, faults", () => {
  for (const [name, variables, changes, expected] of rows) {
    it(`bad input: names ${name}`, () => assert.deepEqual(faultsOf(variables, changes), expected));
  }

  it("needs a composed secret that did not arrive only where it is asked for", () => {
    const composed = without("TargetConnection-UAT", "TargetConnection-UAT=x$(Secret)");
    const secrets = (): undefined => undefined;
    assert.deepEqual(faultsOf(composed, { secrets }), ["secretNotArrived Secret"]);
    const changes = { secrets, needs: ["TargetConnection"] };
    assert.deepEqual(faultsOf(composed, changes), [
      "secretNotArrived Secret",
      "secretNotArrived TargetConnection-UAT",
    ]);
    const emptily = { secrets: () => ({ route: "linked group", secret: secret("") }) as const };
    assert.deepEqual(
      valuesOf(composed, emptily).filter((one) => one.startsWith("TargetConnection")),
      [],
    );
  });

  it("asks nothing of a composed text whose secret is not needed in this run", () => {
    const composed = without("TargetURL-UAT", "TargetURL-UAT=https://$(Secret).example");
    assert.deepEqual(faultsOf(composed, { requireSecrets: false, secrets: () => undefined }), []);
    assert.deepEqual(faultsOf(composed, { secrets: () => undefined }), [
      "secretNotArrived Secret",
      "secretNotArrived TargetURL-UAT",
    ]);
  });

  it("D2: leaves targets that other environments share to those", () => {
    const shared = [...sampleVariables, "TargetURL-DEV=https://d.example", "TargetURL-QA=https://d.example"];
    assert.deepEqual(faultsOf(shared), []);
    assert.deepEqual(faultsOf(shared, { environment: "QA" }), ["sameTarget TargetURL-QA"]);
  });

  it("takes no usual environment for a misspelled one", () => {
    const { faults } = resolveConnection(order(without("TargetURL-UAT", "TargetURL-QA=https://q.example")));
    assert.deepEqual(
      faults.map((fault) => fault.text),
      ["TargetURL-UAT is missing."],
    );
  });

  it("asks for every key again where one of several stands beside the path", () => {
    const key = { type: "text", perEnvironment: true, required: true, unless: "TargetPath" } as const;
    const contract = [
      { ...key, key: "TargetSite" },
      { ...key, key: "TargetSlot" },
    ];
    assert.deepEqual(faultsOf(["TargetPath-UAT=/srv"], { contract }), []);
    assert.deepEqual(faultsOf(["TargetPath-UAT=/srv", "TargetSlot-UAT=x"], { contract }), [
      "missing TargetSite-UAT",
    ]);
  });
});

describe("resolveConnection, repairs", () => {
  it("S0-45: asks whether another variable was meant", () => {
    const { faults } = resolveConnection(order(without("TargetURL-UAT", "TargetURI-UAT=https://u.example")));
    assert.deepEqual(faults, [
      {
        kind: "missing",
        variable: "TargetURL-UAT",
        text: 'TargetURL-UAT is missing; the group has "TargetURI-UAT": did you mean TargetURL-UAT?',
        fix: 'Rename "TargetURI-UAT" to TargetURL-UAT in the group.',
      },
    ]);
  });

  it("S0-45: asks whether another environment was meant", () => {
    const { faults } = resolveConnection(order(without("TargetURL-UAT", "TargetURL-UTA=https://u.example")));
    assert.match(faults[0]?.text ?? "", /TargetURL-UAT is missing; the group has "TargetURL-UTA"/);
  });

  it("N4: names every fault in one run, each with its repair", () => {
    const broken = [
      "ClientID!",
      "Secret=abc",
      "TenantID=",
      "TargetURL-UAT=x",
      "TargetSPN-UAT=$(no)",
      "TargetSNP-UAT=a",
      "TargetURL-PROD=x",
      "TargetSPN-PROD=a",
    ];
    const { faults } = resolveConnection(order(broken));
    assert.deepEqual(
      faults.map((fault) => fault.kind),
      ["wrongType", "wrongType", "empty", "notUrl", "unresolved", "sameTarget"],
    );
    assert.ok(faults.every((fault) => fault.text !== "" && fault.fix !== ""));
  });

  it("shows no value of a group in any fault", () => {
    const { faults } = resolveConnection(
      order(without("Secret!", "Secret=S3cret!", "TargetURL-UAT=https://u:p4ss@x")),
    );
    assert.doesNotMatch(JSON.stringify(faults), /S3cret|p4ss/);
  });
});
