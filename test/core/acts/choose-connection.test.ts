import assert from "node:assert/strict";
import {
  chooseConnection,
  type ChosenConnection,
  type ConnectionOrder,
} from "../../../core/acts/choose-connection.ts";
import type { SecretSources } from "../../../core/acts/arriving-secrets.ts";
import { defaultContract, type VariableGroup } from "../../../core/model/connection.ts";
import { secret } from "../../../core/model/secret.ts";
import { refusing } from "../../support/refusing.ts";
import { sha256Of } from "../../support/sealed-artefact.ts";

const plain = (values: Readonly<Record<string, string>>): VariableGroup["variables"] =>
  Object.entries(values).map(([name, value]) => ({ name, secret: false, value }));
const group: VariableGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "",
  variables: [
    ...plain({
      ClientID: "app-1",
      TenantID: "tenant-1",
      "TargetURL-UAT": "https://uat.example",
      "TargetURL-PROD": "https://prod.example",
    }),
    { name: "Secret", secret: true },
  ],
};
const job =
  (
    values: Readonly<Record<string, string>>,
    secrets: Readonly<Record<string, string>> = {},
  ): SecretSources["job"] =>
  (name) =>
    secrets[name] === undefined ? values[name] : secret(secrets[name]);
const linkedUser = job({ ClientID: "APP-1 ", TenantID: "tenant-1" }, { Secret: "linked-secret" });

