import assert from "node:assert/strict";
import { allows } from "../../../../adapters/targets/appservice/check-site.ts";
import { siteAddress } from "../../../../adapters/targets/appservice/address.ts";
import { decideSite, type PlaceFacts } from "../../../../adapters/targets/appservice/decide-site.ts";
import { healthRule, isHealthy } from "../../../../adapters/targets/appservice/health.ts";
import {
  badEnd,
  judgeDeployment,
  type KuduRecord,
} from "../../../../adapters/targets/appservice/judge-deployment.ts";
import { sampleOf } from "../../../../adapters/targets/appservice/prove-files.ts";
import { shapeOf } from "../../../../adapters/targets/appservice/web-package.ts";
import { Failure } from "../../../../core/failure.ts";
import { sealedArtefact } from "../../../support/sealed-artefact.ts";

const wanted = { root: "1".repeat(64), digest: "a".repeat(64) };
const at = (hour: number): string => `2026-11-01T0${hour}:00:00.000Z`;

function place(digest: string, hour: number, newest = hour): PlaceFacts {
  const marker = {
    schema: 1,
    release: { id: "classic:1", name: `Release ${digest}` },
    root: wanted.root,
    artefact: { name: "Web", digest: digest.repeat(64) },
    deployment: { id: `d${hour}`, receivedOn: at(hour) },
  } as const;
  return { marker, newest: { id: `d${newest}`, receivedOn: at(newest) } };
}

describe("which files are read back", () => {
  const file = (path: string, megabytes: number) => ({ path, bytes: megabytes * 1024 * 1024 });
  const names = (...files: ReturnType<typeof file>[]): readonly string[] =>
    sampleOf(files).map(({ path }) => path);

  it("takes small ones, else the smallest, and none that is longer than any answer", () => {
    assert.deepEqual(names(file("a", 2), file("b", 1), file("c", 0)), ["b", "c"]);
    assert.deepEqual(names(file("a", 3), file("b", 2), file("c", 40)), ["b"]);
    assert.deepEqual(names(file("c", 40)), []);
  });
});

describe("what is done with a site", () => {
  const cases: readonly (readonly [string, PlaceFacts, PlaceFacts | undefined, string, RegExp])[] = [
    ["a site that nobody deployed to", {}, undefined, "deploy", /not atomic/],
    ["a site that has it", place("a", 1), undefined, "nothing", /is live already/],
    ["a site that had it until somebody deployed", place("a", 1, 2), undefined, "deploy", /not atomic/],
    [
      "a site whose files were changed",
      { ...place("a", 1), altered: "x" },
      undefined,
      "deploy",
      /not atomic/,
    ],
    ["a slot that nobody deployed to", place("b", 1), {}, "deployAndSwap", /proved there, then swapped/],
    ["a slot that holds it", place("b", 2), place("a", 1), "swap", /nothing is sent/],
    [
      "a slot whose history stayed behind at a swap",
      place("b", 2),
      place("a", 3, 1),
      "swap",
      /nothing is sent/,
    ],
    [
      "a slot that somebody deployed to",
      place("b", 2),
      place("a", 1, 3),
      "deployAndSwap",
      /but somebody deployed there since/,
    ],
    [
      "a slot that holds it while somebody deploys",
      place("b", 2),
      { ...place("a", 1), pending: "x by Jo" },
      "deployAndSwap",
      /x by Jo\) and is waited for/,
    ],
    ["a site that has it, whatever its slot has", place("a", 1), place("b", 2), "nothing", /is live already/],
  ];
  for (const [title, site, slot, does, words] of cases)
    it(`${does}: ${title}`, () => {
      const decision = decideSite({
        wanted,
        site,
        slotName: "next",
        ...(slot === undefined ? {} : { slot }),
      });
      assert.equal(decision.do, does);
      assert.match(decision.text, words);
      assert.ok(decision.rollback.length > 30);
    });
});

const record = (id: string, more: Partial<KuduRecord> = {}): KuduRecord => ({
  ...{
    id,
    status: 1,
    statusText: "",
    isTemporary: false,
    isReadOnly: false,
    deployer: "",
    receivedOn: at(1),
  },
  ...more,
});

describe("which deployment is ours", () => {
  const known = { before: new Set(["old"]), tracked: "ours" };
  const temporary = record("temp-1", { isTemporary: true, status: 0 });
  const cases: readonly (readonly [string, Parameters<typeof judgeDeployment>, string])[] = [
    [
      "its own record counts first",
      [known, record("ours"), [record("other", { status: 4 })]],
      "working ours",
    ],
    [
      "while there is only a temporary record it is unpacked",
      [known, undefined, [temporary]],
      "unpacking temp-1",
    ],
    [
      "a temporary record that failed is the failure",
      [known, undefined, [{ ...temporary, status: 3 }]],
      "ended temp-1",
    ],
    [
      "a temporary record that went well is about to go",
      [known, undefined, [{ ...temporary, status: 4 }]],
      "unpacking temp-1",
    ],
    [
      "a success of somebody else's never counts",
      [known, undefined, [record("other", { status: 4 })]],
      "absent",
    ],
    [
      "without an id, what is new and lasting counts",
      [{ before: known.before }, undefined, [temporary, record("new")]],
      "working new",
    ],
    [
      "without an id, a note in the history is nothing",
      [{ before: known.before }, undefined, [record("n", { isReadOnly: true, status: 4 })]],
      "absent",
    ],
    ["what was there before is nothing", [{ before: known.before }, undefined, [record("old")]], "absent"],
    [
      "a status that is no number is no end",
      [known, record("ours", { status: Number.NaN }), []],
      "working ours",
    ],
  ];
  for (const [title, given, expected] of cases)
    it(title, () => {
      const judged = judgeDeployment(...given);
      assert.equal("record" in judged ? `${judged.kind} ${judged.record.id}` : judged.kind, expected);
    });

  it("says what an end means", () => {
    assert.match(badEnd(record("x", { status: 3 }), []), /failed at the site/);
    assert.match(
      badEnd(record("x", { status: 3 }), ["Deployment has been stopped due to SCM container restart"]),
      /restarted in the middle/,
    );
    assert.match(badEnd(record("x", { status: 9 }), []), /unknown status 9/);
  });
});

