import assert from "node:assert/strict";
import {
  changesOf,
  componentParameters,
  matchSettings,
  parseSettings,
  strangers,
} from "../../../../adapters/targets/dataverse/deployment-settings.ts";
import type { DeploymentSettings } from "../../../../adapters/targets/dataverse/deployment-settings.ts";
import type { SolutionContent } from "../../../../adapters/targets/dataverse/read-solution.ts";

const content: SolutionContent = {
  facts: { uniqueName: "Core", version: "1.0", managed: true },
  variables: [{ schemaName: "cr_Url", hasValue: false, exportedValue: false }],
  references: [{ logicalName: "cr_Ref", displayName: "Ref", connectorId: "/apis/shared_x" }],
  needs: [],
  tables: new Map(),
};
const nothingThere = { variables: [], references: [] };

function settings(text: object): DeploymentSettings {
  const parsed = parseSettings(JSON.stringify(text));
  assert.ok(!("fault" in parsed));
  return parsed;
}

const file = {
  EnvironmentVariables: [{ SchemaName: "CR_URL", Value: "https://uat" }],
  ConnectionReferences: [{ LogicalName: "cr_ref", ConnectionId: "abc", ConnectorId: "/apis/shared_y" }],
};

describe("deployment settings", () => {
  it("match names without case, and send the solution's own spelling and connector", () => {
    const { values, faults } = matchSettings(settings(file), content, nothingThere);
    assert.deepEqual(faults, []);
    assert.deepEqual(componentParameters(values), [
      {
        "@odata.type": "Microsoft.Dynamics.CRM.environmentvariablevalue",
        schemaname: "cr_Url",
        value: "https://uat",
      },
      {
        "@odata.type": "Microsoft.Dynamics.CRM.connectionreference",
        connectionreferencelogicalname: "cr_Ref",
        connectionreferencedisplayname: "Ref",
        connectorid: "/apis/shared_x",
        connectionid: "abc",
      },
    ]);
  });

  it("name the row of a value that exists already", () => {
    const row = { id: "d", schemaName: "cr_url", hasDefault: false, value: { id: "v", text: "https://old" } };
    const { values } = matchSettings(settings(file), content, { variables: [row], references: [] });
    assert.equal(componentParameters(values)[0]?.["environmentvariablevalueid"], "v");
  });

  it("find every value that nobody gives, an empty one included", () => {
    const empty = settings({ EnvironmentVariables: [{ SchemaName: "cr_Url", Value: "" }] });
    assert.deepEqual(matchSettings(empty, content, nothingThere).faults, [
      "environment variable 'cr_Url' has no value",
      "connection reference 'cr_Ref' has no connection",
    ]);
  });

  it("are content with a default, a value that came along, and what the environment has", () => {
    const withDefault = {
      ...content,
      variables: [{ schemaName: "cr_Url", hasValue: true, exportedValue: false }],
    };
    const reference = { id: "r", logicalName: "CR_REF", connectionId: "there" };
    const current = { variables: [], references: [reference] };
    const none = settings({});
    assert.deepEqual(matchSettings(none, withDefault, current), { values: [], faults: [] });
    const variable = { id: "d", schemaName: "cr_url", hasDefault: true };
    assert.deepEqual(
      matchSettings(none, content, { variables: [variable], references: [reference] }).faults,
      [],
    );
  });

  it("refuse a value that holds an unresolved macro, and name it", () => {
    const open = settings({
      ...file,
      EnvironmentVariables: [{ SchemaName: "cr_Url", Value: "https://$(Host)/x" }],
    });
    assert.deepEqual(matchSettings(open, content, nothingThere).faults, [
      "'cr_Url' holds $(Host), which nobody has resolved",
    ]);
  });
});

describe("a deployment settings file's texts", () => {
  it("tell apart what is there already from what changes", () => {
    const row = { id: "d", schemaName: "cr_Url", hasDefault: false, value: { id: "v", text: "https://uat" } };
    const reference = { id: "r", logicalName: "cr_Ref", connectionId: "other" };
    const { values } = matchSettings(settings(file), content, { variables: [row], references: [reference] });
    assert.deepEqual(
      changesOf(values).map(({ name }) => name),
      ["cr_Ref"],
    );
  });

  it("name what no solution knows: probably misspelled", () => {
    const more = settings({ ...file, EnvironmentVariables: [{ SchemaName: "cr_Ulr", Value: "x" }] });
    assert.deepEqual(strangers(more, [content]), ["cr_Ulr"]);
  });

  it("may be absent or blank, and may begin with a byte order mark", () => {
    assert.deepEqual([parseSettings(undefined), parseSettings(" \n")], [nothingThere, nothingThere]);
    assert.deepEqual(parseSettings("\uFEFF{}"), nothingThere);
  });

  for (const text of [
    "{",
    "[]",
    "null",
    '"x"',
    '{"EnvironmentVariables":{}}',
    '{"ConnectionReferences":[null]}',
    '{"EnvironmentVariables":[{"Value":"x"}]}',
  ]) {
    it(`are refused when they are ${text}`, () => assert.ok("fault" in parseSettings(text)));
  }

  it("are refused when a name stands there twice", () => {
    const twice = {
      EnvironmentVariables: [
        { SchemaName: "a", Value: "1" },
        { SchemaName: "A", Value: "2" },
      ],
    };
    assert.deepEqual(parseSettings(JSON.stringify(twice)), { fault: "it names 'a' twice" });
  });
});
