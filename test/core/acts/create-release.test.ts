import assert from "node:assert/strict";
import { planClone } from "../../../core/acts/clone-connection.ts";
import { createRelease, type ReleaseOrder } from "../../../core/acts/create-release.ts";
import { draftRelease } from "../../../core/acts/draft-release.ts";
import { Failure } from "../../../core/failure.ts";
import { defaultContract } from "../../../core/model/connection.ts";
import type { BuildResult } from "../../../core/model/release.ts";
import type { Seal } from "../../../core/model/seal.ts";
import type { Found, NewRelease, ReleasePipeline } from "../../../core/ports.ts";
import { refusing } from "../../support/refusing.ts";
import { keptDocuments } from "./kept-documents.ts";
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

async function created(over: Partial<ReleaseOrder>, given: Parts = {}): Promise<NewRelease[]> {
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

describe("The title of a new release", () => {
  it("S3-06: is its description's first line, and stored beside it", async () => {
    const { documents, links } = keptDocuments();
    const [made] = await created({ title: " Sprint 12 ", description: "Two fixes" }, { documents });
    assert.equal(made?.description, "Sprint 12\nTwo fixes");
    assert.equal(links("classic:57")?.title, "Sprint 12");
    const [bare] = await created({ title: "Sprint 13", description: "" }, { documents });
    assert.equal(bare?.description, "Sprint 13");
  });

  it("S3-06: is asked for, and bounded as the description is", async () => {
    await assert.rejects(created({ title: " " }), refusing("RM001", /title is asked for/));
    await assert.rejects(created({ title: "x".repeat(101) }), refusing("RM001", /101 characters.* 100/));
    const description = "x".repeat(2001);
    await assert.rejects(created({ description }), refusing("RM001", /2001 characters.* 2000/));
    const { documents } = keptDocuments();
    const longest = { title: "x".repeat(100), description: description.slice(1) };
    assert.equal((await created(longest, { documents })).length, 1);
  });
});

describe("Promoting a release to another pipeline", () => {
  const next = { ...release, id: "classic:58", name: "Release-58" } as const;
  const kept: unknown[] = [];
  const keep = (...call: unknown[]): Promise<void> => Promise.resolve(void kept.push(call));
  const make = { releases: { create: () => Promise.resolve(next), keep } };
  beforeEach(() => void kept.splice(0));

  it("S3-15: keeps the one that it carries on from being deleted in Azure DevOps, and tells where it is refused", async () => {
    const { documents, links } = keptDocuments();
    const promoted = { ...order, from: "classic:57" } as const;
    await createRelease(promoted, organisation({ ...make, documents }));
    assert.deepEqual(kept, [[57, true]]);
    const refused = { ...make.releases, keep: () => Promise.reject(noRight()) };
    await assert.rejects(
      createRelease(promoted, organisation({ releases: refused, documents: keptDocuments().documents })),
      /^Failure: Release-58 was created, but nothing keeps Release-57 from being deleted in Azure DevOps/,
    );
    assert.equal(links("classic:57")?.onward[0]?.release, "classic:58", "linked all the same");
  });

  it("S3-10: links the new release and the one that it carries on", async () => {
    const { documents, links } = keptDocuments();
    const azure = organisation({ ...make, documents });
    assert.equal(await createRelease({ ...order, title: "Live", from: "classic:57" }, azure), next);
    const { root } = await sealed();
    assert.deepEqual(
      [links("classic:58")?.from?.release, links("classic:58")?.title, links("classic:58")?.root],
      ["classic:57", "Live", root],
    );
    assert.deepEqual(links("classic:57")?.onward[0]?.release, "classic:58");
  });

  it("S3-02: is refused before anything is made where the bytes are others, or not sealed", async () => {
    const other = { ...build, id: 346 };
    const carried = { builds: { get: () => Promise.resolve(other) } };
    const found = async (id: number): Promise<Found<Seal>> => ({
      kind: "found",
      value: await sealed(id === 346 ? { root: "7".repeat(64) } : {}),
      text: "",
    });
    const promote = (seal: (id: number) => Promise<Found<Seal>>): Promise<unknown> =>
      created({ buildId: 346, from: "classic:57" }, { ...carried, evidences: { seal } });
    await assert.rejects(promote(found), refusing("RM020", /do not carry the same sealed bytes/));
    const absent = (): Promise<Found<Seal>> => Promise.resolve({ kind: "absent" });
    await assert.rejects(promote(absent), refusing("RM020", /no seal of "Release-57" and "build/));
  });

  it("says that the release is there where the link could not be stored", async () => {
    const write = (): Promise<never> => Promise.reject(noRight());
    const azure = organisation({ ...make, documents: { ...keptDocuments().documents, write } });
    await assert.rejects(createRelease({ ...order, from: "classic:57" }, azure), (thrown) => {
      assert.ok(thrown instanceof Failure);
      assert.match(thrown.message, /^Release-58 was created, but it is not linked to Release-57/);
      assert.match(thrown.message, /Running again is not safe\. Go on with Release-58/);
      return thrown.report.code === "RM040";
    });
  });
});

describe("A connection that is made with a release", () => {
  const values = {
    "TargetURL-UAT": "https://fabrikam-uat.example",
    "TargetURL-PROD": "https://fabrikam.example",
    Secret: "hush",
  };
  const plan = planClone(group, { name: "Fabrikam", values }, defaultContract);

  function making(made: string[]): Parts {
    return {
      connections: {
        list: () => Promise.resolve([group]),
        create: (draft) => {
          made.push(draft.name);
          return Promise.resolve({ ...group, ...draft, id: 12 });
        },
        authorise: (id, pipelines) => Promise.resolve(void made.push(`${id}: ${pipelines.join()}`)),
      },
    };
  }

  it("N5, D12: is made first, and the same build goes through it", async () => {
    const made: string[] = [];
    const [one] = await created({ newConnection: plan }, making(made));
    assert.deepEqual(made, ["Fabrikam", "12: 7"]);
    assert.deepEqual([one?.variables, one?.artefacts[0]?.buildId], [{ "Variable-Group": "Fabrikam" }, 345]);
  });

  it("D1: is not made where the pipeline would not use it", async () => {
    const made: string[] = [];
    const stages = pipeline.stages.map(({ deploy: _, ...stage }) => stage);
    const parts: Parts = { ...making(made), ...ofPipeline({ stages }) };
    await assert.rejects(created({ newConnection: plan }, parts), refusing("RM001", /would not be used/));
    assert.deepEqual(made, []);
  });

  it("is named where the release could not be made after it, so that it is not made twice", async () => {
    const made: string[] = [];
    const azure = organisation({
      ...making(made),
      releases: { create: () => Promise.reject(noRight()) },
    });
    await assert.rejects(
      createRelease({ ...order, newConnection: plan }, azure),
      refusing("RM040", /connection Fabrikam, id 12, was made before that/),
    );
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
