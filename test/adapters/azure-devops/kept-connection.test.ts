import assert from "node:assert/strict";
import { connectionThenText, type ConnectionThen } from "../../../core/model/connection-then.ts";
import type { Found } from "../../../core/ports.ts";
import { list, scene, type Scene } from "./scripted-server.ts";
import { classicRelease, planOne } from "./wire-release.ts";

const record = "11111111-2222-4333-8444-555555555555";
const other = "11111111-2222-4333-8444-666666666666";

const connection: ConnectionThen = {
  schema: 1,
  group: { id: 5, name: "Connection-Parameters" },
  environment: "UAT",
  fingerprint: "a".repeat(64),
  values: [{ key: "TargetURL", variable: "TargetURL-UAT", text: "https://uat.example" }],
};

async function connectionAt(at: Scene, recordId: string, text: string): Promise<Found<ConnectionThen>> {
  at.script = ({ path }) => {
    if (path.endsWith("/releases/57")) return { body: classicRelease() };
    if (path.endsWith("/attachments/release-manager.connection"))
      return { body: list({ name: "connection.json", timelineId: planOne, recordId }) };
    return { text, headers: { "content-type": "application/octet-stream" } };
  };
  const azure = at.server.azure();
  const release = await azure.releases.get(57);
  const [uat] = release.stages;
  assert.ok(uat);
  return azure.evidences.connection(release, uat, 1);
}

describe("What the connection of an attempt was", () => {
  const at = scene();

  it("N13: is found where our step attached it, and not believed from another step or in another shape", async () => {
    const text = connectionThenText(connection);
    assert.deepEqual(await connectionAt(at, record, text), { kind: "found", value: connection, text });
    const { values } = connection;
    for (const [recordId, content, because] of [
      [other, text, /another step/],
      [record, JSON.stringify({ ...connection, schema: 2 }), /schema 2.*Update the extension/],
      [record, JSON.stringify({ ...connection, values: [{ ...values[0], text: 7 }] }), /is no text/],
      [record, `${text}${" ".repeat(16_384)}`, /longer than 16384/],
    ] as const) {
      const found = await connectionAt(at, recordId, content);
      assert.match(found.kind === "notBelieved" ? found.because : found.kind, because);
    }
  });
});
