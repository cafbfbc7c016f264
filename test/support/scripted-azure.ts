import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What the scripted Azure DevOps holds. Tests change it while it runs. */
export type Holdings = {
  /** Zips of the published artefacts, by name. */
  artefacts: Record<string, Buffer>;
  /** The attached seal, and the id of the task whose step attached it. */
  seal?: { text: string; taskId: string };
  /** Releases on the wire, by id. */
  releases: Record<number, unknown>;
  /** The build that the seal is attached to; 7 where it is absent. */
  sealedBuild?: number;
  /** Build 7 as a YAML run: its stages' names, in order. */
  run?: readonly string[];
  /** How the run's last stage stands; it runs where it is absent. */
  last?: Readonly<Record<string, unknown>>;
  /** Somebody approved the run's last stage. */
  approved?: boolean;
  /** Documents of the extension, by `collection/id`. */
  documents: Record<string, unknown>;
  /** What happens when a stage is started. */
  onStart?: (start: Readonly<{ line: string; body: unknown; authorization: string }>) => void;
  groups: unknown[];
  /** Records by plan id. */
  records: Record<string, string>;
  /** What else our task attached, by plan id. */
  left: Record<string, readonly Readonly<{ type: string; name: string; text: string }>[]>;
  /** The project's settings document. */
  settings?: unknown;
  /** What vouches for the job as a service connection. */
  identity?: (serviceConnectionId: string) => string;
  /** What else it answers: to a line that ends so, `GET …`. */
  answers: Record<string, unknown>;
  /** Status for a path that contains the key. */
  refuse: Record<string, number>;
};

/** A small Azure DevOps that answers from data: enough for one task on its own. */
export type ScriptedAzure = Readonly<{
  url: string;
  holdings: Holdings;
  /** `GET /path` of every request, and what was unknown. */
  asked: string[];
  leases: unknown[];
  close: () => Promise<void>;
}>;

export const project = { id: "aaaaaaaa-0000-4000-8000-000000000001", name: "Contoso" };
const timeline = "bbbbbbbb-0000-4000-8000-000000000001";
const record = "cccccccc-0000-4000-8000-000000000001";

/** Starts it on a free port, with three bases as Azure DevOps Services has. */
export async function scriptedAzure(holdings: Partial<Holdings> = {}): Promise<ScriptedAzure> {
  const held: Holdings = {
    artefacts: {},
    releases: {},
    groups: [],
    records: {},
    left: {},
    documents: {},
    answers: {},
    refuse: {},
    ...holdings,
  };
  const asked: string[] = [];
  const leases: unknown[] = [];
  const server = createServer((request, response) => {
    const authorization = request.headers.authorization ?? "";
    void answer(request, response, { held, asked, leases, url: base(), authorization });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    });
  return { url: `${base()}/contoso`, holdings: held, asked, leases, close };
}

type Scripted = Readonly<{
  held: Holdings;
  asked: string[];
  leases: unknown[];
  url: string;
  authorization: string;
}>;
type Route = readonly [RegExp, (at: Scripted, match: RegExpExecArray, body: unknown) => unknown];

