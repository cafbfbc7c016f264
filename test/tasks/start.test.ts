import assert from "node:assert/strict";
import { instant } from "../../core/model/instant.ts";
import { entryWith } from "../core/model/entries.ts";
import { type Deploying, deploying, output } from "../support/deploying-built.ts";
import { type BuiltEnd, type BuiltRun, manifestOf } from "../support/run-built-task.ts";
import { personal, project, starter } from "../support/scripted-azure.ts";
import { sealedArtefact } from "../support/sealed-artefact.ts";
import { sealOf, type WireStage } from "../support/wire.ts";

const web = { "index.html": "<h1>hello</h1>" };
const connection = "eeeeeeee-0000-4000-8000-000000000001";

describe("The built task ReleaseManagerStart", function () {
  this.timeout(60_000);

  it("S0-02: starts a manual stage of another release with its reason, as the service connection", () =>
    starting({}, async ({ start, starts }) => {
      const end = await start({ release: "Release-57", reason: "the night's train" });
      assert.equal(end.result, "succeeded", end.log);
      const [made = nothing] = starts;
      assert.equal(made.authorization, personal);
      assert.match(made.line, /releases\/57\/environments\/100$/);
      assert.match(JSON.stringify(made.body), /the night's train/);
      assert.deepEqual(
        ["release", "stage", "state"].map((name) => output(end, name)),
        ["classic:57", "UAT", "inProgress"],
      );
      assert.match(end.log, /##\[section\]Evidence\n/);
      assert.equal(end.log.includes("starters-own-token"), false);
    }));

  it("S0-02: starts a manual stage of a YAML run, by its reference name, with the reason kept before", () =>
    starting({}, async ({ start, azure }) => {
      const { holdings } = azure;
      holdings.run = ["Build", "UAT"];
      holdings.last = { ...manual, name: "User acceptance" };
      const seen: unknown[] = [];
      holdings.onStart = ({ line, body, authorization }) => {
        const kept = JSON.stringify(holdings.documents[`reasons-${project.id}/run-7`]);
        seen.push(line.split("/").slice(-2).join("/"), body, authorization, JSON.parse(kept));
        holdings.last = { name: "User acceptance" };
      };
      const end = await start({ release: "run:7", reason: "the night's train" });
      assert.equal(end.result, "succeeded", end.log);
      const [line, body, authorization, kept] = seen;
      assert.deepEqual([line, authorization], ["stages/UAT", personal]);
      assert.match(JSON.stringify(body), /"state":/);
      for (const part of [`"by":"${starter}"`, `"reason":"the night's train"`, `"stage":"UAT"`])
        assert.ok(JSON.stringify(kept).includes(part), part);
      assert.deepEqual([output(end, "release"), output(end, "state")], ["run:7", "inProgress"]);
    }));

  it("S0-02: follows the stage to its end when asked to, and fails when the stage fails", () =>
    starting({ status: "rejected", attempts: [{ status: "failed" }] }, async ({ start }) => {
      const end = await start({ waitMinutes: "5" });
      assert.equal(end.result, "failed");
      assert.match(end.log, /UAT of Release-57 did not succeed.*\[RM031\]/);
    }));

  it("S0-02: follows the stage to its good end", () =>
    starting({ status: "succeeded", attempts: [{ status: "succeeded" }] }, async ({ start }) => {
      const end = await start({ waitMinutes: "5" });
      assert.equal(end.result, "succeeded", end.log);
      assert.equal(output(end, "state"), "succeeded");
    }));
});

describe("What the built task ReleaseManagerStart refuses", function () {
  this.timeout(60_000);

  it("D10: the job's own token starts nothing, and Azure DevOps is not even asked", () =>
    starting({}, async ({ start, starts, azure }) => {
      const end = await start({ tokenConnection: "" });
      assert.match(end.log, /no service connection is named, and the job's own token starts nothing/);
      assert.deepEqual([starts.length, azure.asked.length], [0, 0]);
    }));

  it("D10: production before the stage before it, whatever the reason", () =>
    starting({}, async ({ start, starts }) => {
      const end = await start({ stage: "PROD", reason: "now", environment: "PROD" });
      assert.match(end.log, /PROD was not started.*\[RM002\]/);
      assert.equal(starts.length, 0);
    }));

  it("D10: production without a reason, and without its environment's name", () =>
    starting({}, async ({ start, starts, release }) => {
      release([{ ...production, after: "" }]);
      const bare = await start({ stage: "PROD", environment: "PROD" });
      assert.match(bare.log, /A reason is asked for and was not given.*\[RM001\]/);
      const other = await start({ stage: "PROD", reason: "now", environment: "prod" });
      assert.match(other.log, /The environment's name PROD must be typed, exactly.*\[RM001\]/);
      assert.equal(starts.length, 0);
      await start({ stage: "PROD", reason: "now", environment: "PROD" });
      assert.equal(starts.length, 1);
    }));

  it("N11: what is frozen, with the words of every other door, unless the reason breaks the glass", () =>
    starting({}, async ({ start, starts, azure }) => {
      const entry = entryWith({ environments: ["UAT"], from: instant(0), to: instant(Date.UTC(2999, 0)) });
      azure.holdings.documents[`calendar-${project.id}/${entry.id}`] = entry;
      const end = await start({ reason: "the night's train" });
      assert.match(
        end.log,
        /UAT was not started[\s\S]*Frozen until 2999-01-01 00:00 UTC: "Year's end"[\s\S]*\[RM002\]/,
      );
      assert.equal(starts.length, 0);
      const meant = await start({ reason: "Break-glass: the tills are down" });
      assert.equal(meant.result, "succeeded", meant.log);
      assert.match(JSON.stringify(starts[0]?.body), /Break-glass: the tills are down/);
    }));

  it("a name of no release, and a stage that the release does not have", () =>
    starting({}, async ({ start }) => {
      assert.match((await start({ release: "57" })).log, /bears it.*classic:57.*\[RM041\]/);
      assert.match((await start({ stage: "QA" })).log, /There is no stage “QA”.*\[RM001\]/);
    }));

  it("keeps its manifest's name and id", async () => {
    const { id, name } = await manifestOf("start");
    assert.deepEqual([id, name], ["d28d6837-959b-43ff-ad8c-06ff0e46a4d8", "ReleaseManagerStart"]);
  });
});

type Start = Parameters<NonNullable<Deploying["azure"]["holdings"]["onStart"]>>[0];
const nothing: Start = { line: "", body: undefined, authorization: "" };
type Starting = Deploying &
  Readonly<{ start: (inputs: Readonly<Record<string, string>>) => Promise<BuiltEnd>; starts: Start[] }>;

const manual = { state: "completed", result: "manuallyQueued" };
const inputs = { target: "folder" };
const production: WireStage = { name: "PROD", status: "notStarted", attempts: [], after: "UAT", inputs };

/** Release 57, whose stage UAT waits for its start and stands like `after` when it was started. */
function starting(after: Partial<WireStage>, use: (at: Starting) => Promise<void>): Promise<void> {
  return deploying(sealOf([sealedArtefact("Web", web)]), {}, async (at) => {
    const { azure, release } = at;
    const starts: Start[] = [];
    azure.holdings.run = ["Build"];
    azure.holdings.artefacts = { Web: Buffer.from("zip") };
    release([{ name: "UAT", status: "notStarted", attempts: [], inputs }, production]);
    azure.holdings.onStart = (start) => {
      starts.push(start);
      release([{ name: "UAT", inputs, ...after }, production]);
    };
    const start: Starting["start"] = (given) => at.run(runOf(azure.url, given));
    await use({ ...at, start, starts });
  });
}

function runOf(url: string, given: Readonly<Record<string, string>>): Partial<BuiltRun> {
  const parameters = { apitoken: "starters-own-token" };
  return {
    task: "start",
    host: "build",
    endpoints: [{ id: connection, name: "starter", url, scheme: "Token", parameters, data: {} }],
    inputs: { tokenConnection: connection, release: "classic:57", stage: "UAT", ...given },
    download: () => Promise.resolve(),
  };
}