describe("A secret of the chosen group", () => {
  it("arrives from a linked group of the same user, whatever that group is called", async () => {
    const chosen = await choose({ secrets: { job: linkedUser } });
    assert.deepEqual(secretOf(chosen), ["linked group", "linked-secret"]);
  });

  it("is not taken from a linked group of another user: both users are named, and the ways to mend it", () =>
    assert.rejects(
      choose({ secrets: { job: job({ ClientID: "app-2", TenantID: "tenant-1" }, { Secret: "wrong" }) } }),
      refusing(
        "RM010",
        /the job's ClientID is app-2 and the group's is app-1: it is not used\.\n"Secret" is a secret whose value did not reach this run.*Do one of these/s,
      ),
    ));

  it("is not taken where nothing says whose it is", () =>
    assert.rejects(
      choose({ secrets: { job: job({}, { Secret: "whose" }) } }),
      refusing("RM010", /the job's ClientID is none/),
    ));

  it("S0-27: a stale copy of the user in the release is another user, too", () =>
    assert.rejects(
      choose({
        order: { linkedGroups: [5] },
        secrets: { job: job({ ClientID: "app-0", TenantID: "tenant-1" }, { Secret: "old" }) },
      }),
      refusing("RM010", /the job's ClientID is app-0/),
    ));

  it("is what somebody gave on purpose: the step's input before the stage variable before a linked group", async () => {
    const [input, stageVariable] = [secret("from-input"), secret("from-stage")];
    const all = await choose({ secrets: { job: linkedUser, input, stageVariable } });
    assert.deepEqual(secretOf(all), ["task input", "from-input"]);
    assert.deepEqual(secretOf(await choose({ secrets: { job: linkedUser, stageVariable } })), [
      "stage variable",
      "from-stage",
    ]);
  });

  it("that did not arrive is told with the ways to fix it", () =>
    assert.rejects(
      choose({}),
      refusing("RM010", /Do one of these: link the group.*key vault.*workload identity.*Connection-Secret/s),
    ));

  it("S0-48: of a key vault that did not arrive is refused with the same ways", () =>
    assert.rejects(
      choose({ groups: [{ ...group, vault: { name: "vault", serviceConnectionId: "x" } }] }),
      refusing("RM010", /Secret/),
    ));

  it("is printed nowhere", async () => {
    const chosen = await choose({ secrets: { job: linkedUser } });
    assert.ok(!JSON.stringify(chosen).includes("linked-secret"));
  });
});

describe("A connection chosen at run time", () => {
  it("S0-33: is found by id, by name, and by name in another case", async () => {
    for (const named of ["5", "Connection-Parameters", " connection-parameters "])
      assert.equal((await choose({ order: { named }, secrets: { job: linkedUser } })).group.id, 5);
  });

  it("comes from the seal where the run names none, and nothing at all is an error that says what to do", async () => {
    const { named: _, ...unnamed } = orderOf({ sealed: "Connection-Parameters" });
    const world = worldOf([group], { job: linkedUser });
    assert.equal((await chooseConnection(unnamed, world)).chosenBy, "the build's seal");
    const { sealed: __, ...nothing } = unnamed;
    await assert.rejects(
      chooseConnection(nothing, world),
      refusing("RM011", /neither the release nor the build's seal/),
    );
  });

  it("that is not there, or is there twice, is refused with names", async () => {
    await assert.rejects(
      choose({ order: { named: "Conection-Parameters" } }),
      refusing("RM011", /Did you mean "Connection-Parameters"/),
    );
    const twice = [group, { ...group, id: 6, name: "CONNECTION-PARAMETERS" }];
    await assert.rejects(
      choose({ groups: twice, order: { named: "connection-parameters" } }),
      refusing("RM011", /id 5.*id 6/),
    );
  });
});

describe("A connection that cannot be used", () => {
  it("S0-43: tells every fault at once, each with its repair", async () => {
    const broken: VariableGroup = {
      ...group,
      variables: plain({
        ClientID: "",
        "TargetURL-UAT": "$(Nope)",
        "TargetURL-PROD": "x",
        Secret: "visible",
      }),
    };
    await assert.rejects(choose({ groups: [broken] }), (thrown) => {
      const cause = (thrown as { report: { cause: string } }).report.cause;
      for (const word of [
        /"ClientID" is empty/,
        /TenantID is missing/,
        /\$\(Nope\)/,
        /"Secret" is a plain text/,
      ])
        assert.match(cause, word);
      return true;
    });
  });

  it("D2: is refused when two environments are one target", () => {
    const one: VariableGroup = {
      ...group,
      variables: [
        ...plain({
          ClientID: "app-1",
          TenantID: "tenant-1",
          "TargetURL-UAT": "https://one.example/",
          "TargetURL-PROD": "https://ONE.example",
        }),
        { name: "Secret", secret: true },
      ],
    };
    return assert.rejects(
      choose({ groups: [one], secrets: { job: linkedUser } }),
      refusing("RM010", /name one target for the environments "UAT" and "PROD"/),
    );
  });

  it("refuses an environment that the group does not know, and names those it knows", () =>
    assert.rejects(
      choose({ order: { environment: "SIT" }, secrets: { job: linkedUser } }),
      refusing("RM010", /knows no environment "SIT".*"UAT" and "PROD"/),
    ));

  it("names what the job holds an older value of", async () => {
    const stale = job(
      { ClientID: "app-1", TenantID: "tenant-1", "TargetURL-UAT": "https://old.example" },
      { Secret: "s" },
    );
    const chosen = await choose({ order: { linkedGroups: [5] }, secrets: { job: stale } });
    assert.deepEqual(chosen.stale, ["TargetURL-UAT"]);
    assert.equal(chosen.resolved.values.find(({ key }) => key === "TargetURL")?.kind, "text");
  });
});

type Choice = Readonly<{
  order?: Partial<ConnectionOrder>;
  secrets?: Omit<SecretSources, "linked">;
  groups?: readonly VariableGroup[];
}>;

function choose({
  order = {},
  secrets = { job: () => undefined },
  groups = [group],
}: Choice): Promise<ChosenConnection> {
  return chooseConnection(orderOf(order), worldOf(groups, secrets));
}

function orderOf(order: Partial<ConnectionOrder>): ConnectionOrder {
  return {
    named: "Connection-Parameters",
    namedBy: "$(Variable-Group)",
    environment: "UAT",
    stageNames: ["UAT", "PROD"],
    contract: defaultContract,
    needs: [],
    requireSecrets: true,
    linkedGroups: [],
    ...order,
  };
}

function worldOf(
  groups: readonly VariableGroup[],
  secrets: Omit<SecretSources, "linked">,
): Parameters<typeof chooseConnection>[1] {
  return {
    connections: { list: () => Promise.resolve(groups) },
    secrets,
    sha256: (text) => Promise.resolve(sha256Of(text)),
  };
}

function secretOf({ resolved }: ChosenConnection): [string, string] | undefined {
  const value = resolved.values.find(({ key }) => key === "Secret");
  return value?.kind === "secret" ? [value.route, value.secret.reveal()] : undefined;
}