const routes: readonly Route[] = [
  [/^GET \/contoso\/_apis\/resourceAreas$/i, ({ url }) => ({ value: areas(url) })],
  [
    /^POST .*\/oidctoken (.+)$/,
    ({ held }, [, connection]) => held.identity && { oidcToken: held.identity(connection ?? "") },
  ],
  [/^GET .*\/_apis\/build\/builds\/7\/artifacts$/, (at) => ({ value: published(at) })],
  [/^GET .*\/download\/(\d+)$/, ({ held }, [, at]) => Object.values(held.artefacts)[Number(at)]],
  [
    /^GET .*\/build\/builds\/(\d+)\/attachments\/release-manager\.seal$/,
    ({ held, url }, [, build]) => ({ value: sealIn(held, url, Number(build)) }),
  ],
  [/^GET .*\/build\/builds\/\d+\/timeline\/[^/]+$/, ({ held }) => ({ records: [step(held.seal?.taskId)] })],
  [
    /^GET .*\/attachments\/release-manager\.seal\/seal\.json$/,
    ({ held }) => Buffer.from(held.seal?.text ?? ""),
  ],
  [/^GET .*\/build\/builds\/7\/timeline$/, ({ held }) => ({ records: timelineOf(held) })],
  [/^GET .*\/build\/builds\/7$/, ({ held }) => held.run && yamlRun],
  [/^GET .*\/build\/definitions$/, () => ({ value: [{ id: 3 }] })],
  [/^GET .*\/build\/builds$/, () => ({ value: [] })],
  [
    /^POST .*\/build\/retention\/leases$/,
    ({ leases }, _match, body) => {
      leases.push(body);
      return { value: [{ leaseId: 1, runId: 7, ownerId: "us", validUntil: "2027-11-21T00:00:00Z" }] };
    },
  ],
  [/^GET \/rm\/contoso\/.*\/releases\/(\d+)$/, ({ held }, [, id]) => held.releases[Number(id)]],
  [/^GET \/rm\/contoso\/.*\/releases$/, ({ held }) => ({ value: Object.values(held.releases).reverse() })],
  [
    /^GET .*\/plan\/([^/]+)\/attachments\/([^/]+)$/,
    ({ held }, [, plan, type]) => ({ value: attachedTo(held, plan).filter((one) => one.type === type) }),
  ],
  [
    /^GET .*\/plan\/([^/]+)\/timelines\/.*\/attachments\/([^/]+)\/([^/]+)$/,
    ({ held }, [, plan, type, name]) =>
      Buffer.from(attachedTo(held, plan).find((one) => one.type === type && one.name === name)?.text ?? ""),
  ],
  [/^GET .*\/distributedtask\/variablegroups$/, ({ held }) => ({ value: held.groups })],
  [/^GET \/em\/contoso\/.*\/Documents\/settings$/, ({ held }) => settingsOf(held)],
  [
    /^GET \/em\/contoso\/.*\/Collections\/([^/]+)\/Documents\/([^/]+)$/,
    ({ held }, [, collection, id]) => documentOf(held, `${collection}/${id}`),
  ],
  [
    /^GET \/em\/contoso\/.*\/Collections\/([^/]+)\/Documents$/,
    ({ held }, [, collection = ""]) => documentsIn(held, collection),
  ],
  [
    /^POST \/em\/contoso\/.*\/Collections\/([^/]+)\/Documents$/,
    ({ held }, [, collection], body) => {
      const { id, value } = body as Readonly<{ id: string; value: unknown }>;
      held.documents[`${collection}/${id}`] = value;
      return documentOf(held, `${collection}/${id}`);
    },
  ],
  [
    /^GET .*\/_apis\/connectionData$/,
    () => ({ authenticatedUser: { id: starter, providerDisplayName: "Release starter" } }),
  ],
  [/^PATCH \/rm\/contoso\/.*\/releases\/\d+\/environments\/\d+$/, started],
  [/^PATCH .*\/build\/builds\/\d+\/stages\/[^/]+$/, started],
];

function started({ held, authorization }: Scripted, [line]: RegExpExecArray, body: unknown): unknown {
  held.onStart?.({ line, body, authorization });
  return held.onStart && {};
}

function documentOf({ documents }: Holdings, place: string): unknown {
  const value = documents[place];
  return value === undefined ? undefined : { id: place.split("/").at(-1), __etag: 1, value };
}

function documentsIn(held: Holdings, collection: string): unknown {
  const places = Object.keys(held.documents).filter((place) => place.startsWith(`${collection}/`));
  return { count: places.length, value: places.map((place) => documentOf(held, place)) };
}

function settingsOf({ settings }: Holdings): unknown {
  return settings === undefined ? undefined : { id: "settings", __etag: 1, value: settings };
}

async function answer(request: IncomingMessage, response: ServerResponse, at: Scripted): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? "/", at.url);
  const connection = searchParams.get("serviceConnectionId");
  const line = `${request.method ?? "GET"} ${decodeURIComponent(pathname)}${connection === null ? "" : ` ${connection}`}`;
  at.asked.push(line);
  const body = await bodyOf(request);
  const refused = Object.entries(at.held.refuse).find(([part]) => line.includes(part));
  if (refused) {
    send(response, refused[1], { message: `Refused: ${refused[0]}`, typeKey: "AccessDeniedException" });
  } else if (!tokens.has(at.authorization)) {
    send(response, 401, { message: "Who are you?" });
  } else {
    const found = routed(line, body, at);
    const missing = { message: `No such thing: ${line}`, typeKey: "NotFoundException" };
    send(response, found === undefined ? 404 : 200, found ?? missing);
  }
}

