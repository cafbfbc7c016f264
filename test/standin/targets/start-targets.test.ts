import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startTargets } from "../../../standin/targets/start-targets.ts";
import type { Targets } from "../../../standin/targets/start-targets.ts";
import { zipOf } from "../../adapters/targets/dataverse/samples.ts";

let folder = "";
let targets: Targets;

type Answer = Readonly<{ status: number; json: Readonly<Record<string, unknown>> }>;

function ask(
  url: string,
  options: Readonly<{ method?: string; token?: string; body?: string; form?: boolean }> = {},
): Promise<Answer> {
  const { method = "GET", token, body, form } = options;
  return new Promise((resolve, reject) => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-length": Buffer.byteLength(body) }),
      "content-type": form ? "application/x-www-form-urlencoded" : "application/json",
    };
    const asked = request(
      url,
      { method, headers, ca: readFileSync(targets.caFile), agent: false },
      (answer) => {
        let text = "";
        answer.on("data", (part) => (text += String(part)));
        answer.on("end", () =>
          resolve({ status: answer.statusCode ?? 0, json: JSON.parse(text || "{}") as Answer["json"] }),
        );
      },
    );
    asked.on("error", reject);
    asked.end(body);
  });
}

async function token(aud = targets.dataverse[0]?.url ?? ""): Promise<string> {
  const [client] = targets.knownClients;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.secret,
    scope: `${aud}/.default`,
  });
  const url = `${targets.entra}/${client.tenantId}/oauth2/v2.0/token`;
  const { json } = await ask(url, { method: "POST", body: form.toString(), form: true });
  return String(json["access_token"]);
}

const api = (path: string, index = 0): string =>
  `${targets.dataverse[index]?.url ?? ""}/api/data/v9.2/${path}`;

async function open(): Promise<void> {
  folder = mkdtempSync(join(tmpdir(), "standin-"));
  targets = await startTargets({ folder, importMilliseconds: 20 });
}

async function close(): Promise<void> {
  await targets.stop();
  rmSync(folder, { recursive: true, force: true });
}

describe("startTargets", () => {
  before(open);
  after(close);

  it("makes one authority for ten years, and a key that only its owner reads", () => {
    const certificate = new X509Certificate(readFileSync(join(folder, "tls", "server.pem")));
    assert.equal(
      certificate.subjectAltName,
      "DNS:localhost, DNS:*.vault.stand-in.test, IP Address:127.0.0.1",
    );
    assert.ok(Date.parse(certificate.validTo) - Date.now() > 9.9 * 365 * 86_400_000);
    assert.ok(certificate.verify(new X509Certificate(readFileSync(targets.caFile)).publicKey));
    assert.equal(statSync(join(folder, "tls", "server-key.pem")).mode & 0o777, 0o600);
  });

  it("takes a token for its own organisation only", async () => {
    const mine = await token();
    assert.equal((await ask(api("WhoAmI"), { token: mine })).status, 200);
    assert.equal((await ask(api("WhoAmI", 1), { token: mine })).status, 401);
    assert.equal((await ask(api("WhoAmI"))).status, 401);
    assert.equal((await ask(api("WhoAmI"), { token: `${mine}x` })).status, 401);
  });

  it("answers what the library may ask for before it signs in", async () => {
    const tenant = targets.knownClients[0].tenantId;
    const { json } = await ask(`${targets.entra}/${tenant}/v2.0/.well-known/openid-configuration`);
    assert.equal(json["token_endpoint"], `${targets.entra}/${tenant}/oauth2/v2.0/token`);
    assert.equal((await ask(`${targets.entra}/common/discovery/instance?api-version=1.1`)).status, 200);
  });

  it("refuses an unknown route, table, column and option with an error, never with emptiness", async () => {
    const mine = await token();
    const warnings: string[] = [];
    const warn = console.warn;
    console.warn = (words: string) => warnings.push(words);
    for (const [path, status] of [
      ["accounts", 404],
      ["solutions?$filter=colour eq 1", 400],
      ["solutions?$select=colour", 400],
      ["importjobs?$skip=1", 400],
    ] as const) {
      assert.equal((await ask(api(encodeURI(path)), { token: mine })).status, status, path);
    }
    console.warn = warn;
    assert.deepEqual(warnings, ["Dataverse dev: 404 for GET /api/data/v9.2/accounts"]);
  });

  it("says which port is taken", async () => {
    const port = Number(new URL(targets.entra).port);
    await assert.rejects(startTargets({ folder, ports: { entra: port, dataverse: [0, 0, 0, 0] } }), {
      message: `Entra: port ${port} is taken. Stop the program that uses it.`,
    });
  });
});

describe("the stand-in for Dataverse", () => {
  beforeEach(open);
  afterEach(close);

  async function post(action: string, body: unknown): Promise<Answer> {
    return ask(api(action), { method: "POST", token: await token(), body: JSON.stringify(body) });
  }

  it("looks into the zip that it is sent", async () => {
    const file = (await zipOf({ "a.txt": "no solution" })).toString("base64");
    const { status, json } = await post("StageSolution", { CustomizationFile: file });
    assert.equal(status, 400);
    assert.match(JSON.stringify(json), /solution file is invalid/);
  });

  it("does not take a job id or a staged upload at the top level", async () => {
    const flags = { OverwriteUnmanagedCustomizations: false, PublishWorkflows: true };
    for (const name of ["ImportJobId", "StageSolutionUploadId"]) {
      const { status, json } = await post("ImportSolutionAsync", { ...flags, [name]: "x" });
      assert.equal(status, 400);
      assert.match(JSON.stringify(json), new RegExp(`'${name}'`));
    }
    assert.equal((await post("ImportSolutionAsync", {})).status, 400);
  });

  it("does one thing at a time, in Dataverse's words", async () => {
    targets.startForeignImport("dev", "Theirs", 60_000);
    const { json } = await post("PublishAllXmlAsync", {});
    assert.match(
      JSON.stringify(json),
      /Cannot start another \[Publish\] because there is a previous \[Import\] running at this moment/,
    );
  });

  it("keeps what is installed, but no secret and no token, over a restart", async () => {
    targets.plant("dev", { uniqueName: "Core", version: "1.0.0.0", managed: true });
    const old = await token();
    await targets.stop();
    const caBefore = readFileSync(targets.caFile, "utf8");
    targets = await startTargets({ folder });
    assert.equal(readFileSync(targets.caFile, "utf8"), caBefore);
    assert.deepEqual(
      targets.installed("dev").map(({ uniquename }) => uniquename),
      ["Core"],
    );
    assert.equal((await ask(api("WhoAmI"), { token: old })).status, 401);
    const kept = readFileSync(join(folder, "targets.json"), "utf8");
    for (const { secret } of targets.knownClients) assert.equal(kept.includes(secret), false);
  });
});
