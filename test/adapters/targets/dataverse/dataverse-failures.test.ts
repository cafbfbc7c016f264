import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SealedArtefact } from "../../../../core/model/artefact.ts";
import { secret } from "../../../../core/model/secret.ts";
import { Failure } from "../../../../core/failure.ts";
import type { FailureReport } from "../../../../core/failure.ts";
import type { Bench, Changes } from "./bench.ts";
import { openBench } from "./bench.ts";
import { sampleArtefact } from "./samples.ts";

let bench: Bench;
let core: SealedArtefact;

async function reportOf(changes: Changes, at: "uat" | "spare" = "uat"): Promise<FailureReport> {
  const target = bench.target(at, changes);
  try {
    await target.identify();
  } catch (error) {
    assert.ok(error instanceof Failure, String(error));
    return error.report;
  } finally {
    await target.close();
  }
  return assert.fail("it was identified");
}

async function textOf(artefact: SealedArtefact = core): Promise<string> {
  const target = bench.target("uat");
  const deployed = await bench.deploy(target, artefact);
  await target.close();
  assert.ok(deployed.outcome.startsWith("failed"), deployed.text);
  return deployed.text;
}

async function open(): Promise<void> {
  bench = await openBench();
  core = await sampleArtefact(bench.folder, "Sln", { uniqueName: "Core", version: "1.2.0.0" });
}

describe("dataverseTarget's failures of signing in", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  const first = (): Bench["targets"]["knownClients"][number] => bench.targets.knownClients[0];
  const expired = (): ReturnType<typeof first> => bench.targets.knownClients[2];
  const signIn: readonly [string, () => Changes, RegExp, RegExp][] = [
    [
      "a wrong secret",
      () => ({ secret: secret("wrong") }),
      /^The Secret of ClientID .* is wrong/,
      /^AADSTS7000215, correlation /,
    ],
    [
      "an expired secret",
      () => ({ clientId: expired().clientId, secret: secret(expired().secret) }),
      /has expired$/,
      /^AADSTS7000222/,
    ],
    [
      "an unknown application",
      () => ({ clientId: "nobody" }),
      /^ClientID nobody is no application of tenant/,
      /^AADSTS700016/,
    ],
    [
      "an unknown tenant",
      () => ({ tenantId: "nowhere.example" }),
      /^There is no tenant nowhere\.example$/,
      /^AADSTS90002/,
    ],
  ];
  for (const [title, changes, cause, ids] of signIn) {
    it(`N4: tells ${title} in words`, async () => {
      const report = await reportOf(changes());
      assert.match(report.cause, cause);
      assert.match(report.ids ?? "", ids);
      assert.deepEqual(
        [report.code, report.what, report.state, report.retry],
        ["RM010", "UAT was not identified", "nothing was changed", "safe once that is mended"],
      );
    });
  }

  it("N4: tells that the application has no user in the environment, and what to do", async () => {
    const { url } = bench.targets.dataverse[3] ?? assert.fail();
    const report = await reportOf({}, "spare");
    assert.equal(report.cause, `ClientID ${first().clientId} is valid but has no application user in ${url}`);
    assert.match(report.next, /^Create an application user .* System Administrator or System Customizer\.$/);
    assert.match(report.ids ?? "", /^WhoAmI, HTTP 403 0x80072560, request [0-9a-f-]{36}$/);
  });
});

describe("dataverseTarget's failures of reaching the environment", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  it("tells an address that Entra does not know", async () => {
    const report = await reportOf({
      url: "https://contoso.crm.dynamics.com",
      authorityUrl: bench.targets.entra,
    });
    assert.match(report.cause, /knows no environment https:\/\/contoso\.crm\.dynamics\.com$/);
  });

  it("tells an authority whose certificate is not trusted", async () => {
    const report = await reportOf({ http: {} });
    assert.match(report.cause, /^The certificate is not trusted/);
    assert.match(report.next, /--sslcacert/);
  });

  it("tells a host that does not answer, after trying again", async () => {
    const report = await reportOf({ authorityUrl: "https://localhost:1" });
    assert.match(report.cause, /^There was no answer/);
    assert.ok(bench.slept.length >= 4);
  });

  it("tells a sign-in page instead of data", async () => {
    bench.targets.misbehave({ at: "uat", troubles: [{ path: "WhoAmI", times: 9, answer: "signInPage" }] });
    assert.match((await reportOf({})).cause, /a page instead of data$/);
  });
});

