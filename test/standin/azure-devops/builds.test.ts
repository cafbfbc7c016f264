import assert from "node:assert/strict";
import { fromBuffer } from "yauzl";
import type { Entry } from "yauzl";
import { build, release, smallWorld, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

const day = 24 * 60 * 60 * 1000;

async function get(bench: Bench, path: string, who = "reader"): Promise<Record<string, unknown>> {
  const { status, body, text } = await bench.send(who, "GET", `${bench.core}${path}`);
  assert.equal(status, 200, text);
  return body;
}

async function list(bench: Bench, path: string): Promise<Record<string, unknown>[]> {
  return (await get(bench, path))["value"] as Record<string, unknown>[];
}

async function move(bench: Bench, days: number): Promise<void> {
  assert.equal((await bench.send(undefined, "POST", "/_control/clock", { advance: days * day })).status, 200);
}

describe("builds", () => {
  it("run their phases one after the other, named by date and counter", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const first = await build(bench);
      const second = await build(bench, { "Variable-Group": "Other" });
      const [one, two] = [
        await get(bench, `/build/builds/${first}`),
        await get(bench, `/build/builds/${second}`),
      ];
      const date = new Date().toISOString().slice(0, 10).replaceAll("-", "");
      assert.deepEqual([one["buildNumber"], two["buildNumber"]], [`_${date}.1`, `_${date}.2`]);
      assert.deepEqual([one["status"], one["result"]], ["completed", "succeeded"]);
      assert.equal(two["parameters"], '{"Variable-Group":"Other"}');
      assert.deepEqual(
        bench.played.jobs.map(({ displayName }) => displayName),
        ["Build", "Seal", "Build", "Seal"],
      );
      assert.equal(bench.played.jobs[2]?.variables["Variable-Group"]?.value, "Other");
    }));

  it("hand linked groups to the job, secrets as secrets", () =>
    withOrganisation(smallWorld(), async (bench) => {
      await build(bench);
      const variables = bench.played.jobs[0]?.variables ?? {};
      assert.deepEqual(variables["Secret"], { value: "s3cret of the group", isSecret: true });
      assert.deepEqual(variables["ClientID"], { value: "the client" });
    }));
});

describe("a build that does not go well", () => {
  it("is refused with a variable that may not be set at queue time", () =>
    withOrganisation(smallWorld(), async ({ send, core }) => {
      const body = { definition: { id: 1 }, parameters: JSON.stringify({ Fixed: "2" }) };
      const answer = await send("contributor", "POST", `${core}/build/builds?api-version=7.0`, body);
      assert.equal(answer.status, 400);
      assert.match(String(answer.body["message"]), /\(Fixed\)/);
    }));

  it("fails with its step, skips what follows, and says so in the timeline", () =>
    withOrganisation(smallWorld({ build: ["ok", "fail", "tag never"] }), async (bench) => {
      const id = await build(bench);
      const { result, orchestrationPlan } = await get(bench, `/build/builds/${id}`);
      assert.equal(result, "failed");
      const { planId } = orchestrationPlan as { planId: string };
      const records = (await get(bench, `/build/builds/${id}/timeline/${planId}`))["records"] as Record<
        string,
        unknown
      >[];
      assert.deepEqual(
        records.map(({ type, name, result: own }) => `${String(type)} ${String(name)}: ${String(own)}`),
        [
          "Stage __default: failed",
          "Phase Build: failed",
          "Job Build: failed",
          "Task ok: succeeded",
          "Task fail: failed",
          "Task tag never: skipped",
          "Phase Seal: skipped",
          "Job Seal: skipped",
          "Task attach release-manager.seal seal.json {}: skipped",
        ],
      );
      assert.equal(bench.played.jobs.length, 1);
    }));
});

describe("a build", () => {
  it("can be cancelled", () =>
    withOrganisation(smallWorld({ build: ["hang"] }), async (bench) => {
      const { send, core, organisation } = bench;
      const body = { definition: { id: 1 } };
      const { body: queued } = await send(
        "contributor",
        "POST",
        `${core}/build/builds?api-version=7.0`,
        body,
      );
      assert.deepEqual([queued["status"], queued["result"]], ["notStarted", undefined]);
      const path = `${core}/build/builds/${Number(queued["id"])}`;
      await send("contributor", "PATCH", `${path}?api-version=7.0`, { status: "cancelling" });
      await organisation.idle();
      const { body: ended } = await send("reader", "GET", path);
      assert.deepEqual([ended["status"], ended["result"]], ["completed", "canceled"]);
    }));
});

describe("the list of builds", () => {
  it("comes newest first, filtered, page by page", () =>
    withOrganisation(smallWorld(), async (bench) => {
      for (let count = 0; count < 3; count += 1) await build(bench);
      const ids: unknown[] = [];
      let next = "";
      do {
        const page = await bench.send("reader", "GET", `${bench.core}/build/builds?$top=2${next}`);
        ids.push(...(page.body["value"] as { id: number }[]).map(({ id }) => id));
        const token = page.headers.get("x-ms-continuationtoken");
        next = token === null ? "" : `&continuationToken=${token}`;
      } while (next !== "");
      assert.deepEqual(ids, [3, 2, 1]);
      const count = async (filter: string): Promise<number> =>
        (await list(bench, `/build/builds?${filter}`)).length;
      assert.deepEqual(
        [
          await count("resultFilter=succeeded"),
          await count("resultFilter=failed"),
          await count("branchName=refs/heads/main"),
          await count("branchName=refs/heads/other"),
          await count("buildIds=1,3"),
          await count("definitions=2"),
        ],
        [3, 0, 3, 0, 2, 0],
      );
    }));

  it("gets no build of who may only read", () =>
    withOrganisation(smallWorld(), async ({ send, core }) => {
      const answer = await send("reader", "POST", `${core}/build/builds?api-version=7.0`, {
        definition: { id: 1 },
      });
      assert.equal(answer.status, 403);
      assert.match(String(answer.body["message"]), /Sam Okafor needs Queue builds permissions/);
    }));
});

