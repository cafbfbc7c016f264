import assert from "node:assert/strict";
import { cloneConnection, planClone } from "../../../core/acts/clone-connection.ts";
import { editConnection } from "../../../core/acts/edit-connection.ts";
import { preflight } from "../../../core/acts/preflight.ts";
import { defaultContract, type VariableGroup } from "../../../core/model/connection.ts";
import type { Connections, GroupDraft } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { group } from "./sample-organisation.ts";

const answers = {
  name: " Client-B ",
  values: {
    "TargetURL-UAT": "https://b-uat.example",
    "TargetURL-PROD": "https://b-prod.example",
    Secret: "s3cret",
  },
};

type Written = Readonly<{ created: GroupDraft[]; authorised: unknown[]; updated: unknown[] }>;

function library(groups: readonly VariableGroup[]): { connections: Connections; written: Written } {
  const written: Written = { created: [], authorised: [], updated: [] };
  const connections: Connections = {
    list: () => Promise.resolve(groups),
    get: () => assert.fail("not asked for"),
    serviceNames: () => assert.fail("not asked for"),
    create: (draft) => {
      written.created.push(draft);
      return Promise.resolve({ ...group, id: 8, name: draft.name });
    },
    update: (expected, draft) => {
      written.updated.push([expected.id, draft]);
      return Promise.resolve(expected);
    },
    authorise: (...call) => {
      written.authorised.push(call);
      return Promise.resolve();
    },
  };
  return { connections, written };
}

describe("Cloning a connection", () => {
  it("S0-28: asks only for what differs, and keeps everything else", () => {
    const plan = planClone(group, answers, defaultContract);
    assert.deepEqual(plan.asks, ["ClientID", "Secret", "TargetURL-UAT", "TargetURL-PROD", "TargetSPN-PROD"]);
    assert.deepEqual(plan.faults, []);
    assert.deepEqual(plan.draft, {
      name: "Client-B",
      description: "Made from Connection-Parameters. the first",
      variables: [
        { name: "ClientID", secret: false, value: "client" },
        { name: "TenantID", secret: false, value: "tenant" },
        { name: "Secret", secret: true, value: "s3cret" },
        { name: "TargetURL-UAT", secret: false, value: "https://b-uat.example" },
        { name: "TargetURL-PROD", secret: false, value: "https://b-prod.example" },
        { name: "TargetSPN-PROD", secret: false, value: "prod connection" },
      ],
    });
  });

  it("S0-31: makes the new group, lets the pipelines use it, and never touches the first", async () => {
    const { connections, written } = library([group]);
    const made = await cloneConnection(
      planClone(group, answers, defaultContract),
      { pipelines: [7] },
      connections,
    );
    assert.equal(made.name, "Client-B");
    assert.deepEqual([written.created.length, written.authorised, written.updated], [1, [[8, [7]]], []]);
  });

  it("says that secrets cannot be copied, and makes nothing without them", async () => {
    const { connections, written } = library([group]);
    const plan = planClone(group, { ...answers, values: { Secret: "" } }, defaultContract);
    await assert.rejects(
      cloneConnection(plan, { pipelines: [] }, connections),
      refusing("RM010", /Secret is secret.*cannot be copied/),
    );
    assert.deepEqual(written.created, []);
  });

  it("refuses a name that is taken, in any case, and none at all", async () => {
    const { connections } = library([group, { ...group, id: 9, name: "CLIENT-B" }]);
    const plan = planClone(group, answers, defaultContract);
    await assert.rejects(
      cloneConnection(plan, { pipelines: [] }, connections),
      refusing("RM001", /CLIENT-B already \(id 9\)/),
    );
    const unnamed = planClone(group, { ...answers, name: "  " }, defaultContract);
    await assert.rejects(
      cloneConnection(unnamed, { pipelines: [] }, connections),
      refusing("RM001", /no name/),
    );
  });
});

describe("A clone that cannot be made", () => {
  it("D2: refuses two environments with one target", () => {
    const values = { ...answers.values, "TargetURL-PROD": "https://B-UAT.example/" };
    const plan = planClone(group, { ...answers, values }, defaultContract);
    assert.deepEqual(
      plan.faults.map(({ kind }) => kind),
      ["sameTarget"],
    );
  });

  it("asks for secrets that the contract does not require, and leaves them out without a value", () => {
    const more = ["TargetConnection-UAT", "ApiKey"].map((name) => ({ name, secret: true }));
    const wider = { ...group, variables: [...group.variables, ...more] };
    const plan = planClone(wider, answers, defaultContract);
    assert.deepEqual(plan.asks.slice(-2), ["TargetConnection-UAT", "ApiKey"]);
    assert.deepEqual(
      plan.faults.map(({ variable }) => variable),
      ["ApiKey"],
    );
    assert.equal(
      plan.draft.variables.some(({ name }) => name === "TargetConnection-UAT"),
      false,
    );
  });

  it("S0-48: does not copy a group that is linked to a vault", () => {
    const linked = { ...group, vault: { name: "kv", serviceConnectionId: "e1" } };
    assert.match(planClone(linked, answers, defaultContract).faults[0]?.text ?? "", /key vault “kv”/);
  });
});

