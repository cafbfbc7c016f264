import assert from "node:assert/strict";
import { planClone } from "../../../core/acts/clone-connection.ts";
import { draftRun, type RunDraft } from "../../../core/acts/draft-run.ts";
import { queueRun, type RunOrder } from "../../../core/acts/queue-run.ts";
import { defaultContract } from "../../../core/model/connection.ts";
import type { Build, Release } from "../../../core/model/release.ts";
import type { NewRun, QueuedWith, YamlPipeline } from "../../../core/ports-of-runs.ts";
import type { AzureDevOps } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments } from "./kept-documents.ts";
import {
  build,
  group,
  noRight,
  now,
  organisation,
  production,
  release,
  sealed,
  uat,
  type Parts,
} from "./sample-organisation.ts";

const yaml: YamlPipeline = { id: 8, name: "Live", path: "\\", disabled: false, webUrl: "" };
const stages = [
  { ...uat, id: "uat_stage" },
  { ...production, id: "prod" },
];
const latest: Release = { ...release, id: "run:70", name: "Live-1", kind: "yaml", stages };
const ran = (id: number, branch: string): Build => ({ ...build, id, branch, pipeline: yaml });
const queued: QueuedWith = {
  parameters: { connection: "Clone", Comments: "none" },
  resources: [
    { alias: "other", pipeline: { id: 6, name: "Other" }, version: "1" },
    { alias: "web", pipeline: { id: 7, name: "Integration" }, runId: 300, version: "_20220615.1" },
  ],
  branch: "refs/heads/main",
};
const clone = { ...group, id: 8, name: "Clone" };

function yamlWorld(over: Parts = {}): AzureDevOps {
  return organisation({
    ...over,
    builds: {
      list: () => Promise.resolve({ items: [ran(71, "refs/heads/topic"), ran(70, "refs/heads/main")] }),
      run: () => Promise.resolve(latest),
      ...over.builds,
    },
    connections: { list: () => Promise.resolve([group, clone]), ...over.connections },
    runs: {
      pipelines: () => Promise.resolve([yaml]),
      queuedWith: () => Promise.resolve(queued),
      ...over.runs,
    },
  });
}

function drafted(over: Parts = {}, buildId = 345): Promise<RunDraft> {
  return draftRun(8, buildId, yamlWorld(over));
}

function blocks({ findings }: RunDraft): readonly (readonly [string, string])[] {
  return findings.filter(({ level }) => level === "block").map(({ id, fix }) => [id, fix ?? ""] as const);
}

describe("Drafting a run of a YAML pipeline", () => {
  it("S0-33: tells the latest run's parameters, and the connection that the build was sealed with", async () => {
    const draft = await drafted();
    assert.deepEqual(draft.parameters, [
      { name: "connection", value: "Connection-Parameters" },
      { name: "Comments", value: "none" },
    ]);
    assert.deepEqual([draft.connectionParameter, draft.branch], ["connection", "refs/heads/main"]);
    assert.deepEqual(
      draft.stages.map(({ id, name }) => [id, name]),
      [
        ["uat_stage", "UAT"],
        ["prod", "Production"],
      ],
    );
    assert.deepEqual(blocks(draft), []);
  });

  it("S0-13: pins the resource that the build fits, by the build's id", async () => {
    assert.deepEqual((await drafted()).resource, {
      alias: "web",
      pipeline: { id: 7, name: "Integration" },
      runId: 345,
      version: "_20220616.3",
    });
  });

  it("looks at the latest run of the build's own branch, and never at one of a pull request", async () => {
    const asked: number[] = [];
    const run = (id: number): Promise<Release> => {
      asked.push(id);
      return Promise.resolve(id === 70 ? { ...latest, stages: [] } : latest);
    };
    const items = [ran(72, "refs/pull/4/merge"), ran(71, "refs/heads/topic"), ran(70, "refs/heads/main")];
    const draft = await drafted({ builds: { run, list: () => Promise.resolve({ items }) } });
    assert.deepEqual(asked, [70, 71]);
    assert.equal(draft.stages.length, 2);
  });

  it("says what to do about a pipeline that never ran, and nothing more", async () => {
    const draft = await drafted({ builds: { list: () => Promise.resolve({ items: [] }) } });
    assert.deepEqual(blocks(draft), [["never-ran", "Run it once in Azure DevOps"]]);
    assert.deepEqual([draft.parameters, draft.stages, draft.resource], [[], [], undefined]);
  });

  it("says what to add to the YAML where no resource fits, and that a pipeline is disabled", async () => {
    const without = { ...queued, resources: queued.resources.slice(0, 1) };
    const pipelines = (): Promise<YamlPipeline[]> => Promise.resolve([{ ...yaml, disabled: true }]);
    const draft = await drafted({ runs: { pipelines, queuedWith: () => Promise.resolve(without) } });
    const [disabled, carried] = blocks(draft);
    assert.equal(disabled?.[0], "pipeline-disabled");
    assert.match(carried?.join() ?? "", /^build-not-carried,Add to the YAML of Live.*“source: Integration”/);
  });

  it("S2-12: never builds again what is a release of the pipeline already", async () => {
    const get = (): Promise<Build> => Promise.resolve(ran(70, "refs/heads/main"));
    assert.deepEqual(blocks(await drafted({ builds: { get } })), [
      ["own-build", "Open run _20220616.3 and start its stages"],
    ]);
  });
});

