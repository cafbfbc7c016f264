import type { DeployEnd } from "../../core/acts/deploy-artefacts.ts";
import { deployArtefacts } from "../../core/acts/deploy-artefacts.ts";
import type { DeployOrder, DeployWorld } from "../../core/acts/deployment.ts";
import type { VariableGroup } from "../../core/model/connection.ts";
import { instant } from "../../core/model/instant.ts";
import type { DeploymentRecord } from "../../core/model/record.ts";
import type { Release } from "../../core/model/release.ts";
import type { LeftBehind } from "../../core/model/resume.ts";
import type { Seal } from "../../core/model/seal.ts";
import type { Attempt, Stage } from "../../core/model/stage.ts";
import type { HistoryEntry, Stored } from "../../core/ports.ts";
import type { Target } from "../../core/ports-of-targets.ts";
import { sealedArtefact, sha256Of } from "./sealed-artefact.ts";
import { sealOf } from "./wire.ts";

/** What a test says of a deployment; everything else is as in the sample. */
export type Scene = Readonly<{
  stage?: "UAT" | "PROD";
  attempt?: Partial<Attempt>;
  /** Azure DevOps does not say who asked for the attempt. */
  unasked?: true;
  uat?: Partial<Stage>;
  prod?: Partial<Stage>;
  seal?: Seal;
  group?: VariableGroup;
  /** Records by stage name; of a release before where the name begins with `before `. */
  records?: Readonly<Record<string, DeploymentRecord>>;
  /** What earlier attempts left behind, by their number. */
  left?: Readonly<Record<number, Partial<LeftBehind & Readonly<{ notBelieved: readonly string[] }>>>>;
  settings?: () => Promise<unknown>;
  /** Documents of the calendar, and of the trains that it names. */
  calendar?: (collection: string) => Promise<readonly Stored<unknown>[]>;
  history?: readonly HistoryEntry[];
  /** The build of the other release that is deployed everywhere. */
  formerBuild?: number;
  target?: Partial<Target>;
  order?: Partial<DeployOrder>;
  signal?: AbortSignal;
}>;

/** What happened, in order, and how it ended. */
export type Happened = Readonly<{ events: string[]; end: Promise<DeployEnd> }>;

export const artefacts = [
  sealedArtefact("Sln", { "Core.zip": "core" }),
  sealedArtefact("Web", { "index.html": "hi" }),
];
export const sample = sealOf(artefacts);

/** The group of the sample: a folder for each environment. */
export const group: VariableGroup = {
  id: 5,
  name: "Connection-Parameters",
  description: "",
  variables: [
    { name: "TargetPath-UAT", secret: false, value: "/srv/uat" },
    { name: "TargetPath-PROD", secret: false, value: "/srv/prod" },
  ],
};

/** Deploys the sample of literals behind the ports. */
export function deploy(scene: Scene = {}): Happened {
  const events: string[] = [];
  return { events, end: deployArtefacts(orderOf(scene), worldOf(scene, events)) };
}

/** Production, started by a person who said why. */
export const production = { stage: "PROD", attempt: { startedBy: "person", reason: "go-live" } } as const;

/** How a scene ends. */
export function ended(scene: Scene): Promise<DeployEnd> {
  return deploy(scene).end;
}

/** The record that a scene leaves. Production leans on a UAT that went before. */
export async function recordOf(scene: Scene): Promise<DeploymentRecord> {
  const own = scene.stage === "PROD" ? { records: { UAT: (await ended({})).record } } : {};
  return (await ended({ ...own, ...scene })).record;
}

function orderOf({ stage = "UAT", order }: Scene): DeployOrder {
  return {
    release: "classic:57",
    stage,
    attempt: 1,
    floors: { order: "block", drift: "reason", automaticProduction: "refuse", unreadable: "refuse" },
    build: { id: 7, number: "_20220616.3" },
    connection: { namedBy: "$(Variable-Group)", needs: ["TargetPath"], requireSecrets: false },
    exclude: {},
    acknowledgedTarget: "",
    requestedBy: "someone",
    ...order,
  };
}

const never = (): Promise<never> => Promise.reject(new Error("Nobody should ask this"));

function worldOf(scene: Scene, events: string[]): DeployWorld {
  const seal = scene.seal ?? sample;
  const release = releaseOf(scene);
  const former = formerOf(release, scene.formerBuild);
  const record = (of: Release, stage: string): DeploymentRecord | undefined =>
    scene.records?.[of.id === release.id ? stage : `before ${stage}`];
  const say = (kind: string) => (text: string) => void events.push(`${kind}: ${text}`);
  return {
    azure: {
      releases: {
        ...refusing,
        history: () => Promise.resolve(scene.history ?? []),
        get: (id) => Promise.resolve(id === 57 ? release : former),
        list: () => Promise.resolve({ items: [release, former] }),
      },
      runs: noRuns,
      builds: noBuilds,
      evidences: {
        seal: () => Promise.resolve({ kind: "found", value: seal, text: "" }),
        record: (of, stage) => {
          const found = record(of, stage.name);
          return Promise.resolve(
            found === undefined ? { kind: "absent" } : { kind: "found", value: found, text: "" },
          );
        },
        connection: never,
        left: (_release, _stage, attempt) =>
          Promise.resolve({ ...nothingLeft, attempt, ...scene.left?.[attempt] }),
      },
      connections: {
        list: () => Promise.resolve([scene.group ?? group]),
        get: never,
        serviceNames: never,
        create: never,
        update: never,
        authorise: never,
      },
      documents: documentsOf(scene),
    },
    secrets: { job: () => undefined },
    artefacts: {
      names: () => Promise.resolve(seal.artefacts.map(({ name }) => name)),
      files: (name) => Promise.resolve(seal.artefacts.find((one) => one.name === name)?.files ?? []),
      text: () => Promise.resolve(undefined),
    },
    openTarget: () => Promise.resolve({ ...targetOf(scene, events), ...scene.target }),
    note: (_sequence, { name, outcome }) => {
      say("note")(`${name} ${outcome}`);
      return Promise.resolve();
    },
    saveOperation: () => Promise.resolve(),
    keep: () => Promise.resolve(),
    log: { section: say("section"), tell: say("tell"), warn: say("warn"), progress: () => undefined },
    signal: scene.signal ?? new AbortController().signal,
    sha256: (text) => Promise.resolve(sha256Of(text)),
    now: () => instant(0),
  };
}

