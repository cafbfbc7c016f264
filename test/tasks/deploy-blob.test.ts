import assert from "node:assert/strict";
import { join } from "node:path";
import { sealText } from "../../core/model/seal.ts";
import { certificatesIn } from "../../standin/targets/certificates.ts";
import { startWeb, type Web } from "../../standin/targets/web.ts";
import { inAContainer } from "../adapters/targets/blob/shared-place.ts";
import { seenAs } from "../adapters/targets/blob/place.ts";
import { azuriteToken } from "../support/azurite.ts";
import { deploying, recordIn } from "../support/deploying-built.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { sealOf, wireGroup } from "../support/wire.ts";

const files = { "index.html": "<h1>hello</h1>", "app.3f2a9b1c.js": "one" };
const secret = "a-secret-of-the-group";

describe("The built task ReleaseManagerDeploy, deploying to a container", function () {
  this.timeout(90_000);
  const { at, place } = inAContainer();
  const entra: { web?: Web } = {};
  before(async () => {
    const certificates = await certificatesIn(join(place().folder, "tls"));
    const access_token = azuriteToken();
    const body = { token_type: "Bearer", expires_in: 3600, ext_expires_in: 3600, access_token };
    entra.web = await startWeb({
      name: "Entra",
      port: 0,
      certificates,
      answer: () => ({ status: 200, body }),
    });
  });
  after(() => entra.web?.stop());

  it("signs in, deploys, records who the target is, and tells nothing secret", async () => {
    const seal = sealOf([sealedArtefact("Site", files)]);
    const under = Object.entries(files).map(([path, content]) => [`Site/${path}`, content] as const);
    const drop = { ...Object.fromEntries(under), "ReleaseManagerSeal/seal.json": sealText(seal) };
    await deploying(seal, drop, async ({ run, azure }) => {
      const group = {
        "TargetURL-UAT": at().url,
        ClientID: "00000000-0000-4000-8000-000000000011",
        TenantID: "00000000-0000-4000-8000-000000000012",
        AuthorityURL: entra.web?.url ?? "",
        Secret: null,
      };
      azure.holdings.groups = [wireGroup(5, "Connection-Parameters", group)];
      const given = { value: secret, isSecret: true };
      const inputs = { target: "blob", secret: "$(Given)" };
      const end = await run({ inputs, variables: { Given: given, "Agent.CAInfo": place().caFile } });
      assert.equal(end.result, "succeeded", end.log);
      assert.deepEqual(await at().site(), seenAs(files));
      const record = recordIn(end);
      assert.deepEqual(
        [record.outcome, record.target.kind, record.target.id],
        ["succeeded", "blob", `blob:${at().url}`],
      );
      assert.match(end.log, /2 of 2 files to send .*Way back: no release is here yet/s);
      assert.ok(!end.log.includes(secret));
      assert.doesNotMatch(end.log, /eyJ[A-Za-z0-9_-]{10}/);
    });
  });
});
