import assert from "node:assert/strict";
import { createRelease } from "../../../core/acts/create-release.ts";
import { draftRelease } from "../../../core/acts/draft-release.ts";
import type { BuildResult } from "../../../core/model/release.ts";
import type { NewRelease, ReleasePipeline } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import {
  build,
  group,
  noRight,
  organisation,
  pipeline,
  release,
  sealed,
  type Parts,
} from "./sample-organisation.ts";

const order = { pipelineId: 3, buildId: 345, manualStages: ["Production"], description: " Sprint 12 " };

async function created(
  over: Partial<typeof order & { connection: string }>,
  given: Parts = {},
): Promise<NewRelease[]> {
  const made: NewRelease[] = [];
  const create = (one: NewRelease): Promise<typeof release> => {
    made.push(one);
    return Promise.resolve(release);
  };
  const azure = organisation({ ...given, releases: { ...given.releases, create } });
  assert.deepEqual(await createRelease({ ...order, ...over }, azure), release);
  return made;
}

function ofPipeline(over: Partial<ReleasePipeline>): Parts {
  return { releases: { pipeline: () => Promise.resolve({ ...pipeline, ...over }) } };
}

describe("Creating a release", () => {
  it("S0-10: switches Production to manual and carries the build", async () => {
    assert.deepEqual(await created({}), [
      {
        pipelineId: 3,
        description: "Sprint 12",
        artefacts: [
          { alias: "ARTEFACTS", buildId: 345, buildNumber: "_20220616.3", branch: "refs/heads/main" },
        ],
        manualStages: ["Production"],
        variables: {},
      },
    ]);
  });

  for (const result of ["failed", "cancelled", "running", "partiallySucceeded", "unknown"] as const) {
    it(`S0-06: refuses a build that is ${result}`, async () => {
      const get = (): Promise<typeof build> =>
        Promise.resolve({ ...build, result: result satisfies BuildResult });
      await assert.rejects(created({}, { builds: { get } }), refusing("RM002", /did not succeed/));
    });
  }

  it("refuses artefacts that are gone, a strange build, a disabled pipeline and unknown stages", async () => {
    const artefacts = (): Promise<[]> => Promise.resolve([]);
    await assert.rejects(created({}, { builds: { artefacts } }), refusing("RM021", /artefacts are gone/));
    const get = (): Promise<typeof build> =>
      Promise.resolve({ ...build, pipeline: { id: 99, name: "Other" } });
    await assert.rejects(
      created({}, { builds: { get } }),
      refusing("RM002", /does not carry builds of Other/),
    );
    await assert.rejects(created({}, ofPipeline({ disabled: true })), refusing("RM002", /disabled/));
    await assert.rejects(
      created({ manualStages: ["QA"] }),
      refusing("RM001", /no stage QA: it has UAT, Production/),
    );
  });

  it("does not switch what is manual already", async () => {
    const stages = pipeline.stages.map((stage) => ({ ...stage, trigger: "manual" as const }));
    assert.deepEqual((await created({}, ofPipeline({ stages })))[0]?.manualStages, []);
  });
});

describe("The connection of a new release", () => {
  const clone = { ...group, id: 8, name: "Clone" };
  const two: Parts = { connections: { list: () => Promise.resolve([group, clone]) } };

  it("S0-33: travels as the release's variable, by its real name", async () => {
    assert.deepEqual((await created({ connection: " clone " }, two))[0]?.variables, {
      "Variable-Group": "Clone",
    });
    assert.deepEqual((await created({ connection: "8" }, two))[0]?.variables, { "Variable-Group": "Clone" });
  });

  it("is refused when there is none of that name", async () => {
    await assert.rejects(created({ connection: "Clonne" }, two), refusing("RM011", /Did you mean "Clone"/));
  });

  it("D1: is refused when the pipeline would not honour it", async () => {
    const fixed = ofPipeline({ variables: [] });
    await assert.rejects(
      created({ connection: "Clone" }, { ...two, ...fixed }),
      refusing("RM001", /settable at release time/),
    );
    const deploy = { connection: "Connection-Parameters", environment: "", target: "" };
    const stages = pipeline.stages.map((stage) => ({ ...stage, deploy }));
    await assert.rejects(
      created({ connection: "Clone" }, { ...two, ...ofPipeline({ stages }) }),
      refusing("RM001", /no stage of Deployment names its connection/),
    );
  });

  it("S0-29: needs no variable where the build was queued with it", async () => {
    const fixed = ofPipeline({ variables: [] });
    assert.deepEqual(
      (await created({ connection: "Connection-Parameters" }, { ...two, ...fixed }))[0]?.variables,
      {},
    );
  });
});

describe("Drafting a release", () => {
  it("S0-15: proposes Production by hand, and the build's connection", async () => {
    const draft = await draftRelease({ pipelineId: 3 }, organisation());
    assert.deepEqual(
      draft.stages.map(({ name, trigger, manual }) => [name, trigger, manual]),
      [
        ["UAT", "automatic", false],
        ["Production", "automatic", true],
      ],
    );
    assert.deepEqual([draft.build?.id, draft.connection], [345, "Connection-Parameters"]);
    assert.deepEqual(
      draft.findings.map(({ id, level }) => [id, level]),
      [
        ["build-result", "ok"],
        ["artefacts", "ok"],
        ["seal", "ok"],
      ],
    );
  });

  it("S0-29: proposes the group that the build was queued with", async () => {
    const clone = await sealed({ connection: "Clone" });
    const seal = (): Promise<{ kind: "found"; value: typeof clone; text: string }> =>
      Promise.resolve({ kind: "found", value: clone, text: "" });
    assert.equal(
      (await draftRelease({ pipelineId: 3 }, organisation({ evidences: { seal } }))).connection,
      "Clone",
    );
  });

  it("S0-13: offers the newest build that succeeded, and takes another one that was asked for", async () => {
    const failed = { ...build, id: 346, result: "failed" as const };
    const list = (): Promise<{ items: (typeof build)[] }> => Promise.resolve({ items: [failed, build] });
    const get = (): Promise<typeof build> => Promise.resolve({ ...build, id: 300 });
    const azure = organisation({ builds: { list, get } });
    assert.equal((await draftRelease({ pipelineId: 3 }, azure)).build?.id, 345);
    const asked = await draftRelease({ pipelineId: 3, buildId: 300 }, azure);
    assert.deepEqual([asked.build?.id, asked.builds.map(({ id }) => id)], [300, [300, 346, 345]]);
  });

  it("says that there is no build, no seal, and what could not be read", async () => {
    const none = organisation({ builds: { list: () => Promise.resolve({ items: [] }) } });
    assert.deepEqual((await draftRelease({ pipelineId: 3 }, none)).findings[0]?.id, "no-build");
    const seal = (): Promise<{ kind: "absent" }> => Promise.resolve({ kind: "absent" });
    const refuse = (): Promise<never> => Promise.reject(noRight());
    const azure = organisation({
      evidences: { seal },
      builds: { artefacts: refuse },
      connections: { list: refuse },
    });
    const draft = await draftRelease({ pipelineId: 3 }, azure);
    assert.deepEqual(
      draft.findings.map(({ id, level }) => [id, level]),
      [
        ["build-result", "ok"],
        ["artefacts", "warning"],
        ["seal", "warning"],
      ],
    );
    assert.equal(draft.connections.kind, "failed");
  });
});
