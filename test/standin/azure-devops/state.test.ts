import assert from "node:assert/strict";
import { copyFile, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { startOrganisation } from "../../../standin/azure-devops/organisation.ts";
import type { Organisation } from "../../../standin/azure-devops/organisation.ts";
import { withFolder } from "../../support/temporary-folder.ts";
import { playing } from "./playing.ts";
import { benchOf, build, release, smallWorld, stages, withOrganisation } from "./small-world.ts";
import type { Bench } from "./small-world.ts";

const world = smallWorld({ uat: ["hang"], productionAfterUat: true });

async function again(folder: string, use: (organisation: Organisation) => Promise<void>): Promise<void> {
  const { runJob } = playing();
  const options = { world, folder, port: 0, node: { 20: process.execPath }, runJob, log: () => undefined };
  const organisation = await startOrganisation(options);
  try {
    await use(organisation);
  } finally {
    await organisation.stop();
  }
}

describe("the state of the stand-in", () => {
  it("survives a restart: things, tokens, counters and the clock", () =>
    withFolder(async (folder) => {
      let token = "";
      await again(folder, async (organisation) => {
        const bench = benchOf(organisation, playing(), folder, []);
        await build(bench);
        token = organisation.tokenOf("administrator");
        organisation.clock.advance(3_600_000);
      });
      await again(folder, async (organisation) => {
        const bench = benchOf(organisation, playing(), folder, []);
        assert.equal(organisation.tokenOf("administrator"), token);
        const [first] = organisation.state.build.builds;
        assert.ok(first?.requestedFor.imageUrl.startsWith(organisation.origin));
        assert.equal(
          (await fetch(first?.requestedFor.imageUrl ?? "")).headers.get("content-type"),
          "image/svg+xml",
        );
        assert.ok(organisation.clock.now() - Date.now() > 3_500_000);
        assert.equal(await build(bench), 2);
      });
    }));

  it("keeps secrets apart, in a file for its owner only", () =>
    withOrganisation(world, async ({ organisation, folder }) => {
      await organisation.stop();
      const vault = join(folder, "vault.json");
      assert.equal((await stat(vault)).mode & 0o777, 0o600);
      assert.match(await readFile(vault, "utf8"), /s3cret of the group/);
      const state = await readFile(join(folder, "state.json"), "utf8");
      assert.doesNotMatch(state, /s3cret/);
      assert.ok(!state.includes(organisation.tokenOf("administrator")));
    }));

  it("says after a crash that a deployment that was running has failed", () =>
    withOrganisation(world, async (bench) => {
      await build(bench);
      await create(bench);
      while (bench.played.jobs.length < 3) await new Promise((done) => setTimeout(done, 5));
      await new Promise((done) => setTimeout(done, 400));
      await withFolder(async (folder) => {
        for (const name of ["state.json", "vault.json"])
          await copyFile(join(bench.folder, name), join(folder, name));
        await again(folder, (organisation) => {
          assert.deepEqual(stages({ ...bench, organisation }, 1), [
            "UAT: rejected",
            "Production: notStarted",
          ]);
          return Promise.resolve();
        });
      });
    }));
});

describe("a reset", () => {
  it("goes back to the beginning, and a running job ends first", () =>
    withOrganisation(world, async (bench) => {
      await build(bench);
      await create(bench);
      const token = bench.organisation.tokenOf("reader");
      assert.equal((await bench.send(undefined, "POST", "/_control/reset", {})).status, 204);
      const { state } = bench.organisation;
      assert.deepEqual([state.build.builds, state.release.releases, state.attachments], [[], [], []]);
      assert.deepEqual(
        state.groups.map(({ name }) => name),
        ["Connection-Parameters"],
      );
      assert.equal(bench.organisation.tokenOf("reader"), token);
      assert.equal(await build(bench), 1);
    }));
});

function create({ send, release: base }: Bench): Promise<unknown> {
  return send("releaseManager", "POST", `${base}/release/releases?api-version=7.0`, { definitionId: 1 });
}

describe("the control route", () => {
  it("tells and moves the clock", () =>
    withOrganisation(world, async ({ send }) => {
      const moved = await send(undefined, "POST", "/_control/clock", { now: "2030-01-02T03:04:05Z" });
      assert.match(String(moved.body["now"]), /^2030-01-02T03:04:05/);
      assert.match(
        String((await send(undefined, "GET", "/_control/clock")).body["now"]),
        /^2030-01-02T03:04/,
      );
      assert.equal((await send(undefined, "POST", "/_control/clock", { real: true })).body["offset"], 0);
      assert.equal((await send(undefined, "POST", "/_control/clock", {})).status, 400);
    }));

  it("queues a build", () =>
    withOrganisation(world, async ({ send }) => {
      const answer = await send(undefined, "POST", "/_control/run", {
        definition: "Contoso Web",
        wait: true,
      });
      assert.deepEqual([answer.body["id"], answer.body["result"]], [1, "succeeded"]);
      assert.equal((await send(undefined, "POST", "/_control/run", { definition: "None" })).status, 400);
    }));

  it("alters one byte of an artefact, and nothing else", () =>
    withOrganisation(smallWorld({ build: ["publish Web one"] }), async (bench) => {
      const id = await build(bench);
      const before = structuredClone(bench.organisation.state.build.artefacts);
      await bench.send(undefined, "POST", "/_control/artefact", { build: id, name: "Web", alter: true });
      assert.deepEqual(bench.organisation.state.build.artefacts, before);
      await release(bench);
      const file = join(bench.played.downloads.at(-1) ?? "", "ARTEFACTS", "Web", "file.txt");
      assert.equal(await readFile(file, "utf8"), "nne");
      assert.equal(
        (await bench.send(undefined, "POST", "/_control/artefact", { build: id, name: "No" })).status,
        400,
      );
    }));

  it("names everybody with their token", () =>
    withOrganisation(world, async ({ send, organisation }) => {
      const people = (await send(undefined, "GET", "/_control/people")).body["value"] as {
        role: string;
        token: string;
      }[];
      assert.deepEqual(
        people.map(({ role }) => role),
        ["administrator", "releaseManager", "contributor", "approver", "reader"],
      );
      assert.equal(people[0]?.token, organisation.tokenOf("Avery Stone"));
    }));

  it("knows no other act", () =>
    withOrganisation(world, async ({ send }) => {
      assert.equal((await send(undefined, "POST", "/_control/explode", {})).status, 404);
    }));
});

describe("pages of other parts", () => {
  it("are asked first on the same origin, for all but REST and the control route", () =>
    withOrganisation(world, async ({ organisation, send, core }) => {
      organisation.mount((request, response) => {
        if (request.url !== "/page" && !request.url?.includes("_apis")) return false;
        response.end("a page");
        return true;
      });
      assert.equal((await send(undefined, "GET", "/page")).text, "a page");
      assert.equal((await send(undefined, "GET", "/other")).status, 404);
      assert.equal((await send("reader", "GET", `${core}/build/builds`)).text, '{"count":0,"value":[]}');
    }));
});