describe("Editing a connection", () => {
  it("S0-27: sends changed values, and keeps stored secrets where none is typed", async () => {
    const { connections, written } = library([group]);
    await editConnection(group, { "TargetURL-UAT": "https://new.example", Secret: "" }, connections);
    assert.deepEqual(written.updated, [
      [
        5,
        {
          name: "Connection-Parameters",
          description: "the first",
          variables: group.variables.map((one) =>
            one.name === "TargetURL-UAT" ? { ...one, value: "https://new.example" } : one,
          ),
        },
      ],
    ]);
  });

  it("refuses variables that the group does not have, and groups of a vault", async () => {
    const { connections } = library([group]);
    await assert.rejects(
      async () => editConnection(group, { Nope: "x" }, connections),
      refusing("RM001", /no variable "Nope"/),
    );
    const linked = { ...group, vault: { name: "kv", serviceConnectionId: "e1" } };
    await assert.rejects(
      async () => editConnection(linked, { ClientID: "x" }, connections),
      refusing("RM001", /key vault "kv"/),
    );
  });
});

describe("The preflight of a connection", () => {
  it("N4: tells environments, faults and which values are there, never what they are", () => {
    const { environments, faults, values } = preflight(group, defaultContract, {
      stages: ["UAT", "Production"],
    });
    assert.deepEqual([environments, faults], [["UAT", "PROD"], []]);
    const shown = values
      .filter(({ present }) => present)
      .map(({ variable, environment, secret }) => [variable, environment, secret]);
    assert.deepEqual(shown, [
      ["ClientID", undefined, false],
      ["Secret", undefined, true],
      ["TenantID", undefined, false],
      ["TargetURL-UAT", "UAT", false],
      ["TargetURL-PROD", "PROD", false],
      ["TargetSPN-PROD", "PROD", false],
    ]);
    assert.doesNotMatch(JSON.stringify(values), /example/);
  });

  it("S0-45: finds a misspelt service connection early, and asks whether another one was meant", () => {
    const found = (serviceNames?: readonly string[]): readonly string[] =>
      preflight(group, defaultContract, { stages: [], serviceNames }).faults.map(({ text }) => text);
    assert.match(
      found(["Prod Connexion", "Other"]).join(),
      /^"TargetSPN-PROD" names the service connection "prod connection", which .* Did you mean "Prod Connexion"\?$/,
    );
    assert.deepEqual([found(["PROD connection"]), found(undefined)], [[], []]);
  });

  it("S0-45: finds it under every name that a key can have, once", () => {
    const plain = (name: string, value: string) => ({ name, secret: false, value });
    const variables = [
      ...group.variables,
      plain("TargetURLDev", "https://dev.example"),
      plain("TargetURL-QA", "https://qa.example"),
      plain("TargetSPNDev", "dev conection"),
      plain("targetspn", "no conection"),
      { name: "TargetSPN-UAT", secret: true },
    ];
    const surroundings = { stages: ["Dev"], serviceNames: ["prod connection"] };
    const { faults } = preflight({ ...group, variables }, defaultContract, surroundings);
    assert.deepEqual(
      faults.flatMap(({ kind, variable }) => (kind === "noServiceConnection" ? [variable] : [])),
      ["targetspn", "TargetSPNDev"],
    );
  });

  it("S0-43: names every difference from the contract at once", () => {
    const variables = [
      { name: "ClientID", secret: false, value: "" },
      { name: "Secret", secret: false, value: "plain" },
      { name: "TargetURL-UAT", secret: false, value: "uat" },
    ];
    const { faults } = preflight({ ...group, variables }, defaultContract, { stages: [] });
    assert.deepEqual(faults.map(({ kind, variable }) => [kind, variable]).sort(), [
      ["empty", "ClientID"],
      ["missing", "TenantID"],
      ["notUrl", "TargetURL-UAT"],
      ["wrongType", "Secret"],
    ]);
  });
});
