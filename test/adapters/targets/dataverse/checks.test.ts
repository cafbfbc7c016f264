import assert from "node:assert/strict";
import { secret } from "../../../../core/model/secret.ts";
import type { Bench, Changes } from "./bench.ts";
import { openBench } from "./bench.ts";

let bench: Bench;

async function results(changes: Changes = {}): Promise<readonly string[]> {
  const target = bench.target("uat", changes);
  const checks = await target.preflight();
  await target.close();
  for (const { result, fix } of checks) assert.equal(fix !== undefined, result === "failed");
  return checks.map(({ result, text }) => `${result}: ${text}`);
}

describe("preflight of a Dataverse environment", () => {
  beforeEach(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.stop());

  it("N4: tries the host, the sign-in, the user, the right to import and the quiet, and changes nothing", async () => {
    assert.deepEqual(await results(), [
      "ok: It answers",
      "ok: The sign-in is accepted",
      "ok: It is a user of Contoso UAT",
      "ok: It has the right prvImportCustomization",
      "ok: Nothing is running",
    ]);
    assert.ok(bench.targets.requests("uat").every(({ method }) => method === "GET"));
  });

  it("N4: says what a secret that is refused leaves unknown", async () => {
    const found = await results({ secret: secret("wrong") });
    assert.deepEqual(
      found.map((one) => one.replace(/:.*/, "")),
      ["ok", "failed", "unknown", "unknown", "unknown"],
    );
  });

  it("N4: tells an application without a user from one without a right", async () => {
    const [client] = bench.targets.knownClients;
    bench.targets.misbehave({ at: "uat", behaviour: { applicationUsers: [`-${client.clientId}`] } });
    const stranger = await results();
    assert.match(stranger[2] ?? "", /^failed: ClientID \S+ is valid but has no application user/);
    assert.match(stranger[1] ?? "", /^ok/);
    bench.targets.behave();
    bench.targets.misbehave({ at: "uat", behaviour: { mayImport: false } });
    assert.match((await results())[3] ?? "", /^failed: It has no role with the right prvImportCustomization/);
  });

  it("N4: names what is being imported now, and does not know a right that cannot be read", async () => {
    bench.targets.startForeignImport("uat", "Other", 60_000);
    const trouble = {
      path: "RetrieveUserPrivilege",
      times: 9,
      answer: { status: 403, message: "no" },
    } as const;
    bench.targets.misbehave({ at: "uat", troubles: [trouble] });
    const found = await results();
    assert.match(found[3] ?? "", /^unknown: /);
    assert.match(found[4] ?? "", /^failed: 'Other' is being imported or published there \(operation \S+\)/);
  });

  it("N4: knows nothing more where the host does not answer", async () => {
    const found = await results({ url: "https://nobody.invalid" });
    assert.deepEqual(
      found.map((one) => one.replace(/:.*/, "")),
      ["failed", "unknown", "unknown", "unknown", "unknown"],
    );
  });
});