/** Who signs in with the personal token. */
export const starter = "dddddddd-0000-4000-8000-000000000009";

/** Somebody's personal token, as `azure-devops-node-api` sends it. */
export const personal = `Basic ${Buffer.from("PAT:starters-own-token").toString("base64")}`;
const tokens = new Set(["Bearer job-token-0123456789", personal]);

function routed(line: string, body: unknown, at: Scripted): unknown {
  for (const [pattern, handle] of routes) {
    const match = pattern.exec(line);
    const found = match === null ? undefined : handle(at, match, body);
    if (found !== undefined) return found;
  }
  return Object.entries(at.held.answers).find(([end]) => line.endsWith(end))?.[1];
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const isFile = Buffer.isBuffer(body);
  response.writeHead(status, {
    "content-type": isFile ? "application/octet-stream" : "application/json; charset=utf-8",
  });
  response.end(isFile ? body : JSON.stringify(body));
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const text = Buffer.concat(parts).toString("utf8");
  return text === "" ? undefined : (JSON.parse(text) as unknown);
}

function areas(url: string): unknown[] {
  return [
    { id: "efc2f575-36ef-48e9-b672-0c6fb4a48ac5", name: "Release", locationUrl: `${url}/rm/contoso/` },
    {
      id: "6c2b0933-3600-42ae-bf8b-93d4f7e83594",
      name: "ExtensionManagement",
      locationUrl: `${url}/em/contoso/`,
    },
  ];
}

function published({ held, url }: Scripted): unknown[] {
  return Object.keys(held.artefacts).map((name, at) => ({
    id: at + 1,
    name,
    resource: {
      type: "Container",
      data: `#/1/${name}`,
      downloadUrl: `${url}/contoso/download/${at}?format=zip`,
    },
  }));
}

function sealIn({ seal, sealedBuild = 7 }: Holdings, url: string, build: number): unknown[] {
  if (seal === undefined || build !== sealedBuild) return [];
  const href = `${url}/contoso/x/_apis/build/builds/${build}/${timeline}/${record}/attachments/release-manager.seal/seal.json`;
  return [{ name: "seal.json", _links: { self: { href } } }];
}

const yamlRun = { id: 7, buildNumber: "_20220616.3", status: "inProgress", definition: { id: 3 } };

function timelineOf({ run = [], approved, last }: Holdings): unknown[] {
  const stages = run.map((name, at) => ({
    ...stageRecord(name, at, run),
    ...(at === run.length - 1 ? last : {}),
  }));
  const done = { state: "completed", result: "succeeded", finishTime: "2026-01-01T00:00:00Z" };
  const approval = [
    { id: "checkpoint", parentId: stages.at(-1)?.id, type: "Checkpoint", ...done },
    { id: "approval", parentId: "checkpoint", type: "Checkpoint.Approval", ...done },
  ];
  return approved === true ? [...stages, ...approval] : stages;
}

/** The first stages succeeded, the last one runs. */
function stageRecord(name: string, at: number, all: readonly string[]) {
  const done = at < all.length - 1;
  const ended = done ? { state: "completed", result: "succeeded" } : { state: "inProgress" };
  return { id: `stage-${at}`, type: "Stage", name, identifier: name, order: at, attempt: 1, ...ended };
}

/** The record of the step that attached something. */
export function step(taskId: string | undefined): Record<string, unknown> {
  return { id: record, type: "Task", task: { id: taskId }, finishTime: "2026-01-01T00:00:00Z" };
}

/** Timeline record id of the deploy steps in releases on the wire. */
export const deployRecord = record;

type Hanging = Readonly<{ type: string; name: string; text: string }>;

function attachedTo({ records, left }: Holdings, plan = ""): Hanging[] {
  const place = { timelineId: timeline, recordId: record, createdOn: "2026-01-01T00:00:00Z" };
  const text = records[plan];
  const own =
    text === undefined ? [] : [{ type: "release-manager.deployment", name: "deployment.json", text }];
  return [...own, ...(left[plan] ?? [])].map((one) => ({ ...one, ...place }));
}