describe("what a web package is", () => {
  for (const [title, files, expected] of [
    ["a folder", { "index.html": "", "a/b.zip": "" }, "folder"],
    ["a zip alone", { "Site.ZIP": "" }, "zip"],
    [
      "a zip beside other files",
      { "site.zip": "", "readme.md": "" },
      /holds "site\.zip" beside 1 other file/,
    ],
    ["two zips", { "a.zip": "", "b.zip": "" }, /beside 1 other file/],
    ["nothing", {}, /empty/],
    ["a Java archive", { "app.war": "" }, /Java archive/],
    ["names that differ in case alone", { "A.txt": "", "a.txt": "" }, /one file where case does not count/],
    ["a path that leads out", { "../a.txt": "" }, /leaves its root/],
  ] as const)
    it(`knows ${title}`, () => {
      const shape = shapeOf(sealedArtefact("Web", files));
      if (typeof expected === "string") assert.deepEqual(shape, { kind: expected });
      else assert.match("because" in shape ? shape.because : "", expected);
    });
});

describe("addresses, rights and health of a site", () => {
  const resource =
    "/subscriptions/8f0c6a1e-0000-4000-8000-5a4b7d2f6a10/resourceGroups/rg/providers/Microsoft.Web/sites/web";
  const usual = { environment: "UAT", url: "https://web.azurewebsites.net/x", resource, slot: "" };

  for (const [url, arm, scm] of [
    ["https://web.azurewebsites.net", "https://management.azure.com", "https://appservice.azure.com"],
    ["https://web.azurewebsites.us", "https://management.usgovcloudapi.net", "https://appservice.azure.us"],
    ["https://web.chinacloudsites.cn", "https://management.chinacloudapi.cn", "https://appservice.azure.cn"],
    ["https://www.contoso.example", "https://management.azure.com", "https://appservice.azure.com"],
  ] as const)
    it(`${url} is asked for at ${arm}`, () => {
      const address = siteAddress({ ...usual, url });
      assert.deepEqual([address.resourceManager, address.scmAudiences[0]], [arm, scm]);
    });

  it("takes the cloud of a site's own domain from AuthorityURL", () => {
    const address = siteAddress({
      ...usual,
      url: "https://www.contoso.example",
      authorityUrl: "https://login.microsoftonline.us",
    });
    assert.equal(address.resourceManager, "https://management.usgovcloudapi.net");
  });

  for (const [title, changes, cause] of [
    ["http", { url: "http://web.azurewebsites.net" }, /no https address/],
    ["an address with a name in it", { url: "https://a:b@web.azurewebsites.net" }, /no https address/],
    ["another cloud's authority", { authorityUrl: "https://login.microsoftonline.us" }, /another cloud/],
    [
      "another cloud's resource manager",
      { resourceManagerUrl: "https://management.chinacloudapi.cn" },
      /another cloud/,
    ],
    ["a resource that is no site", { resource: "/subscriptions/x" }, /not the id of a site/],
    ["a resource with a way out", { resource: `${resource}/../other` }, /not the id of a site/],
    ["a slot of a slot", { resource: `${resource}/slots/a`, slot: "b" }, /is a slot itself/],
  ] as const)
    it(`N3: refuses ${title}`, () => {
      assert.throws(
        () => siteAddress({ ...usual, ...changes }),
        (thrown) =>
          thrown instanceof Failure && thrown.report.code === "RM010" && cause.test(thrown.report.cause),
      );
    });
});

describe("rights and health of a site", () => {
  it("knows rights by Azure's patterns", () => {
    const right = "Microsoft.Web/sites/publish/action";
    assert.ok(allows([{ actions: ["*"], notActions: [] }], right));
    assert.ok(allows([{ actions: ["microsoft.web/sites/*"], notActions: [] }], right));
    assert.ok(!allows([{ actions: ["*"], notActions: ["Microsoft.Web/sites/*/Action"] }], right));
    assert.ok(!allows([{ actions: ["Microsoft.Web/sites/read"], notActions: [] }], right));
  });

  it("reads paths and statuses of the health check, and refuses what leads elsewhere", () => {
    const rule = healthRule({ healthPath: "/healthz?x=1", healthStatuses: "200-299, 401", waitMinutes: 120 });
    assert.deepEqual(
      [200, 299, 300, 401].map((status) => isHealthy(rule, status)),
      [true, true, false, true],
    );
    for (const healthPath of ["//evil.example", "https://evil.example", "healthz", "/\\evil.example", "/a b"])
      assert.throws(
        () => healthRule({ healthPath, healthStatuses: "", waitMinutes: 120 }),
        Failure,
        healthPath,
      );
    for (const healthStatuses of ["ok", "200-", "299-200", "700"])
      assert.throws(
        () => healthRule({ healthPath: "", healthStatuses, waitMinutes: 120 }),
        Failure,
        healthStatuses,
      );
    const patience = (waitMinutes: number): number =>
      healthRule({ healthPath: "", healthStatuses: "", waitMinutes }).patience;
    assert.deepEqual([patience(120), patience(1)], [300_000, 60_000]);
  });
});
