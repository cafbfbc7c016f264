import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import type { SealedArtefact } from "../../../../../core/model/artefact.ts";
import { secret } from "../../../../../core/model/secret.ts";
import type { Bench, Changes } from "../bench.ts";
import { openBench } from "../bench.ts";

const password = "Kq8~pac.secret+1";

/** A program named pac: writes down what it was called with, says what it is told to say and ends as it is told to. */
function fakePac(folder: string, script: string): string {
  mkdirSync(folder, { recursive: true });
  const body = `#!${process.execPath}
const { appendFileSync } = require("node:fs");
const args = process.argv.slice(2);
const known = ["PAC_CLI_SPN_SECRET", "SYSTEM_ACCESSTOKEN"].filter((name) => process.env[name] !== undefined);
appendFileSync(${JSON.stringify(join(folder, "calls.jsonl"))}, JSON.stringify({ args, known }) + "\\n");
${script}
`;
  writeFileSync(join(folder, "pac"), body, { mode: 0o755 });
  return folder;
}

type PacCall = Readonly<{ args: readonly string[]; known: readonly string[] }>;

function calls(folder: string): readonly PacCall[] {
  const lines = readFileSync(join(folder, "calls.jsonl"), "utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as PacCall);
}

let bench: Bench;
let tools: string;
async function open(): Promise<void> {
  bench = await openBench();
  tools = join(bench.folder, "tools");
}

async function close(): Promise<void> {
  await bench.stop();
}

function site(): SealedArtefact {
  const paths = ["site/website.yml", "site/deployment-profiles/uat.deployment.yml"];
  for (const path of paths) {
    mkdirSync(dirname(join(bench.folder, "Portal", path)), { recursive: true });
    writeFileSync(join(bench.folder, "Portal", path), "x: 1\n");
  }
  const files = paths.map((path) => ({ path, bytes: 5, sha256: "" }));
  return { name: "Portal", kind: "portal", sequence: 1, files, digest: "d" };
}

function changes(more: Changes = {}): Changes {
  const pages = { tenantId: "tenant", secret: secret(password), profile: "uat.deployment.yml" };
  const variables = {
    PATH: [join(bench.folder, "nowhere"), tools].join(delimiter),
    SYSTEM_ACCESSTOKEN: "token",
  };
  return { pages, variables, ...more };
}

describe("a site that is no solution", () => {
  beforeEach(open);
  afterEach(close);

  it("D5: is uploaded by pac under a profile of its own, which is taken away again", async () => {
    fakePac(tools, 'console.log("##vso[task.complete] " + args.join(" "));');
    const target = bench.target("uat", changes());
    const deployed = await bench.deploy(target, site());
    assert.equal(deployed.outcome, "succeeded", deployed.text);
    const made = calls(tools);
    const url = bench.targets.dataverse[1]?.url ?? "";
    assert.deepEqual(
      made.map(({ args }) => args.slice(0, 2).join(" ")),
      ["auth create", "auth select", "pages upload", "auth delete"],
    );
    const [name] = made.map(({ args }) => args[args.indexOf("--name") + 1] ?? "");
    assert.match(name ?? "", /^release-manager-[0-9a-f]{8}$/);
    const folder = join(bench.folder, "Portal", "site");
    const wanted = ["pages", "upload", "--path", folder, "--deploymentProfile", "uat", "--environment", url];
    assert.deepEqual(made[2]?.args, wanted);
    assert.deepEqual(made[3]?.args, ["auth", "delete", "--name", name]);
    for (const { known } of made) assert.deepEqual(known, ["PAC_CLI_SPN_SECRET"]);
    const told = bench.told.join("\n");
    assert.ok(told.includes("pac: # #vso[task.complete] auth create") && !told.includes(password), told);
    assert.deepEqual(await target.stillThere([site()]), [
      { artefact: "Portal", kind: "unknown", because: "Dataverse does not tell what a site holds" },
    ]);
    await target.close();
  });
});

describe("a site that pac does not bring there", () => {
  beforeEach(open);
  afterEach(close);

  it("fails with pac's last words, and the profile is taken away nevertheless", async () => {
    fakePac(tools, `if (args[0] === "pages") { console.error("boom ${password}"); process.exitCode = 3; }`);
    const target = bench.target("uat", changes());
    const deployed = await bench.deploy(target, site());
    assert.equal(deployed.outcome, "failedPartial");
    assert.match(deployed.text, /pac ended with 3: boom \*\*\*/);
    assert.equal(calls(tools).at(-1)?.args[1], "delete");
    await target.close();
  });

  it("hides the secret before anything is cut, so that no part of it is told", async () => {
    const line = JSON.stringify(`${"a".repeat(10)}${password}${"x".repeat(3990)}`);
    fakePac(tools, `if (args[0] === "pages") { process.stdout.write(${line}); process.exitCode = 3; }`);
    const target = bench.target("uat", changes());
    const deployed = await bench.deploy(target, site());
    assert.match(deployed.text, /aa\*\*\*xx/);
    assert.doesNotMatch([deployed.text, ...bench.told].join("\n"), /cret\+1/);
    await target.close();
  });

  it("reads letters whole that come in two parts, and says that pac took too long", async () => {
    const parts =
      "process.stdout.write(Buffer.from([0xc3])); setTimeout(() => process.stdout.write(Buffer.from([0xa9, 10])), 50);";
    fakePac(tools, `if (args[0] === "pages") { ${parts} setTimeout(() => {}, 60000); }`);
    const target = bench.target("uat", changes({ waitMinutes: 0.025 }));
    const deployed = await bench.deploy(target, site());
    assert.match(deployed.text, /pac took longer than 0\.025 min: é/);
    await target.close();
  });

  it("does not believe a pac that ends well with an error", async () => {
    fakePac(tools, 'if (args[0] === "pages") console.log("Error: the site was not found");');
    const target = bench.target("uat", changes());
    assert.equal((await bench.deploy(target, site())).outcome, "failedPartial");
    await target.close();
  });

  it("changes nothing where pac cannot sign in", async () => {
    fakePac(tools, "process.exitCode = 1;");
    const target = bench.target("uat", changes());
    assert.equal((await bench.deploy(target, site())).outcome, "failedUnchanged");
    assert.ok(calls(tools).every(({ args }) => args[0] === "auth"));
    await target.close();
  });

  it("is cancelled by ending pac", async () => {
    fakePac(tools, 'if (args[0] === "pages") { console.log("uploading"); setTimeout(() => {}, 60000); }');
    const target = bench.target("uat", changes());
    const { steps } = await target.plan([site()]);
    const io = {
      ...bench.io,
      tell: (line: string) => (line.includes("uploading") ? bench.abort() : undefined),
    };
    const deployed = await bench.carryOut(target, steps[0], site(), io);
    assert.equal(deployed.outcome, "cancelled");
    assert.equal(calls(tools).at(-1)?.args[1], "delete");
    await target.close();
  });
});

describe("a site that nobody could upload", () => {
  beforeEach(open);
  afterEach(close);

  it("is refused when it is planned: no pac, no secret, no profile of that name, no site", async () => {
    const refused = async (more: Changes, artefact = site()): Promise<string> => {
      const target = bench.target("uat", changes(more));
      const { steps } = await target.plan([artefact]);
      await target.close();
      assert.equal(steps[0]?.action, "refuse");
      return steps[0].text;
    };
    assert.match(await refused({}), /only pac can upload it: pac is not on the agent's PATH\. Install/);
    fakePac(tools, "");
    const { pages: _, ...withoutPages } = changes();
    const target = bench.target("uat", withoutPages);
    assert.match(
      (await target.plan([site()])).steps[0]?.text ?? "",
      /Only a client secret signs pac in, and the connection gives none/,
    );
    await target.close();
    const pages = { tenantId: "t", secret: secret("s"), profile: "prod" };
    assert.match(
      await refused({ pages }),
      /DeploymentProfile-UAT names the profile 'prod', which Portal has not: it has uat/,
    );
    assert.match(await refused({}, { ...site(), files: [] }), /Portal holds no website\.yml/);
    assert.ok(!existsSync(join(tools, "calls.jsonl")));
  });
});
