import assert from "node:assert/strict";
import { sealText, type Seal } from "../../../core/model/seal.ts";
import { recordText, type DeploymentRecord } from "../../../core/model/record.ts";
import { noteText } from "../../../core/model/note.ts";
import type { Evidences, Found } from "../../../core/ports.ts";
import { list, project, scene, type Scene, taskIds } from "./scripted-server.ts";
import { classicRelease, planOne } from "./wire-release.ts";

const timeline = "e5fd2b4c-1111-4222-8333-444444444444";
const record = "11111111-2222-4333-8444-555555555555";
const other = "11111111-2222-4333-8444-666666666666";

const seal: Seal = {
  schema: 1,
  build: {
    id: 345,
    number: "1",
    pipeline: { id: 7, name: "I" },
    project: project.id,
    branch: "refs/heads/main",
  },
  artefacts: [],
  root: "0".repeat(64),
  sealedOn: "2022-06-16T20:05:00Z",
};

const deployment: DeploymentRecord = {
  schema: 1,
  release: { id: "classic:57", name: "Release-57", project: project.id, pipeline: 3 },
  build: { id: 345, number: "1" },
  stage: { name: "UAT", attempt: 1, class: "test" },
  environment: "UAT",
  connection: { group: { id: 5, name: "C" }, variables: [], digest: "1".repeat(64) },
  connectionChosenBy: "$(Variable-Group)",
  target: { kind: "folder", id: "folder:/x", name: "x", url: "/x" },
  seal: { root: "0".repeat(64) },
  artefacts: [],
  operations: [],
  outcome: "succeeded",
  startedOn: "2022-06-16T20:31:00Z",
  finishedOn: "2022-06-16T20:32:00Z",
  by: "p1",
  hash: "2".repeat(64),
};

type Attached = Readonly<{ task: string; text: string; from?: string }>;

async function sealOf(at: Scene, { task, text, from = record }: Attached): Promise<Found<Seal>> {
  const href = `https://dev.azure.com/contoso/p/_apis/build/builds/345/${timeline}/${from}/attachments/release-manager.seal/seal.json`;
  at.script = ({ path }) => {
    if (path.endsWith("/attachments/release-manager.seal")) {
      return { body: list({ name: "seal.json", _links: { self: { href } } }) };
    }
    if (path.endsWith(`/timeline/${timeline}`))
      return { body: { records: [{ id: record.toUpperCase(), task: { id: task } }] } };
    return { text, headers: { "content-type": "application/octet-stream" } };
  };
  return at.server.azure().evidences.seal(345);
}

