import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scmAudience } from "../../../standin/targets/appservice/site-names.ts";
import { startTargets, type Targets } from "../../../standin/targets/start-targets.ts";
import { zipOf } from "../../adapters/targets/dataverse/samples.ts";

let folder = "";
let targets: Targets;

type Answer = Readonly<{ status: number; header: (name: string) => string; text: string }>;
type Given = Readonly<{ method?: string; body?: Buffer | string; audience?: string; headers?: object }>;

async function ask(
  url: string,
  { method = "GET", body, audience, headers = {} }: Given = {},
): Promise<Answer> {
  const token = audience === undefined ? {} : { authorization: `Bearer ${await tokenFor(audience)}` };
  return new Promise((resolve, reject) => {
    const options = {
      method,
      ca: readFileSync(targets.caFile),
      agent: false,
      headers: { ...headers, ...token },
    };
    const asked = request(url, options, (answer) => {
      let text = "";
      answer.on("data", (part) => (text += String(part)));
      const header = (name: string): string => String(answer.headers[name] ?? "");
      answer.on("end", () => resolve({ status: answer.statusCode ?? 0, header, text }));
    });
    asked.on("error", reject);
    asked.end(body);
  });
}

async function tokenFor(audience: string): Promise<string> {
  const [client] = targets.knownClients;
  const form = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: client.clientId,
    client_secret: client.secret,
    scope: `${audience}/.default`,
  });
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const url = `${targets.entra}/${client.tenantId}/oauth2/v2.0/token`;
  const { text } = await ask(url, { method: "POST", body: form.toString(), headers });
  return (JSON.parse(text) as { access_token: string }).access_token;
}

const scm = (path: string, given: Given = {}): Promise<Answer> =>
  ask(`${(targets.appservice.sites[0]?.url ?? "").replace("localhost", "127.0.0.1")}${path}`, {
    audience: scmAudience,
    ...given,
  });

const publish = async (files: Readonly<Record<string, string>>): Promise<Answer> =>
  scm("/api/publish?type=zip&trackDeploymentProgress=true", { method: "POST", body: await zipOf(files) });

async function ended(): Promise<void> {
  while ((await targets.appservice.records("dev")).some(({ complete }) => !complete))
    await new Promise((wake) => setTimeout(wake, 10));
}

function withTargets(suite: Mocha.Suite): void {
  suite.timeout(15_000);
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "standin-sites-"));
    targets = await startTargets({ folder });
  });
  afterEach(async () => {
    await targets.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

describe("the stand-in for App Service", function () {
  withTargets(this);

  it("takes tokens for its two audiences only, and none at the visitors' site", async () => {
    const site = targets.appservice.sites[0]?.url ?? "";
    const { arm } = targets.appservice;
    assert.equal((await scm("/api/deployments")).status, 200);
    assert.equal((await scm("/api/deployments", { audience: arm })).status, 200);
    assert.equal((await scm("/api/deployments", { audience: targets.dataverse[0]?.url ?? "" })).status, 401);
    assert.equal((await ask(`${site}/`, { audience: arm })).status, 500);
    assert.equal(
      (await ask(`${arm}${targets.appservice.sites[0]?.resource ?? ""}`, { audience: scmAudience })).status,
      401,
    );
  });

  it("skips a file whose time is that of the file that is there, whatever its bytes are", async () => {
    await publish({ "a.txt": "one" });
    await ended();
    await publish({ "a.txt": "two", "b.txt": "two" });
    await ended();
    assert.deepEqual(await targets.appservice.files("dev"), { "a.txt": "one", "b.txt": "two" });
  });

  it("has only a temporary record while it unpacks, and no other one ever where the zip is damaged", async () => {
    targets.appservice.misbehave({ at: "dev", behaviour: { unpackMilliseconds: 80 } });
    const { status, header } = await scm("/api/publish?type=zip", { method: "POST", body: "no zip" });
    const id = header("scm-deployment-id");
    assert.equal(status, 202);
    assert.equal((await scm(`/api/deployments/${id}`)).status, 404);
    const rows = await targets.appservice.records("dev");
    assert.deepEqual(
      rows.map((row) => [row.is_temp, row.status]),
      [[true, 0]],
    );
    await ended();
    assert.equal((await scm(`/api/deployments/${id}`)).status, 404);
    assert.equal((await targets.appservice.records("dev"))[0]?.status, 3);
  });

  it("refuses a second deployment at once, with an id in the header that nobody deployed by", async () => {
    targets.appservice.startForeign("dev", 60_000);
    const { status, header, text } = await publish({ "a.txt": "one" });
    assert.equal(status, 409);
    assert.match(text, /deployment currently in progress/);
    assert.equal((await scm(`/api/deployments/${header("scm-deployment-id")}`)).status, 404);
  });
});

describe("the SCM site of the stand-in", function () {
  withTargets(this);

  it("tells anybody's deployment as the latest, by http and a port of its own", async () => {
    const { header } = await publish({ "a.txt": "one" });
    assert.match(header("location"), /^http:\/\/127\.0\.0\.1:80\/api\/deployments\/latest/);
    await ended();
    targets.appservice.note("dev");
    const latest = JSON.parse((await scm("/api/deployments/latest")).text) as { is_readonly: boolean };
    assert.equal(latest.is_readonly, true);
  });

  it("replaces a file only for who says so, and lets nobody out of the home folder", async () => {
    const path = "/api/vfs/data/x.json";
    assert.equal((await scm(path, { method: "PUT", body: "1" })).status, 201);
    assert.equal((await scm(path, { method: "PUT", body: "2" })).status, 412);
    assert.equal((await scm(path, { method: "PUT", body: "2", headers: { "if-match": "*" } })).status, 204);
    assert.equal((await scm("/api/vfs/..%2f..%2f..%2ftls/server-key.pem")).status, 400);
  });

  it("keeps sites and their histories over a restart, no secret among them", async () => {
    await publish({ "a.txt": "one" });
    await ended();
    await targets.stop();
    targets = await startTargets({ folder });
    assert.deepEqual(await targets.appservice.files("dev"), { "a.txt": "one" });
    assert.equal((await targets.appservice.records("dev"))[0]?.status, 4);
  });
});
