import { appendFileSync, openSync, readSync, closeSync, writeSync } from "node:fs";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { publishArtefact } from "./builds/artefact-routes.ts";
import type { BuildEngine } from "./builds/build-engine.ts";
import { applyRetention } from "./builds/retention.ts";
import { flagField, mapField, numberField, textField } from "./http/body.ts";
import type { Misbehaviours } from "./http/misbehaviour.ts";
import { Refusal, invalid, json, list, nothing, refused } from "./http/reply.ts";
import type { Reply } from "./http/reply.ts";
import { readBody, send } from "./http/web.ts";
import { setVariables } from "./library/group-routes.ts";
import { shownGroup } from "./library/group-wire.ts";
import type { Site } from "./site.ts";
import { filesBelow } from "./state/files.ts";

export type ControlParts = Readonly<{
  site: Site;
  builds: BuildEngine;
  misbehaviours: Misbehaviours;
  idle: () => Promise<void>;
  reset: (history: boolean) => Promise<void>;
}>;

type Act = (parts: ControlParts, body: unknown) => Reply | Promise<Reply>;

/** What tests and the host page do to the stand-in itself: `/_control/<act>`. No signing in, this machine only. */
const acts: Readonly<Record<string, Act>> = {
  "GET clock": ({ site }) => clock(site),
  "POST clock": moveClock,
  "POST reset": async ({ reset }, body) => {
    await reset(flagField(body, "history") ?? false);
    return nothing();
  },
  "POST misbehave": ({ misbehaviours }, body) => {
    misbehaviours.order(body);
    return nothing();
  },
  "DELETE misbehave": ({ misbehaviours }) => {
    misbehaviours.clear();
    return nothing();
  },
  "POST idle": async ({ idle }) => {
    await idle();
    return nothing();
  },
  "POST run": run,
  "POST artefact": changeArtefact,
  "POST group": changeGroup,
  "GET people": ({ site }) =>
    list(
      site.state.people.map(({ id, name, role }) => ({ id, name, role, token: site.callers.tokenOf(id) })),
    ),
};

/** Answers a control request. */
export async function serveControl(
  parts: ControlParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? "/", "http://127.0.0.1").pathname.replace(/^\/_control\/?/, "");
  const act = acts[`${request.method ?? "GET"} ${path}`];
  try {
    const text = (await readBody(request)).toString("utf8");
    if (act === undefined)
      throw new Refusal(
        404,
        "UnknownAct",
        `There is no act ${path}. Known: ${Object.keys(acts).join(", ")}.`,
      );
    send(request, response, await act(parts, text === "" ? undefined : (JSON.parse(text) as unknown)));
  } catch (error) {
    const refusal = error instanceof Refusal ? error : new Refusal(500, "ControlFault", String(error));
    send(request, response, refused(refusal));
  }
}

function clock(site: Site): Reply {
  return json({ now: site.clock.iso(), offset: site.state.clockOffset });
}

/** `advance` in milliseconds, `now` as a moment, or `real`. */
function moveClock({ site }: ControlParts, body: unknown): Reply {
  const advance = numberField(body, "advance");
  const now = Date.parse(textField(body, "now") ?? "");
  if (flagField(body, "real") === true) site.clock.real();
  else if (advance !== undefined) site.clock.advance(advance);
  else if (!Number.isNaN(now)) site.clock.advance(now - site.clock.now());
  else throw invalid("Say advance (milliseconds), now (a moment) or real: true.");
  applyRetention(site);
  return clock(site);
}

/** Queues a build, and with `wait` answers when nothing runs any more. */
async function run({ site, builds, idle }: ControlParts, body: unknown): Promise<Reply> {
  const wanted = textField(body, "definition") ?? "";
  const definition = site.state.build.definitions.find(({ id, name }) => [String(id), name].includes(wanted));
  if (definition === undefined) throw invalid(`There is no build definition ${wanted}.`);
  const parameters = Object.entries(mapField(body, "parameters")).map(([name, value]) => [
    name,
    String(value),
  ]);
  const build = builds.queue({
    definition: definition.id,
    by: site.callers.identity(site.callers.person(textField(body, "by") ?? "contributor")?.id ?? ""),
    branch: textField(body, "branch"),
    parameters: Object.fromEntries(parameters) as Record<string, string>,
  });
  if (flagField(body, "wait") === true) await idle();
  return json({ id: build.id, buildNumber: build.buildNumber, result: build.result ?? null });
}

/** `alter`: one byte of a stored file changes silently. Else the artefact is published again: it gets another identity. */
function changeArtefact({ site }: ControlParts, body: unknown): Reply {
  const buildId = numberField(body, "build");
  const name = textField(body, "name");
  const artefact = site.state.build.artefacts.find((one) => one.buildId === buildId && one.name === name);
  if (artefact === undefined) throw invalid(`Build ${buildId ?? "?"} has no artefact ${name ?? "?"}.`);
  const folder = join(site.storage, artefact.folder);
  const file = textField(body, "file") ?? filesBelow(folder)[0] ?? "";
  if (flagField(body, "remove") === true) {
    site.state.build.artefacts.splice(site.state.build.artefacts.indexOf(artefact), 1);
    site.changed();
    return nothing();
  }
  if (flagField(body, "alter") === true) alterByte(join(folder, file));
  if (flagField(body, "publish") === true) {
    const { id } = republish(site, artefact, folder);
    return json({ id, name, file });
  }
  return json({ id: artefact.id, name, file });
}

type Artefact = Site["state"]["build"]["artefacts"][number];

function republish(site: Site, { buildId, name, source }: Artefact, folder: string): Artefact {
  const other = publishArtefact(site, { buildId, name: `${name}.again`, source }, folder);
  const { artefacts } = site.state.build;
  const old = artefacts.findIndex((one) => one.buildId === buildId && one.name === name);
  artefacts.splice(old, 1);
  other.name = name;
  other.data = other.data.replace(/\.again$/, "");
  site.changed();
  return other;
}

/** The last byte becomes another one; an empty file gets one. */
function alterByte(path: string): void {
  const file = openSync(path, "r+");
  const byte = Buffer.alloc(1);
  const content = readSync(file, byte, 0, 1, 0);
  if (content === 0) appendFileSync(path, "x");
  else writeSync(file, Buffer.from([byte.readUInt8(0) ^ 1]), 0, 1, 0);
  closeSync(file);
}

/** Somebody else edits a group: `variables` are set or, where null, removed. */
function changeGroup({ site }: ControlParts, body: unknown): Reply {
  const wanted = textField(body, "group") ?? "";
  const group = site.state.groups.find(({ id, name }) => [String(id), name].includes(wanted));
  if (group === undefined) throw invalid(`There is no variable group ${wanted}.`);
  const given = mapField(body, "variables");
  const all: Record<string, unknown> = { ...group.variables };
  for (const [name, value] of Object.entries(given)) {
    if (value === null) Reflect.deleteProperty(all, name);
    else all[name] = typeof value === "object" ? value : { value };
  }
  setVariables(site, group, all);
  group.name = textField(body, "name") ?? group.name;
  group.modifiedOn = site.clock.iso();
  group.modifiedBy = site.callers.identity(site.callers.person("administrator")?.id ?? "");
  site.changed();
  return json(shownGroup(group));
}