describe("The seal of a build", () => {
  const at = scene();

  it("S0-04: is found where our task attached it", async () => {
    const text = sealText(seal);
    assert.deepEqual(await sealOf(at, { task: taskIds.seal.toUpperCase(), text }), {
      kind: "found",
      value: seal,
      text,
    });
    assert.equal(
      at.server.received[2]?.path,
      `/core/${project.id}/_apis/build/builds/345/${timeline}/${record}/attachments/release-manager.seal/seal.json`,
    );
  });

  it("is not believed from another step", async () => {
    const found = await sealOf(at, { task: taskIds.deploy, text: sealText(seal) });
    assert.match(found.kind === "notBelieved" ? found.because : found.kind, /another step than ours/);
    assert.equal(at.server.received.length, 2);
  });

  it("is not believed from a record that is not in the timeline", async () => {
    const found = await sealOf(at, { task: taskIds.seal, text: sealText(seal), from: other });
    assert.equal(found.kind, "notBelieved");
  });

  it("is not believed when it belongs to another build", async () => {
    const text = sealText({ ...seal, build: { ...seal.build, id: 344 } });
    const found = await sealOf(at, { task: taskIds.seal, text });
    assert.match(found.kind === "notBelieved" ? found.because : found.kind, /build 344, not of build 345/);
  });

  it("is not believed when it cannot be read, and says why without logging commands", async () => {
    const found = await sealOf(at, { task: taskIds.seal, text: '{"schema":1,"##vso[task.x]":1}' });
    assert.match(found.kind === "notBelieved" ? found.because : "", /^it cannot be read: .*# #vso/s);
  });

  for (const [name, answer] of [
    ["an empty list", { body: list() }],
    ["404", { status: 404, body: {} }],
  ] as const) {
    it(`is absent after ${name}`, async () => {
      at.script = () => answer;
      assert.deepEqual(await at.server.azure().evidences.seal(345), { kind: "absent" });
    });
  }

  it("is neither there nor absent when it could not be read", async () => {
    at.script = () => ({ status: 403, body: { message: "no" } });
    await assert.rejects(at.server.azure().evidences.seal(345), /no/);
  });
});

const text = recordText(deployment);

async function recordAt(at: Scene, attached: unknown, content = text): Promise<Found<DeploymentRecord>> {
  at.script = ({ path }) => {
    if (path.endsWith("/releases/57")) return { body: classicRelease() };
    if (path.endsWith("/attachments/release-manager.deployment")) return { body: attached };
    return { text: content, headers: { "content-type": "application/octet-stream" } };
  };
  const azure = at.server.azure();
  const release = await azure.releases.get(57);
  const [uat] = release.stages;
  assert.ok(uat);
  return azure.evidences.record(release, uat, 1);
}

describe("The record of an attempt", () => {
  const at = scene();

  it("is found on the release's plan where our step attached it", async () => {
    const found = await recordAt(
      at,
      list({ name: "deployment.json", timelineId: planOne, recordId: record }),
    );
    assert.deepEqual(found, { kind: "found", value: deployment, text });
    const plan = `/rm/${project.id}/_apis/release/releases/57/environments/701/attempts/1/plan/${planOne}`;
    assert.deepEqual(
      at.server.received.slice(1).map(({ path }) => path),
      [
        `${plan}/attachments/release-manager.deployment`,
        `${plan}/timelines/${planOne}/records/${record}/attachments/release-manager.deployment/deployment.json`,
      ],
    );
  });

  it("is not believed from another step", async () => {
    const found = await recordAt(at, list({ name: "deployment.json", timelineId: planOne, recordId: other }));
    assert.equal(found.kind, "notBelieved");
  });

  it("is not believed when it speaks of another attempt", async () => {
    const wrong = recordText({ ...deployment, stage: { ...deployment.stage, attempt: 2 } });
    const found = await recordAt(
      at,
      list({ name: "deployment.json", timelineId: planOne, recordId: record }),
      wrong,
    );
    assert.match(found.kind === "notBelieved" ? found.because : found.kind, /another stage or attempt/);
  });
});

describe("The record of an attempt, elsewhere", () => {
  const at = scene();

  it("is absent where nothing was attached", async () => {
    assert.deepEqual(await recordAt(at, list()), { kind: "absent" });
  });
});

const noteOf = (name: string, outcome: "succeeded" | "cancelled" = "succeeded"): string =>
  noteText("folder:/x", { name, kind: "files", digest: "3".repeat(64), outcome, text: "" });
const operation = { kind: "import", id: "5d", artefact: "Web", startedOn: "2022-06-16T20:31:00Z" };

type Left = Awaited<ReturnType<Evidences["left"]>>;

async function leftAt(
  at: Scene,
  attached: readonly unknown[],
  contents: Readonly<Record<string, string>>,
): Promise<Left> {
  at.script = ({ path }) => {
    if (path.endsWith("/releases/57")) return { body: classicRelease() };
    const type = /attachments\/([^/]+)$/.exec(path)?.[1];
    const fitting = attached.filter((one) => (one as { type: string }).type === type);
    if (type !== undefined) return { body: list(...fitting) };
    const name = path.slice(path.lastIndexOf("/") + 1);
    return { text: contents[name] ?? "", headers: { "content-type": "application/octet-stream" } };
  };
  const azure = at.server.azure();
  const release = await azure.releases.get(57);
  const [uat] = release.stages;
  assert.ok(uat);
  return azure.evidences.left(release, uat, 1);
}

describe("What an attempt left behind", () => {
  const at = scene();
  const attach = (type: string, name: string, recordId = record, createdOn?: string) => ({
    type: `release-manager.${type}`,
    name,
    timelineId: planOne,
    recordId,
    createdOn,
  });

  it("N12: are the notes, the newest first, and the operations that our step attached", async () => {
    const left = await leftAt(
      at,
      [
        attach("artefact", "2-Web.json", record, "2022-06-16T20:33:00Z"),
        attach("artefact", "1-Sln.json", record, "2022-06-16T20:32:00Z"),
        attach("operation", "import-Web-5d.json"),
      ],
      {
        "1-Sln.json": noteOf("Sln"),
        "2-Web.json": noteOf("Web", "cancelled"),
        "import-Web-5d.json": JSON.stringify(operation),
      },
    );
    assert.deepEqual(
      left.notes.map(({ target, artefact }) => [target, artefact.name, artefact.outcome]),
      [
        ["folder:/x", "Web", "cancelled"],
        ["folder:/x", "Sln", "succeeded"],
      ],
    );
    assert.deepEqual([left.attempt, left.operations, left.notBelieved], [1, [operation], []]);
  });

  it("N12: is not believed from another step, nor when it cannot be read", async () => {
    const left = await leftAt(
      at,
      [attach("artefact", "1-Sln.json", other), attach("operation", "import-Web-5d.json")],
      { "1-Sln.json": noteOf("Sln"), "import-Web-5d.json": '{"##vso[x]":1}' },
    );
    assert.deepEqual([left.notes, left.operations, left.notBelieved.length], [[], [], 2]);
    assert.match(
      left.notBelieved.join("\n"),
      /artefact: another step than ours.*\n.*operation: it cannot be read: .*# #vso/s,
    );
  });

  it("N12: is nothing where nothing was attached, and no nothing where it could not be read", async () => {
    assert.deepEqual(await leftAt(at, [], {}), { attempt: 1, notes: [], operations: [], notBelieved: [] });
    const release = await at.server.azure().releases.get(57);
    const [uat] = release.stages;
    assert.ok(uat);
    at.script = () => ({ status: 403, body: { message: "no" } });
    await assert.rejects(at.server.azure().evidences.left(release, uat, 1), /no/);
  });
});

const foreign = "11111111-2222-4333-8444-777777777777";

const runRecords = [
  { id: "s", type: "Stage", name: "UAT", state: "completed", result: "succeeded", attempt: 1 },
  {
    id: record,
    parentId: "s",
    type: "Task",
    state: "completed",
    result: "succeeded",
    task: { id: taskIds.deploy },
  },
  { id: foreign, parentId: "s", type: "Task", state: "completed", result: "succeeded", task: { id: "x" } },
  {
    id: "t",
    type: "Stage",
    name: "Production",
    order: 2,
    state: "completed",
    result: "succeeded",
    attempt: 1,
  },
  {
    id: other,
    parentId: "t",
    type: "Task",
    state: "completed",
    result: "succeeded",
    task: { id: taskIds.deploy },
  },
];

/** What both stages of the run attached, by the last part of its address. */
const attachedToRun: Readonly<Record<string, (from: string) => string>> = {
  "deployment.json": (from) =>
    from === record
      ? text
      : recordText({ ...deployment, stage: { ...deployment.stage, name: "Production" } }),
  "1-Web.json": (from) => noteOf(from === record ? "OfUat" : "OfProduction"),
};

function answerOfRun(path: string, from: readonly string[] = [record, other]): ReturnType<Scene["script"]> {
  if (path.includes("/timeline/")) return { body: { records: runRecords } };
  const type = /\/builds\/345\/attachments\/(.+)$/.exec(path)?.[1];
  if (type !== undefined) return { body: list(...hangingOf(type, from)) };
  const [hung, name] = [path.includes(other) ? other : record, path.slice(path.lastIndexOf("/") + 1)];
  const content = attachedToRun[name]?.(hung);
  return content === undefined
    ? { body: { id: 345, status: "completed", orchestrationPlan: { planId: timeline } } }
    : { text: content };
}

function hangingOf(type: string, from: readonly string[]): unknown[] {
  const name = { "release-manager.deployment": "deployment.json", "release-manager.artefact": "1-Web.json" }[
    type
  ];
  const place = "https://x/_apis/build/builds/345";
  return from.flatMap((step) =>
    name === undefined
      ? []
      : [{ name, _links: { self: { href: `${place}/${timeline}/${step}/attachments/${type}/${name}` } } }],
  );
}

describe("What stages of a YAML run attached", () => {
  const at = scene();

  it("is told apart by the step that it hangs at: records and, N12, notes", async () => {
    at.script = ({ path }) => answerOfRun(path);
    const { builds, evidences } = at.server.azure();
    const run = await builds.run(345);
    const found = await Promise.all(run.stages.map((stage) => evidences.record(run, stage, 1)));
    assert.deepEqual(
      found.map((one) => (one.kind === "found" ? one.value.stage.name : one.kind)),
      ["UAT", "Production"],
    );
    const left = await Promise.all(run.stages.map((stage) => evidences.left(run, stage, 1)));
    assert.deepEqual(
      left.map(({ notes }) => notes.map(({ artefact }) => artefact.name)),
      [["OfUat"], ["OfProduction"]],
    );
  });

  const leftAt = async (from: readonly string[]): Promise<readonly Left[]> => {
    at.script = ({ path }) => answerOfRun(path, from);
    const { builds, evidences } = at.server.azure();
    const run = await builds.run(345);
    at.server.received.splice(0);
    return Promise.all(run.stages.map((stage) => evidences.left(run, stage, 1)));
  };

  it("N12: is not forgotten for what other steps attached since", async () => {
    const [uat] = await leftAt([record, ...Array.from({ length: 600 }, () => foreign)]);
    assert.deepEqual(
      uat?.notes.map(({ artefact }) => artefact.name),
      ["OfUat"],
    );
  });

  it("N12: is told by the stage's own steps: no timeline is read again", async () => {
    await leftAt([record, other]);
    const paths = at.server.received.map(({ path }) => path);
    assert.equal(paths.length, 6);
    assert.ok(!paths.some((path) => path.includes("/timeline/")));
  });

  it("N12: is not believed where only another step of that stage attached it", async () => {
    const [uat, production] = await leftAt([foreign]);
    assert.deepEqual([uat?.notes, production?.notBelieved], [[], []]);
    assert.match(uat?.notBelieved.join() ?? "", /artefact: another step than ours/);
  });
});