const order: RunOrder = {
  pipelineId: 8,
  buildId: 345,
  parameters: { Connection: "clone", Comments: "go" },
  skip: ["uat_stage"],
  title: "Sprint 12",
  description: "",
};

const made = { ...latest, id: "run:80", name: "Live-2" } as const;

async function queue(over: Partial<RunOrder> = {}, parts: Parts = {}): Promise<NewRun[]> {
  const orders: NewRun[] = [];
  const put = (one: NewRun): Promise<Release> => {
    orders.push(one);
    return Promise.resolve(made);
  };
  const { documents } = keptDocuments();
  const azure = yamlWorld({ documents, ...parts, runs: { queue: put, ...parts.runs } });
  assert.equal(await queueRun({ ...order, ...over }, azure, now), made);
  return orders;
}

describe("Queueing a run of a YAML pipeline", () => {
  it("S0-13, S2-12: carries that very build, with the parameters and without the stages that were left out", async () => {
    assert.deepEqual(await queue(), [
      {
        pipelineId: 8,
        branch: "refs/heads/main",
        parameters: { connection: "Clone", Comments: "go" },
        variables: {},
        skip: ["uat_stage"],
        resources: [{ alias: "web", runId: 345, version: "_20220616.3" }],
      },
    ]);
  });

  it("S3-06: stores the title beside the run", async () => {
    const { documents, links } = keptDocuments();
    await queue({ title: " Sprint 12 " }, { documents });
    assert.equal(links("run:80")?.title, "Sprint 12");
  });

  it("S3-10: links the run and the release that it carries on", async () => {
    const { documents, links } = keptDocuments();
    const kept: unknown[] = [];
    const keep = (...call: unknown[]): Promise<void> => Promise.resolve(void kept.push(call));
    await queue({ from: "classic:57" }, { documents, releases: { keep } });
    assert.deepEqual(kept, [[57, true]], "S3-15: Azure DevOps's own page cannot delete it");
    const { root } = await sealed();
    assert.deepEqual([links("run:80")?.from?.release, links("run:80")?.root], ["classic:57", root]);
    assert.deepEqual(
      links("classic:57")?.onward.map(({ release: id, on }) => [id, on]),
      [["run:80", now]],
    );
  });

  it("S0-06: is refused for a build that did not succeed or has lost its artefacts", async () => {
    const get = (): Promise<Build> => Promise.resolve({ ...build, result: "partiallySucceeded" });
    await assert.rejects(queue({}, { builds: { get } }), refusing("RM002", /did not succeed/));
    const artefacts = (): Promise<[]> => Promise.resolve([]);
    await assert.rejects(queue({}, { builds: { artefacts } }), refusing("RM021", /artefacts are gone/));
  });

  it("is refused for unknown parameters, stages, connections and pipelines, and without a title", async () => {
    await assert.rejects(
      queue({ parameters: { Comment: "x" } }),
      refusing("RM001", /no parameter Comment: it has connection and Comments/),
    );
    await assert.rejects(queue({ skip: ["UAT"] }), refusing("RM001", /no stage UAT: it has uat_stage/));
    const parameters = { connection: "Clonne" };
    await assert.rejects(queue({ parameters }), refusing("RM011", /Did you mean "Clone"/));
    await assert.rejects(queue({ pipelineId: 9 }), refusing("RM001", /no YAML pipeline 9/));
    await assert.rejects(queue({ title: "" }), refusing("RM001", /title is asked for/));
  });

  it("leaves the connection to Azure DevOps where the groups cannot be read", async () => {
    const list = (): Promise<never> => Promise.reject(noRight());
    const [one] = await queue({ parameters: { connection: "Mine" } }, { connections: { list } });
    assert.deepEqual(one?.parameters, { connection: "Mine" });
  });
});

describe("A connection that is made with a run", () => {
  const values = {
    "TargetURL-UAT": "https://b-uat.example",
    "TargetURL-PROD": "https://b.example",
    Secret: "x",
  };
  const newConnection = planClone(group, { name: "Fabrikam", values }, defaultContract);
  const making = (names: string[]): Parts => ({
    connections: {
      list: () => Promise.resolve([group, clone]),
      create: (draft) => Promise.resolve({ ...group, ...draft, id: names.push(draft.name) }),
      authorise: (_, pipelines) => Promise.resolve(void names.push(pipelines.join())),
    },
  });

  it("N5: is made for the pipeline that takes it by its parameter", async () => {
    const names: string[] = [];
    const [run] = await queue({ parameters: { connection: "Fabrikam" }, newConnection }, making(names));
    assert.deepEqual([names, run?.parameters], [["Fabrikam", "8"], { connection: "Fabrikam" }]);
  });

  it("D1: is not made where no parameter names it", async () => {
    const names: string[] = [];
    const unheard = queue({ parameters: {}, newConnection }, making(names));
    await assert.rejects(unheard, refusing("RM001", /would not be used/));
    assert.deepEqual(names, []);
  });
});