const nothingLeft = { notes: [], operations: [], notBelieved: [] };

function documentsOf({ settings, calendar }: Scene): DeployWorld["azure"]["documents"] {
  const read = async (): Promise<{ id: string; etag: number; value: unknown } | undefined> => {
    const value = await (settings ?? (() => Promise.resolve(undefined)))();
    return value === undefined ? undefined : { id: "settings", etag: 1, value };
  };
  return { read, list: calendar ?? (() => Promise.resolve([])), write: never, remove: never };
}

const noBuilds = {
  list: never,
  get: never,
  artefacts: never,
  listed: never,
  runs: never,
  withStages: never,
  run: never,
};

const noRuns = {
  pipelines: never,
  queuedWith: never,
  queue: never,
  changeStage: never,
  approvals: never,
  checks: never,
  decide: never,
  remove: never,
};

const refusing = {
  deployments: never,
  pipelines: never,
  pipeline: never,
  history: never,
  create: never,
  start: never,
  cancel: never,
  decide: never,
  keep: never,
  abandon: never,
  describe: never,
  remove: never,
};

function targetOf({ stage = "UAT" }: Scene, events: string[]): Target {
  const place = `/srv/${stage.toLowerCase()}`;
  return {
    kind: "folder",
    takes: () => true,
    identify: () => Promise.resolve({ id: `folder:${place}`, name: stage, url: place }),
    preflight: () => Promise.resolve([]),
    stillThere: (wanted) => Promise.resolve(wanted.map(({ name }) => ({ artefact: name, kind: "same" }))),
    plan: (wanted) =>
      Promise.resolve({
        steps: wanted.map(({ name, kind }) => ({
          artefact: name,
          kind,
          action: "create",
          text: "is copied",
        })),
        rollback: "none",
      }),
    deploy: (_step, { name }) => {
      events.push(`deploy ${name}`);
      return Promise.resolve({ outcome: "succeeded", text: "copied", issues: [], operations: [] });
    },
    verify: () => {
      events.push("verify");
      return Promise.resolve("It is there.");
    },
    close: () => Promise.resolve(void events.push("close")),
  };
}

const ofBuild = { id: 345, pipelineId: 7, pipelineName: "Integration", branch: "refs/heads/main" };

/** The other release, deployed everywhere. */
function formerOf(release: Release, build = ofBuild.id): Release {
  const status = { state: "succeeded", wire: "succeeded" } as const;
  const stages = release.stages.map((stage) => ({
    ...stage,
    status,
    attempts: stage.attempts.map((attempt) => ({ ...attempt, status })),
  }));
  const artefacts = release.artefacts.map((source) => ({ ...source, build: { ...ofBuild, id: build } }));
  return { ...release, id: "classic:56", name: "Release-56", stages, artefacts };
}

function releaseOf({ stage = "UAT", attempt, unasked, uat, prod: ofProd }: Scene): Release {
  const running: Attempt = {
    number: 1,
    status: { state: "inProgress", wire: "inProgress" },
    startedBy: stage === "PROD" ? "person" : "trigger",
    ...(unasked ? {} : { requestedBy: { id: "rosa", name: "Rosa" } }),
    steps: [],
    approvals: [],
    planIds: [],
    ...attempt,
  };
  const done: Attempt = {
    ...running,
    startedBy: "trigger",
    status: { state: "succeeded", wire: "succeeded" },
    approvals: [],
  };
  const step = { connection: "$(Variable-Group)", environment: "", target: "folder" };
  const common = { trigger: "automatic", linkedGroups: [], deploy: step } as const;
  const uatStage: Stage = {
    ...common,
    id: "100",
    name: "UAT",
    environment: "UAT",
    class: "test",
    after: [],
    status: stage === "UAT" ? running.status : done.status,
    attempts: [stage === "UAT" ? running : done],
    ...uat,
  };
  const prod: Stage = {
    ...common,
    id: "101",
    name: "PROD",
    environment: "PROD",
    class: "production",
    after: ["UAT"],
    status: stage === "PROD" ? running.status : { state: "succeeded", wire: "succeeded" },
    attempts: stage === "PROD" ? [running] : [done],
    ...ofProd,
  };
  return {
    id: "classic:57",
    name: "Release-57",
    kind: "classic",
    pipeline: { id: 4, name: "Deployment" },
    project: { id: "aaaaaaaa-0000-4000-8000-000000000001", name: "Contoso" },
    status: "active",
    description: "",
    reason: "manual",
    createdOn: instant(0),
    artefacts: [{ alias: "ARTEFACTS", type: "Build", version: "_1", primary: true, build: ofBuild }],
    stages: [uatStage, prod],
    variables: [],
    protection: { keptForever: false },
    webUrl: "",
  };
}