describe("dataverseTarget's failures of importing", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  it("names what is missing when it is staged: what, where, cause, state, retry, next, ids", async () => {
    const needy = await sampleArtefact(bench.folder, "Needy", {
      uniqueName: "Needy",
      version: "1.4.0.2",
      needs: ["Base (1.2.0.0)"],
    });
    const { url } = bench.targets.dataverse[1] ?? assert.fail();
    assert.equal(
      await textOf(needy),
      `Solution 'Needy' 1.4.0.2 was not imported into UAT (solution 'Needy' 1.4.0.2 (artefact Needy), UAT, ${url}): 1 component that it needs is missing there: table 'cr_needed0' (of solution 'Base (1.2.0.0)'). Target: nothing was changed. Running again is safe once that is mended. Add the solution that brings them to this release or install it in UAT, then run this stage again. [RM031, StageSolution, zip sha256 ${needy.files[0]?.sha256.slice(0, 16)}]`,
    );
  });

  it("names what is missing when only the import notices, from XML that is escaped in its log", async () => {
    bench.targets.misbehave({ at: "uat", behaviour: { missingDependenciesAt: "import" } });
    const needy = await sampleArtefact(bench.folder, "Needy", {
      uniqueName: "Needy",
      version: "1.0.0.0",
      needs: ["Base (1.2.0.0)"],
    });
    const text = await textOf(needy);
    assert.match(
      text,
      /1 component that it needs is missing there: table 'cr_needed0' \(of solution 'Base \(1\.2\.0\.0\)'\)\. Target: nothing was changed\./,
    );
    assert.match(text, /dataverse\.asyncoperation [0-9a-f-]{36}, dataverse\.importjob [0-9a-f-]{36}/);
  });

  it("S0-41: tells a failed import with the component's own words, made harmless", async () => {
    const message = "Column ##vso[task.setvariable variable=x]1 is too long";
    bench.targets.misbehave({ at: "uat", behaviour: { importFailure: { message, component: "Asset" } } });
    const text = await textOf();
    assert.match(text, /entity 'Asset': Column # #vso\[task\.setvariable variable=x\]1 is too long \(0x8004/);
    assert.match(text, /Target: nothing was changed/);
  });
});

describe("dataverseTarget's other failures", () => {
  beforeEach(open);
  afterEach(() => bench.stop());

  it("tells a lack of rights", async () => {
    const answer = {
      status: 403,
      code: "0x80040220",
      message: "Principal user is missing prvImportCustomization privilege",
    };
    bench.targets.misbehave({ at: "uat", troubles: [{ path: "StageSolution", times: 9, answer }] });
    assert.match(await textOf(), /lacks a right: Principal user is missing prvImportCustomization/);
  });

  it("tells a limit that stays used up", async () => {
    bench.targets.misbehave({
      at: "uat",
      troubles: [
        { path: "StageSolution", times: 99, answer: { status: 429, retryAfter: 30, message: "Too many" } },
      ],
    });
    assert.match(await textOf(), /limit of requests is used up: Too many.*Running again is safe\./s);
  });

  it("cuts a message of a megabyte, of any characters, short", async () => {
    const message = `${randomBytes(300_000).toString("hex")}\u202E\u0007`;
    bench.targets.misbehave({ at: "uat", behaviour: { importFailure: { message } } });
    assert.ok((await textOf()).length < 5000);
  });

  it("proves afterwards that everything is there, or says what is not", async () => {
    const target = bench.target("uat");
    await assert.rejects(target.verify([core], bench.io), /'Core' is not there/);
    bench.targets.plant("uat", { uniqueName: "Core", version: "1.0.0.0", managed: true });
    await assert.rejects(target.verify([core], bench.io), /'Core' is there as 1\.0\.0\.0, not 1\.2\.0\.0/);
    bench.targets.plant("uat", { uniqueName: "Core", version: "1.2.0.0", managed: true });
    bench.targets.plant("uat", { uniqueName: "Core_Upgrade", version: "1.3.0.0", managed: true });
    await assert.rejects(target.verify([core], bench.io), /unfinished upgrade to 1\.3\.0\.0/);
    await rm(join(bench.folder, core.name), { recursive: true });
    await assert.rejects(target.verify([core], bench.io), /Sln: .*its state is not known/);
    await target.close();
  });
});