describe("what a build leaves behind", () => {
  it("is its artefacts, to be downloaded as zips, with an identity that changes when they are published again", () =>
    withOrganisation(smallWorld({ build: ["publish Web one"] }), async (bench) => {
      const id = await build(bench);
      const [artefact] = await list(bench, `/build/builds/${id}/artifacts`);
      const { data, downloadUrl } = artefact?.["resource"] as { data: string; downloadUrl: string };
      assert.equal(artefact?.["name"], "Web");
      const zip = await fetch(downloadUrl, {
        headers: { authorization: `Bearer ${bench.organisation.tokenOf("reader")}` },
      });
      assert.equal(zip.headers.get("content-type"), "application/zip");
      assert.deepEqual(await namesIn(Buffer.from(await zip.arrayBuffer())), ["Web/file.txt"]);
      await bench.send(undefined, "POST", "/_control/artefact", { build: id, name: "Web", publish: true });
      const [again] = await list(bench, `/build/builds/${id}/artifacts`);
      assert.notEqual(again?.["id"], artefact["id"]);
      assert.notEqual((again?.["resource"] as { data: string }).data, data);
      assert.equal(again?.["name"], "Web");
    }));

  it("is its attachments", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await build(bench);
      const [seal] = await list(bench, `/build/builds/${id}/attachments/release-manager.seal`);
      const { href } = (seal?.["_links"] as { self: { href: string } }).self;
      const content = await bench.send("reader", "GET", href);
      assert.deepEqual([seal?.["name"], content.text], ["seal.json", "{}"]);
      assert.equal((await bench.send("reader", "GET", `${href}.not`)).status, 404);
    }));

  it("is its logs", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await build(bench);
      assert.equal((await list(bench, `/build/builds/${id}/logs`)).length, 2);
      const { text } = await bench.send("reader", "GET", `${bench.core}/build/builds/${id}/logs/1`);
      assert.match(text, /^\d{4}-\d\d-\d\dT[\d:.]+Z Starting ok\n$/);
    }));
});

describe("retention", () => {
  it("deletes a run after 30 days, and all that it left behind", () =>
    withOrganisation(smallWorld({ build: ["publish Web one"] }), async (bench) => {
      const id = await build(bench);
      await move(bench, 29);
      assert.equal((await list(bench, "/build/builds")).length, 1);
      await move(bench, 2);
      assert.equal((await bench.send("reader", "GET", `${bench.core}/build/builds/${id}`)).status, 404);
      assert.deepEqual(bench.organisation.state.build.artefacts, []);
      assert.deepEqual(bench.organisation.state.attachments, []);
      assert.equal((await list(bench, "/build/builds?deletedFilter=onlyDeleted")).length, 1);
    }));

  it("S0-02: lets a leased run live until the lease ends", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await build(bench);
      const order = [{ definitionId: 1, runId: id, ownerId: "us", daysValid: 60, protectPipeline: false }];
      const path = `${bench.core}/build/retention/leases`;
      assert.equal((await bench.send("contributor", "POST", `${path}?api-version=7.0`, order)).status, 200);
      await move(bench, 45);
      assert.deepEqual(
        (await list(bench, `/build/builds/${id}/leases`)).map(({ ownerId }) => ownerId),
        ["us"],
      );
      await move(bench, 16);
      assert.equal((await bench.send("reader", "GET", `${bench.core}/build/builds/${id}`)).status, 404);
    }));

  it("lets a run live whose artefacts a release has", () =>
    withOrganisation(smallWorld(), async (bench) => {
      const id = await build(bench);
      await release(bench);
      await move(bench, 40);
      assert.equal((await get(bench, `/build/builds/${id}`))["retainedByRelease"], true);
      const remove = await bench.send(
        "administrator",
        "DELETE",
        `${bench.core}/build/builds/${id}?api-version=7.0`,
      );
      assert.equal(remove.status, 400);
    }));

  const bad: readonly [what: string, order: Record<string, unknown>, status: number][] = [
    ["no days", { runId: 1, definitionId: 1, ownerId: "us", daysValid: 0 }, 400],
    ["no owner", { runId: 1, definitionId: 1, daysValid: 1 }, 400],
    ["another pipeline's run", { runId: 1, definitionId: 2, ownerId: "us", daysValid: 1 }, 400],
    ["no such run", { runId: 9, definitionId: 1, ownerId: "us", daysValid: 1 }, 404],
  ];
  for (const [what, order, status] of bad) {
    it(`takes no lease with ${what}`, () =>
      withOrganisation(smallWorld(), async (bench) => {
        await build(bench);
        const path = `${bench.core}/build/retention/leases?api-version=7.0`;
        assert.equal((await bench.send("contributor", "POST", path, [order])).status, status);
        assert.deepEqual(bench.organisation.state.build.leases, []);
      }));
  }
});

function namesIn(zip: Buffer): Promise<readonly string[]> {
  return new Promise((done, reject) => {
    fromBuffer(zip, { lazyEntries: false }, (error, opened) => {
      if (error) {
        reject(error);
        return;
      }
      const names: string[] = [];
      opened.on("entry", ({ fileName }: Entry) => names.push(fileName));
      opened.on("end", () => done(names));
    });
  });
}
