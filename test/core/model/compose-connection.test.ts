import assert from "node:assert/strict";
import { composedConnections } from "../../../core/model/compose-connection.ts";
import type { ConnectionValue } from "../../../core/model/connection.ts";
import { secret } from "../../../core/model/secret.ts";

function value(key: string, text: string): ConnectionValue {
  return { key, variable: `${key}-UAT`, kind: "text", text };
}

function values(proof = "Kq8~x.y-z"): ConnectionValue[] {
  return [
    value("ClientID", "app"),
    value("TenantID", "tenant"),
    value("TargetURL", "https://uat.crm4.dynamics.com"),
    { key: "Secret", variable: "Secret", kind: "secret", route: "key vault", secret: secret(proof) },
  ];
}

function revealed(found: readonly ConnectionValue[]): readonly string[] {
  return found.map((one) => `${one.key} ${one.kind === "secret" ? one.secret.reveal() : "plain"}`);
}

describe("composedConnections", () => {
  it("S0-44: composes a connection string of what the group gives, as a secret", () => {
    const [composed, ...more] = composedConnections(values(), []);
    assert.deepEqual(more, []);
    assert.ok(composed);
    assert.deepEqual(revealed([composed]), [
      "TargetConnection AuthType=ClientSecret;Url=https://uat.crm4.dynamics.com;ClientId=app;ClientSecret=Kq8~x.y-z;TenantId=tenant",
    ]);
    assert.equal(composed.variable, "composed of TargetURL-UAT, ClientID-UAT, TenantID-UAT, Secret");
    assert.equal(composed.kind === "secret" && composed.route, "key vault");
    assert.ok(!JSON.stringify(composed).includes("Kq8"));
  });

  it("S0-44: composes the source's too where the group has its address", () => {
    const found = composedConnections([...values(), value("SourceURL", "https://dev.crm4.dynamics.com")], []);
    assert.deepEqual(
      found.map(({ key }) => key),
      ["TargetConnection", "SourceConnection"],
    );
  });

  it("leaves alone what the group has itself, even where it did not arrive", () => {
    assert.deepEqual(composedConnections(values(), ["targetconnection"]), []);
  });

  it("composes nothing where a part is missing", () => {
    for (const missing of ["ClientID", "TenantID", "TargetURL", "Secret"])
      assert.deepEqual(
        composedConnections(
          values().filter(({ key }) => key !== missing),
          [],
        ),
        [],
      );
  });

  for (const [proof, written] of [
    ["a;b", '"a;b"'],
    ['a"b', `'a"b'`],
    [`a"b'c`, `"a""b'c"`],
    ["a=b", '"a=b"'],
  ] as const) {
    it(`quotes ${proof} as connection strings do`, () => {
      assert.ok(revealed(composedConnections(values(proof), []))[0]?.includes(`;ClientSecret=${written};`));
    });
  }
});
